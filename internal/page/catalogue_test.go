package page

import (
	"html/template"
	"io/fs"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
)

func TestText(t *testing.T) {
	t.Parallel()
	day := civil.MustDay("2026-11-22")
	for _, c := range []struct{ got, want string }{
		{In("en").Text("Continue"), "Continue"},
		{In("cy").Text("Continue"), "Parhau"},
		{In("cy").Text("Nobody has translated this {thing}", "thing", "yet"), "Nobody has translated this yet"},
		{In("xx").Text("Continue"), "Continue"},
		{In("").Text("Continue"), "Continue"},
		{In(Pseudo).Text("Due on {day}", "day", day), "⟦Due on 22 ⟦November⟧ 2026⟧"},
		{In("cy").Text("{field} must be a real date", "field", form.Phrase("Email address")), "Cyfeiriad e-bost: rhaid iddo fod yn ddyddiad go iawn"},
		{In("en").Text("{a} and {b}", "a", "{b}", "b", "{a}"), "{b} and {a}"}, // a value is never a place
		{In("en").Text("{a}"), "{a}"},
		{In("en").Text("up to {limit}", "limit", 15000), "up to 15,000"},
		{In("en").Plural(1, "{n} case", "{n} cases"), "1 case"},
		{In("en").Plural(0, "{n} case", "{n} cases"), "0 cases"},
		{In("en").Plural(1234, "{n} case in {place}", "{n} cases in {place}", "place", "Kent"), "1,234 cases in Kent"},
		{In("cy").Plural(1, "You have {count} character remaining", "You have {count} characters remaining", "count", 1), "Mae gennych 1 nod ar ôl"},
		{In("cy").Plural(6, "You have {count} character remaining", "You have {count} characters remaining", "count", 6), "Mae gennych 6 o nodau ar ôl"},
		{string(In("en").HTML("<b> {link} & {name}", "link", template.HTML(`<a href="/">x</a>`), "name", "<i>")), `&lt;b&gt; <a href="/">x</a> &amp; &lt;i&gt;`},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	at := func(hour, minute int) time.Time { return time.Date(2026, 7, 1, hour, minute, 0, 0, time.UTC) }
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, ""}, {civil.Day{}, ""}, {time.Time{}, ""}, {"<b>", "<b>"}, {-1234567, "−1,234,567"}, {999, "999"}, {int64(1000), "1,000"},
		{civil.Partial{Year: 1998}, "1998"}, {civil.Partial{Year: 1998, Month: 3, About: true}, "about March 1998"},
		{civil.Partial{Year: 1998, Month: 3, Day: 4}, "4 March 1998"},
		{at(13, 5), "1 July 2026 at 2:05pm"}, // British Summer Time
		{at(23, 0), "2 July 2026 at the start of the day"}, {at(11, 0), "1 July 2026 at midday"}, {at(8, 0), "1 July 2026 at 9am"},
		{form.Phrase("May"), "May"}, {true, "true"},
	} {
		if got := In("en").Show(c.value); got != c.want {
			t.Errorf("Show(%v) = %q, want %q", c.value, got, c.want)
		}
	}
	if got := In("cy").Day(civil.MustDay("2026-02-03")); got != "3 Chwefror 2026" {
		t.Error(got)
	}
}

func TestWordsFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ cookie, accept, want string }{
		{"", "", "en"}, {"", "cy-GB,cy;q=0.9,en;q=0.8", "cy"}, {"", "de,fr", "en"}, {"", "en-GB,cy;q=0.5", "en"},
		{"cy", "en", "cy"}, {"en", "cy", "en"}, {"../../etc", "cy", "cy"}, {Pseudo, "", Pseudo}, {"", ";;;=", "en"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", c.accept)
		if c.cookie != "" {
			r.Header.Set("Cookie", languageCookie+"="+c.cookie)
		}
		if got := WordsFor(r).Tag(); got != c.want {
			t.Errorf("cookie %q, accept %q: %s, want %s", c.cookie, c.accept, got, c.want)
		}
	}
}

// Every translation has the same places as its source, and every layout, error
// and form message that the program has is translated where the file is shipped.
func TestTranslationsKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	places := func(text string) []string {
		found := regexp.MustCompile(`\{[a-z]+\}`).FindAllString(text, -1)
		slices.Sort(found)
		return found
	}
	for tag, messages := range catalogue {
		for source, translated := range messages {
			texts := []string{translated.text}
			if translated.forms != nil {
				texts = nil
				if translated.forms["other"] == "" {
					t.Errorf("%s: %q has no form for other", tag, source)
				}
				for _, text := range translated.forms {
					texts = append(texts, text)
				}
			}
			for _, text := range texts {
				if diff := cmp.Diff(places(source), places(text)); diff != "" || text == "" {
					t.Errorf("%s: %q as %q: %s", tag, source, text, diff)
				}
			}
		}
	}
}

