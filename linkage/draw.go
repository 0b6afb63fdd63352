package linkage

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
)

// Pattern is a number of people who are in the same sources and in no others.
type Pattern struct {
	Sources []string `json:"sources"` // in alphabetical order
	People  int      `json:"people"`
}

// Draw is one way in which the records may belong to people, as likely as the
// probabilities say: how many people are in which sources.
type Draw struct {
	Patterns []Pattern `json:"patterns"`
	People   int       `json:"people"`
}

// Draws draws, n times, who is who, and counts in which sources the people of
// each draw are: what an estimate from lists needs, with the uncertainty of the
// links in how the draws differ. column says where a record came from. The same
// seed gives the same draws.
//
// In each draw a pair is a link with its own probability. Links are taken in
// order, the likeliest first, and one that would join two groups whose records
// are on the whole not alike is left out, so that chance links make no chains.
// Pairs that blocking is expected to miss are not drawn: see Unseen.
func (r *Result) Draws(column string, n int, seed uint64) []Draw {
	i := r.Table.Column(column)
	if i < 0 {
		return nil
	}
	draws := make([]Draw, n)
	for k, people := range r.DrawPeople(n, seed) {
		draws[k] = r.count(i, people)
	}
	return draws
}

// DrawPeople draws, n times, who is who as Draws does, and gives for each draw
// the person of each record: the number of one of that person's records.
func (r *Result) DrawPeople(n int, seed uint64) [][]uint32 {
	pairs := slices.Clone(r.Pairs)
	slices.SortFunc(pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Left, b.Left), cmp.Compare(a.Right, b.Right))
	})
	known := make(map[[2]uint32]float64, len(pairs))
	for _, p := range pairs {
		known[[2]uint32{p.Left, p.Right}] = p.Probability()
	}
	draws := make([][]uint32, n)
	forEach(n, func(k int) {
		draws[k] = drawPeople(r.Table.Len(), pairs, known, rand.New(rand.NewPCG(seed, uint64(k))))
	})
	return draws
}

// Unseen is the share of pairs of one person that blocking is expected to miss.
func (r *Result) Unseen() float64 { return r.linker.unseen }

// leastAlike is the mean probability between two groups below which a drawn link
// does not join them.
const leastAlike = 0.25

func drawPeople(records int, pairs []Pair, known map[[2]uint32]float64, random *rand.Rand) []uint32 {
	group := make([]uint32, records)
	members := make(map[uint32][]uint32)
	for i := range group {
		group[i] = uint32(i)
	}
	of := func(g uint32) []uint32 {
		if list := members[g]; list != nil {
			return list
		}
		return []uint32{g}
	}
	for _, p := range pairs {
		linked := random.Float64() < p.Probability()
		a, b := group[p.Left], group[p.Right]
		if !linked || a == b {
			continue
		}
		left, right := of(a), of(b)
		sum := 0.0
		for _, x := range left {
			for _, y := range right {
				sum += known[[2]uint32{min(x, y), max(x, y)}]
			}
		}
		if len(left)*len(right) > 1 && sum < leastAlike*float64(len(left)*len(right)) {
			continue
		}
		joined := append(slices.Clone(left), right...)
		for _, x := range right {
			group[x] = a
		}
		members[a] = joined
		delete(members, b)
	}
	return group
}

// count counts in which sources the people of a draw are.
func (r *Result) count(column int, people []uint32) Draw {
	cells, values := r.Table.columns[column].cells, r.Table.columns[column].values
	sources := make(map[uint32][]string)
	for record, person := range people {
		if source := values.text(cells[record]); source != "" && !slices.Contains(sources[person], source) {
			sources[person] = append(sources[person], source)
		} else if sources[person] == nil {
			sources[person] = []string{}
		}
	}
	counts := make(map[string]*Pattern)
	for _, list := range sources {
		slices.Sort(list)
		key := strings.Join(list, unitSeparator)
		if counts[key] == nil {
			counts[key] = &Pattern{Sources: list}
		}
		counts[key].People++
	}
	d := Draw{People: len(sources)}
	for _, key := range sortedKeys(counts) {
		d.Patterns = append(d.Patterns, *counts[key])
	}
	return d
}
