package mse

import (
	"context"
	"fmt"
	"math"
	"sort"
)

// GraphsOptions steer [Graphs].
type GraphsOptions struct {
	Level    float64                   // of the credible interval; 0 for 0.95
	Delta    float64                   // prior people in each cell of the complete table; 0 for 2^-k, one person in all
	Seed     uint64                    // of the tables drawn for Check
	Progress func(done, total float64) // may be nil
}

// GraphWeight is one decomposable graph with its posterior probability.
type GraphWeight struct {
	Cliques     []Pattern
	Probability float64
}

// EdgeWeight is the posterior probability that two lists are joined in the graph:
// that they depend on each other given the other lists.
type EdgeWeight struct {
	Pair        Pattern
	Probability float64
}

// Density is the posterior probability per person at a size of the population.
type Density struct{ Size, Probability float64 }

// GraphPosterior is the result of [Graphs].
type GraphPosterior struct {
	Median   float64
	Mean     float64 // of the sizes within the grid; it can grow with the grid, so read the median
	Mode     float64
	Interval Interval       // from the quantiles (1-level)/2 and (1+level)/2
	Graphs   []GraphWeight  // all of them, most probable first
	Edges    []EdgeWeight   // every pair of lists
	Curve    []Density      // for drawing, in order of size
	Reached  float64        // the grid ends at this size of population
	Beyond   float64        // posterior probability beyond it, extrapolated
	Check    *GoodnessOfFit // tables drawn from the posterior against the data
	Points   int            // sizes at which all graphs were evaluated
}

const (
	beyondGoal  = 1e-9
	largestGrid = 1e15
)

// Graphs averages over all decomposable graphs of 3 to 6 lists (Madigan and York
// 1997). Given a graph with cliques C and separators S and a hyper-Dirichlet prior
// of delta people in each of the 2^k cells, the probability of the complete table
// with N people is
//
//	N!/((N-n)! prod y!) prod_C m(C) / prod_S m(S),
//	m(A) = Gamma(d)/Gamma(N+d) prod over cells a of the margin of A
//	       Gamma(y(a)+d(A))/Gamma(d(A)),  d = delta 2^k, d(A) = delta 2^(k-|A|).
//
// Graphs are equally likely before the data, and N has prior 1/N. The posterior of
// N is summed over all whole numbers from n upwards. The grid grows until less
// than 1e-9 of the posterior is left beyond it, so that no upper mode is cut off;
// sums over long runs of sizes are taken from a few of them, to 1e-7 or better.
//
// Sizes are numbers of people and Curve is probability per person. Errors are a
// [*NoEstimateError] with fewer than 3 or more than 6 lists, if nobody is on two
// lists (the posterior would then be that of the prior alone) or if it has no end
// (GridExhausted), an [*InputError] for options, and that of the context.
func Graphs(ctx context.Context, t *Table, opt GraphsOptions) (*GraphPosterior, error) {
	k := t.K()
	if k < 3 {
		return nil, &NoEstimateError{Reason: TooFewLists, Text: "Averaging over graphs needs at least 3 lists."}
	}
	if k > 6 {
		return nil, &NoEstimateError{Reason: TooManyLists, Text: fmt.Sprintf("Averaging over graphs takes at most 6 lists; there are %d. Omit or merge some.", k)}
	}
	if err := needsOverlap(t); err != nil {
		return nil, err
	}
	if opt.Level == 0 {
		opt.Level = 0.95
	}
	if opt.Delta == 0 {
		opt.Delta = math.Pow(2, -float64(k))
	}
	if opt.Delta < 0 {
		return nil, inputErrorf("delta", 0, "The prior number of people in each cell is %v; it must be above 0.", opt.Delta)
	}
	s := newGraphSum(t, opt)
	if err := s.grow(ctx); err != nil {
		return nil, err
	}
	out := s.summarise(opt)
	out.Check = s.check(t, opt.Delta, opt.Seed)
	return out, nil
}

func (s *graphSum) summarise(opt GraphsOptions) *GraphPosterior {
	out := &GraphPosterior{Mean: s.moment / s.total, Beyond: s.beyond, Points: 7 * len(s.blocks)}
	for i := range s.blocks {
		b := &s.blocks[i]
		scale := math.Exp(b.unit - s.unit)
		b.mass *= scale
		for j := range b.nodes {
			b.nodes[j] *= scale
		}
		b.unit = s.unit
		out.Curve = append(out.Curve, Density{Size: s.n + b.first + 3*b.step, Probability: b.nodes[3] / s.total})
	}
	best := 0
	for i, d := range out.Curve {
		if d.Probability > out.Curve[best].Probability {
			best = i
		}
	}
	out.Mode = out.Curve[best].Size
	last := s.blocks[len(s.blocks)-1]
	out.Reached = s.n + last.first + 6*last.step
	out.Median = s.quantile(0.5)
	out.Interval = Interval{Level: opt.Level, Kind: "posterior",
		Lower: s.quantile((1 - opt.Level) / 2), Upper: s.quantile((1 + opt.Level) / 2)}
	for i, g := range s.graphs {
		out.Graphs = append(out.Graphs, GraphWeight{Cliques: g.cliques, Probability: s.mass[i] / s.total})
	}
	for e, pair := range pairs(s.k) {
		w := EdgeWeight{Pair: pair}
		for i, g := range s.graphs {
			if g.edges>>e&1 == 1 {
				w.Probability += s.mass[i] / s.total
			}
		}
		out.Edges = append(out.Edges, w)
	}
	sort.SliceStable(out.Graphs, func(i, j int) bool { return out.Graphs[i].Probability > out.Graphs[j].Probability })
	return out
}

// quantile is the least size at which the posterior distribution reaches p.
func (s *graphSum) quantile(p float64) float64 {
	want := p * s.total
	i := 0
	for ; i < len(s.blocks)-1 && want > s.blocks[i].mass; i++ {
		want -= s.blocks[i].mass
	}
	// Within the block, halve: the lower part again by the rule of seven.
	first, count := s.blocks[i].first, 6*s.blocks[i].step+1
	for count > 7 {
		step := math.Max(1, math.Floor((count/2-1)/6))
		b, _, _ := s.block(first, step)
		if want <= b.mass {
			count = 6*step + 1
			continue
		}
		want -= b.mass
		first += 6*step + 1
		count -= 6*step + 1
	}
	for ; count > 1; count-- {
		s.evaluate(first, s.logs[0])
		sum := 0.0
		for _, v := range s.logs[0] {
			sum += math.Exp(v - s.unit)
		}
		if want -= sum; want <= 0 {
			break
		}
		first++
	}
	return s.n + first
}
