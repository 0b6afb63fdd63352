package letter

import (
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/havenward/havenward/internal/fault"
	"golang.org/x/text/unicode/bidi"
)

// covered are the characters of the basic plane that the font has, by the cmap
// table of the regular face. It is empty where the font is missing.
var covered = sync.OnceValue(func() map[rune]bool {
	f, ok := readFonts()
	if !ok {
		return nil
	}
	return characters(f.regular)
})

// characters reads the characters of a TrueType font from its cmap subtable of
// format 4, the one for the basic plane. A font that is not built like that has
// none, so that nothing is written with it.
func characters(font []byte) map[rune]bool {
	u16 := func(at int) int {
		if at < 0 || at+2 > len(font) {
			return 0
		}
		return int(binary.BigEndian.Uint16(font[at:]))
	}
	u32 := func(at int) int { return u16(at)<<16 | u16(at+2) }
	cmap := 0
	for i := range u16(4) {
		if entry := 12 + 16*i; entry+4 <= len(font) && string(font[entry:entry+4]) == "cmap" {
			cmap = u32(entry + 8)
		}
	}
	found := map[rune]bool{}
	for i := range u16(cmap + 2) {
		table := cmap + u32(cmap+4+8*i+4)
		if cmap == 0 || u16(table) != 4 {
			continue
		}
		segments := u16(table+6) / 2
		for s := range segments {
			last, first := u16(table+14+2*s), u16(table+16+2*segments+2*s)
			for c := first; c <= last && c < 0xFFFF; c++ {
				found[rune(c)] = true
			}
		}
	}
	return found
}

// writable gives text as the font can write it. A symbol that is not in the
// font, such as an emoji, becomes a mark of something left out. A letter is never
// changed or lost: where the PDF could not write one as its readers do, because
// it is not in the font or is written from right to left, the error says so.
func writable(text string) (string, error) {
	has := covered()
	var lost []string
	written := strings.Map(func(r rune) rune {
		properties, _ := bidi.LookupString(string(r))
		class := properties.Class()
		turned := class == bidi.R || class == bidi.AL
		switch {
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || r == '\u20E3':
			return -1 // joins or colours the symbol before it
		case has[r] && !turned:
			return r
		case unicode.IsLetter(r) || unicode.IsMark(r) || turned:
			if !slices.Contains(lost, string(r)) && len(lost) < 10 {
				lost = append(lost, string(r))
			}
			return -1
		}
		return unicode.ReplacementChar
	}, text)
	if len(lost) > 0 {
		return "", &fault.Error{Code: fault.Invalid,
			Message: "A PDF cannot show these letters: {letters}. Print the page of the letter instead", Args: []any{"letters", strings.Join(lost, " ")}}
	}
	return written, nil
}

// writableDocument makes every line of a document one that the font can write.
// It changes the parts in place: they were made for one drawing.
func writableDocument(d document) (document, error) {
	var failed error
	fix := func(text *string) {
		written, err := writable(*text)
		if err != nil && failed == nil {
			failed = err
		}
		*text = written
	}
	for _, text := range []*string{&d.Subject, &d.Authority, &d.Marking, &d.Date, &d.Reference, &d.Greeting, &d.Title, &d.Farewell, &d.Role, &d.OnBehalf} {
		fix(text)
	}
	for i := range d.Address {
		fix(&d.Address[i])
	}
	for _, parts := range [][]part{d.Parts, d.Apart} {
		for i := range parts {
			fix(&parts[i].Heading)
			for j := range parts[i].Blocks {
				fix(&parts[i].Blocks[j].Text)
				for k := range parts[i].Blocks[j].Items {
					fix(&parts[i].Blocks[j].Items[k])
				}
			}
		}
	}
	return d, failed
}
