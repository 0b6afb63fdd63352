package mse

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFamilySizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		k, order int
		want     int64
	}{{2, 1, 1}, {3, 2, 8}, {4, 3, 113}, {5, 4, 6893}, {6, 2, 32768}, {6, 3, 3702013}} {
		if got, err := CountModels(c.k, c.order); err != nil || got != c.want {
			t.Errorf("%d lists, order %d: %d models (%v), want %d", c.k, c.order, got, err, c.want)
		}
	}
}

func TestAllModelsPublished(t *testing.T) {
	t.Parallel()
	var first *Family
	for _, workers := range []int{1, 2, 5} {
		all, err := AllModels(context.Background(), uk2013(t), AllModelsOptions{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		best := all.Rankings[BIC].Models[0]
		near(t, "best by BIC", best.Estimate, 25311.291, 5e-4)
		near(t, "its BIC", best.Score, 195.8791, 5e-5)
		if all.Enumerated != 6893 || len(all.Rankings[BIC].Models) != 20 {
			t.Errorf("%d models, %d kept", all.Enumerated, len(all.Rankings[BIC].Models))
		}
		if first == nil {
			first = all
			continue
		}
		if all.Admissible != first.Admissible {
			t.Errorf("%d admissible with %d workers, %d with one", all.Admissible, workers, first.Admissible)
		}
		for c := range criteria {
			a, b := all.Rankings[c], first.Rankings[c]
			if a.Average != b.Average || !slices.EqualFunc(a.Models, b.Models, func(x, y RankedModel) bool {
				return x.Estimate == y.Estimate && x.Score == y.Score && x.Weight == y.Weight && slices.Equal(x.Model.terms, y.Model.terms)
			}) {
				t.Errorf("the ranking by %v depends on the number of workers", c)
			}
		}
	}
}

// The walk through the family finds for each model what a fit of it alone finds.
func TestWalkAgreesWithSingleFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table := tableOf(t, rapid.IntRange(2, 4).Draw(t, "k"), rapid.SampledFrom([]int64{2, 6, 40}).Draw(t, "most"))
		if table.N() > 0 {
			checkWalk(t, table)
		}
	})
}

// checkWalk holds the family of a table against every model fitted alone.
func checkWalk(t rapid.TB, table *Table) {
	t.Helper()
	all, err := AllModels(context.Background(), table, AllModelsOptions{Top: 1000, Workers: 1})
	fam, _ := newFamily(table.K(), table.K()-1)
	admissible := int64(0)
	var visit func(model uint64, next int)
	scores := map[string]float64{}
	visit = func(model uint64, next int) {
		m := fam.model(model)
		if fit, err := FitModel(table, m); err == nil {
			admissible++
			scores[key(m)] = fit.BIC()
		}
		for i := next; i < len(fam.terms); i++ {
			if fam.allowed(model, i) {
				visit(model|1<<i, i+1)
			}
		}
	}
	visit(0, 0)
	if err != nil {
		if admissible != 0 {
			t.Fatalf("%v, but %d models have estimates", err, admissible)
		}
		return
	}
	if all.Admissible != admissible {
		t.Fatalf("%d admissible, %d one by one", all.Admissible, admissible)
	}
	sum := 0.0
	for _, r := range all.Rankings[BIC].Models {
		want, ok := scores[key(r.Model)]
		if !ok || math.Abs(want-r.Score) > 1e-6*(1+math.Abs(want)) {
			t.Fatalf("model %v: BIC %v, alone %v", r.Model, r.Score, want)
		}
		sum += r.Weight
	}
	if int64(len(all.Rankings[BIC].Models)) == admissible && math.Abs(sum-1) > 1e-9 {
		t.Fatalf("weights add up to %v", sum)
	}
}

func key(m Model) string {
	out := ""
	for _, a := range m.terms {
		out += string(rune('0' + a))
	}
	return out
}

