package mse

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

var quick = RunOptions{Seed: 1, Replicates: 400, Workers: 2, Classes: 2}

func TestRunAnswersWithEveryMethod(t *testing.T) {
	t.Parallel()
	table := threeLists(t)
	for _, m := range Methods() {
		a, err := Run(context.Background(), table, m, quick)
		if err != nil {
			t.Errorf("%s: %v", m, err)
			continue
		}
		if !(a.Estimate > float64(a.Observed)) || !(a.Interval.Lower <= a.Estimate && a.Estimate <= a.Interval.Upper) {
			t.Errorf("%s: %v in %v", m, a.Estimate, a.Interval)
		}
		if m.Describe() == "" {
			t.Errorf("%s is not described", m)
		}
		text, varied := a.Assumption()
		if !strings.Contains(text, fmt.Sprintf("%.0f", a.Estimate)) || varied[3].Estimate != a.Estimate {
			t.Errorf("%s: assumption %q, %v", m, text, varied)
		}
	}
	for _, opt := range []RunOptions{{Level: 1.5}, {Threshold: -1}, {Interval: "narrow", Replicates: 100}} {
		_, err := Run(context.Background(), table, MethodStepwise, opt)
		var in *InputError
		if !errors.As(err, &in) {
			t.Errorf("%+v: %v", opt, err)
		}
	}
	if _, err := Run(context.Background(), table, "guess", quick); err == nil {
		t.Error("an unknown method is taken")
	}
}

