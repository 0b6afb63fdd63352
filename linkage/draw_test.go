package linkage

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// sharedBy counts the people of a draw who are in both sources.
func sharedBy(d Draw, a, b string) int {
	people := 0
	for _, p := range d.Patterns {
		if slices.Contains(p.Sources, a) && slices.Contains(p.Sources, b) {
			people += p.People
		}
	}
	return people
}

func TestDrawsCountWhoIsInWhichLists(t *testing.T) {
	t.Parallel()
	table, r := many(t)
	draws := r.Draws("agency", 40, 1)
	if again := r.Draws("agency", 40, 1); fmt.Sprint(again) != fmt.Sprint(draws) {
		t.Error("the same seed draws differently")
	}
	if r.Draws("no such column", 1, 1) != nil {
		t.Error("sources were drawn from a column that is not there")
	}
	person, agency := table.Column("person"), table.Column("agency")
	truth := map[string]map[string]bool{}
	for row := range table.Len() {
		who := table.Cell(row, person)
		if truth[who] == nil {
			truth[who] = map[string]bool{}
		}
		truth[who][table.Cell(row, agency)] = true
	}
	actual := 0
	for _, sources := range truth {
		if sources["police"] && sources["charity"] {
			actual++
		}
	}
	sum, low, high := 0, math.MaxInt, 0
	for _, d := range draws {
		people := 0
		for _, p := range d.Patterns {
			people += p.People
		}
		if people != d.People {
			t.Fatalf("the patterns hold %d people, the draw %d", people, d.People)
		}
		both := sharedBy(d, "police", "charity")
		sum, low, high = sum+both, min(low, both), max(high, both)
	}
	mean := float64(sum) / float64(len(draws))
	t.Logf("police and charity: true %d, drawn %.0f on average, from %d to %d", actual, mean, low, high)
	if low == high {
		t.Error("every draw is the same: the uncertainty of the links is lost")
	}
	if ratio := mean / float64(actual); ratio < 0.85 || ratio > 1.15 {
		t.Errorf("drawn overlaps are %.2f of the truth", ratio)
	}
}

// TestOverlapsSayWhatTheyLeaveOpen holds the deviation stated of an overlap to
// how much draws of who is who differ in it: it is no less, since draws leave
// out what blocking cannot find and hold the people together, and no excuse.
func TestOverlapsSayWhatTheyLeaveOpen(t *testing.T) {
	t.Parallel()
	_, r := many(t)
	draws := r.Draws("agency", 60, 3)
	overlaps := r.Overlaps("agency")
	if len(overlaps) != 3 {
		t.Fatalf("%d overlaps of three agencies", len(overlaps))
	}
	for _, o := range overlaps {
		sum, squares := 0.0, 0.0
		for _, d := range draws {
			n := float64(sharedBy(d, o.A, o.B))
			sum, squares = sum+n, squares+n*n
		}
		n := float64(len(draws))
		spread := math.Sqrt(squares/n - sum/n*sum/n)
		t.Logf("%s and %s: %.1f give or take %.1f; draws spread by %.1f", o.A, o.B, o.People, o.Deviation, spread)
		if o.Deviation < spread || o.Deviation > o.People/20 {
			t.Errorf("%s and %s: the deviation stated is %.2f, draws spread by %.2f", o.A, o.B, o.Deviation, spread)
		}
	}
}
