package referral

import (
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/reference"
)

// Published is where the official statistics count a person: the words of their
// tables, in their spelling.
type Published struct {
	ResponderType string // "Government agency"
	Responder     string // "Metropolitan Police Service"; every council is "Local Authority"
	Exploitation  string // "Sexual, Labour & Domestic"
	Age           string // "Child (17 or under)": age at exploitation
	Gender        string // "Female"
	Nationality   string // "Albanian", two joined by a space
}

// notSpecified is what the tables print where nothing is known.
const notSpecified = "Not specified or unknown"

// publishedForms is the order in which the tables name the forms of exploitation.
var publishedForms = []string{"Sexual", "Labour", "Domestic", "Organ Harvesting", "Criminal"}

// PublishedAs gives the groups of the official statistics for a submission:
// those that an importer gave, and for the rest those that follow from the codes.
func PublishedAs(lists *reference.Set, s *Submission) Published {
	p := s.Published
	set := func(group *string, derive func() string) {
		if *group == "" {
			*group = derive()
		}
	}
	organisation, known := lists.FirstResponders.ByCode(s.Organisation)
	set(&p.ResponderType, func() string { return orNotSpecified(organisation.Statistics) })
	set(&p.Responder, func() string {
		if !known {
			return notSpecified
		}
		return organisation.PublishedName()
	})
	set(&p.Exploitation, func() string { return publishedExploitation(lists, s.Forms()) })
	set(&p.Age, func() string { return publishedAge(lists, s) })
	set(&p.Gender, func() string {
		gender, ok := lists.Genders.ByCode(s.Record.Gender)
		if !ok {
			return "Unknown"
		}
		return gender.Statistics
	})
	set(&p.Nationality, func() string {
		var names []string
		for _, code := range s.Record.Nationalities {
			names = append(names, lists.Nationalities.Name(code))
		}
		if len(names) == 0 {
			return "Unknown"
		}
		return strings.Join(names, " ")
	})
	return p
}

func orNotSpecified(group string) string {
	if group == "" {
		return notSpecified
	}
	return group
}

// publishedExploitation joins the groups of the forms as the tables do:
// "Sexual, Labour & Criminal".
func publishedExploitation(lists *reference.Set, forms []string) string {
	present := map[string]bool{}
	for _, form := range forms {
		if entry, ok := lists.ExploitationForms.ByCode(form); ok {
			present[entry.Statistics] = true
		}
	}
	var groups []string
	for _, group := range publishedForms {
		if present[group] {
			groups = append(groups, group)
		}
	}
	switch last := len(groups) - 1; last {
	case -1:
		return notSpecified
	case 0:
		return groups[0]
	default:
		return strings.Join(groups[:last], ", ") + " & " + groups[last]
	}
}

// publishedAge is the age at exploitation: a child now was one then.
func publishedAge(lists *reference.Set, s *Submission) string {
	code := "unknown"
	switch {
	case s.AgeGroup == casefile.Child, s.AgeGroup == casefile.Adult && s.UnderEighteenThen == Yes:
		code = "child"
	case s.AgeGroup == casefile.Adult && s.UnderEighteenThen == No:
		code = "adult"
	}
	entry, _ := lists.AgeGroups.ByCode(code)
	return orNotSpecified(entry.Statistics)
}

// Quarter names the calendar quarter of a day as the tables do: "2022Q2".
func Quarter(day civil.Day) string {
	return day.String()[:4] + "Q" + string(rune('1'+(int(day.Month)-1)/3))
}
