package referral

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
)

// known is what a draft says of who the person is, as it can be found again in
// a text however it is spelt.
type known struct {
	parts   map[string]bool // folded words of names and of the place of birth
	numbers map[string]bool // letters and digits of references, telephones and dates, folded
	texts   []string        // folded runs of words: addresses, e-mail addresses
}

// knownOf gathers everything that was typed as identity.
func knownOf(s *Submission) known {
	k := known{parts: map[string]bool{}, numbers: map[string]bool{}}
	r := &s.Record
	for _, name := range r.Names {
		k.name(name.Full())
	}
	k.name(r.Birthplace)
	k.date(r.Birth)
	for _, reference := range r.References {
		k.number(reference.Value)
	}
	for _, contact := range r.Contacts {
		k.name(contact.Name)
		switch contact.Channel {
		case casefile.Phone:
			k.number(contact.Value)
			for _, token := range casefile.NumberTokens(contact.Value) {
				k.number(token.Text)
			}
		default:
			for line := range strings.SplitSeq(contact.Value, "\n") {
				k.text(line)
			}
		}
	}
	k.number(s.SenderReference)
	return k
}

// shortest is how many characters a word of a name has at least to be looked
// for by itself; shorter ones are found by their capital.
const shortest = 3

func (k *known) name(name string) {
	parts := casefile.NameParts(name)
	for _, part := range parts {
		if len([]rune(part)) >= shortest && !unlisted[part] {
			k.parts[part] = true
		}
	}
	if len(parts) > 1 {
		k.texts = append(k.texts, strings.Join(parts, " "))
	}
}

// unlisted are words that people type into the fields of a name and that name
// nobody.
var unlisted = set("not known unknown none name the and from village town city near born not-known")

func (k *known) number(number string) {
	if plain := plainNumber(number); len(plain) >= 4 {
		k.numbers[plain] = true
	}
}

func (k *known) text(text string) {
	if folded := strings.Join(casefile.NameParts(text), " "); len(folded) >= 4 {
		k.texts = append(k.texts, folded)
	}
}

// date looks for a date of birth in the orders in which people write one.
func (k *known) date(birth civil.Partial) {
	if birth.Day == 0 {
		return
	}
	day := civil.PartialOf(birth.Earliest()).String() // 2001-05-17
	year, month, date := day[:4], day[5:7], day[8:]
	for _, written := range []string{year + month + date, date + month + year, month + date + year, date + month + year[2:],
		strings.TrimLeft(date, "0") + strings.TrimLeft(month, "0") + year} {
		k.numbers[written] = true
	}
}

// plainNumber is the letters and digits of a number.
func plainNumber(number string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, number)
}

// find looks for everything known in a text.
func (k *known) find(text string, words []word) []Flag {
	var flags []Flag
	for _, w := range words {
		if k.part(w) {
			flags = append(flags, Flag{Start: w.start, End: w.end, Clue: ClueIdentity})
		}
	}
	flags = append(flags, k.runs(text)...)
	return append(flags, k.numbered(text)...)
}

// part reports whether a word is a word of a known name, whole, in the
// possessive, or as one half of a double name.
func (k *known) part(w word) bool {
	if k.parts[w.plain()] || k.parts[w.folded] {
		return true
	}
	for _, half := range strings.Fields(w.folded) {
		if k.parts[half] {
			return true
		}
	}
	return false
}

// token is a run of letters and digits of a text, folded.
type token struct {
	start, end int
	folded     string
}

// runs finds known runs of words, whatever stands between the words.
func (k *known) runs(text string) []Flag {
	if len(k.texts) == 0 {
		return nil
	}
	var tokens []token
	start := -1
	for at, r := range text + " " {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		switch {
		case inside && start < 0:
			start = at
		case !inside && start >= 0:
			if folded := strings.Join(casefile.NameParts(text[start:at]), ""); folded != "" {
				tokens = append(tokens, token{start, at, folded})
			}
			start = -1
		}
	}
	var flags []Flag
	for _, wanted := range k.texts {
		parts := strings.Fields(wanted)
	from:
		for i := 0; i+len(parts) <= len(tokens); i++ {
			for j, part := range parts {
				if tokens[i+j].folded != part {
					continue from
				}
			}
			flags = append(flags, Flag{Start: tokens[i].start, End: tokens[i+len(parts)-1].end, Clue: ClueIdentity})
		}
	}
	return flags
}

// numbered finds known numbers, whatever spaces and marks stand between their
// letters and digits, and with or without a country code before.
func (k *known) numbered(text string) []Flag {
	if len(k.numbers) == 0 {
		return nil
	}
	var plain []byte    // the letters and digits of the text, small
	var where []int     // where in the text each byte of them comes from
	var following []int // where the next character of the text begins
	for at, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		for _, b := range []byte(string(unicode.ToLower(r))) {
			plain, where, following = append(plain, b), append(where, at), append(following, at+utf8.RuneLen(r))
		}
	}
	var flags []Flag
	for number := range k.numbers {
		for from := 0; ; {
			at := bytes.Index(plain[from:], []byte(number))
			if at < 0 {
				break
			}
			first, last := from+at, from+at+len(number)-1
			if whole(text, where[first], following[last], number) {
				flags = append(flags, Flag{Start: where[first], End: following[last], Clue: ClueIdentity})
			}
			from = first + 1
		}
	}
	return flags
}

// whole reports whether a number found in a text is not merely part of another
// word or number. A long one may have a country code before it.
func whole(text string, start, end int, number string) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	if unicode.IsLetter(after) || unicode.IsDigit(after) {
		return false
	}
	if unicode.IsDigit(before) {
		return len(number) >= 9
	}
	return !unicode.IsLetter(before)
}
