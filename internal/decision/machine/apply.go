package machine

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// Taken is a step that somebody takes on a day.
type Taken struct {
	Step Step
	By   Actor
	On   civil.Day
	// Form is what was filled in: the type that [Blank] gives for the step.
	Form Form
}

// Opened returns the case that a referral opens on the day it arrived, and what
// follows: the first decision is already due, and a child's birthday watched.
func Opened(facts Facts, on civil.Day) (Case, Effects) {
	c := Case{Facts: facts, Stage: Received}
	t := turn{Case: &c, effects: Effects{To: Received, Story: "Received from a first responder"}, on: on}
	t.start(ClockReasonableGrounds)
	t.watchAge()
	t.set(standingTasks[Received], 0)
	return c, t.effects
}

// RowOf returns the row of a step.
func RowOf(step Step) (Row, bool) {
	at := slices.IndexFunc(Table, func(row Row) bool { return row.Step == step })
	if at < 0 {
		return Row{}, false
	}
	return Table[at], true
}

// Blank returns the empty form of a step, a pointer to be filled in, nil for a
// step that does not exist.
func Blank(step Step) Form {
	row, known := RowOf(step)
	if !known {
		return nil
	}
	return row.Form()
}

// Next lists what may happen next to the case on that day, whoever does it, in
// the order of the table.
func Next(c Case, on civil.Day) []Step {
	return next(c, on, func(Row) bool { return true })
}

// NextFor lists what that actor may do next.
func NextFor(c Case, by Actor, on civil.Day) []Step {
	return next(c, on, func(row Row) bool { return row.allows(c, by) == nil })
}

func next(c Case, on civil.Day, keep func(Row) bool) []Step {
	var steps []Step
	for _, row := range Table {
		if row.fits(c, on) == nil && keep(row) {
			steps = append(steps, row.Step)
		}
	}
	return steps
}

// May says whether that actor may take the step on that day: nil, or a
// [fault.Error] with the reason in plain words. It is [fault.Forbidden] where
// somebody else may, [fault.Invalid] where nobody may as the case stands.
func May(c Case, step Step, by Actor, on civil.Day) error {
	row, known := RowOf(step)
	if !known {
		return &fault.Error{Code: fault.Invalid, Message: "There is no such step"}
	}
	if err := row.fits(c, on); err != nil {
		return err
	}
	return row.allows(c, by)
}

// fits checks the stage and the rules.
func (row Row) fits(c Case, on civil.Day) error {
	if !slices.Contains(row.From, c.Stage) {
		return &fault.Error{Code: fault.Invalid, Message: "This cannot be done to the case as it stands: {stage}",
			Args: []any{"stage", StageTitles[c.Stage]}}
	}
	for _, rule := range row.When {
		if message, args := rule.check(c, on); message != "" {
			return &fault.Error{Code: fault.Invalid, Message: message, Args: args}
		}
	}
	return nil
}

// allows checks the role and the separation of duties.
func (row Row) allows(c Case, by Actor) error {
	holders := c.Holders(row.Who)
	if by.ID == "" || !slices.ContainsFunc(by.Roles, func(role Role) bool { return slices.Contains(holders, role) }) {
		return fault.Refuse("Your role does not allow this step")
	}
	for _, deed := range row.Not {
		if slices.Contains(deed.doneBy(c), by.ID) {
			return fault.Refuse(deed.Text)
		}
	}
	return nil
}

// Apply takes a step: it checks everything [May] checks and the form, and
// returns the new case and its effects. On an error the case is returned as it
// was, with no effects. The same case and step always give the same answer.
func Apply(c Case, taken Taken) (Case, Effects, error) {
	if err := May(c, taken.Step, taken.By, taken.On); err != nil {
		return c, Effects{}, err
	}
	row, _ := RowOf(taken.Step)
	if taken.Form == nil || reflect.TypeOf(taken.Form) != reflect.TypeOf(row.Form()) || reflect.ValueOf(taken.Form).IsNil() {
		return c, Effects{}, &fault.Error{Code: fault.Internal, Message: "Sorry, there is a problem with the service",
			Cause: fmt.Errorf("decision: step %s takes a %T, not a %T", taken.Step, row.Form(), taken.Form)}
	}
	if !taken.On.Valid() {
		return c, Effects{}, &fault.Error{Code: fault.Internal, Message: "Sorry, there is a problem with the service",
			Cause: fmt.Errorf("decision: step %s was taken on no day", taken.Step)}
	}
	if err := fault.Mend(taken.Form.Check(c, taken.On)...); err != nil {
		return c, Effects{}, err
	}
	after := c.Clone()
	t := turn{Case: &after, by: taken.By.ID, on: taken.On, form: taken.Form,
		effects: Effects{Step: row.Step, From: c.Stage, Story: row.Story}}
	t.take(row)
	t.effects.To = after.Stage
	return after, t.effects, nil
}

// take does what a row says, in this order: what ends, the move, what depends
// on the case, then what begins.
func (t *turn) take(row Row) {
	for _, kind := range row.Stop {
		t.stopKind(kind)
	}
	for _, kind := range row.Pause {
		if row.Resumes {
			t.resume(kind)
		} else {
			t.pause(kind)
		}
	}
	for _, kind := range row.Finish {
		t.finish(kind, 0)
	}
	for _, right := range row.End {
		t.end(right)
	}
	for _, grant := range row.EndGrants {
		t.endGrant(grant)
	}
	if row.To != "" {
		t.move(row.To)
	}
	for _, action := range row.Then {
		action.do(t)
	}
	if row.To != "" {
		t.leaveWork()
	}
	for _, kind := range row.Start {
		t.start(kind)
	}
	for _, kind := range row.Set {
		t.set(kind, 0)
	}
	if row.Letter != "" {
		t.write(row.Letter)
	}
	for _, right := range row.Begin {
		t.begin(right)
	}
}

// Dated fills in the days of the clocks that were not counted yet. The count
// gets the case and the clock, and answers with the day it is due and the rule
// that says so; paused clocks wait until they are resumed. A day set by a
// person, such as an extension, holds where it is later than the rule's.
func Dated(c Case, count func(Case, Clock) (due civil.Day, rule string, err error)) (Case, error) {
	after := c.Clone()
	for i, clock := range after.Clocks {
		if !clock.Due.IsZero() || !clock.PausedOn.IsZero() {
			continue
		}
		due, rule, err := count(c, clock)
		if err != nil {
			return c, fmt.Errorf("count the clock %s from %s: %w", clock.Kind, clock.From, err)
		}
		if clock.Until.After(due) {
			due = clock.Until
		}
		after.Clocks[i].Due, after.Clocks[i].Rule = due, rule
	}
	return after, nil
}

// StageTitles are the catalogue strings of the stages.
var StageTitles = map[Stage]string{
	Received:                  "Received, waiting to be allocated",
	AwaitingReasonableGrounds: "Waiting for a reasonable grounds decision",
	ReasonableGroundsNegative: "Negative reasonable grounds decision",
	Recovery:                  "Positive reasonable grounds, waiting for a conclusive grounds decision",
	ConclusiveGroundsPositive: "Positive conclusive grounds decision",
	ConclusiveGroundsNegative: "Negative conclusive grounds decision",
	Suspended:                 "Suspended",
	Withdrawn:                 "Withdrawn by the person",
	Disqualified:              "Disqualified",
	Closed:                    "Closed",
}
