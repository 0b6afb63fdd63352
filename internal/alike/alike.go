// Package alike says how strongly somebody resembles a person whom somebody else
// must be kept from, by names, telephone numbers and addresses, and in what they
// agree. Several rooms hold people against lists with it; it decides nothing.
package alike

import (
	"cmp"
	"slices"
	"strings"

	"github.com/havenward/havenward/linkage"
	"github.com/havenward/havenward/linkage/name"
)

// Strength says how strongly somebody resembles a person on the deny list.
type Strength int

// The strengths, from the weakest. Any of them blocks approval.
const (
	Unlike  Strength = iota // nothing agrees
	Faint                   // a family name, or a name that sounds alike: look again
	Strong                  // a whole name in another spelling, or an address with a slip of the pen
	Certain                 // the same name, telephone or address
)

// Words is the strength in words, a catalogue source.
func (s Strength) Words() string {
	return [...]string{"No resemblance", "Possible: look again", "Strong", "Certain"}[min(max(s, Unlike), Certain)]
}

// Described is what is known of somebody to compare: a visitor, a caller, or
// somebody who is denied. Addresses are one to an item, in one line or several.
type Described struct {
	Names     []string `json:"names,omitempty" doc:"Names, one each"`
	Aliases   []string `json:"aliases,omitempty" doc:"Other names, nicknames"`
	Phones    []string `json:"phones,omitempty"`
	Addresses []string `json:"addresses,omitempty"`
}

// First is the name by which somebody is shown.
func (d Described) First() string {
	for _, list := range [][]string{d.Names, d.Aliases, d.Phones, d.Addresses} {
		if len(list) > 0 {
			return list[0]
		}
	}
	return ""
}

func (d Described) allNames() []string { return append(slices.Clone(d.Names), d.Aliases...) }

// Agreement is one thing in which two people agree. Why is a catalogue source
// with the places {given} and {listed}.
type Agreement struct {
	Strength Strength
	Why      string
	Given    string
	Listed   string
}

// Args are the named values of Why.
func (a Agreement) Args() []any { return []any{"given", a.Given, "listed", a.Listed} }

// The reasons of an agreement, as catalogue sources.
const (
	sameName      = "The name “{given}” is the same as “{listed}” on the list"
	swappedName   = "The name “{given}” has the same parts as “{listed}” on the list, in another order"
	variantName   = "The name “{given}” is another spelling or a short form of “{listed}” on the list"
	slipName      = "The name “{given}” differs from “{listed}” on the list by a letter or two"
	partOfName    = "The name “{given}” is part of “{listed}” on the list, or the other way round"
	someParts     = "The name “{given}” shares more than one part with “{listed}” on the list"
	samePhone     = "The telephone number “{given}” is the same as “{listed}” on the list"
	slipPhone     = "The telephone number “{given}” differs from “{listed}” on the list by one digit"
	sameAddress   = "The address “{given}” is the same as “{listed}” on the list"
	slipAddress   = "The address “{given}” differs from “{listed}” on the list by a letter or two"
	samePostcode  = "The address “{given}” has the same house number and postcode as “{listed}” on the list"
	insideAddress = "The address “{given}” is part of “{listed}” on the list, or the other way round"
)

// Resemblance finds everything in which two people agree, the strongest first.
// It is symmetric: exchanging the two changes only which is the given and which
// the listed one.
func Resemblance(given, listed Described) []Agreement {
	var found []Agreement
	each := func(xs, ys []string, compare func(x, y string) (Strength, string)) {
		for _, x := range xs {
			for _, y := range ys {
				if strength, why := compare(x, y); strength > Unlike {
					found = append(found, Agreement{strength, why, x, y})
				}
			}
		}
	}
	each(given.allNames(), listed.allNames(), compareNames)
	each(given.Phones, listed.Phones, comparePhones)
	each(given.Addresses, listed.Addresses, compareAddresses)
	slices.SortStableFunc(found, func(a, b Agreement) int { return cmp.Compare(b.Strength, a.Strength) })
	return found
}

// Strongest is the strength of the strongest agreement.
func Strongest(found []Agreement) Strength {
	strongest := Unlike
	for _, agreement := range found {
		strongest = max(strongest, agreement.Strength)
	}
	return strongest
}

// The levels of two parts of a name, from the weakest.
const (
	partsDiffer = iota
	partsSlip
	partsVary
	partsEqual
)

// compareNames compares two whole names: parts in any order, in any script.
func compareNames(a, b string) (Strength, string) {
	x, y := name.Tokens(a), name.Tokens(b)
	if len(x) == 0 || len(y) == 0 {
		return Unlike, ""
	}
	joinedX, joinedY := strings.Join(x, ""), strings.Join(y, "")
	switch {
	case slices.Equal(x, y):
		return Certain, sameName
	case slices.Equal(slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))):
		return Certain, swappedName
	case joinedX == joinedY:
		return Certain, sameName
	case slices.Equal(slices.Sorted(slices.Values(strings.Fields(name.Fold(a)))), slices.Sorted(slices.Values(strings.Fields(name.Fold(b))))):
		return Certain, swappedName // an article that was joined to one part and not to the other
	}
	if len(x) > len(y) || len(x) == len(y) && slices.Compare(x, y) > 0 {
		x, y = y, x // so that ties fall the same way in both directions
	}
	worst, paired, exact := alignParts(x, y)
	switch {
	case paired == len(x) && len(x) == len(y):
		return Strong, map[int]string{partsSlip: slipName, partsVary: variantName, partsEqual: swappedName}[worst]
	case paired == len(x) && len(x) > 1:
		return Strong, partOfName
	case closeTogether(joinedX, joinedY):
		return Strong, slipName
	case paired > 1:
		return Faint, someParts
	case paired == len(x) && worst >= partsVary && len(x[0]) > 2:
		return Faint, partOfName // one name alone: a nickname, a given name, a family name
	case exact > 0 && len(y) <= 2 && len(x) == len(y) && worst == partsDiffer:
		return Unlike, "" // half of two names: too common to say anything
	}
	return Unlike, ""
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

