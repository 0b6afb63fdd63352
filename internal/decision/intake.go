package decision

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
)

// ages are the age groups of a referral as the machine knows them.
var ages = map[string]machine.Age{casefile.Adult: machine.Adult, casefile.Child: machine.Child, casefile.NotSure: machine.Unsure}

// ageGroups are the machine's ages as a case file knows them.
var ageGroups = map[machine.Age]string{machine.Adult: casefile.Adult, machine.Child: casefile.Child, machine.Unsure: casefile.NotSure}

// Receive takes a referral over into the competent authority, inside the
// transaction that sends it: the clock of the first decision starts, a child's
// birthday is watched, and the authority that takes in the referrals of its
// jurisdiction may look at it.
func (r *Room) Receive(ctx context.Context, tx *db.Tx, actor account.Actor, received casefile.Received) error {
	law := newLaw(r.Rules)
	facts, err := r.factsOf(ctx, tx, law, received)
	if err != nil {
		return err
	}
	c, effects := machine.Opened(facts, received.On)
	if c, err = law.settle(c); err != nil {
		return err
	}
	agency, err := r.triage(ctx, tx, facts.Jurisdiction)
	if err != nil {
		return err
	}
	p := progress{Agency: agency, Referrer: received.Referrer, Received: received.On, SteppedOn: received.On, State: c}
	if err := insertProgress(ctx, tx, received.Case, p); err != nil {
		return err
	}
	step := storedStep{Step: StepReceived, On: received.On, Account: accountOf(actor), Rules: law.used, Entered: entered{Facts: &facts, Agency: agency}}
	if err := insertStep(ctx, tx, actor, received.Case, step); err != nil {
		return err
	}
	grant := access.Grant{Agency: agency, Case: received.Case, Purpose: purposeDecision, Compartments: access.Everything | access.Sharing, LegalBasis: legalBasis}
	if err := access.Give(ctx, tx, actor, grant); err != nil {
		return err
	}
	w := writing{ctx: ctx, tx: tx, actor: actor, id: received.Case, on: received.On, step: StepReceived}
	if err := w.follow(progress{}, p); err != nil {
		return err
	}
	if err := casefile.SetStage(ctx, tx, received.Case, string(c.Stage)); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, received.Case, effects.Story); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "receive-case", Category: audit.Collection, Case: received.Case,
		Subject: "case " + string(received.Case), Why: purposeDecision, Change: change{After: &c}})
}

// change is what an audit entry keeps of a step: the state before and after,
// which names nobody.
type change struct {
	Before *machine.Case `json:"before,omitempty"`
	After  *machine.Case `json:"after,omitempty"`
}

// factsOf settles what the rules must know of a referral.
func (r *Room) factsOf(ctx context.Context, tx *db.Tx, law *law, received casefile.Received) (machine.Facts, error) {
	facts := machine.Facts{Jurisdiction: machine.Jurisdiction(received.Jurisdiction), Referred: received.On, Age: ages[received.AgeGroup]}
	if facts.Age == "" {
		facts.Age = machine.Unsure // what is not known is treated as a child
	}
	birth, known := received.Birth.FullDay()
	if !known || !birth.Valid() {
		birth = civil.Day{}
	}
	if facts.Age == machine.Adult {
		var err error
		if facts.Support, err = agreedToSupport(ctx, tx, received.Case); err != nil {
			return machine.Facts{}, err
		}
	}
	return law.facts(facts, birth)
}

// accountOf is by which name a step keeps who took it.
func accountOf(actor account.Actor) string {
	if actor.Account == "" {
		return systemAccount
	}
	return string(actor.Account)
}

// Responsible tells which agency has a case and who decides on it, "" while
// nobody does: for whom something about the case must be told.
func (r *Room) Responsible(ctx context.Context, tx *db.Tx, id db.ID) (agency, person db.ID, err error) {
	_, err = tx.Row(ctx, `SELECT agency_id, decision_maker FROM case_progress WHERE case_id = $1`, []any{id}, &agency, &person)
	return agency, person, err
}
