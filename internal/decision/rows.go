package decision

import (
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
)

// What the tables say of a case follows from its state alone, by the functions
// here; so a store writes the difference between two states, and anybody can
// derive the rows again.

// thing names a clock or a task within a case.
type thing struct {
	Kind    string
	Subject int
}

// subject is how tables write the number of a thing: nothing for 0.
func (t thing) subject() string {
	if t.Subject == 0 {
		return ""
	}
	return strconv.Itoa(t.Subject)
}

// clockRow is a clock as its table holds it.
type clockRow struct {
	From, Due civil.Day
	Rule      string
}

// clockRows are the clocks that run. A paused clock has no day and no row until
// it is resumed.
func clockRows(c machine.Case) map[thing]clockRow {
	rows := map[thing]clockRow{}
	for _, clock := range c.Clocks {
		if clock.PausedOn.IsZero() {
			rows[thing{string(clock.Kind), clock.Subject}] = clockRow{clock.From, clock.Due, clock.Rule}
		}
	}
	return rows
}

// taskRow is a task as its table holds it. Clock is the thing whose day it is
// due on, with the empty kind for none.
type taskRow struct {
	Agency, Account db.ID
	Clock           thing
	Due             civil.Day
}

// taskRows are the open tasks, in the agency that has the case. Those of whoever
// decides are the assigned person's.
func taskRows(c machine.Case, agency db.ID) map[thing]taskRow {
	rows := map[thing]taskRow{}
	for _, task := range c.Tasks {
		row := taskRow{Agency: agency}
		if task.For == c.Holders([]machine.Role{machine.Deciding})[0] && task.Kind != machine.TaskSecondReading {
			row.Account = db.ID(c.DecisionMaker)
		}
		if clock, found := clockOf(c, task); found {
			row.Clock, row.Due = thing{string(clock.Kind), clock.Subject}, clock.Due
		}
		rows[thing{string(task.Kind), task.Subject}] = row
	}
	return rows
}

// clockOf finds the running clock on whose day a task is due.
func clockOf(c machine.Case, task machine.Task) (machine.Clock, bool) {
	first := func(kinds ...machine.ClockKind) (machine.Clock, bool) {
		for _, kind := range kinds {
			if clock, runs := c.Clock(kind, 0); runs && clock.PausedOn.IsZero() {
				return clock, true
			}
		}
		return machine.Clock{}, false
	}
	switch task.Kind {
	case machine.TaskAllocate, machine.TaskAssign, machine.TaskReasonableGrounds, machine.TaskSecondReading:
		return first(machine.ClockReasonableGrounds, machine.ClockReasonableGroundsPilot)
	case machine.TaskConclusiveGrounds:
		return first(machine.ClockConclusiveEarliest)
	case machine.TaskChaseInformation:
		clock, runs := c.Clock(machine.ClockInformation, task.Subject)
		return clock, runs && clock.PausedOn.IsZero()
	case machine.TaskReviewSuspension:
		return first(machine.ClockSuspensionReview)
	case machine.TaskEndSupportSafely:
		return first(machine.ClockNegativeSupport)
	case machine.TaskClose:
		return latest(c, machine.ClockReconsideration, machine.ClockMoveOn, machine.ClockNegativeSupport, machine.ClockRecovery)
	}
	return machine.Clock{}, false
}

// latest is the clock of some kinds that ends last.
func latest(c machine.Case, kinds ...machine.ClockKind) (last machine.Clock, found bool) {
	for _, clock := range c.Clocks {
		if slices.Contains(kinds, clock.Kind) && clock.PausedOn.IsZero() && (!found || clock.Due.After(last.Due)) {
			last, found = clock, true
		}
	}
	return last, found
}

// someDay sorts cases on which nothing is due after all others.
var someDay = civil.MustDay("9999-12-31")

// nextDue is the next day on which something is due, and what.
func nextDue(c machine.Case) (civil.Day, machine.ClockKind) {
	due, kind := someDay, machine.ClockKind("")
	for _, clock := range c.Clocks {
		if clock.PausedOn.IsZero() && clock.Due.Before(due) && !standsBack(c, clock.Kind) {
			due, kind = clock.Due, clock.Kind
		}
	}
	return due, kind
}

// standsBack tells of the periods behind which no limit may hide. The end of a
// recovery period asks nothing of the authority, unlike the first day on which it
// may decide; nor, while a further decision is awaited, do those of the support
// after an earlier one.
func standsBack(c machine.Case, kind machine.ClockKind) bool {
	switch kind {
	case machine.ClockRecovery:
		return true
	case machine.ClockMoveOn, machine.ClockNegativeSupport:
		return slices.Contains(machine.Undecided, c.Stage)
	}
	return false
}
