package accommodation

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation/fit"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// The answers to an offer.
const (
	answerAccepted  = "accepted"
	answerRefused   = "refused"
	answerHouse     = "house-refused"
	answerLapsed    = "lapsed"
	answerWithdrawn = "withdrawn"
)

var answers = form.Codes{{answerAccepted, "Accepted"}, {answerRefused, "Refused by the person"}, {answerHouse, "Refused by the house"}, {answerLapsed, "Not answered in time"}, {answerWithdrawn, "Taken back by the desk"}}

// refusals are why a bed is refused, by the person and by a house.
var refusals = form.Codes{
	{"area", "The area does not feel safe"}, {"far", "Too far from people, school or treatment"}, {"shared", "It is shared with others"}, {"rules", "The rules of the house"},
	{"children", "Not right for the children"}, {"faith", "Faith or food"}, {"stays", "Wishes to stay where they are"}, {"no-reason", "Gave no reason"},
	{"house-risk", "The house: a risk that it cannot hold"}, {"house-staff", "The house: not enough staff"}, {"house-repair", "The house: the room cannot be used"},
}

func byHouse(refusal string) bool {
	return refusal == "house-risk" || refusal == "house-staff" || refusal == "house-repair"
}

// Offer is a bed held for somebody until they answer.
type Offer struct {
	ID        db.ID
	Request   db.ID
	File      db.ID
	Bed       db.ID
	House     db.ID
	People    int
	Cautions  int
	Why       string // sealed: why, where something about it does not suit
	Offered   time.Time
	By        string
	Until     time.Time
	Answered  time.Time
	Answer    string
	Refusal   string
	Words     string // sealed: what was said
	Number    int    // of the bed
	HouseName string
	Region    string
}

// AnswerWords is the answer in words, a catalogue source.
func (o Offer) AnswerWords() string { return answers.Words(o.Answer) }

// RefusalWords is why it was refused, a catalogue source.
func (o Offer) RefusalWords() string { return refusals.Words(o.Refusal) }

// OfferForm offers a bed.
type OfferForm struct {
	Bed   string `json:"bed" doc:"Identifier of the bed"`
	Why   string `json:"why,omitempty" doc:"Why this bed, where something about it does not suit"`
	Hours int    `json:"hours" doc:"For how long it is held"`
}

// MakeOffer holds a bed for somebody who waits. What bars it bars it for
// everybody; what only speaks against it asks for a reason.
func (room *Room) MakeOffer(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f OfferForm) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return "", err
	}
	if file.State != Waiting {
		return "", fault.Refuse("They do not wait for a place now")
	}
	if f.Hours < 1 || f.Hours > 168 {
		return "", fault.Wrong("hours", "Enter for how many hours the bed is held, from 1 to 168")
	}
	bed, verdict, err := room.hold(ctx, tx, file, f.Bed, f.Why, BedHeld)
	if err != nil {
		return "", err
	}
	return room.insertOffer(ctx, tx, actor, file, bed, verdict, f.Why, tx.Now().Add(time.Duration(f.Hours)*time.Hour))
}

// hold takes a bed for somebody and judges it when nobody else can take it.
func (room *Room) hold(ctx context.Context, tx *db.Tx, file File, chosen, why, state string) (Bed, fit.Verdict, error) {
	bedID, ok := db.ParseID(chosen)
	if !ok {
		return Bed{}, fit.Verdict{}, fault.Wrong("bed", "Choose a bed")
	}
	bed, err := loadBed(ctx, tx, bedID)
	if err == nil {
		var one int
		var ours bool
		if ours, err = tx.Row(ctx, `SELECT 1 FROM house WHERE id = $1 AND agency_id = $2`, []any{bed.House, file.Desk}, &one); err == nil && !ours {
			err = fault.Missing()
		}
	}
	if fault.Is(err, fault.NotFound) {
		return bed, fit.Verdict{}, fault.Wrong("bed", "Choose a bed")
	}
	if err != nil {
		return bed, fit.Verdict{}, err
	}
	if err := takeBed(ctx, tx, bed, file.People(), state); err != nil {
		return bed, fit.Verdict{}, err
	}
	_, verdict, err := room.judge(ctx, tx, file, bed)
	switch {
	case err != nil:
		return bed, verdict, err
	case !verdict.Offerable():
		return bed, verdict, barred(verdict)
	case verdict.Count(fit.Caution) > 0 && why == "":
		return bed, verdict, fault.Wrong("why", "Something about this bed does not suit them. Say why it is chosen all the same")
	}
	return bed, verdict, nil
}

