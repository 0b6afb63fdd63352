package linkage

import (
	"fmt"
	"math"
	"slices"
)

// Reviewed is a pair of records that a person has judged. Left and Right are
// record numbers of the table.
type Reviewed struct {
	Left, Right uint32
	Same        bool
}

// spread is how far from 1 the strength of a comparison is expected to be
// before any pair is reviewed, and how far from 0 the shift of all weights.
const spread = 0.25

// review fits the model to reviewed pairs: each comparison gets a strength by
// which its evidence is multiplied, and all pairs a shift, by logistic
// regression that starts from strength 1 and shift 0 and leaves them only as
// far as the reviews call for. It does not matter how the pairs were chosen.
func (l *linker) review(reviewed []Reviewed) error {
	for _, r := range reviewed {
		if int(max(r.Left, r.Right)) >= l.records() || r.Left == r.Right {
			return fmt.Errorf("reviewed pair %d and %d: there are %d records", r.Left, r.Right, l.records())
		}
	}
	if len(reviewed) == 0 {
		return nil
	}
	k := len(l.comparisons) + 1
	base := l.base()
	rows := make([][]float64, len(reviewed))
	var e evidence
	for i, r := range reviewed {
		l.compare(l.row(int(min(r.Left, r.Right))), l.row(int(max(r.Left, r.Right))), &e)
		l.settle(&e)
		rows[i] = make([]float64, k)
		rows[i][0] = 1
		for c := range l.comparisons {
			rows[i][c+1] = l.comparisons[c].weight(e.cell[c], e.logU[c])
		}
	}
	coefficients := make([]float64, k)
	for c := 1; c < k; c++ {
		coefficients[c] = 1
	}
	for range 30 {
		gradient, hessian := make([]float64, k), make([][]float64, k)
		for c := range k {
			expected := 1.0
			if c == 0 {
				expected = 0
			}
			gradient[c] = (expected - coefficients[c]) / (spread * spread)
			hessian[c] = make([]float64, k)
			hessian[c][c] = 1 / (spread * spread)
		}
		for i, x := range rows {
			logit := base
			for c := range k {
				logit += coefficients[c] * x[c]
			}
			p := 1 / (1 + math.Exp(-logit))
			residual := -p
			if reviewed[i].Same {
				residual++
			}
			for a := range k {
				gradient[a] += residual * x[a]
				for b := range k {
					hessian[a][b] += p * (1 - p) * x[a] * x[b]
				}
			}
		}
		step := solve(hessian, gradient)
		// Where the reviews contradict the model outright, a whole step can lead
		// past the best point and back for ever: it is shortened until it helps.
		at := penalty(coefficients, rows, reviewed, base)
		taken, largest := slices.Clone(coefficients), 0.0
		for share := 1.0; share > 1e-4; share /= 2 {
			largest = 0
			for c := range k {
				taken[c] = coefficients[c] + share*step[c]
				largest = max(largest, math.Abs(share*step[c]))
			}
			if penalty(taken, rows, reviewed, base) <= at {
				break
			}
		}
		copy(coefficients, taken)
		if largest < 1e-6 {
			break
		}
	}
	l.shift += coefficients[0]
	for c := range l.comparisons {
		l.comparisons[c].strength *= min(2, max(0.2, coefficients[c+1]))
	}
	return nil
}

// penalty is what review makes as small as it can: minus the logarithm of the
// likelihood of the reviews, and of the coefficients to be where they are.
func penalty(coefficients []float64, rows [][]float64, reviewed []Reviewed, base float64) float64 {
	total := 0.0
	for c, coefficient := range coefficients {
		expected := 1.0
		if c == 0 {
			expected = 0
		}
		total += (coefficient - expected) * (coefficient - expected) / (2 * spread * spread)
	}
	for i, x := range rows {
		logit := base
		for c, coefficient := range coefficients {
			logit += coefficient * x[c]
		}
		if reviewed[i].Same {
			logit = -logit
		}
		total += max(logit, 0) + math.Log1p(math.Exp(-math.Abs(logit)))
	}
	return total
}

// solve solves a small symmetric positive definite system by elimination.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for i := range n {
		for j := i + 1; j < n; j++ {
			factor := a[j][i] / a[i][i]
			for k := i; k < n; k++ {
				a[j][k] -= factor * a[i][k]
			}
			b[j] -= factor * b[i]
		}
	}
	x := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		x[i] = b[i]
		for k := i + 1; k < n; k++ {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
