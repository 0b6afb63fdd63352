package decision

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

func statuteOf(jurisdiction machine.Jurisdiction) statute.Jurisdiction {
	return statute.Jurisdiction(jurisdiction)
}

// DueClock is a clock of a case with the answer to "why is it due then?".
type DueClock struct {
	casefile.Clock
	Name string // catalogue string: what the clock is for
	// Bar says that it is the first day on which something may be done, and not
	// the last.
	Bar bool
	Why []casefile.Sentence
}

// Clocks lists every clock of a case that runs or ran, the running ones first,
// each with its reasons.
func (r *Room) Clocks(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) ([]DueClock, error) {
	if err := access.Case(ctx, tx, actor, access.ReadCase, id); err != nil {
		return nil, err
	}
	p, err := loadProgress(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	rows, err := casefile.Clocks(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var clocks []DueClock
	for _, row := range rows {
		if r.machines(machine.ClockKind(row.Kind)) {
			clocks = append(clocks, r.explained(p.State, row))
		}
	}
	return clocks, nil
}

// Why answers "why is it due then?" for one clock of a case, by its row.
func (r *Room) Why(ctx context.Context, tx *db.Tx, actor account.Actor, id, clock db.ID) (DueClock, error) {
	clocks, err := r.Clocks(ctx, tx, actor, id)
	if err != nil {
		return DueClock{}, err
	}
	at := slices.IndexFunc(clocks, func(c DueClock) bool { return c.ID == clock })
	if at < 0 {
		return DueClock{}, fault.Missing()
	}
	return clocks[at], nil
}

// machines reports whether a clock is one of the machine; other rooms may have
// clocks of their own on a case.
func (r *Room) machines(kind machine.ClockKind) bool {
	return slices.Contains([]machine.ClockKind{machine.ClockReasonableGrounds, machine.ClockReasonableGroundsPilot, machine.ClockRecovery, machine.ClockConclusiveEarliest, machine.ClockInformation,
		machine.ClockReconsideration, machine.ClockPilotExit, machine.ClockTurning18, machine.ClockMoveOn, machine.ClockNegativeSupport, machine.ClockSuspensionReview}, kind)
}

// explained gives the reasons for the day of a clock: the rule as it was kept,
// then what people added to it, a pause or a longer time.
func (r *Room) explained(c machine.Case, row casefile.Clock) DueClock {
	due := DueClock{Clock: row, Name: row.Kind, Bar: machine.ClockKind(row.Kind) == machine.ClockConclusiveEarliest}
	if info, known := r.Rules.Kind(statute.Kind(row.Kind)); known {
		due.Name = info.Name
	}
	counted, err := r.derived(c, row)
	if err != nil {
		due.Why = []casefile.Sentence{{Text: "The rule {rule} that this was counted by is not among the rules of the service any more.", Args: []any{"rule", row.Rule}}}
		return due
	}
	due.Why = casefile.Sentences(counted)
	if row.Due == counted.On {
		return due
	}
	name := thingOf(row.Kind, row.Subject)
	clock, runs := c.Clock(machine.ClockKind(name.Kind), name.Subject)
	switch {
	case runs && clock.PausedDays > 0 && clock.Due == row.Due:
		due.Why = append(due.Why,
			casefile.Sentence{Text: "The case was suspended for {days} days in between, which are not counted.", Args: []any{"days", clock.PausedDays}},
			casefile.Sentence{Text: "So the day is {day}.", Args: []any{"day", row.Due}})
	case runs && clock.Until == row.Due:
		due.Why = append(due.Why, casefile.Sentence{Text: "A longer time was authorised, until {day}.", Args: []any{"day", row.Due}})
	default:
		due.Why = append(due.Why, casefile.Sentence{Text: "A pause or a longer time that was authorised moved the day to {day}.", Args: []any{"day", row.Due}})
	}
	return due
}

// derived counts a clock again under the rule it was started by. The two clocks
// of a child's age are counted from the birthday and not from the day on which
// they were started.
func (r *Room) derived(c machine.Case, row casefile.Clock) (statute.Due, error) {
	subject := about(c, decidedBy(c, row.Started))
	switch machine.ClockKind(row.Kind) {
	case machine.ClockTurning18:
		return r.Rules.Explain(row.Rule, subject, birthOf(row.Due))
	case machine.ClockPilotExit:
		due, err := r.Rules.Explain(row.Rule, subject, row.Due)
		if err != nil {
			return due, err
		}
		// Counted back from the birthday: as far before it as the day is after.
		return r.Rules.Explain(row.Rule, subject, row.Due.Add(row.Due.Sub(due.On)))
	}
	return r.Rules.Explain(row.Rule, subject, row.Started)
}

// decidedBy is the day of the latest decision made by a day.
func decidedBy(c machine.Case, on civil.Day) civil.Day {
	for _, made := range slices.Backward(c.Decisions) {
		if !made.On.After(on) {
			return made.On
		}
	}
	return civil.Day{}
}
