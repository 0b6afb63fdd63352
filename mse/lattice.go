package mse

import "math"

// lattice sums smooth functions over consecutive whole numbers from a few of
// their values. The sum over a, a+1, ..., a+6s is a weighted sum of the values at
// a, a+s, ..., a+6s, exact for polynomials up to degree 7; a second rule with five
// of the same values, exact to degree 5, tells how far that can be trusted.
type lattice struct{ rules map[float64]*latticeRule }

type latticeRule struct {
	seven [7]float64
	five  [7]float64 // nought at the two values it does not use
}

func (l *lattice) rule(s float64) *latticeRule {
	if r := l.rules[s]; r != nil {
		return r
	}
	if l.rules == nil {
		l.rules = map[float64]*latticeRule{}
	}
	// Moments of (i - 3s)/s over i = 0..6s, by Faulhaber's formulas with M = 3s.
	m := 3 * s
	base := m * (m + 1) * (2*m + 1)
	moments := [7]float64{
		0: 2*m + 1,
		2: base / 3 / (s * s),
		4: base * (3*m*m + 3*m - 1) / 15 / math.Pow(s, 4),
		6: base * (3*math.Pow(m, 4) + 6*m*m*m - 3*m + 1) / 21 / math.Pow(s, 6),
	}
	r := &latticeRule{}
	copy(r.seven[:], fitWeights([]float64{-3, -2, -1, 0, 1, 2, 3}, moments[:]))
	for i, w := range fitWeights([]float64{-3, -1, 0, 1, 3}, moments[:5]) {
		r.five[[]int{0, 2, 3, 4, 6}[i]] = w
	}
	if s == 1 {
		// Every number is a value: the sum itself.
		for i := range r.seven {
			r.seven[i], r.five[i] = 1, 1
		}
	}
	l.rules[s] = r
	return r
}

// fitWeights solves sum_j w_j x_j^p = moment_p for p = 0, 1, ...
func fitWeights(x, moments []float64) []float64 {
	n := len(x)
	a := make([][]float64, n)
	for p := range a {
		a[p] = make([]float64, n+1)
		for j := range x {
			a[p][j] = math.Pow(x[j], float64(p))
		}
		a[p][n] = moments[p]
	}
	for i := range n {
		best := i
		for r := i; r < n; r++ {
			if math.Abs(a[r][i]) > math.Abs(a[best][i]) {
				best = r
			}
		}
		a[i], a[best] = a[best], a[i]
		for r := range n {
			if r == i {
				continue
			}
			w := a[r][i] / a[i][i]
			for j := i; j <= n; j++ {
				a[r][j] -= w * a[i][j]
			}
		}
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = a[i][n] / a[i][i]
	}
	return out
}

// logGammaRise is log Gamma(x + u) - log Gamma(x + 1), exact to rounding of the
// result for x however large, where the difference of the two would lose it.
func logGammaRise(x, u float64) float64 {
	if x < 1e4 {
		return logGamma(x+u) - logGamma(x+1)
	}
	// Stirling's series for both, with the large parts taken together.
	a, b := x+u, x+1
	main := (x+u-0.5)*math.Log1p(u/x) - (x+0.5)*math.Log1p(1/x) + (u-1)*(math.Log(x)-1)
	return main + stirling(a) - stirling(b)
}

// stirling is the correction of Stirling's formula: 1/(12x) - 1/(360x^3) + ...
func stirling(x float64) float64 {
	y := 1 / (x * x)
	return (1.0/12 - y*(1.0/360-y*(1.0/1260))) / x
}
