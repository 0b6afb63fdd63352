package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tidy brings typed or sent text into the one form that is kept: composed
// characters (Unicode NFC, so that one name is not two), one kind of line
// break, no spaces at either end, and on one line no line breaks and none of the
// invisible direction marks that telephones add when a number is copied.
// Text that unprintable refuses comes back as it was, to be shown again.
func tidy(text string, oneLine bool) string {
	if unprintable(text) {
		return text
	}
	text = breaks.Replace(text)
	if oneLine {
		text = strings.Map(func(r rune) rune {
			switch {
			case r == '\n' || r == '\t':
				return ' '
			case r == '\uFEFF', r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
				return -1
			}
			return r
		}, text)
	}
	return strings.TrimSpace(norm.NFC.String(text))
}

var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n")

// unprintable finds what no person types and no page can show: bytes that are
// not UTF-8, NUL, and control characters other than line breaks and tabs.
func unprintable(text string) bool {
	if !utf8.ValidString(text) {
		return true
	}
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' && r != '\u0085'
	})
}

// notText is the message for text that unprintable refuses.
const notText = "{field} has characters in it that cannot be shown. Type it again, or paste it as plain text"

// lines cuts a list typed one to a line, without the empty ones.
func lines(text string) []string {
	var list []string
	for line := range strings.SplitSeq(breaks.Replace(text), "\n") {
		if line = tidy(line, true); line != "" {
			list = append(list, line)
		}
	}
	return list
}
