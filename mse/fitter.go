package mse

import "math"

// Fitter fits hierarchical log-linear models to one table after another without
// allocating. It is not safe for concurrent use; give each goroutine its own.
//
// No design matrix is ever formed. With cells and parameters both indexed by
// sets of lists, the linear predictor is the subset sum of the coefficients, the
// gradient is the difference of the superset sums of counts and means, and the
// entry of the information matrix for parameters a and b is the superset sum of
// the means at the union of a and b. Each sum costs k 2^(k-1) additions.
type Fitter struct {
	k     int
	cells int

	// The table.
	y       []float64 // counts by pattern
	sup     []float64 // superset sums of y: people on all lists of a, at least
	n       float64   // people seen
	logFact float64   // sum of log y!, -1 until it is needed

	// The model.
	order   int       // parameters counted by the penalties, the infinite ones included
	par     []Pattern // finite parameters, the intercept (0) first
	minus   []Pattern // terms of the model at minus infinity
	live    []Pattern // cells in the fit
	dead    []uint16  // by cell: how many terms at minus infinity it contains; left out if any
	inModel []bool    // by term

	// The fit.
	beta   []float64 // by term; 0 where the term is not a finite parameter
	kernel float64   // log-likelihood without the constant, sum of log y!
	steps  int

	// Room for the calculation.
	eta, mu, smu []float64
	h            []float64 // lower triangle of the information, then its Cholesky factor, by rows of the length of par
	g, delta     []float64
	saved        []float64 // coefficients to start from or go back to
	stash        []float64 // coefficients of the model that candidates extend
	terms        []Pattern // interactions of that model
	lastTerm     Pattern   // term added last
	pairs        []Pattern // all sets of two lists
	refused      []bool    // by term: pairs that cannot be added to the present model
	rank         ranker
	exist        existence
}

// NewFitter makes a Fitter with room for tables of k lists.
func NewFitter(k int) *Fitter {
	c := 1 << k
	f := &Fitter{k: k, cells: c,
		y: make([]float64, c), sup: make([]float64, c),
		par: make([]Pattern, 0, c), minus: make([]Pattern, 0, c), live: make([]Pattern, 0, c),
		dead: make([]uint16, c), inModel: make([]bool, c),
		beta: make([]float64, c), eta: make([]float64, c), mu: make([]float64, c), smu: make([]float64, c),
		g: make([]float64, c), delta: make([]float64, c)}
	f.saved = make([]float64, c)
	f.stash = make([]float64, c)
	f.terms = make([]Pattern, 0, c)
	f.refused = make([]bool, c)
	f.pairs = pairs(k)
	f.rank.init(c)
	f.exist.init()
	return f
}

// Load makes t the table to fit. It must have the number of lists of the Fitter.
func (f *Fitter) Load(t *Table) {
	for c, n := range t.counts {
		f.y[c] = float64(n)
	}
	f.loaded()
}

// loaded recomputes what depends on the counts y.
func (f *Fitter) loaded() {
	f.y[0] = 0
	copy(f.sup, f.y)
	supersetSums(f.sup, f.k)
	f.n = f.sup[0]
	f.logFact = -1
	f.rank.setTable(f.y)
	f.exist.setTable(f.y)
}

// subsetSums replaces v(c) by the sum of v over subsets of c, in place.
func subsetSums(v []float64, k int) {
	for bit := 1; bit < 1<<k; bit <<= 1 {
		for base := 0; base < len(v); base += 2 * bit {
			lo, hi := v[base:base+bit], v[base+bit:base+2*bit]
			for i := range lo {
				hi[i] += lo[i]
			}
		}
	}
}

// supersetSums replaces v(c) by the sum of v over supersets of c, in place.
func supersetSums(v []float64, k int) {
	for bit := 1; bit < 1<<k; bit <<= 1 {
		for base := 0; base < len(v); base += 2 * bit {
			lo, hi := v[base:base+bit], v[base+bit:base+2*bit]
			for i := range lo {
				lo[i] += hi[i]
			}
		}
	}
}

// startModel sets the model of the given interactions (closed downward) and of
// all main effects, and clears the coefficients.
func (f *Fitter) startModel(terms []Pattern) {
	f.par = append(f.par[:0], 0)
	f.minus = f.minus[:0]
	f.order = 1
	clear(f.dead)
	clear(f.inModel)
	clear(f.beta)
	f.inModel[0] = true
	f.rank.reset(f.par)
	for i := range f.k {
		f.addTerm(Pattern(1) << i)
	}
	for _, a := range terms {
		f.addTerm(a)
	}
	f.findLive()
}

// addTerm puts one more term into the model. A term that nobody has on all its
// lists goes to minus infinity; the cells that contain it must then leave the
// fit ([Fitter.findLive]).
func (f *Fitter) addTerm(a Pattern) {
	f.order++
	f.lastTerm = a
	f.inModel[a] = true
	if f.sup[a] > 0 {
		f.par = append(f.par, a)
		f.rank.add(a)
		return
	}
	f.minus = append(f.minus, a)
	for c := int(a); c < f.cells; c = (c + 1) | int(a) {
		f.dead[c]++
	}
}

// findLive lists the cells that stay in the fit: those seen and not left out.
func (f *Fitter) findLive() {
	f.live = f.live[:0]
	for c := 1; c < f.cells; c++ {
		if f.dead[c] == 0 {
			f.live = append(f.live, Pattern(c))
		}
	}
}

// means computes eta, mu and its superset sums from beta, and returns the
// Poisson log-likelihood without its constant.
func (f *Fitter) means() float64 {
	copy(f.eta, f.beta)
	subsetSums(f.eta, f.k)
	clear(f.mu)
	for _, c := range f.live {
		f.mu[c] = math.Exp(f.eta[c])
	}
	copy(f.smu, f.mu)
	supersetSums(f.smu, f.k)
	ll := -f.smu[0]
	for _, a := range f.par {
		ll += f.beta[a] * f.sup[a]
	}
	return ll
}

// logLik is the Poisson log-likelihood of the last fit.
func (f *Fitter) logLik() float64 {
	if f.logFact < 0 {
		f.logFact = 0
		for _, y := range f.y {
			if y > 1 {
				f.logFact += logFactorial(y)
			}
		}
	}
	return f.kernel - f.logFact
}
