package decision

import (
	"encoding/json"
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/letter"
	"github.com/havenward/havenward/internal/statute"
)

// letters writes the letters that a step makes, takes back those that nobody is
// to get any more, and keeps when each was served.
func (r *Room) letters(w writing, before, after progress, effects machine.Effects, form machine.Form) error {
	for _, number := range effects.Cancelled {
		if err := cancelLetter(w.ctx, w.tx, w.id, number); err != nil {
			return err
		}
	}
	for _, is := range after.State.Letters {
		was := before.State.Letter(is.Number)
		if was == nil || *was == is {
			continue
		}
		if err := markLetter(w.ctx, w.tx, w.id, is); err != nil {
			return err
		}
	}
	if len(effects.Letters) == 0 {
		return nil
	}
	steps, err := storedSteps(w.ctx, w.tx, w.id)
	if err != nil {
		return err
	}
	reference, record, err := casefile.Addressee(w.ctx, w.tx, w.id)
	if err != nil {
		return err
	}
	for _, made := range effects.Letters {
		c := composing{room: r, before: before.State, after: after.State, form: form, steps: steps, on: w.on, reference: reference, record: record}
		if err := insertLetter(w.ctx, w.tx, w.id, made, c.compose(made)); err != nil {
			return err
		}
	}
	return nil
}

// writtenLetter is what is sealed of a letter: all it says with its recipient,
// and what is missing where it cannot go out.
type writtenLetter struct {
	Letter  letter.Letter `json:"letter"`
	Problem []fault.Field `json:"problem,omitempty"`
}

// composing is a letter on its way to paper.
type composing struct {
	room          *Room
	before, after machine.Case
	form          machine.Form
	steps         []storedStep
	on            civil.Day
	reference     string
	record        casefile.Record
}

// compose writes a letter from the state of the case, what was entered in its
// steps and the rules. A letter that lacks a fact or a safe address is kept with
// what is missing and is held: it never goes out with a gap.
func (c composing) compose(made machine.Letter) writtenLetter {
	child := c.after.Facts.Age != machine.Adult
	l := letter.Letter{Kind: letter.Kind(made.Kind), Reference: c.reference, Date: made.Made,
		Person: letter.Person{Name: c.record.Headline(), Child: child}, From: c.office(),
		Help: letter.HelpIn(string(c.after.Facts.Jurisdiction), child)}
	c.say(&l, made)
	var missing []fault.Field
	if to, err := c.to(&l); err != nil {
		missing = fault.Of(err).Fields
	} else {
		l.To = to
		missing = fault.Of(orNothing(l.Check())).Fields
	}
	return writtenLetter{l, missing}
}

func orNothing(err error) error {
	if err == nil {
		return &fault.Error{}
	}
	return err
}

// say fills in what this kind of letter says.
func (c composing) say(l *letter.Letter, made machine.Letter) {
	c.recovery(l)
	switch made.Kind {
	case machine.LetterReasonablePositive:
		l.Decision = c.decision(machine.ReasonableGrounds)
	case machine.LetterReasonableNegative:
		l.Decision, l.Reconsider = c.decision(machine.ReasonableGrounds), c.window(statute.ReconsiderationRequest)
	case machine.LetterCombinedPositive:
		l.Decision, l.Support = c.decision(machine.ReasonableGrounds), c.support(statute.MoveOnSupport)
		l.Decision.Tests = append(l.Decision.Tests, c.decision(machine.ConclusiveGrounds).Tests...)
	case machine.LetterConclusivePositive:
		l.Decision, l.Support = c.decision(machine.ConclusiveGrounds), c.support(statute.MoveOnSupport)
	case machine.LetterConclusiveNegative:
		l.Decision, l.Support = c.decision(machine.ConclusiveGrounds), c.support(statute.NegativeSupportEnd)
		l.Reconsider = c.window(statute.ReconsiderationRequest)
	case machine.LetterInformation:
		c.question(l)
	case machine.LetterExtended, machine.LetterSecondPeriod:
		l.Decision, l.Because = c.reasons(), c.extensionReason()
	case machine.LetterSuspended:
		l.Decision, l.By = c.reasons(), c.dayOf(machine.ClockSuspensionReview, 0)
		if form, ok := c.form.(*machine.Suspension); ok {
			l.Because = form.Because
		}
	case machine.LetterWithdrawn:
		l.Asked = c.withdrawnOn()
	case machine.LetterReconsiderationAccepted, machine.LetterReconsiderationRejected, machine.LetterUpheld:
		c.reconsideration(l, made.Kind)
	case machine.LetterDisqualified:
		l.Decision = c.reasons()
		if form, ok := c.form.(*machine.DisqualificationDecision); ok {
			l.Because = form.Ground
		}
	case machine.LetterConsentAt18:
		if _, birthday := c.form.(*machine.Nothing); birthday {
			l.Adult = c.before.Facts.Turns18
		}
	}
}

