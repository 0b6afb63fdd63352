package mse

import (
	"fmt"
	"slices"
)

// Residual compares what was seen with what a model expects, for the people with
// exactly one pattern or for all on a set of lists.
type Residual struct {
	Lists     Pattern
	Observed  int64
	Expected  float64
	Pearson   float64 // (observed - expected) / sqrt(expected); 0 where both are 0
	Predicted float64 // share of predicted tables with as many or more, ties as half: near 0 or 1 is a bad fit
}

// GoodnessOfFit is the result of [CheckFit]; for a posterior, DF is 0 and there are
// no tails of chi-squared.
type GoodnessOfFit struct {
	Deviance, Pearson   float64
	DF                  int
	DevianceP, PearsonP float64    // upper tails of chi-squared; rough where expectations are small
	PredictedP          float64    // share of predicted tables that fit worse by the Freeman-Tukey distance
	Cells               []Residual // every cell of the fit
	Overlaps            []Residual // every pair of lists, whatever else people are on
	Draws               int
	Seed                uint64
}

const predictiveDraws = 4000

// CheckFit compares a fitted log-linear model with the table: deviance and Pearson
// statistics with their chi-squared tails, and predictive checks by cell and by
// overlap. A predicted table is drawn by drawing coefficients from their normal
// approximation (the posterior under a flat prior) and then Poisson counts. The
// distance is sum (sqrt(y) - sqrt(mu))^2, of each drawn table from the means it was
// drawn from, against that of the data from the same means.
//
// Counts and expectations are numbers of people; tails are probabilities from 0
// to 1. The error is that of [FitModel]. Source: Bishop, Fienberg and Holland
// (1975), chapter 4; Gelman, Meng and Stern (1996), Statistica Sinica
// 6:733-807.
func CheckFit(t *Table, fit *Fitted, seed uint64) (*GoodnessOfFit, error) {
	f := NewFitter(t.K())
	f.Load(t)
	if v := f.fit(fit.Model.terms, nil); v != fine {
		return nil, f.explain(t, v)
	}
	p := newPredictive(t)
	r := newRandom(seed, 0)
	f.means()
	f.factor()
	expected := slices.Clone(f.mu)
	centre := slices.Clone(f.beta)
	step := make([]float64, len(f.par))
	for range predictiveDraws {
		for i := range step {
			step[i] = r.NormFloat64()
		}
		f.solveTransposed(step)
		for i, a := range f.par {
			f.beta[a] = centre[a] + step[i]
		}
		f.means()
		p.add(r, f.mu)
	}
	g := p.result(expected)
	g.Seed, g.Deviance, g.DF = seed, fit.Deviance, fit.DF
	for _, c := range g.Cells {
		g.Pearson += c.Pearson * c.Pearson
	}
	g.DevianceP, g.PearsonP = chiSquaredTail(g.Deviance, g.DF), chiSquaredTail(g.Pearson, g.DF)
	return g, nil
}

// Sensitivity is the estimate if the assumption that cannot be tested is wrong by
// a given factor.
type Sensitivity struct {
	Factor   float64 // the unseen are this many times what the model takes
	Estimate float64
}

// Assumption says what an estimate takes for granted and no data can test, and
// what becomes of the estimate if it is varied (Aleshin-Guendel, Sadinle and
// Wakefield 2021): for log-linear models, that what holds for those seen (no
// interaction of all lists together) holds for those on no list.
func (a *Answer) Assumption() (string, []Sensitivity) {
	text := fmt.Sprintf("This takes for granted that people on none of the lists depend on the lists in the same way as people on at least one: "+
		"that, given the chosen dependences, being missed by all lists is neither more nor less common than the overlaps of the lists imply. No data on the lists can test it. "+
		"If the number unseen were half or twice what is taken, the estimate of %.0f would be %.0f or %.0f.",
		a.Estimate, float64(a.Observed)+a.Dark/2, float64(a.Observed)+2*a.Dark)
	if a.Method == MethodLatent {
		text = fmt.Sprintf("This takes for granted that people fall into classes within which the lists are independent, and that people on none of the lists are of the same classes. "+
			"A class that no list reaches would not be seen, and no data on the lists can test that. "+
			"If the number unseen were half or twice what is taken, the estimate of %.0f would be %.0f or %.0f.",
			a.Estimate, float64(a.Observed)+a.Dark/2, float64(a.Observed)+2*a.Dark)
	}
	var out []Sensitivity
	for _, f := range []float64{0.5, 2.0 / 3, 0.8, 1, 1.25, 1.5, 2} {
		out = append(out, Sensitivity{Factor: f, Estimate: float64(a.Observed) + f*a.Dark})
	}
	return text, out
}

// Rate is the population per 100,000 residents, the form of indicator 16.2.2 of
// the Sustainable Development Goals.
func Rate(people, residents float64) float64 { return people / residents * 100_000 }
