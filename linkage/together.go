package linkage

import "math"

// Some parts of names go together more often than chance and nationality would
// have it (Minh Anh, Maria Elena, Muhammad Khan): two that agree are then little
// more than one agreement. together holds by how much the chance of both is
// above the product of their chances, for pairs of parts where it matters.
type together map[[2]uint32]float32

const (
	togetherPersons = 3.0 // people who must have both parts
	togetherRatio   = 1.3 // times above chance
	togetherParts   = 5   // parts of a name that form pairs
)

func pairKey(a, b uint32) [2]uint32 { return [2]uint32{min(a, b), max(a, b)} }

// countTogether counts pairs of parts in names.
func (f *nameFrequency) countTogether(n *names, rows []uint32, width int, weights []float32) together {
	counts := make(map[[2]uint32]float64)
	total := 0.0
	// Rare parts have no company that could be told from chance; in a large table
	// most parts are rare.
	records := float64(len(rows) / width)
	most := math.Max(3, records/20_000) / math.Max(3, records)
	common := func(token uint32) bool {
		at := int(token) * f.groups
		return float64(max(f.family[at], f.given[at])) >= most
	}
	for at := 0; at < len(rows); at += width {
		entry := &n.entries[rows[at]]
		if entry.count == 0 {
			continue
		}
		w := weightOf(weights, at/width)
		total += w
		parts := entry.parts[:min(int(entry.count), togetherParts)]
		for i, a := range parts {
			for _, b := range parts[i+1:] {
				if a != b && common(a) && common(b) {
					counts[pairKey(a, b)] += w
				}
			}
		}
	}
	pairs := make(together)
	for key, count := range counts {
		if count < togetherPersons {
			continue
		}
		// Of so many pairs some meet often by chance alone: a pair must be more of a
		// surprise than all of them together make likely.
		apart := total * f.apart(key[0], key[1])
		surprise := count*math.Log(count/apart) - (count - apart)
		if ratio := count / (apart + 1); ratio > togetherRatio && surprise > math.Log(float64(len(counts))) {
			pairs[key] = float32(ratio)
		}
	}
	return pairs
}

// apart is the chance that a name has both parts if they do not seek each other,
// within each nationality, in whatever role.
func (f *nameFrequency) apart(a, b uint32) float64 {
	atA, atB := int(a)*f.groups, int(b)*f.groups
	either := func(at, g int) float64 { return float64(f.family[at+g] + f.given[at+g]) }
	if f.groups == 1 {
		return either(atA, 0) * either(atB, 0)
	}
	chance := 0.0
	for g := 1; g < f.groups; g++ {
		chance += f.shares[g] * either(atA, g) * either(atB, g)
	}
	return chance
}

// company is the largest factor by which two of the matched parts go together.
func (t together) company(matches []*match) float64 {
	if len(t) == 0 {
		return 1
	}
	most := float32(1)
	for i, a := range matches {
		if a.level != partExact || a.joined {
			continue
		}
		for _, b := range matches[i+1:] {
			if b.level == partExact && !b.joined {
				most = max(most, t[pairKey(a.a, b.a)])
			}
		}
	}
	return float64(most)
}
