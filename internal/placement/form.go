package placement

import (
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
)

// regionOptions are the broad areas that may be known, as a list to choose from.
func regionOptions(lists *reference.Set) []form.Option {
	var options []form.Option
	for _, entry := range lists.Regions.All() {
		options = append(options, form.Option{Value: entry.Code, Label: entry.Name})
	}
	return options
}

// describedQuestions ask for what is known of somebody.
func describedQuestions[T any](required string, bind func(*T) *Described) []form.Question[T] {
	return []form.Question[T]{
		{Name: "names", Label: "Names", Hint: "One to a line, as they are written", Kind: form.Lines, Rows: 2, MaxLength: 200, Required: required, Bind: func(f *T) any { return &bind(f).Names }},
		{Name: "aliases", Label: "Other names and nicknames", Hint: "One to a line", Kind: form.Lines, Rows: 2, MaxLength: 200, Bind: func(f *T) any { return &bind(f).Aliases }},
		{Name: "phones", Label: "Telephone numbers", Hint: "One to a line", Kind: form.Lines, Rows: 2, MaxLength: 40, Bind: func(f *T) any { return &bind(f).Phones }},
		{Name: "addresses", Label: "Addresses", Hint: "One to a line", Kind: form.Lines, Rows: 2, MaxLength: 300, Bind: func(f *T) any { return &bind(f).Addresses }},
	}
}

// PlaceForm is what is said of a place to live.
type PlaceForm struct {
	Version  int64    `json:"version,omitempty" doc:"Of the place that is changed"`
	Kind     string   `json:"kind"`
	Region   string   `json:"region" doc:"Code of a region: as near as anybody may know"`
	Ages     string   `json:"ages"`
	Gender   string   `json:"gender"`
	Capacity int      `json:"capacity"`
	Suits    []string `json:"suits,omitempty"`
	Address  Address  `json:"address,omitzero" doc:"Sealed at once; no answer gives it back"`
}

func placeQuestions(regions []form.Option) []form.Question[PlaceForm] {
	return []form.Question[PlaceForm]{
		{Name: "kind", Label: "What kind of place is it?", Kind: form.Radios, Options: placeKinds.Options(), Required: "Choose what kind of place it is", Bind: func(f *PlaceForm) any { return &f.Kind }},
		{Name: "region", Label: "Which area is it in?", Hint: "A county or region. Everybody on your team sees this", Noun: "Area", Kind: form.Suggest, Options: regions, Required: "Choose the area from the list", Bind: func(f *PlaceForm) any { return &f.Region }},
		{Name: "ages", Label: "Who is it for, by age?", Kind: form.Radios, Inline: true, Options: ages.Options(), Required: "Choose who it is for, by age", Bind: func(f *PlaceForm) any { return &f.Ages }},
		{Name: "gender", Label: "Who is it for, by gender?", Kind: form.Radios, Inline: true, Options: genders.Options(), Required: "Choose who it is for, by gender", Bind: func(f *PlaceForm) any { return &f.Gender }},
		{Name: "capacity", Label: "How many people can live there?", Noun: "Number of people", Kind: form.Number, Min: 1, Max: 500, Required: "Enter how many people can live there", Bind: func(f *PlaceForm) any { return &f.Capacity }},
		{Name: "suits", Label: "What does it offer?", Kind: form.Checkboxes, Small: true, Options: needs.Options(), Bind: func(f *PlaceForm) any { return &f.Suits }},
	}
}

func addressQuestions[T any](bind func(*T) *Address) []form.Question[T] {
	return []form.Question[T]{
		{Name: "address", Label: "Address", Hint: "With its postcode, one line each. It is sealed at once, and is not shown again on this page", Kind: form.Lines, Rows: 4, MaxLength: 120, Required: "Enter the address", Bind: func(f *T) any { return &bind(f).Lines }},
		{Name: "carers", Label: "Who looks after people there?", Hint: "Names. Sealed with the address", Kind: form.Text, MaxLength: 200, Bind: func(f *T) any { return &bind(f).Carers }},
		{Name: "phone", Label: "Telephone number there", Hint: "Sealed with the address", Kind: form.Phone, Bind: func(f *T) any { return &bind(f).Phone }},
		{Name: "notes", Label: "What somebody who goes there must know", Hint: "How to get in, what to say at the door. Sealed with the address", Kind: form.Story, MaxLength: 1000, Rows: 3, Bind: func(f *T) any { return &bind(f).Notes }},
	}
}

