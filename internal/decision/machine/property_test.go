package machine_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/decision/machine/machinetest"
	"pgregory.net/rapid"
)

// TestRandomWalks takes random steps on random days by random people and checks
// after each what must hold of every case.
func TestRandomWalks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.SampledFrom([]machine.Facts{adult, unsure, child}).Draw(t, "facts")
		if facts.Age == machine.Adult {
			facts.Support = rapid.SampledFrom([]machine.Answer{machine.Unanswered, machine.Yes, machine.No}).Draw(t, "support")
		}
		c, effects := machine.Opened(facts, facts.Referred)
		checkEffects(t, machine.Case{}, c, effects)
		c = dated(t, c)
		on := facts.Referred
		for range rapid.IntRange(1, 60).Draw(t, "length") {
			on = on.Add(rapid.SampledFrom([]int{0, 0, 0, 1, 3, 10, 31, 60, 120}).Draw(t, "days"))
			possible := machine.Next(c, on)
			if len(possible) == 0 {
				t.Fatalf("nothing can happen any more in %s", c.Stage)
			}
			step := rapid.SampledFrom(possible).Draw(t, "step")
			if rapid.IntRange(0, 5).Draw(t, "any") == 0 {
				step = rapid.SampledFrom(machine.Table).Draw(t, "row").Step
			}
			who := rapid.SampledFrom([]machine.Actor{ada, ben, cleo}).Draw(t, "who")
			c = takeAndCheck(t, c, machine.Taken{Step: step, By: who, On: on, Form: drawn(t, step, c, on)})
		}
	})
}

// drawn is a filled form with the choices that lead to different ends.
func drawn(t *rapid.T, step machine.Step, c machine.Case, on civil.Day) machine.Form {
	form := machinetest.Filled(step, c, on)
	switch form := form.(type) {
	case *machine.Allocation:
		form.Authority = machine.Authority(rapid.SampledFrom(machine.Authorities).Draw(t, "authority").Value)
	case *machine.Transfer:
		form.Authority = machine.Authority(rapid.SampledFrom(machine.Authorities).Draw(t, "authority").Value)
	case *machine.AdditionalAsked:
		form.ExploitedSince = rapid.Bool().Draw(t, "since")
	}
	return form
}

