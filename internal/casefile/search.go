package casefile

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Token is a normalised piece of a name, reference or number, by which cases
// are found. It is looked up whole, never by a pattern, so that a keyed token
// can take its place.
type Token struct{ Kind, Text string }

// Kinds of token.
const (
	nameToken   = "name"   // one part of a name, or two parts of one name
	numberToken = "number" // a reference, phone or other number without its spacing
)

// letters that Unicode does not take apart into a letter and a mark.
var plainLetters = strings.NewReplacer("đ", "d", "ð", "d", "ł", "l", "ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "þ", "th", "ı", "i", "ŋ", "ng")

// NameParts gives the parts of a name as they are compared: small letters,
// without marks or punctuation.
func NameParts(name string) []string {
	var folded strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == 'ʼ':
		case unicode.IsLetter(r), unicode.IsDigit(r):
			folded.WriteRune(r)
		default:
			folded.WriteByte(' ')
		}
	}
	return strings.Fields(plainLetters.Replace(folded.String()))
}

// mostParts bounds how many parts of one name are indexed.
const mostParts = 8

// NameTokens gives the tokens of one name: each part, and each pair of parts in
// alphabetical order, so that two words that somebody types are one look-up
// whatever their order.
func NameTokens(name string) []Token {
	parts := NameParts(name)
	if len(parts) > mostParts {
		parts = parts[:mostParts]
	}
	slices.Sort(parts)
	parts = slices.Compact(parts)
	var tokens []Token
	for i, part := range parts {
		tokens = append(tokens, Token{nameToken, part})
		for _, other := range parts[i+1:] {
			tokens = append(tokens, Token{nameToken, part + "|" + other})
		}
	}
	return tokens
}

// NumberTokens gives the tokens of a reference or number: its letters and
// digits, and, of a telephone number, its last nine digits.
func NumberTokens(number string) []Token {
	var plain strings.Builder
	digits := 0
	for _, r := range strings.ToLower(norm.NFKC.String(number)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			plain.WriteRune(r)
			if unicode.IsDigit(r) {
				digits++
			}
		}
	}
	text := plain.String()
	if len(text) < 3 {
		return nil
	}
	tokens := []Token{{numberToken, text}}
	if digits == len(text) && digits > 9 {
		tokens = append(tokens, Token{numberToken, text[digits-9:]})
	}
	return tokens
}

// QueryTokens gives, for what somebody typed into the search box, the sets of
// tokens of which a case must have all of one set.
func QueryTokens(query string) [][]Token {
	var sets [][]Token
	// One in thirty of our own references has no digit in it.
	reference, ours := ReadReference(query)
	if ours {
		sets = append(sets, NumberTokens(reference))
	} else if numbers := NumberTokens(query); len(numbers) > 0 && strings.ContainsFunc(query, unicode.IsDigit) {
		sets = append(sets, numbers[len(numbers)-1:])
	}
	parts := NameParts(query)
	if len(parts) > mostParts {
		parts = parts[:mostParts]
	}
	slices.Sort(parts)
	parts = slices.Compact(parts)
	switch {
	case len(parts) == 1:
		sets = append(sets, []Token{{nameToken, parts[0]}})
	case len(parts) > 1:
		var all []Token
		for i := range len(parts) - 1 {
			all = append(all, Token{nameToken, parts[i] + "|" + parts[i+1]})
		}
		sets = append(sets, all)
	}
	return sets
}

// tokens gives every token by which a record is found.
func (r Record) tokens() []Token {
	var tokens []Token
	for _, name := range r.Names {
		tokens = append(tokens, NameTokens(name.Full())...)
	}
	for _, reference := range r.References {
		tokens = append(tokens, NumberTokens(reference.Value)...)
	}
	for _, contact := range r.Contacts {
		if contact.Channel == Phone {
			tokens = append(tokens, NumberTokens(contact.Value)...)
		}
	}
	slices.SortFunc(tokens, func(a, b Token) int { return strings.Compare(a.Kind+a.Text, b.Kind+b.Text) })
	return slices.Compact(tokens)
}