func TestBootstrapIsTheSameOnAnyNumberOfCores(t *testing.T) {
	t.Parallel()
	table := uk2013(t)
	var first *Resampled
	for _, workers := range []int{1, 2, 7} {
		got, err := Bootstrap(context.Background(), table, StepwiseRule(DefaultThreshold),
			BootstrapOptions{Seed: 7, Workers: workers, Jackknife: true})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
			continue
		}
		if got.Percentile != first.Percentile || !slices.Equal(got.Estimates, first.Estimates) || got.Acceleration != first.Acceleration {
			t.Errorf("%d workers give %v, one gives %v", workers, got.Percentile, first.Percentile)
		}
	}
	if first.BCa == nil {
		t.Fatalf("no BCa interval: %v", first.Warnings)
	}
	// The number of replicates was chosen so that no limit rests on fewer than ten.
	for _, limit := range []float64{first.BCa.Lower, first.BCa.Upper, first.Percentile.Lower, first.Percentile.Upper} {
		below, _ := slices.BinarySearch(first.Estimates, limit)
		if min(below, first.Replicates-below) < restsOn-1 {
			t.Errorf("the limit %v has %d of %d replicates below it", limit, below, first.Replicates)
		}
	}
}

func TestBootstrapRefusesThinLimits(t *testing.T) {
	t.Parallel()
	got, err := Bootstrap(context.Background(), uk2013(t), StepwiseRule(DefaultThreshold),
		BootstrapOptions{Seed: 7, Replicates: 100, Jackknife: true})
	if err != nil {
		t.Fatal(err)
	}
	if got.BCa != nil || len(got.Warnings) < 2 {
		t.Errorf("100 replicates gave %v and %q", got.BCa, got.Warnings)
	}
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	v := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	near(t, "median", quantile(v, 0.5), 5.5, 1e-12)
	near(t, "quartile", quantile(v, 0.25), 2.916666666666667, 1e-12) // R: quantile(1:10, .25, type = 8)
	inf := []float64{1, 2, math.Inf(1), math.Inf(1)}
	if q := quantile(inf, 0.99); !math.IsInf(q, 1) {
		t.Errorf("upper quantile %v", q)
	}
}

func TestShareBelowCountsTiesAsHalf(t *testing.T) {
	t.Parallel()
	near(t, "share", shareBelow([]float64{1, 2, 2, 2, 3, 4}, 2), 2.5/6, 1e-12)
}

// The draws have the moments of their distributions.
func TestDraws(t *testing.T) {
	t.Parallel()
	const n = 40000
	r := newRandom(1, 2)
	for _, c := range []struct {
		name           string
		mean, variance float64
		draw           func() float64
	}{
		{"binomial, inversion", 20 * 0.1, 20 * 0.1 * 0.9, func() float64 { return float64(binomial(r, 20, 0.1)) }},
		{"binomial, rejection", 500 * 0.3, 500 * 0.3 * 0.7, func() float64 { return float64(binomial(r, 500, 0.3)) }},
		{"binomial, reflected", 500 * 0.8, 500 * 0.8 * 0.2, func() float64 { return float64(binomial(r, 500, 0.8)) }},
		{"Poisson, small", 3, 3, func() float64 { return float64(poisson(r, 3)) }},
		{"Poisson, large", 950, 950, func() float64 { return float64(poisson(r, 950)) }},
		{"gamma", 2.5, 2.5, func() float64 { return gammaDraw(r, 2.5) }},
		{"gamma, small shape", 0.3, 0.3, func() float64 { return gammaDraw(r, 0.3) }},
		{"beta", 2.0 / 5, 6.0 / (25 * 6), func() float64 { return betaDraw(r, 2, 3) }},
	} {
		s, s2 := 0.0, 0.0
		for range n {
			x := c.draw()
			s += x
			s2 += (x - c.mean) * (x - c.mean)
		}
		near(t, c.name+" mean", s/n, c.mean, 5*math.Sqrt(c.variance/n))
		near(t, c.name+" variance", s2/n, c.variance, 0.05*c.variance)
	}
}
