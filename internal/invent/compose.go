package invent

import "strings"

// Order is how somebody writes their own name.
type Order string

// The orders of a name.
const (
	GivenFirst  Order = "given-first"
	FamilyFirst Order = "family-first"
)

// composers put names together where given name and family name side by side
// would not be the habit.
var composers = map[string]func(*Generator, *culture, bool) composed{
	"vietnamese":    middleThenGiven,
	"chinese":       familyFirst,
	"cantonese":     familyFirst,
	"taiwanese":     familyFirst,
	"japanese":      familyFirst,
	"korean":        familyFirst,
	"hungarian":     familyFirst,
	"khmer":         familyFirst,
	"edo":           englishAndHome,
	"yoruba":        englishAndHome,
	"igbo":          englishAndHome,
	"ghanaian":      englishAndHome,
	"romanian":      twoGiven,
	"polish":        endings([][2]string{{"ski", "ska"}, {"cki", "cka"}, {"dzki", "dzka"}}),
	"bulgarian":     endings([][2]string{{"ov", "ova"}, {"ev", "eva"}}),
	"russian":       endings([][2]string{{"ov", "ova"}, {"ev", "eva"}, {"in", "ina"}}),
	"centralasian":  endings([][2]string{{"ov", "ova"}, {"ev", "eva"}}),
	"caucasian":     endings([][2]string{{"ov", "ova"}, {"yev", "yeva"}}),
	"czech":         czechEndings,
	"lithuanian":    endings([][2]string{{"auskas", "auskaitė"}, {"evičius", "evičiūtė"}, {"ickas", "ickaitė"}, {"aitis", "aitytė"}, {"as", "aitė"}, {"us", "utė"}, {"is", "ytė"}, {"a", "aitė"}}),
	"latvian":       endings([][2]string{{"iņš", "iņa"}, {"ņš", "ņa"}, {"lis", "le"}, {"dis", "de"}, {"ītis", "īte"}, {"s", "a"}}),
	"spanish":       twoFamily,
	"portuguese":    twoFamily,
	"filipino":      twoFamily,
	"punjabi":       singhKaur,
	"eritrean":      fathersName,
	"somali":        fathersName,
	"sudanese":      fathersName,
	"southsudanese": fathersName,
	"arabic":        kunya,
	"mongolian":     fathersName,
	"burmese":       noFamilyName,
	"malay":         oftenOneName,
	"albanian":      shortened,
	"british":       shortened,
}

func (c *culture) given(g *Generator, female bool) name {
	if female {
		return pick(g, c.female)
	}
	return pick(g, c.male)
}

func (c *culture) middle(g *Generator, female bool) name {
	if female {
		return pick(g, c.middleFemale)
	}
	return pick(g, c.middleMale)
}

func familyFirst(g *Generator, c *culture, female bool) composed {
	return composed{given: c.given(g, female), family: pick(g, c.family), order: FamilyFirst}
}

// middleThenGiven is the Vietnamese habit: Trần (family) Thị (middle) Mai
// (given), called by the last.
func middleThenGiven(g *Generator, c *culture, female bool) composed {
	given := c.given(g, female)
	full := c.middle(g, female).joined(given)
	if g.chance(20) {
		full = full.joined(c.given(g, female))
	}
	return composed{given: full, family: pick(g, c.family), order: FamilyFirst, nickname: given.plain}
}

// englishAndHome gives an English and a home name in either order, and the
// first syllables of the home name as what friends say (Osaretin, Osas).
func englishAndHome(g *Generator, c *culture, female bool) composed {
	home, english := c.given(g, female), c.middle(g, female)
	given := home
	switch {
	case g.chance(35):
		given = english.joined(home)
	case g.chance(40):
		given = home.joined(english)
	case g.chance(40):
		given = english
	}
	return composed{given: given, family: pick(g, c.family), order: GivenFirst, nickname: firstSyllables(home.plain)}
}

func twoGiven(g *Generator, c *culture, female bool) composed {
	given := c.given(g, female)
	if second := c.middle(g, female); g.chance(45) && second != given {
		given = given.joined(second)
		if g.chance(40) {
			given = name{strings.Replace(given.full, " ", "-", 1), strings.Replace(given.plain, " ", "-", 1)}
		}
	}
	return composed{given: given, family: pick(g, c.family), order: GivenFirst, nickname: firstSyllables(given.plain)}
}

