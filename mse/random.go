package mse

import (
	"math"
	"math/rand/v2"
)

// newRandom returns the stream of random numbers number i of a seed. Streams are
// tied to what they are used for (a replicate, a chain, a data set), never to a
// goroutine, so that results do not depend on the number of cores.
func newRandom(seed, i uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, i)) }

// binomial draws the number of successes in n trials of probability p.
func binomial(r *rand.Rand, n int64, p float64) int64 {
	switch {
	case n <= 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - binomial(r, n, 1-p)
	case float64(n)*p < 10:
		return binomialInversion(r, n, p)
	}
	return binomialRejection(r, n, p)
}

// binomialInversion walks up the distribution function; n p is below 10.
func binomialInversion(r *rand.Rand, n int64, p float64) int64 {
	odds := p / (1 - p)
	for {
		u := r.Float64()
		prob := math.Exp(float64(n) * math.Log1p(-p))
		for x := int64(0); x <= n && x < 200; x++ {
			if u < prob {
				return x
			}
			u -= prob
			prob *= odds * float64(n-x) / float64(x+1)
		}
	}
}

// binomialRejection is the transformed rejection method BTRS of Hormann (1993,
// Journal of Statistical Computation and Simulation 46:101-110); n p is at least 10.
func binomialRejection(r *rand.Rand, n int64, p float64) int64 {
	nf := float64(n)
	spq := math.Sqrt(nf * p * (1 - p))
	b := 1.15 + 2.53*spq
	a := -0.0873 + 0.0248*b + 0.01*p
	c := nf*p + 0.5
	vr := 0.92 - 4.2/b
	alpha := (2.83 + 5.1/b) * spq
	logOdds := math.Log(p / (1 - p))
	mode := math.Floor((nf + 1) * p)
	h := logFactorial(mode) + logFactorial(nf-mode)
	for {
		u := r.Float64() - 0.5
		v := 1 - r.Float64() // never nought
		us := 0.5 - math.Abs(u)
		x := math.Floor((2*a/us+b)*u + c)
		if x < 0 || x > nf {
			continue
		}
		if us >= 0.07 && v <= vr {
			return int64(x)
		}
		v = math.Log(v * alpha / (a/(us*us) + b))
		if v <= h-logFactorial(x)-logFactorial(nf-x)+(x-mode)*logOdds {
			return int64(x)
		}
	}
}

// poisson draws a Poisson count.
func poisson(r *rand.Rand, mu float64) int64 {
	// A Poisson count is the number of arrivals in a gamma-distributed time; large
	// means are halved by Ahrens and Dieter's (1974) reduction to a binomial.
	var n int64
	for mu > 30 {
		m := math.Floor(mu * 7 / 8)
		g := gammaDraw(r, m)
		if g > mu {
			return n + binomial(r, int64(m)-1, mu/g)
		}
		n += int64(m)
		mu -= g
	}
	for limit, prod := math.Exp(-mu), 1.0; ; n++ {
		prod *= r.Float64()
		if prod <= limit {
			return n
		}
	}
}

// gammaDraw draws from the gamma distribution with the given shape and scale 1
// (Marsaglia and Tsang 2000).
func gammaDraw(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return math.Exp(logGammaDraw(r, shape))
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		z := r.NormFloat64()
		v := 1 + c*z
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < 0.5*z*z+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// logGammaDraw is the logarithm of a gamma draw, which for a small shape can be
// far below the least positive float.
func logGammaDraw(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return math.Log(gammaDraw(r, shape+1)) + math.Log(1-r.Float64())/shape
	}
	return math.Log(gammaDraw(r, shape))
}

// betaDraw draws from the beta distribution.
func betaDraw(r *rand.Rand, a, b float64) float64 {
	x, y := logGammaDraw(r, a), logGammaDraw(r, b)
	return 1 / (1 + math.Exp(y-x))
}

// multinomial draws len(weights) counts that add up to n, into out.
func multinomial(r *rand.Rand, n int64, weights []float64, out []float64) {
	left := 0.0
	for _, w := range weights {
		left += w
	}
	for i, w := range weights {
		x := int64(0)
		if i == len(weights)-1 {
			x = n
		} else if left > 0 {
			x = binomial(r, n, w/left)
		}
		out[i] = float64(x)
		n -= x
		left -= w
	}
}
