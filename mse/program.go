package mse

import (
	"math"
	"math/bits"
)

func trailingZeros(x uint64) int { return bits.TrailingZeros64(x) }

// program is a small linear program over the null space of a design, with its
// scratch memory. Its numbers are zeros, ones and small rationals, so that a
// tolerance of 1e-9 separates nought from what is not.
type program struct {
	p      int
	rows   []float64 // row echelon form of the rows added, each of length p
	pivots []int
	row    []float64
	null   []float64
	values []float64 // one row of r numbers for each empty cell
	tab    []float64
	basic  []int
}

const tiny = 1e-9

func (q *program) startRows(p int) {
	q.p = p
	q.rows = q.rows[:0]
	q.pivots = q.pivots[:0]
	if cap(q.row) < p {
		q.row = make([]float64, p)
	}
	q.row = q.row[:p]
}

// addRow adds the row of cell c in the design: 1 for the parameters it contains.
// The rows are kept reduced: a pivot column has a single 1.
func (q *program) addRow(par []Pattern, c Pattern) {
	for i, a := range par {
		q.row[i] = 0
		if c.Contains(a) {
			q.row[i] = 1
		}
	}
	q.addVector(q.row)
}

func (q *program) addVector(row []float64) {
	p := q.p
	for i, pv := range q.pivots {
		if w := row[pv]; w != 0 {
			axpy(row, -w, q.rows[i*p:(i+1)*p])
		}
	}
	best, at := tiny, -1
	for j, v := range row {
		if a := math.Abs(v); a > best {
			best, at = a, j
		}
	}
	if at < 0 {
		return
	}
	scale := 1 / row[at]
	for j := range row {
		row[j] = nearInteger(row[j] * scale)
	}
	for i := range q.pivots {
		r := q.rows[i*p : (i+1)*p]
		if w := r[at]; w != 0 {
			axpy(r, -w, row)
		}
	}
	q.rows = append(q.rows, row...)
	q.pivots = append(q.pivots, at)
}

func axpy(dst []float64, w float64, src []float64) {
	for j, v := range src {
		if v != 0 {
			dst[j] = nearInteger(dst[j] + w*v)
		}
	}
}

// nullSpace returns a basis of the vectors orthogonal to all rows, each of length p.
func (q *program) nullSpace() []float64 {
	p := q.p
	q.null = q.null[:0]
	for free := range p {
		isPivot := false
		for _, pv := range q.pivots {
			isPivot = isPivot || pv == free
		}
		if isPivot {
			continue
		}
		start := len(q.null)
		for range p {
			q.null = append(q.null, 0)
		}
		v := q.null[start : start+p]
		v[free] = 1
		for i, pv := range q.pivots {
			v[pv] = -q.rows[i*p+free]
		}
	}
	return q.null
}

// flatDirection returns a non-zero z with values z = 0, or nil: a combination of
// the null directions that changes no empty cell either.
func (q *program) flatDirection(r int) []float64 {
	var flat program
	flat.startRows(r)
	row := make([]float64, r)
	for i := 0; i < len(q.values) && len(flat.pivots) < r; i += r {
		copy(row, q.values[i:i+r])
		flat.addVector(row)
	}
	if len(flat.pivots) == r {
		return nil
	}
	return flat.nullSpace()[:r]
}

// separating returns a z with values z <= 0 and not all nought, or nil. By
// Stiemke's lemma there is none if and only if some strictly positive weights w
// satisfy w values = 0. The weights are sought as 1 + v with v >= 0 by the first
// phase of the simplex method with Bland's rule; if there are none, its prices
// are the direction.
func (q *program) separating(r int) []float64 {
	m := len(q.values) / r
	if r == 1 {
		return separateOne(q.values)
	}
	// One row for each direction: sum over cells of value * v = -sum of values,
	// with an artificial variable each, made non-negative on the right.
	width := m + 1
	q.tab = append(q.tab[:0], make([]float64, (r+1)*width)...)
	sign := make([]float64, r)
	for d := range r {
		rhs := 0.0
		for c := range m {
			rhs -= q.values[c*r+d]
		}
		sign[d] = 1
		if rhs < 0 {
			sign[d] = -1
		}
		row := q.tab[d*width : (d+1)*width]
		for c := range m {
			row[c] = sign[d] * q.values[c*r+d]
		}
		row[m] = sign[d] * rhs
	}
	return q.phaseOne(r, m, sign)
}

// phaseOne minimises the sum of the artificial variables. It keeps the columns
// of the artificial variables too, to read the prices off.
func (q *program) phaseOne(r, m int, sign []float64) []float64 {
	width := m + r + 1
	t := make([]float64, (r+1)*width)
	for d := range r {
		copy(t[d*width:], q.tab[d*(m+1):d*(m+1)+m])
		t[d*width+m+d] = 1
		t[d*width+width-1] = q.tab[d*(m+1)+m]
	}
	cost := t[r*width:]
	for d := range r {
		for j := range m {
			cost[j] -= t[d*width+j]
		}
		cost[width-1] -= t[d*width+width-1]
	}
	q.basic = q.basic[:0]
	for d := range r {
		q.basic = append(q.basic, m+d)
	}
	for {
		enter := -1
		for j := range m { // Bland: the lowest index; artificial variables never come back
			if cost[j] < -tiny {
				enter = j
				break
			}
		}
		if enter < 0 {
			break
		}
		leave, ratio := -1, math.Inf(1)
		for d := range r {
			if a := t[d*width+enter]; a > tiny {
				x := t[d*width+width-1] / a
				if x < ratio-tiny || (x < ratio+tiny && leave >= 0 && q.basic[d] < q.basic[leave]) {
					leave, ratio = d, x
				}
			}
		}
		if leave < 0 {
			break
		}
		pivot(t, width, leave, enter)
		q.basic[leave] = enter
	}
	if -cost[width-1] < 1e-7 {
		return nil
	}
	// The reduced cost of the d-th artificial variable is 1 minus its price.
	z := make([]float64, r)
	for d := range r {
		z[d] = nearInteger(sign[d] * (1 - cost[m+d]))
	}
	return z
}

func pivot(t []float64, width, leave, enter int) {
	row := t[leave*width : (leave+1)*width]
	scale := 1 / row[enter]
	for j := range row {
		row[j] = nearInteger(row[j] * scale)
	}
	for i := 0; i < len(t); i += width {
		if i == leave*width {
			continue
		}
		if w := t[i+enter]; w != 0 {
			axpy(t[i:i+width], -w, row)
		}
	}
}

// separateOne is separating for a single direction: all values of one sign.
func separateOne(values []float64) []float64 {
	var up, down bool
	for _, v := range values {
		up = up || v > 0
		down = down || v < 0
	}
	switch {
	case up && down, !up && !down:
		return nil
	case up:
		return []float64{-1}
	}
	return []float64{1}
}
