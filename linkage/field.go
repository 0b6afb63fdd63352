package linkage

import (
	"strings"
)

// field holds the distinct canonical values of one compared column. Value 0 is
// missing.
type field struct {
	Field
	values *dictionary // canonical texts; for several values, joined by a unit separator
	texts  []textValue // by value, for kinds that compare as text
	births []birth     // by value, for dates
	hashes []uint64    // by value, for blocking
	// several lists the single values that a value with several stands for.
	several map[uint32][]uint32
}

const unitSeparator = "\x1f"

func newField(spec Field) *field {
	return &field{
		Field: spec, values: newDictionary(), texts: make([]textValue, 1),
		births: make([]birth, 1), hashes: make([]uint64, 1),
	}
}

// intern returns the value for a raw cell; 0 where the cell holds nothing that
// can be compared.
func (f *field) intern(raw string) uint32 {
	if f.Separator == "" || !strings.Contains(raw, f.Separator) {
		return f.internSingle(raw)
	}
	var singles []uint32
	var texts []string
	for _, part := range strings.Split(raw, f.Separator) {
		if id := f.internSingle(part); id != 0 && !contains(singles, id) {
			singles = append(singles, id)
			texts = append(texts, f.values.text(id))
		}
	}
	if len(singles) <= 1 {
		return first(singles)
	}
	id := f.values.intern([]byte(strings.Join(texts, unitSeparator)))
	if int(id) == len(f.hashes) {
		f.grow(textValue{}, birth{}, f.hashes[singles[0]])
		if f.several == nil {
			f.several = make(map[uint32][]uint32)
		}
		f.several[id] = singles
	}
	return id
}

func (f *field) internSingle(raw string) uint32 {
	var b birth
	text := ""
	if f.Kind == KindBirth {
		var ok bool
		if b, ok = parseBirth(raw); !ok {
			return 0
		}
		text = string([]byte{byte(b.year >> 8), byte(b.year), b.month, b.day, b.halfBand})
	} else if text = canonicalText(f.Kind, raw); text == "" {
		return 0
	}
	id := f.values.intern([]byte(text))
	if int(id) == len(f.hashes) {
		f.grow(newTextValue(f.Kind, text), b, textHash(text))
	}
	return id
}

func (f *field) grow(text textValue, b birth, hash uint64) {
	if f.Kind == KindBirth {
		f.births = append(f.births, b)
	} else {
		f.texts = append(f.texts, text)
	}
	f.hashes = append(f.hashes, hash)
}

// compare returns the level of two values; of several values, the best level
// of any two.
func (f *field) compare(a, b uint32) uint8 {
	switch {
	case a == 0 || b == 0:
		return levelMissing
	case f.several != nil && (f.several[a] != nil || f.several[b] != nil):
		level, _, _ := f.compareSeveral(a, b)
		return level
	case f.Kind == KindBirth:
		return compareBirths(f.births[a], f.births[b])
	case a == b:
		return levelExact
	}
	return compareTexts(f.Kind, &f.texts[a], &f.texts[b])
}

// compareSeveral also returns the two single values that agree best.
func (f *field) compareSeveral(a, b uint32) (level uint8, bestA, bestB uint32) {
	for _, x := range f.singles(a) {
		for _, y := range f.singles(b) {
			var l uint8
			switch {
			case f.Kind == KindBirth:
				l = compareBirths(f.births[x], f.births[y])
			case x == y:
				l = levelExact
			default:
				l = compareTexts(f.Kind, &f.texts[x], &f.texts[y])
			}
			if l > level {
				level, bestA, bestB = l, x, y
			}
		}
	}
	return level, bestA, bestB
}

func (f *field) singles(id uint32) []uint32 {
	if several := f.several[id]; several != nil {
		return several
	}
	return []uint32{id}
}

// levelNames returns what the levels of the field mean, level 0 first.
func (f *field) levelNames() []string {
	if f.Kind == KindBirth {
		return birthLevels
	}
	return valueLevels
}

// exact returns the level of full agreement.
func (f *field) exact() uint8 { return uint8(len(f.levelNames()) - 1) }

func contains(ids []uint32, id uint32) bool {
	for _, other := range ids {
		if other == id {
			return true
		}
	}
	return false
}

func first(ids []uint32) uint32 {
	if len(ids) == 0 {
		return 0
	}
	return ids[0]
}
