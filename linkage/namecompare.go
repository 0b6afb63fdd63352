package linkage

import "github.com/havenward/havenward/linkage/name"

// The levels of the family part and of the given part of two names.
const (
	familyMissing = iota
	familyDifferent
	familySimilar
	familyTypo
	familyVariant
	familyExact
	familyLevels
)

const (
	givenMissing = iota
	givenDifferent
	givenSimilar
	givenTypo
	givenVariant
	givenPartial // one part agrees, others contradict
	givenSubset  // what one has the other has too, and more
	givenExact
	givenLevels
)

var (
	familyLevelNames = []string{"missing", "different", "similar", "typing error", "variant", "exact"}
	givenLevelNames  = []string{"missing", "different", "similar", "typing error", "variant", "partly", "contained", "exact"}
)

// match is one part of a name paired with one of the other name.
type match struct {
	a, b     uint32
	level    uint8
	isFamily bool
	crossed  bool // a family name of one matched a given name of the other
	lone     bool // one of the names is nothing but this part, whose role is a guess
	joined   bool // a and b stand for several parts written together
}

// nameMatch is the alignment of two names.
type nameMatch struct {
	family, given uint8 // levels
	matches       [maxParts]match
	count         int
}

// align pairs the parts of two names, in any order: first the equal parts,
// then the nearest of the rest, then parts that one wrote together and the
// other apart. The result is the same with the names exchanged.
func (t *tokenTable) align(x, y *personName, m *nameMatch) {
	m.count = 0
	var usedX, usedY uint8
	for i := range x.count {
		for j := range y.count {
			if usedY&(1<<j) == 0 && x.parts[i] == y.parts[j] {
				usedX |= 1 << i
				usedY |= 1 << j
				m.add(x, y, i, j, partExact)
				break
			}
		}
	}
	if bitsLeft(usedX, x.count) > 0 && bitsLeft(usedY, y.count) > 0 {
		if t.before(y, x) {
			x, y, usedX, usedY = y, x, usedY, usedX // ties must fall the same way in both directions
		}
		usedX, usedY = t.alignRest(x, y, m, usedX, usedY)
	}
	m.settleCrossed(t)
	m.grade(x, y, usedX, usedY)
}

// before orders names by what their parts are spelt with, which is the same in
// every run.
func (t *tokenTable) before(x, y *personName) bool {
	for i := range min(x.count, y.count) {
		if x.parts[i] != y.parts[i] {
			if a, b := t.quick[x.parts[i]].sign, t.quick[y.parts[i]].sign; a != b {
				return a < b
			}
			return t.tokens[x.parts[i]].text < t.tokens[y.parts[i]].text
		}
	}
	if x.count != y.count {
		return x.count < y.count
	}
	return x.families < y.families
}

func bitsLeft(used, count uint8) int {
	left := 0
	for i := range count {
		if used&(1<<i) == 0 {
			left++
		}
	}
	return left
}

// alignRest pairs parts that are not equal, the best pair first.
func (t *tokenTable) alignRest(x, y *personName, m *nameMatch, usedX, usedY uint8) (uint8, uint8) {
	var levels [maxParts][maxParts]uint8
	best := uint8(partDifferent)
	for i := range x.count {
		if usedX&(1<<i) != 0 {
			continue
		}
		for j := range y.count {
			if usedY&(1<<j) == 0 {
				levels[i][j] = t.compare(x.parts[i], y.parts[j])
				best = max(best, levels[i][j])
			}
		}
	}
	if m.count+1 < maxParts {
		if bx, by, ok := t.alignJoined(x, y, m, usedX, usedY, best); ok {
			return bx, by
		}
	}
	for level := best; level > partDifferent; level-- {
		// Parts in the same role are paired before parts in different roles.
		for _, crossed := range [2]bool{false, true} {
			for i := range x.count {
				for j := range y.count {
					if usedX&(1<<i) == 0 && usedY&(1<<j) == 0 && levels[i][j] == level &&
						((i < x.families) != (j < y.families)) == crossed {
						usedX |= 1 << i
						usedY |= 1 << j
						m.add(x, y, i, j, level)
					}
				}
			}
		}
	}
	return usedX, usedY
}

