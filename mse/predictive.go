package mse

import (
	"math"
	"math/rand/v2"
)

// predictive gathers how tables drawn from a model compare with the data.
type predictive struct {
	k               int
	y, sup          []float64 // the data and its superset sums
	cells, overlaps []Residual
	worse           float64 // draws that fit worse than the data
	draws           float64
	drawn           []float64
	mean            []float64 // of the expected numbers
}

func newPredictive(t *Table) *predictive {
	c := 1 << t.K()
	p := &predictive{k: t.K(), y: make([]float64, c), sup: make([]float64, c), drawn: make([]float64, c), mean: make([]float64, c)}
	for i, n := range t.counts {
		p.y[i], p.sup[i] = float64(n), float64(n)
	}
	supersetSums(p.sup, p.k)
	for i := 1; i < c; i++ {
		p.cells = append(p.cells, Residual{Lists: Pattern(i), Observed: int64(p.y[i])})
	}
	for _, a := range pairs(p.k) {
		p.overlaps = append(p.overlaps, Residual{Lists: a, Observed: int64(p.sup[a])})
	}
	return p
}

// add draws one table with the given means, one Poisson count a cell, and compares
// it. The distance of a table from the means is sum (sqrt(y) - sqrt(mu))^2.
func (p *predictive) add(r *rand.Rand, means []float64) {
	p.draws++
	distance := 0.0
	p.drawn[0] = 0
	for c := 1; c < len(means); c++ {
		p.mean[c] += means[c]
		p.drawn[c] = float64(poisson(r, means[c]))
		s := math.Sqrt(means[c])
		distance += square(math.Sqrt(p.drawn[c])-s) - square(math.Sqrt(p.y[c])-s)
	}
	p.worse += share(distance, 0)
	for i := range p.cells {
		p.cells[i].Predicted += share(p.drawn[p.cells[i].Lists], p.y[p.cells[i].Lists])
	}
	supersetSums(p.drawn, p.k)
	for i := range p.overlaps {
		p.overlaps[i].Predicted += share(p.drawn[p.overlaps[i].Lists], p.sup[p.overlaps[i].Lists])
	}
}

// result turns counts into shares, and writes the expected numbers: those given,
// or the mean of those drawn from.
func (p *predictive) result(expected []float64) *GoodnessOfFit {
	if expected == nil {
		expected = p.mean
		for c := range expected {
			expected[c] /= p.draws
		}
	}
	sums := append([]float64(nil), expected...)
	sums[0] = 0
	supersetSums(sums, p.k)
	fill := func(rs []Residual, mu []float64) {
		for i := range rs {
			rs[i].Predicted /= p.draws
			rs[i].Expected = mu[rs[i].Lists]
			if rs[i].Expected > 0 {
				rs[i].Pearson = (float64(rs[i].Observed) - rs[i].Expected) / math.Sqrt(rs[i].Expected)
			}
		}
	}
	fill(p.cells, expected)
	fill(p.overlaps, sums)
	return &GoodnessOfFit{PredictedP: p.worse / p.draws, Cells: p.cells, Overlaps: p.overlaps, Draws: int(p.draws)}
}

func square(x float64) float64 { return x * x }

// share is 1 if x is above y, one half if they are equal.
func share(x, y float64) float64 {
	switch {
	case x > y:
		return 1
	case x == y:
		return 0.5
	}
	return 0
}

// predictFrom runs converged chains on and draws a table now and then.
func predictFrom(t *Table, chains []chain, seed uint64) *GoodnessOfFit {
	const each, apart = predictiveDraws / 4, 20
	p := newPredictive(t)
	r := newRandom(seed, 1<<43)
	means := make([]float64, len(p.y))
	for _, c := range chains {
		for range each {
			for range apart {
				c.step()
			}
			c.expected(means)
			p.add(r, means)
		}
	}
	g := p.result(nil)
	g.Seed = seed
	return g
}
