package exchange

import (
	"slices"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/referral"
)

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
