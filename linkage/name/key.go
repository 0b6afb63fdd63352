package name

import "strings"

// soundRules rewrite a folded part, longest rule first at each place, to what
// the spellings of one sound in the languages of this field have in common:
// Polish sz and cz, Albanian q, xh and gj, Romanian k for c, Lithuanian and
// Slovak j, Vietnamese ph, tr, gi and x, German w. What holds at the
// start of a part only stands in initialRules.
var soundRules = map[byte][]soundRule{
	'a': {{"ae", "e"}},
	'b': {{"bh", "b"}},
	'c': {{"ck", "k"}, {"cz", "C"}, {"ch", "C"}, {"c", "k"}},
	'd': {{"dzh", "i"}, {"dj", "g"}, {"dh", "d"}, {"dz", "z"}},
	'e': {{"ee", "i"}, {"ey", "ei"}},
	'g': {{"gj", "g"}, {"gh", "g"}},
	'h': {{"hs", "s"}},
	'i': {{"ij", "i"}, {"ie", "i"}, {"ii", "i"}, {"iy", "i"}},
	'j': {{"j", "i"}},
	'k': {{"kh", "k"}},
	'o': {{"oo", "u"}, {"ou", "u"}},
	'p': {{"ph", "f"}},
	'q': {{"qu", "kv"}, {"q", "C"}},
	'r': {{"rh", "r"}},
	's': {{"szcz", "SC"}, {"shch", "SC"}, {"sch", "S"}, {"sh", "S"}, {"sz", "S"}},
	't': {{"tch", "C"}, {"th", "t"}, {"ts", "z"}},
	'w': {{"wh", "v"}},
	'x': {{"xh", "i"}, {"x", "ks"}},
	'y': {{"ye", "i"}, {"y", "i"}},
	'z': {{"zh", "z"}},
}

// initialRules hold at the start of a part only and come before soundRules.
var initialRules = []soundRule{
	{"tr", "C"}, {"gia", "za"}, {"gio", "zo"}, {"giu", "zu"}, {"x", "s"}, {"kn", "n"}, {"wr", "r"},
}

type soundRule struct{ from, to string }

// endings that mark sex or case in Slavic, Lithuanian, Latvian and Greek family
// names, longest first. An ending is cut where at least four letters remain.
var endings = []soundRule{
	{"iciene", "ic"}, {"iciute", "ic"}, {"icius", "ic"},
	{"kiene", "k"}, {"kaite", "k"}, {"kas", "k"},
	{"ovska", "ovsk"}, {"ovski", "ovsk"}, {"ska", "sk"}, {"ski", "sk"}, {"sky", "sk"}, {"skij", "sk"},
	{"cka", "ck"}, {"cki", "ck"}, {"cky", "ck"},
	{"ova", ""}, {"eva", "ev"},
}

// SoundKey returns a key that spellings of one name share where the difference
// is one of language habit rather than of letters mistaken: Matei and Matey,
// Szymon and Shymon, Qazim and Chazim, Phuc and Fuc, Kowalski and Kovalska. It
// is a coarse key: equal keys are a reason to compare, not proof.
func SoundKey(token string) string {
	for _, e := range endings {
		if len(token)-len(e.from) >= 4 && strings.HasSuffix(token, e.from) {
			token = token[:len(token)-len(e.from)] + e.to
			break
		}
	}
	var key [64]byte
	n := 0
	put := func(s string) {
		for i := 0; i < len(s) && n < len(key); i++ {
			if n == 0 || key[n-1] != s[i] {
				key[n] = s[i]
				n++
			}
		}
	}
	rest := token
	for _, rule := range initialRules {
		if strings.HasPrefix(rest, rule.from) {
			put(rule.to)
			rest = rest[len(rule.from):]
			break
		}
	}
scan:
	for rest != "" {
		for _, rule := range soundRules[rest[0]] {
			if strings.HasPrefix(rest, rule.from) {
				put(rule.to)
				rest = rest[len(rule.from):]
				continue scan
			}
		}
		switch {
		case rest[0] == 'w', rest[0] == 'u' && n > 0 && !isVowel(key[n-1]) && len(rest) > 1 && (isVowel(rest[1]) || rest[1] == 'y'):
			put("v") // Hwang and Huang, Twiet and Tuyet
		default:
			put(rest[:1])
		}
		rest = rest[1:]
	}
	if n > 4 && key[n-1] == 'h' {
		n--
	}
	return string(key[:n])
}

// Skeleton returns the consonants of a sound key: what remains of a name that
// was written in a script without short vowels.
func Skeleton(token string) string {
	key := SoundKey(token)
	var b strings.Builder
	for i := 0; i < len(key); i++ {
		if !isVowel(key[i]) && key[i] != 'h' {
			b.WriteByte(key[i])
		}
	}
	return b.String()
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}
