package linkage

import (
	"math/bits"
	"strings"

	"github.com/havenward/havenward/linkage/name"
)

// Two parts of a name agree at one of these levels.
const (
	partDifferent = iota
	partSimilar   // two letters off, one contained in the other, or an initial
	partTypo      // one letter off, or two exchanged
	partVariant   // another romanisation, spelling habit, nickname or short form
	partExact
	partLevels
)

// token is one distinct folded part of a name.
type token struct {
	text      string
	sound     uint64 // hash of the sound key: the blocking key of the part
	nicknames []uint16
	spellings []uint16
}

// quickToken is what settles most comparisons of parts, small enough that those
// of a large file stay near the processor.
type quickToken struct {
	sign      name.Signature
	sound     uint32
	chinese   uint32 // hash of the Chinese key, 0 where it is not Chinese
	nicknames uint32 // a bit for each group, several groups to a bit
	spellings uint32
	length    uint8
	first     byte
}

// tokenTable numbers the distinct parts of all names. Number 0 is none.
type tokenTable struct {
	dictionary *dictionary
	tokens     []token
	quick      []quickToken
}

func newTokenTable() *tokenTable {
	return &tokenTable{dictionary: newDictionary(), tokens: make([]token, 1), quick: make([]quickToken, 1)}
}

func (t *tokenTable) intern(part string) uint32 {
	id := t.dictionary.intern([]byte(part))
	if int(id) < len(t.tokens) {
		return id
	}
	text := t.dictionary.text(id)
	entry := token{
		text: text, sound: textHash(name.SoundKey(text)),
		nicknames: name.NicknameGroups(text), spellings: name.RomanisationGroups(text),
	}
	quick := quickToken{
		sign: name.Sign(text), sound: uint32(entry.sound), length: uint8(min(len(text), 255)), first: text[0],
		nicknames: groupBits(entry.nicknames), spellings: groupBits(entry.spellings),
	}
	if key := name.ChineseKey(text); key != "" {
		quick.chinese = uint32(textHash(key)) | 1
	}
	t.tokens, t.quick = append(t.tokens, entry), append(t.quick, quick)
	return id
}

func groupBits(groups []uint16) uint32 {
	var set uint32
	for _, g := range groups {
		set |= 1 << (g % 32)
	}
	return set
}

// compare returns the level of two different parts.
func (t *tokenTable) compare(x, y uint32) uint8 {
	a, b := &t.quick[x], &t.quick[y]
	switch {
	case a.sound == b.sound || a.chinese != 0 && a.chinese == b.chinese:
		return partVariant
	case a.nicknames&b.nicknames != 0 && intersect(t.tokens[x].nicknames, t.tokens[y].nicknames),
		a.spellings&b.spellings != 0 && intersect(t.tokens[x].spellings, t.tokens[y].spellings):
		return partVariant
	}
	if a.length > b.length {
		a, b, x, y = b, a, y, x
	}
	switch a.length {
	case 1:
		if a.first == b.first {
			return partSimilar
		}
		return partDifferent
	case 2:
		return partDifferent
	}
	contained := a.sign&^b.sign == 0
	near := b.length-a.length <= 2 && bits.OnesCount64(uint64(a.sign^b.sign)) <= 6
	if !contained && !near {
		return partDifferent
	}
	return compareSpelling(t.tokens[x].text, t.tokens[y].text, near)
}

// compareSpelling compares two parts letter by letter, the shorter first; near
// says whether they can be within two letters of each other.
func compareSpelling(s, l string, near bool) uint8 {
	if name.IsShortening(s, l) {
		return partVariant
	}
	if near {
		switch d := name.Distance(s, l, 2); {
		case d == 1 && len(l) >= 4:
			return partTypo
		case d == 1, d == 2 && len(s) >= 5:
			return partSimilar
		}
	}
	if len(l)-len(s) >= 2 && strings.HasSuffix(l, s) {
		return partSimilar
	}
	return partDifferent
}

func intersect(a, b []uint16) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			return true
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return false
}
