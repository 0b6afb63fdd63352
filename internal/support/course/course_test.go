package course_test

import (
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/support/course"
	"pgregory.net/rapid"
)

var book = statute.Default()

// drawn makes a course as the decision room makes one: by the dated rules of a
// day and a place.
func drawn(t *rapid.T) (course.Course, civil.Day) {
	place := rapid.SampledFrom([]statute.Jurisdiction{statute.England, statute.Wales, statute.Scotland, statute.NorthernIreland}).Draw(t, "place")
	granted := civil.MustDay("2009-04-01").Add(rapid.IntRange(0, 7000).Draw(t, "reasonable grounds"))
	c := course.Course{}
	add := func(kind statute.Kind, from, decided civil.Day) {
		due, err := book.Due(kind, statute.Subject{Jurisdiction: place, Decision: decided}, from)
		if err == nil && due.HasClock() {
			c.Periods = append(c.Periods, course.Period{Kind: string(kind), From: from, Due: due.On, Rule: due.Rule.Ref(), Longest: due.Rule.Bound == statute.Maximum})
		}
	}
	add(statute.RecoveryPeriod, granted, granted)
	today := granted
	if rapid.Bool().Draw(t, "decided") {
		c.Decided = granted.Add(rapid.IntRange(0, 600).Draw(t, "days to the decision"))
		c.Decision = rapid.SampledFrom([]course.Decision{course.Positive, course.Negative}).Draw(t, "decision")
		today = c.Decided
		if rapid.Bool().Draw(t, "served") {
			served := c.Decided.Add(rapid.IntRange(0, 10).Draw(t, "days to service"))
			kind := statute.MoveOnSupport
			if c.Decision == course.Negative {
				kind = statute.NegativeSupportEnd
			}
			add(kind, served, c.Decided)
			today = served
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "extensions") {
		until := today.Add(rapid.IntRange(1, 400).Draw(t, "until"))
		if c.MayExtend(until, today) == nil {
			c.Granted = append(c.Granted, until)
		}
	}
	return c, today
}

// Support is never shorter than what a rule gives as a minimum, and after a
// decision never shorter than the period that follows it.
func TestSupportIsNeverShorterThanTheRule(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, _ := drawn(t)
		last, open := c.Last()
		if open {
			return
		}
		for _, period := range c.Periods {
			follows := c.Decision == course.Positive && period.Kind == casefile.PeriodMoveOn || c.Decision == course.Negative && period.Kind == casefile.PeriodNegative
			if (!period.Longest || follows) && last.Before(period.Due) {
				t.Fatalf("support ends on %s, and %s gives until %s", last, period.Rule, period.Due)
			}
		}
		for _, until := range c.Granted {
			if last.Before(until) {
				t.Fatalf("support ends on %s, and was granted until %s", last, until)
			}
		}
	})
}

// In every nation and for every day since 2018, somebody with a positive decision
// gets at least what the place's rule gives: 45 days in England and Wales, and in
// Scotland and Northern Ireland support that no calendar ends. A rule stands for
// it everywhere, so that nobody has to be told that none was found.
func TestWhatFollowsAPositiveDecision(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SampledFrom([]statute.Jurisdiction{statute.England, statute.Wales, statute.Scotland, statute.NorthernIreland}).Draw(t, "place")
		decision := rapid.SampledFrom([]course.Decision{course.Positive, course.Negative}).Draw(t, "decision")
		decided := civil.MustDay("2021-01-04").Add(rapid.IntRange(0, 3000).Draw(t, "decided"))
		served := decided.Add(rapid.IntRange(0, 20).Draw(t, "served"))
		kind := statute.MoveOnSupport
		if decision == course.Negative {
			if place == statute.NorthernIreland {
				return // the Act speaks of who was found to be a victim
			}
			kind = statute.NegativeSupportEnd
		}
		due, err := book.Due(kind, statute.Subject{Jurisdiction: place, Decision: decided}, served)
		if err != nil {
			t.Fatalf("%s has no rule for what follows a %s decision of %s: %v", place, decision, decided, err)
		}
		c := course.Course{Decision: decision, Decided: decided}
		limited := place == statute.England || place == statute.Wales
		if due.HasClock() != limited {
			t.Fatalf("%s sets a day: %v (%s)", place, due.HasClock(), due.Rule.Ref())
		}
		if due.HasClock() {
			c.Periods = []course.Period{{Kind: string(kind), From: served, Due: due.On, Rule: due.Rule.Ref(), Longest: due.Rule.Bound == statute.Maximum}}
		}
		last, open := c.Last()
		switch {
		case open == limited:
			t.Fatalf("in %s support is open: %v", place, open)
		case limited && decision == course.Positive && last != served.Add(45), limited && decision == course.Negative && last != served.Add(14):
			t.Fatalf("support after a %s decision served on %s lasts until %s", decision, served, last)
		case !limited && len(c.MayEnd(course.Ending{Why: "period-over", Address: "known", Contact: "known", Safety: "known"}, served.Add(rapid.IntRange(0, 2000).Draw(t, "days later")))) == 0:
			t.Fatalf("in %s the calendar ended support that is given as needed", place)
		}
	})
}

