package statute

import (
	"errors"
	"reflect"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"pgregory.net/rapid"
)

func drawSubject(t *rapid.T) Subject {
	return Subject{
		Jurisdiction: drawJurisdiction(t),
		Child:        rapid.Bool().Draw(t, "child"),
		Decision:     drawDay(t, "decision"),
	}
}

// Whatever clock is asked for, the answer is consistent with its own story, and
// a case that kept the reference derives it again identically.
func TestEveryDueTellsTheTruth(t *testing.T) {
	t.Parallel()
	book := Default()
	kinds := book.Kinds()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind").Kind
		about, start := drawSubject(t), drawDay(t, "start")
		due, err := book.Due(kind, about, start)
		if errors.Is(err, ErrNoRule) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		compared := start
		if due.Rule.ComparedWith == ByDecision {
			compared = about.Decision
		}
		if !due.Rule.InForce(compared) || !due.Rule.Covers(about) || due.Rule.Kind != kind {
			t.Fatalf("rule %s was used for %+v on %s", due.Rule.Ref(), about, compared)
		}
		again, err := book.Explain(due.Rule.Ref(), about, start)
		if err != nil || !reflect.DeepEqual(again, due) {
			t.Fatalf("derived again as %+v, %v\nwant %+v", again, err, due)
		}
		if due.Rule.Unit == WorkingDays {
			calendar := book.calendars[about.Jurisdiction]
			if due.On != calendar.AddWorkingDays(start, due.Rule.Amount) || len(due.Skipped)+due.Rule.Amount != due.On.Sub(start) {
				t.Fatalf("%d working days from %s and %d days skipped make %s", due.Rule.Amount, start, len(due.Skipped), due.On)
			}
		}
		if due.HasClock() && (due.Rule.Counting == Back) != due.On.Before(start) {
			t.Fatalf("counted %s from %s to %s", due.Rule.Counting, start, due.On)
		}
		// A clock that starts later does not run out earlier under the same rule.
		later := start.Add(rapid.IntRange(0, 60).Draw(t, "later"))
		if next, err := book.Explain(due.Rule.Ref(), about, later); err != nil || next.On.Before(due.On) {
			t.Fatalf("started on %s it is due on %s, on %s on %s, %v", start, due.On, later, next.On, err)
		}
	})
}

// The birthday on which the book makes somebody an adult is the first day on
// which they are 18.
func TestTurning18AgreesWithAge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		birth := drawDay(t, "birth")
		due, err := Default().Due(Turning18, Subject{Jurisdiction: England}, birth)
		if err != nil {
			t.Fatal(err)
		}
		if civil.AgeOn(birth, due.On) != 18 || civil.AgeOn(birth, due.On.Add(-1)) != 17 {
			t.Fatalf("born %s: 18 on %s?", birth, due.On)
		}
	})
}
