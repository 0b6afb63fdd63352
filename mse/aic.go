package mse

import "math"

type aicRule struct {
	name string
	wald float64 // greatest two-sided p-value of an added coefficient; 1 to ask nothing
}

// HomeOffice2014 is the rule behind the estimate of 10,000 to 13,000 potential
// victims in the United Kingdom in 2013 (Silverman 2014; Bales, Hesketh and
// Silverman 2015). From independence, the pair of lists that lowers AIC most is
// added, as long as AIC falls and the two-sided Wald p-value of the new
// coefficient is at most 0.05. A pair that nobody is on both of has no standard
// error and so cannot be the one that passes. The interval that belongs to it is
// [ProfileInterval], which takes the chosen model for granted and is too short.
func HomeOffice2014() Rule { return aicRule{"home-office-2014", 0.05} }

// StepwiseAIC is forward selection by AIC: from independence, the pair of lists
// that lowers AIC most is added, as long as AIC falls. Models without an estimate
// are passed over.
func StepwiseAIC() Rule { return aicRule{"stepwise-aic", 1} }

func (r aicRule) Name() string { return r.name }

func (r aicRule) choose(f *Fitter, warm []float64) verdict {
	if v := f.fit(nil, warm); v != fine {
		return v
	}
	f.terms = f.terms[:0]
	for {
		copy(f.stash, f.beta)
		current := f.aic()
		best, at := current-1e-9*(1+math.Abs(current)), Pattern(0)
		for _, a := range f.pairs {
			if has(f.terms, a) {
				continue
			}
			if f.fit(append(f.terms, a), f.stash) != fine {
				continue
			}
			if aic := f.aic(); at == 0 && aic < best || at != 0 && aic < best-1e-9*(1+math.Abs(best)) {
				best, at = aic, a
			}
		}
		if at == 0 {
			return f.fit(f.terms, f.stash)
		}
		v := f.fit(append(f.terms, at), f.stash)
		if r.wald < 1 && f.waldP() > r.wald {
			return f.fit(f.terms, f.stash)
		}
		if v != fine {
			return v
		}
		f.terms = append(f.terms, at)
	}
}

// waldP is the two-sided p-value of the coefficient added last, 1 if it is infinite.
func (f *Fitter) waldP() float64 {
	last := len(f.par) - 1
	if a := f.par[last]; a != f.lastTerm {
		return 1
	}
	se := math.Sqrt(f.variance(last))
	return 2 * normalCDF(-math.Abs(f.beta[f.par[last]]/se))
}

func has(ps []Pattern, a Pattern) bool {
	for _, p := range ps {
		if p == a {
			return true
		}
	}
	return false
}
