package reference

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Letters that Unicode does not take apart into a base letter and a mark, and
// signs that are read as words. Signs without an entry separate words, except
// the apostrophes, which join ("St John's" and "St Johns").
var foldedLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ð': "d", 'þ': "th",
	'đ': "d", 'ł': "l", 'ħ': "h", 'ı': "i", 'ŋ': "ng", 'ə': "e", 'ɔ': "o", 'ɛ': "e",
	'&': " and ", '\'': "", '’': "", '‘': "", 'ʻ': "", 'ʼ': "", '`': "",
}

// Fold gives the form in which names are compared: lower case, without marks
// and signs, one space between words, without a leading "the". Two names with
// the same fold are the same name to Find.
func Fold(name string) string {
	var folded strings.Builder
	folded.Grow(len(name))
	space := false
	write := func(text string) {
		for _, r := range text {
			if r == ' ' {
				space = true
				continue
			}
			if space && folded.Len() > 0 {
				folded.WriteByte(' ')
			}
			space = false
			folded.WriteRune(r)
		}
	}
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		if text, ok := foldedLetters[r]; ok {
			write(text)
			continue
		}
		switch {
		case unicode.Is(unicode.Mn, r) && !spellsASound(r):
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			write(string(r))
		default:
			space = true
		}
	}
	return strings.TrimPrefix(folded.String(), "the ")
}

// spellsASound reports whether a mark is part of the spelling in its script
// rather than an accent: vowel signs of the Indic, Thai, Lao, Khmer and Burmese
// scripts, without which different words would fold together.
func spellsASound(mark rune) bool {
	return unicode.In(mark, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
		unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Oriya,
		unicode.Syloti_Nagri, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}
