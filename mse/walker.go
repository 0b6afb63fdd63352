package mse

import "math"

// walker visits the models of a part, each a small change to the one before.
type walker struct {
	fam   *family
	f     *Fitter
	top   int
	tally tally
	start [][]float64 // by depth: coefficients of the nearest fitted model above
	logN  float64
}

func newWalker(fam *family, t *Table, top int) *walker {
	w := &walker{fam: fam, f: NewFitter(fam.k), top: top}
	w.f.Load(t)
	w.logN = math.Log(w.f.n)
	for range len(fam.terms) + 2 {
		w.start = append(w.start, make([]float64, w.f.cells))
	}
	return w
}

// walk visits every model of a part. The part begins afresh, so that its numbers
// do not depend on what this walker did before.
func (w *walker) walk(p part) tally {
	w.tally = newTally()
	f := w.f
	for g := p.first; g < p.last; g++ {
		model := g | p.triples
		f.terms = f.terms[:0]
		for i, a := range w.fam.terms {
			if model>>i&1 == 1 {
				f.terms = append(f.terms, a)
			}
		}
		v := f.fit(f.terms, nil)
		w.record(model, v)
		w.descend(model, p.next, 0, v == fine, v)
	}
	return w.tally
}

// descend visits all models that add interactions from number next on. fitted
// tells whether f.beta is the fit of some model above, which serves as a start;
// parent is the verdict on the model itself.
func (w *walker) descend(model uint64, next, depth int, fitted bool, parent verdict) {
	f := w.f
	if fitted {
		copy(w.start[depth], f.beta)
	}
	kernel := f.kernel
	for i := next; i < len(w.fam.terms); i++ {
		if !w.fam.allowed(model, i) {
			continue
		}
		a := w.fam.terms[i]
		rank, live := len(f.rank.pivot), len(f.live)
		finite := f.sup[a] > 0
		f.addTerm(a)
		if !finite {
			f.findLive()
		}
		v := parent
		if finite || len(f.live) != live {
			v = f.check()
			if v == fine {
				v = w.refit(depth, fitted, a, finite)
			}
		} else if v == fine {
			// The term takes no further cell out of the fit: only the penalty grows.
			f.kernel = kernel
			copy(f.beta, w.start[depth])
		}
		w.record(model|1<<i, v)
		below := v == fine || fitted
		if v != fine && fitted {
			copy(f.beta, w.start[depth])
		}
		w.descend(model|1<<i, i+1, depth+1, below, v)
		f.dropLast(a, finite, rank)
	}
}

func (w *walker) refit(depth int, fitted bool, a Pattern, finite bool) verdict {
	f := w.f
	if !fitted {
		return f.fitChecked(nil)
	}
	start := w.start[depth]
	copy(f.beta, start)
	start[a] = 0
	if finite {
		f.means()
		start[a] = math.Log(f.sup[a] / f.smu[a])
	}
	clear(f.beta)
	v := f.fitChecked(start)
	start[a] = 0
	return v
}

func (w *walker) record(model uint64, v verdict) {
	t := &w.tally
	t.enumerated++
	if v != fine {
		return
	}
	t.admissible++
	f := w.f
	p, n, estimate := float64(f.order), f.n, f.estimate()
	deviance := -2 * f.logLik()
	scores := [criteria]float64{BIC: deviance + p*w.logN, AIC: deviance + 2*p, AICc: math.Inf(1)}
	if n > p+1 {
		scores[AICc] = scores[AIC] + 2*p*(p+1)/(n-p-1)
	}
	logEstimate := math.Log(estimate)
	for c, s := range scores {
		if math.IsInf(s, 1) {
			continue
		}
		t.keep(Criterion(c), scored{model, s, estimate}, w.top)
		t.logWeight[c] = logSum(t.logWeight[c], -s/2)
		t.logEstimate[c] = logSum(t.logEstimate[c], logEstimate-s/2)
	}
}
