package accommodation

import (
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

func TestEntitlement(t *testing.T) {
	t.Parallel()
	today := civil.MustDay("2026-11-02")
	for name, c := range map[string]struct {
		nation string
		s      Situation
		want   string
		offer  bool
	}{
		"no place today":               {"england", Situation{DestituteOn: today}, DestituteNow, true},
		"no place since yesterday":     {"england", Situation{DestituteOn: today.Add(-1)}, DestituteNow, true},
		"the last day of two weeks":    {"england", Situation{DestituteOn: today.Add(14)}, DestituteSoon, true},
		"the day after two weeks":      {"england", Situation{DestituteOn: today.Add(15)}, NotYet, false},
		"a place that is not safe":     {"wales", Situation{NowhereSafe: true}, NowhereSafe, true},
		"not safe, and for long":       {"england", Situation{NowhereSafe: true, DestituteOn: today.Add(300)}, NowhereSafe, true},
		"a safe place":                 {"england", Situation{}, NotYet, false},
		"a nation without a rule":      {"scotland", Situation{DestituteOn: today.Add(20)}, NoRule, true},
		"now, in a nation without one": {"scotland", Situation{DestituteOn: today}, DestituteNow, true},
		"a child":                      {"england", Situation{Child: true, DestituteOn: today}, ForTheCouncil, false},
	} {
		got, err := Entitle(statute.Default(), c.nation, c.s, today)
		if err != nil || got.Code != c.want || got.Offer() != c.offer {
			t.Errorf("%s: %s, offered %v, %v; want %s", name, got.Code, got.Offer(), err, c.want)
		}
		if c.want == DestituteSoon && (got.Rule.ID == "" || got.Until != today.Add(14)) {
			t.Errorf("%s: the rule %q until %s", name, got.Rule.ID, got.Until)
		}
	}
}

// TestLosingAPlaceSoonerNeverLosesTheOffer holds for any day: who would be destitute
// earlier is offered a place if who is destitute later is.
func TestLosingAPlaceSoonerNeverLosesTheOffer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		today := civil.MustDay("2026-01-01").Add(rapid.IntRange(0, 700).Draw(t, "today"))
		nation := rapid.SampledFrom([]string{"england", "wales", "scotland", "northern-ireland"}).Draw(t, "nation")
		later := rapid.IntRange(-30, 60).Draw(t, "later")
		sooner := later - rapid.IntRange(0, 60).Draw(t, "sooner by")
		one, err := Entitle(statute.Default(), nation, Situation{DestituteOn: today.Add(later)}, today)
		if err != nil {
			t.Fatal(err)
		}
		two, err := Entitle(statute.Default(), nation, Situation{DestituteOn: today.Add(sooner)}, today)
		if err != nil {
			t.Fatal(err)
		}
		if one.Offer() && !two.Offer() {
			t.Fatalf("%s: %d days: %s; %d days: %s", nation, later, one.Code, sooner, two.Code)
		}
	})
}

func TestSmallNumbersAreHidden(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 0, 1: -1, 4: -1, 5: 5, 7: 5, 8: 10, 12: 10, 13: 15} {
		if got := hidden(n); got != want {
			t.Errorf("%d is shown as %d, want %d", n, got, want)
		}
	}
}
