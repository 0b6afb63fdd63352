package mse

import "math"

// pool is the random-effects model of the log ratios.
type pool struct {
	theta, v []float64 // v is infinite where there is no estimate

	// The posterior of the standard deviation between strata, on a grid.
	sd, weight, mean, variance []float64 // the last two are those of the common mean, given sd
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

const sdGrid, sdTop = 400, 4.0

// fit computes the posterior of the standard deviation between strata.
func (p *pool) fit() error {
	known := false
	for _, v := range p.v {
		known = known || !math.IsInf(v, 1)
	}
	if !known {
		return &NoEstimateError{Reason: DoesNotExist, Text: "No stratum has a finite estimate with a finite spread. Use fewer or larger strata."}
	}
	top := math.Inf(-1)
	for g := range sdGrid {
		b := sdTop * (float64(g) + 0.5) / sdGrid
		sw, s := 0.0, 0.0
		for i, v := range p.v {
			sw += 1 / (v + b*b)
			s += p.theta[i] / (v + b*b)
		}
		mean, variance := s/sw, 1/sw
		log := -b*b/2 + math.Log(variance)/2
		for i, v := range p.v {
			if !math.IsInf(v, 1) {
				log -= math.Log(v+b*b)/2 + square(p.theta[i]-mean)/(2*(v+b*b))
			}
		}
		p.sd, p.weight = append(p.sd, b), append(p.weight, log)
		p.mean, p.variance = append(p.mean, mean), append(p.variance, variance)
		top = math.Max(top, log)
	}
	sum := 0.0
	for g, log := range p.weight {
		p.weight[g] = math.Exp(log - top)
		sum += p.weight[g]
	}
	for g := range p.weight {
		p.weight[g] /= sum
	}
	return nil
}

// between is the posterior mean of the standard deviation between strata.
func (p *pool) between() float64 { return dot(p.weight, p.sd) }

// shrink returns the weight of the mean and the variance, given the mean and the
// standard deviation b between strata, of stratum i.
func (p *pool) shrink(i int, b float64) (weight, variance float64) {
	if math.IsInf(p.v[i], 1) {
		return 1, b * b
	}
	weight = p.v[i] / (p.v[i] + b*b)
	return weight, b * b * weight
}

// pooled is the posterior mean of the log ratio of stratum i, and the mean weight
// of the common ratio in it.
func (p *pool) pooled(i int) (theta, shrinkage float64) {
	for g, q := range p.weight {
		w, _ := p.shrink(i, p.sd[g])
		theta += q * (w*p.mean[g] + (1-w)*p.theta[i])
		shrinkage += q * w
	}
	return theta, shrinkage
}

func (out *StrataResult) pool(p *pool, opt StrataOptions) {
	r := newRandom(opt.Run.Seed, 1<<42)
	draws := make([][]float64, len(out.Strata))
	for i := range draws {
		draws[i] = make([]float64, poolDraws)
	}
	total := make([]float64, poolDraws)
	for d := range poolDraws {
		g, u := 0, r.Float64()
		for ; g < sdGrid-1 && u > p.weight[g]; g++ {
			u -= p.weight[g]
		}
		mean := p.mean[g] + math.Sqrt(p.variance[g])*r.NormFloat64()
		for i := range out.Strata {
			w, v := p.shrink(i, p.sd[g])
			theta := w*mean + (1-w)*p.theta[i] + math.Sqrt(v)*r.NormFloat64()
			n := float64(out.Strata[i].Observed)
			draws[i][d] = n + float64(poisson(r, gammaDraw(r, n)*math.Exp(math.Min(theta, 20))))
			total[d] += draws[i][d]
		}
	}
	for i := range out.Strata {
		s := &out.Strata[i]
		var theta float64
		theta, s.Shrinkage = p.pooled(i)
		s.Pooled = float64(s.Observed) * (1 + math.Exp(theta))
		s.PooledInterval = drawnInterval(draws[i], opt.Run.Level)
		out.Total += s.Pooled
	}
	out.TotalInterval = drawnInterval(total, opt.Run.Level)
	for c, column := range out.Columns {
		out.margins(c, column, draws, opt.Run.Level)
	}
}
