package mse

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// SimulateOptions steer [Simulate].
type SimulateOptions struct {
	Run      RunOptions // of the method under test; its Seed is the seed of the study
	DataSets int        // 0 for 500
	Progress func(done, total float64)
}

// Coverage tells how one kind of interval does.
type Coverage struct {
	Kind        string
	Level       float64
	Intervals   int     // data sets that have one
	Covered     int     // intervals that hold the truth
	Low, High   int     // intervals wholly below and wholly above the truth
	MedianRatio float64 // median of upper / lower limit
}

// Rate is the share of intervals that hold the truth.
func (c Coverage) Rate() float64 { return float64(c.Covered) / float64(c.Intervals) }

// StandardError is that of Rate.
func (c Coverage) StandardError() float64 {
	p := c.Rate()
	return math.Sqrt(p * (1 - p) / float64(c.Intervals))
}

// Simulation is the result of [Simulate].
type Simulation struct {
	Method     Method
	Truth      int64
	DataSets   int
	None       int     // data sets without a finite estimate
	Median     float64 // of the estimates
	Bias       float64 // median of estimate / truth, less 1
	RMSE       float64 // root of the mean square of log(estimate / truth)
	Coverage   []Coverage
	Replicates int
	Seed       uint64
}

// Simulate measures a method on data like yours. The truth is a fitted log-linear
// model, its population rounded to a whole number; each data set draws that many
// people from its cells, the empty pattern included, and loses those on no list.
// Data set i uses stream i of the seed, so that results do not depend on the number
// of workers. All kinds of interval that the method gives are judged.
//
// Bias is a ratio less 1 and RMSE is of natural logarithms. A data set without
// a finite estimate counts in None and nowhere else. Errors are those of [Run]
// for what was asked, and of the context.
func Simulate(ctx context.Context, t *Table, truth *Fitted, m Method, opt SimulateOptions) (*Simulation, error) {
	opt.DataSets = or(opt.DataSets, 500)
	s := &Simulation{Method: m, Truth: int64(math.Round(truth.Estimate)), DataSets: opt.DataSets, Seed: opt.Run.Seed}
	answers := make([]*Answer, opt.DataSets)
	errs := make([]error, opt.DataSets)
	workers := opt.Run.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	run := opt.Run
	run.Workers, run.Progress = 1, nil
	if run.Interval == "" && m.LogLinear() {
		run.Interval = KindBCa // so that all kinds are computed
	}
	if run.Interval == KindBCa && run.Replicates == 0 {
		run.Replicates = firstReplicates
	}
	var next, done atomic.Int64
	var wg sync.WaitGroup
	var progress sync.Mutex
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				i := int(next.Add(1)) - 1
				if i >= opt.DataSets || ctx.Err() != nil {
					return
				}
				mine := run
				mine.Seed = newRandom(opt.Run.Seed, 1<<40+uint64(i)).Uint64()
				drawn, err := s.draw(t, truth, uint64(i))
				if err == nil {
					answers[i], err = Run(ctx, drawn, m, mine)
				}
				errs[i] = err
				if d := done.Add(1); opt.Progress != nil {
					progress.Lock()
					opt.Progress(float64(d), float64(opt.DataSets))
					progress.Unlock()
				}
			}
		}()
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, err := range errs {
		var no *NoEstimateError
		if err != nil && !errors.As(err, &no) {
			return nil, err
		}
	}
	s.summarise(answers)
	return s, nil
}

func (s *Simulation) draw(t *Table, truth *Fitted, i uint64) (*Table, error) {
	counts := make([]float64, len(truth.Means))
	multinomial(newRandom(s.Seed, i), s.Truth, truth.Means, counts)
	out := &Table{lists: t.lists, file: t.file, counts: make([]int64, len(counts))}
	for c := 1; c < len(counts); c++ {
		out.counts[c] = int64(counts[c])
	}
	if out.N() == 0 {
		return nil, noOverlapError(t)
	}
	return out, nil
}

func (s *Simulation) summarise(answers []*Answer) {
	var estimates []float64
	truth := float64(s.Truth)
	ratios := map[string][]float64{}
	kinds := map[string]*Coverage{}
	for _, a := range answers {
		if a == nil {
			s.None++
			continue
		}
		estimates = append(estimates, a.Estimate)
		s.RMSE += square(math.Log(a.Estimate / truth))
		if a.Resampled != nil {
			s.Replicates = max(s.Replicates, a.Resampled.Replicates)
		}
		for _, iv := range append([]Interval{a.Interval}, a.Also...) {
			if iv.Kind == "" {
				continue
			}
			c := kinds[iv.Kind]
			if c == nil {
				c = &Coverage{Kind: iv.Kind, Level: iv.Level}
				kinds[iv.Kind] = c
			}
			c.Intervals++
			switch {
			case iv.Upper < truth:
				c.Low++
			case iv.Lower > truth:
				c.High++
			default:
				c.Covered++
			}
			ratios[iv.Kind] = append(ratios[iv.Kind], iv.Upper/iv.Lower)
		}
	}
	if len(estimates) > 0 {
		slices.Sort(estimates)
		s.Median = quantile(estimates, 0.5)
		s.Bias = s.Median/truth - 1
		s.RMSE = math.Sqrt(s.RMSE / float64(len(estimates)))
	}
	for kind, c := range kinds {
		slices.Sort(ratios[kind])
		c.MedianRatio = quantile(ratios[kind], 0.5)
		s.Coverage = append(s.Coverage, *c)
	}
	slices.SortFunc(s.Coverage, func(a, b Coverage) int { return strings.Compare(b.Kind, a.Kind) })
}
