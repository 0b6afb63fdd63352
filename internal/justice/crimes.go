package justice

import (
	"context"
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

// CrimeCheck is a referral for which no crime record was known when there should
// have been one. It names nobody: a police force settles it by the reference.
type CrimeCheck struct {
	ID         db.ID
	Case       db.ID
	Reference  string // the case's
	Version    int64
	Force      string
	ForceName  string
	ReferredOn civil.Day
	Due        civil.Day
	Rule       string
	WhyDue     string // address of the answer to "why is it due then?", for pages
	AskedOn    civil.Day
	Answer     string
	AnsweredOn civil.Day
	Words      checkWords
	Closed     time.Time
	ClosedWhy  string
}

// checkWords are sealed: the number, and who said so.
type checkWords struct {
	Reference string `json:"reference,omitempty"`
	By        string `json:"by,omitempty"`
	Note      string `json:"note,omitempty"`
}

// What a force may answer.
const (
	answerCrime     = "recorded"
	answerLater     = "will-record"
	answerElsewhere = "another-force"
	answerNo        = "no-crime"
	answerKnown     = "already-known"
)

var crimeAnswers = form.Codes{{answerCrime, "Recorded as a crime"}, {answerLater, "It will be recorded"}, {answerElsewhere, "Another force answers for it"}, {answerNo, "Not recorded as a crime, and why"}, {answerKnown, "Recorded under an earlier crime"}}

// How a check stands.
const (
	toAsk    = "to-ask"
	wasAsked = "asked"
	answered = "answered"
	closed   = "closed"
)

var checkStates = form.Codes{{toAsk, "To ask"}, {wasAsked, "Asked"}, {answered, "Answered"}, {closed, "Closed"}}

// State is how the check stands.
func (c CrimeCheck) State() string {
	switch {
	case !c.Closed.IsZero():
		return closed
	case c.Answer != "":
		return answered
	case !c.AskedOn.IsZero():
		return wasAsked
	}
	return toAsk
}

// StateWords is how the check stands, a catalogue source.
func (c CrimeCheck) StateWords() string { return checkStates.Words(c.State()) }

// AnswerWords is what the force answered, a catalogue source.
func (c CrimeCheck) AnswerWords() string { return crimeAnswers.Words(c.Answer) }

// Colour is of the tag of the state.
func (c CrimeCheck) Colour() string {
	return map[string]string{toAsk: "red", wasAsked: "yellow", answered: "blue", closed: "grey"}[c.State()]
}

// crimeChecks reads checks that the actor may see.
func (room *Room) crimeChecks(ctx context.Context, tx *db.Tx, actor account.Actor, where string, args ...any) ([]CrimeCheck, error) {
	visible, more := access.Visible(tx, actor, "k.case_id", access.Decision, len(args)+1)
	return db.All(ctx, tx, `SELECT k.id, k.case_id, c.reference, k.version, k.force, k.referred_on, k.due_on, k.rule, k.asked_on, k.answer, k.answered_on, k.sealed, k.closed_at, k.closed_why
		FROM crime_check k JOIN case_file c ON c.id = k.case_id WHERE `+where+` AND c.erased_at IS NULL AND `+visible+` ORDER BY k.force, k.due_on, k.id`, append(args, more...),
		func(k *CrimeCheck, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&k.ID, &k.Case, &k.Reference, &k.Version, &k.Force, &k.ReferredOn, &k.Due, &k.Rule, &k.AskedOn, &k.Answer, &k.AnsweredOn, &sealed, db.Instant(&k.Closed), &k.ClosedWhy); err != nil {
				return err
			}
			if k.Force != "" {
				k.ForceName = room.Lists.PoliceForces.Name(k.Force)
			}
			return casefile.OpenRow(ctx, tx, sealed, k.Case, sealedCheck, k.ID, &k.Words)
		})
}

// checkFor reads one check that the actor may settle.
func (room *Room) checkFor(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (CrimeCheck, error) {
	if err := access.Role(actor, access.SettleCrime); err != nil {
		return CrimeCheck{}, err
	}
	found, err := room.crimeChecks(ctx, tx, actor, `k.id = $1`, id)
	if err != nil {
		return CrimeCheck{}, err
	}
	if len(found) == 0 {
		return CrimeCheck{}, fault.Missing()
	}
	return found[0], access.Case(ctx, tx, actor, access.SettleCrime, found[0].Case)
}

// Ask records that a force was asked about its open checks; it gives how many.
func (room *Room) Ask(ctx context.Context, tx *db.Tx, actor account.Actor, force string) (int, error) {
	if err := access.Role(actor, access.ReconcileCrimes); err != nil {
		return 0, err
	}
	if _, listed := room.Lists.PoliceForces.ByCode(force); !listed {
		return 0, fault.Wrong("force", "Choose the police force from the list")
	}
	open, err := room.crimeChecks(ctx, tx, actor, `k.force = $1 AND k.closed_at IS NULL AND k.answer = '' AND k.asked_on IS NULL`, force)
	if err != nil {
		return 0, err
	}
	for _, k := range open {
		if _, err := tx.Exec(ctx, `UPDATE crime_check SET asked_on = $2, version = version + 1 WHERE id = $1`, k.ID, dayOf(tx)); err != nil {
			return 0, err
		}
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "ask-crime-record", Category: audit.Disclosure, Case: k.Case, Subject: "crime check " + string(k.ID), Recipient: "police force " + force}); err != nil {
			return 0, err
		}
	}
	return len(open), nil
}