// alignParts pairs each part of the shorter name with one of the longer, the
// nearest first, and tells the worst level among the pairs (partsDiffer where a
// part has no pair), how many were paired, and how many are equal.
func alignParts(x, y []string) (worst, paired, exact int) {
	usedX, usedY := make([]bool, len(x)), make([]bool, len(y))
	levels := make([]int, 0, len(x)*len(y))
	for i := range x {
		for j := range y {
			levels = append(levels, compareParts(x[i], y[j]))
		}
	}
	worst = partsEqual
	for level := partsEqual; level > partsDiffer; level-- {
		for i := range x {
			for j := range y {
				if !usedX[i] && !usedY[j] && levels[i*len(y)+j] == level {
					usedX[i], usedY[j] = true, true
					paired++
					worst = min(worst, level)
					if level == partsEqual {
						exact++
					}
				}
			}
		}
	}
	if paired < len(x) {
		worst = partsDiffer
	}
	return worst, paired, exact
}

// compareParts compares one part of each name, folded already.
func compareParts(a, b string) int {
	if a == b {
		return partsEqual
	}
	if overlap(name.RomanisationGroups(a), name.RomanisationGroups(b)) || overlap(name.NicknameGroups(a), name.NicknameGroups(b)) ||
		name.IsShortening(a, b) || name.IsShortening(b, a) {
		return partsVary
	}
	if key := name.ChineseKey(a); key != "" && len(a) > 2 && len(b) > 2 && key == name.ChineseKey(b) {
		return partsVary
	}
	if len(a) > 3 && len(b) > 3 && name.SoundKey(a) == name.SoundKey(b) {
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

func comparePhones(a, b string) (Strength, string) {
	x, y := linkage.Canonical(linkage.KindPhone, a), linkage.Canonical(linkage.KindPhone, b)
	switch {
	case x == "" || y == "":
		return Unlike, ""
	case x == y:
		return Certain, samePhone
	case min(len(x), len(y)) >= 9 && (strings.HasSuffix(x, lastDigits(y)) && strings.HasSuffix(y, lastDigits(x))):
		return Certain, samePhone // with and without the code of the country
	case min(len(x), len(y)) >= 9 && name.Distance(x, y, 1) <= 1:
		return Faint, slipPhone
	}
	return Unlike, ""
}

// lastDigits are those of a number within its country.
func lastDigits(number string) string { return number[max(0, len(number)-9):] }

// Addresses says how strongly two addresses agree, and in what.
func Addresses(a, b string) (Strength, string) { return compareAddresses(a, b) }

func compareAddresses(a, b string) (Strength, string) {
	x, y := foldAddress(a), foldAddress(b)
	if x == "" || y == "" {
		return Unlike, ""
	}
	shorter := min(len(x), len(y))
	limit := 1
	if shorter >= 12 {
		limit = 2
	}
	switch {
	case x == y:
		return Certain, sameAddress
	case sameDoor(a, b):
		return Certain, samePostcode
	case shorter >= 8 && (strings.Contains(x, y) || strings.Contains(y, x)):
		return Strong, insideAddress
	case shorter >= 8 && sameNumber(a, b) && name.Distance(x, y, limit) <= limit:
		return Strong, slipAddress
	}
	return Unlike, ""
}

// shortWords are written out before addresses are compared.
var shortWords = map[string]string{"st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "ln": "lane", "dr": "drive", "ct": "court",
	"cl": "close", "cres": "crescent", "sq": "square", "tce": "terrace", "terr": "terrace", "pl": "place", "apt": "flat", "apartment": "flat", "hse": "house"}

func addressWords(address string) []string {
	words := strings.Fields(name.Fold(address))
	for i, word := range words {
		if long := shortWords[word]; long != "" {
			words[i] = long
		}
	}
	return words
}

func foldAddress(address string) string { return strings.Join(addressWords(address), "") }

// firstNumber is the first word of an address with a digit in it: the house.
func firstNumber(address string) string {
	for _, word := range addressWords(address) {
		if strings.ContainsAny(word, "0123456789") {
			return word
		}
	}
	return ""
}

func sameNumber(a, b string) bool { return firstNumber(a) == firstNumber(b) }

// sameDoor reports whether two addresses have one house number and one postcode,
// whatever is written between them.
func sameDoor(a, b string) bool {
	x, y := postcodeOf(a), postcodeOf(b)
	n := firstNumber(a)
	return x != "" && x == y && n != "" && n == firstNumber(b) && !strings.HasPrefix(x, n)
}

// postcodeOf finds a British postcode anywhere in an address.
func postcodeOf(address string) string {
	words := addressWords(address)
	for i := range words {
		if isPostcode(words[i]) {
			return words[i]
		}
		if i > 0 && isPostcode(words[i-1]+words[i]) {
			return words[i-1] + words[i]
		}
	}
	return ""
}

// isPostcode reports whether a folded word is an outward code and an inward one.
func isPostcode(word string) bool {
	n := len(word)
	if n < 5 || n > 7 {
		return false
	}
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' }
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	return letter(word[0]) && digit(word[n-3]) && letter(word[n-2]) && letter(word[n-1]) && strings.ContainsAny(word[:n-3], "0123456789")
}
