package mse

import (
	"math"
)

// Interval is a range for the size of the population.
type Interval struct {
	Level        float64 // nominal, such as 0.95
	Lower, Upper float64 // Upper can be infinite
	Kind         string  // "percentile", "bca", "multinomial-profile", "posterior", ...
}

// Profile is the multinomial profile likelihood of the population size under one
// model.
type Profile struct {
	Estimate float64 // the size with the highest profile likelihood, the multinomial estimate
	Interval Interval
}

// ProfileInterval is the multinomial profile likelihood interval for the
// population size N under a given model (Cormack 1992; used by Silverman 2014). For
// each N the model is fitted to the complete table with N - n people on no list;
//
//	l(N) = log N! - log (N-n)! + sum over all cells of y log(mu / N),
//
// with N! as the gamma function, so that N need not be whole; the interval holds
// the N for which 2 (max l - l(N)) is below the chi-squared quantile with one
// degree of freedom. It takes the model for granted: if the model was chosen by
// the data, it is too short (Whitehead and others 2019).
//
// level lies between 0 and 1; limits are numbers of people, the upper one
// infinite where the profile never falls far enough. The error is that of
// [FitModel].
func ProfileInterval(t *Table, m Model, level float64) (*Profile, error) {
	fit, err := FitModel(t, m)
	if err != nil {
		return nil, err
	}
	p := &profiler{f: NewFitter(t.K()), n: fit.Observed}
	p.f.Load(t)
	p.f.startModel(m.terms)
	p.f.live = append(p.f.live, 0) // the complete table: the empty pattern is a cell like any other
	for _, c := range fit.Coefficients {
		if !math.IsInf(c.Value, -1) {
			p.f.beta[c.Term] = c.Value
		}
	}
	p.saved = append([]float64(nil), p.f.beta...)
	// The dark figure is searched on the logarithmic scale, where the profile is
	// nearly a parabola.
	top := p.maximum(fit.Dark)
	best := p.at(top)
	z := normalQuantile((1 + level) / 2)
	cut := best - z*z/2
	out := &Profile{Estimate: float64(p.n) + top, Interval: Interval{Level: level, Kind: "multinomial-profile"}}
	out.Interval.Lower = float64(p.n) + p.crossing(top, cut, -1)
	out.Interval.Upper = float64(p.n) + p.crossing(top, cut, 1)
	return out, nil
}

type profiler struct {
	f     *Fitter
	n     int64
	saved []float64
}

// at is the profile log-likelihood, without its constant, with dark people unseen.
func (p *profiler) at(dark float64) float64 {
	f := p.f
	n := float64(p.n)
	total := n + dark
	f.y[0], f.sup[0] = dark, total
	copy(f.beta, p.saved)
	f.beta[0] = math.Log(math.Max(dark, 1e-8))
	if !f.newton() {
		if !f.coldStart() || !f.newton() {
			return math.Inf(-1)
		}
	}
	// At the maximum the means add up to the total, so the kernel of the Poisson
	// likelihood is sum y log mu - total.
	return logGamma(total+1) - logGamma(dark+1) + f.kernel + total - total*math.Log(total)
}

// maximum finds the dark figure of the highest profile by golden section, from
// the Poisson estimate outwards.
func (p *profiler) maximum(start float64) float64 {
	g := (math.Sqrt(5) - 1) / 2
	x := math.Log(math.Max(start, 1e-3))
	lo, hi := x-1, x+1
	value := func(x float64) float64 { return p.at(math.Exp(x)) }
	for value(lo) > value(lo+0.5) && lo > -12 {
		lo--
	}
	for value(hi) > value(hi-0.5) && hi < 60 {
		hi++
	}
	a, b := hi-g*(hi-lo), lo+g*(hi-lo)
	va, vb := value(a), value(b)
	for hi-lo > 1e-9 {
		if va > vb {
			hi, b, vb = b, a, va
			a = hi - g*(hi-lo)
			va = value(a)
		} else {
			lo, a, va = a, b, vb
			b = lo + g*(hi-lo)
			vb = value(b)
		}
	}
	return math.Exp((lo + hi) / 2)
}

// crossing finds where the profile falls to cut, downwards (-1) or upwards (1) of
// top. Downwards it stops at nobody unseen.
func (p *profiler) crossing(top, cut float64, side float64) float64 {
	in := math.Log(top)
	out := in
	for step := 0.1; ; step *= 2 {
		out = in + side*step
		if side < 0 && out < math.Log(1e-3) {
			if p.at(0) >= cut {
				return 0
			}
			out = math.Log(1e-3)
			if p.at(1e-3) >= cut {
				return 0
			}
			break
		}
		if out > 60 {
			return math.Inf(1)
		}
		if p.at(math.Exp(out)) < cut {
			break
		}
	}
	for math.Abs(out-in) > 1e-10 {
		mid := (in + out) / 2
		if p.at(math.Exp(mid)) >= cut {
			in = mid
		} else {
			out = mid
		}
	}
	return math.Exp((in + out) / 2)
}
