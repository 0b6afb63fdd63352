package decision

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"pgregory.net/rapid"
)

// TestRandomWalks takes random steps on random days by random people and checks
// after each what must hold of every case.
func TestRandomWalks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.SampledFrom([]Facts{adult, unsure, child}).Draw(t, "facts")
		if facts.Age == Adult {
			facts.Support = rapid.SampledFrom([]Answer{Unanswered, Yes, No}).Draw(t, "support")
		}
		c, effects := Opened(facts, facts.Referred)
		checkEffects(t, Case{}, c, effects)
		c = dated(t, c)
		on := facts.Referred
		for range rapid.IntRange(1, 60).Draw(t, "length") {
			on = on.Add(rapid.SampledFrom([]int{0, 0, 0, 1, 3, 10, 31, 60, 120}).Draw(t, "days"))
			possible := Next(c, on)
			if len(possible) == 0 {
				t.Fatalf("nothing can happen any more in %s", c.Stage)
			}
			step := rapid.SampledFrom(possible).Draw(t, "step")
			if rapid.IntRange(0, 5).Draw(t, "any") == 0 {
				step = rapid.SampledFrom(Table).Draw(t, "row").Step
			}
			who := rapid.SampledFrom([]Actor{ada, ben, cleo}).Draw(t, "who")
			c = takeAndCheck(t, c, Taken{Step: step, By: who, On: on, Form: drawn(t, step, c, on)})
		}
	})
}

// drawn is a filled form with the choices that lead to different ends.
func drawn(t *rapid.T, step Step, c Case, on civil.Day) Form {
	form := filled(step, c, on)
	switch form := form.(type) {
	case *Allocation:
		form.Authority = Authority(rapid.SampledFrom(Authorities).Draw(t, "authority").Value)
	case *Transfer:
		form.Authority = Authority(rapid.SampledFrom(Authorities).Draw(t, "authority").Value)
	case *AdditionalAsked:
		form.ExploitedSince = rapid.Bool().Draw(t, "since")
	}
	return form
}

