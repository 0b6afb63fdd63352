package page

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed messages/*.json
var messageFiles embed.FS

// Pseudo is the language that marks every text which went through the catalogue:
// "⟦Continue⟧". Tests ask for it to find text that did not.
const Pseudo = "en-XA"

// English is the language of the source strings.
const English = "en"

// languageCookie holds the language that somebody chose.
const languageCookie = "language"

// Language is one that a person can choose.
type Language struct {
	Tag  string // BCP 47: "cy"
	Name string // in itself: "Cymraeg"
}

// Languages are those offered on every page, the language of the source first.
var Languages = []Language{{English, "English"}, {"cy", "Cymraeg"}}

// AbroadLanguages are those offered on the pages that organisations abroad read,
// which receive people who come home, and where they sign in.
var AbroadLanguages = []Language{{English, "English"}, {"cy", "Cymraeg"}, {"it", "Italiano"}, {"lt", "Lietuvių"}}

// PersonLanguages are those in which what is meant for the person themselves is
// written: their own page, their safety plan, sheets that they are given.
var PersonLanguages = []Language{{English, "English"}, {"cy", "Cymraeg"}, {"ro", "Română"}, {"sq", "Shqip"}, {"vi", "Tiếng Việt"},
	{"it", "Italiano"}, {"lt", "Lietuvių"}, {"fr", "Français"}, {"ar", "العربية"}}

// State is how far a text can be trusted to say what the English says.
type State int

// The states, the worst first.
const (
	// Untranslated is a text that is not in the catalogue: English is shown.
	Untranslated State = iota
	// Drafted was written by a machine and read by nobody who speaks the language.
	Drafted
	// Reviewed was read and passed by somebody who speaks the language.
	Reviewed
)

// translation is what the catalogue holds for one source string: one text, or
// one for each plural form of CLDR ("zero", "one", "two", "few", "many", "other").
// A text is a machine's draft until it says who reviewed it and when:
//
//	"Continue": "Parhau"
//	"Continue": {"text": "Parhau", "reviewed": "2026-11-22 N. Name, translator"}
//	"{n} cases": {"one": "…", "other": "…", "reviewed": "…"}
type translation struct {
	text     string
	forms    map[string]string
	reviewed string
}

func (m *translation) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &m.text)
	}
	if err := json.Unmarshal(data, &m.forms); err != nil {
		return err
	}
	m.text, m.reviewed = m.forms["text"], m.forms["reviewed"]
	delete(m.forms, "text")
	delete(m.forms, "reviewed")
	if len(m.forms) == 0 {
		m.forms = nil
	}
	return nil
}

func (m translation) state() State {
	if m.reviewed != "" {
		return Reviewed
	}
	return Drafted
}

// catalogue is the messages by language, then by source string. A language may
// have several files, so that each room keeps its own: ro.json, ro.danger.json. Of
// a text in two of them the one in the file whose name comes first counts.
var catalogue = mustReadCatalogue(messageFiles)

func mustReadCatalogue(files fs.FS) map[string]map[string]translation {
	names, err := fs.Glob(files, "messages/*.json")
	if err != nil {
		panic("page: " + err.Error())
	}
	all := map[string]map[string]translation{}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			panic("page: " + err.Error())
		}
		var messages map[string]translation
		if err := json.Unmarshal(data, &messages); err != nil {
			panic("page: " + name + ": " + err.Error())
		}
		tag, _, _ := strings.Cut(path.Base(name), ".")
		if all[tag] == nil {
			all[tag] = map[string]translation{}
		}
		for source, translated := range messages {
			if _, earlier := all[tag][source]; !earlier {
				all[tag][source] = translated
			}
		}
	}
	return all
}

// Words turns source strings into one language. The zero Words is English.
type Words struct{ tag string }

// In gives the words of a language by its tag; one that is not there is English.
func In(tag string) Words {
	if tag == Pseudo || catalogue[tag] != nil {
		return Words{tag}
	}
	return Words{English}
}

// Tag is the BCP 47 tag of the language, for the lang attribute.
func (w Words) Tag() string {
	if w.tag == "" {
		return English
	}
	return w.tag
}

// Dir is the direction of writing of the language, for the dir attribute.
func (w Words) Dir() string {
	if w.tag == "ar" {
		return "rtl"
	}
	return "ltr"
}

// State says how far the translation of a source string can be trusted. English
// is what the others were translated from.
func (w Words) State(source string) State {
	if w.Tag() == English || w.tag == Pseudo {
		return Reviewed
	}
	if found, ok := catalogue[w.tag][source]; ok {
		return found.state()
	}
	return Untranslated
}

type languageKey struct{}

// WithLanguage gives the request with the language in which it is answered,
// whatever its browser asks for.
func WithLanguage(r *http.Request, tag string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), languageKey{}, tag))
}

type abroadKey struct{}

// ForAbroad gives the request with the languages of organisations abroad offered
// beside those of every page, and answered where the browser asks for one.
func ForAbroad(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), abroadKey{}, true))
}

// offered are the languages that the page of a request offers: those of
// organisations abroad also where the reader chose one of them before.
func offered(r *http.Request, words Words) []Language {
	in := func(l Language) bool { return l.Tag == words.Tag() }
	if abroad, _ := r.Context().Value(abroadKey{}).(bool); abroad || !slices.ContainsFunc(Languages, in) && slices.ContainsFunc(AbroadLanguages, in) {
		return AbroadLanguages
	}
	return Languages
}

// KeepLanguage keeps the language in which somebody was addressed for as long as
// their browser is open, so that refusals and sign-in speak it too. secure says
// that people reach the program over TLS.
func KeepLanguage(w http.ResponseWriter, r *http.Request, tag string, secure bool) {
	http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: tag, Path: "/", HttpOnly: true, Secure: secure || r.TLS != nil, SameSite: http.SameSiteLaxMode})
}

// WordsFor gives the language of a request: the one that was set or chosen, else
// the best of those the browser asks for, else English.
func WordsFor(r *http.Request) Words {
	if tag, set := r.Context().Value(languageKey{}).(string); set {
		return In(tag)
	}
	if cookie, err := r.Cookie(languageCookie); err == nil {
		if words := In(cookie.Value); words.Tag() == cookie.Value {
			return words
		}
	}
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return Words{English}
	}
	if abroad, _ := r.Context().Value(abroadKey{}).(bool); abroad {
		return best(abroadMatcher, AbroadLanguages, wanted)
	}
	return best(matcher, Languages, wanted)
}

// best gives the best of the languages that a browser asks for, else English.
func best(among language.Matcher, of []Language, wanted []language.Tag) Words {
	_, index, confidence := among.Match(wanted...)
	if confidence == language.No {
		return Words{English}
	}
	return Words{of[index].Tag}
}

var matcher, abroadMatcher = matching(Languages), matching(AbroadLanguages)

func matching(languages []Language) language.Matcher {
	var tags []language.Tag
	for _, l := range languages {
		tags = append(tags, language.MustParse(l.Tag))
	}
	return language.NewMatcher(tags)
}

// Text translates a source string and puts the named values into it, given in
// pairs: Text("Due on {day}", "day", due). Values are written as the language
// writes them; a form.Phrase is translated first. What is not in the catalogue
// stays English.
func (w Words) Text(source string, pairs ...any) string {
	return w.put(w.lookUp(source), pairs)
}

// Plural translates a source string that depends on a count, which is {n} in it:
// Plural(3, "{n} referral", "{n} referrals").
func (w Words) Plural(n int, one, other string, pairs ...any) string {
	source := other
	if n == 1 {
		source = one
	}
	if found, ok := catalogue[w.tag][other]; ok && found.forms != nil {
		source = found.forms[pluralForm(w.tag, n)]
		if source == "" {
			source = found.forms["other"]
		}
	}
	if w.tag == Pseudo {
		source = pseudo(source)
	}
	return w.put(source, append([]any{"n", n}, pairs...))
}

func pluralForm(tag string, n int) string {
	n = max(n, -n)
	switch plural.Cardinal.MatchPlural(language.MustParse(tag), n, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}

// HTML is Text for a sentence with markup inside, such as a link: values of type
// template.HTML go in as they are, everything else is escaped.
func (w Words) HTML(source string, pairs ...any) template.HTML {
	safe := make([]any, len(pairs))
	for i, value := range pairs {
		safe[i] = value
		if i%2 == 0 {
			continue
		}
		if _, trusted := value.(template.HTML); !trusted {
			safe[i] = template.HTML(template.HTMLEscapeString(w.Show(value)))
		}
	}
	return template.HTML(w.put(template.HTMLEscapeString(w.lookUp(source)), safe))
}

func (w Words) lookUp(source string) string {
	if w.tag == Pseudo {
		return pseudo(source)
	}
	if found, ok := catalogue[w.tag][source]; ok && found.text != "" {
		return found.text
	}
	return source
}

func pseudo(source string) string {
	if source == "" {
		return ""
	}
	return "⟦" + source + "⟧"
}

// put puts named values in their places. It goes through the message once, so
// that a value which looks like a place is left as it is.
func (w Words) put(message string, pairs []any) string {
	if len(pairs) == 0 || !strings.Contains(message, "{") {
		return message
	}
	replace := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		replace = append(replace, fmt.Sprintf("{%v}", pairs[i]), w.Show(pairs[i+1]))
	}
	return strings.NewReplacer(replace...).Replace(message)
}