func TestEveryMethodRefusesTablesWithoutOverlap(t *testing.T) {
	t.Parallel()
	apart, err := NewTable([]string{"A", "B", "C"}, map[Pattern]int64{1: 10, 2: 10, 4: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range Methods() {
		a, err := Run(context.Background(), apart, m, quick)
		var no *NoEstimateError
		if !errors.As(err, &no) || no.Reason != NoOverlap {
			t.Errorf("%s: %v, %v", m, a, err)
		}
	}
}

func TestMultiverse(t *testing.T) {
	t.Parallel()
	table := uk2013(t)
	all, err := Multiverse(context.Background(), table, MultiverseOptions{Run: quick, Methods: []Method{MethodStepwise, MethodStepwiseAIC}})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2*(1+5+10) {
		t.Fatalf("%d universes", len(all))
	}
	for _, u := range all {
		if (u.Answer == nil) == (u.Why == "") {
			t.Errorf("%s of %s: %v, %q", u.Method, u.Variation.Name, u.Answer, u.Why)
		}
	}
	near(t, "first", all[0].Answer.Estimate, 11312.990, 5e-4)
}

// Where the lists are independent by construction, conditioning on a list gives
// about the number of people on it.
func TestInternalConsistency(t *testing.T) {
	t.Parallel()
	counts := map[Pattern]int64{}
	rates := []float64{0.4, 0.3, 0.5, 0.35}
	for c := Pattern(1); c < 16; c++ {
		p := 20000.0
		for i, r := range rates {
			if c.Has(i) {
				p *= r
			} else {
				p *= 1 - r
			}
		}
		counts[c] = int64(math.Round(p))
	}
	table, err := NewTable([]string{"A", "B", "C", "D"}, counts)
	if err != nil {
		t.Fatal(err)
	}
	got, err := InternalConsistency(context.Background(), table, MethodStepwise, quick)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range got {
		near(t, c.List, c.Answer.Estimate, float64(c.Truth), 0.01*float64(c.Truth))
		near(t, "truth of "+c.List, float64(c.Truth), 20000*rates[i], 5)
		if !c.Covered || c.Seen >= c.Truth {
			t.Errorf("%s: %d seen of %d, %v", c.List, c.Seen, c.Truth, c.Answer.Interval)
		}
	}
}

func TestCheckFit(t *testing.T) {
	t.Parallel()
	table := uk2013(t)
	good, err := Stepwise(table, DefaultThreshold)
	if err != nil {
		t.Fatal(err)
	}
	bad, err := FitModel(table, Model{})
	if err != nil {
		t.Fatal(err)
	}
	g, err := CheckFit(table, good, 1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := CheckFit(table, bad, 1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "deviance p", g.DevianceP, chiSquaredTail(16.351383, 19), 1e-6)
	if g.PredictedP < 0.05 || b.PredictedP > 0.001 || b.DevianceP > 1e-6 {
		t.Errorf("predicted p %v for the chosen model, %v and deviance p %v for independence", g.PredictedP, b.PredictedP, b.DevianceP)
	}
	if len(g.Cells) != 31 || len(g.Overlaps) != 10 {
		t.Fatalf("%d cells, %d overlaps", len(g.Cells), len(g.Overlaps))
	}
	for _, o := range g.Overlaps {
		if o.Observed != table.Overlap(o.Lists) {
			t.Errorf("overlap %v: %d", table.Names(o.Lists), o.Observed)
		}
	}
	lang, _ := table.Set("LA", "NG")
	for _, o := range b.Overlaps {
		if o.Lists == lang && o.Predicted > 0.001 {
			t.Errorf("independence predicts the overlap of LA and NG with p %v", o.Predicted)
		}
	}
}

// A model of independence alone does not predict an overlap that is three times
// what chance gives.
func TestPosteriorPredictiveCheck(t *testing.T) {
	t.Parallel()
	table := uk2013(t)
	p, err := LatentClasses(context.Background(), table, LatentOptions{Classes: 1, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	lang, _ := table.Set("LA", "NG")
	for _, o := range p.Check.Overlaps {
		if o.Lists == lang && (o.Predicted > 0.01 || o.Observed != 18) {
			t.Errorf("the overlap of LA and NG, %d, is predicted with p %v", o.Observed, o.Predicted)
		}
	}
	good, err := Thresholded(context.Background(), table, ThresholdedOptions{Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	if p.Check.PredictedP > 0.001 || good.Check.PredictedP < 0.02 {
		t.Errorf("predicted p %v for independence, %v for the pairs that stay", p.Check.PredictedP, good.Check.PredictedP)
	}
}

func TestSixteenLists(t *testing.T) {
	t.Parallel()
	names, counts := make([]string, 16), map[Pattern]int64{}
	for i := range names {
		names[i] = string(rune('A' + i))
		counts[1<<i] = int64(20 + i)
		for j := range i {
			counts[1<<i|1<<j] = int64(1 + (i*j)%3)
		}
	}
	table, err := NewTable(names, counts)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Run(context.Background(), table, MethodStepwise, RunOptions{Replicates: -1})
	if err != nil {
		t.Fatal(err)
	}
	if !(a.Dark > 0) {
		t.Errorf("%v people unseen", a.Dark)
	}
	_, err = Run(context.Background(), table, MethodBIC, RunOptions{Replicates: -1})
	var no *NoEstimateError
	if !errors.As(err, &no) || no.Reason != TooManyLists {
		t.Errorf("all models of 16 lists: %v", err)
	}
}

func TestSimulate(t *testing.T) {
	t.Parallel()
	truth, err := FitModel(threeLists(t), Model{})
	if err != nil {
		t.Fatal(err)
	}
	var first *Simulation
	for _, workers := range []int{1, 3} {
		opt := SimulateOptions{DataSets: 60, Run: RunOptions{Seed: 4, Replicates: 300, Workers: workers, Interval: KindPercentile}}
		s, err := Simulate(context.Background(), threeLists(t), truth, MethodStepwise, opt)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Coverage) != 2 || s.Coverage[0].Intervals+s.None != 60 {
			t.Fatalf("%+v", s)
		}
		// 60 data sets at nominal 95: fewer than 48 covered has a chance of one in 10,000.
		for _, c := range s.Coverage {
			if c.Kind == KindPercentile && c.Covered < 48 {
				t.Errorf("%s covers %d of %d", c.Kind, c.Covered, c.Intervals)
			}
		}
		if first == nil {
			first = s
		} else if s.Median != first.Median || s.Coverage[0] != first.Coverage[0] {
			t.Errorf("%d workers: %+v, one: %+v", workers, s, first)
		}
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	near(t, "rate", Rate(11313, 64_106_000), 17.647, 0.001)
}
