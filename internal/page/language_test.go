package page

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/havenward/havenward/internal/civil"
)

func TestDatesAndNumbersAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	day := civil.MustDay("2026-11-22")
	at := time.Date(2026, 7, 1, 13, 5, 0, 0, time.UTC)
	for tag, want := range map[string][3]string{
		"ro": {"22 noiembrie 2026", "1 iulie 2026, ora 14:05", "15.000"},
		"sq": {"22 nëntor 2026", "1 korrik 2026, ora 14:05", "15\u00a0000"},
		"vi": {"ngày 22 tháng 11 năm 2026", "14:05, ngày 1 tháng 7 năm 2026", "15.000"},
		"it": {"22 novembre 2026", "1 luglio 2026 alle 14:05", "15.000"},
		"lt": {"2026 m. lapkričio 22 d.", "2026 m. liepos 1 d., 14:05 val.", "15\u00a0000"},
		"fr": {"22 novembre 2026", "1er juillet 2026 à 14:05", "15\u00a0000"},
		"ar": {"22 نوفمبر 2026", "1 يوليو 2026، الساعة 14:05", "15,000"},
	} {
		words := In(tag)
		got := [3]string{words.Show(day), words.Show(at), strings.ReplaceAll(words.Show(15000), "\u202f", "\u00a0")}
		if got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	if got := In("lt").Show(civil.Partial{Year: 1998, Month: 3, About: true}); got != "maždaug 1998 m. kovo mėn." {
		t.Error(got)
	}
	if In("ar").Dir() != "rtl" || In("lt").Dir() != "ltr" || In("").Dir() != "ltr" {
		t.Error("Arabic alone is written from the right")
	}
}

// A text says itself whether somebody who speaks the language has read it; who
// says nothing is a machine's draft.
func TestTextsSayWhetherTheyWereReviewed(t *testing.T) {
	t.Parallel()
	var messages map[string]translation
	if err := json.Unmarshal([]byte(`{"a": "A", "b": {"text": "B", "reviewed": "2026-11-22 N. Name"}, "{n} c": {"one": "C", "other": "Cs", "reviewed": "2026-11-22 N. Name"}, "{n} d": {"other": "D"}}`), &messages); err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]State{"a": Drafted, "b": Reviewed, "{n} c": Reviewed, "{n} d": Drafted} {
		if got := messages[source].state(); got != want {
			t.Errorf("%s: %v, want %v", source, got, want)
		}
	}
	if messages["b"].text != "B" || messages["b"].forms != nil || len(messages["{n} c"].forms) != 2 {
		t.Errorf("read as %+v", messages)
	}
	if In("en").State("anything") != Reviewed || In("ro").State("Nobody has translated this") != Untranslated || In("ro").State("Continue") == Untranslated {
		t.Error("the state of a text is not told")
	}
	dated := regexp.MustCompile(`^20\d\d-\d\d-\d\d \S`)
	for tag, texts := range catalogue {
		for source, translated := range texts {
			if translated.reviewed != "" && !dated.MatchString(translated.reviewed) {
				t.Errorf("%s: %q was reviewed %q: say when and by whom", tag, source, translated.reviewed)
			}
		}
	}
}

func TestEveryLanguageOfThePersonHasTexts(t *testing.T) {
	t.Parallel()
	for _, l := range PersonLanguages {
		if l.Tag != English && len(catalogue[l.Tag]) < 20 {
			t.Errorf("%s has %d texts", l.Tag, len(catalogue[l.Tag]))
		}
	}
	files, err := filepath.Glob("messages/*.json")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	seen := map[string]string{}
	for _, file := range files {
		tag, _, _ := strings.Cut(filepath.Base(file), ".")
		if !slices.ContainsFunc(PersonLanguages, func(l Language) bool { return l.Tag == tag }) {
			t.Errorf("%s: nobody can choose the language %s", file, tag)
		}
		var texts map[string]json.RawMessage
		if data, err := os.ReadFile(file); err != nil || json.Unmarshal(data, &texts) != nil {
			t.Errorf("%s: %v", file, err)
		}
		for source, text := range texts {
			if earlier, twice := seen[tag+source]; twice && earlier != string(text) {
				t.Errorf("%s: %q is translated otherwise in another file: %s", file, source, earlier)
			}
			seen[tag+source] = string(text)
		}
	}
}

func TestALanguageThatIsSetBeatsTheBrowser(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Language", "cy")
	r.Header.Set("Cookie", languageCookie+"=cy")
	if got := WordsFor(WithLanguage(r, "ar")).Tag(); got != "ar" {
		t.Error(got)
	}
	if got := WordsFor(WithLanguage(r, "../x")).Tag(); got != "en" {
		t.Error(got)
	}
}

func TestSources(t *testing.T) {
	t.Parallel()
	got, err := Sources(fstest.MapFS{"pages/a.html": {Data: []byte(`{{if .X}}{{t "One" "a" .A}}{{else}}{{range .Y}}{{th "Two"}}{{end}}{{end}}{{template "b" (args "text" (t "Three"))}}{{tn .N "{n} four" "{n} fours"}}{{t .Z}}{{with .W}}{{t "One"}}{{end}}`)}}, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"One", "Three", "Two", "{n} fours"}; !slices.Equal(got["a.html"], want) {
		t.Errorf("%q, want %q", got["a.html"], want)
	}
}
