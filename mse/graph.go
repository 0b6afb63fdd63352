package mse

import "math/bits"

// graph is a decomposable (chordal) graph over the lists, as its cliques and the
// exponents of the factorisation: the probability of a pattern is the product of
// the marginal probabilities of the sets, each to its exponent, positive for
// cliques and negative for separators.
type graph struct {
	edges     uint64 // bit string over pairs
	cliques   []Pattern
	sets      []Pattern
	exponents []float64
	order     []int     // the lists, each after those it depends on
	before    []Pattern // those, for each list of order
}

// decomposableGraphs returns all labelled chordal graphs of k vertices: 8, 61, 822
// and 18,154 for 3 to 6.
func decomposableGraphs(k int) []graph {
	var out []graph
	edges := pairs(k)
	for g := range uint64(1) << len(edges) {
		var adjacent [MaxLists]Pattern
		for i, e := range edges {
			if g>>i&1 == 1 {
				a := bits.TrailingZeros32(uint32(e))
				b := 31 - bits.LeadingZeros32(uint32(e))
				adjacent[a] |= 1 << b
				adjacent[b] |= 1 << a
			}
		}
		if d, ok := decompose(k, adjacent[:k]); ok {
			d.edges = g
			out = append(out, d)
		}
	}
	return out
}

// decompose orders the vertices by maximum cardinality search. The graph is
// chordal if and only if the neighbours before each vertex are all adjacent
// (Tarjan and Yannakakis 1984); the joint distribution is then the product of the
// conditional distributions of each vertex given those neighbours.
func decompose(k int, adjacent []Pattern) (graph, bool) {
	exponent := map[Pattern]int{}
	var done Pattern
	var families []Pattern
	g := graph{}
	for range k {
		best, at := -1, 0
		for v := range k {
			if n := (adjacent[v] & done).Size(); !done.Has(v) && n > best {
				best, at = n, v
			}
		}
		before := adjacent[at] & done
		for u := range k {
			if before.Has(u) && !(adjacent[u] | 1<<u).Contains(before) {
				return graph{}, false
			}
		}
		exponent[before|1<<at]++
		exponent[before]--
		families = append(families, before|1<<at)
		g.order, g.before = append(g.order, at), append(g.before, before)
		done |= 1 << at
	}
	for _, f := range families {
		maximal := true
		for _, o := range families {
			maximal = maximal && (f == o || !o.Contains(f))
		}
		if maximal {
			g.cliques = append(g.cliques, f)
		}
	}
	sortPatterns(g.cliques)
	for s := Pattern(1); s < 1<<k; s++ { // the empty set has probability 1
		if e := exponent[s]; e != 0 {
			g.sets = append(g.sets, s)
			g.exponents = append(g.exponents, float64(e))
		}
	}
	return g, true
}
