package alike

import (
	"slices"
	"strings"

	"github.com/havenward/havenward/linkage/name"
)

// Name is a whole name made ready to be held against many others: what depends on it
// alone is worked out once.
type Name struct {
	written string
	parts   []part   // in the order written
	sorted  []string // the parts in the order of letters
	words   []string // what stands between spaces, in the order of letters
	joined  string   // the parts as one word
}

// part is one part of a name, folded, with the keys that its other spellings share.
type part struct {
	text, sound, chinese string
	romanised, nicknamed []uint16
}

// Names makes names ready to be held against others.
func Names(written []string) []Name {
	names := make([]Name, len(written))
	for i, one := range written {
		names[i] = readyName(one)
	}
	return names
}

// Written are names as they were written.
func Written(names []Name) []string {
	written := make([]string, len(names))
	for i, one := range names {
		written[i] = one.written
	}
	return written
}

func readyName(written string) Name {
	tokens := name.Tokens(written)
	n := Name{written: written, parts: make([]part, len(tokens)), sorted: slices.Sorted(slices.Values(tokens)),
		words: slices.Sorted(strings.FieldsSeq(name.Fold(written))), joined: strings.Join(tokens, "")}
	for i, text := range tokens {
		n.parts[i] = part{text, name.SoundKey(text), name.ChineseKey(text), name.RomanisationGroups(text), name.NicknameGroups(text)}
	}
	return n
}

// Between finds everything in which names agree with others, the strongest first,
// as Resemblance does.
func Between(given, listed []Name) []Agreement {
	return strongestFirst(appendNames(nil, given, listed))
}

func appendNames(found []Agreement, given, listed []Name) []Agreement {
	for i := range given {
		for j := range listed {
			if strength, why := compareNames(&given[i], &listed[j]); strength > Unlike {
				found = append(found, Agreement{strength, why, given[i].written, listed[j].written})
			}
		}
	}
	return found
}

// compareNames compares two whole names: parts in any order, in any script.
func compareNames(a, b *Name) (Strength, string) {
	if len(a.parts) == 0 || len(b.parts) == 0 {
		return Unlike, ""
	}
	same := func(x, y part) bool { return x.text == y.text }
	switch {
	case slices.EqualFunc(a.parts, b.parts, same):
		return Certain, sameName
	case slices.Equal(a.sorted, b.sorted):
		return Certain, swappedName
	case a.joined == b.joined:
		return Certain, sameName
	case slices.Equal(a.words, b.words):
		return Certain, swappedName // an article that was joined to one part and not to the other
	}
	x, y := a.parts, b.parts
	inOrder := func(p, q part) int { return strings.Compare(p.text, q.text) }
	if len(x) > len(y) || len(x) == len(y) && slices.CompareFunc(x, y, inOrder) > 0 {
		x, y = y, x // so that ties fall the same way in both directions
	}
	worst, paired := alignParts(x, y)
	switch {
	case paired == len(x) && len(x) == len(y):
		return Strong, map[int8]string{partsSlip: slipName, partsVary: variantName, partsEqual: swappedName}[worst]
	case paired == len(x) && len(x) > 1:
		return Strong, partOfName
	case closeTogether(a.joined, b.joined):
		return Strong, slipName
	case paired > 1:
		return Faint, someParts
	case paired == len(x) && worst >= partsVary && len(x[0].text) > 2:
		return Faint, partOfName // one name alone: a nickname, a given name, a family name
	}
	return Unlike, "" // also where half of two names agree: too common to say anything
}

// closeTogether reports whether two long names written as one word differ by a
// slip of the pen, which also finds parts split in another place.
func closeTogether(a, b string) bool {
	shorter := min(len(a), len(b))
	limit := 1
	if shorter >= 10 {
		limit = 2
	}
	return shorter >= 6 && name.Distance(a, b, limit) <= limit
}

// The levels of two parts of a name, from the weakest.
const (
	partsDiffer int8 = iota
	partsSlip
	partsVary
	partsEqual
)

// alignParts pairs each part of the shorter name with one of the longer, the
// nearest first, and tells the worst level among the pairs (partsDiffer where a
// part has no pair) and how many were paired.
func alignParts(x, y []part) (worst int8, paired int) {
	var usedX, usedY [name.MaxTokens]bool
	var levels [name.MaxTokens][name.MaxTokens]int8
	for i := range x {
		for j := range y {
			levels[i][j] = compareParts(&x[i], &y[j])
		}
	}
	worst = partsEqual
	for level := partsEqual; level > partsDiffer; level-- {
		for i := range x {
			for j := range y {
				if !usedX[i] && !usedY[j] && levels[i][j] == level {
					usedX[i], usedY[j] = true, true
					paired++
					worst = min(worst, level)
				}
			}
		}
	}
	if paired < len(x) {
		worst = partsDiffer
	}
	return worst, paired
}

// compareParts compares one part of each name.
func compareParts(x, y *part) int8 {
	a, b := x.text, y.text
	if a == b {
		return partsEqual
	}
	if overlap(x.romanised, y.romanised) || overlap(x.nicknamed, y.nicknamed) || name.IsShortening(a, b) {
		return partsVary
	}
	if x.chinese != "" && x.chinese == y.chinese && len(a) > 2 && len(b) > 2 {
		return partsVary
	}
	if len(a) > 3 && len(b) > 3 && x.sound == y.sound {
		return partsVary
	}
	shorter, limit := min(len(a), len(b)), 1
	if shorter >= 8 {
		limit = 2
	}
	if shorter >= 4 && name.Distance(a, b, limit) <= limit {
		return partsSlip
	}
	return partsDiffer
}

func overlap(a, b []uint16) bool {
	return slices.ContainsFunc(a, func(group uint16) bool { return slices.Contains(b, group) })
}
