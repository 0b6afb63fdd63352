package bench

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// guide is what there is to look for in a population.
type guide struct {
	rare, common, pairs, commonPairs, references, phones, cases []string
}

// guided is how many different things of a kind are looked for.
const guided = 500

// rarest is how few people carry a rare name at least: as many as a page of
// results shows, or the larger population would be asked for longer pages.
const rarest = 20

func newGuide(seed uint64, originals []original, copies []copied) *guide {
	g := &guide{}
	random := rand.New(rand.NewPCG(seed, 0))
	counts := map[string]int{}
	for _, c := range copies {
		for _, t := range c.tokens() {
			if t.Kind == "name" {
				counts[t.Text]++
			}
		}
	}
	var single, paired []string
	for text := range counts {
		if strings.Contains(text, "|") {
			paired = append(paired, text)
		} else {
			single = append(single, text)
		}
	}
	byCount := func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	}
	slices.SortFunc(single, byCount)
	slices.SortFunc(paired, byCount)
	g.common = single[:min(20, len(single))]
	carried := slices.IndexFunc(single, func(name string) bool { return counts[name] < rarest })
	if carried < 1 { // a population too small for such names
		carried = len(single)
	}
	g.rare = single[max(0, carried-guided):carried]
	g.commonPairs = spoken(paired[:min(20, len(paired))])
	g.pairs = spoken(paired[max(0, len(paired)-guided):]) // which nobody else has, or as few as may be
	for range guided {
		c := copies[random.IntN(len(copies))]
		g.references = append(g.references, c.reference)
		g.phones = append(g.phones, "+"+c.phone())
		if c.whole {
			g.cases = append(g.cases, string(c.id))
		}
	}
	for _, o := range originals[:min(guided/10, len(originals))] {
		g.cases = append(g.cases, string(o.id))
	}
	return g
}

// spoken are pairs of names as somebody types them.
func spoken(pairs []string) []string {
	typed := make([]string, len(pairs))
	for i, pair := range pairs {
		typed[i] = strings.Replace(pair, "|", " ", 1)
	}
	return typed
}
