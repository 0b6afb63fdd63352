package linkage

import (
	"cmp"
	"math"
	"slices"
)

// Overlap estimates how many people two sources both know.
type Overlap struct {
	A string `json:"a"`
	B string `json:"b"`
	// People is the expected number of people with records in both, from the
	// probabilities of all pairs and with the pairs that blocking cannot find
	// allowed for.
	People float64 `json:"people"`
	// Deviation is the standard deviation of People: what the pairs of doubtful
	// probability, and those that blocking cannot find, leave open.
	Deviation float64 `json:"deviation"`
	// Clusters is the number of clusters with records in both.
	Clusters int `json:"clusters"`
	// True is how many there are, where the truth is known: see TrueOverlaps.
	True *int `json:"true,omitempty"`
}

// TrueOverlaps fills in how many people are in both sources of each overlap,
// from the truth as Evaluate takes it, and returns the sums of what was estimated
// and of what is true.
func (r *Result) TrueOverlaps(overlaps []Overlap, column string, truth func(record int) string) (estimated, actual float64) {
	i := r.Table.Column(column)
	if i < 0 {
		return 0, 0
	}
	sources := make(map[string][]string)
	for record := range r.Table.Len() {
		who, source := truth(record), r.Table.Cell(record, i)
		if who != "" && source != "" && !slices.Contains(sources[who], source) {
			sources[who] = append(sources[who], source)
		}
	}
	known := make(map[[2]string]int)
	for _, list := range sources {
		for _, a := range list {
			for _, b := range list {
				known[[2]string{a, b}]++
			}
		}
	}
	for k := range overlaps {
		o := &overlaps[k]
		both := known[[2]string{o.A, o.B}]
		o.True = &both
		estimated, actual = estimated+o.People, actual+float64(both)
	}
	return estimated, actual
}

// ExpectedPairs is the number of pairs of one person that the table is expected
// to hold, those not found included.
func (r *Result) ExpectedPairs() float64 {
	return r.linker.expected
}

// Overlaps counts, for each two values of a column that says where a record
// came from, the people known to both, without choosing a threshold: each pair
// counts with its probability, divided by the number of pairs that its person
// is expected to have between the two sources.
func (r *Result) Overlaps(column string) []Overlap {
	i := r.Table.Column(column)
	if i < 0 {
		return nil
	}
	cells := r.Table.columns[i].cells
	// mates[record][source] is the expected number of records of the same person
	// in a source, the record itself included.
	mates := make([]map[uint32]float64, r.Table.Len())
	at := func(record, source uint32) float64 {
		if mates[record] == nil {
			mates[record] = map[uint32]float64{cells[record]: 1}
		}
		return mates[record][source]
	}
	found := 0.0
	for _, p := range r.Pairs {
		probability := p.Probability()
		found += probability
		at(p.Left, 0)
		at(p.Right, 0)
		mates[p.Left][cells[p.Right]] += probability
		mates[p.Right][cells[p.Left]] += probability
	}
	missed := max(1, r.ExpectedPairs()/max(found, 1e-9))
	type both struct{ a, b uint32 }
	people, open := make(map[both]float64), make(map[both]float64)
	for _, p := range r.Pairs {
		a, b := cells[p.Left], cells[p.Right]
		if a == b || a == 0 || b == 0 {
			continue
		}
		left, right := p.Left, p.Right
		if a > b {
			a, b, left, right = b, a, right, left
		}
		// The person has about as many records in a as left has mates there, and in
		// b as right has.
		probability, pairs := p.Probability(), max(1, at(left, a))*max(1, at(right, b))
		people[both{a, b}] += probability / pairs
		// The pairs of one person fall together, so each stands for a part of the
		// doubt about that person.
		open[both{a, b}] += probability * (1 - probability) / pairs
	}
	clusters := r.clusterOverlaps(cells)
	var out []Overlap
	values := r.Table.columns[i].values
	for pair, expected := range people {
		out = append(out, Overlap{
			A: values.text(pair.a), B: values.text(pair.b), People: expected * missed,
			// Of the people who are not found it is only known how many to expect.
			Deviation: math.Sqrt(open[pair]*missed*missed + expected*(missed-1)),
			Clusters:  clusters[[2]uint32{pair.a, pair.b}],
		})
	}
	slices.SortFunc(out, func(x, y Overlap) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return out
}

func (r *Result) clusterOverlaps(cells []uint32) map[[2]uint32]int {
	sources := make(map[uint32][]uint32)
	for record, cluster := range r.Clusters.Of {
		if s := cells[record]; s != 0 && !contains(sources[cluster], s) {
			sources[cluster] = append(sources[cluster], s)
		}
	}
	counts := make(map[[2]uint32]int)
	for _, list := range sources {
		for i, a := range list {
			for _, b := range list[i+1:] {
				counts[[2]uint32{min(a, b), max(a, b)}]++
			}
		}
	}
	return counts
}
