package justice

import (
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
)

// What became of something that was offered.
const (
	offered     = "offered"
	accepted    = "accepted"
	declined    = "declined"
	notPossible = "not-possible"
)

var outcomes = form.Codes{{offered, "Offered, they have not chosen yet"}, {accepted, "Offered and accepted"}, {declined, "Offered and declined"}, {notPossible, "Not possible, and why"}}

var ways = form.Codes{{"in-person", "In person"}, {"phone", "By telephone"}, {"video", "By video call"}, {"letter", "By letter"}, {"message", "By e-mail or message"}, {"leaflet", "With a leaflet"}}

// Offer is one offer of a right: what, when, how and by whom, and what they chose.
type Offer struct {
	Right    string    `json:"right" doc:"A code of the list victims-rights or convention-rights"`
	Outcome  string    `json:"outcome" doc:"offered, accepted, declined or not-possible"`
	On       civil.Day `json:"on"`
	How      string    `json:"how"`
	By       string    `json:"by" doc:"Who told them: a name, or a role"`
	Language string    `json:"language,omitempty" doc:"Code or name of the language"`
	Words    string    `json:"words,omitempty" doc:"What they said, or why it was not possible"`
}

func (o *Offer) questions(s setting, list *reference.List) []form.Question[Offer] {
	s.Old = o.Right
	return []form.Question[Offer]{
		{Name: "right", Label: "Which right?", Kind: form.Select, Options: plainOptions(s.entryOptions(list)), Required: "Choose which right", Bind: func(f *Offer) any { return &f.Right }},
		{Name: "outcome", Label: "What happened?", Kind: form.Radios, Options: outcomes.Options(), Required: "Choose what happened", Bind: func(f *Offer) any { return &f.Outcome }},
		{Name: "words", Label: "What did they say, or why was it not possible?", Hint: "In their own words, if they gave any", Noun: "What they said, or why it was not possible", Kind: form.Story, MaxLength: 2000, Rows: 3, Conditional: true, Bind: func(f *Offer) any { return &f.Words },
			Check: func(f *Offer) []fault.Field {
				if f.Outcome == notPossible && f.Words == "" {
					return form.Say("Say why it was not possible")
				}
				return nil
			}},
		{Name: "on", Label: "On which day?", Kind: form.Date, Required: "Enter the day", Bind: func(f *Offer) any { return &f.On }, Check: func(f *Offer) []fault.Field { return s.past(f.On) }},
		{Name: "how", Label: "How?", Kind: form.Radios, Small: true, Options: ways.Options(), Required: "Choose how", Bind: func(f *Offer) any { return &f.How }},
		{Name: "by", Label: "Who told them?", Hint: "A name, or what they do: officer in the case, support worker", Noun: "Who told them", Kind: form.Text, MaxLength: 120, Required: "Enter who told them", Bind: func(f *Offer) any { return &f.By }},
		{Name: "language", Label: "In which language?", Kind: form.Suggest, Open: true, MaxLength: 60, Options: s.languageOptions(), Bind: func(f *Offer) any { return &f.Language }},
	}
}

// plainOptions leaves out the hints, which a list to choose from does not show.
func plainOptions(options []form.Option) []form.Option {
	plain := []form.Option{}
	for _, option := range options {
		plain = append(plain, form.Option{Value: option.Value, Label: option.Label})
	}
	return plain
}

func (o *Offer) entry() line { return line{Kind: o.Right, State: o.Outcome, On: o.On} }

func (o *Offer) words(s setting, list *reference.List) said {
	language := s.Lists.Languages.Name(o.Language)
	if language == "" {
		language = o.Language
	}
	return said{What: list.Name(o.Right), State: outcomes.Words(o.Outcome), Colour: map[string]string{accepted: "green", offered: "yellow", declined: "grey", notPossible: "orange"}[o.Outcome],
		Rows: rowsOf("How", form.Phrase(ways.Words(o.How)), "Who told them", o.By, "Language", language, "What they said, or why it was not possible", o.Words)}
}

// RightForm is a right of a victim of crime that was offered.
type RightForm struct{ Offer }

// Of says that the form is for the rights of a victim of crime.
func (f *RightForm) Of() Part { return Rights }

func (f *RightForm) check(s setting) []fault.Field {
	return form.Check(&f.Offer, f.questions(s, s.Lists.VictimsRights))
}
func (f *RightForm) line(setting) (line, error) { return f.entry(), nil }
func (f *RightForm) said(s setting) said        { return f.words(s, s.Lists.VictimsRights) }

// ConventionForm is something that the Convention gives and that was offered.
type ConventionForm struct{ Offer }

// Of says that the form is for the list of the Convention.
func (f *ConventionForm) Of() Part { return Convention }

func (f *ConventionForm) check(s setting) []fault.Field {
	return form.Check(&f.Offer, f.questions(s, s.Lists.ConventionRights))
}
func (f *ConventionForm) line(setting) (line, error) { return f.entry(), nil }
func (f *ConventionForm) said(s setting) said        { return f.words(s, s.Lists.ConventionRights) }
