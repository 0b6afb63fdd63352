package mse

import (
	"container/heap"
	"context"
	"math"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
)

// Criterion is an information criterion; see [Fitted.AIC], [Fitted.AICc], [Fitted.BIC].
type Criterion int

// The information criteria.
const (
	BIC Criterion = iota
	AIC
	AICc
	criteria
)

// String is the usual name.
func (c Criterion) String() string { return [...]string{"BIC", "AIC", "AICc"}[c] }

// AllModelsOptions steer [AllModels].
type AllModelsOptions struct {
	MaxOrder int                       // largest interaction; 0 for k-1, all hierarchical models
	Top      int                       // how many models to keep; 0 for 20
	Workers  int                       // goroutines; 0 for one per core
	Progress func(done, total float64) // called now and then from one goroutine at a time; may be nil
}

// RankedModel is one model of a family with its score.
type RankedModel struct {
	Model    Model
	Estimate float64
	Score    float64 // value of the criterion
	Weight   float64 // exp(-(Score - least)/2), summing to 1 over all admissible models
}

// Ranking is a family of models ordered by one criterion.
type Ranking struct {
	Criterion Criterion
	Models    []RankedModel // the best, best first; equal scores in order of their terms
	Average   float64       // mean of the estimates of all admissible models, by weight
}

// Family is the result of [AllModels].
type Family struct {
	Enumerated int64 // models in the family
	Admissible int64 // those with a unique finite estimate
	MaxOrder   int
	Rankings   [3]Ranking // by Criterion
}

// AllModels fits every hierarchical model with interactions of up to a given
// order, all main effects in each, and ranks those that have an estimate. Models
// are streamed: memory does not grow with their number. For 3, 4 and 5 lists there
// are 8, 113 and 6,893; for 6 lists 32,768 with pairs and 3,702,013 with triples.
// Results do not depend on the number of workers.
//
// Scores are those of [Fitted.BIC], [Fitted.AIC] and [Fitted.AICc]; estimates
// are numbers of people, by maximum likelihood as in [FitModel] (Silverman,
// Chan and Vincent 2024). Errors are a [*NoEstimateError] for a family too
// large, one list, or no model with an estimate, and that of the context.
func AllModels(ctx context.Context, t *Table, opt AllModelsOptions) (*Family, error) {
	k := t.K()
	if k < 2 {
		return nil, oneListError()
	}
	if opt.MaxOrder <= 0 || opt.MaxOrder > k-1 {
		opt.MaxOrder = k - 1
	}
	if opt.Top <= 0 {
		opt.Top = 20
	}
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	fam, err := newFamily(k, opt.MaxOrder)
	if err != nil {
		return nil, err
	}
	parts := fam.split()
	tallies := make([]tally, len(parts))
	var next, done atomic.Int64
	var wg sync.WaitGroup
	var progress sync.Mutex
	for range min(opt.Workers, len(parts)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			w := newWalker(fam, t, opt.Top)
			for {
				i := int(next.Add(1)) - 1
				if i >= len(parts) || ctx.Err() != nil {
					return
				}
				tallies[i] = w.walk(parts[i])
				if d := done.Add(1); opt.Progress != nil && d%64 == 0 {
					progress.Lock()
					opt.Progress(float64(d), float64(len(parts)))
					progress.Unlock()
				}
			}
		}()
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return fam.gather(tallies, opt, t)
}

func (fam *family) gather(tallies []tally, opt AllModelsOptions, t *Table) (*Family, error) {
	out := &Family{MaxOrder: fam.order}
	all := newTally()
	for i := range tallies {
		all.merge(&tallies[i], opt.Top)
	}
	out.Enumerated, out.Admissible = all.enumerated, all.admissible
	if all.admissible == 0 {
		f := NewFitter(t.K())
		f.Load(t)
		if v := f.fit(nil, nil); v != fine {
			return nil, f.explain(t, v)
		}
	}
	for c := range criteria {
		r := &out.Rankings[c]
		r.Criterion = c
		r.Average = math.Exp(all.logEstimate[c] - all.logWeight[c])
		kept := all.top[c]
		sort.Slice(kept, func(i, j int) bool { return kept[i].before(kept[j]) })
		for _, s := range kept {
			r.Models = append(r.Models, RankedModel{Model: fam.model(s.model), Estimate: s.estimate, Score: s.score,
				Weight: math.Exp(-s.score/2 - all.logWeight[c])})
		}
	}
	return out, nil
}

// scored is one model with its score.
type scored struct {
	model    uint64
	score    float64
	estimate float64
}

// before orders models by score; scores that differ by rounding alone count as
// equal and the bit strings decide.
func (s scored) before(o scored) bool {
	a, b := math.Round(s.score*1e8), math.Round(o.score*1e8)
	if a != b {
		return a < b
	}
	return s.model < o.model
}

// worstFirst is a heap with the worst model on top.
type worstFirst []scored

func (h worstFirst) Len() int           { return len(h) }
func (h worstFirst) Less(i, j int) bool { return h[j].before(h[i]) }
func (h worstFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *worstFirst) Push(x any)        { *h = append(*h, x.(scored)) }
func (h *worstFirst) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// tally gathers the models of a part.
type tally struct {
	enumerated, admissible int64
	top                    [criteria]worstFirst
	logWeight              [criteria]float64 // log of the sum of exp(-score/2)
	logEstimate            [criteria]float64 // the same, each times its estimate
}

func newTally() tally {
	t := tally{}
	for c := range criteria {
		t.logWeight[c], t.logEstimate[c] = math.Inf(-1), math.Inf(-1)
	}
	return t
}

func (t *tally) keep(c Criterion, s scored, top int) {
	h := &t.top[c]
	if len(*h) < top {
		heap.Push(h, s)
		return
	}
	if s.before((*h)[0]) {
		(*h)[0] = s
		heap.Fix(h, 0)
	}
}

func (t *tally) merge(o *tally, top int) {
	t.enumerated += o.enumerated
	t.admissible += o.admissible
	for c := range criteria {
		for _, s := range o.top[c] {
			t.keep(c, s, top)
		}
		t.logWeight[c] = logSum(t.logWeight[c], o.logWeight[c])
		t.logEstimate[c] = logSum(t.logEstimate[c], o.logEstimate[c])
	}
}
