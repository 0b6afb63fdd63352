package mse

import (
	"math"
	"math/rand/v2"
)

const graphDraws = 2000

// check draws tables from the posterior and compares them with the data. A size
// and a graph are drawn from the grid; given them, each list in the order of the
// graph has, for each pattern of the lists it depends on, a probability whose
// posterior is a beta distribution (the hyper-Dirichlet law is directed Markov,
// Dawid and Lauritzen 1993, Annals of Statistics 21:1272-1317).
func (s *graphSum) check(t *Table, delta float64, seed uint64) *GoodnessOfFit {
	p := newPredictive(t)
	r := newRandom(seed, 1<<44)
	complete := append([]float64(nil), p.y...)
	means := make([]float64, len(p.y))
	for range graphDraws {
		dark := s.drawSize(r)
		complete[0] = dark
		s.graphs[s.drawGraph(r, dark)].draw(r, s.k, complete, delta, means)
		seen := math.Max(1-means[0], 1e-12)
		for c := range means {
			means[c] *= s.n / seen
		}
		p.add(r, means)
	}
	g := p.result(nil)
	g.Seed = seed
	return g
}

// drawSize draws the number unseen: a block by its mass, then one of its nodes.
func (s *graphSum) drawSize(r *rand.Rand) float64 {
	u := r.Float64() * s.total
	i := 0
	for ; i < len(s.blocks)-1 && u > s.blocks[i].mass; i++ {
		u -= s.blocks[i].mass
	}
	b := &s.blocks[i]
	rule := s.lattice.rule(b.step)
	v := r.Float64() * b.mass
	for j, w := range rule.seven {
		if v -= w * b.nodes[j]; v <= 0 {
			return b.first + float64(j)*b.step
		}
	}
	return b.first + 6*b.step
}

func (s *graphSum) drawGraph(r *rand.Rand, dark float64) int {
	logs := s.logs[0]
	s.evaluate(dark, logs)
	top := math.Inf(-1)
	for _, v := range logs {
		top = math.Max(top, v)
	}
	sum := 0.0
	for i, v := range logs {
		logs[i] = math.Exp(v - top)
		sum += logs[i]
	}
	u := r.Float64() * sum
	for i, v := range logs {
		if u -= v; u <= 0 {
			return i
		}
	}
	return len(logs) - 1
}

// draw fills p with probabilities of all patterns drawn from the posterior given
// the complete table.
func (g *graph) draw(r *rand.Rand, k int, complete []float64, delta float64, p []float64) {
	for c := range p {
		p[c] = 1
	}
	in, out := make([]float64, len(p)), make([]float64, len(p))
	for i, v := range g.order {
		before := g.before[i]
		clear(in)
		clear(out)
		for c, y := range complete {
			if Pattern(c).Has(v) {
				in[Pattern(c)&before] += y
			} else {
				out[Pattern(c)&before] += y
			}
		}
		prior := delta * math.Pow(2, float64(k-before.Size()-1))
		for b := before; ; b = (b - 1) & before {
			in[b] = betaDraw(r, in[b]+prior, out[b]+prior)
			if b == 0 {
				break
			}
		}
		for c := range p {
			if q := in[Pattern(c)&before]; Pattern(c).Has(v) {
				p[c] *= q
			} else {
				p[c] *= 1 - q
			}
		}
	}
}