// WantedForm is what somebody needs of a place.
type WantedForm struct {
	Version int64    `json:"version"`
	Needs   []string `json:"needs,omitempty"`
	Avoid   []string `json:"avoid,omitempty" doc:"Names or codes of regions that are not safe for them"`
	Note    string   `json:"note,omitempty"`
}

func wantedQuestions(lists *reference.Set) []form.Question[WantedForm] {
	return []form.Question[WantedForm]{
		{Name: "needs", Label: "What do they need of a place?", Kind: form.Checkboxes, Small: true, Options: needs.Options(), Bind: func(f *WantedForm) any { return &f.Needs }},
		{Name: "avoid", Label: "Areas that are not safe for them", Hint: "Counties or regions, one to a line: where they were exploited, where people who look for them live", Kind: form.Lines, Rows: 3, MaxLength: 80,
			Bind: func(f *WantedForm) any { return &f.Avoid }, Check: func(f *WantedForm) []fault.Field {
				for i, typed := range f.Avoid {
					entry, ok := lists.Regions.ByCode(typed)
					if !ok {
						entry, ok = lists.Regions.Find(typed)
					}
					if !ok {
						return form.Say("“{area}” is not the name of a county or region that we know", "area", typed)
					}
					f.Avoid[i] = entry.Code
				}
				f.Avoid = slices.Compact(slices.Sorted(slices.Values(f.Avoid)))
				return nil
			}},
		{Name: "note", Label: "What else a home must know", Hint: "Sealed. Do not write where they are, or were", Kind: form.Story, MaxLength: 2000, Rows: 4, Bind: func(f *WantedForm) any { return &f.Note }},
	}
}

// PlacingForm puts somebody into a place, or moves them there in one step.
type PlacingForm struct {
	Version int64  `json:"version"`
	Place   string `json:"place" doc:"Identifier of the place"`
	Why     string `json:"why,omitempty" doc:"Why this place, where something about it does not suit"`
}

// LeavingForm ends a placement.
type LeavingForm struct {
	Version int64  `json:"version"`
	Why     string `json:"why"`
}

var leavingQuestions = []form.Question[LeavingForm]{
	{Name: "why", Label: "Why does the placement end?", Kind: form.Radios, Options: endings[1:].Options(), Required: "Choose why the placement ends", Bind: func(f *LeavingForm) any { return &f.Why }},
}

// SightForm asks to see an address.
type SightForm struct {
	Reason string `json:"reason"`
	Words  string `json:"words"`
	Hours  int    `json:"hours"`
}

// inASentence holds words that are too few to say anything.
func inASentence(words, says string) []fault.Field {
	if len(strings.Fields(words)) < 3 && words != "" {
		return form.Say(says)
	}
	return nil
}

func sightQuestions(most int) []form.Question[SightForm] {
	return []form.Question[SightForm]{
		{Name: "reason", Label: "Why do you need the address?", Kind: form.Radios, Options: sightReasons.Options(), Required: "Choose why you need the address", Bind: func(f *SightForm) any { return &f.Reason }},
		{Name: "words", Label: "Say what you will do with it", Hint: "The placement team reads this. It is kept", Noun: "What you will do with it", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say what you will do with the address",
			Bind: func(f *SightForm) any { return &f.Words }, Check: func(f *SightForm) []fault.Field {
				return inASentence(f.Words, "Say in a sentence what you will do with the address")
			}},
		{Name: "hours", Label: "For how many hours do you need it?", Noun: "Hours", Kind: form.Number, Min: 1, Max: most, Required: "Enter for how many hours you need it", Bind: func(f *SightForm) any { return &f.Hours }},
	}
}

// SightAnswer agrees to or refuses what somebody asked.
type SightAnswer struct {
	Agree  *bool  `json:"agree"`
	Hours  int    `json:"hours,omitempty" doc:"Fewer than were asked for, if so"`
	Reason string `json:"reason"`
}

func answerQuestions(asked int) []form.Question[SightAnswer] {
	return []form.Question[SightAnswer]{
		{Name: "agree", Label: "Do you agree that they see the address?", Kind: form.YesNo, Required: "Choose yes if you agree, or no if you refuse", Bind: func(f *SightAnswer) any { return &f.Agree }},
		{Name: "hours", Label: "For how many hours?", Hint: "Leave empty for as long as they asked", Noun: "Hours", Kind: form.Number, Min: 1, Max: asked, Bind: func(f *SightAnswer) any { return &f.Hours }},
		{Name: "reason", Label: "Why?", Hint: "They read this. It is kept", Noun: "Why", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say why you agree or refuse", Bind: func(f *SightAnswer) any { return &f.Reason }},
	}
}
