package linkage

import "github.com/havenward/havenward/linkage/name"

// maxParts is the most parts of a name that take part in a comparison.
const maxParts = name.MaxTokens

// personName is a name read into parts: the first families parts are family
// names, the rest given names in the order written.
type personName struct {
	parts    [maxParts]uint32
	count    uint8
	families uint8
}

func (n *personName) family() []uint32 { return n.parts[:n.families] }
func (n *personName) given() []uint32  { return n.parts[n.families:n.count] }

// roleCounts count, for each token, how often recorders put it in the column
// of family names and in that of given names.
type roleCounts struct {
	family, given []uint32
	families      uint64
	givens        uint64
}

func (c *roleCounts) add(family, given []uint32) {
	for _, id := range family {
		c.family = grown(c.family, id)
		c.family[id]++
	}
	for _, id := range given {
		c.given = grown(c.given, id)
		c.given[id]++
	}
	c.families += uint64(len(family))
	c.givens += uint64(len(given))
}

func grown(counts []uint32, id uint32) []uint32 {
	for int(id) >= len(counts) {
		counts = append(counts, make([]uint32, max(1024, len(counts)))...)
	}
	return counts
}

// leaning is the odds that a token is a family name rather than a given name.
func (c *roleCounts) leaning(id uint32) float64 {
	const prior = 0.5
	var f, g float64
	if int(id) < len(c.family) {
		f = float64(c.family[id])
	}
	if int(id) < len(c.given) {
		g = float64(c.given[id])
	}
	return (f + prior) / (g + prior) * (float64(c.givens) + 1) / (float64(c.families) + 1)
}

// read decides which parts are family and which given names. The recorder's
// split is one reading; the columns exchanged, the first part as family name
// (Vietnamese, Chinese, Hungarian order) and the last part are others. A
// reading other than the recorder's is taken where the roles the parts have
// elsewhere make it clearly likelier.
func (c *roleCounts) read(family, given []uint32) personName {
	var n personName
	if len(family)+len(given) > maxParts {
		given = given[:max(0, maxParts-len(family))]
		family = family[:min(len(family), maxParts)]
	}
	n.set(family, given)
	if c == nil || n.count < 2 {
		return n
	}
	// Splitting one part off in front or behind keeps the order of the rest.
	var all [maxParts]uint32
	written := append(append(all[:0], given...), family...)
	best, bestScore := n, c.score(family, given)*recorderTrust
	try := func(f, g []uint32) {
		if score := c.score(f, g); score > bestScore {
			var reading personName
			reading.set(f, g)
			best, bestScore = reading, score
		}
	}
	if len(family) > 0 && len(given) > 0 {
		try(given, family)
	}
	if len(written) > 2 {
		try(written[:1], written[1:])
		last := len(written) - 1
		try(written[last:], written[:last])
	}
	return best
}

// recorderTrust is how much likelier than another reading the recorder's own
// is before the parts are looked at.
const recorderTrust = 3

func (n *personName) set(family, given []uint32) {
	n.count, n.families = 0, 0
	for _, id := range family {
		n.parts[n.count] = id
		n.count++
	}
	n.families = n.count
	for _, id := range given {
		n.parts[n.count] = id
		n.count++
	}
}

func (c *roleCounts) score(family, given []uint32) float64 {
	score := 1.0
	for _, id := range family {
		score *= c.leaning(id)
	}
	if len(family) > 1 {
		score *= 0.05 // most people have one family name
	}
	return score
}
