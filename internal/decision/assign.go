package decision

import (
	"context"
	"fmt"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
)

// AssignForm gives one case to a decision maker.
type AssignForm struct {
	Case          db.ID
	Version       int64
	DecisionMaker db.ID
	Once          string
}

// Assign gives a case to a decision maker of the authority that has it: the step
// assign.
func (r *Room) Assign(ctx context.Context, tx *db.Tx, actor account.Actor, form AssignForm) (Result, error) {
	return r.Take(ctx, tx, actor, TakeForm{Case: form.Case, Version: form.Version, Step: machine.Assign, Once: form.Once,
		Form: &machine.Assignment{DecisionMaker: string(form.DecisionMaker)}})
}

// tellAssigned tells somebody, at most once a day, that cases were given to
// them. The message names no case.
func tellAssigned(ctx context.Context, tx *db.Tx, actor account.Actor, person db.ID) error {
	if person == actor.Account {
		return nil
	}
	holder, found, err := account.Load(ctx, tx, person)
	if err != nil || !found || holder.Email == "" {
		return err
	}
	words := page.In(page.English)
	return notify.Tell(ctx, tx, fmt.Sprintf("assigned %s %s", person, today(tx)), holder.Email,
		words.Text("Work was given to you"),
		words.Text("One or more cases were given to you today. Sign in to see them.\n\nThis message says nothing about anybody, to keep people safe. Please do not reply to it."))
}

// BulkForm gives several cases to one decision maker.
type BulkForm struct {
	// Cases are the cases with the version of each that the actor saw.
	Cases         []CaseVersion
	DecisionMaker db.ID
	Once          string
}

// CaseVersion is a case as the actor saw it.
type CaseVersion struct {
	Case    db.ID `json:"case"`
	Version int64 `json:"version"`
}

// Outcome is what became of one case of several. Problem is nil where it was done.
type Outcome struct {
	Case    db.ID
	Result  Result
	Problem *fault.Error
}

// MostAtOnce is the most cases of one bulk command.
const MostAtOnce = 500

// BulkAssign gives several cases to one decision maker, each in a transaction of
// its own: one that fails stops none of the others, and every case has its
// outcome, in the order asked. The error is for what stops all of them.
func (r *Room) BulkAssign(ctx context.Context, actor account.Actor, form BulkForm) ([]Outcome, error) {
	if err := access.Role(actor, access.AssignCases); err != nil {
		return nil, err
	}
	switch {
	case len(form.Cases) == 0:
		return nil, fault.Wrong("cases", "Choose at least one case")
	case len(form.Cases) > MostAtOnce:
		return nil, fault.Wrong("cases", "Choose {limit} cases or fewer", "limit", MostAtOnce)
	case form.DecisionMaker == "":
		return nil, fault.Wrong("decision_maker", "Choose a decision maker")
	}
	outcomes := make([]Outcome, 0, len(form.Cases))
	for _, chosen := range form.Cases {
		one := AssignForm{Case: chosen.Case, Version: chosen.Version, DecisionMaker: form.DecisionMaker}
		if form.Once != "" {
			one.Once = form.Once + " " + string(chosen.Case)
		}
		outcome := Outcome{Case: chosen.Case}
		err := r.DB.Write(ctx, func(tx *db.Tx) (err error) {
			outcome.Result, err = r.Assign(ctx, tx, actor, one)
			return err
		})
		if err != nil {
			outcome.Problem = fault.Of(err)
		}
		outcomes = append(outcomes, outcome)
	}
	return outcomes, nil
}

// touch takes a case for a command that is not a step: it moves the version and
// asks package access, in an order that tells nothing about cases out of reach.
func (r *Room) touch(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID, version int64) error {
	stale := casefile.Touch(ctx, tx, id, version)
	if stale != nil && !fault.Is(stale, fault.Conflict) {
		return stale
	}
	if err := access.Case(ctx, tx, actor, action, id); err != nil {
		return err
	}
	return stale
}