// An extension only adds.
func TestAnExtensionOnlyAdds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, today := drawn(t)
		before, wasOpen := c.Last()
		until := today.Add(rapid.IntRange(-50, 500).Draw(t, "asked"))
		refused := c.MayExtend(until, today) != nil
		c.Granted = append(c.Granted, until) // even one that was let through by mistake
		after, open := c.Last()
		switch {
		case wasOpen != open:
			t.Fatal("an extension opened or closed the course")
		case !open && after.Before(before):
			t.Fatalf("the end moved from %s to %s", before, after)
		case !open && refused && after.After(before):
			t.Fatalf("an extension to %s was refused although it adds to %s", until, before)
		case !open && !refused && after != until:
			t.Fatalf("an extension to %s was allowed and the end is %s", until, after)
		}
	})
}

// No course ends without a record of what comes next, and none that is open or
// not over ends by the calendar.
func TestAnEndAlwaysHasItsRecord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, today := drawn(t)
		word := func(name string) string { return rapid.SampledFrom([]string{"", "  ", "known"}).Draw(t, name) }
		code := func(name string) string { return rapid.SampledFrom([]string{"", "not-told"}).Draw(t, name) }
		e := course.Ending{Why: rapid.SampledFrom(append(course.Reasons, course.Reason{Code: "missing"})).Draw(t, "why").Code,
			Address: word("address"), NoAddress: code("no address"), Contact: word("contact"), NoContact: code("no contact"), Safety: word("safety"), NoSafety: code("no safety")}
		on := today.Add(rapid.IntRange(0, 200).Draw(t, "on"))
		if c.MayEnd(e, on) != nil {
			return
		}
		for _, part := range [][2]string{{e.Address, e.NoAddress}, {e.Contact, e.NoContact}, {e.Safety, e.NoSafety}} {
			if part[0] != "known" && part[1] == "" {
				t.Fatalf("ends with %+v", e)
			}
		}
		if last, open := c.Last(); e.Why == "period-over" && (open || on.Before(last)) {
			t.Fatalf("ends on %s by the calendar, and support lasts until %s (open: %v)", on, last, open)
		}
		if e.Why == "missing" || e.Why == "disqualified" {
			t.Fatalf("ends because of %q", e.Why)
		}
	})
}

// A stop is no end: what was granted still counts.
func TestWhatWasGrantedOutlastsAStop(t *testing.T) {
	t.Parallel()
	day := civil.MustDay("2026-03-02")
	c := course.Course{Stop: course.Withdrawn, Stopped: day, Granted: []civil.Day{day.Add(10)}}
	if last, open := c.Last(); open || last != day.Add(10) {
		t.Errorf("support lasts until %s, %v", last, open)
	}
	if c.Phase() != course.Leaving {
		t.Errorf("the phase is %s", c.Phase())
	}
}

// In Scotland the rule gives a longest time: support lasts until then, and a
// decision in the meantime does not cut it short without a rule.
func TestAPlaceWithALongestTime(t *testing.T) {
	t.Parallel()
	day := civil.MustDay("2026-03-02")
	due, err := book.Due(statute.RecoveryPeriod, statute.Subject{Jurisdiction: statute.Scotland, Decision: day}, day)
	if err != nil {
		t.Fatal(err)
	}
	c := course.Course{Periods: []course.Period{{Kind: casefile.PeriodRecovery, From: day, Due: due.On, Rule: due.Rule.Ref(), Longest: due.Rule.Bound == statute.Maximum}}}
	if last, open := c.Last(); open || last != day.Add(90) {
		t.Errorf("support lasts until %s, %v; want 90 days", last, open)
	}
	c.Decision = course.Positive
	if _, open := c.Last(); !open {
		t.Error("a positive decision ends support where no rule says when")
	}
}