func dated(t *rapid.T, c machine.Case) machine.Case {
	after, err := machine.Dated(c, func(_ machine.Case, clock machine.Clock) (civil.Day, string, error) {
		return clock.From.Add(lengths[clock.Kind] + clock.PausedDays), "test-rule@1", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// A child whose birth date was settled gets the end of the pilot from the
	// rules, as the layer above does.
	if after.Facts.Age == machine.Child && after.Facts.PilotEnds.IsZero() {
		after.Facts.PilotEnds = after.Facts.Turns18.Add(-100)
	}
	return after
}

func takeAndCheck(t *rapid.T, before machine.Case, taken machine.Taken) machine.Case {
	kept := before.Clone()
	after, effects, err := machine.Apply(before, taken)
	if !reflect.DeepEqual(before, kept) {
		t.Fatalf("%s changed the case it was given", taken.Step)
	}
	again, effectsAgain, errAgain := machine.Apply(before, taken)
	if !reflect.DeepEqual(after, again) || !reflect.DeepEqual(effects, effectsAgain) || (err == nil) != (errAgain == nil) {
		t.Fatalf("%s gives different answers to the same question", taken.Step)
	}
	if err != nil {
		if !reflect.DeepEqual(after, before) || !reflect.DeepEqual(effects, machine.Effects{}) {
			t.Fatalf("%s was refused and changed something", taken.Step)
		}
		return before
	}
	row, _ := machine.RowOf(taken.Step)
	if !slices.Contains(row.From, before.Stage) {
		t.Fatalf("%s was taken in %s", taken.Step, before.Stage)
	}
	checkEffects(t, before, after, effects)
	checkCase(t, after)
	checkStep(t, before, after, taken)
	return stored(t, dated(t, after))
}

// stored sends the case through JSON, as a store does.
func stored(t *rapid.T, c machine.Case) machine.Case {
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back machine.Case
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	back.Facts.Tests = c.Facts.Tests
	return back
}

// checkEffects replays the effects over the old case: they must give the
// clocks, tasks and protections of the new one.
func checkEffects(t *rapid.T, before, after machine.Case, effects machine.Effects) {
	type key struct {
		kind    machine.ClockKind
		subject int
	}
	running := map[key]machine.Clock{}
	for _, clock := range before.Clocks {
		running[key{clock.Kind, clock.Subject}] = clock
	}
	for _, change := range effects.Clocks {
		at := key{change.Clock.Kind, change.Clock.Subject}
		if _, runs := running[at]; runs == (change.Op == machine.Started) {
			t.Fatalf("%s: clock %v was %s, and running is %v", effects.Step, at, change.Op, runs)
		}
		running[at] = change.Clock
		if change.Op == machine.Stopped {
			delete(running, at)
		}
	}
	if len(running) != len(after.Clocks) {
		t.Fatalf("%s: effects leave %v, the case has %v", effects.Step, running, after.Clocks)
	}
	for _, clock := range after.Clocks {
		if running[key{clock.Kind, clock.Subject}] != clock {
			t.Fatalf("%s: effects leave %v, the case has %v", effects.Step, running[key{clock.Kind, clock.Subject}], clock)
		}
	}
	open := slices.Clone(before.Tasks)
	for _, change := range effects.Tasks {
		at := slices.Index(open, change.Task)
		if (at >= 0) != change.Done {
			t.Fatalf("%s: task %v done %v, but open is %v", effects.Step, change.Task, change.Done, at >= 0)
		}
		if change.Done {
			open = slices.Delete(open, at, at+1)
		} else {
			open = append(open, change.Task)
		}
	}
	if !slices.Equal(open, after.Tasks) {
		t.Fatalf("%s: effects leave tasks %v, the case has %v", effects.Step, open, after.Tasks)
	}
	rights := slices.DeleteFunc(slices.Clone(before.Entitlements), func(e machine.Entitlement) bool { return slices.Contains(effects.End, e) })
	rights = append(rights, effects.Begin...)
	slices.Sort(rights)
	has := slices.Sorted(slices.Values(after.Entitlements))
	if !slices.Equal(rights, has) {
		t.Fatalf("%s: effects leave protections %v, the case has %v", effects.Step, rights, has)
	}
}

// checkCase checks what holds of every case at every time.
func checkCase(t *rapid.T, c machine.Case) {
	wrong := func(holds bool, what string) {
		if !holds {
			t.Fatalf("%s: %+v", what, c)
		}
	}
	support := slices.ContainsFunc(c.Clocks, func(k machine.Clock) bool { return slices.Contains(machine.SupportClocks, k.Kind) })
	wrong(c.Stage != machine.Closed || len(c.Clocks)+len(c.Tasks)+len(c.Entitlements) == 0, "closed, and something runs")
	wrong(c.Stage != machine.Disqualified || !support && len(c.Entitlements) == 0, "disqualified, and support runs")
	wrong(c.Stage != machine.Withdrawn || !support && len(c.Entitlements) == 0, "withdrawn, and support runs")
	wrong(c.Stage == machine.Closed || len(c.Clocks)+len(c.Tasks) > 0, "open, and nobody has to do anything")
	wrong(c.Proposal == nil || c.Stage == map[machine.DecisionKind]machine.Stage{machine.ReasonableGrounds: machine.AwaitingReasonableGrounds, machine.ConclusiveGrounds: machine.Recovery}[c.Proposal.Kind],
		"a proposal outlives its stage")
	wrong(slices.Contains([]machine.Stage{machine.Suspended, machine.Withdrawn, machine.Disqualified, machine.Closed}, c.Stage) == (c.ReturnTo != ""), "where to return is not known, or known for nothing")
	wrong(c.Facts.Age == machine.Adult || !slices.Contains(c.Entitlements, machine.AdultSupport), "a child has adult support")
	wrong(c.Authority != machine.ImmigrationEnforcementAuthority || c.Facts.Age == machine.Adult, "a child's case is with an authority for adults")
	wrong(c.AdultConsent == nil || c.Facts.Age == machine.Adult, "a child is asked for consent")
	wrong(c.Reconsideration == nil || slices.Contains(machine.Negative, c.Stage), "a reconsideration of no negative decision")
	_, sca := c.Clock(machine.ClockReasonableGrounds, 0)
	_, panel := c.Clock(machine.ClockReasonableGroundsPilot, 0)
	wrong(!(sca && panel), "two clocks for one decision")
	wrong(c.Stage != machine.AwaitingReasonableGrounds || panel == (c.Authority == machine.DevolvedPanel) && (sca || panel), "reasonable grounds are awaited by the wrong clock")
	for _, request := range c.Requests {
		_, runs := c.Clock(machine.ClockInformation, request.Number)
		wrong(runs, "a request for information without a clock")
	}
	seen := map[int]bool{}
	for _, letter := range c.Letters {
		wrong(!seen[letter.Number] && letter.Number <= c.Numbered, "a letter's number is used twice")
		seen[letter.Number] = true
		serving := slices.ContainsFunc(c.Tasks, func(task machine.Task) bool {
			return task.Kind == machine.TaskServeLetter && task.Subject == letter.Number
		})
		wrong(serving == letter.Waits(), "a letter waits without a task, or a task without a letter")
	}
}

// checkStep checks what holds of every change.
func checkStep(t *rapid.T, before, after machine.Case, taken machine.Taken) {
	wrong := func(holds bool, what string) {
		if !holds {
			t.Fatalf("%s on %s: %s: %+v", taken.Step, taken.On, what, before)
		}
	}
	if len(after.Decisions) > len(before.Decisions) {
		for _, made := range after.Decisions[len(before.Decisions):] {
			wrong(made.Test != "", "a decision by no test")
			wrong(made.Positive || made.SecondReader != "" && made.SecondReader != made.By, "a negative decision without a second reader")
			if made.Kind == machine.ConclusiveGrounds && taken.Step != machine.CombinedYes && !made.Overturns {
				wrong(after.RecoveryFrom.IsZero() || !taken.On.Before(after.RecoveryFrom.Add(30)), "conclusive grounds before the minimum")
			}
		}
	}
	wrong(slices.Equal(after.Decisions[:min(len(before.Decisions), len(after.Decisions))], before.Decisions), "a decision was changed")
	wrong(after.Stage != machine.Withdrawn || before.Stage == machine.Withdrawn || before.Facts.Age == machine.Adult, "a child was withdrawn")
	if before.Stage == machine.Suspended && taken.Step == machine.Resume {
		wrong(after.Stage == before.ReturnTo, "resumed somewhere else")
	}
	if taken.Step == machine.Suspend {
		wrong(after.ReturnTo == before.Stage, "suspended without remembering")
		_, ran := before.Clock(machine.ClockRecovery, 0)
		_, runs := after.Clock(machine.ClockRecovery, 0)
		wrong(ran == runs, "a suspension touched the recovery period")
	}
	if after.Stage == machine.Disqualified && before.Stage != machine.Disqualified {
		wrong(before.Disqualification.RequestedBy != taken.By.ID, "who asked disqualified")
	}
}
