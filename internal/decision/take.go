package decision

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
)

// TakeForm asks for one step of the machine in one case.
type TakeForm struct {
	Case db.ID
	// Version is the version of the case that the actor saw.
	Version int64
	Step    machine.Step
	// On is the day of the step, zero for today. It is never before an earlier
	// step's day, nor in the future.
	On civil.Day
	// Form is of the type that [machine.Blank] gives for the step.
	Form machine.Form
	// Panel is the agency of the devolved panel that is to have the case, where
	// the form gives it to one and there are several.
	Panel db.ID
	// Once is the idempotency key: a second call with it changes nothing and
	// gets the first one's result.
	Once string
}

// Result is what a command did to a case.
type Result struct {
	Case    db.ID         `json:"case"`
	Version int64         `json:"version" doc:"The version of the case now; send it with the next step"`
	Stage   machine.Stage `json:"stage"`
	// Number is the step's number within the case.
	Number int `json:"number"`
	// Letters are the numbers of the letters that the step made.
	Letters []int `json:"letters,omitempty"`
}

// Take takes a step: the one command for every step of the machine, from pages,
// the JSON API, importers and jobs. All of it happens or nothing: the new state,
// the step with what was entered, clocks, tasks, letters, grants, jobs, the line
// of the timeline and the audit entry.
//
// Errors: fault.NotFound for a case out of reach; fault.Conflict with both
// versions (as []form.Row) for a version that is no longer the latest;
// fault.Forbidden for a step that another role, or another person, must take;
// fault.Invalid for a step that is impossible as the case stands, or a form to mend.
func (r *Room) Take(ctx context.Context, tx *db.Tx, actor account.Actor, form TakeForm) (Result, error) {
	return once(ctx, tx, actor, form.Once, func() (Result, error) {
		if err := casefile.Touch(ctx, tx, form.Case, form.Version); err != nil {
			return Result{}, r.stale(ctx, tx, actor, form, err)
		}
		by, err := r.role(ctx, tx, actor, form.Step, form.Case)
		if err != nil {
			return Result{}, err
		}
		return r.take(ctx, tx, actor, by, form)
	})
}

// once runs a command at most once for a key of an actor.
func once[T any](ctx context.Context, tx *db.Tx, actor account.Actor, key string, command func() (T, error)) (T, error) {
	var result T
	text, err := tx.Once(ctx, "decision "+accountOf(actor), key, func() (string, error) {
		done, err := command()
		if err != nil {
			return "", err
		}
		text, err := json.Marshal(done)
		return string(text), err
	})
	if err == nil && text == "" {
		// The same key is on its way in a transaction that is not yet over.
		return result, fault.Stale(nil, nil)
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &result)
	}
	return result, err
}

// outside are the actions of the access policy for steps of the machine that
// people outside the authority take.
var outside = map[machine.Step]access.Action{machine.Withdraw: access.WithdrawForPV, machine.RecordInformation: access.AnswerRequest}

// role asks package access for the case and gives who the actor is to the
// machine. Somebody within the authority acts in their roles there; somebody
// outside acts only as a first responder or support provider.
func (r *Room) role(ctx context.Context, tx *db.Tx, actor account.Actor, step machine.Step, id db.ID) (machine.Actor, error) {
	err := access.Case(ctx, tx, actor, access.TakeStep, id)
	if err == nil {
		return actorIn(actor, account.TriageOfficer, account.DecisionMaker, account.SecondReader, account.AuthorityManager, account.PanelMember), nil
	}
	if fault.Of(err).Code == fault.Internal || fault.Of(err).Code == fault.SignIn {
		return machine.Actor{}, err
	}
	action, named := outside[step]
	if !named {
		action = access.ActForPV
	}
	if other := access.Case(ctx, tx, actor, action, id); other != nil {
		return machine.Actor{}, other
	}
	return actorIn(actor, account.FirstResponder, account.SupportProvider), nil
}

func actorIn(actor account.Actor, roles ...account.Role) machine.Actor {
	by := machine.Actor{ID: string(actor.Account)}
	for _, role := range roles {
		if actor.Has(role) {
			by.Roles = append(by.Roles, machine.Role(role))
		}
	}
	return by
}

// take takes a step as somebody whom access let through, in a case whose version
// is already the next.
func (r *Room) take(ctx context.Context, tx *db.Tx, actor account.Actor, by machine.Actor, form TakeForm) (Result, error) {
	before, err := loadProgress(ctx, tx, form.Case)
	if err != nil {
		return Result{}, err
	}
	on, err := dayOfStep(form.On, before.SteppedOn, civil.DayOf(tx.Now()))
	if err != nil {
		return Result{}, err
	}
	if err := machine.May(before.State, form.Step, by, on); err != nil {
		return Result{}, err
	}
	if err := r.prepare(ctx, tx, before, &form, on); err != nil {
		return Result{}, err
	}
	law := newLaw(r.Rules)
	state, effects, err := law.step(before.State, machine.Taken{Step: form.Step, By: by, On: on, Form: form.Form})
	if err != nil {
		return Result{}, err
	}
	after := before
	after.State, after.Steps, after.SteppedOn = state, before.Steps+1, on
	if state.Authority == machine.DevolvedPanel && before.State.Authority != machine.DevolvedPanel {
		if after.Panel, err = r.choosePanel(ctx, tx, form.Panel); err != nil {
			return Result{}, err
		}
	}
	w := writing{ctx: ctx, tx: tx, actor: actor, id: form.Case, on: on, step: form.Step}
	if err := r.moveSeat(w, &before, &after, effects); err != nil {
		return Result{}, err
	}
	if err := w.store(before, after, form, law.used); err != nil {
		return Result{}, err
	}
	if err := r.letters(w, before, after, effects, form.Form); err != nil {
		return Result{}, err
	}
	if err := w.tell(before, after, effects); err != nil {
		return Result{}, err
	}
	if assigned, ok := form.Form.(*machine.Assignment); ok {
		if err := tellAssigned(ctx, tx, actor, db.ID(assigned.DecisionMaker)); err != nil {
			return Result{}, err
		}
	}
	if err := r.settled(w, before.State, after.State); err != nil {
		return Result{}, err
	}
	result := Result{Case: form.Case, Version: form.Version + 1, Stage: state.Stage, Number: after.Steps}
	for _, letter := range effects.Letters {
		result.Letters = append(result.Letters, letter.Number)
	}
	return result, nil
}

