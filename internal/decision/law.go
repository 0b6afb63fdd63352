package decision

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// law counts the clocks of one step by the rules of statute and keeps which
// rules it used. With kept it counts by exactly those rules again, whatever the
// book says about other days.
type law struct {
	book statute.Book
	kept map[string]string
	used map[string]string
}

func newLaw(book statute.Book) *law { return &law{book: book, used: map[string]string{}} }

// Names under which rules are kept that are not those of a clock.
const (
	keptBirthday   = "facts/turning-18"
	keptPilot      = "facts/pilot-exit"
	keptReasonable = "test/reasonable-grounds"
	keptConclusive = "test/conclusive-grounds"
)

func clockKey(clock machine.Clock) string {
	return string(clock.Kind) + "/" + strconv.Itoa(clock.Subject)
}

func about(c machine.Case, decided civil.Day) statute.Subject {
	return statute.Subject{Jurisdiction: statute.Jurisdiction(c.Facts.Jurisdiction), Child: c.Facts.Age != machine.Adult, Decision: decided}
}

// due counts one rule and keeps it under a name.
func (l *law) due(name string, kind statute.Kind, subject statute.Subject, start civil.Day) (statute.Due, error) {
	if l.kept != nil {
		ref, kept := l.kept[name]
		if !kept {
			return statute.Due{}, fmt.Errorf("%w: the step kept none for %s", statute.ErrNoRule, name)
		}
		return l.book.Explain(ref, subject, start)
	}
	due, err := l.book.Due(kind, subject, start)
	if err == nil {
		l.used[name] = due.Rule.Ref()
	}
	return due, err
}

// tests are the standards in force on a day; one that is not known is "".
func (l *law) tests(c machine.Case, on civil.Day) machine.Tests {
	test := func(name string, kind statute.Kind) string {
		due, err := l.due(name, kind, about(c, on), on)
		if err != nil {
			return ""
		}
		return due.Rule.Ref()
	}
	return machine.Tests{ReasonableGrounds: test(keptReasonable, statute.ReasonableGroundsTest), ConclusiveGrounds: test(keptConclusive, statute.ConclusiveGroundsTest)}
}

// facts fills in what follows from a child's date of birth: the day of the 18th
// birthday and the first day that is too near it for a devolved panel. Where
// there are no panels that day stays unknown, so none can take the case.
func (l *law) facts(facts machine.Facts, birth civil.Day) (machine.Facts, error) {
	if facts.Age != machine.Child {
		return facts, nil
	}
	c := machine.Case{Facts: facts}
	if !birth.IsZero() {
		due, err := l.due(keptBirthday, statute.Turning18, about(c, civil.Day{}), birth)
		if err != nil {
			return facts, err
		}
		facts.Turns18 = due.On
	}
	facts.PilotEnds = civil.Day{}
	if facts.Turns18.IsZero() {
		return facts, nil
	}
	due, err := l.due(keptPilot, statute.PilotExit, about(c, civil.Day{}), facts.Turns18)
	if err != nil && !errors.Is(err, statute.ErrNoRule) {
		return facts, err
	}
	facts.PilotEnds = due.On
	return facts, nil
}

// step takes a step and counts what it sets going. It is the whole of what
// happens to a case in a step; the rest is storing it.
func (l *law) step(c machine.Case, taken machine.Taken) (machine.Case, machine.Effects, error) {
	c.Facts.Tests = l.tests(c, taken.On)
	after, effects, err := machine.Apply(c, taken)
	if err != nil {
		return c, machine.Effects{}, err
	}
	if after, err = l.settle(after); err != nil {
		return c, machine.Effects{}, err
	}
	return after, effects, nil
}

// limitless are clocks that run only where a law gives a limit: before 2024
// there was no last day to ask for reconsideration, and in some jurisdictions
// nothing says how long support goes on. Without a limit there is no clock. Any
// other clock that cannot be counted stops the step: it may be a bar.
var limitless = []machine.ClockKind{machine.ClockReconsideration, machine.ClockMoveOn, machine.ClockNegativeSupport}

// settle counts all that was not counted yet.
func (l *law) settle(c machine.Case) (machine.Case, error) {
	c = c.Clone()
	facts, err := l.facts(c.Facts, civil.Day{})
	if err != nil {
		return c, err
	}
	c.Facts = facts
	c.Clocks = slices.DeleteFunc(c.Clocks, func(clock machine.Clock) bool {
		if !clock.Due.IsZero() || !slices.Contains(limitless, clock.Kind) {
			return false
		}
		due, err := l.count(c, clock)
		return errors.Is(err, statute.ErrNoRule) || err == nil && !due.HasClock()
	})
	c, err = machine.Dated(c, func(c machine.Case, clock machine.Clock) (civil.Day, string, error) {
		due, err := l.count(c, clock)
		if err == nil && due.On.IsZero() {
			err = fmt.Errorf("%w: rule %s sets no day", statute.ErrNoRule, due.Rule.Ref())
		}
		return due.On, due.Rule.Ref(), err
	})
	if errors.Is(err, statute.ErrNoRule) {
		return c, &fault.Error{Code: fault.Invalid, Message: "The rules do not say how to count a clock that this step needs. Ask the person who looks after the rules", Cause: err}
	}
	if err != nil {
		return c, err
	}
	for i := range c.Clocks { // days that are facts of the person
		if clock := &c.Clocks[i]; clock.Rule == "" && !clock.Due.IsZero() {
			due, err := l.count(c, *clock)
			if err != nil {
				return c, err
			}
			clock.Rule = due.Rule.Ref()
		}
	}
	return c, nil
}

// count counts one clock. Its rule is the one in force when it started; days of
// pauses move the day from which it is counted.
func (l *law) count(c machine.Case, clock machine.Clock) (statute.Due, error) {
	subject, name := about(c, c.Decided()), clockKey(clock)
	switch clock.Kind {
	case machine.ClockPilotExit:
		return l.due(name, statute.PilotExit, subject, c.Facts.Turns18)
	case machine.ClockTurning18:
		return l.due(name, statute.Turning18, subject, birthOf(c.Facts.Turns18))
	}
	kind := statute.Kind(clock.Kind)
	if clock.Kind == machine.ClockRecovery && c.Additional != nil {
		due, err := l.due(name, statute.FurtherRecoveryPeriod, subject, clock.From)
		if !errors.Is(err, statute.ErrNoRule) {
			return due, err
		}
	}
	due, err := l.due(name, kind, subject, clock.From)
	if err != nil || clock.PausedDays == 0 || !due.HasClock() {
		return due, err
	}
	return l.book.Explain(due.Rule.Ref(), subject, clock.From.Add(clock.PausedDays))
}

// birthOf is a date of birth that leads to an 18th birthday. The date itself is
// not part of a case's state.
func birthOf(turns18 civil.Day) civil.Day { return turns18.AddMonths(-18 * 12) }
