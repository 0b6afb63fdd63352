package mse

import "math"

// verdict says whether a model has a unique finite estimate.
type verdict uint8

const (
	fine verdict = iota
	unidentified
	nonexistent
)

// check tests the present model for identifiability and existence. Both depend
// only on which cells are empty.
//
// If the columns of the cells with people in them are independent, both hold. If
// not, the model must at least be identified on all cells in the fit; then the
// estimate exists if and only if no direction leaves the means of the cells with
// people unchanged, raises none of the others and lowers one (Fienberg and
// Rinaldo 2012, theorem 3), which is decided by a linear program.
func (f *Fitter) check() verdict {
	if f.rank.full(len(f.par)) {
		return fine
	}
	return f.exist.check(f)
}

// ranker keeps, for the parameters added so far, whether their columns over the
// cells with people are independent modulo 2. Columns are bit strings, so that a
// column is added in a few exclusive-ors. Independence modulo 2 implies
// independence; the converse is left to [existence].
type ranker struct {
	words  int
	column []uint64 // superset indicator of every term, cells with people only
	all    []uint64 // superset indicator of every term, all cells
	occ    []uint64 // cells with people
	basis  []uint64 // independent columns, reduced
	pivot  []int
	n      int
	work   []uint64
	cells  int
}

func (r *ranker) init(cells int) {
	r.cells = cells
	r.words = (cells + 63) / 64
	r.occ = make([]uint64, r.words)
	r.work = make([]uint64, r.words)
	if cells <= 1<<8 {
		r.all = make([]uint64, cells*r.words)
		r.column = make([]uint64, cells*r.words)
		for a := range cells {
			for c := a; c < cells; c = (c + 1) | a {
				r.all[a*r.words+c/64] |= 1 << (c % 64)
			}
		}
	}
}

func (r *ranker) setTable(y []float64) {
	clear(r.occ)
	for c, v := range y {
		if v > 0 {
			r.occ[c/64] |= 1 << (c % 64)
		}
	}
	for a := 0; a < len(r.column); a += r.words {
		for w := range r.words {
			r.column[a+w] = r.all[a+w] & r.occ[w]
		}
	}
}

// reset forgets all columns but those given.
func (r *ranker) reset(par []Pattern) {
	r.n = 0
	r.basis = r.basis[:0]
	r.pivot = r.pivot[:0]
	for _, a := range par {
		r.add(a)
	}
}

func (r *ranker) add(a Pattern) {
	v := r.work
	if r.column != nil {
		copy(v, r.column[int(a)*r.words:(int(a)+1)*r.words])
	} else {
		clear(v)
		for c := int(a); c < r.cells; c = (c + 1) | int(a) {
			v[c/64] |= r.occ[c/64] & (1 << (c % 64))
		}
	}
	if r.words == 1 {
		r.addOneWord(v[0])
		return
	}
	for i, p := range r.pivot {
		if v[p/64]>>(p%64)&1 == 1 {
			row := r.basis[i*r.words : (i+1)*r.words]
			for w := range v {
				v[w] ^= row[w]
			}
		}
	}
	for w, x := range v {
		if x != 0 {
			r.pivot = append(r.pivot, w*64+trailingZeros(x))
			r.basis = append(r.basis, v...)
			r.n++
			return
		}
	}
}

func (r *ranker) addOneWord(x uint64) {
	for i, p := range r.pivot {
		if x>>(p&63)&1 == 1 {
			x ^= r.basis[i]
		}
	}
	if x != 0 {
		r.pivot = append(r.pivot, trailingZeros(x))
		r.basis = append(r.basis, x)
		r.n++
	}
}

// truncate forgets all but the first n independent columns.
func (r *ranker) truncate(n int) {
	r.n = n
	r.pivot = r.pivot[:n]
	r.basis = r.basis[:n*r.words]
}

// full reports whether all p columns added are independent modulo 2.
func (r *ranker) full(p int) bool { return r.n == p }

// existence decides the cases that independence modulo 2 does not, and remembers
// what it has decided for each pattern of zeros.
type existence struct {
	known    map[existKey]verdict
	occupied uint64 // cells with people, as a bit string; a key up to six lists
	lp       program
}

type existKey struct{ occupied, parameters, left uint64 }

const maxKnown = 1 << 15 // verdicts remembered; beyond it the memory is cleared

func (e *existence) init() { e.known = map[existKey]verdict{} }

func (e *existence) setTable(y []float64) {
	e.occupied = 0
	for c, v := range y {
		if v > 0 {
			e.occupied |= 1 << (c & 63)
		}
	}
}

func (e *existence) check(f *Fitter) verdict {
	if f.k > 6 {
		v, _ := e.decide(f)
		return v
	}
	key := existKey{occupied: e.occupied}
	for _, a := range f.par {
		key.parameters |= 1 << a
	}
	for _, c := range f.live {
		key.left |= 1 << c
	}
	v, ok := e.known[key]
	if !ok {
		v, _ = e.decide(f)
		if len(e.known) >= maxKnown {
			clear(e.known)
		}
		e.known[key] = v
	}
	return v
}

// decide returns the verdict and, unless it is fine, a direction in the space of
// the parameters that shows why: for an unidentified model one along which no
// mean changes, for a nonexistent estimate one along which the likelihood does
// not fall however far one goes.
func (e *existence) decide(f *Fitter) (verdict, []float64) {
	p := len(f.par)
	lp := &e.lp
	// Null space of the columns over cells with people: directions that do not
	// change the means of those cells.
	lp.startRows(p)
	for _, c := range f.live {
		if f.y[c] > 0 {
			lp.addRow(f.par, c)
		}
	}
	null := lp.nullSpace()
	r := len(null) / p
	if r == 0 {
		return fine, nil
	}
	// The same directions seen on the empty cells.
	lp.values = lp.values[:0]
	for _, c := range f.live {
		if f.y[c] > 0 {
			continue
		}
		start := len(lp.values)
		zero := true
		for d := range r {
			v := 0.0
			for i, a := range f.par {
				if c.Contains(a) {
					v += null[d*p+i]
				}
			}
			v = nearInteger(v)
			zero = zero && v == 0
			lp.values = append(lp.values, v)
		}
		if zero {
			lp.values = lp.values[:start]
		}
	}
	if z := lp.flatDirection(r); z != nil {
		return unidentified, combine(z, null, p)
	}
	if z := lp.separating(r); z != nil {
		return nonexistent, combine(z, null, p)
	}
	return fine, nil
}

func combine(z, null []float64, p int) []float64 {
	out := make([]float64, p)
	for d, w := range z {
		for i := range p {
			out[i] += w * null[d*p+i]
		}
	}
	for i := range out {
		out[i] = nearInteger(out[i])
	}
	return out
}

// nearInteger removes the rounding of a sum of small rationals.
func nearInteger(v float64) float64 {
	if r := math.Round(v); math.Abs(v-r) < 1e-9 {
		return r
	}
	return v
}
