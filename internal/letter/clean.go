package letter

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// clean makes one line of text that came from outside: composed characters, no
// control characters, no marks that turn the direction of what follows.
func clean(text string) string {
	return strings.Join(strings.Fields(printable(text)), " ")
}

// paragraphs is clean for text of several lines: it keeps single line breaks.
func paragraphs(text string) string {
	text = breaks.Replace(text)
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = clean(line); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n")

func printable(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '\uFEFF', r == '\u200E', r == '\u200F', r == '\u061C', r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1 // marks of direction
		case unicode.IsControl(r), r >= '\uFFF9' && r <= '\uFFFC', unicode.Is(unicode.Noncharacter_Code_Point, r):
			return -1
		}
		return r
	}, text)
	return norm.NFC.String(text)
}

// isolate keeps a name that is written from right to left from turning the words
// around it.
func isolate(text string) string {
	for _, r := range text {
		properties, _ := bidi.LookupString(string(r))
		if class := properties.Class(); class == bidi.R || class == bidi.AL {
			return "\u2068" + text + "\u2069"
		}
	}
	return text
}