// CrimeAnswer is what a force answered.
type CrimeAnswer struct {
	Version   int64     `json:"version"`
	Answer    string    `json:"answer"`
	On        civil.Day `json:"on"`
	Reference string    `json:"reference,omitempty" doc:"The crime reference number"`
	Force     string    `json:"force,omitempty" doc:"The force that answers for it, where it is another"`
	By        string    `json:"by,omitempty" doc:"Who said so"`
	Note      string    `json:"note,omitempty"`
	Close     *bool     `json:"close" doc:"Whether it is settled"`
}

func (room *Room) answerQuestions(today civil.Day) []form.Question[CrimeAnswer] {
	var forces []form.Option
	for _, e := range room.Lists.PoliceForces.All() {
		forces = append(forces, form.Option{Value: e.Code, Label: e.Name, Verbatim: true})
	}
	return []form.Question[CrimeAnswer]{
		{Name: "answer", Label: "What did the force answer?", Kind: form.Radios, Options: crimeAnswers.Options(), Required: "Choose what the force answered", Bind: func(f *CrimeAnswer) any { return &f.Answer }},
		{Name: "reference", Label: "Crime reference number", Kind: form.Text, Width: "20", MaxLength: 60, Conditional: true, Bind: func(f *CrimeAnswer) any { return &f.Reference }, Check: func(f *CrimeAnswer) []fault.Field {
			if f.Reference == "" && (f.Answer == answerCrime || f.Answer == answerKnown) {
				return form.Say("Enter the crime reference number")
			}
			return nil
		}},
		{Name: "force", Label: "Which force answers for it?", Noun: "Police force", Kind: form.Suggest, Options: forces, Under: "answer=another-force", Required: "Choose the police force from the list", Bind: func(f *CrimeAnswer) any { return &f.Force }},
		{Name: "on", Label: "On which day?", Kind: form.Date, Required: "Enter the day of the answer", Bind: func(f *CrimeAnswer) any { return &f.On }, Check: func(f *CrimeAnswer) []fault.Field { return setting{Today: today}.past(f.On) }},
		{Name: "by", Label: "Who said so?", Kind: form.Text, MaxLength: 120, Bind: func(f *CrimeAnswer) any { return &f.By }},
		{Name: "note", Label: "Why, or anything else", Kind: form.Story, MaxLength: 1000, Rows: 2, Conditional: true, Bind: func(f *CrimeAnswer) any { return &f.Note }, Check: func(f *CrimeAnswer) []fault.Field {
			if f.Answer == answerNo && f.Note == "" {
				return form.Say("Say why it was not recorded")
			}
			return nil
		}},
		{Name: "close", Label: "Is it settled?", Hint: "Choose no to go on asking", Kind: form.YesNo, Inline: true, Required: "Choose yes if it is settled", Bind: func(f *CrimeAnswer) any { return &f.Close }, Check: func(f *CrimeAnswer) []fault.Field {
			if f.Close != nil && *f.Close && (f.Answer == answerLater || f.Answer == answerElsewhere) {
				return form.Say("It is not settled before there is a crime reference number, or the reason why not")
			}
			return nil
		}},
	}
}

// Settle records what a force answered, and closes the check where it is settled.
// A crime reference number becomes part of the case's record; the person's justice
// file, if there is one, is not touched: it is theirs. Where another force answers
// for it, that force is asked next.
func (room *Room) Settle(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, a CrimeAnswer) error {
	k, err := room.checkFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&a, room.answerQuestions(dayOf(tx)))...); err != nil {
		return err
	}
	if !k.Closed.IsZero() {
		return fault.Refuse("This is closed. Open it again first")
	}
	sealed, err := casefile.SealRow(ctx, tx, k.Case, sealedCheck, id, checkWords{a.Reference, a.By, a.Note})
	if err != nil {
		return err
	}
	force, answer, askedOn, answeredOn := k.Force, a.Answer, k.AskedOn, a.On
	if a.Answer == answerElsewhere {
		force, answer, askedOn, answeredOn = a.Force, "", civil.Day{}, civil.Day{}
	}
	var closedAt time.Time
	var closedBy any
	why := ""
	if *a.Close {
		closedAt, closedBy, why = tx.Now(), actor.Account, a.Answer
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE crime_check SET version = version + 1, force = $3, answer = $4, asked_on = $5, answered_on = $6, sealed = $7, closed_at = $8, closed_by = $9, closed_why = $10 WHERE id = $1 AND version = $2`,
		id, a.Version, force, answer, askedOn, answeredOn, sealed, closedAt, closedBy, why)); err != nil {
		return err
	}
	if a.Reference != "" && a.Reference != k.Words.Reference {
		if err := casefile.Put(ctx, tx, actor, k.Case, "police", casefile.Record{References: []casefile.Reference{{Kind: "crime", Value: a.Reference, Force: force}}}); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "settle-crime-record", Category: audit.Alteration, Case: k.Case, Subject: "crime check " + string(id),
		Change: map[string]any{"before": k.State(), "answer": a.Answer, "force": force, "closed": *a.Close}})
}

// Reopen undoes that a check was closed.
func (room *Room) Reopen(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	k, err := room.checkFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE crime_check SET version = version + 1, closed_at = NULL, closed_by = NULL, closed_why = '' WHERE id = $1`, id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "reopen-crime-record", Category: audit.Alteration, Case: k.Case, Subject: "crime check " + string(id)})
}
