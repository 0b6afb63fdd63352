package mse

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// BootstrapOptions steer [Bootstrap].
type BootstrapOptions struct {
	Level      float64 // nominal level of the intervals; 0 for 0.95
	Replicates int     // 0 to choose: 2,000 or more, so that each limit rests on ten at least
	Seed       uint64
	Workers    int                       // goroutines; 0 for one per core
	Progress   func(done, total float64) // may be nil
	Jackknife  bool                      // compute the acceleration, and with it BCa
}

const (
	firstReplicates = 2_000
	mostReplicates  = 100_000
	restsOn         = 10 // replicates beyond a limit, at the least
)

// Resampled is the result of [Bootstrap].
type Resampled struct {
	Estimate     float64   // of the data
	Estimates    []float64 // of the replicates, increasing; infinite where there is none
	Replicates   int
	Infinite     int // replicates without a finite estimate
	Seed         uint64
	Percentile   Interval
	BCa          *Interval // nil if it was not asked for or cannot be had
	Bias         float64   // z0 of BCa: normal quantile of the share of replicates below the estimate, ties as half
	Acceleration float64   // a of BCa
	Warnings     []string
}

// Bootstrap resamples the people of a table with replacement, repeats the whole
// rule on every replicate, model selection included, and returns percentile and
// BCa intervals (Efron 1987; for this use Chan, Silverman and Vincent 2021).
//
// The acceleration comes from leaving out one person at a time, which is one
// refit for each distinct pattern: with c people and deviation d from the mean of
// the estimates, a = sum c d^3 / (6 (sum c d^2)^(3/2)). Replicate i draws from
// stream i of the seed, so results do not depend on the number of workers.
//
// Estimates and limits are numbers of people; a limit is infinite where so many
// replicates have no estimate. The error is that of [Select] for the table
// itself, or of the context.
func Bootstrap(ctx context.Context, t *Table, rule Rule, opt BootstrapOptions) (*Resampled, error) {
	if opt.Level == 0 {
		opt.Level = 0.95
	}
	fit, err := Select(t, rule)
	if err != nil {
		return nil, err
	}
	out := &Resampled{Estimate: fit.Estimate, Seed: opt.Seed}
	b := newResampler(t, rule, opt)
	count := opt.Replicates
	if count == 0 {
		count = max(firstReplicates, replicatesFor((1-opt.Level)/2))
	}
	if opt.Jackknife {
		out.Acceleration = b.acceleration()
	}
	if out.Estimates, err = b.run(ctx, nil, count); err != nil {
		return nil, err
	}
	// The levels that BCa reads its limits at are known only now, and move a
	// little as replicates are added.
	for opt.Jackknife && opt.Replicates == 0 && !math.IsNaN(out.Acceleration) {
		lo, hi := bcaLevels(out.Estimates, fit.Estimate, out.Acceleration, opt.Level)
		need := replicatesFor(math.Min(lo, 1-hi) / 1.2)
		if need <= count || need >= mostReplicates {
			break
		}
		count = need
		if out.Estimates, err = b.run(ctx, out.Estimates, count); err != nil {
			return nil, err
		}
	}
	out.summarise(opt)
	return out, nil
}

// replicatesFor is the number of replicates of which restsOn lie beyond the given
// tail, at most mostReplicates.
func replicatesFor(tail float64) int {
	if need := math.Ceil(restsOn / tail); need < mostReplicates {
		return int(need)
	}
	return mostReplicates
}

func (out *Resampled) summarise(opt BootstrapOptions) {
	slices.Sort(out.Estimates)
	n := len(out.Estimates)
	out.Replicates = n
	for _, e := range out.Estimates {
		if math.IsInf(e, 1) {
			out.Infinite++
		}
	}
	if out.Infinite > 0 {
		out.Warnings = append(out.Warnings, fmt.Sprintf("%d of %d replicates have no finite estimate; they count as infinitely large.", out.Infinite, n))
	}
	tail := (1 - opt.Level) / 2
	out.Percentile = Interval{Level: opt.Level, Lower: quantile(out.Estimates, tail), Upper: quantile(out.Estimates, 1-tail), Kind: "percentile"}
	if tail*float64(n) < restsOn {
		out.Warnings = append(out.Warnings, fmt.Sprintf("With %d replicates a limit of the percentile interval rests on fewer than %d of them; use at least %d.", n, restsOn, replicatesFor(tail)))
	}
	if !opt.Jackknife {
		return
	}
	if math.IsNaN(out.Acceleration) {
		out.Warnings = append(out.Warnings, "There is no BCa interval: leaving out one person of some pattern leaves no finite estimate.")
		return
	}
	out.Bias = normalQuantile(shareBelow(out.Estimates, out.Estimate))
	lo, hi := bcaLevels(out.Estimates, out.Estimate, out.Acceleration, opt.Level)
	if math.IsNaN(lo) || math.IsNaN(hi) || math.Min(lo, 1-hi)*float64(n) < restsOn {
		need := "more than can be made"
		if tail := math.Min(lo, 1-hi); tail*mostReplicates >= restsOn {
			need = fmt.Sprintf("at least %d", replicatesFor(tail))
		}
		out.Warnings = append(out.Warnings, fmt.Sprintf("There is no BCa interval: with %d replicates a limit would rest on fewer than %d of them (it needs %s).", n, restsOn, need))
		return
	}
	out.BCa = &Interval{Level: opt.Level, Lower: quantile(out.Estimates, lo), Upper: quantile(out.Estimates, hi), Kind: "bca"}
}

