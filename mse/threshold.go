package mse

import (
	"context"
	"math"
	"math/rand/v2"
)

// ThresholdedOptions steer [Thresholded].
type ThresholdedOptions struct {
	Level      float64 // of the credible interval; 0 for 0.95
	Threshold  float64 // least |mean| / standard deviation of a pair that stays; 0 for 2
	PriorSD    float64 // prior standard deviation of the coefficient of a pair; 0 for 1
	Chains     int     // 0 for 4
	Iterations int     // most iterations of each chain; 0 for 1,024,000
	Workers    int     // goroutines, each with a chain; 0 for one per core
	Seed       uint64
	Progress   func(done, total float64) // may be nil
}

// mainEffectSD is the prior standard deviation of the intercept and the main
// effects, wide against any number of people.
const mainEffectSD = 10

// firstLength is the length at which the chains are first looked at.
const firstLength = 16_000

// ThresholdedPosterior is the result of [Thresholded].
type ThresholdedPosterior struct {
	Posterior
	Model Model     // the pairs that stay
	All   Posterior // with every pair in the model
}

// Thresholded is a Bayesian log-linear model of pairs in the manner of Silverman
// (2020). Cells are Poisson; the coefficient of each pair is normal with mean 0
// and standard deviation PriorSD before the data, so that lists which do not
// overlap need no special care. The model with every pair is sampled first; pairs
// whose posterior mean is less than Threshold posterior standard deviations from
// nought are set to nought, and the model of the rest is sampled again. The size
// drawn is n plus a Poisson number with the mean of the empty pattern.
//
// Sizes are numbers of people. Errors are a [*NoEstimateError] for one list, no
// overlap, or chains that have not converged, and that of the context.
func Thresholded(ctx context.Context, t *Table, opt ThresholdedOptions) (*ThresholdedPosterior, error) {
	if t.K() < 2 {
		return nil, &NoEstimateError{Reason: TooFewLists, Text: "There is one list. Estimates need at least two lists that overlap."}
	}
	if err := needsOverlap(t); err != nil {
		return nil, err
	}
	opt.Level, opt.Threshold, opt.PriorSD = or(opt.Level, 0.95), or(opt.Threshold, 2), or(opt.PriorSD, 1)
	opt.Chains, opt.Iterations = or(opt.Chains, 4), or(opt.Iterations, 1_024_000)
	full, signal, err := samplePairs(ctx, t, pairs(t.K()), opt, 0)
	if err != nil {
		return nil, err
	}
	var stay []Pattern
	for i, a := range pairs(t.K()) {
		if signal[i] >= opt.Threshold {
			stay = append(stay, a)
		}
	}
	kept, _, err := samplePairs(ctx, t, stay, opt, 1)
	if err != nil {
		return nil, err
	}
	return &ThresholdedPosterior{Posterior: *kept, Model: NewModel(stay...), All: *full}, nil
}

// samplePairs samples the model of the given pairs. It also returns, for each
// pair, how many standard deviations its posterior mean is from nought.
func samplePairs(ctx context.Context, t *Table, terms []Pattern, opt ThresholdedOptions, stage uint64) (*Posterior, []float64, error) {
	s, err := newPenalised(t, terms, opt.PriorSD)
	if err != nil {
		return nil, nil, err
	}
	var walkers []*metropolis
	var chains []chain
	for c := range opt.Chains {
		w := newMetropolis(s, opt.Seed, stage<<32|uint64(c))
		walkers = append(walkers, w)
		chains = append(chains, w)
	}
	draws, converged, err := runChains(ctx, chains, firstLength, max(opt.Iterations, firstLength), opt.Workers, opt.Progress)
	if err != nil {
		return nil, nil, err
	}
	signal := make([]float64, len(terms))
	for i := range terms {
		mean, variance := momentsOf(walkers, 1+t.K()+i)
		signal[i] = math.Abs(mean) / math.Sqrt(variance)
	}
	p := posterior(draws, converged, float64(t.N()), opt.Level)
	p.Check = predictFrom(t, chains, opt.Seed)
	return p, signal, nil
}

// penalised is the log posterior of a log-linear model with normal priors.
type penalised struct {
	f         *Fitter
	precision []float64
	mode      []float64
	factor    []float64 // Cholesky factor of the curvature at the mode, diagonal inverted
}

func newPenalised(t *Table, terms []Pattern, sd float64) (*penalised, error) {
	s := &penalised{f: NewFitter(t.K())}
	s.f.Load(t)
	s.f.par = append(s.f.par, 0)
	for i := range t.K() {
		s.f.par = append(s.f.par, 1<<i)
	}
	s.f.par = append(s.f.par, terms...)
	s.f.findLive()
	for _, a := range s.f.par {
		scale := sd
		if a.Size() < 2 {
			scale = mainEffectSD
		}
		s.precision = append(s.precision, 1/(scale*scale))
	}
	p := len(s.f.par)
	s.mode = make([]float64, p)
	s.mode[0] = math.Log(s.f.n)
	for i := range t.K() {
		s.mode[1+i] = math.Log(math.Max(s.f.sup[1<<i], 0.5) / s.f.n)
	}
	if !s.climb() {
		return nil, &NoEstimateError{Reason: NotConverged, Text: "The mode of the posterior was not found: the likelihood is too flat for the precision of the machine."}
	}
	return s, nil
}

