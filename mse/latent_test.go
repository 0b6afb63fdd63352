package mse

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
)

func threeLists(t *testing.T) *Table {
	t.Helper()
	table, err := NewTable([]string{"A", "B", "C"}, map[Pattern]int64{1: 40, 2: 33, 3: 12, 4: 25, 5: 9, 6: 4, 7: 3})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// With one class the posterior is known: the probability of N is proportional to
// (N-1)!/(N-n)! times, for each list with y people, B(1+y, 1+N-y).
func TestOneClassIsTheKnownPosterior(t *testing.T) {
	t.Parallel()
	table := threeLists(t)
	got, err := LatentClasses(context.Background(), table, LatentOptions{Classes: 1, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	n := float64(table.N())
	var cumulative []float64
	total, unit := 0.0, math.NaN()
	for dark := 0.0; dark < 5000; dark++ {
		size := n + dark
		v := logGamma(size) - logGamma(dark+1)
		for j := range 3 {
			y := float64(table.Overlap(1 << j))
			v += logGamma(1+y) + logGamma(1+size-y) - logGamma(2+size)
		}
		if math.IsNaN(unit) {
			unit = v
		}
		total += math.Exp(v - unit)
		cumulative = append(cumulative, total)
	}
	for p, got := range map[float64]float64{0.025: got.Interval.Lower, 0.5: got.Median, 0.975: got.Interval.Upper} {
		dark, _ := slices.BinarySearch(cumulative, p*total)
		// 2,000 effective draws: four standard errors of a quantile.
		near(t, "quantile", got, n+float64(dark), 0.03*(n+float64(dark)))
	}
}

// The moves on the summed-out likelihood leave the posterior of the Gibbs steps
// where it is.
func TestCollapsedMovesKeepThePosterior(t *testing.T) {
	t.Parallel()
	table := threeLists(t)
	quantiles := func(moves bool, seed uint64) [3]float64 {
		m := newMixture(table, 3, seed, 0)
		var d []float64
		for range 60_000 {
			if moves {
				d = append(d, m.step())
			} else {
				d = append(d, m.gibbs())
			}
		}
		d = d[2000:]
		slices.Sort(d)
		return [3]float64{quantile(d, 0.1), quantile(d, 0.5), quantile(d, 0.9)}
	}
	with, without := quantiles(true, 11), quantiles(false, 12)
	for i := range with {
		near(t, "quantile with moves", with[i], without[i], 0.08*without[i])
	}
	t.Logf("with moves %v, without %v", with, without)
}

func TestLatentRefusesWhatHasNotConverged(t *testing.T) {
	t.Parallel()
	p, err := LatentClasses(context.Background(), uk2013(t), LatentOptions{Seed: 1, Iterations: 400})
	var no *NoEstimateError
	if p != nil || !errors.As(err, &no) || no.Reason != NotConverged {
		t.Errorf("got %v, %v", p, err)
	}
}

func TestLatentIsTheSameTwice(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) *Posterior {
		p, err := LatentClasses(context.Background(), threeLists(t), LatentOptions{Classes: 2, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	a, b := run(5), run(5)
	if !slices.Equal(a.Draws, b.Draws) {
		t.Error("the same seed gives other draws")
	}
}

func TestDiagnostics(t *testing.T) {
	t.Parallel()
	r := newRandom(1, 1)
	draw := func(shift, rho float64) []float64 {
		out, x := make([]float64, 4000), 0.0
		for i := range out {
			x = rho*x + math.Sqrt(1-rho*rho)*r.NormFloat64()
			out[i] = x + shift
		}
		return out
	}
	same := diagnose([][]float64{draw(0, 0), draw(0, 0), draw(0, 0), draw(0, 0)})
	if !same.Converged() || same.RHat > 1.002 {
		t.Errorf("independent draws: %+v", same)
	}
	near(t, "effective number of independent draws", same.BulkESS, 16000, 2500)
	apart := diagnose([][]float64{draw(0, 0), draw(0, 0), draw(0, 0), draw(1, 0)})
	if apart.Converged() || apart.RHat < 1.05 {
		t.Errorf("one chain apart: %+v", apart)
	}
	wide := draw(0, 0)
	for i := range wide {
		wide[i] *= 3
	}
	if d := diagnose([][]float64{draw(0, 0), draw(0, 0), draw(0, 0), wide}); d.Converged() {
		t.Errorf("one chain wider: %+v", d)
	}
	// A first-order autoregression has n (1-rho)/(1+rho) effective draws.
	slow := diagnose([][]float64{draw(0, 0.9), draw(0, 0.9), draw(0, 0.9), draw(0, 0.9)})
	near(t, "effective number of dependent draws", slow.BulkESS, 16000*0.1/1.9, 250)
}

func TestThresholded(t *testing.T) {
	t.Parallel()
	got, err := Thresholded(context.Background(), uk2013(t), ThresholdedOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "median", got.Median, 12400, 400)
	if got.All.Interval.Upper <= got.Interval.Upper {
		t.Errorf("the model with every pair is surer (%v) than the one without (%v)", got.All.Interval, got.Interval)
	}
	// Ten times the people and a wide prior: close to maximum likelihood.
	counts := map[Pattern]int64{}
	for _, p := range threeLists(t).Patterns() {
		counts[p] = 100 * threeLists(t).Count(p)
	}
	many, err := NewTable([]string{"A", "B", "C"}, counts)
	if err != nil {
		t.Fatal(err)
	}
	bayes, err := Thresholded(context.Background(), many, ThresholdedOptions{Seed: 2, PriorSD: 50})
	if err != nil {
		t.Fatal(err)
	}
	ml, err := FitModel(many, bayes.Model)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "median against maximum likelihood", bayes.Median, ml.Estimate, 0.02*ml.Estimate)
}
