package mse

import (
	"fmt"
	"math/bits"
)

// family is the set of hierarchical models of k lists with interactions of up to
// a given order. A model is a bit string over the possible interactions, ordered
// by size; every model is reached exactly once by adding interactions in that
// order, each after all its subsets.
type family struct {
	k, order int
	terms    []Pattern
	facets   []uint64 // for each interaction, those it needs: its subsets with one list less
	pairs    int      // the first so many interactions are pairs
	triples  int      // and the next so many triples
}

// Families larger than a machine can walk through in hours are refused: pairs of
// more than eight lists, triples of more than six.
const (
	mostListsPairs   = 8
	mostListsTriples = 6
)

func newFamily(k, order int) (*family, error) {
	order = min(order, k-1) // the interaction of all lists cannot be told from the dark figure
	if k > mostListsPairs || order > 2 && k > mostListsTriples {
		return nil, &NoEstimateError{Reason: TooManyLists, Text: fmt.Sprintf("There are too many hierarchical models of order %d for %d lists. "+
			"Pairs can be searched for up to %d lists, larger interactions for up to %d: lower the order, or omit or merge lists.", order, k, mostListsPairs, mostListsTriples)}
	}
	fam := &family{k: k, order: order}
	for c := Pattern(0); c < 1<<k; c++ {
		if c.Size() >= 2 && c.Size() <= order {
			fam.terms = append(fam.terms, c)
		}
	}
	sortPatterns(fam.terms)
	index := map[Pattern]int{}
	for i, a := range fam.terms {
		index[a] = i
		switch a.Size() {
		case 2:
			fam.pairs++
		case 3:
			fam.triples++
		}
	}
	fam.facets = make([]uint64, len(fam.terms))
	for i, a := range fam.terms {
		for bit := Pattern(1); bit <= a; bit <<= 1 {
			if j, ok := index[a&^bit]; ok && a&bit != 0 {
				fam.facets[i] |= 1 << j
			}
		}
	}
	return fam, nil
}

// allowed reports whether interaction i can be added to the model.
func (fam *family) allowed(model uint64, i int) bool {
	return model&fam.facets[i] == fam.facets[i]
}

func (fam *family) model(bitset uint64) Model {
	m := Model{}
	for s := bitset; s != 0; s &= s - 1 {
		m.terms = append(m.terms, fam.terms[bits.TrailingZeros64(s)])
	}
	return m
}

// part is a piece of the family: all models whose first interactions are fixed.
// The split depends on the family alone, never on the number of workers, so that
// sums over models come out the same to the last digit.
type part struct {
	first, last uint64 // graphs first <= g < last, bit strings over the pairs
	triples     uint64 // fixed triples
	next        int    // the first interaction that is free
}

const (
	freeTriples    = 10 // a part has at most 2^10 choices of triples
	graphsTogether = 32 // graphs with few triples that go into one part
)

// split returns the parts in order.
func (fam *family) split() []part {
	var out []part
	total := uint64(1) << fam.pairs
	run := uint64(0) // graphs since the last part
	flush := func(end uint64) {
		for ; run < end; run += graphsTogether {
			out = append(out, part{first: run, last: min(run+graphsTogether, end), next: fam.pairs})
		}
		run = end
	}
	for g := range total {
		fixed, next := fam.fixedTriples(g)
		if len(fixed) == 0 {
			continue
		}
		flush(g)
		for choice := range uint64(1) << len(fixed) {
			p := part{first: g, last: g + 1, next: next}
			for i, t := range fixed {
				if choice>>i&1 == 1 {
					p.triples |= 1 << t
				}
			}
			out = append(out, p)
		}
		run = g + 1
	}
	flush(total)
	return out
}

// fixedTriples returns the triples of graph g beyond the last freeTriples, and
// the interaction after them.
func (fam *family) fixedTriples(g uint64) ([]int, int) {
	var possible []int
	for i := fam.pairs; i < fam.pairs+fam.triples; i++ {
		if fam.allowed(g, i) {
			possible = append(possible, i)
		}
	}
	if len(possible) <= freeTriples {
		return nil, fam.pairs
	}
	fixed := possible[:len(possible)-freeTriples]
	return fixed, fixed[len(fixed)-1] + 1
}

// CountModels returns how many hierarchical models of k lists have interactions of
// up to the given order, all main effects included and the interaction of all k
// lists excluded. It counts them one by one.
//
// Source: Silverman, Chan and Vincent (2024), who count the same families. The
// error is a [*NoEstimateError] with reason TooManyLists if the family is too
// large to be walked.
func CountModels(k, order int) (int64, error) {
	fam, err := newFamily(k, order)
	if err != nil {
		return 0, err
	}
	var count func(model uint64, next int) int64
	count = func(model uint64, next int) int64 {
		n := int64(1)
		for i := next; i < len(fam.terms); i++ {
			if fam.allowed(model, i) {
				n += count(model|1<<i, i+1)
			}
		}
		return n
	}
	return count(0, 0), nil
}