// insertOffer stores that a bed is held for somebody, who can from now on be found
// by those who must be kept from them.
func (room *Room) insertOffer(ctx context.Context, tx *db.Tx, actor account.Actor, file File, bed Bed, verdict fit.Verdict, why string, until time.Time) (db.ID, error) {
	var request db.ID
	if found, err := tx.Row(ctx, `SELECT id FROM bed_request WHERE file_id = $1 AND ended_at IS NULL`, []any{file.ID}, &request); err != nil || !found {
		if err == nil {
			err = fault.Stale(nil, nil)
		}
		return "", err
	}
	id := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, file.owner(), sealedOffer, id, why)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO bed_offer (id, request_id, file_id, bed_id, house_id, people, cautions, sealed, offered_at, offered_by, until_at, answer, refusal)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '')`, id, request, file.ID, bed.ID, bed.House, file.People(), verdict.Count(fit.Caution), sealed, tx.Now(), actor.Account, until); err != nil {
		return "", err
	}
	if err := setState(ctx, tx, file.ID, Offered); err != nil {
		return "", err
	}
	file.State = Offered
	if err := room.reindex(ctx, tx, file); err != nil {
		return "", err
	}
	if err := tellWorker(ctx, tx, file, "bed-offered "+string(id), "A bed is held for somebody whom you support",
		"The desk holds a bed. Sign in to see what it is like, ask the person, and record the answer in time.\n\nThis message says nothing about the person."); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "offer-bed", Category: audit.Alteration, Case: file.Case, Subject: "offer " + string(id),
		Change: map[string]any{"bed": bed.ID, "cautions": verdict.Count(fit.Caution), "until": until}})
}

// AnswerForm is a person's answer to an offer.
type AnswerForm struct {
	Accept    *bool       `json:"accept"`
	Refusal   string      `json:"refusal,omitempty"`
	Words     string      `json:"words,omitempty" doc:"What they said; sealed"`
	Arrive    form.Moment `json:"arrive,omitzero" doc:"When they are expected"`
	Transport string      `json:"transport,omitempty"`
	Details   string      `json:"details,omitempty" doc:"Who brings them and how to know them, never an address; sealed"`
}

func arriveQuestions[T any](arrive func(*T) *form.Moment, transport, details func(*T) *string, under string) []form.Question[T] {
	questions := append(form.MomentQuestions("arrive", "On which day do they arrive?", "At what time?", "Enter the day on which they arrive", arrive), []form.Question[T]{
		{Name: "transport", Label: "How do they travel?", Kind: form.Radios, Options: transports.Options(), Required: "Choose how they travel", Bind: func(f *T) any { return transport(f) }},
		{Name: "details", Label: "Who brings them, and how do they know one another?", Hint: "A name, a word to say. Never an address: whoever drives asks to see it. Sealed", Noun: "Who brings them", Kind: form.Story, MaxLength: 500, Rows: 2, Bind: func(f *T) any { return details(f) }},
	}...)
	for i := range questions {
		questions[i].Under = under
	}
	return questions
}

var transports = form.Codes{{"staff", "Staff of the provider drive them"}, {"volunteer", "A volunteer driver"}, {"taxi", "A taxi firm that was vetted"}, {"police", "The police bring them"}, {"train", "By train, and met at the station"}, {"own", "By themselves"}}

func answerQuestions() []form.Question[AnswerForm] {
	questions := []form.Question[AnswerForm]{
		{Name: "accept", Label: "Do they take the bed?", Hint: "They may refuse. It changes nothing of their support", Kind: form.YesNo, Required: "Choose yes if they take the bed", Bind: func(f *AnswerForm) any { return &f.Accept }},
		{Name: "refusal", Label: "Why not?", Kind: form.Radios, Small: true, Options: refusals.Options(), Under: "accept=no", Required: "Choose why the bed is refused", Bind: func(f *AnswerForm) any { return &f.Refusal }},
		{Name: "words", Label: "What did they say?", Hint: "In their own words. Sealed", Noun: "What they said", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *AnswerForm) any { return &f.Words }},
	}
	return append(questions, arriveQuestions(func(f *AnswerForm) *form.Moment { return &f.Arrive }, func(f *AnswerForm) *string { return &f.Transport }, func(f *AnswerForm) *string { return &f.Details }, "accept=yes")...)
}

// AnswerOffer records the answer to an offer: they get the bed, or go on waiting.
func (room *Room) AnswerOffer(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f AnswerForm) error {
	o, file, err := room.offer(ctx, tx, actor, access.AnswerBed, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, answerQuestions())...); err != nil {
		return err
	}
	if !o.Answered.IsZero() {
		return fault.Stale(nil, nil)
	}
	if !*f.Accept {
		answer := answerRefused
		if byHouse(f.Refusal) {
			answer = answerHouse
		}
		return room.endOffer(ctx, tx, actor, file, o, answer, f.Refusal, f.Words)
	}
	arrive, ok := f.Arrive.Instant()
	if !ok {
		return fault.Wrong("arrive-time", "Enter the time of day, such as 14:30 or 2.30pm")
	}
	if arrive.Before(tx.Now().Add(-12 * time.Hour)) {
		return fault.Wrong("arrive", "The day and time must be now or later")
	}
	if err := closeOffer(ctx, tx, actor, file, o, answerAccepted, "", f.Words); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE bed SET state = 'taken', state_at = $2, version = version + 1 WHERE id = $1 AND state = 'held'`, o.Bed, tx.Now()); err != nil {
		return err
	}
	_, err = room.begin(ctx, tx, actor, file, arrival{bed: o.Bed, house: o.House, people: o.People, at: arrive, transport: f.Transport, details: f.Details})
	return err
}