func TestWelshCoversLayoutErrorsAndForms(t *testing.T) {
	t.Parallel()
	var sources []string
	literal := regexp.MustCompile(`\{\{-?[^{}]*?\bt "([^"]+)"|\(t "([^"]+)"|\b(?:Text|lookUp)\("([^"]+)"|\bth "([^"]+)"`)
	read := func(files fs.FS, names ...string) {
		for _, name := range names {
			data, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range literal.FindAllStringSubmatch(string(data), -1) {
				sources = append(sources, strings.Join(found[1:], ""))
			}
		}
	}
	read(partials, "templates/base.html", "templates/choices.html", "templates/content.html", "templates/controls.html",
		"templates/errors.html", "templates/fields.html", "templates/layout.html", "templates/moj.html", "templates/navigation.html")
	read(os.DirFS("."), "component.go", "show.go")
	message := regexp.MustCompile(`(?:wrong|about)\((?:[a-z]+Part, )?"([^"]+)"`)
	advice := regexp.MustCompile(`(?m)(?:Title(?:, view\.Width|, data\.Message)?|Message): *=? *"([A-Z][^"]+)"|^\t+(?:data\.Advice = \[\]string\{)?"([A-Z][^"]+\.)"`)
	for file, pattern := range map[string]*regexp.Regexp{"../form/dates.go": message, "../form/examine.go": message,
		"../form/fill.go": message, "failure.go": advice, "request.go": advice} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range pattern.FindAllStringSubmatch(string(data), -1) {
			sources = append(sources, strings.Join(found[1:], ""))
		}
	}
	if len(sources) < 80 {
		t.Errorf("only %d messages were found to look up: has the way they are written changed?", len(sources))
	}
	for _, source := range sources {
		if _, ok := catalogue["cy"][source]; !ok {
			t.Errorf("not in Welsh: %q", source)
		}
	}
}

// The texts that scripts write are in the language of the page.
func TestScriptTexts(t *testing.T) {
	t.Parallel()
	for component, want := range map[string]string{"character-count": "characters-under-limit.one", "password-input": "show-password",
		"exit-this-page": "activated"} {
		if In("en").spoken(component) != nil {
			t.Errorf("%s: English is what the scripts have", component)
		}
		if text, _ := In("cy").spoken(component)["data-i18n."+want].(string); text == "" || strings.Contains(text, "⟦") {
			t.Errorf("%s: %q", component, text)
		}
	}
	if got := In("cy").spoken("character-count")["data-i18n.characters-under-limit.other"]; got != "Mae gennych %{count} o nodau ar ôl" {
		t.Error(got)
	}
}

func TestOwnTemplatesGoThroughTheCatalogue(t *testing.T) {
	t.Parallel()
	CheckTemplates(t, partials)
}

type recorder struct{ said []string }

func (r *recorder) Helper()                           {}
func (r *recorder) Errorf(format string, args ...any) { r.said = append(r.said, format) }

func TestCheckTemplatesFindsWords(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]int{
		`<p>{{t "Hello"}}</p>`: 0,
		`<p>Hello</p>`:         1,
		`<p>{{if .X}}{{t "A b"}}{{else}}Hello{{end}}</p>`:                      1,
		`<img alt="A house">`:                                                  1,
		`<img alt="{{t "A house"}}" class="hw-logo">`:                          0,
		`<a title="Go" aria-label="There">{{.Name}}</a>`:                       2,
		`<input type="submit" value="Send"><input type="text" value="{{.V}}">`: 1,
		`<input placeholder="Your name">`:                                      1,
		`{{template "button" (args "text" "Continue")}}`:                       1,
		`{{template "button" (args "text" (t "Continue") "classes" "x")}}`:     0,
		`{{"Hello"}}`:                                            1,
		`{{t "Due on {day}" "day" .Due}}`:                        0,
		`{{t "Due on {day}" "due" .Due}}`:                        1,
		`{{tn .N "{n} case" "{n} cases of {x}"}}`:                1,
		`{{tn .N "{n} case" "{n} cases of {x}" "x" .X}}`:         0,
		`{{define "x"}}<b>Bold</b>{{end}}<p>– {{.Y}} · 12 ×</p>`: 1,
		`<p>{{if eq .Kind "adult"}}{{t "Adult"}}{{end}}</p>`:     0,
		`<!-- words --><p>{{/* words */}}</p>`:                   0,
		`{{if`:                                                   1,
	} {
		var r recorder
		CheckTemplates(&r, fstest.MapFS{"a.html": {Data: []byte(source)}})
		if len(r.said) != want {
			t.Errorf("%s: %d problems, want %d", source, len(r.said), want)
		}
	}
	var r recorder
	CheckTemplates(&r, fstest.MapFS{})
	if len(r.said) != 1 {
		t.Error("nothing to check passes")
	}
}
