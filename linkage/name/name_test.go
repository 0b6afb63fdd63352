package name

import (
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"  Nguyễn Thị  Ánh ", "nguyen thi anh"},
		{"Đặng", "dang"},
		{"O'Brien", "obrien"},
		{"Rong-Dong", "rong dong"},
		{"Łukasz Żółć", "lukasz zolc"},
		{"Ṣọlá", "sola"},
		{"Хаджи-Мурат", "khadzhi murat"},
		{"Юрій", "yurii"},
		{"陈小红", "chen xiao hong"},
		{"محمد", "mhmd"},
		{"Γιώργος", "giorgos"},
		{"", ""},
		{"--", ""},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSpellingsShareAKey(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"matei", "matey"}, {"popescu", "popesku"}, {"jankauskas", "yankauskas"}, {"qazim", "chazim"},
		{"krasniqi", "krasnichi"}, {"phuc", "fuc"}, {"trung", "chung"}, {"tuyet", "twiet"},
		{"osagie", "osagy"}, {"horvath", "horwath"}, {"juhasz", "juhash"}, {"hoxha", "hoja"},
		{"kowalski", "kovalska"}, {"kazlauskas", "kazlauskiene"}, {"gheorghe", "georghe"}, {"kovacova", "kovac"},
	} {
		if a, b := SoundKey(pair[0]), SoundKey(pair[1]); a != b {
			t.Errorf("SoundKey(%q) = %q, SoundKey(%q) = %q; want one key", pair[0], a, pair[1], b)
		}
	}
	for _, pair := range [][2]string{
		{"xue", "hsueh"}, {"zhang", "chang"}, {"guo", "kuo"}, {"he", "ho"}, {"xie", "hsieh"}, {"jundan", "chuntan"},
	} {
		a, b := ChineseKey(pair[0]), ChineseKey(pair[1])
		if a == "" || a != b {
			t.Errorf("ChineseKey(%q) = %q, ChineseKey(%q) = %q; want one key", pair[0], a, pair[1], b)
		}
	}
	if k := ChineseKey("blessing"); k != "" {
		t.Errorf("ChineseKey(blessing) = %q, want none", k)
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b        string
		limit, want int
	}{
		{"nguyen", "nguyen", 2, 0}, {"nguyen", "ngyuen", 2, 1}, {"a", "", 2, 1}, {"okoro", "okorg", 2, 1},
		{"abc", "xyz", 2, 3}, {"jonas", "jonasas", 2, 2}, {"abcd", "badc", 2, 2},
	} {
		if got := Distance(c.a, c.b, c.limit); got != c.want {
			t.Errorf("Distance(%q, %q, %d) = %d, want %d", c.a, c.b, c.limit, got, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Nguyễn", "陈小红", "محمد علي", "Юрій", "שרה", "สมชาย", "ኢትዮጵያ", "ßẞ", "İ", "ﬁ", "한국", "😀", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		for i := 0; i < len(folded); i++ {
			if folded[i] >= utf8.RuneSelf {
				t.Fatalf("Fold(%q) = %q has a byte beyond ASCII", s, folded)
			}
		}
		if again := Fold(folded); again != folded {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, folded, again)
		}
		tokens := Tokens(s)
		if len(tokens) > MaxTokens {
			t.Fatalf("Tokens(%q) has %d parts", s, len(tokens))
		}
		for _, token := range tokens {
			SoundKey(token)
			ChineseKey(token)
			Skeleton(token)
		}
	})
}

func FuzzDistance(f *testing.F) {
	f.Add("nguyen", "ngyuen")
	f.Add("", "abc")
	f.Fuzz(func(t *testing.T, a, b string) {
		d := Distance(a, b, 3)
		if back := Distance(b, a, 3); d != back {
			t.Fatalf("Distance(%q, %q) = %d one way and %d the other", a, b, d, back)
		}
		if (d == 0) != (a == b) && len(a) <= 64 && len(b) <= 64 {
			t.Fatalf("Distance(%q, %q) = %d", a, b, d)
		}
	})
}
