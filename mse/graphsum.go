package mse

import (
	"context"
	"fmt"
	"math"
)

// graphSum adds up the posterior over sizes and graphs.
type graphSum struct {
	k        int
	graphs   []graph
	n        float64
	delta    float64   // of all cells together
	shift    []float64 // by set: people on none of its lists, plus prior
	constant []float64 // by graph: what does not depend on N
	lattice  lattice

	component []float64    // by set, at one size
	logs      [7][]float64 // by node and graph
	mass      []float64    // by graph, in units of exp(unit)
	total     float64
	moment    float64 // sum of N times the mass
	unit      float64
	blocks    []block
	progress  func(done, total float64)
	beyond    float64
}

// block is a run of 6 step + 1 sizes, from first.
type block struct {
	first, step float64
	mass        float64 // in units of exp(unit) of the end
	nodes       [7]float64
	unit        float64
}

func newGraphSum(t *Table, opt GraphsOptions) *graphSum {
	k := t.K()
	s := &graphSum{k: k, graphs: decomposableGraphs(k), n: float64(t.N()), delta: opt.Delta * float64(int(1)<<k), unit: math.Inf(-1), progress: opt.Progress}
	s.shift = make([]float64, 1<<k)
	setConstant := make([]float64, 1<<k)
	for set := Pattern(1); set < 1<<k; set++ {
		prior := opt.Delta * math.Pow(2, float64(k-set.Size()))
		margin := map[Pattern]float64{}
		for c, y := range t.counts {
			margin[Pattern(c)&set] += float64(y)
		}
		s.shift[set] = margin[0] + prior
		v := logGamma(s.delta) - logGamma(prior)*math.Pow(2, float64(set.Size()))
		for cell := set; cell > 0; cell = (cell - 1) & set {
			v += logGamma(margin[cell] + prior)
		}
		setConstant[set] = v
	}
	s.constant = make([]float64, len(s.graphs))
	for i, g := range s.graphs {
		for j, set := range g.sets {
			s.constant[i] += g.exponents[j] * setConstant[set]
		}
	}
	s.component = make([]float64, 1<<k)
	s.mass = make([]float64, len(s.graphs))
	for i := range s.logs {
		s.logs[i] = make([]float64, len(s.graphs))
	}
	return s
}

// evaluate fills out with the log posterior, not normalised, of each graph with
// dark people unseen. The factor (N-n)! and each Gamma are taken relative to
// Gamma(dark + 1).
func (s *graphSum) evaluate(dark float64, out []float64) {
	all := logGammaRise(dark, s.n+s.delta)
	for set := 1; set < len(s.component); set++ {
		s.component[set] = logGammaRise(dark, s.shift[set]) - all
	}
	common := logGammaRise(dark, s.n+1) - math.Log(s.n+dark)
	for i := range s.graphs {
		g := &s.graphs[i]
		v := common + s.constant[i]
		for j, set := range g.sets {
			v += g.exponents[j] * s.component[set]
		}
		out[i] = v
	}
}

// grow adds blocks until what is left beyond them does not matter.
func (s *graphSum) grow(ctx context.Context) error {
	first, step := 0.0, 1.0
	for first < largestGrid {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, sums, wrong := s.block(first, step)
		if wrong > 1e-7*b.mass+1e-12*s.total && step > 1 {
			step /= 2
			continue
		}
		for i, m := range sums {
			s.mass[i] += m
		}
		s.total += b.mass
		s.moment += b.mass * (s.n + first + 3*step)
		s.blocks = append(s.blocks, b)
		first += 6*step + 1
		// Run lengths stay a small part of the size, so that no peak as wide as
		// sampling error allows can fall between two nodes.
		longest := 0.01 * (s.n + first)
		if first > 100*s.n {
			longest = 0.1 * first
		}
		if wrong < 1e-9*b.mass+1e-14*s.total && 12*step <= longest {
			step *= 2
		}
		s.beyond = s.tail(b)
		if first > 1000*(s.n+1) && s.beyond < beyondGoal {
			return nil
		}
		if s.progress != nil && len(s.blocks)%64 == 0 {
			s.progress(math.Log(first), math.Log(1000*(s.n+1)))
		}
	}
	if s.beyond < 1e-3 {
		return nil
	}
	return &NoEstimateError{Reason: GridExhausted, Text: fmt.Sprintf(
		"The posterior does not end: %.2g of it lies beyond %.0e people. The lists overlap too little for this method.", s.beyond, largestGrid)}
}

// block evaluates one run of sizes: its mass, the mass of each graph, and how far
// the two rules differ, added over graphs. It moves the unit if the values outgrow it.
func (s *graphSum) block(first, step float64) (block, []float64, float64) {
	rule := s.lattice.rule(step)
	top := math.Inf(-1)
	for j := range s.logs {
		s.evaluate(first+float64(j)*step, s.logs[j])
		for _, v := range s.logs[j] {
			top = math.Max(top, v)
		}
	}
	if top > s.unit+20 {
		old := math.Exp(s.unit - top)
		s.total *= old
		s.moment *= old
		for i := range s.mass {
			s.mass[i] *= old
		}
		s.unit = top
	}
	b := block{first: first, step: step, unit: s.unit}
	sums := make([]float64, len(s.graphs))
	wrong := 0.0
	for i := range s.graphs {
		if s.logs[0][i] < s.unit-80 && s.logs[3][i] < s.unit-80 && s.logs[6][i] < s.unit-80 {
			continue
		}
		seven, five := 0.0, 0.0
		for j := range s.logs {
			v := math.Exp(s.logs[j][i] - s.unit)
			b.nodes[j] += v
			seven += rule.seven[j] * v
			five += rule.five[j] * v
		}
		sums[i] = seven
		b.mass += seven
		wrong += math.Abs(seven - five)
	}
	return b, sums, wrong
}

// tail estimates the share of the posterior beyond a block from how fast the
// density falls there as a power of the size.
func (s *graphSum) tail(b block) float64 {
	n0, n6 := s.n+b.first, s.n+b.first+6*b.step
	if b.nodes[6] <= 0 || b.nodes[0] <= 0 {
		return 0
	}
	power := math.Log(b.nodes[6]/b.nodes[0]) / math.Log(n6/n0)
	if power >= -1 {
		return 1
	}
	return b.nodes[6] * n6 / (-power - 1) / s.total
}
