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
	found := appendNames(nil, Names(given.allNames()), Names(listed.allNames()))
	each := func(xs, ys []string, compare func(x, y string) (Strength, string)) {
		for _, x := range xs {
			for _, y := range ys {
				if strength, why := compare(x, y); strength > Unlike {
					found = append(found, Agreement{strength, why, x, y})
				}
			}
		}
	}
	each(given.Phones, listed.Phones, comparePhones)
	each(given.Addresses, listed.Addresses, compareAddresses)
	return strongestFirst(found)
}

func strongestFirst(found []Agreement) []Agreement {
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
