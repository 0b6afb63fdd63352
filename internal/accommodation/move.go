package accommodation

import (
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// TakeForm puts somebody into a bed at once: a move when there is danger, or a
// place at night that they take on the telephone.
type TakeForm struct {
	Version   int64       `json:"version,omitempty"`
	Bed       string      `json:"bed" doc:"Identifier of the bed"`
	Why       string      `json:"why,omitempty" doc:"Why this bed, where something about it does not suit"`
	Danger    string      `json:"danger,omitempty" doc:"Of a move: what happened; sealed"`
	LeaveArea *bool       `json:"leaveArea,omitempty" doc:"Of a move: whether the area that they leave is dangerous from now on"`
	Arrive    form.Moment `json:"arrive"`
	Transport string      `json:"transport"`
	Details   string      `json:"details,omitempty" doc:"Who brings them; never an address; sealed"`
}

// TakeNow puts somebody who waits into a bed at once, who has said that they take
// it: an offer and its answer in one step.
func (room *Room) TakeNow(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f TakeForm) error {
	file, err := room.reach(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return err
	}
	if file.State != Waiting {
		return fault.Refuse("They do not wait for a place now")
	}
	arrive, err := room.coming(f, tx.Now())
	if err != nil {
		return err
	}
	bed, verdict, err := room.hold(ctx, tx, file, f.Bed, f.Why, BedHeld)
	if err != nil {
		return err
	}
	offer, err := room.insertOffer(ctx, tx, actor, file, bed, verdict, f.Why, tx.Now().Add(time.Hour))
	if err != nil {
		return err
	}
	yes := true
	return room.AnswerOffer(ctx, tx, actor, offer, AnswerForm{Accept: &yes, Arrive: form.MomentOf(arrive), Transport: f.Transport, Details: f.Details})
}

// coming reads when and how somebody comes.
func (room *Room) coming(f TakeForm, now time.Time) (time.Time, error) {
	arrive, ok := f.Arrive.Instant()
	switch {
	case !ok:
		return arrive, fault.Wrong("arrive-time", "Enter the time of day, such as 14:30 or 2.30pm")
	case arrive.Before(now.Add(-12 * time.Hour)):
		return arrive, fault.Wrong("arrive", "The day and time must be now or later")
	case !transports.Has(f.Transport):
		return arrive, fault.Wrong("transport", "Choose how they travel")
	}
	return arrive, nil
}

// Move moves somebody to another bed in one step because there is danger. From
// that moment nobody can see the old address; the old area is one to avoid, unless
// it is said that it is not; and the new house knows that they come.
func (room *Room) Move(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f TakeForm) error {
	file, err := room.reach(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return err
	}
	stay, lives, err := stayOf(ctx, tx, file)
	if err != nil {
		return err
	}
	if !lives {
		return fault.Refuse("They live in no house. Offer a bed instead")
	}
	if f.Danger == "" {
		return fault.Wrong("danger", "Say what happened")
	}
	arrive, err := room.coming(f, tx.Now())
	if err != nil {
		return err
	}
	if f.LeaveArea == nil {
		return fault.Wrong("leave-area", "Choose yes if the area that they leave is dangerous from now on")
	}
	if *f.LeaveArea {
		file.Avoid = sorted(append(slices.Clone(file.Avoid), stay.Region))
	}
	file.Urgency = Moving
	if err := putFile(ctx, tx, file, f.Version); err != nil {
		return err
	}
	// The new bed is taken before the old is left, so that there is never a moment
	// without one; both stand in one transaction.
	bed, _, err := room.hold(ctx, tx, file, f.Bed, f.Why, BedTaken)
	if err != nil {
		return err
	}
	if err := room.askedForMove(ctx, tx, actor, file); err != nil {
		return err
	}
	if err := endStay(ctx, tx, actor, stay, endedMoved); err != nil {
		return err
	}
	if _, err := room.begin(ctx, tx, actor, file, arrival{bed: bed.ID, house: bed.House, people: file.People(), at: arrive, transport: f.Transport, details: f.Details}); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "move-from-danger", Category: audit.Alteration, Case: file.Case, Subject: "accommodation " + string(id), Why: purpose, Reason: f.Danger,
		Change: map[string]any{"bed": bed.ID, "leaveArea": *f.LeaveArea}})
}

// askedForMove keeps a move among the requests, so that demand counts it.
func (room *Room) askedForMove(ctx context.Context, tx *db.Tx, actor account.Actor, f File) error {
	area := "anywhere"
	if len(f.Prefer) > 0 {
		area = f.Prefer[0]
	}
	_, err := tx.Exec(ctx, `INSERT INTO bed_request (id, file_id, desk_id, urgency, need, area, entitlement, rule, asked_at, asked_by, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, '')`,
		tx.NewID(), f.ID, f.Desk, Moving, Need(f.Household), area, NowhereSafe, tx.Now(), actor.Account)
	return err
}

