package mse

import (
	"math/bits"
	"sort"
)

// MaxLists is the greatest number of lists a [Table] may have.
const MaxLists = 16

// Pattern is a set of lists: bit i stands for list i of a [Table]. It serves both
// as a capture pattern (the lists that hold a person) and as a term of a model
// (the lists that interact).
type Pattern uint32

// Size is the number of lists in the set.
func (p Pattern) Size() int { return bits.OnesCount32(uint32(p)) }

// Has reports whether list i is in the set.
func (p Pattern) Has(i int) bool { return p>>i&1 == 1 }

// Contains reports whether every list of q is in p.
func (p Pattern) Contains(q Pattern) bool { return p&q == q }

// pairs returns all sets of two of k lists, in the order (0,1), (0,2), ..., (1,2), ...
func pairs(k int) []Pattern {
	var out []Pattern
	for i := range k {
		for j := i + 1; j < k; j++ {
			out = append(out, Pattern(1)<<i|Pattern(1)<<j)
		}
	}
	return out
}

// lexBefore orders sets of lists by size and then as sorted sequences of list
// numbers, so that 12 comes before 13 and 13 before 23.
func lexBefore(a, b Pattern) bool {
	if a.Size() != b.Size() {
		return a.Size() < b.Size()
	}
	// The first list in which they differ decides: the set that has it comes first.
	diff := a ^ b
	low := diff & -diff
	return diff != 0 && a&low != 0
}

func sortPatterns(ps []Pattern) {
	sort.Slice(ps, func(i, j int) bool { return lexBefore(ps[i], ps[j]) })
}

// Model is a hierarchical log-linear model. All main effects belong to every
// model; a Model holds the interactions, sets of two or more lists, and with each
// of them all its subsets of two or more. The zero Model is independence.
type Model struct {
	terms []Pattern // closed downward, in lexBefore order, no duplicates
}

// NewModel returns the smallest hierarchical model that holds the given
// interactions. Sets of fewer than two lists are in every model and are ignored.
func NewModel(interactions ...Pattern) Model {
	seen := map[Pattern]bool{}
	for _, g := range interactions {
		for s := g; s > 0; s = (s - 1) & g {
			if s.Size() >= 2 {
				seen[s] = true
			}
		}
	}
	m := Model{}
	for s := range seen {
		m.terms = append(m.terms, s)
	}
	sortPatterns(m.terms)
	return m
}

// Terms returns every interaction of the model: pairs first, then triples, and so on.
func (m Model) Terms() []Pattern { return append([]Pattern(nil), m.terms...) }

// within reports whether every interaction is one of k lists.
func (m Model) within(k int) bool {
	for _, a := range m.terms {
		if a>>k != 0 {
			return false
		}
	}
	return true
}

// Order is the size of the largest interaction, 1 for independence.
func (m Model) Order() int {
	if len(m.terms) == 0 {
		return 1
	}
	return m.terms[len(m.terms)-1].Size()
}

// Generators returns the maximal sets of the model among k lists, main effects
// that are in no interaction included: the usual name of the model.
func (m Model) Generators(k int) []Pattern {
	all := m.Terms()
	for i := range k {
		all = append(all, Pattern(1)<<i)
	}
	var out []Pattern
	for _, a := range all {
		maximal := true
		for _, b := range all {
			if a != b && b.Contains(a) {
				maximal = false
				break
			}
		}
		if maximal {
			out = append(out, a)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Size() != out[j].Size() {
			return out[i].Size() > out[j].Size()
		}
		return lexBefore(out[i], out[j])
	})
	return out
}
