// Package course says how long support goes on and how it may end. It is made of
// functions of values: no SQL, no HTTP, no clock.
//
// A course knows the periods that the dated rules give, what was decided, and
// what was granted beyond the rules. It does not know, and must not, whether the
// person speaks with the police: nothing here depends on that.
package course

import (
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// Period is a period of support under one version of a rule.
type Period struct {
	Kind string // of casefile: PeriodRecovery, PeriodMoveOn or PeriodNegative
	From civil.Day
	// Due is the day that the rule gives: the last day of at least so long, or,
	// where Longest, of at most so long.
	Due     civil.Day
	Rule    string
	Longest bool
}

// Decision is what the second decision came to, as far as support goes.
type Decision string

// The decisions.
const (
	Undecided Decision = ""
	Positive  Decision = "positive"
	Negative  Decision = "negative"
)

// Stop is why the right to support is over although no decision ended it.
type Stop string

// The stops. None of them ends support by itself: every end is planned and
// recorded.
const (
	NotStopped   Stop = ""
	Withdrawn    Stop = "withdrawn"
	Disqualified Stop = "disqualified"
	Declined     Stop = "declined"
	BecameChild  Stop = "child"
	// NotAgreed is a negative first decision on somebody who is supported from
	// before.
	NotAgreed Stop = "reasonable-grounds-negative"
)

// Course is the support of one person as time goes on.
type Course struct {
	Periods  []Period
	Decision Decision
	Decided  civil.Day
	Stop     Stop
	Stopped  civil.Day
	// Granted are the last days of extensions that somebody authorised.
	Granted []civil.Day
}

// Phase is where the course is.
type Phase string

// The phases.
const (
	Recovering Phase = "recovery"
	MovingOn   Phase = "move-on"
	Leaving    Phase = "leaving" // after a negative decision, or a stop
)

// Phase gives the phase of the course.
func (c Course) Phase() Phase {
	switch {
	case c.Stop != NotStopped || c.Decision == Negative:
		return Leaving
	case c.Decision == Positive:
		return MovingOn
	}
	return Recovering
}

// Least is the last day up to which the rules give support whatever is decided,
// zero where no rule says.
func (c Course) Least() civil.Day {
	var least civil.Day
	for _, period := range c.Periods {
		if !period.Longest {
			least = later(least, period.Due)
		}
	}
	return least
}

// Last gives the last day of support as things stand. It is open, and there is
// no last day, while nothing ends it: before the second decision where the rule
// says at least so long, and after it until the letter that starts the last
// period is served, or where no rule gives an end.
func (c Course) Last() (last civil.Day, open bool) {
	for _, day := range c.Granted {
		last = later(last, day)
	}
	if c.Stop != NotStopped {
		return later(last, c.Stopped), false
	}
	last = later(last, c.Least())
	wanted := map[Decision]string{Undecided: casefile.PeriodRecovery, Positive: casefile.PeriodMoveOn, Negative: casefile.PeriodNegative}[c.Decision]
	for _, period := range slices.Backward(c.Periods) {
		if period.Kind == wanted {
			if c.Decision == Undecided && !period.Longest {
				return civil.Day{}, true
			}
			return later(last, period.Due), false
		}
	}
	return civil.Day{}, true
}

// MayExtend says what is wrong with support until a day, nil where nothing is. An
// extension only ever adds.
func (c Course) MayExtend(until, today civil.Day) []fault.Field {
	last, open := c.Last()
	if open {
		last = c.Least()
	}
	switch {
	case until.IsZero() || !until.Valid():
		return []fault.Field{{Name: "until", Message: "Enter a real date"}}
	case !until.After(today):
		return []fault.Field{{Name: "until", Message: "The day must be in the future"}}
	case !until.After(last):
		return []fault.Field{{Name: "until", Message: "Support lasts until {day} already. An extension must go on for longer", Args: []any{"day", last}}}
	}
	return nil
}

func later(a, b civil.Day) civil.Day {
	if a.After(b) {
		return a
	}
	return b
}