// endStay ends a stay: the bed is made ready for the next.
func endStay(ctx context.Context, tx *db.Tx, actor account.Actor, stay Stay, why string) error {
	if err := fault.Touched(tx.Exec(ctx, `UPDATE stay SET ended_at = $2, ended_by = $3, ended_why = $4, version = version + 1 WHERE id = $1 AND ended_at IS NULL`, stay.ID, tx.Now(), actor.Account, why)); err != nil {
		return err
	}
	state := BedCleaning
	if stay.Arrived.IsZero() {
		state = BedFree
	}
	return leaveBed(ctx, tx, stay.Bed, stay.House, stay.People, state)
}

// LeaveForm ends a stay.
type LeaveForm struct {
	Version int64  `json:"version"`
	Why     string `json:"why"`
	Next    string `json:"next" enum:"outreach,ended,waiting" doc:"What follows"`
	Words   string `json:"words" doc:"Where they go, with whom, and how they are reached; sealed"`
}

var nextStates = form.Codes{{string(Outreach), "We go on supporting them where they live"}, {string(Waiting), "They need another place"}, {string(Ended), "Nothing more from us"}}

var leaveQuestions = []form.Question[LeaveForm]{
	{Name: "why", Label: "Why does the stay end?", Kind: form.Radios, Options: endings[:10].Options(), Required: "Choose why the stay ends", Bind: func(f *LeaveForm) any { return &f.Why }},
	{Name: "next", Label: "What follows?", Kind: form.Radios, Options: nextStates.Options(), Required: "Choose what follows", Bind: func(f *LeaveForm) any { return &f.Next }},
	{Name: "words", Label: "Where do they go, and how can they be reached safely?", Hint: "Or why that is not known. No stay ends without it. Sealed", Noun: "Where they go", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say where they go and how they can be reached, or why that is not known", Bind: func(f *LeaveForm) any { return &f.Words }},
}

// Leave ends somebody's stay. Every sight of the address ends with it.
func (room *Room) Leave(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f LeaveForm) error {
	file, err := room.reach(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, leaveQuestions)...); err != nil {
		return err
	}
	stay, lives, err := stayOf(ctx, tx, file)
	if err != nil {
		return err
	}
	if !lives {
		return fault.Refuse("They live in no house")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE shelter_file SET version = version + 1 WHERE id = $1 AND version = $2`, id, f.Version)); err != nil {
		return err
	}
	return room.unhouse(ctx, tx, actor, file, stay, f.Why, State(f.Next), f.Words)
}

// unhouse ends a stay with what follows it.
func (room *Room) unhouse(ctx context.Context, tx *db.Tx, actor account.Actor, file File, stay Stay, why string, next State, words string) error {
	if err := endStay(ctx, tx, actor, stay, why); err != nil {
		return err
	}
	if err := setState(ctx, tx, file.ID, next); err != nil {
		return err
	}
	file.State = next
	if err := room.reindex(ctx, tx, file); err != nil {
		return err
	}
	if file.Case != "" {
		if err := room.Unhouse(ctx, tx, actor, file.Case, placementEnding(why)); err != nil {
			return err
		}
	}
	if next == Waiting && why != endedCancelled {
		file.Urgency = Planned
		if err := room.asked(ctx, tx, actor, file, Entitlement{Code: DestituteNow}, civil.DayOf(tx.Now())); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-stay", Category: audit.Alteration, Case: file.Case, Subject: "stay " + string(stay.ID), Why: purpose, Reason: words, Change: map[string]string{"why": why, "next": string(next)}})
}

// placementEnding is how the room of sealed places calls the end of a stay.
func placementEnding(why string) string {
	switch why {
	case "moved-on", "family", "returned":
		return why
	case endedCancelled:
		return "mistake"
	}
	return "other"
}

// Cancel undoes that somebody takes a bed, while they have not arrived: the bed is
// free, and they wait as before.
func (room *Room) Cancel(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	stay, file, err := room.stay(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return err
	}
	if !stay.Arrived.IsZero() {
		return fault.Refuse("They have arrived. End the stay, or move them")
	}
	if err := room.unhouse(ctx, tx, actor, file, stay, endedCancelled, Waiting, ""); err != nil {
		return err
	}
	return reopenRequest(ctx, tx, file.ID)
}

// Shut ends at once every sight of the address where somebody lives: what can be
// done in the minute before there is another bed.
func (room *Room) Shut(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	file, err := room.reach(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return err
	}
	if file.Case == "" || file.State != Housed {
		return fault.Refuse("No address of theirs is sealed")
	}
	if _, err := room.ShutSights(ctx, tx, actor, file.Case); err != nil {
		return err
	}
	return casefile.Note(ctx, tx, actor, file.Case, "The address was shut")
}
