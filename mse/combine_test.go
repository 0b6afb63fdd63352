package mse

import (
	"errors"
	"math"
	"testing"
)

// TestStudentQuantile holds against the printed tables of Student's t.
func TestStudentQuantile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ p, df, want float64 }{
		{0.975, 1, 12.7062047364}, {0.975, 2, 4.3026527299}, {0.975, 4, 2.7764451052}, {0.975, 10, 2.2281388520},
		{0.95, 30, 1.6972608866}, {0.995, 120, 2.6174211477}, {0.975, math.Inf(1), 1.9599639845},
	} {
		if got := studentQuantile(c.p, c.df); math.Abs(got-c.want) > 2e-9*c.want {
			t.Errorf("t(%v; %v) = %.10f, want %.10f", c.p, c.df, got, c.want)
		}
	}
}

func drawn(n int64, logs ...float64) *Answer {
	a := &Answer{Observed: n, Resampled: &Resampled{}}
	a.Estimate = math.Exp(mean(logs))
	for _, x := range logs {
		a.Resampled.Estimates = append(a.Resampled.Estimates, math.Exp(x))
	}
	return a
}

func TestCombineByHand(t *testing.T) {
	t.Parallel()
	// Two draws with log N of 7 and 7.2 and variances 0.02 and 0.02 within.
	a, b := drawn(500, 6.9, 7.1), drawn(510, 7.1, 7.3)
	got, err := Combine([]*Answer{a, nil, b}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	within, between := 0.02, 0.02
	total := within + 1.5*between
	df := math.Pow(1+within/(1.5*between), 2)
	half := studentQuantile(0.975, df) * math.Sqrt(total)
	for name, c := range map[string][2]float64{"estimate": {got.Estimate, math.Exp(7.1)}, "within": {got.Within, within}, "between": {got.Between, between},
		"df": {got.DF, df}, "share": {got.Share, 0.6}, "upper": {got.Interval.Upper, math.Exp(7.1 + half)}, "lower": {got.Interval.Lower, math.Max(500, math.Exp(7.1-half))}} {
		if math.Abs(c[0]-c[1]) > 1e-9*math.Abs(c[1]) {
			t.Errorf("%s is %v, want %v", name, c[0], c[1])
		}
	}
	if got.Draws != 2 || got.Without != 1 {
		t.Errorf("%d draws, %d without an estimate", got.Draws, got.Without)
	}
}

// TestCombineOfOneTableAddsNothing: equal draws have no uncertainty between them.
func TestCombineOfOneTableAddsNothing(t *testing.T) {
	t.Parallel()
	a := drawn(100, 6, 6.5, 7)
	got, err := Combine([]*Answer{a, a, a}, 0.9)
	if err != nil || got.Between > 1e-25 || got.Share > 1e-20 || math.Abs(got.Estimate-a.Estimate) > 1e-6 {
		t.Fatalf("%+v, %v", got, err)
	}
	half := normalQuantile(0.95) * math.Sqrt(a.logVariance())
	if math.Abs(got.Interval.Upper-math.Exp(6.5+half)) > 1e-6 {
		t.Errorf("upper limit %v, want %v", got.Interval.Upper, math.Exp(6.5+half))
	}
}

func TestCombineRefuses(t *testing.T) {
	t.Parallel()
	var in *InputError
	var no *NoEstimateError
	if _, err := Combine(nil, 0.95); !errors.As(err, &in) {
		t.Errorf("no draws: %v", err)
	}
	if _, err := Combine([]*Answer{drawn(1, 1, 2)}, 1); !errors.As(err, &in) {
		t.Errorf("level 1: %v", err)
	}
	if _, err := Combine([]*Answer{nil, nil}, 0.95); !errors.As(err, &no) {
		t.Errorf("no estimates: %v", err)
	}
	endless := &Answer{Observed: 5, Estimate: 9, Interval: Interval{Level: 0.95, Lower: 6, Upper: math.Inf(1), Kind: KindPercentile}}
	if _, err := Combine([]*Answer{endless}, 0.95); !errors.As(err, &no) {
		t.Errorf("no upper limit: %v", err)
	}
}