// dayOfStep checks the day of a step.
func dayOfStep(asked, earlier, today civil.Day) (civil.Day, error) {
	switch {
	case asked.IsZero():
		asked = today
	case !asked.Valid():
		return asked, fault.Wrong("on", "Enter a real date")
	case asked.After(today):
		return asked, fault.Wrong("on", "The date must be today or in the past")
	}
	if asked.Before(earlier) {
		return asked, fault.Wrong("on", "The last step was taken on {day}. This one cannot be earlier", "day", earlier)
	}
	return asked, nil
}

// moveSeat gives the case to the agencies that have it after a step, and ends
// the reach of those that do not.
func (r *Room) moveSeat(w writing, before, after *progress, effects machine.Effects) error {
	was, err := r.seatOf(w.ctx, w.tx, before.State, before.Agency, before.Panel)
	if err != nil {
		return err
	}
	is, err := r.seatOf(w.ctx, w.tx, after.State, before.Agency, after.Panel)
	if err != nil {
		return err
	}
	after.Agency = is.agency
	for agency, purpose := range was.holders {
		if is.holders[agency] != purpose {
			if err := access.End(w.ctx, w.tx, w.id, agency, purpose); err != nil {
				return err
			}
		}
	}
	for agency, purpose := range is.holders {
		if was.holders[agency] != purpose {
			grant := access.Grant{Agency: agency, Case: w.id, Purpose: purpose, Compartments: access.Everything, LegalBasis: legalBasis}
			if purpose == purposeDecision {
				grant.Compartments |= access.Sharing // it keeps the case, and decides who else sees it
			}
			if err := access.Give(w.ctx, w.tx, w.actor, grant); err != nil {
				return err
			}
		}
	}
	for _, grant := range effects.EndGrants {
		if grant != machine.GrantPanel { // a panel's reach follows from the seat
			if err := access.EndAll(w.ctx, w.tx, w.id, string(grant)); err != nil {
				return err
			}
		}
	}
	return nil
}

// store writes the step and what follows from it in the rows of the case.
func (w writing) store(before, after progress, form TakeForm, rules map[string]string) error {
	text, err := json.Marshal(form.Form)
	if err != nil {
		return fmt.Errorf("the form of step %s: %w", form.Step, err)
	}
	if err := updateProgress(w.ctx, w.tx, w.id, after); err != nil {
		return err
	}
	step := storedStep{Number: after.Steps, Step: form.Step, On: w.on, Account: accountOf(w.actor), Rules: rules,
		Entered: entered{Form: text, Agency: after.Agency, Panel: after.Panel}}
	if err := insertStep(w.ctx, w.tx, w.actor, w.id, step); err != nil {
		return err
	}
	if err := w.follow(before, after); err != nil {
		return err
	}
	return w.settle(before.State, after.State)
}

// settle brings the case file itself up to date where a step changed what every
// room reads there.
func (w writing) settle(before, after machine.Case) error {
	if before.Stage != after.Stage {
		if err := casefile.SetStage(w.ctx, w.tx, w.id, string(after.Stage)); err != nil {
			return err
		}
	}
	if closed := after.Stage == machine.Closed; closed != (before.Stage == machine.Closed) {
		if err := casefile.SetClosed(w.ctx, w.tx, w.id, closed); err != nil {
			return err
		}
	}
	if before.Facts.Age != after.Facts.Age {
		if err := casefile.SettleAge(w.ctx, w.tx, w.id, ageGroups[after.Facts.Age]); err != nil {
			return err
		}
	}
	if before.Facts.Jurisdiction != after.Facts.Jurisdiction {
		return casefile.SettleJurisdiction(w.ctx, w.tx, w.id, string(after.Facts.Jurisdiction))
	}
	return nil
}

// tell leaves the line of the timeline and the audit entry.
func (w writing) tell(before, after progress, effects machine.Effects) error {
	if err := casefile.Note(w.ctx, w.tx, w.actor, w.id, effects.Story); err != nil {
		return err
	}
	return audit.Append(w.ctx, w.tx, w.actor, audit.Entry{Action: "step " + string(w.step), Category: audit.Alteration, Case: w.id,
		Subject: fmt.Sprintf("step %d of case %s", after.Steps, w.id), Why: purposeDecision,
		Change: change{Before: &before.State, After: &after.State}})
}
