package letter

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/need"
	"github.com/havenward/havenward/internal/page"
	"golang.org/x/net/html"
)

func needFonts(t testing.TB) {
	t.Helper()
	if why := FontsMissing(); why != "" {
		need.Missing(t, need.Packages, why)
	}
}

// extract gives the text of a PDF as pdftotext of Poppler reads it.
func extract(t *testing.T, pdf []byte, layout ...string) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not there to read the PDF back (Debian package poppler-utils)")
	}
	name := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", append(layout, "-enc", "UTF-8", name, "-")...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// squeeze joins lines, so that a sentence can be found wherever it breaks.
func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestPDFSaysTheSame reads each PDF back and expects every block of the letter
// in it, in order, the reference and the number on each page.
func TestPDFSaysTheSame(t *testing.T) {
	t.Parallel()
	needFonts(t)
	running := regexp.MustCompile(`Reference: HW-2026-000123 Page \d of \d ?`)
	for _, l := range samples() {
		pdf, err := PDF(l)
		if err != nil {
			t.Fatalf("%s: %v", describe(l), err)
		}
		got := squeeze(strings.ReplaceAll(extract(t, pdf), "\f", " "))
		if feet := len(running.FindAllString(got, -1)); feet == 0 || !strings.Contains(got, "Page 1 of "+string(rune('0'+feet))) {
			t.Errorf("%s: %d feet of pages", describe(l), feet)
		}
		got = running.ReplaceAllString(got, "")
		d, err := compose(l)
		if err != nil {
			t.Fatal(err)
		}
		want := append([]string{d.Authority, d.Marking}, d.Address...)
		want = append(want, d.Date, d.Reference, d.Greeting, d.Title)
		parts := func(parts []part) {
			for _, p := range parts {
				want = append(want, p.Heading)
				for _, b := range p.Blocks {
					if b.Text != "" {
						want = append(want, b.Text)
					}
					want = append(want, b.Items...)
				}
			}
		}
		parts(d.Parts)
		want = append(want, d.Farewell, d.Role, d.OnBehalf)
		parts(d.Apart)
		for _, line := range want {
			_, after, found := strings.Cut(got, line)
			if !found {
				t.Fatalf("%s: the PDF does not say, or not in its place: %q\nleft: %.300s", describe(l), line, got)
			}
			got = after
		}
	}
}

// TestPDFNames expects names in the letters of many languages to come back as
// they were.
func TestPDFNames(t *testing.T) {
	t.Parallel()
	needFonts(t)
	for _, name := range []string{"Đặng Thị Hạnh", "Nguyễn Thị Phượng", "Ọlúwaṣeun Ògún", "Ẹniọlá Ọ̀ṣun", "Łukasz Żółć", "Ștefan Țăran", "Şule Çağlı",
		"Zoë Nuñez-Ørsted", "Jānis Ķēniņš", "Željko Đurić", "Gjergj Çobo", "Олена Ґудзь", "Ελένη Ξύδη", "D'Arcy O’Neill", "Ṣọlá Ẹ́kẹ́"} {
		l := sample(Suspended, false)
		l.Person.Name, l.To.Name = name, name
		pdf, err := PDF(l)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := extract(t, pdf)
		if !strings.Contains(got, "Dear "+clean(name)+"\n") {
			at := strings.Index(got, "Dear ")
			t.Errorf("%s (%+q) came back as %+q", name, clean(name), got[at:min(len(got), at+60)])
		}
	}
}

func TestPDFIsALetter(t *testing.T) {
	t.Parallel()
	needFonts(t)
	l := sample(ReasonablePositive, false)
	l.Language = "cy"
	pdf, err := PDF(l)
	if err != nil {
		t.Fatal(err)
	}
	again, err := PDF(l)
	if err != nil || !bytes.Equal(pdf, again) {
		t.Errorf("the same letter gave other bytes, %v", err)
	}
	for _, want := range []string{"/MediaBox [0 0 595.28 841.89]", "/Lang (cy)", "/CreationDate (D:20261123000000", "/Type /Outlines"} {
		if !bytes.Contains(pdf, []byte(want)) {
			t.Errorf("the PDF has no %s", want)
		}
	}
	title := regexp.MustCompile(`(?s)/Title \((.*?)\)`).FindSubmatch(pdf)
	if title == nil || strings.Contains(strings.ReplaceAll(string(title[1]), "\x00", ""), "Linh") {
		t.Errorf("the title of the document is %q", title)
	}
	l.Date = l.Date.Add(1)
	if other, err := PDF(l); err != nil || bytes.Equal(pdf, other) {
		t.Errorf("a letter of another day has the same bytes, %v", err)
	}
}