// endings gives women the feminine form of a family name: the first ending that
// fits is replaced.
func endings(pairs [][2]string) func(*Generator, *culture, bool) composed {
	return func(g *Generator, c *culture, female bool) composed {
		family := pick(g, c.family)
		if female {
			for _, pair := range pairs {
				if stem, ok := strings.CutSuffix(family.full, pair[0]); ok {
					// A mark on the ending is one letter in both spellings.
					family = newName(stem + pair[1])
					break
				}
			}
		}
		return composed{given: c.given(g, female), family: family, order: GivenFirst}
	}
}

func czechEndings(g *Generator, c *culture, female bool) composed {
	family := pick(g, c.family)
	if female {
		switch full := family.full; {
		case strings.HasSuffix(full, "ý"):
			family = newName(strings.TrimSuffix(full, "ý") + "á")
		case strings.HasSuffix(full, "a"), strings.HasSuffix(full, "o"):
			family = newName(full[:len(full)-1] + "ová")
		default:
			family = newName(full + "ová")
		}
	}
	return composed{given: c.given(g, female), family: family, order: GivenFirst}
}

// twoFamily gives two family names most of the time, and a second given name
// now and then (José Luis, Ana Maria).
func twoFamily(g *Generator, c *culture, female bool) composed {
	given := c.given(g, female)
	if second := c.given(g, female); g.chance(40) && second != given {
		given = given.joined(second)
	}
	family := pick(g, c.family)
	if second := pick(g, c.family); g.chance(80) && second != family {
		family = family.joined(second)
	}
	return composed{given: given, family: family, order: GivenFirst}
}

// singhKaur is the Sikh habit: Singh for men and Kaur for women, between given
// and family name or in place of the family name.
func singhKaur(g *Generator, c *culture, female bool) composed {
	title := name{"Singh", "Singh"}
	if female {
		title = name{"Kaur", "Kaur"}
	}
	given := c.given(g, female)
	if g.chance(45) {
		return composed{given: given, family: title, order: GivenFirst}
	}
	return composed{given: given.joined(title), family: pick(g, c.family), order: GivenFirst}
}

// fathersName has no family name: the person's own name, the father's, often
// the grandfather's. The last is recorded as a family name.
func fathersName(g *Generator, c *culture, female bool) composed {
	given := c.given(g, female)
	father := pick(g, c.male)
	if g.chance(50) {
		given, father = given.joined(father), pick(g, c.family)
	} else if g.chance(50) {
		father = pick(g, c.family)
	}
	return composed{given: given, family: father, order: GivenFirst}
}

// kunya is the Arabic habit of calling somebody by a child's name.
func kunya(g *Generator, c *culture, female bool) composed {
	given := c.given(g, female)
	if g.chance(35) {
		given = given.joined(pick(g, c.male))
	}
	parent := "Abu "
	if female {
		parent = "Umm "
	}
	return composed{given: given, family: pick(g, c.family), order: GivenFirst, nickname: parent + pick(g, c.male).plain}
}

// noFamilyName is the Burmese habit: two or three names of one's own.
func noFamilyName(g *Generator, c *culture, female bool) composed {
	given := c.given(g, female).joined(pick(g, c.family))
	if g.chance(60) {
		given = c.given(g, female).joined(given)
	}
	honorific := "Ko "
	if female {
		honorific = "Ma "
	}
	return composed{given: given, order: GivenFirst, nickname: honorific + given.plain}
}

func oftenOneName(g *Generator, c *culture, female bool) composed {
	one := composed{given: c.given(g, female), order: GivenFirst}
	if g.chance(75) {
		one.family = pick(g, c.family)
	}
	return one
}

func shortened(g *Generator, c *culture, female bool) composed {
	given := c.given(g, female)
	return composed{given: given, family: pick(g, c.family), order: GivenFirst, nickname: firstSyllables(given.plain)}
}

// firstSyllables is what friends make of a long name: up to the consonant after
// the second vowel (Osaretin, Osar; Alexandru, Alex).
func firstSyllables(given string) string {
	given, _, _ = strings.Cut(given, " ")
	vowels := 0
	for i := 1; i < len(given); i++ {
		if strings.IndexByte("aeiouyAEIOUY", given[i]) < 0 && strings.IndexByte("aeiouyAEIOUY", given[i-1]) >= 0 {
			if vowels++; vowels == 2 && i+1 < len(given) {
				return given[:i+1]
			}
		}
	}
	return given
}
