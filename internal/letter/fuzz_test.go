package letter

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/fault"
	"pgregory.net/rapid"
)

// hostile are the seeds: long, from right to left, pictures, control characters,
// markup, and characters outside the basic plane.
var hostile = []string{"Linh Tran", "", "{name} {until}", strings.Repeat("a", 5000), strings.Repeat("Ẹ́ ", 900), "محمد علي", "\u202Egnirts\u202C",
	"\U0001F600\u200D\U0001F44B", "\x00\x1b[31m\x07", "a\xffb\xc3", "<script>alert(1)</script>", "</article><h1>", "a\r\nBcc: b@post.example", "\\(x\\) Tj ET",
	"\uFEFF\uFFFE\uFFFF", "\U0010FFFF", "a\u0301\u0323\u0316\u20dd", "𝕷𝖎𝖓𝖍", "\u2028\u2029\u0085\v\f"}

// plainElements are the elements of each sample as HTML, by its description.
func plainElements(t failer) map[string]map[string]bool {
	found := map[string]map[string]bool{}
	for _, l := range samples() {
		drawn, err := HTML(l)
		if err != nil {
			t.Fatalf("%s: %v", describe(l), err)
		}
		found[describe(l)] = elements(t, string(drawn))
	}
	return found
}

// drawHostile puts a name and words into a letter, draws it in each way, and
// looks for what must never come out.
func drawHostile(t failer, l Letter, plain map[string]bool, name, words string, withPDF bool) {
	l.Person.Name, l.To.Name, l.Decision.Reasons, l.Question, l.Decision.Evidence = name, name, words, words, []string{words, name}
	drawn, err := HTML(l)
	if err != nil {
		if !fault.Is(err, fault.Invalid) {
			t.Fatalf("HTML: %v", err)
		}
		return
	}
	for element := range elements(t, string(drawn)) {
		if !plain[element] && element != "blockquote" && element != "ul" && element != "li" {
			t.Fatalf("<%s> came from outside", element)
		}
	}
	text, err := Text(l)
	if err != nil || !utf8.ValidString(text) {
		t.Fatalf("text: %v", err)
	}
	if at := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); at >= 0 {
		t.Fatalf("a control character in the text: %q", text[at:at+1])
	}
	for _, line := range append(Envelope(l), Subject(l)) {
		if strings.ContainsAny(line, "\r\n\u2028\u202E") {
			t.Fatalf("what can be read outside is not one line: %q", line)
		}
	}
	if !withPDF || FontsMissing() != "" {
		return
	}
	if pdf, err := PDF(l); err != nil && !fault.Is(err, fault.Invalid) || err == nil && !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Fatalf("PDF: %v", err)
	}
}

// TestHostileText makes names and reasons of hostile pieces at random.
func TestHostileText(t *testing.T) {
	t.Parallel()
	plain := plainElements(t)
	for _, words := range hostile {
		l := sample(Suspended, false)
		drawHostile(t, l, plain[describe(l)], words, words+"x", true)
	}
	piece := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String(), rapid.StringMatching(`[<>&"'{}/=a-z ]{0,20}`))
	mixed := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 1, 5).Draw(t, "pieces"), "") })
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(samples()).Draw(t, "letter")
		withPDF := rapid.IntRange(0, 3).Draw(t, "one in four") == 0 // a PDF takes as long as fifty pages
		drawHostile(t, l, plain[describe(l)], mixed.Draw(t, "name"), mixed.Draw(t, "words"), withPDF)
	})
}

// FuzzDraw puts a name and reasons into a letter and draws it in each way.
func FuzzDraw(f *testing.F) {
	for i, name := range hostile {
		f.Add(name, hostile[(i+7)%len(hostile)], uint(i))
	}
	plain := plainElements(f)
	f.Fuzz(func(t *testing.T, name, words string, which uint) {
		all := samples()
		l := all[which%uint(len(all))]
		drawHostile(t, l, plain[describe(l)], name, words, true)
	})
}

// FuzzAddress reads addresses that people typed.
func FuzzAddress(f *testing.F) {
	for _, value := range append(hostile, street, "linh@post.example", "a@b", "\"a b\"@post.example", "<a@post.example>", "a@[127.0.0.1]", "a@post.example,b@post.example") {
		f.Add(value, casefile.Email)
		f.Add(value, casefile.Post)
	}
	f.Fuzz(func(t *testing.T, value, channel string) {
		to, err := Address(Person{Name: "Linh Tran"}, []casefile.Contact{own(channel, value, 1)}, dated, stale90)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		switch channel {
		case casefile.Email:
			if strings.ContainsAny(to.Email, "\r\n<> ,;") && !strings.HasPrefix(to.Email, "\"") || strings.Count(to.Email, "@") == 0 {
				t.Fatalf("took the e-mail address %q", to.Email)
			}
		case casefile.Post:
			for _, line := range to.Lines {
				if line == "" || strings.ContainsAny(line, "\r\n\x00") {
					t.Fatalf("a line of the address is %q", line)
				}
			}
		default:
			t.Fatalf("a letter went by %q", channel)
		}
	})
}

func BenchmarkPDF(b *testing.B) {
	needFonts(b)
	l := sample(ReasonableNegative, false)
	for b.Loop() {
		if _, err := PDF(l); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHTML(b *testing.B) {
	l := sample(ReasonableNegative, false)
	for b.Loop() {
		if _, err := HTML(l); err != nil {
			b.Fatal(err)
		}
	}
}