func TestPDFOfALongLetter(t *testing.T) {
	t.Parallel()
	needFonts(t)
	l := sample(ConclusiveNegative, false)
	l.Decision.Reasons = strings.Repeat("We looked at this with care. ", 500) + "\n" + strings.Repeat("x", 900)
	pdf, err := PDF(l)
	if err != nil {
		t.Fatal(err)
	}
	got := extract(t, pdf)
	if n := strings.Count(squeeze(got), "We looked at this with care."); n < 480 { // a few break over a page with its foot
		t.Errorf("only %d of 500 sentences are there", n)
	}
	if n := strings.Count(got, "x"); n < 900 {
		t.Errorf("only %d of 900 letters are there", n)
	}
	pages := strings.Count(got, "\f")
	if pages < 8 || !strings.Contains(got, "Page 1 of "+page.In("").Number(pages)) {
		t.Errorf("%d pages, and the first does not say so", pages)
	}
}

// TestPDFNeverChangesALetter refuses what the font cannot write, and only marks
// what is a picture.
func TestPDFNeverChangesALetter(t *testing.T) {
	t.Parallel()
	needFonts(t)
	for _, name := range []string{"محمد علي", "שרה", "王小明", "สมชาย", "राम", "አበበ"} {
		l := sample(Suspended, false)
		l.Person.Name, l.To.Name = name, name
		if _, err := PDF(l); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Print the page of the letter") {
			t.Errorf("%s: %v", name, err)
		}
		if drawn, err := HTML(l); err != nil || !strings.Contains(string(drawn), name) {
			t.Errorf("%s is not on the page: %v", name, err)
		}
	}
	l := sample(Suspended, false)
	l.Decision.Reasons = "We are glad \U0001F600\uFE0F\u200D\U0001F44B that you wrote ☎ →."
	pdf, err := PDF(l)
	if err != nil {
		t.Fatal(err)
	}
	if got := squeeze(extract(t, pdf)); !strings.Contains(got, "We are glad \uFFFD\uFFFD that you wrote ☎ →.") {
		t.Error(got)
	}
}

func TestFontsAreReadWhole(t *testing.T) {
	t.Parallel()
	needFonts(t)
	has := covered()
	for _, r := range "AZaz09ĐđạṣọỌłŻȘțỨ'’–—…•£€ \u00a0\u0301\u0323\uFFFD" {
		if !has[r] {
			t.Errorf("%q is in the font and was not found", r)
		}
	}
	for _, r := range "王राﷺ\U0001F600" {
		if has[r] {
			t.Errorf("%q is not in the font and was found", r)
		}
	}
	for _, broken := range [][]byte{nil, []byte("wOFF"), bytes.Repeat([]byte{0xFF}, 300), fontStart(40), fontStart(4000)} {
		if found := characters(broken); len(found) > 0xFFFF {
			t.Errorf("a broken font has %d characters", len(found))
		}
	}
}

func fontStart(n int) []byte {
	f, _ := readFonts()
	return f.regular[:n]
}

// TestHTMLEscapes puts markup into everything that comes from outside.
func TestHTMLEscapes(t *testing.T) {
	t.Parallel()
	const evil = `<script>alert("1")</script><img src=x onerror=y>`
	for _, l := range samples() {
		plain, err := HTML(l)
		if err != nil {
			t.Fatal(err)
		}
		l.Person.Name, l.Reference, l.Question = evil, evil, evil
		l.To.Name, l.To.Lines = evil, []string{evil, evil}
		l.Decision.Reasons, l.Decision.Evidence, l.Decision.Tests = evil+"\n"+evil, []string{evil}, []string{evil}
		l.From = Office{Authority: evil, Role: evil, Phone: evil, Email: evil, Hours: evil}
		l.Help = []Help{{Name: evil, For: evil, Phone: evil, Email: evil, Hours: evil}}
		l.To.Channel = casefile.Post
		drawn, err := HTML(l)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(drawn), "&lt;script&gt;") {
			t.Errorf("%s: the text itself is gone", describe(l))
		}
		known := elements(t, string(plain))
		for element := range elements(t, string(drawn)) {
			if !known[element] && element != "br" && element != "blockquote" {
				t.Errorf("%s: <%s> came from outside", describe(l), element)
			}
		}
	}
}

// failer is what *testing.T, *testing.F and *rapid.T share.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// elements are the names of the elements in markup; it fails on one with an
// event handler and on one that is not closed.
func elements(t failer, markup string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	var open []string
	tokens := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("not closed: %v", open)
			}
			return found
		case html.StartTagToken:
			token := tokens.Token()
			found[token.Data] = true
			if token.Data != "br" {
				open = append(open, token.Data)
			}
			for _, a := range token.Attr {
				if a.Key != "class" && a.Key != "lang" && a.Key != "dir" {
					t.Errorf("<%s> has %s=%q", token.Data, a.Key, a.Val)
				}
			}
		case html.EndTagToken:
			token := tokens.Token()
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %v", token.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func TestHTMLIsOneArticle(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, templateFiles)
	for _, l := range samples() {
		drawn, err := HTML(l)
		if err != nil {
			t.Fatal(err)
		}
		elements(t, string(drawn))
		for what, want := range map[string]int{"<article ": 1, "<h1 ": 0, "<h2 ": 1, `lang="en"`: 1, "<address ": 1} {
			if n := strings.Count(string(drawn), what); n != want {
				t.Errorf("%s: %d of %s", describe(l), n, what)
			}
		}
	}
}
