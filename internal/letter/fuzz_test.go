package letter

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/fault"
)

// hostile are the seeds: long, from right to left, pictures, control characters,
// markup, and characters outside the basic plane.
var hostile = []string{"Linh Tran", "", "{name} {until}", strings.Repeat("a", 5000), strings.Repeat("Ẹ́ ", 900), "محمد علي", "\u202Egnirts\u202C",
	"\U0001F600\u200D\U0001F44B", "\x00\x1b[31m\x07", "a\xffb\xc3", "<script>alert(1)</script>", "</article><h1>", "a\r\nBcc: b@post.example", "\\(x\\) Tj ET",
	"\uFEFF\uFFFE\uFFFF", "\U0010FFFF", "a\u0301\u0323\u0316\u20dd", "𝕷𝖎𝖓𝖍", "\u2028\u2029\u0085\v\f"}

// FuzzDraw puts a name and reasons into a letter and draws it in each way.
func FuzzDraw(f *testing.F) {
	for i, name := range hostile {
		f.Add(name, hostile[(i+7)%len(hostile)], uint(i))
	}
	elementsOf := map[string]map[string]bool{}
	for _, l := range samples() {
		drawn, err := HTML(l)
		if err != nil {
			f.Fatal(err)
		}
		elementsOf[describe(l)] = elements(f, string(drawn))
	}
	f.Fuzz(func(t *testing.T, name, words string, which uint) {
		all := samples()
		l := all[which%uint(len(all))]
		before := describe(l)
		l.Person.Name, l.To.Name, l.Decision.Reasons, l.Question, l.Decision.Evidence = name, name, words, words, []string{words, name}
		drawn, err := HTML(l)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("HTML: %v", err)
			}
			return
		}
		for element := range elements(t, string(drawn)) {
			if !elementsOf[before][element] && element != "blockquote" && element != "ul" && element != "li" {
				t.Fatalf("<%s> came from outside", element)
			}
		}
		plain, err := Text(l)
		if err != nil || !utf8.ValidString(plain) {
			t.Fatalf("text: %v", err)
		}
		if at := strings.IndexFunc(plain, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); at >= 0 {
			t.Fatalf("a control character in the text: %q", plain[at:at+1])
		}
		for _, line := range Envelope(l) {
			if strings.ContainsAny(line, "\r\n\u2028\u202E") {
				t.Fatalf("a line of the envelope is not one: %q", line)
			}
		}
		if strings.ContainsAny(Subject(l), "\r\n") {
			t.Fatal("the subject is not one line")
		}
		if FontsMissing() != "" {
			return
		}
		if pdf, err := PDF(l); err != nil && !fault.Is(err, fault.Invalid) || err == nil && !strings.HasPrefix(string(pdf), "%PDF-") {
			t.Fatalf("PDF: %v", err)
		}
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
