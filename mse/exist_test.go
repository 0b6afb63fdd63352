package mse

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// anyModel draws a hierarchical model of k lists.
func anyModel(t *rapid.T, k int) Model {
	var g []Pattern
	for c := Pattern(0); c < 1<<k-1; c++ {
		if c.Size() >= 2 && rapid.IntRange(0, 3).Draw(t, "term") == 0 {
			g = append(g, c)
		}
	}
	return NewModel(g...)
}

// Every verdict is proved by what comes with it: an estimate by means that are
// positive and reproduce the sufficient statistics; the lack of one by a direction
// along which the likelihood never falls.
func TestVerdictsProveThemselves(t *testing.T) {
	t.Parallel()
	seen := map[verdict]int{}
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 5).Draw(t, "k")
		table := tableOf(t, k, 6)
		m := anyModel(t, k)
		f := NewFitter(k)
		f.Load(table)
		f.startModel(m.terms)
		v := f.check()
		seen[v]++
		if v == fine {
			if f.fitChecked(nil) != fine {
				t.Fatal("the estimate exists but the fit fails")
			}
			f.means()
			for _, a := range f.par {
				if d := f.sup[a] - f.smu[a]; math.Abs(d) > 1e-5*(1+f.sup[a]) {
					t.Fatalf("the overlap of %b is %v, fitted %v", a, f.sup[a], f.smu[a])
				}
			}
			return
		}
		found, z := f.exist.decide(f)
		if found != v {
			t.Fatalf("remembered %v, now %v", v, found)
		}
		moves, falls := false, false
		for _, x := range z {
			moves = moves || x != 0
		}
		for _, c := range f.live {
			change := 0.0
			for i, a := range f.par {
				if c.Contains(a) {
					change += z[i]
				}
			}
			if change > 1e-9 || f.y[c] > 0 && change < -1e-9 {
				t.Fatalf("cell %b changes by %v along the direction", c, change)
			}
			falls = falls || change < -1e-9
		}
		if !moves || falls != (v == nonexistent) {
			t.Fatalf("verdict %v with direction %v", v, z)
		}
	})
	t.Logf("verdicts: %v", seen)
	for _, v := range []verdict{fine, unidentified, nonexistent} {
		if seen[v] == 0 {
			t.Errorf("verdict %d was never met", v)
		}
	}
}

func TestNoEstimateSaysWhy(t *testing.T) {
	t.Parallel()
	apart, err := NewTable([]string{"A", "B", "C"}, map[Pattern]int64{1: 10, 2: 10, 4: 10})
	if err != nil {
		t.Fatal(err)
	}
	two, err := NewTable([]string{"A", "B", "C"}, map[Pattern]int64{1: 40, 2: 30, 4: 20, 3: 6})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		table  *Table
		model  Model
		reason Reason
	}{
		{apart, Model{}, NoOverlap},
		{two, NewModel(3, 5, 6), NotIdentified},
	} {
		_, err := FitModel(c.table, c.model)
		var no *NoEstimateError
		if !errors.As(err, &no) || no.Reason != c.reason {
			t.Errorf("got %v, want %s", err, c.reason)
			continue
		}
		if c.reason == NotIdentified && len(no.Terms) == 0 {
			t.Errorf("no parameters are named: %v", err)
		}
	}
}
