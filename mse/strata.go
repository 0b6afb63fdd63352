package mse

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
)

// StrataOptions steer [EstimateStrata].
type StrataOptions struct {
	Run      RunOptions // for the rule of every stratum; only log-linear methods
	Method   Method     // "" for MethodStepwise
	Progress func(done, total float64)
}

// StratumEstimate is the estimate of one stratum, alone and pooled.
type StratumEstimate struct {
	Values         []string
	Observed       int64
	Alone          *Answer // nil if the stratum alone has no finite estimate
	Why            string  // in that case
	Pooled         float64
	PooledInterval Interval
	Shrinkage      float64 // weight of the common mean in the pooled estimate, from 0 to 1
}

// Margin is the total over all strata that share a value of one column.
type Margin struct {
	Column, Value string
	Observed      int64
	Pooled        float64
	Interval      Interval
}

// Trend is a straight line through the logarithms of the yearly totals.
type Trend struct {
	Column string
	Change float64  // yearly factor less 1: 0.05 is five per cent more each year
	Range  Interval // of Change
}

// StrataResult is the result of [EstimateStrata].
type StrataResult struct {
	Columns       []string
	Strata        []StratumEstimate
	Total         float64 // the sum of the pooled estimates
	TotalInterval Interval
	Margins       []Margin // each column's add up to Total
	Trend         *Trend   // if there is a column "year" with three years or more
	Between       float64  // standard deviation between strata of the log ratio of unseen to seen, posterior mean
	Whole         *Answer  // the same method on all people together, for comparison
	Seed          uint64
}

const poolDraws = 20_000

// EstimateStrata estimates each stratum by the same rule and pools them partially.
// The log ratio of unseen to seen, theta(s), has in stratum s the bootstrap
// variance v(s), and varies between strata as normal with mean m and standard
// deviation b; m is flat and b half-normal(0, 1) before the data. Given b, the
// pooled value is
//
//	w m + (1-w) theta(s),  w = v(s) / (v(s) + b^2),
//
// averaged over the posterior of b on a grid (Gelman and others 2013, Bayesian
// Data Analysis, section 5.4). So a stratum with many overlaps keeps its own answer
// and a stratum without a finite estimate gets the common ratio. Totals are sums of
// strata and so add up in every direction. Intervals come from 20,000 draws of b,
// m, every theta and, given theta, the number unseen, which is negative binomial.
//
// Numbers are of people. Errors are an [*InputError] without strata columns or
// for a method that is not log-linear, a [*NoEstimateError] if no stratum has a
// finite estimate, and that of the context.
func EstimateStrata(ctx context.Context, d *Data, opt StrataOptions) (*StrataResult, error) {
	if len(d.Parts) == 0 {
		return nil, inputErrorf("strata", 0, "There are no strata columns. Name a column such as year, sex or age.")
	}
	opt.Method = or(opt.Method, MethodStepwise)
	if !opt.Method.LogLinear() {
		return nil, inputErrorf("method", 0, "Strata are pooled for log-linear methods only, not for %q.", opt.Method)
	}
	opt.Run.Level = or(opt.Run.Level, 0.95)
	out := &StrataResult{Columns: d.Strata, Seed: opt.Run.Seed}
	run := opt.Run
	run.Progress, run.Interval = nil, KindPercentile
	var err error
	if out.Whole, err = Run(ctx, d.Table, opt.Method, run); err != nil {
		var no *NoEstimateError
		if !errors.As(err, &no) {
			return nil, err
		}
	}
	var p pool
	for i, part := range d.Parts {
		if opt.Progress != nil {
			opt.Progress(float64(i), float64(len(d.Parts)))
		}
		s := StratumEstimate{Values: part.Values, Observed: part.Table.N()}
		run.Seed = newRandom(opt.Run.Seed, 1<<41+uint64(i)).Uint64()
		s.Alone, err = Run(ctx, part.Table, opt.Method, run)
		if err != nil {
			var no *NoEstimateError
			if !errors.As(err, &no) {
				return nil, err
			}
			s.Why = no.Text
		}
		p.add(s.Alone)
		out.Strata = append(out.Strata, s)
	}
	if err := p.fit(); err != nil {
		return nil, err
	}
	out.Between = p.between()
	out.pool(&p, opt)
	return out, nil
}

func drawnInterval(draws []float64, level float64) Interval {
	sorted := slices.Sorted(slices.Values(draws))
	return Interval{Level: level, Kind: "pooled", Lower: quantile(sorted, (1-level)/2), Upper: quantile(sorted, (1+level)/2)}
}

// margins adds up the strata over one column, and fits the trend if it is the year.
func (out *StrataResult) margins(c int, column string, draws [][]float64, level float64) {
	var values []string
	for _, s := range out.Strata {
		if !slices.Contains(values, s.Values[c]) {
			values = append(values, s.Values[c])
		}
	}
	slices.Sort(values)
	byValue := make([][]float64, len(values))
	for j, v := range values {
		m := Margin{Column: column, Value: v}
		byValue[j] = make([]float64, poolDraws)
		for i, s := range out.Strata {
			if s.Values[c] != v {
				continue
			}
			m.Observed += s.Observed
			m.Pooled += s.Pooled
			for d, x := range draws[i] {
				byValue[j][d] += x
			}
		}
		m.Interval = drawnInterval(byValue[j], level)
		out.Margins = append(out.Margins, m)
	}
	if column == "year" {
		out.Trend = trend(column, values, byValue, level)
	}
}

// trend fits a least-squares line to the log totals in every draw; nil unless the
// values are three years or more, each with people known.
func trend(column string, values []string, draws [][]float64, level float64) *Trend {
	if len(values) < 3 {
		return nil
	}
	x, mean := make([]float64, len(values)), 0.0
	for j, v := range values {
		year, err := strconv.Atoi(v)
		if err != nil {
			return nil
		}
		x[j] = float64(year)
		mean += x[j] / float64(len(values))
	}
	sxx := 0.0
	for j := range x {
		x[j] -= mean
		sxx += x[j] * x[j]
	}
	changes := make([]float64, poolDraws)
	for d := range changes {
		sxy := 0.0
		for j := range x {
			if draws[j][d] <= 0 {
				return nil // a year in which nobody is known has no logarithm
			}
			sxy += x[j] * math.Log(draws[j][d])
		}
		changes[d] = math.Exp(sxy/sxx) - 1
	}
	iv := drawnInterval(changes, level)
	slices.Sort(changes)
	return &Trend{Column: column, Change: quantile(changes, 0.5), Range: iv}
}
