package mse

import "math"

const (
	maxSteps  = 60
	tolerance = 1e-11 // of the squared Newton decrement, in units of log-likelihood
)

// newton maximises the likelihood from the present beta. It reports whether it
// converged. If the estimate exists it does so in about seven steps; the error
// left is of the order of the square of the tolerance.
func (f *Fitter) newton() bool {
	ll := f.means()
	for f.steps = 1; f.steps <= maxSteps; f.steps++ {
		for i, a := range f.par {
			f.g[i] = f.sup[a] - f.smu[a]
		}
		if !f.factor() {
			return false
		}
		p := len(f.par)
		copy(f.delta[:p], f.g[:p])
		f.solve(f.delta[:p])
		decrement := 0.0
		for i := range f.par {
			decrement += f.g[i] * f.delta[i]
		}
		for i, a := range f.par {
			f.beta[a] += f.delta[i]
		}
		if decrement < tolerance {
			f.kernel = ll + decrement/2
			return true
		}
		next := f.means()
		// A step that is too long is halved until the likelihood rises by a part
		// of what its slope promises; rounding is allowed for.
		slack := 1e-12 * (math.Abs(ll) + 1)
		for step := 1.0; !(next >= ll+1e-4*step*decrement-slack); {
			step /= 2
			if step < 1e-10 {
				return false
			}
			for i, a := range f.par {
				f.beta[a] -= step * f.delta[i]
			}
			next = f.means()
		}
		ll = next
	}
	return false
}

// factor forms the information matrix and its Cholesky factor in h, row by row.
// It reports whether the matrix is positive definite.
func (f *Fitter) factor() bool {
	p := len(f.par)
	if cap(f.h) < p*p {
		f.h = make([]float64, p*p*2)
	}
	h := f.h[:p*p]
	for i, a := range f.par {
		row := h[i*p : i*p+i+1]
		for j := range row {
			v := f.smu[a|f.par[j]]
			if j > 0 {
				v -= dot(row[:j], h[j*p:j*p+j])
			}
			if j < i {
				row[j] = v * h[j*p+j] // the diagonal holds the reciprocal of the factor's
				continue
			}
			if !(v > 1e-13*f.smu[a]) {
				return false
			}
			row[i] = 1 / math.Sqrt(v)
		}
	}
	return true
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1 float64
	i := 0
	for ; i+1 < len(a); i += 2 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
	}
	if i < len(a) {
		s0 += a[i] * b[i]
	}
	return s0 + s1
}

// solve replaces v by the inverse information times v.
func (f *Fitter) solve(v []float64) {
	p := len(v)
	h := f.h[:p*p]
	for i := range v {
		v[i] = (v[i] - dot(h[i*p:i*p+i], v[:i])) * h[i*p+i]
	}
	for i := p - 1; i >= 0; i-- {
		v[i] *= h[i*p+i]
		row := h[i*p : i*p+i]
		for j := range row {
			v[j] -= row[j] * v[i]
		}
	}
}

// solveTransposed replaces standard normal numbers by normal ones with the inverse
// information as their covariance: the factor's transpose is solved for them.
func (f *Fitter) solveTransposed(v []float64) { solveTransposed(f.h, v) }

func solveTransposed(factor, v []float64) {
	p := len(v)
	for i := p - 1; i >= 0; i-- {
		v[i] *= factor[i*p+i]
		for j := range i {
			v[j] -= factor[i*p+j] * v[i]
		}
	}
}

// variance is the entry of the inverse information for the i-th parameter, that
// is the squared standard error of its coefficient. It needs the last factor.
func (f *Fitter) variance(i int) float64 {
	e := f.delta[:len(f.par)]
	clear(e)
	e[i] = 1
	f.solve(e)
	return e[i]
}

// coldStart sets beta by one weighted least squares step from the means y + 1/10,
// the usual start of iteratively reweighted least squares. It reports failure
// only if the model is not identified.
func (f *Fitter) coldStart() bool {
	clear(f.mu)
	for _, c := range f.live {
		f.mu[c] = f.y[c] + 0.1
	}
	copy(f.smu, f.mu)
	supersetSums(f.smu, f.k)
	if !f.factor() {
		return false
	}
	for _, c := range f.live {
		m := f.mu[c]
		f.mu[c] = m*math.Log(m) + f.y[c] - m
	}
	supersetSums(f.mu, f.k)
	p := len(f.par)
	for i, a := range f.par {
		f.delta[i] = f.mu[a]
	}
	f.solve(f.delta[:p])
	for i, a := range f.par {
		f.beta[a] = f.delta[i]
	}
	return true
}
