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
	Between       float64  // standard deviation between strata of the log ratio of unseen to seen
	Whole         *Answer  // the same method on all people together, for comparison
	Seed          uint64
}

const poolDraws = 20_000

// EstimateStrata estimates each stratum by the same rule and pools them partially.
// The log ratio of unseen to seen, theta(s), has in stratum s the bootstrap
// variance v(s), and varies between strata as normal with mean m and variance b.
// With b by the method of Paule and Mandel (1982) and m by weights 1/(v + b), the
// pooled value is
//
//	(theta(s)/v(s) + m/b) / (1/v(s) + 1/b),
//
// so that a stratum with many overlaps keeps its own answer and a stratum without
// a finite estimate gets the common ratio. Totals are sums of strata and so add up
// in every direction; their intervals come from 20,000 draws of all strata
// together, which share the uncertainty of m.
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
	out.Between = math.Sqrt(p.between)
	out.pool(&p, opt)
	return out, nil
}

// pool is the random-effects model of the log ratios.
type pool struct {
	theta, v      []float64 // v is infinite where there is no estimate
	between, mean float64
	meanVariance  float64
}

func (p *pool) add(a *Answer) {
	theta, v := 0.0, math.Inf(1)
	if a != nil && a.Dark > 0 && a.Resampled != nil {
		n := float64(a.Observed)
		theta = math.Log(a.Dark / n)
		// The spread of the replicates by their quartiles: a few run to infinity.
		ratios := make([]float64, 0, len(a.Resampled.Estimates))
		for _, e := range a.Resampled.Estimates {
			ratios = append(ratios, math.Log(math.Max(e-n, 1e-3)/n))
		}
		sd := (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / (2 * normalQuantile(0.75))
		// Half the central 95 per cent is the wider where the choice of model splits the replicates.
		sd = math.Max(sd, (quantile(ratios, 0.975)-quantile(ratios, 0.025))/(2*normalQuantile(0.975)))
		if !math.IsInf(sd, 0) && !math.IsNaN(sd) {
			v = math.Max(sd*sd, 1e-8)
		}
	}
	p.theta, p.v = append(p.theta, theta), append(p.v, v)
}

// fit finds the variance between strata at which the weighted squares about the
// mean equal their expectation.
func (p *pool) fit() error {
	known := 0
	for _, v := range p.v {
		if !math.IsInf(v, 1) {
			known++
		}
	}
	if known == 0 {
		return &NoEstimateError{Reason: DoesNotExist, Text: "No stratum has a finite estimate with a finite spread. Use fewer or larger strata."}
	}
	excess := func(b float64) float64 {
		sw, s := 0.0, 0.0
		for i, v := range p.v {
			w := 1 / (v + b)
			sw += w
			s += w * p.theta[i]
		}
		p.mean, p.meanVariance = s/sw, 1/sw
		q := 0.0
		for i, v := range p.v {
			q += square(p.theta[i]-p.mean) / (v + b)
		}
		return q - float64(known-1)
	}
	lo, hi := 0.0, 1.0
	if excess(0) > 0 {
		for excess(hi) > 0 && hi < 1e6 {
			hi *= 2
		}
		for range 100 {
			if mid := (lo + hi) / 2; excess(mid) > 0 {
				lo = mid
			} else {
				hi = mid
			}
		}
		p.between = hi
	}
	excess(p.between)
	return nil
}

// shrink returns the weight of the mean and the variance, given the mean, of stratum i.
func (p *pool) shrink(i int) (weight, variance float64) {
	if p.between == 0 {
		return 1, 0
	}
	if math.IsInf(p.v[i], 1) {
		return 1, p.between
	}
	weight = p.v[i] / (p.v[i] + p.between)
	return weight, p.between * weight
}

func (out *StrataResult) pool(p *pool, opt StrataOptions) {
	r := newRandom(opt.Run.Seed, 1<<42)
	draws := make([][]float64, len(out.Strata))
	total := make([]float64, poolDraws)
	mean := make([]float64, poolDraws)
	for d := range mean {
		mean[d] = p.mean + math.Sqrt(p.meanVariance)*r.NormFloat64()
	}
	for i := range out.Strata {
		s := &out.Strata[i]
		w, v := p.shrink(i)
		s.Shrinkage = w
		s.Pooled = float64(s.Observed) * (1 + math.Exp(w*p.mean+(1-w)*p.theta[i]))
		draws[i] = make([]float64, poolDraws)
		for d := range draws[i] {
			theta := w*mean[d] + (1-w)*p.theta[i] + math.Sqrt(v)*r.NormFloat64()
			draws[i][d] = float64(s.Observed) * (1 + math.Exp(theta))
			total[d] += draws[i][d]
		}
		s.PooledInterval = drawnInterval(draws[i], opt.Run.Level)
		out.Total += s.Pooled
	}
	out.TotalInterval = drawnInterval(total, opt.Run.Level)
	for c, column := range out.Columns {
		out.margins(c, column, draws, opt.Run.Level)
	}
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
// values are three years or more.
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
			sxy += x[j] * math.Log(draws[j][d])
		}
		changes[d] = math.Exp(sxy/sxx) - 1
	}
	iv := drawnInterval(changes, level)
	slices.Sort(changes)
	return &Trend{Column: column, Change: quantile(changes, 0.5), Range: iv}
}
