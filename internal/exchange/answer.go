package exchange

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
)

// Why a value has no place.
const (
	notAnAnswer = "This is not one of the answers that the form gives"
	notOnList   = "This is not on the closed list. It is kept as text"
	leftOut     = "This has no place in a notification, which keeps nothing that could give the person away"
	notADate    = "This is not a date"
	repeated    = "This contradicts another key of the same referral"
)

// story keeps a text as it is.
func story(kind string) func(*mapping, string) string {
	return func(m *mapping, value string) string {
		m.tell(kind, value)
		return ""
	}
}

// labelled keeps a short answer in a story, with what it answers.
func labelled(kind, question string) func(*mapping, string) string {
	return func(m *mapping, value string) string {
		m.tell(kind, question+": "+value)
		return ""
	}
}

// longestLine is the most characters of a text of one line, as the referral
// desk takes it; the Home Office form takes far more.
const longestLine = 500

// line keeps a text in its own place, or in a story where it is too long for it.
func line(place func(*mapping) *string) func(*mapping, string) string {
	return func(m *mapping, value string) string {
		if utf8.RuneCountInString(value) > longestLine {
			return m.keep(casefile.StoryReferences, m.key+": "+value, "This is too long for its place. It is kept as text")
		}
		*place(m) = value
		return ""
	}
}

// answer reads yes, no and not sure in the spellings that the form has used.
func answer(place func(*mapping) *string) func(*mapping, string) string {
	return func(m *mapping, value string) string {
		word, known := word(value)
		if !known {
			return notAnAnswer
		}
		*place(m) = word
		return ""
	}
}

func word(value string) (string, bool) {
	switch strings.ToLower(strings.NewReplacer("-", "", " ", "", "'", "").Replace(value)) {
	case "yes", "true":
		return referral.Yes, true
	case "no", "false":
		return referral.No, true
	case "notsure", "dontknow", "idontknow", "unknown":
		return referral.NotSure, true
	}
	return "", false
}

// form is a form of exploitation that the export says happened.
func form(code string) func(*mapping, string) string {
	return func(m *mapping, value string) string {
		switch said, known := word(value); {
		case !known || said == referral.NotSure:
			return notAnAnswer
		case said == referral.Yes && !slices.Contains(m.episode.Forms, code):
			m.episode.Forms = append(m.episode.Forms, code)
		}
		return ""
	}
}

func (m *mapping) otherForm(value string) string {
	m.episode.Forms = append(m.episode.Forms, "other")
	if said, known := word(value); !known || said != referral.Yes {
		m.tell(casefile.StoryOtherForm, value)
	}
	return ""
}

// kindOfCase tells referrals from notifications; two keys say it.
func kindOfCase(referred, notified string) func(*mapping, string) string {
	return func(m *mapping, value string) string {
		switch strings.ToUpper(value) {
		case referred:
			m.referred = true
		case notified:
			m.notified = true
		default:
			return notAnAnswer
		}
		return ""
	}
}

// find looks up what the form wrote in a list (a code, a name or one of its other
// spellings, or the form's own value) and reports whether it is there.
func find(list *reference.List, name string) (string, bool) {
	if entry, ok := list.ByCode(name); ok {
		return entry.Code, true
	}
	if entry, ok := list.Find(name); ok {
		return entry.Code, true
	}
	for _, entry := range list.All() {
		if entry.FormValue == name {
			return entry.Code, true
		}
	}
	return "", false
}

func (m *mapping) organisation(value string) string {
	code, ok := find(m.lists.FirstResponders, value)
	if !ok {
		m.organisationName = value
		return notOnList
	}
	m.s.Organisation = code
	return ""
}

// jurisdiction is said by three keys, as "NORTHERNIRELAND", "NI" and
// "Northern-ireland".
func (m *mapping) jurisdiction(value string) string {
	said := letters(value)
	for _, nation := range m.lists.Nations.All() {
		for _, name := range append([]string{nation.Code, nation.Name, nation.Alpha3, nation.FormValue}, nation.Aliases...) {
			if letters(name) != said {
				continue
			}
			if m.s.Jurisdiction != "" && m.s.Jurisdiction != nation.Code {
				return repeated
			}
			m.s.Jurisdiction = nation.Code
			return ""
		}
	}
	return notAnAnswer
}

// letters are those of a word in small ones.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(text))
}

func (m *mapping) age(value string) string {
	switch strings.ToLower(value) {
	case "adult":
		m.s.AgeGroup = casefile.Adult
	case "child":
		m.s.AgeGroup = casefile.Child
	case "unknown":
		m.s.AgeGroup = casefile.NotSure
	default:
		return notAnAnswer
	}
	return ""
}

func (m *mapping) ageThen(value string) string {
	switch strings.ToLower(value) {
	case "adult":
		m.s.UnderEighteenThen = referral.No
	case "child":
		m.s.UnderEighteenThen = referral.Yes
	case "unknown":
		m.s.UnderEighteenThen = referral.NotSure
	default:
		return notAnAnswer
	}
	return ""
}

func (m *mapping) localAuthority(value string) string {
	code, ok := find(m.lists.LocalAuthorities, value)
	if !ok {
		return m.keep(casefile.StoryReferences, "Local authority: "+value, notOnList)
	}
	m.s.LocalAuthority.Code = code
	return ""
}