// closeOffer stores the answer of an offer that had none.
func closeOffer(ctx context.Context, tx *db.Tx, actor account.Actor, file File, o Offer, answer, refusal, words string) error {
	sealed, err := casefile.SealRow(ctx, tx, file.owner(), sealedAnswer, o.ID, words)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE bed_offer SET answered_at = $2, answered_by = $3, answer = $4, refusal = $5, answer_sealed = $6 WHERE id = $1 AND answered_at IS NULL`,
		o.ID, tx.Now(), actor.Account, answer, refusal, sealed)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "answer-bed", Category: audit.Alteration, Case: file.Case, Subject: "offer " + string(o.ID), Change: map[string]string{"answer": answer, "refusal": refusal}})
}

// endOffer ends an offer that did not become a stay: the bed is free again, and
// the person waits on.
func (room *Room) endOffer(ctx context.Context, tx *db.Tx, actor account.Actor, file File, o Offer, answer, refusal, words string) error {
	if err := closeOffer(ctx, tx, actor, file, o, answer, refusal, words); err != nil {
		return err
	}
	state := BedFree
	if refusal == "house-repair" {
		state = BedRepair
	}
	if err := leaveBed(ctx, tx, o.Bed, o.House, o.People, state); err != nil {
		return err
	}
	if err := setState(ctx, tx, file.ID, Waiting); err != nil {
		return err
	}
	file.State = Waiting
	return room.reindex(ctx, tx, file)
}

// TakeBack takes an offer back that nobody has answered: an undo.
func (room *Room) TakeBack(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	o, file, err := room.offer(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return err
	}
	if !o.Answered.IsZero() {
		return fault.Refuse("The offer was answered already")
	}
	return room.endOffer(ctx, tx, actor, file, o, answerWithdrawn, "", "")
}

// offer reads an offer with its file, for an actor who may do an action on it.
func (room *Room) offer(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (Offer, File, error) {
	var of db.ID
	if _, err := tx.Row(ctx, `SELECT file_id FROM bed_offer WHERE id = $1`, []any{id}, &of); err != nil {
		return Offer{}, File{}, err
	}
	file, err := room.reach(ctx, tx, actor, action, of)
	if err != nil {
		return Offer{}, file, err
	}
	list, err := offersOf(ctx, tx, file)
	if err != nil {
		return Offer{}, file, err
	}
	for _, o := range list {
		if o.ID == id {
			return o, file, nil
		}
	}
	return Offer{}, file, fault.Missing()
}

// offersOf are the offers to somebody, the latest first.
func offersOf(ctx context.Context, tx *db.Tx, f File) ([]Offer, error) {
	return db.All(ctx, tx, `SELECT o.id, o.request_id, o.file_id, o.bed_id, o.house_id, o.people, o.cautions, o.sealed, o.offered_at, coalesce(a.name, ''), o.until_at, o.answered_at, o.answer, o.refusal, o.answer_sealed,
		b.number, h.name, h.region FROM bed_offer o JOIN bed b ON b.id = o.bed_id JOIN house h ON h.id = o.house_id LEFT JOIN account a ON a.id = o.offered_by WHERE o.file_id = $1 ORDER BY o.id DESC LIMIT 50`, []any{f.ID},
		func(o *Offer, scan func(...any) error) error {
			var sealed, answer []byte
			if err := scan(&o.ID, &o.Request, &o.File, &o.Bed, &o.House, &o.People, &o.Cautions, &sealed, db.Instant(&o.Offered), &o.By, db.Instant(&o.Until), db.Instant(&o.Answered), &o.Answer, &o.Refusal, &answer,
				&o.Number, &o.HouseName, &o.Region); err != nil {
				return err
			}
			if err := casefile.OpenRow(ctx, tx, sealed, f.owner(), sealedOffer, o.ID, &o.Why); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, answer, f.owner(), sealedAnswer, o.ID, &o.Words)
		})
}
