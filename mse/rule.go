package mse

import "math"

// Rule is a way to choose a log-linear model for a table: [StepwiseRule],
// [HomeOffice2014], [StepwiseAIC],
// [FixedModel], [AmongModels]. The same rule is
// applied to the data and to every bootstrap replicate.
type Rule interface {
	// Name identifies the rule in reports.
	Name() string
	// choose selects and fits a model to the table loaded in f. warm holds
	// coefficients to start from, or is nil.
	choose(f *Fitter, warm []float64) verdict
}

// Select applies a rule to a table.
//
// It returns a [*NoEstimateError] that names the cause if even the model it
// starts from has no unique finite estimate.
func Select(t *Table, r Rule) (*Fitted, error) {
	f := NewFitter(t.K())
	f.Load(t)
	if v := r.choose(f, nil); v != fine {
		return nil, f.explain(t, v)
	}
	return f.result(), nil
}

type fixedRule struct{ m Model }

// FixedModel is the rule that always takes the model m.
func FixedModel(m Model) Rule { return fixedRule{m} }

func (fixedRule) Name() string { return "fixed" }

func (r fixedRule) choose(f *Fitter, warm []float64) verdict { return f.fit(r.m.terms, warm) }

// DefaultThreshold is the tail probability below which [StepwiseRule] adds a
// pair, as recommended by Chan, Silverman and Vincent (2021).
const DefaultThreshold = 0.02

type stepwiseRule struct{ threshold float64 }

// StepwiseRule is forward selection by overlaps (Chan, Silverman and Vincent
// 2021). From independence, the pair of lists whose overlap is most surprising
// under the present fit is added, as long as its one-sided Poisson tail
// probability is below the threshold and the larger model has an estimate. The
// overlap of a pair is everybody on both lists, whatever else they are on. Ties go
// to the pair that comes first by name.
func StepwiseRule(threshold float64) Rule { return stepwiseRule{threshold} }

// Stepwise selects a model by [StepwiseRule] and fits it.
//
// The threshold is a probability, such as [DefaultThreshold]; the estimate is a
// number of people. The error is that of [Select]. Source: Chan, Silverman and
// Vincent (2021).
func Stepwise(t *Table, threshold float64) (*Fitted, error) {
	return Select(t, StepwiseRule(threshold))
}

func (stepwiseRule) Name() string { return "stepwise" }

func (r stepwiseRule) choose(f *Fitter, warm []float64) verdict {
	if v := f.fit(nil, warm); v != fine {
		return v
	}
	f.clearRefused()
	logThreshold := math.Log(r.threshold)
	if r.threshold <= math.SmallestNonzeroFloat64 {
		logThreshold = math.Inf(-1) // no tail is below nought, however surprising
	}
	for {
		a := f.mostSurprising(r.threshold, logThreshold)
		if a == 0 {
			return fine
		}
		if !f.extend(a) {
			f.refused[a] = true
			continue
		}
		if v := f.fitChecked(f.saved); v != fine {
			// Refuse a model that the machine cannot fit, and go back.
			f.refused[a] = true
			f.restore(a)
			continue
		}
		f.clearRefused()
	}
}

// mostSurprising returns the pair, neither in the model nor refused, with the
// least tail probability, or 0 if none is below the threshold.
func (f *Fitter) mostSurprising(threshold, logThreshold float64) Pattern {
	f.means()
	best, at := logThreshold, Pattern(0)
	for _, a := range f.pairs {
		if f.inModel[a] || f.refused[a] {
			continue
		}
		x, mu := f.sup[a], f.smu[a]
		// Within one standard deviation no tail is below one tenth.
		if d := x - mu; threshold <= 0.1 && d*d <= mu {
			continue
		}
		lp := logPoissonTail(x, mu)
		if at == 0 && lp < best || at != 0 && lp < best-1e-9*math.Abs(best) {
			best, at = lp, a
		}
	}
	return at
}

// extend adds a pair to a fitted model if the larger model has an estimate, and
// sets f.saved to coefficients to start its fit from: the present ones, and for
// the new term the value that fits its overlap exactly (one step of iterative
// proportional fitting). It leaves the model as it was otherwise.
func (f *Fitter) extend(a Pattern) bool {
	copy(f.saved, f.beta)
	finite := f.sup[a] > 0
	if finite && f.smu[a] > 0 {
		f.saved[a] = math.Log(f.sup[a] / f.smu[a])
	}
	before := len(f.rank.pivot)
	f.addTerm(a)
	f.findLive()
	if f.check() == fine {
		return true
	}
	f.saved[a] = 0
	f.dropLast(a, finite, before)
	return false
}

// dropLast takes back the term added last.
func (f *Fitter) dropLast(a Pattern, finite bool, rank int) {
	f.order--
	f.inModel[a] = false
	if finite {
		f.par = f.par[:len(f.par)-1]
		f.rank.truncate(rank)
		return
	}
	f.minus = f.minus[:len(f.minus)-1]
	for c := int(a); c < f.cells; c = (c + 1) | int(a) {
		f.dead[c]--
	}
	f.findLive()
}

// restore takes back a pair added last, and the coefficients before it.
func (f *Fitter) restore(a Pattern) {
	f.saved[a] = 0
	f.dropLast(a, f.sup[a] > 0, 0)
	copy(f.beta, f.saved)
	f.rank.reset(f.par)
	f.newton()
}

func (f *Fitter) clearRefused() {
	for _, a := range f.pairs {
		f.refused[a] = false
	}
}
