package name

import "strings"

// MaxTokens is the most parts a name keeps. Longer names keep the first parts:
// the longest real names in use (Spanish, Portuguese, Arabic genealogical
// names) fit.
const MaxTokens = 8

// Tokens splits a name into folded parts in the order written. Titles (Mr, Dr,
// Haji) and single dashes are dropped; the Arabic article joins what follows
// ("al Hassan" is alhassan), as do Mac, Mc, O, Abd and Abdul; digits are kept
// inside a part.
func Tokens(s string) []string {
	return AppendTokens(nil, s)
}

// AppendTokens appends the parts of s to dst, up to MaxTokens in all.
func AppendTokens(dst []string, s string) []string {
	folded := Fold(s)
	prefix := ""
	for folded != "" && len(dst) < MaxTokens {
		part := folded
		if i := strings.IndexByte(folded, ' '); i >= 0 {
			part, folded = folded[:i], folded[i+1:]
		} else {
			folded = ""
		}
		if titles[part] && prefix == "" && (folded != "" || len(dst) > 0) {
			continue
		}
		if joiners[part] && folded != "" {
			prefix += part
			continue
		}
		dst = append(dst, prefix+part)
		prefix = ""
	}
	return dst
}

var titles = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "miss": true, "dr": true, "prof": true,
	"sir": true, "madam": true, "rev": true, "haji": true, "hajj": true,
	"alhaji": true, "alhaja": true,
}

var joiners = map[string]bool{
	"al": true, "el": true, "ul": true, "mc": true, "mac": true, "o": true,
	"abd": true, "abdul": true, "abdel": true,
}
