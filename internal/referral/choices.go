package referral

import (
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
)

// choices are the closed lists as options of questions, made once.
type choices struct {
	lists                                                     *reference.Set
	organisations, nations, authorities, forces               []form.Option
	towns, regions, countries, nationalities, languages       []form.Option
	forms, lastContact, genders, relationships, professionals []form.Option
	referenceKinds, transport, signs, childSigns              []form.Option
}

func choicesOf(lists *reference.Set) choices {
	return choices{
		lists:         lists,
		organisations: verbatim(lists.FirstResponders, nil), nations: words(lists.Nations),
		authorities: verbatim(lists.LocalAuthorities, nil), forces: verbatim(lists.PoliceForces, nil),
		towns: verbatim(lists.Towns, lists.Regions), regions: verbatim(lists.Regions, nil),
		countries: words(lists.Countries), nationalities: words(lists.Nationalities), languages: words(lists.Languages),
		forms: words(lists.ExploitationForms), lastContact: words(lists.LastContact), genders: gendersOf(lists.Genders),
		relationships: words(lists.Relationships), professionals: words(lists.Professionals),
		referenceKinds: words(lists.ReferenceKinds), transport: words(lists.Transport),
		signs: grouped(lists.Indicators), childSigns: grouped(lists.ChildIndicators),
	}
}

// words are the entries of a list whose names go through the catalogue. Former
// entries are left out: a first responder speaks of today.
func words(list *reference.List) []form.Option {
	var options []form.Option
	for _, entry := range list.All() {
		if entry.Until.IsZero() {
			options = append(options, form.Option{Value: entry.Code, Label: entry.Name})
		}
	}
	return options
}

// verbatim are the entries of a list of proper names, as they are. A name that
// several share has its region behind it, where regions are given.
func verbatim(list, regions *reference.List) []form.Option {
	shared := map[string]int{}
	for _, entry := range list.All() {
		shared[entry.Name]++
	}
	var options []form.Option
	for _, entry := range list.All() {
		if !entry.Until.IsZero() {
			continue
		}
		label := entry.Name
		if shared[label] > 1 && regions != nil && entry.Region != "" {
			label += " (" + regions.Name(entry.Region) + ")"
		}
		options = append(options, form.Option{Value: entry.Code, Label: label, Verbatim: true})
	}
	return options
}

// gendersOf offers what a first responder can say of somebody in front of them.
func gendersOf(list *reference.List) []form.Option {
	var options []form.Option
	for _, option := range words(list) {
		if option.Value != "not-recorded" {
			options = append(options, option)
		}
	}
	return options
}

// indicatorGroups are the headings above indicators.
var indicatorGroups = map[string]string{
	"behaviour": "How the person behaves", "control": "Control by others", "health": "Health", "identity": "Documents and places",
	"isolation": "Contact with others", "work": "Work and pay", "living": "Where they live", "debt": "Debt and promises",
	"care": "Who cares for the child", "welfare": "How the child lives", "travel": "How the child travelled",
}

// grouped are indicators under the headings of their groups, each heading once.
func grouped(list *reference.List) []form.Option {
	var order []string
	groups := map[string][]form.Option{}
	for _, entry := range list.All() {
		if groups[entry.Group] == nil {
			order = append(order, entry.Group)
		}
		groups[entry.Group] = append(groups[entry.Group], form.Option{Value: entry.Code, Label: entry.Name, Group: indicatorGroups[entry.Group]})
	}
	var options []form.Option
	for _, group := range order {
		options = append(options, groups[group]...)
	}
	return options
}
