package mse

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sort"
	"sync"
)

// Convergence says how well several chains agree, for the logarithm of the size
// of the population.
type Convergence struct {
	Chains     int
	Iterations int     // of each chain, the discarded first half included
	RHat       float64 // rank-normalised split R-hat, the larger of that and of its folded form
	BulkESS    float64 // effective number of draws for the middle of the posterior
	TailESS    float64 // and for its 5 and 95 per cent quantiles, the smaller
}

const (
	goodRHat = 1.01
	goodESS  = 400
	keptEach = 4000 // draws of each chain that are kept and looked at
)

// Converged reports whether R-hat is at most 1.01 and both effective numbers at
// least 400 (Vehtari and others 2021).
func (c Convergence) Converged() bool {
	return c.RHat <= goodRHat && c.BulkESS >= goodESS && c.TailESS >= goodESS
}

// chain is one Markov chain: step moves it and returns the size of the population;
// expected fills in the expected number of people seen with each pattern.
type chain interface {
	step() float64
	expected(means []float64)
}

// runChains runs chains together until they converge, doubling their length and
// discarding the first half each time, and returns the draws kept of each. It
// refuses with a [*NoEstimateError] if they have not converged at the greatest length.
func runChains(ctx context.Context, chains []chain, first, most, workers int, progress func(done, total float64)) ([][]float64, Convergence, error) {
	draws := make([][]float64, len(chains))
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	free := make(chan struct{}, workers)
	var c Convergence
	for length := first; ; length *= 2 {
		var wg sync.WaitGroup
		for i, ch := range chains {
			wg.Add(1)
			go func() {
				defer wg.Done()
				free <- struct{}{}
				defer func() { <-free }()
				for len(draws[i]) < length {
					if len(draws[i])%256 == 0 && ctx.Err() != nil {
						return
					}
					draws[i] = append(draws[i], ch.step())
				}
			}()
		}
		wg.Wait()
		if err := ctx.Err(); err != nil {
			return nil, c, err
		}
		kept := keep(draws)
		c = diagnose(kept)
		c.Iterations = length
		if progress != nil {
			progress(math.Log(float64(length)/float64(first))+1, math.Log(float64(most)/float64(first))+1)
		}
		if c.Converged() {
			return kept, c, nil
		}
		if length*2 > most {
			return nil, c, &NoEstimateError{Reason: NotConverged, Text: fmt.Sprintf(
				"The %d chains have not converged after %d iterations each: R-hat is %.3f (at most %.2f is wanted), the effective number of draws %.0f in the middle and %.0f in the tails (at least %d is wanted). "+
					"Nothing is summarised. Allow more iterations, or use another method.", c.Chains, length, c.RHat, goodRHat, c.BulkESS, c.TailESS, goodESS)}
		}
	}
}

// keep takes evenly spaced draws from the second half of each chain.
func keep(draws [][]float64) [][]float64 {
	out := make([][]float64, len(draws))
	for i, d := range draws {
		half := d[len(d)/2:]
		every := max(1, len(half)/keptEach)
		for j := 0; j < len(half); j += every {
			out[i] = append(out[i], half[j])
		}
	}
	return out
}

func diagnose(kept [][]float64) Convergence {
	c := Convergence{Chains: len(kept)}
	split := halves(kept)
	bulk := rankNormal(split)
	c.RHat = math.Max(rHat(bulk), rHat(rankNormal(folded(split))))
	c.BulkESS = effective(bulk)
	all := slices.Sorted(slices.Values(slices.Concat(split...)))
	c.TailESS = math.Inf(1)
	for _, p := range []float64{0.05, 0.95} {
		c.TailESS = math.Min(c.TailESS, effective(below(split, quantile(all, p))))
	}
	return c
}

// halves splits each chain in two, so that a drift within a chain shows too.
func halves(chains [][]float64) [][]float64 {
	var out [][]float64
	for _, c := range chains {
		h := len(c) / 2
		out = append(out, c[:h], c[h:2*h])
	}
	return out
}

// rankNormal replaces draws by the normal quantiles of their ranks among all
// draws, ties sharing their mean rank.
func rankNormal(chains [][]float64) [][]float64 {
	type place struct {
		v    float64
		c, i int
	}
	var all []place
	out := make([][]float64, len(chains))
	for c, draws := range chains {
		out[c] = make([]float64, len(draws))
		for i, v := range draws {
			all = append(all, place{v, c, i})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].v < all[j].v })
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].v == all[i].v {
			j++
		}
		rank := float64(i+j+1) / 2
		z := normalQuantile((rank - 0.375) / (float64(len(all)) + 0.25))
		for ; i < j; i++ {
			out[all[i].c][all[i].i] = z
		}
	}
	return out
}

// folded is the distance of each draw from the median of all.
func folded(chains [][]float64) [][]float64 {
	all := slices.Sorted(slices.Values(slices.Concat(chains...)))
	m := quantile(all, 0.5)
	out := make([][]float64, len(chains))
	for c, draws := range chains {
		for _, v := range draws {
			out[c] = append(out[c], math.Abs(v-m))
		}
	}
	return out
}

func below(chains [][]float64, limit float64) [][]float64 {
	out := make([][]float64, len(chains))
	for c, draws := range chains {
		for _, v := range draws {
			x := 0.0
			if v <= limit {
				x = 1
			}
			out[c] = append(out[c], x)
		}
	}
	return out
}

func moments(v []float64) (mean, variance float64) {
	for _, x := range v {
		mean += x
	}
	mean /= float64(len(v))
	for _, x := range v {
		variance += (x - mean) * (x - mean)
	}
	return mean, variance / float64(len(v)-1)
}

// within returns the mean variance within chains and the pooled estimate of the
// variance of the posterior.
func within(chains [][]float64) (w, pooled float64) {
	n := float64(len(chains[0]))
	means := make([]float64, len(chains))
	for i, c := range chains {
		m, v := moments(c)
		means[i] = m
		w += v / float64(len(chains))
	}
	_, between := moments(means)
	return w, (n-1)/n*w + between
}

// rHat is the potential scale reduction of Gelman and Rubin.
func rHat(chains [][]float64) float64 {
	w, pooled := within(chains)
	if w == 0 {
		if pooled == 0 {
			return 1
		}
		return math.Inf(1)
	}
	return math.Sqrt(pooled / w)
}

// effective is the effective number of draws by Geyer's initial monotone sequence
// over all chains.
func effective(chains [][]float64) float64 {
	n := len(chains[0])
	total := float64(n * len(chains))
	w, pooled := within(chains)
	if pooled == 0 {
		return total
	}
	means := make([]float64, len(chains))
	for i, c := range chains {
		means[i], _ = moments(c)
	}
	rho := func(lag int) float64 {
		cov := 0.0
		for i, c := range chains {
			s := 0.0
			for j := lag; j < n; j++ {
				s += (c[j] - means[i]) * (c[j-lag] - means[i])
			}
			cov += s / float64(n-1) / float64(len(chains))
		}
		return 1 - (w-cov)/pooled
	}
	sum, last := 0.0, math.Inf(1)
	for lag := 0; lag+1 < n; lag += 2 {
		pair := rho(lag) + rho(lag+1)
		if pair <= 0 {
			break
		}
		last = math.Min(last, pair)
		sum += last
	}
	tau := 2*sum - 1
	return total / math.Max(tau, 1/math.Log10(total))
}