// alignJoined compares the remaining parts of each name written together
// (Ngoc My and Ngocmy, Rong-Dong and Rongdong), where that agrees better than
// the best of the single parts does.
func (t *tokenTable) alignJoined(x, y *personName, m *nameMatch, usedX, usedY, best uint8) (uint8, uint8, bool) {
	var bufferX, bufferY [64]byte
	joinedX, firstX, nX := t.join(x, usedX, bufferX[:0])
	joinedY, firstY, nY := t.join(y, usedY, bufferY[:0])
	if nX == nY || len(joinedX) < 4 || abs(len(joinedX)-len(joinedY)) > 2 {
		return usedX, usedY, false
	}
	limit := 1
	if len(joinedX) >= 8 {
		limit = 2
	}
	level := uint8(partExact)
	switch d := name.Distance(string(joinedX), string(joinedY), limit); {
	case d > limit:
		return usedX, usedY, false
	case d > 0:
		level = partTypo
	}
	if level <= best {
		return usedX, usedY, false
	}
	m.matches[m.count] = match{
		a: x.parts[firstX], b: y.parts[firstY], level: level, joined: true,
		isFamily: firstX < x.families && firstY < y.families,
	}
	m.count++
	return 1<<x.count - 1, 1<<y.count - 1, true
}

// join writes the parts not yet used together, given names before family names
// as most recorders do.
func (t *tokenTable) join(n *personName, used uint8, dst []byte) (joined []byte, first uint8, parts int) {
	first = n.count
	take := func(i uint8) {
		if used&(1<<i) != 0 {
			return
		}
		first = min(first, i)
		parts++
		if text := t.tokens[n.parts[i]].text; len(dst)+len(text) <= cap(dst) {
			dst = append(dst, text...)
		}
	}
	for i := n.families; i < n.count; i++ {
		take(i)
	}
	for i := uint8(0); i < n.families; i++ {
		take(i)
	}
	return dst, first, parts
}

func (m *nameMatch) add(x, y *personName, i, j, level uint8) {
	famX, famY := i < x.families, j < y.families
	m.matches[m.count] = match{
		a: x.parts[i], b: y.parts[j], level: level, isFamily: famX && famY,
		crossed: famX != famY, lone: x.count == 1 || y.count == 1,
	}
	m.count++
}

// grade sums the alignment up in a level for the family and one for the given
// part. A family name that matched a given name counts for the family part if
// nothing better does, since recorders exchange columns.
func (m *nameMatch) grade(x, y *personName, usedX, usedY uint8) {
	var family, given uint8
	var exactGiven, fuzzyGiven int
	for i := range m.count {
		hit := &m.matches[i]
		if hit.isFamily {
			family = max(family, hit.level)
			continue
		}
		given = max(given, hit.level)
		if hit.level == partExact {
			exactGiven++
		} else {
			fuzzyGiven++
		}
	}
	leftFamilyX, leftGivenX := leftOver(x, usedX)
	leftFamilyY, leftGivenY := leftOver(y, usedY)
	switch {
	case family > partDifferent:
		m.family = familyDifferent + family
	case leftFamilyX > 0 && leftFamilyY > 0,
		leftFamilyX > 0 && leftGivenY > 0, leftFamilyY > 0 && leftGivenX > 0:
		m.family = familyDifferent
	default:
		m.family = familyMissing
	}
	switch {
	case exactGiven > 0 && leftGivenX == 0 && leftGivenY == 0 && fuzzyGiven == 0:
		m.given = givenExact
	case exactGiven > 0 && (leftGivenX == 0 || leftGivenY == 0):
		m.given = givenSubset
	case exactGiven > 0:
		m.given = givenPartial
	case given > partDifferent:
		m.given = givenDifferent + given
	case leftGivenX > 0 && leftGivenY > 0,
		// Mason Bond and Linda Mason: with columns exchanged, Bond answers Linda.
		family > partDifferent && leftGivenX+leftFamilyX > 0 && leftGivenY+leftFamilyY > 0 && leftGivenX+leftGivenY > 0:
		m.given = givenDifferent
	default:
		m.given = givenMissing
	}
}

// settleCrossed gives each crossed match a role: the best one is the family
// part unless a family name matched a family name already.
func (m *nameMatch) settleCrossed(t *tokenTable) {
	hasFamily, best := false, -1
	for i := range m.count {
		hit := &m.matches[i]
		if hit.isFamily {
			hasFamily = true
		}
		if hit.crossed && (best < 0 || hit.level > m.matches[best].level ||
			hit.level == m.matches[best].level && t.firstText(hit) < t.firstText(&m.matches[best])) {
			best = i
		}
	}
	if !hasFamily && best >= 0 {
		m.matches[best].isFamily = true
	}
}

// firstText is the text of a match that comes first in order.
func (t *tokenTable) firstText(hit *match) string {
	return min(t.tokens[hit.a].text, t.tokens[hit.b].text)
}

func leftOver(n *personName, used uint8) (family, given int) {
	for i := range n.count {
		if used&(1<<i) == 0 {
			if i < n.families {
				family++
			} else {
				given++
			}
		}
	}
	return family, given
}
