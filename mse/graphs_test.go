package mse

import (
	"context"
	"errors"
	"math"
	"testing"
)

func TestDecomposableGraphCounts(t *testing.T) {
	t.Parallel()
	for k, want := range map[int]int{2: 2, 3: 8, 4: 61, 5: 822, 6: 18154} {
		if got := len(decomposableGraphs(k)); got != want {
			t.Errorf("%d vertices: %d chordal graphs, want %d", k, got, want)
		}
	}
}

func TestGraphsPublished(t *testing.T) {
	t.Parallel()
	got, err := Graphs(context.Background(), uk2013(t), GraphsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "median", got.Median, 23000, 100)
	if got.Beyond > beyondGoal {
		t.Errorf("%v of the posterior lies beyond the grid", got.Beyond)
	}
	if got.Check.PredictedP < 0.02 {
		t.Errorf("the posterior predicts tables like the data with p %v", got.Check.PredictedP)
	}
	for _, o := range got.Check.Overlaps {
		near(t, "expected overlap", o.Expected, float64(o.Observed), 3+4*math.Sqrt(float64(o.Observed)))
	}
	sum := 0.0
	for _, g := range got.Graphs {
		sum += g.Probability
	}
	near(t, "sum of the probabilities", sum, 1, 1e-9)
	lang, _ := uk2013(t).Set("LA", "NG")
	for _, e := range got.Edges {
		want := 0.0
		for _, g := range got.Graphs {
			for _, c := range g.Cliques {
				if c.Contains(e.Pair) {
					want += g.Probability
					break
				}
			}
		}
		near(t, "probability of an edge", e.Probability, want, 1e-9)
		if e.Pair == lang && e.Probability < 0.9 {
			t.Errorf("LA and NG are joined with probability %v", e.Probability)
		}
	}
}

// The posterior summed from runs of sizes is that summed over every single size.
func TestGraphsAgreeWithPlainSum(t *testing.T) {
	t.Parallel()
	table, err := NewTable([]string{"A", "B", "C"}, map[Pattern]int64{1: 40, 2: 33, 3: 12, 4: 25, 5: 9, 6: 4, 7: 3})
	if err != nil {
		t.Fatal(err)
	}
	const delta, top = 0.5, 60000 // delta above the default, so that the tail is short enough to sum
	got, err := Graphs(context.Background(), table, GraphsOptions{Delta: delta})
	if err != nil {
		t.Fatal(err)
	}
	lg := logGamma
	// log of the marginal probability of a set of lists, all sizes spelt out.
	marginal := func(set Pattern, dark float64) float64 {
		prior := delta * math.Pow(2, float64(3-set.Size()))
		v := lg(delta*8) - lg(float64(table.N())+dark+delta*8)
		for cell := set; ; cell = (cell - 1) & set {
			y := 0.0
			for c, n := range table.counts {
				if Pattern(c)&set == cell {
					y += float64(n)
				}
			}
			if cell == 0 {
				y += dark
			}
			v += lg(y+prior) - lg(prior)
			if cell == 0 {
				return v
			}
		}
	}
	graphs := decomposableGraphs(3)
	mass := make([]float64, len(graphs))
	cumulative := make([]float64, 0, top)
	total, unit := 0.0, math.NaN()
	for dark := 0.0; dark < top; dark++ {
		n := float64(table.N()) + dark
		common := lg(n+1) - lg(dark+1) - math.Log(n)
		for i, g := range graphs {
			v := common
			for j, set := range g.sets {
				v += g.exponents[j] * marginal(set, dark)
			}
			if math.IsNaN(unit) {
				unit = v
			}
			mass[i] += math.Exp(v - unit)
			total += math.Exp(v - unit)
		}
		cumulative = append(cumulative, total)
	}
	for _, w := range got.Graphs {
		for i, g := range graphs {
			if len(g.cliques) == len(w.Cliques) && g.cliques[0] == w.Cliques[0] && g.cliques[len(g.cliques)-1] == w.Cliques[len(w.Cliques)-1] {
				near(t, "probability of a graph", w.Probability, mass[i]/total, 1e-5)
			}
		}
	}
	for p, want := range map[float64]float64{0.025: got.Interval.Lower, 0.5: got.Median, 0.975: got.Interval.Upper} {
		for dark, c := range cumulative {
			if c >= p*total {
				near(t, "quantile", want, float64(table.N())+float64(dark), 1)
				break
			}
		}
	}
}

func TestLatticeSumsPolynomialsExactly(t *testing.T) {
	t.Parallel()
	var l lattice
	for _, s := range []float64{1, 2, 8, 64} {
		r := l.rule(s)
		for p := range 8 {
			want, seven, five := 0.0, 0.0, 0.0
			for i := 0.0; i <= 6*s; i++ {
				want += math.Pow(i/s-2.7, float64(p))
			}
			for j := range 7 {
				v := math.Pow(float64(j)-2.7, float64(p))
				seven += r.seven[j] * v
				five += r.five[j] * v
			}
			near(t, "rule of seven", seven, want, 1e-9*(1+math.Abs(want)))
			if p <= 5 {
				near(t, "rule of five", five, want, 1e-9*(1+math.Abs(want)))
			}
		}
	}
}

func TestLogGammaRise(t *testing.T) {
	t.Parallel()
	for _, x := range []float64{9999, 1e4, 20000} {
		for _, u := range []float64{0.03, 1.5, 700} {
			near(t, "rise", logGammaRise(x, u), logGamma(x+u)-logGamma(x+1), 1e-9)
		}
	}
	// Gamma(x+3)/Gamma(x+1) = (x+1)(x+2), even where each is far beyond a float.
	near(t, "rise at 1e14", logGammaRise(1e14, 3), math.Log1p(1e14)+math.Log(2+1e14), 1e-10)
}

func TestGraphsNeedThreeToSixLists(t *testing.T) {
	t.Parallel()
	for k, reason := range map[int]Reason{2: TooFewLists, 7: TooManyLists} {
		names := []string{"A", "B", "C", "D", "E", "F", "G"}[:k]
		table, err := NewTable(names, map[Pattern]int64{1: 5, 2: 5, 3: 5})
		if err != nil {
			t.Fatal(err)
		}
		_, err = Graphs(context.Background(), table, GraphsOptions{})
		var no *NoEstimateError
		if !errors.As(err, &no) || no.Reason != reason {
			t.Errorf("%d lists: %v", k, err)
		}
	}
}
