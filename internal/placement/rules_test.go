package placement

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

// TestASightIsLiveOnlyBetweenItsTimes draws sights and asks them at any time.
func TestASightIsLiveOnlyBetweenItsTimes(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		hour := func(label string) time.Time {
			return start.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, label)) * time.Hour)
		}
		s := Sight{Asked: start}
		if rapid.Bool().Draw(t, "decided") {
			s.Decided, s.Agreed = hour("at"), rapid.Bool().Draw(t, "agreed")
			if s.Agreed {
				s.From = s.Decided
				s.Until = s.From.Add(time.Duration(rapid.IntRange(1, 10).Draw(t, "hours")) * time.Hour)
			}
		}
		if rapid.Bool().Draw(t, "ended") {
			s.Ended = hour("end")
		}
		now := hour("now")
		want := s.Agreed && !s.Decided.IsZero() && s.Ended.IsZero() && !now.Before(s.From) && now.Before(s.Until)
		if s.LiveAt(now) != want {
			t.Fatalf("%+v at %s: live %v", s, now, s.LiveAt(now))
		}
	})
}

// TestNothingIsApprovedByDefault draws visits: without every check there is
// always something that stands against them.
func TestNothingIsApprovedByDefault(t *testing.T) {
	t.Parallel()
	today := civil.MustDay("2026-03-02")
	rapid.Check(t, func(t *rapid.T) {
		var v Visit
		for range rapid.IntRange(0, 5).Draw(t, "checks") {
			check := Check{Kind: rapid.SampledFrom(checkKinds).Draw(t, "kind").Code(), Result: rapid.SampledFrom(checkResults).Draw(t, "result").Code(), Document: "passport"}
			if rapid.Bool().Draw(t, "expires") {
				check.Expires = today.Add(rapid.IntRange(-2, 2).Draw(t, "days"))
			}
			v.Checks = append(v.Checks, check)
		}
		if rapid.Bool().Draw(t, "warned") {
			v.Warnings = []Warning{{Strength: alike.Faint}}
		}
		if len(v.Blocks(today)) > 0 {
			return
		}
		if len(v.Warnings) > 0 {
			t.Fatal("a warning does not block")
		}
		for _, kind := range []string{CheckIdentity, CheckDBS, CheckWorker} {
			check, done := v.Latest(kind)
			if !done || check.Result == ResultConcern || kind != CheckDBS && check.Result != ResultClear || !check.Expires.IsZero() && check.Expires.Before(today) {
				t.Fatalf("nothing stands against a visit with %s %+v", kind, check)
			}
		}
		v.State, v.From, v.Until = VisitApproved, today, today
		if !v.MayComeOn(today) || v.MayComeOn(today.Add(1)) || v.MayComeOn(today.Add(-1)) {
			t.Fatal("an approval holds on other days than its own")
		}
	})
}

func TestMisfits(t *testing.T) {
	t.Parallel()
	home := Place{Region: "kent", Ages: "children", Gender: "female", Capacity: 2, Living: 1, Suits: []string{"school", "baby"}}
	for name, c := range map[string]struct {
		want Wanted
		n    int
	}{
		"suits":          {Wanted{AgeGroup: "child", Gender: "female", Needs: []string{"school"}}, 0},
		"area":           {Wanted{AgeGroup: "child", Gender: "female", Avoid: []string{"kent"}}, 1},
		"adult":          {Wanted{AgeGroup: "adult", Gender: "female"}, 1},
		"gender":         {Wanted{AgeGroup: "child", Gender: "male"}, 1},
		"unknown gender": {Wanted{AgeGroup: "not-sure"}, 0},
		"needs":          {Wanted{AgeGroup: "child", Needs: []string{"medical", "step-free", "baby"}}, 2},
	} {
		if got := Misfits(home, c.want); len(got) != c.n {
			t.Errorf("%s: %v, want %d", name, got, c.n)
		}
	}
	home.Living = 2
	if len(Misfits(home, Wanted{AgeGroup: "child"})) != 1 {
		t.Error("a full place suits")
	}
}

func TestThePolicyOfSights(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for _, j := range statute.Jurisdictions() {
		for _, child := range []bool{true, false} {
			about := statute.Subject{Jurisdiction: j, Child: child}
			inside, err := sightRules(statute.Default(), about, true, at)
			if err != nil || inside.Second || inside.Hours != 8 {
				t.Errorf("inside, %s: %+v, %v", j, inside, err)
			}
			outside, err := sightRules(statute.Default(), about, false, at)
			if err != nil || !outside.Second || outside.Hours != 24 {
				t.Errorf("outside, %s: %+v, %v", j, outside, err)
			}
		}
	}
}

// TestQuestionsAreSound binds every question of the room.
func TestQuestionsAreSound(t *testing.T) {
	t.Parallel()
	lists := reference.Default()
	sound(t, append(placeQuestions(regionOptions(lists)), addressQuestions(func(f *PlaceForm) *Address { return &f.Address })...))
	sound(t, wantedQuestions(lists))
	sound(t, leavingQuestions)
	sound(t, sightQuestions(24))
	sound(t, answerQuestions(24))
	sound(t, visitQuestions)
	sound(t, checkQuestions)
	sound(t, decisionQuestions())
	sound(t, denialQuestions)
	sound(t, visitLogQuestions)
	sound(t, enquiryQuestions)
	sound(t, profileQuestions)
	sound(t, photoQuestions)
	sound(t, missingQuestions)
	sound(t, policeQuestions)
	sound(t, actionQuestions)
	sound(t, meetingQuestions)
	sound(t, foundQuestions)
	sound(t, interviewQuestions)
}

func sound[T any](t *testing.T, questions []form.Question[T]) {
	t.Helper()
	for _, problem := range form.Sound(questions) {
		t.Error(problem)
	}
}
