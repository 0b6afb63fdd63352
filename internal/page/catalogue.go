package page

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
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

// translation is what the catalogue holds for one source string: one text, or
// one for each plural form of CLDR ("zero", "one", "two", "few", "many", "other").
type translation struct {
	text  string
	forms map[string]string
}

func (m *translation) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &m.text)
	}
	return json.Unmarshal(data, &m.forms)
}

// catalogue is the messages by language, then by source string.
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
		all[strings.TrimSuffix(path.Base(name), ".json")] = messages
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

// WordsFor gives the language of a request: the one chosen, else the best of
// those the browser asks for, else English.
func WordsFor(r *http.Request) Words {
	if cookie, err := r.Cookie(languageCookie); err == nil {
		if words := In(cookie.Value); words.Tag() == cookie.Value {
			return words
		}
	}
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return Words{English}
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return Words{English}
	}
	return Words{Languages[index].Tag}
}

var matcher = language.NewMatcher(func() []language.Tag {
	var tags []language.Tag
	for _, l := range Languages {
		tags = append(tags, language.MustParse(l.Tag))
	}
	return tags
}())

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