// recovery tells how long a recovery period lasts that runs after the step.
func (c composing) recovery(l *letter.Letter) {
	clock, runs := c.after.Clock(machine.ClockRecovery, 0)
	if !runs {
		return
	}
	l.Recovery = letter.Recovery{Until: clock.Due, Earliest: c.dayOf(machine.ClockConclusiveEarliest, 0)}
	if rule, known := c.room.Rules.Rule(clock.Rule); known {
		l.Recovery.AtMost = rule.Bound == statute.Maximum
	}
}

func (c composing) dayOf(kind machine.ClockKind, subject int) civil.Day {
	clock, _ := c.after.Clock(kind, subject)
	return clock.Due
}

// decision tells of the latest decision of a kind. Its reasons are those of who
// made it: a second reader's own stay in the case.
func (c composing) decision(kind machine.DecisionKind) letter.Decision {
	made, found := c.after.Last(kind)
	if !found {
		return letter.Decision{}
	}
	d := letter.Decision{On: made.On, Overturns: made.Overturns}
	if rule, known := c.room.Rules.Rule(made.Test); known {
		d.Tests = []string{rule.Words}
	}
	makers := []machine.Step{machine.ReasonableGroundsYes, machine.ProposeReasonableGroundsNo, machine.OverturnReasonableGroundsNo, machine.CombinedYes}
	if kind == machine.ConclusiveGrounds {
		makers = []machine.Step{machine.ConclusiveGroundsYes, machine.ProposeConclusiveGroundsNo, machine.OverturnConclusiveGroundsNo, machine.CombinedYes}
	}
	weighing := c.weighingOf(makers...)
	d.Reasons, d.Evidence = weighing.Reasons, weighing.Evidence
	return d
}

// weighingOf is what was considered in the latest of some steps.
func (c composing) weighingOf(makers ...machine.Step) machine.Weighing {
	var weighing machine.Weighing
	for _, step := range slices.Backward(c.steps) {
		if slices.Contains(makers, step.Step) {
			_ = json.Unmarshal(step.Entered.Form, &weighing) // what the program itself wrote; a gap shows in the check of the letter
			break
		}
	}
	return weighing
}

// reasons are those entered with this step.
func (c composing) reasons() letter.Decision {
	for _, row := range written(c.form) {
		if row.Name == "reasons" && len(row.Values) == 1 {
			if text, ok := row.Values[0].(string); ok {
				return letter.Decision{On: c.on, Reasons: text}
			}
		}
	}
	return letter.Decision{On: c.on}
}

func (c composing) extensionReason() string {
	for _, step := range slices.Backward(c.steps) {
		if step.Step == machine.RequestExtension {
			var form machine.ExtensionAsked
			if json.Unmarshal(step.Entered.Form, &form) == nil && c.before.Extension != nil {
				return form.Because
			}
		}
	}
	return ""
}

func (c composing) question(l *letter.Letter) {
	form, ok := c.form.(*machine.InformationAsked)
	if !ok || len(c.after.Requests) == 0 {
		return
	}
	request := c.after.Requests[len(c.after.Requests)-1]
	l.Question, l.By = form.Question, c.dayOf(machine.ClockInformation, request.Number)
}

func (c composing) withdrawnOn() civil.Day {
	switch form := c.form.(type) {
	case *machine.Withdrawal:
		return form.GivenOn
	case *machine.Consent:
		return form.GivenOn
	}
	return c.on
}

// reconsideration tells of the request that was open before the step, and of
// what became of it.
func (c composing) reconsideration(l *letter.Letter, kind machine.LetterKind) {
	request := c.before.Reconsideration
	if request == nil {
		return
	}
	l.Asked = request.ReceivedOn
	if kind == machine.LetterUpheld {
		weighing := c.weighingOf(machine.UpholdDecision)
		l.Decision = letter.Decision{On: c.on, Reasons: weighing.Reasons, Evidence: weighing.Evidence, Tests: c.decision(request.Kind).Tests}
	} else {
		l.Decision = c.reasons()
	}
	l.Decision.Stage = letter.Stage(request.Kind)
	if clock, runs := c.after.Clock(machine.ClockReconsideration, 0); runs && clock.Due.After(c.on) {
		l.Reconsider = letter.Window{Days: clock.Due.Sub(c.on), Last: clock.Due}
	}
}

// window is a time that begins with the service of the letter, with the day on
// which it ends if the letter is served as letters by post are.
func (c composing) window(kind statute.Kind) letter.Window {
	subject := about(c.after, c.after.Decided())
	due, err := c.room.Rules.Due(kind, subject, c.on)
	if err != nil || !due.HasClock() {
		return letter.Window{}
	}
	window := letter.Window{Days: due.Rule.Amount}
	if due.Rule.Unit == statute.Hours {
		window.Days = (due.Rule.Amount + 23) / 24
	}
	served, err := c.room.Rules.Due(statute.LetterService, subject, c.on)
	if err != nil {
		return window
	}
	if last, err := c.room.Rules.Due(kind, subject, served.On); err == nil {
		window.Served, window.Last = served.On, last.On
	}
	return window
}

// support is how long support goes on, for somebody who has it.
func (c composing) support(kind statute.Kind) letter.Window {
	if !c.after.AdultSupport() {
		return letter.Window{}
	}
	return c.window(kind)
}
