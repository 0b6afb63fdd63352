package form

import "testing"

func TestE164(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"07700 900 982":          "+447700900982",
		"(01632) 960-001":        "+441632960001",
		"+44 (0)20 7946 0018":    "+442079460018",
		"0044 20 7946 0018":      "+442079460018",
		"+84 90 123 45 67":       "+84901234567",
		"tel:+1-202-555-0101":    "+12025550101",
		"020 7946 0018 ext. 12":  "+442079460018",
		"020 7946 0018 x12":      "+442079460018",
		"0800 1111":              "+448001111",
		"020 7946 0018 ext":      "",
		"999":                    "",
		"12345":                  "",
		"0123":                   "",
		"+0 123 456 789":         "",
		"+1234567890123456":      "",
		"07700 900 982 or later": "",
		"+44 +44 7700":           "",
		"":                       "",
	} {
		got, ok := E164(typed)
		if got != want || ok != (want != "") {
			t.Errorf("E164(%q) = %q, %v; want %q", typed, got, ok, want)
		}
	}
}

func TestValidEmail(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"a@example.org": true, "first.o'neil+x@sub.example.co.uk": true, "zoë@exämple.org": true,
		"a@b": false, "a@b..org": false, "a@-b.org": false, "a b@c.org": false, "<a@b.org>": false,
		"a@b.org, c@d.org": false, "@b.org": false, "a@": false, "a@[127.0.0.1]": false, `"a b"@c.org`: false,
		"a@b.org.": false, "a@b.org\nBcc: c@d.org": false, "a@b_c.org": false,
	} {
		if got := validEmail(address); got != want {
			t.Errorf("validEmail(%q) = %v", address, got)
		}
	}
}

func TestTidy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text    string
		oneLine bool
		want    string
	}{
		{" a\r\nb\rc\u2028d ", false, "a\nb\nc\nd"},
		{"a\r\n\tb", true, "a  b"},
		{"e\u0301", true, "\u00e9"},
		{"\ufeffab\u202e", true, "ab"},
		{"\u200f\u0645\u200c\u0646", true, "\u200f\u0645\u200c\u0646"}, // Persian needs its joiners
		{"a\x00 ", true, "a\x00 "},
	} {
		if got := tidy(c.text, c.oneLine); got != c.want {
			t.Errorf("tidy(%q, %v) = %q, want %q", c.text, c.oneLine, got, c.want)
		}
	}
}
