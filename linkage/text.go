package linkage

import (
	"math/bits"
	"strings"

	"github.com/havenward/havenward/linkage/name"
)

// The levels of every comparison of single values, except dates and names.
// Not every kind uses every level.
const (
	levelMissing = iota
	levelDifferent
	levelAkin    // the same district, the same local part of an address, the same beginning
	levelSimilar // two letters off
	levelTypo    // one letter off, or two exchanged
	levelExact
)

var valueLevels = []string{"missing", "different", "akin", "similar", "typing error", "exact"}

// textValue is a canonical text with what makes comparing it fast.
type textValue struct {
	text string
	sign name.Signature
	key  uint64 // hash of the part that values akin share: a district, a local part
}

// newTextValue prepares a canonical text for comparison.
func newTextValue(kind Kind, text string) textValue {
	v := textValue{text: text, sign: name.Sign(text)}
	akin := ""
	switch kind {
	case KindPostcode:
		akin = districtOf(text)
	case KindEmail:
		if local, _, ok := strings.Cut(text, "@"); ok && len(local) >= 4 {
			akin = local
		}
	}
	if akin != "" {
		v.key = textHash(akin)
	}
	return v
}

// canonicalText brings a raw value of a kind to the form in which it is
// compared; "" where nothing remains.
func canonicalText(kind Kind, raw string) string {
	switch kind {
	case KindPhone:
		return canonicalPhone(raw)
	case KindEmail:
		return strings.ToLower(strings.TrimSpace(raw))
	case KindSex:
		return canonicalSex(raw)
	default: // places, addresses, postcodes, documents, codes: letters and digits only
		return strings.ReplaceAll(name.Fold(raw), " ", "")
	}
}

// canonicalPhone keeps the digits in E.164 form without the plus. A number that
// begins with a single 0 is read as one of the United Kingdom.
func canonicalPhone(raw string) string {
	var b strings.Builder
	for i, r := range strings.TrimSpace(raw) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == 'x' || r == 'e' && i > 7: // an extension follows
			return internationalForm(b.String())
		}
	}
	return internationalForm(b.String())
}

func internationalForm(digits string) string {
	switch {
	case strings.Trim(digits, "0") == "":
		return ""
	case strings.HasPrefix(digits, "00"):
		return digits[2:]
	case strings.HasPrefix(digits, "440"):
		return "44" + digits[3:]
	case strings.HasPrefix(digits, "0"):
		return "44" + digits[1:]
	}
	return digits
}

func canonicalSex(raw string) string {
	switch folded := name.Fold(raw); folded {
	case "f", "female", "woman", "girl", "w", "2":
		return "f"
	case "m", "male", "man", "boy", "1":
		return "m"
	case "unknown", "u", "not known", "not specified", "0", "9":
		return ""
	default:
		return folded
	}
}

// compareTexts returns the level of two different canonical values.
func compareTexts(kind Kind, a, b *textValue) uint8 {
	switch kind {
	case KindSex, KindNationality, KindCategory:
		return levelDifferent
	case KindEmail:
		return compareEmails(a, b)
	case KindPostcode:
		return comparePostcodes(a, b)
	}
	return compareSpellings(a, b)
}

func compareSpellings(a, b *textValue) uint8 {
	shorter := min(len(a.text), len(b.text))
	if shorter < 3 || bits.OnesCount64(uint64(a.sign^b.sign)) > 8 {
		return levelDifferent
	}
	limit := 1
	if shorter >= 6 {
		limit = 2
	}
	if shorter >= 12 {
		limit = 3
	}
	switch d := name.Distance(a.text, b.text, limit); {
	case d > limit:
	case d <= 1:
		return levelTypo
	default:
		return levelSimilar
	}
	if shorter >= 5 && a.text[:5] == b.text[:5] {
		return levelAkin
	}
	return levelDifferent
}

// compareEmails never takes a different number for a typing error: john.smith12
// and john.smith17 are two people more often than one.
func compareEmails(a, b *textValue) uint8 {
	if a.key != 0 && a.key == b.key {
		return levelAkin
	}
	if bits.OnesCount64(uint64(a.sign^b.sign)) > 8 {
		return levelDifferent
	}
	limit := 2
	if len(a.text) >= 16 && len(b.text) >= 16 {
		limit = 3
	}
	d := name.Distance(a.text, b.text, limit)
	if d > limit {
		return levelDifferent
	}
	localA, _, _ := strings.Cut(a.text, "@")
	localB, _, _ := strings.Cut(b.text, "@")
	if !sameDigits(localA, localB) {
		return levelDifferent
	}
	if d == 1 {
		return levelTypo
	}
	return levelSimilar
}

func sameDigits(a, b string) bool {
	i, j := 0, 0
	for {
		for i < len(a) && (a[i] < '0' || a[i] > '9') {
			i++
		}
		for j < len(b) && (b[j] < '0' || b[j] > '9') {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

func comparePostcodes(a, b *textValue) uint8 {
	if abs(len(a.text)-len(b.text)) <= 1 && bits.OnesCount64(uint64(a.sign^b.sign)) <= 4 &&
		name.Distance(a.text, b.text, 1) <= 1 {
		return levelTypo
	}
	if a.key == b.key {
		return levelAkin
	}
	return levelDifferent
}

// districtOf is the outward part of a British postcode (all but the last three
// characters), or the leading half of any other code.
func districtOf(postcode string) string {
	switch n := len(postcode); {
	case n >= 5 && !allDigits(postcode):
		return postcode[:n-3]
	case n >= 4:
		return postcode[:n-2]
	}
	return postcode
}
