package exchange

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
)

// Why a value has no place.
const (
	notAnAnswer = "This is not one of the answers that the form gives"
	notOnList   = "This is not on the closed list. It is kept as text"
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
			m.tell(referral.StoryReferences, m.key+": "+value)
			return "This is too long for its place. It is kept as text"
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
		m.tell(referral.StoryOtherForm, value)
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

// find looks a name up in a list and reports whether it is there; "Unknown" of
// a list that has no such entry is no answer.
func find(list *reference.List, name string) (string, bool) {
	if entry, ok := list.ByCode(name); ok {
		return entry.Code, true
	}
	entry, ok := list.Find(name)
	return entry.Code, ok
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
		m.tell(referral.StoryReferences, "Local authority: "+value)
		return notOnList
	}
	m.s.LocalAuthority.Code = code
	return ""
}

// situations was a text in older versions of the form and is an answer now.
func (m *mapping) situations(value string) string {
	if said, known := word(value); known {
		m.s.SeveralSituations = said
		return ""
	}
	m.tell(referral.StoryDates, value)
	return ""
}

func (m *mapping) lastContact(value string) string {
	code, ok := find(m.lists.LastContact, value)
	if !ok {
		m.tell(referral.StoryLastContact, value)
		return notOnList
	}
	m.s.LastContact = code
	return ""
}

func (m *mapping) where(value string) string {
	where, ok := map[string]string{"uk": referral.WhereUK, "overseas": referral.WhereOverseas, "both": referral.WhereBoth}[strings.ToLower(value)]
	if !ok {
		return notAnAnswer
	}
	m.s.Where = where
	return ""
}

func (m *mapping) town(value string) string {
	place, why := casefile.Place{Country: "GB"}, ""
	if code, ok := find(m.lists.Towns, value); ok {
		place.Town = code
	} else {
		place.Detail, why = value, notOnList
	}
	m.episode.Places = append(m.episode.Places, place)
	return why
}

func (m *mapping) country(value string) string {
	place, why := casefile.Place{}, ""
	if code, ok := find(m.lists.Countries, value); ok {
		place.Country = code
	} else {
		place.Detail, why = value, notOnList
	}
	m.episode.Places = append(m.episode.Places, place)
	return why
}

func (m *mapping) currentRegion(value string) string {
	code, ok := find(m.lists.Regions, value)
	if !ok {
		m.tell(referral.StoryUKPlaces, "Stays in the region: "+value)
		return notOnList
	}
	m.s.Record.CurrentRegion = code
	return ""
}

// currentTown takes, of towns of one name, the one in the region that the
// export names.
func (m *mapping) currentTown(value string) string {
	towns := m.lists.Towns.FindAll(value)
	if len(towns) == 0 {
		m.tell(referral.StoryUKPlaces, "Stays in: "+value)
		return notOnList
	}
	m.s.Record.CurrentTown = towns[0].Code
	for _, town := range towns {
		if town.Region == m.s.Record.CurrentRegion {
			m.s.Record.CurrentTown = town.Code
			break
		}
	}
	return ""
}

func (m *mapping) policeForce(value string) string {
	code, ok := find(m.lists.PoliceForces, value)
	if !ok {
		m.tell(referral.StoryReferences, "Reported to: "+value)
		return notOnList
	}
	m.crime.Force = code
	return ""
}

// birthKnown says only that a date of birth is there.
func (m *mapping) birthKnown(value string) string {
	if said, known := word(value); !known || said == referral.Yes && !m.has("Customer.DOB") {
		return "This announces a date of birth that is not there"
	}
	return ""
}

func (m *mapping) has(key string) bool {
	text, _ := m.object.Text(key)
	return tidy(text) != ""
}

// birth reads 2001-05-17, the same with a time behind it, 17/05/2001, and a year
// or month alone.
func (m *mapping) birth(value string) string {
	text, _, _ := strings.Cut(value, "T")
	if parts := strings.Split(text, "/"); len(parts) == 3 && len(parts[2]) == 4 {
		day, month := "0"+parts[0], "0"+parts[1]
		text = parts[2] + "-" + month[max(0, len(month)-2):] + "-" + day[max(0, len(day)-2):]
	}
	birth, err := civil.ParsePartial(text)
	if err != nil {
		return notADate
	}
	m.s.Record.Birth = birth
	return ""
}

func (m *mapping) gender(value string) string {
	code, ok := find(m.lists.Genders, value)
	if !ok {
		return notAnAnswer
	}
	m.s.Record.Gender = code
	return ""
}

func (m *mapping) children(value string) string {
	number, err := strconv.Atoi(value)
	if err != nil || number < 0 || number > 99 {
		return "This is not a number of children"
	}
	m.s.Record.Children = number
	return ""
}

func (m *mapping) nationality(value string) string {
	code, ok := find(m.lists.Nationalities, value)
	if !ok {
		m.otherNationality = strings.TrimPrefix(m.otherNationality+", "+value, ", ")
		return notOnList
	}
	if !slices.Contains(m.s.Record.Nationalities, code) {
		m.s.Record.Nationalities = append(m.s.Record.Nationalities, code)
	}
	return ""
}

func (m *mapping) interpreter(value string) string {
	code, ok := find(m.lists.Languages, value)
	if !ok {
		m.language = value
		return notOnList
	}
	m.s.Record.Interpreter = code
	return ""
}

func (m *mapping) decisionTo(value string) string {
	switch letters(value) {
	case "pv", "potentialvictim":
		m.s.DecisionTo = casefile.ThePerson
	case "someoneelse":
		m.s.DecisionTo = casefile.SomeoneElse
	default:
		return notAnAnswer
	}
	return ""
}

// channels names the ways that were chosen, "Email, Post"; which they are
// follows from the addresses themselves.
func (m *mapping) channels(value string) string {
	for _, channel := range strings.Split(value, ",") {
		there := false
		switch letters(channel) {
		case "email":
			there = m.own.email != ""
		case "post":
			there = m.own.lines() != ""
		default:
			return notAnAnswer
		}
		if !there {
			return "This names a way to reach the person for which no address is given"
		}
	}
	return ""
}
