package linkage

import "math"

// nameLengths counts people by the number of their given names. That somebody
// else has the parts of a name too is one thing; that they have no more than
// these, or more, is another. Where most people have three names it says
// something to have the same two and no other.
type nameLengths struct {
	groups [][maxParts + 1]float64
	// tokens counts the people who have a part as given name, by whether they have
	// one, two or more: some names stand alone, others never do.
	tokens [][3]float32
}

func newNameLengths(groups, tokens int) nameLengths {
	return nameLengths{groups: make([][maxParts + 1]float64, groups), tokens: make([][3]float32, tokens)}
}

func (n *nameLengths) count(entry *personName, group int, weight float64) {
	given := entry.given()
	n.groups[0][len(given)] += weight
	if group != 0 {
		n.groups[group][len(given)] += weight
	}
	for _, token := range given {
		n.tokens[token][min(len(given), 3)-1] += float32(weight)
	}
}

// ends is the share, among the names that hold certain given names, so many, of
// those that hold nothing else.
func (n *nameLengths) ends(group, parts int) float64 {
	const behind = 5 // people of all groups who stand behind each
	all, total, same := 0.0, 0.0, 0.0
	for _, c := range n.groups[0] {
		all += c
	}
	// A name of more parts is likelier to hold them.
	ways := 1.0
	for k := parts; k <= maxParts; k++ {
		people := n.groups[group][k] + behind*n.groups[0][k]/max(1, all)
		total += people * ways
		if k == parts {
			same = people
		}
		ways *= float64(k+1) / float64(k+1-parts)
	}
	if total == 0 {
		return 1
	}
	return same / total
}

// endsWith is the same for names that hold a given token among these parts.
func (n *nameLengths) endsWith(token uint32, parts int, expected float64) float64 {
	const behind = 5 // people of whom the share is as expected
	if int(token) >= len(n.tokens) || parts > 2 {
		return expected
	}
	same, total := 0.0, 0.0
	for k := parts; k <= 3; k++ {
		total += float64(n.tokens[token][k-1])
	}
	same = float64(n.tokens[token][parts-1])
	return (same + behind*expected) / (total + behind)
}

// chance is the logarithm of the factor that the numbers of given names put on
// the chance of the matched parts: at level exact both names must end there; at
// level contained one of them goes on, seen from the shorter name, or one of many
// choices of its parts does, seen from the longer; at level partly both go on.
func (n *nameLengths) chance(m *nameMatch, x, y *personName, g1, g2 int) float32 {
	matched := 0
	for i := range m.count {
		hit := &m.matches[i]
		if hit.crossed || hit.joined || hit.lone {
			return 0
		}
		if !hit.isFamily {
			matched++
		}
	}
	group := g1
	if g1 != g2 {
		group = 0
	}
	a, b := len(x.given()), len(y.given())
	if matched == 0 || matched > min(a, b) {
		return 0
	}
	expected := n.ends(group, matched)
	same := 0.0
	for i := range m.count {
		if hit := &m.matches[i]; !hit.isFamily {
			same = max(same, n.endsWith(hit.a, matched, expected), n.endsWith(hit.b, matched, expected))
		}
	}
	factor := 1 - same
	switch m.given {
	case givenExact:
		factor = same
	case givenSubset:
		factor = math.Sqrt((1 - same) * min(1, same*choices(max(a, b), matched)))
	}
	return float32(math.Log(max(factor, 0.05)))
}

// choices is in how many ways so many parts of a name can be chosen.
func choices(of, parts int) float64 {
	ways := 1.0
	for k := 1; k <= parts; k++ {
		ways *= float64(of-parts+k) / float64(k)
	}
	return ways
}
