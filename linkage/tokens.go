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

// token is one distinct folded part of a name with what comparing it needs.
type token struct {
	text      string
	sign      name.Signature
	sound     uint64 // hash of the sound key: the blocking key of the part
	chinese   uint64 // hash of the Chinese key, 0 where it is not Chinese
	nicknames []uint16
	spellings []uint16
}

// tokenTable numbers the distinct parts of all names. Number 0 is none.
type tokenTable struct {
	dictionary *dictionary
	tokens     []token
}

func newTokenTable() *tokenTable {
	return &tokenTable{dictionary: newDictionary(), tokens: make([]token, 1)}
}

func (t *tokenTable) intern(part string) uint32 {
	id := t.dictionary.intern([]byte(part))
	if int(id) < len(t.tokens) {
		return id
	}
	text := t.dictionary.text(id)
	entry := token{
		text: text, sign: name.Sign(text), sound: textHash(name.SoundKey(text)),
		nicknames: name.NicknameGroups(text), spellings: name.RomanisationGroups(text),
	}
	if key := name.ChineseKey(text); key != "" {
		entry.chinese = textHash(key)
	}
	t.tokens = append(t.tokens, entry)
	return id
}

// compare returns the level of two different parts.
func (t *tokenTable) compare(x, y uint32) uint8 {
	return compareTokens(&t.tokens[x], &t.tokens[y])
}

func compareTokens(a, b *token) uint8 {
	if a.sound == b.sound || a.chinese != 0 && a.chinese == b.chinese ||
		intersect(a.nicknames, b.nicknames) || intersect(a.spellings, b.spellings) {
		return partVariant
	}
	s, l := a.text, b.text
	if len(s) > len(l) {
		s, l = l, s
	}
	if len(s) == 1 {
		if s[0] == l[0] {
			return partSimilar
		}
		return partDifferent
	}
	if len(s) == 2 {
		return partDifferent
	}
	if s[0] == l[0] && name.IsShortening(s, l) {
		return partVariant
	}
	if len(l)-len(s) <= 2 && bits.OnesCount64(uint64(a.sign^b.sign)) <= 6 {
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