func dated(t *rapid.T, c Case) Case {
	after, err := Dated(c, func(_ Case, clock Clock) (civil.Day, string, error) {
		return clock.From.Add(lengths[clock.Kind] + clock.PausedDays), "test-rule@1", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// A child whose birth date was settled gets the end of the pilot from the
	// rules, as the layer above does.
	if after.Facts.Age == Child && after.Facts.PilotEnds.IsZero() {
		after.Facts.PilotEnds = after.Facts.Turns18.Add(-100)
	}
	return after
}

func takeAndCheck(t *rapid.T, before Case, taken Taken) Case {
	kept := before.clone()
	after, effects, err := Apply(before, taken)
	if !reflect.DeepEqual(before, kept) {
		t.Fatalf("%s changed the case it was given", taken.Step)
	}
	again, effectsAgain, errAgain := Apply(before, taken)
	if !reflect.DeepEqual(after, again) || !reflect.DeepEqual(effects, effectsAgain) || (err == nil) != (errAgain == nil) {
		t.Fatalf("%s gives different answers to the same question", taken.Step)
	}
	if err != nil {
		if !reflect.DeepEqual(after, before) || !reflect.DeepEqual(effects, Effects{}) {
			t.Fatalf("%s was refused and changed something", taken.Step)
		}
		return before
	}
	row, _ := RowOf(taken.Step)
	if !slices.Contains(row.From, before.Stage) {
		t.Fatalf("%s was taken in %s", taken.Step, before.Stage)
	}
	checkEffects(t, before, after, effects)
	checkCase(t, after)
	checkStep(t, before, after, taken)
	return stored(t, dated(t, after))
}

// stored sends the case through JSON, as a store does.
func stored(t *rapid.T, c Case) Case {
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back Case
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	back.Facts.Tests = c.Facts.Tests
	return back
}

// checkEffects replays the effects over the old case: they must give the
// clocks, tasks and protections of the new one.
func checkEffects(t *rapid.T, before, after Case, effects Effects) {
	type key struct {
		kind    ClockKind
		subject int
	}
	running := map[key]Clock{}
	for _, clock := range before.Clocks {
		running[key{clock.Kind, clock.Subject}] = clock
	}
	for _, change := range effects.Clocks {
		at := key{change.Clock.Kind, change.Clock.Subject}
		if _, runs := running[at]; runs == (change.Op == Started) {
			t.Fatalf("%s: clock %v was %s, and running is %v", effects.Step, at, change.Op, runs)
		}
		running[at] = change.Clock
		if change.Op == Stopped {
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
	rights := slices.DeleteFunc(slices.Clone(before.Entitlements), func(e Entitlement) bool { return slices.Contains(effects.End, e) })
	rights = append(rights, effects.Begin...)
	slices.Sort(rights)
	has := slices.Sorted(slices.Values(after.Entitlements))
	if !slices.Equal(rights, has) {
		t.Fatalf("%s: effects leave protections %v, the case has %v", effects.Step, rights, has)
	}
}

// checkCase checks what holds of every case at every time.
func checkCase(t *rapid.T, c Case) {
	wrong := func(holds bool, what string) {
		if !holds {
			t.Fatalf("%s: %+v", what, c)
		}
	}
	support := slices.ContainsFunc(c.Clocks, func(k Clock) bool { return slices.Contains(SupportClocks, k.Kind) })
	wrong(c.Stage != Closed || len(c.Clocks)+len(c.Tasks)+len(c.Entitlements) == 0, "closed, and something runs")
	wrong(c.Stage != Disqualified || !support && len(c.Entitlements) == 0, "disqualified, and support runs")
	wrong(c.Stage != Withdrawn || !support && len(c.Entitlements) == 0, "withdrawn, and support runs")
	wrong(c.Stage == Closed || len(c.Clocks)+len(c.Tasks) > 0, "open, and nobody has to do anything")
	wrong(c.Proposal == nil || c.Stage == map[DecisionKind]Stage{ReasonableGrounds: AwaitingReasonableGrounds, ConclusiveGrounds: Recovery}[c.Proposal.Kind],
		"a proposal outlives its stage")
	wrong(slices.Contains(stages(Suspended, Withdrawn, Disqualified, Closed), c.Stage) == (c.ReturnTo != ""), "where to return is not known, or known for nothing")
	wrong(c.Facts.Age == Adult || !slices.Contains(c.Entitlements, AdultSupport), "a child has adult support")
	wrong(c.Authority != ImmigrationEnforcementAuthority || c.Facts.Age == Adult, "a child's case is with an authority for adults")
	wrong(c.AdultConsent == nil || c.Facts.Age == Adult, "a child is asked for consent")
	wrong(c.Reconsideration == nil || slices.Contains(negative, c.Stage), "a reconsideration of no negative decision")
	_, sca := c.Clock(ClockReasonableGrounds, 0)
	_, panel := c.Clock(ClockReasonableGroundsPilot, 0)
	wrong(!(sca && panel), "two clocks for one decision")
	wrong(c.Stage != AwaitingReasonableGrounds || panel == (c.Authority == DevolvedPanel) && (sca || panel), "reasonable grounds are awaited by the wrong clock")
	for _, request := range c.Requests {
		_, runs := c.Clock(ClockInformation, request.Number)
		wrong(runs, "a request for information without a clock")
	}
	seen := map[int]bool{}
	for _, letter := range c.Letters {
		wrong(!seen[letter.Number] && letter.Number <= c.Numbered, "a letter's number is used twice")
		seen[letter.Number] = true
		serving := slices.ContainsFunc(c.Tasks, func(task Task) bool { return task.Kind == TaskServeLetter && task.Subject == letter.Number })
		wrong(serving == letter.waits(), "a letter waits without a task, or a task without a letter")
	}
}

// checkStep checks what holds of every change.
func checkStep(t *rapid.T, before, after Case, taken Taken) {
	wrong := func(holds bool, what string) {
		if !holds {
			t.Fatalf("%s on %s: %s: %+v", taken.Step, taken.On, what, before)
		}
	}
	if len(after.Decisions) > len(before.Decisions) {
		for _, made := range after.Decisions[len(before.Decisions):] {
			wrong(made.Test != "", "a decision by no test")
			wrong(made.Positive || made.SecondReader != "" && made.SecondReader != made.By, "a negative decision without a second reader")
			if made.Kind == ConclusiveGrounds && taken.Step != CombinedYes && !made.Overturns {
				wrong(after.RecoveryFrom.IsZero() || !taken.On.Before(after.RecoveryFrom.Add(30)), "conclusive grounds before the minimum")
			}
		}
	}
	wrong(slices.Equal(after.Decisions[:min(len(before.Decisions), len(after.Decisions))], before.Decisions), "a decision was changed")
	wrong(after.Stage != Withdrawn || before.Stage == Withdrawn || before.Facts.Age == Adult, "a child was withdrawn")
	if before.Stage == Suspended && taken.Step == Resume {
		wrong(after.Stage == before.ReturnTo, "resumed somewhere else")
	}
	if taken.Step == Suspend {
		wrong(after.ReturnTo == before.Stage, "suspended without remembering")
		_, ran := before.Clock(ClockRecovery, 0)
		_, runs := after.Clock(ClockRecovery, 0)
		wrong(ran == runs, "a suspension touched the recovery period")
	}
	if after.Stage == Disqualified && before.Stage != Disqualified {
		wrong(before.Disqualification.RequestedBy != taken.By.ID, "who asked disqualified")
	}
}
