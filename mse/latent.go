package mse

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// LatentOptions steer [LatentClasses].
type LatentOptions struct {
	Level      float64 // of the credible interval; 0 for 0.95
	Classes    int     // most classes of people; 0 for 10
	Chains     int     // 0 for 4
	Iterations int     // most iterations of each chain; 0 for 256,000
	Workers    int     // goroutines, each with a chain; 0 for one per core
	Seed       uint64
	Progress   func(done, total float64) // may be nil
}

// Posterior is what several chains say of the size of the population.
type Posterior struct {
	Median      float64
	Mean        float64
	Interval    Interval
	Convergence Convergence
	Draws       []float64      // of all chains, increasing
	Check       *GoodnessOfFit // tables drawn from the posterior against the data
	Large       float64        // share of draws with more than 20 people unseen for each seen
}

// LatentClasses estimates the population by a Dirichlet-process mixture of
// independence models (Manrique-Vallier 2016): people fall into classes; within a
// class the lists are independent, list j holding a person of class h with
// probability lambda(j,h). The chances of the classes are broken off a stick,
// truncated at Classes, with concentration alpha ~ Gamma(1/4, 1/4); lambda is
// uniform; N has prior 1/N. Nothing bounds the number unseen.
//
// Several chains start far apart; unless they agree (see [Convergence]), nothing
// is summarised and the error is a [*NoEstimateError] with reason NotConverged.
func LatentClasses(ctx context.Context, t *Table, opt LatentOptions) (*Posterior, error) {
	if t.K() < 3 {
		return nil, &NoEstimateError{Reason: TooFewLists, Text: "Latent classes need at least 3 lists."}
	}
	if err := needsOverlap(t); err != nil {
		return nil, err
	}
	opt.Level, opt.Classes, opt.Chains = or(opt.Level, 0.95), or(opt.Classes, 10), or(opt.Chains, 4)
	opt.Iterations = or(opt.Iterations, 256_000)
	var chains []chain
	for c := range opt.Chains {
		chains = append(chains, newMixture(t, opt.Classes, opt.Seed, c))
	}
	draws, converged, err := runChains(ctx, chains, min(4000, opt.Iterations), opt.Iterations, opt.Workers, opt.Progress)
	if err != nil {
		return nil, err
	}
	p := posterior(draws, converged, float64(t.N()), opt.Level)
	p.Check = predictFrom(t, chains, opt.Seed)
	return p, nil
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

func needsOverlap(t *Table) error {
	for _, p := range t.Patterns() {
		if p.Size() > 1 {
			return nil
		}
	}
	return noOverlapError(t)
}

func posterior(draws [][]float64, c Convergence, n, level float64) *Posterior {
	all := slices.Sorted(slices.Values(slices.Concat(draws...)))
	p := &Posterior{Convergence: c, Draws: all, Median: quantile(all, 0.5)}
	for _, v := range all {
		p.Mean += v / float64(len(all))
		if v > 21*n {
			p.Large += 1 / float64(len(all))
		}
	}
	p.Interval = Interval{Level: level, Kind: "posterior", Lower: quantile(all, (1-level)/2), Upper: quantile(all, (1+level)/2)}
	return p
}

// mixture is one chain: a blocked Gibbs sampler over the patterns that occur.
type mixture struct {
	r        *rand.Rand
	k        int
	patterns []Pattern
	counts   []float64
	n        float64

	logIn, logOut [][]float64 // log lambda and log (1 - lambda), by class and list
	logPi         []float64
	alpha         float64

	weights []float64 // of classes, for one pattern
	drawn   []float64
	sizes   []float64   // people in each class, the unseen included
	on      [][]float64 // of those, how many on each list
	c       collapsed
}

func newMixture(t *Table, classes int, seed uint64, number int) *mixture {
	m := &mixture{r: newRandom(seed, uint64(number)), k: t.K(), patterns: t.Patterns(), n: float64(t.N()), alpha: 1,
		logPi: make([]float64, classes), weights: make([]float64, classes), drawn: make([]float64, classes), sizes: make([]float64, classes)}
	for _, p := range m.patterns {
		m.counts = append(m.counts, float64(t.Count(p)))
	}
	for h := range classes {
		in, out := make([]float64, m.k), make([]float64, m.k)
		for j := range m.k {
			// Chains start from lists that hold many or few, so from few or many unseen.
			l := betaDraw(m.r, 1, 1+2*float64(number))
			in[j], out[j] = math.Log(l), math.Log1p(-l)
		}
		m.logIn, m.logOut = append(m.logIn, in), append(m.logOut, out)
		m.logPi[h] = -math.Log(float64(classes))
		m.on = append(m.on, make([]float64, m.k))
	}
	m.initCollapsed()
	return m
}

func (m *mixture) step() float64 {
	m.sweep()
	return m.gibbs()
}

// gibbs draws the classes of all people, the number unseen, and the parameters.
func (m *mixture) gibbs() float64 {
	clear(m.sizes)
	for _, on := range m.on {
		clear(on)
	}
	for i, p := range m.patterns {
		m.classWeights(p)
		m.allocate(p, m.counts[i])
	}
	// The number unseen, given n seen and the chance rho to be on no list, with
	// prior 1/N is negative binomial: a Poisson of a gamma.
	rho := m.classWeights(0)
	rho = math.Min(rho, 1-1e-12)
	dark := float64(poisson(m.r, math.Min(gammaDraw(m.r, m.n)*rho/(1-rho), 1e15)))
	m.allocate(0, dark)
	m.drawClasses()
	return m.n + dark
}

// expected fills in the expected numbers of as many people as were seen.
func (m *mixture) expected(means []float64) {
	seen := 1 - math.Min(m.classWeights(0), 1-1e-12)
	for c := 1; c < len(means); c++ {
		means[c] = m.n * m.classWeights(Pattern(c)) / seen
	}
}

// classWeights sets weights to the chance that a person is of each class and has
// the pattern, scaled to add up to 1, and returns what they added up to.
func (m *mixture) classWeights(p Pattern) float64 {
	top := math.Inf(-1)
	for h := range m.weights {
		v := m.logPi[h]
		for j := range m.k {
			if p.Has(j) {
				v += m.logIn[h][j]
			} else {
				v += m.logOut[h][j]
			}
		}
		m.weights[h] = v
		top = math.Max(top, v)
	}
	sum := 0.0
	for h, v := range m.weights {
		m.weights[h] = math.Exp(v - top)
		sum += m.weights[h]
	}
	for h := range m.weights {
		m.weights[h] /= sum
	}
	return sum * math.Exp(top)
}

func (m *mixture) allocate(p Pattern, count float64) {
	multinomial(m.r, int64(count), m.weights, m.drawn)
	for h, c := range m.drawn {
		m.sizes[h] += c
		for j := range m.k {
			if p.Has(j) {
				m.on[h][j] += c
			}
		}
	}
}

// drawClasses draws the lists' probabilities, the chances of the classes and the
// concentration.
func (m *mixture) drawClasses() {
	later := 0.0
	for _, s := range m.sizes {
		later += s
	}
	left := 0.0 // log of what is left of the stick
	for h, size := range m.sizes {
		for j := range m.k {
			x := logGammaDraw(m.r, 1+m.on[h][j])
			y := logGammaDraw(m.r, 1+size-m.on[h][j])
			both := logSum(x, y)
			m.logIn[h][j], m.logOut[h][j] = x-both, y-both
		}
		later -= size
		if h == len(m.sizes)-1 {
			m.logPi[h] = left
			break
		}
		x, y := logGammaDraw(m.r, 1+size), logGammaDraw(m.r, m.alpha+later)
		both := logSum(x, y)
		m.logPi[h] = left + x - both
		left += y - both
	}
	const shape, rate = 0.25, 0.25
	m.alpha = math.Max(gammaDraw(m.r, shape+float64(len(m.sizes)-1))/(rate-left), 1e-6)
}