// value is the log posterior up to a constant, and leaves the means in the Fitter.
func (s *penalised) value(beta []float64) float64 {
	v := 0.0
	for i, a := range s.f.par {
		s.f.beta[a] = beta[i]
		v -= s.precision[i] * beta[i] * beta[i] / 2
	}
	return v + s.f.means()
}

// climb finds the mode by Newton's method with halved steps, and keeps the factor
// of the curvature there.
func (s *penalised) climb() bool {
	f, p := s.f, len(s.mode)
	s.factor = make([]float64, p*p)
	g, next := make([]float64, p), make([]float64, p)
	v := s.value(s.mode)
	for range 200 {
		for i, a := range f.par {
			g[i] = f.sup[a] - f.smu[a] - s.precision[i]*s.mode[i]
		}
		for i, a := range f.par {
			for j := range i + 1 {
				x := f.smu[a|f.par[j]]
				if i == j {
					x += s.precision[i]
				}
				x -= dot(s.factor[i*p:i*p+j], s.factor[j*p:j*p+j])
				if i == j {
					s.factor[i*p+i] = 1 / math.Sqrt(x)
				} else {
					s.factor[i*p+j] = x * s.factor[j*p+j]
				}
			}
		}
		f.h = append(f.h[:0], s.factor...)
		step := append([]float64(nil), g...)
		f.solve(step)
		decrement := dot(g, step)
		if math.IsNaN(decrement) {
			return false
		}
		if decrement < 1e-12 {
			return true
		}
		for size := 1.0; ; size /= 2 {
			for i := range next {
				next[i] = s.mode[i] + size*step[i]
			}
			if w := s.value(next); w > v-1e-12*(1+math.Abs(v)) || size < 1e-9 {
				v = w
				break
			}
		}
		copy(s.mode, next)
	}
	return false
}

// metropolis is a random walk shaped like the posterior at its mode.
type metropolis struct {
	s       penalised
	r       *rand.Rand
	at      []float64
	value   float64
	propose []float64
	scale   float64

	steps   int
	restart int       // step at which the moments begin afresh: half of the length of the chain
	since   float64   // steps since then
	sum, sq []float64 // of the coefficients, since then
}

func newMetropolis(s *penalised, seed, stream uint64) *metropolis {
	p := len(s.mode)
	m := &metropolis{s: *s, r: newRandom(seed, stream), at: append([]float64(nil), s.mode...), propose: make([]float64, p),
		scale: 2.38 / math.Sqrt(float64(p)), sum: make([]float64, p), sq: make([]float64, p), restart: firstLength / 2}
	m.s.f = s.f.clone()
	// Chains start far apart: three standard deviations in a direction of their own.
	m.jump(3)
	copy(m.at, m.propose)
	m.value = m.s.value(m.at)
	return m
}

// clone copies a Fitter with its model, to be used by another goroutine.
func (f *Fitter) clone() *Fitter {
	c := NewFitter(f.k)
	copy(c.y, f.y)
	c.loaded()
	c.par = append(c.par, f.par...)
	c.live = append(c.live, f.live...)
	return c
}

// jump proposes the present point plus a normal step with the covariance at the
// mode times the square of size: the factor's transpose is solved for it.
func (m *metropolis) jump(size float64) {
	for i := range m.propose {
		m.propose[i] = size * m.r.NormFloat64()
	}
	solveTransposed(m.s.factor, m.propose)
	for i := range m.propose {
		m.propose[i] += m.at[i]
	}
}

// expected fills in the means of the present point.
func (m *metropolis) expected(means []float64) {
	m.s.value(m.at)
	copy(means, m.s.f.mu)
}

func (m *metropolis) step() float64 {
	size := m.scale
	if m.r.IntN(10) == 0 {
		size *= 3 // now and then further, for tails longer than at the mode
	}
	m.jump(size)
	if v := m.s.value(m.propose); math.Log(1-m.r.Float64()) < v-m.value {
		m.value = v
		m.at, m.propose = m.propose, m.at
	}
	if m.steps == m.restart {
		m.restart *= 2
		m.since = 0
		clear(m.sum)
		clear(m.sq)
	}
	m.steps++
	m.since++
	for i, b := range m.at {
		m.sum[i] += b
		m.sq[i] += b * b
	}
	return m.s.f.n + float64(poisson(m.r, math.Exp(math.Min(m.at[0], 30))))
}

// momentsOf returns the mean and variance of a coefficient over all chains.
func momentsOf(walkers []*metropolis, i int) (mean, variance float64) {
	n, sum, sq := 0.0, 0.0, 0.0
	for _, m := range walkers {
		n += m.since
		sum += m.sum[i]
		sq += m.sq[i]
	}
	mean = sum / n
	return mean, sq/n - mean*mean
}
