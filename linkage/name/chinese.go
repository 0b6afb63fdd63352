package name

import "strings"

// chineseInitials map the initials of Pinyin and Wade-Giles, longest first, to
// a letter that both share. Recorders leave out the apostrophes of Wade-Giles,
// so the plain and the aspirated initial fall together.
var chineseInitials = []soundRule{
	{"zh", "c"}, {"ch", "c"}, {"sh", "s"}, {"hs", "s"}, {"ts", "t"}, {"tz", "t"}, {"sz", "s"}, {"ss", "s"},
	{"b", "p"}, {"p", "p"}, {"m", "m"}, {"f", "f"}, {"d", "t"}, {"t", "t"}, {"n", "n"}, {"l", "l"},
	{"g", "k"}, {"k", "k"}, {"h", "h"}, {"j", "c"}, {"q", "c"}, {"x", "s"}, {"z", "t"}, {"c", "t"},
	{"s", "s"}, {"r", "r"}, {"y", "y"}, {"w", "w"}, {"", ""},
}

// chineseFinals map the finals of both systems to one spelling.
var chineseFinals = map[string]string{
	"a": "a", "o": "o", "e": "o", "uo": "o", "eh": "e", "ai": "ai", "ei": "ei", "ao": "ao", "ou": "ou",
	"an": "an", "en": "en", "ang": "ang", "eng": "eng", "ong": "ung", "ung": "ung", "er": "er", "erh": "er",
	"i": "i", "ih": "i", "ia": "a", "ie": "e", "ieh": "e", "iao": "ao", "iu": "iu", "iou": "iu",
	"ian": "ian", "ien": "ian", "in": "in", "iang": "ang", "ing": "ing", "iong": "ung", "iung": "ung",
	"u": "u", "ua": "ua", "uai": "uai", "ui": "ui", "uei": "ui", "uan": "uan", "un": "un", "uen": "un",
	"uang": "uang", "v": "u", "ue": "ue", "ueh": "ue", "ve": "ue",
}

// ChineseKey returns a key that the Pinyin and Wade-Giles spellings of one name
// share (Xue and Hsueh, Zhang and Chang, Guorong and Kuojung), or "" where the
// part cannot be read as one to three Chinese syllables.
func ChineseKey(token string) string {
	if len(token) > 18 {
		return ""
	}
	key, ok := chineseSyllables(token, 3)
	if !ok {
		return ""
	}
	return key
}

func chineseSyllables(rest string, most int) (string, bool) {
	if rest == "" {
		return "", true
	}
	if most == 0 {
		return "", false
	}
	for _, initial := range chineseInitials {
		if !strings.HasPrefix(rest, initial.from) {
			continue
		}
		body := rest[len(initial.from):]
		for n := min(len(body), 4); n >= 1; n-- {
			final, ok := chineseFinals[body[:n]]
			if !ok {
				continue
			}
			if tail, ok := chineseSyllables(body[n:], most-1); ok {
				return initial.to + final + tail, true
			}
		}
		if initial.from != "" {
			// A rarer, shorter initial could still read the part (sz-u, s-zu never);
			// Chinese syllables do not need it.
			break
		}
	}
	return "", false
}
