package mse

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s is %.9g, want %.9g within %g", what, got, want, within)
	}
}

func TestPublishedEstimates(t *testing.T) {
	t.Parallel()
	table := uk2013(t)
	step, err := Stepwise(table, DefaultThreshold)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "stepwise", step.Estimate, 11312.990, 5e-4)
	home, err := Select(table, HomeOffice2014())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "Home Office rule", home.Estimate, 11312.990, 5e-4)
	p, err := ProfileInterval(table, home.Model, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	// Published as 10,000 to 13,000.
	near(t, "lower limit", p.Interval.Lower, 10000, 250)
	near(t, "upper limit", p.Interval.Upper, 13000, 250)
	if p.Estimate >= home.Estimate {
		t.Errorf("the multinomial estimate %v is not below the Poisson one %v", p.Estimate, home.Estimate)
	}
	aic, err := Select(table, StepwiseAIC())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "stepwise by AIC", aic.Estimate, 11174.827, 5e-4)
	if got := aic.MinusInfinity(); len(got) != 1 {
		t.Errorf("terms at minus infinity: %v, want LA with GP", got)
	}
}

// Two lists under independence: the Lincoln-Petersen estimate n1 n2 / m.
func TestTwoListsIsLincolnPetersen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(1, 1000).Draw(t, "a"), rapid.Int64Range(1, 1000).Draw(t, "b")
		m := rapid.Int64Range(1, 1000).Draw(t, "both")
		table, err := NewTable([]string{"A", "B"}, map[Pattern]int64{1: a, 2: b, 3: m})
		if err != nil {
			t.Fatal(err)
		}
		fit, err := FitModel(table, Model{})
		if err != nil {
			t.Fatal(err)
		}
		want := float64(a+m) * float64(b+m) / float64(m)
		if math.Abs(fit.Estimate-want) > 1e-9*want {
			t.Fatalf("%v, want %v", fit.Estimate, want)
		}
	})
}

// The transforms give what a design matrix gives.
func TestAgreesWithDesignMatrix(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 4).Draw(t, "k")
		table := tableOf(t, k, 50)
		m := anyModel(t, k)
		f := NewFitter(k)
		f.Load(table)
		if f.fit(m.terms, nil) != fine {
			return
		}
		want := designFit(f)[0]
		if got := f.beta[0]; math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
			t.Fatalf("intercept %.12g, by design matrix %.12g", got, want)
		}
	})
}

// designFit fits the present model of f from scratch by iteratively reweighted
// least squares with Gaussian elimination, and returns the coefficients.
func designFit(f *Fitter) []float64 {
	p := len(f.par)
	beta := make([]float64, p)
	eta := map[Pattern]float64{}
	for _, c := range f.live {
		eta[c] = math.Log(f.y[c] + 0.5)
	}
	for range 60 {
		a := make([][]float64, p)
		for i := range a {
			a[i] = make([]float64, p+1)
		}
		for _, c := range f.live {
			mu := math.Exp(eta[c])
			z := eta[c] + (f.y[c]-mu)/mu
			for i, pi := range f.par {
				if !c.Contains(pi) {
					continue
				}
				for j, pj := range f.par {
					if c.Contains(pj) {
						a[i][j] += mu
					}
				}
				a[i][p] += mu * z
			}
		}
		for i := range p {
			best := i
			for r := i; r < p; r++ {
				if math.Abs(a[r][i]) > math.Abs(a[best][i]) {
					best = r
				}
			}
			a[i], a[best] = a[best], a[i]
			for r := range p {
				if r != i {
					w := a[r][i] / a[i][i]
					for j := i; j <= p; j++ {
						a[r][j] -= w * a[i][j]
					}
				}
			}
		}
		for i := range p {
			beta[i] = a[i][p] / a[i][i]
		}
		for _, c := range f.live {
			eta[c] = 0
			for i, pi := range f.par {
				if c.Contains(pi) {
					eta[c] += beta[i]
				}
			}
		}
	}
	return beta
}

func TestModelOfOtherListsIsRefused(t *testing.T) {
	t.Parallel()
	_, err := FitModel(threeLists(t), NewModel(0b11000))
	var in *InputError
	if !errors.As(err, &in) {
		t.Errorf("FitModel: %v", err)
	}
	f := NewFitter(3)
	f.Load(threeLists(t))
	if _, err := f.Unseen(NewModel(0b11000)); !errors.As(err, &in) {
		t.Errorf("Unseen: %v", err)
	}
}

func TestFitDoesNotAllocate(t *testing.T) {
	table := uk2013(t)
	f := NewFitter(5)
	f.Load(table)
	m := NewModel(0b00011, 0b00101, 0b11000, 0b10010, 0b01110)
	step := StepwiseRule(DefaultThreshold)
	for name, do := range map[string]func(){
		"a fit": func() {
			if _, err := f.Unseen(m); err != nil {
				t.Fatal(err)
			}
		},
		"a stepwise choice": func() {
			if step.choose(f, nil) != fine {
				t.Fatal("no estimate")
			}
		},
	} {
		do()
		if n := testing.AllocsPerRun(100, do); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func TestPoissonTail(t *testing.T) {
	t.Parallel()
	// Direct sums, on a grid where they can be trusted.
	for _, mu := range []float64{0.01, 0.3, 1, 2.5, 7, 40} {
		for x := 0.0; x < 90; x++ {
			lower, upper := 0.0, 0.0
			for i := 0.0; i < 400; i++ {
				p := math.Exp(i*math.Log(mu) - mu - logGamma(i+1))
				if i <= x {
					lower += p
				}
				if i >= x {
					upper += p
				}
			}
			want := math.Min(lower, upper)
			if want < 1e-250 {
				continue
			}
			near(t, "log tail", logPoissonTail(x, mu), math.Log(want), 1e-9*(1+math.Abs(math.Log(want))))
		}
	}
}

func TestChiSquaredTail(t *testing.T) {
	t.Parallel()
	near(t, "1 df", chiSquaredTail(3.841458820694124, 1), 0.05, 1e-12)
	near(t, "10 df", chiSquaredTail(18.307038053275146, 10), 0.05, 1e-12)
	near(t, "2 df", chiSquaredTail(7, 2), math.Exp(-3.5), 1e-14)
}
