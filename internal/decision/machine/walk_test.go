package machine_test

import (
	"fmt"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/decision/machine/machinetest"
	"github.com/havenward/havenward/internal/fault"
)

var (
	monday   = civil.MustDay("2026-03-02")
	allTests = machinetest.Tests

	adult  = machine.Facts{Jurisdiction: machine.England, Referred: monday, Age: machine.Adult, Support: machine.Yes, Tests: allTests}
	unsure = machine.Facts{Jurisdiction: machine.England, Referred: monday, Age: machine.Unsure, Tests: allTests}
	child  = machine.Facts{Jurisdiction: machine.England, Referred: monday, Age: machine.Child, Turns18: monday.Add(400), PilotEnds: monday.Add(300), Tests: allTests}

	everyRole = []machine.Role{machine.FirstResponder, machine.TriageOfficer, machine.DecisionMaker, machine.SecondReader, machine.AuthorityManager, machine.PanelMember, machine.SupportProvider, machine.System}
	ada       = machine.Actor{ID: "ada", Roles: everyRole}
	ben       = machine.Actor{ID: "ben", Roles: everyRole}
	cleo      = machine.Actor{ID: "cleo", Roles: everyRole}
)

// lengths stand in for the rules of statute, in days; they need only be fixed.
var lengths = map[machine.ClockKind]int{machine.ClockReasonableGrounds: 7, machine.ClockReasonableGroundsPilot: 45, machine.ClockRecovery: 30, machine.ClockConclusiveEarliest: 30,
	machine.ClockInformation: 14, machine.ClockReconsideration: 30, machine.ClockMoveOn: 45, machine.ClockNegativeSupport: 14, machine.ClockSuspensionReview: 28, machine.ClockPilotExit: 300, machine.ClockTurning18: 400}

func counted(t testing.TB, c machine.Case) machine.Case {
	t.Helper()
	after, err := machine.Dated(c, func(_ machine.Case, clock machine.Clock) (civil.Day, string, error) {
		days, known := lengths[clock.Kind]
		if !known {
			return civil.Day{}, "", fmt.Errorf("no rule for %q", clock.Kind)
		}
		return clock.From.Add(days + clock.PausedDays), "test-rule@1", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return after
}

// walker takes steps one after the other and fails the test where one is
// refused.
type walker struct {
	t    testing.TB
	Case machine.Case
	on   civil.Day
	last machine.Effects
}

func walk(t testing.TB, facts machine.Facts) *walker {
	t.Helper()
	c, effects := machine.Opened(facts, facts.Referred)
	return &walker{t: t, Case: counted(t, c), on: facts.Referred, last: effects}
}

func (w *walker) wait(days int) *walker {
	w.on = w.on.Add(days)
	return w
}

// by takes a step with a filled form, changed by the edits.
func (w *walker) by(who machine.Actor, step machine.Step, edits ...func(machine.Form)) *walker {
	w.t.Helper()
	form := machinetest.Filled(step, w.Case, w.on)
	for _, edit := range edits {
		edit(form)
	}
	after, effects, err := machine.Apply(w.Case, machine.Taken{Step: step, By: who, On: w.on, Form: form})
	if err != nil {
		w.t.Fatalf("%s on %s in %s: %v", step, w.on, w.Case.Stage, err)
	}
	w.Case, w.last = counted(w.t, after), effects
	return w
}

// steps takes steps as ada, but second readings and authorisations as ben.
func (w *walker) steps(steps ...machine.Step) *walker {
	w.t.Helper()
	for _, step := range steps {
		who := ada
		if row, _ := machine.RowOf(step); len(row.Not) > 0 {
			who = ben
			if step == machine.AcceptReconsideration || step == machine.RejectReconsideration || step == machine.UpholdDecision ||
				step == machine.OverturnReasonableGroundsNo || step == machine.OverturnConclusiveGroundsNo || step == machine.Reopen {
				who = cleo
			}
		}
		w.by(who, step)
	}
	return w
}

// refused checks that a step is refused with that message, and changes nothing.
func (w *walker) refused(who machine.Actor, step machine.Step, code fault.Code, message string, edits ...func(machine.Form)) {
	w.t.Helper()
	form := machinetest.Filled(step, w.Case, w.on)
	for _, edit := range edits {
		edit(form)
	}
	after, _, err := machine.Apply(w.Case, machine.Taken{Step: step, By: who, On: w.on, Form: form})
	if err == nil {
		w.t.Errorf("%s on %s was not refused; it led to %s", step, w.on, after.Stage)
		return
	}
	got := fault.Of(err)
	texts := []string{got.Message}
	for _, field := range got.Fields {
		texts = append(texts, field.Message)
	}
	if got.Code != code || texts[len(texts)-1] != message && texts[0] != message {
		w.t.Errorf("%s was refused by %v %q, want %v %q", step, got.Code, texts, code, message)
	}
	if fmt.Sprintf("%+v", after) != fmt.Sprintf("%+v", w.Case) {
		w.t.Errorf("%s was refused and still changed the case", step)
	}
}

// clocks names the clocks that should run.
func clocks(kinds ...machine.ClockKind) []machine.ClockKind { return kinds }
