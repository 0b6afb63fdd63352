package name

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// Fold returns s in lower-case ASCII Latin letters: diacritics and tone marks
// removed, Cyrillic, Greek, Arabic, Chinese and other scripts romanised. What
// is not a letter or a digit becomes a single space, apostrophes vanish, and
// the result has no leading or trailing space. Fold(Fold(s)) equals Fold(s).
//
// Chinese characters are read in Mandarin, one syllable a word; a polyphonic
// character takes its most frequent reading.
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	return foldUnicode(s)
}

// foldASCII is the fast path: most values in Latin-script files are ASCII, and
// many are already folded, in which case s itself is returned.
func foldASCII(s string) (string, bool) {
	clean := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return "", false
		}
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
			if c != ' ' || i == 0 || i == len(s)-1 || s[i-1] == ' ' {
				clean = false
			}
		}
	}
	if clean {
		return s, true
	}
	var b strings.Builder
	b.Grow(len(s))
	writeFolded(&b, s)
	return strings.TrimSuffix(b.String(), " "), true
}

// writeFolded appends ASCII text to b under the rules of Fold.
func writeFolded(b *strings.Builder, ascii string) {
	for i := 0; i < len(ascii); i++ {
		c := ascii[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteByte(c)
		case c >= 'A' && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		case c == '\'' || c == '`':
		default:
			writeSpace(b)
		}
	}
}

func writeSpace(b *strings.Builder) {
	if n := b.Len(); n > 0 && b.String()[n-1] != ' ' {
		b.WriteByte(' ')
	}
}

func foldUnicode(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	var wasArabic bool
	for _, r := range norm.NFD.String(norm.NFKC.String(s)) {
		if r < utf8.RuneSelf {
			writeFolded(&b, string(r))
			wasArabic = false
			continue
		}
		switch {
		case r == '’' || r == '‘' || r == 'ʼ' || r == 'ʻ' || r == 'ʿ' || r == 'ʾ' || r == '´':
		case unicode.Is(unicode.Arabic, r):
			writeFolded(&b, arabicLetter(r, wasArabic))
			wasArabic = true
			continue
		case unicode.Is(unicode.Mn, r):
		case latinLetters[r] != "":
			b.WriteString(latinLetters[r])
		case cyrillicLetters[unicode.ToLower(r)] != "":
			b.WriteString(cyrillicLetters[unicode.ToLower(r)])
		case unicode.ToLower(r) == 'ь' || unicode.ToLower(r) == 'ъ':
		case greekLetters[unicode.ToLower(r)] != "":
			b.WriteString(greekLetters[unicode.ToLower(r)])
		case unicode.Is(unicode.Han, r):
			writeSpace(&b)
			writeFolded(&b, pinyinOf(r))
			writeSpace(&b)
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			writeFolded(&b, strings.TrimSpace(unidecode.Unidecode(string(r))))
		default:
			writeSpace(&b)
		}
		wasArabic = false
	}
	return strings.TrimSuffix(b.String(), " ")
}

var pinyinArgs = pinyin.NewArgs()

// pinyinOf reads one character, family-name readings first: the surname
// written with the character for "list" is Shan, not Dan.
func pinyinOf(r rune) string {
	if reading, ok := surnameReadings[r]; ok {
		return reading
	}
	if readings := pinyin.SinglePinyin(r, pinyinArgs); len(readings) > 0 {
		return strings.ReplaceAll(readings[0], "ü", "v")
	}
	return unidecode.Unidecode(string(r))
}

var surnameReadings = map[rune]string{
	'单': "shan", '解': "xie", '曾': "zeng", '仇': "qiu", '区': "ou", '查': "zha",
	'朴': "piao", '翟': "zhai", '尉': "yu", '盖': "ge", '种': "chong", '覃': "qin",
}
