package mse

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// plainStepwise is the stepwise rule written as the paper states it: every overlap
// and every mean summed cell by cell, every model fitted afresh with a design matrix.
func plainStepwise(t *Table, threshold float64) (float64, bool) {
	var terms []Pattern
	f := NewFitter(t.K())
	f.Load(t)
	f.startModel(nil)
	if f.check() != fine {
		return 0, false
	}
	for {
		f.startModel(terms)
		means := designMeans(f)
		type candidate struct {
			a Pattern
			p float64
		}
		var best *candidate
		refused := map[Pattern]bool{}
		for {
			best = nil
			for _, a := range pairs(t.K()) {
				if has(terms, a) || refused[a] {
					continue
				}
				seen, mean := 0.0, 0.0
				for c := range f.y {
					if Pattern(c).Contains(a) {
						seen += f.y[c]
						mean += means[Pattern(c)]
					}
				}
				if p := plainTail(seen, mean); best == nil || p < best.p {
					best = &candidate{a, p}
				}
			}
			if best == nil || best.p >= threshold {
				return f.n + means[0], true
			}
			f.startModel(append(terms, best.a))
			if f.check() == fine {
				break
			}
			refused[best.a] = true
		}
		terms = append(terms, best.a)
	}
}

// plainTail adds up Poisson probabilities one by one.
func plainTail(x, mu float64) float64 {
	pmf := func(i float64) float64 { return math.Exp(i*math.Log(mu) - mu - logGamma(i+1)) }
	if mu == 0 {
		return 1
	}
	lower, upper := 0.0, 0.0
	for i := 0.0; i <= x; i++ {
		lower += pmf(i)
	}
	for i := x; i < x+mu+200; i++ {
		upper += pmf(i)
	}
	return math.Min(lower, upper)
}

// designMeans fits the present model by design matrix and returns the means of
// the cells in the fit, and of the empty pattern.
func designMeans(f *Fitter) map[Pattern]float64 {
	beta := designFit(f)
	means := map[Pattern]float64{0: math.Exp(beta[0])}
	for _, c := range f.live {
		eta := 0.0
		for i, a := range f.par {
			if c.Contains(a) {
				eta += beta[i]
			}
		}
		means[c] = math.Exp(eta)
	}
	return means
}

// On tables resampled from published data and on random ones, the fast rule gives
// what the plain one gives.
func TestStepwiseIsThePlainRule(t *testing.T) {
	t.Parallel()
	uk := newResampler(uk2013(t), StepwiseRule(DefaultThreshold), BootstrapOptions{Seed: 5, Workers: 1})
	f, draw := NewFitter(5), make([]float64, len(uk.patterns))
	for i := range 60 {
		uk.draw(f, uint64(i), draw)
		counts := map[Pattern]int64{}
		for c, y := range f.y {
			counts[Pattern(c)] = int64(y)
		}
		table, err := NewTable([]string{"A", "B", "C", "D", "E"}, counts)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := plainStepwise(table, DefaultThreshold)
		if got := uk.estimate(f); math.Abs(got-want) > 1e-6*want {
			t.Errorf("replicate %d: %.9f, plainly %.9f", i, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		table := tableOf(t, rapid.IntRange(2, 4).Draw(t, "k"), rapid.SampledFrom([]int64{3, 12, 60}).Draw(t, "most"))
		want, ok := plainStepwise(table, DefaultThreshold)
		got, err := Stepwise(table, DefaultThreshold)
		if ok != (err == nil) {
			t.Fatalf("plainly %v, %v", ok, err)
		}
		if ok && math.Abs(got.Estimate-want) > 1e-6*want {
			t.Fatalf("%.9f, plainly %.9f", got.Estimate, want)
		}
	})
}

// TestDecomposableModelsHaveClosedForms holds fits against what is known without
// any iteration: where the cliques of a model are joined at separators, the number
// on no list is a product of overlaps. For two cliques A and B that share S it is
// that of Lincoln and Petersen, within each combination of S, on the lists outside.
func TestDecomposableModelsHaveClosedForms(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := map[Pattern]int64{}
		for c := Pattern(1); c < 8; c++ {
			counts[c] = rapid.Int64Range(1, 500).Draw(t, "count")
		}
		table, err := NewTable([]string{"A", "B", "C"}, counts)
		if err != nil {
			t.Fatal(err)
		}
		y := func(c Pattern) float64 { return float64(counts[c]) }
		for _, c := range []struct {
			model Model
			want  float64
		}{
			// A and B independent given C: among those not on C, y(A) y(B) / y(AB).
			{NewModel(0b101, 0b110), y(0b001) * y(0b010) / y(0b011)},
			{NewModel(0b011, 0b110), y(0b001) * y(0b100) / y(0b101)},
			// All pairs: no interaction of the three.
			{NewModel(0b011, 0b101, 0b110), y(0b001) * y(0b010) * y(0b100) * y(0b111) / (y(0b011) * y(0b101) * y(0b110))},
			// C apart from A and B together: Lincoln and Petersen on "A or B" and C.
			{NewModel(0b011), (y(0b001) + y(0b010) + y(0b011)) * y(0b100) / (y(0b101) + y(0b110) + y(0b111))},
		} {
			fit, err := FitModel(table, c.model)
			if err != nil {
				t.Fatal(err)
			}
			if got := fit.Estimate - float64(table.N()); math.Abs(got-c.want) > 1e-7*(1+c.want) {
				t.Errorf("%v: %v unseen, in closed form %v", c.model, got, c.want)
			}
		}
	})
}