// shareBelow is the share of the sorted values below x, ties counted as one half.
func shareBelow(sorted []float64, x float64) float64 {
	// Estimates of the same model of the same data differ by rounding.
	slack := 1e-9 * math.Abs(x)
	below, _ := slices.BinarySearch(sorted, x-slack)
	upTo, _ := slices.BinarySearch(sorted, x+slack)
	return (float64(below) + float64(upTo-below)/2) / float64(len(sorted))
}

// bcaLevels are the levels at which BCa reads its limits.
func bcaLevels(estimates []float64, estimate, a, level float64) (lo, hi float64) {
	sorted := slices.Sorted(slices.Values(estimates))
	z0 := normalQuantile(shareBelow(sorted, estimate))
	at := func(p float64) float64 {
		z := z0 + normalQuantile(p)
		return normalCDF(z0 + z/(1-a*z))
	}
	return at((1 - level) / 2), at((1 + level) / 2)
}

// quantile is the quantile of type 8 of Hyndman and Fan (1996) of sorted values:
// position n p + (p + 1)/3, the nearest to unbiased in the median.
func quantile(sorted []float64, p float64) float64 {
	n := len(sorted)
	h := float64(n)*p + (p+1)/3
	i := int(math.Floor(h))
	switch {
	case i < 1:
		return sorted[0]
	case i >= n:
		return sorted[n-1]
	}
	lo, hi, w := sorted[i-1], sorted[i], h-math.Floor(h)
	if w == 0 || lo == hi {
		return lo
	}
	return lo + w*(hi-lo)
}

// resampler makes replicates of one table.
type resampler struct {
	k        int
	patterns []Pattern
	weights  []float64
	n        int64
	rule     Rule
	warm     []float64 // coefficients of the main effects of the data
	seed     uint64
	workers  int
	progress func(done, total float64)
}

func newResampler(t *Table, rule Rule, opt BootstrapOptions) *resampler {
	b := &resampler{k: t.K(), patterns: t.Patterns(), n: t.N(), rule: rule, seed: opt.Seed, workers: opt.Workers, progress: opt.Progress}
	for _, p := range b.patterns {
		b.weights = append(b.weights, float64(t.counts[p]))
	}
	f := NewFitter(b.k)
	f.Load(t)
	if f.fit(nil, nil) == fine {
		b.warm = append(b.warm, f.beta...)
	}
	if b.workers <= 0 {
		b.workers = runtime.GOMAXPROCS(0)
	}
	return b
}

// run extends done estimates to count of them. They are in order of the replicates.
func (b *resampler) run(ctx context.Context, done []float64, count int) ([]float64, error) {
	out := make([]float64, count)
	copy(out, done)
	var next atomic.Int64
	next.Store(int64(len(done)))
	var wg sync.WaitGroup
	var progress sync.Mutex
	for range min(b.workers, count) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f, draw := NewFitter(b.k), make([]float64, len(b.patterns))
			for {
				i := int(next.Add(1)) - 1
				if i >= count || ctx.Err() != nil {
					return
				}
				b.draw(f, uint64(i), draw)
				out[i] = b.estimate(f)
				if b.progress != nil && i%256 == 0 {
					progress.Lock()
					b.progress(float64(i), float64(count))
					progress.Unlock()
				}
			}
		}()
	}
	wg.Wait()
	return out, ctx.Err()
}

// draw loads replicate i into f.
func (b *resampler) draw(f *Fitter, i uint64, counts []float64) {
	multinomial(newRandom(b.seed, i), b.n, b.weights, counts)
	clear(f.y)
	for j, p := range b.patterns {
		f.y[p] = counts[j]
	}
	f.loaded()
}

// estimate applies the rule to the loaded table; infinite if there is no estimate.
func (b *resampler) estimate(f *Fitter) float64 {
	if b.rule.choose(f, b.warm) != fine {
		return math.Inf(1)
	}
	return f.estimate()
}

// acceleration is NaN if some estimate of the jackknife is infinite.
func (b *resampler) acceleration() float64 {
	f := NewFitter(b.k)
	estimates := make([]float64, len(b.patterns))
	mean := 0.0
	for j := range b.patterns {
		clear(f.y)
		for i, p := range b.patterns {
			f.y[p] = b.weights[i]
		}
		f.y[b.patterns[j]]--
		f.loaded()
		estimates[j] = b.estimate(f)
		mean += b.weights[j] * estimates[j]
	}
	mean /= float64(b.n)
	var s2, s3 float64
	for j, c := range b.weights {
		d := mean - estimates[j]
		s2 += c * d * d
		s3 += c * d * d * d
	}
	if s2 == 0 {
		return 0
	}
	return s3 / (6 * math.Pow(s2, 1.5))
}
