package accommodation

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// HouseForm is what is said of a safe house. Its address is not among it.
type HouseForm struct {
	Version   int64    `json:"version,omitempty" doc:"Of the house that is changed"`
	Place     string   `json:"place,omitempty" doc:"Identifier of the sealed place, of a new house"`
	Name      string   `json:"name" doc:"A code name that says nothing of where it is"`
	Sex       string   `json:"sex" enum:"female,male,any"`
	Takes     []string `json:"takes,omitempty" doc:"families, pregnancy"`
	Offers    []string `json:"offers,omitempty"`
	Languages []string `json:"languages,omitempty" doc:"Names or codes of languages that staff speak"`
	Cover     string   `json:"cover"`
	Capacity  int      `json:"capacity" doc:"How many people the house may have, in all its beds"`
	Note      string   `json:"note,omitempty" doc:"What somebody who arrives is told; sealed"`
}

func (f HouseForm) takes(what string) bool { return slices.Contains(f.Takes, what) }

var takes = form.Codes{{"families", "Families with children"}, {"pregnancy", "People who are pregnant"}}

func placeQuestion(room *Room, places []Place) []form.Question[HouseForm] {
	var options []form.Option
	for _, place := range places {
		options = append(options, form.Option{Value: string(place.ID), Label: place.Reference + ", " + room.region(place.Region), Verbatim: true})
	}
	return []form.Question[HouseForm]{{Name: "place", Label: "Which sealed place is it?", Hint: "The placement team adds places and seals their address. The area comes from there", Noun: "Place", Kind: form.Select,
		Options: options, Required: "Choose the sealed place", Bind: func(f *HouseForm) any { return &f.Place }}}
}

func houseQuestions(room *Room) []form.Question[HouseForm] {
	return []form.Question[HouseForm]{
		{Name: "name", Label: "What do you call it?", Hint: "A code name, such as a tree. Nothing that says where it is", Noun: "Name", Kind: form.Text, Width: "20", MaxLength: 40, Required: "Enter what you call it", Bind: func(f *HouseForm) any { return &f.Name }},
		{Name: "sex", Label: "For whom is it?", Kind: form.Radios, Inline: true, Options: sexes.Options(), Required: "Choose for whom it is", Bind: func(f *HouseForm) any { return &f.Sex }},
		{Name: "takes", Label: "Does it also take", Kind: form.Checkboxes, Small: true, Options: takes.Options(), Bind: func(f *HouseForm) any { return &f.Takes }},
		{Name: "capacity", Label: "How many people may live there?", Hint: "In all beds together: what the fire assessment and the contract allow", Noun: "Number of people", Kind: form.Number, Min: 1, Max: 200, Required: "Enter how many people may live there", Bind: func(f *HouseForm) any { return &f.Capacity }},
		{Name: "cover", Label: "When are staff there?", Kind: form.Radios, Options: covers.Options(), Required: "Choose when staff are there", Bind: func(f *HouseForm) any { return &f.Cover }},
		{Name: "languages", Label: "Languages that staff speak", Hint: "One to a line", Kind: form.Lines, Rows: 3, MaxLength: 60, Bind: func(f *HouseForm) any { return &f.Languages }, Check: func(f *HouseForm) []fault.Field { return room.readLanguages(f.Languages) }},
		{Name: "offers", Label: "What does it offer?", Kind: form.Checkboxes, Small: true, Options: offers.Options(), Bind: func(f *HouseForm) any { return &f.Offers }},
		{Name: "note", Label: "What is somebody told who arrives?", Hint: "Rules of the house, meals, whom to ask. Never the address. Sealed", Kind: form.Story, MaxLength: 2000, Rows: 4, Bind: func(f *HouseForm) any { return &f.Note }},
	}
}

// readLanguages turns the names of languages into codes, in place.
func (room *Room) readLanguages(list []string) []fault.Field {
	for i, typed := range list {
		entry, ok := room.Lists.Languages.ByCode(typed)
		if !ok {
			entry, ok = room.Lists.Languages.Find(typed)
		}
		if !ok {
			return form.Say("“{language}” is not the name of a language that we know", "language", typed)
		}
		list[i] = entry.Code
	}
	return nil
}

// readAreas turns the names of counties, regions and towns into codes of regions,
// in place.
func (room *Room) readAreas(list []string) []fault.Field {
	for i, typed := range list {
		code, ok := room.areaOf(typed)
		if !ok {
			return form.Say("“{area}” is not the name of a county, region or town that we know", "area", typed)
		}
		list[i] = code
	}
	return nil
}

// HouseStateForm opens, pauses or closes a house.
type HouseStateForm struct {
	Version int64  `json:"version"`
	State   string `json:"state" enum:"open,paused,closed"`
	Why     string `json:"why"`
}

var houseStateQuestions = []form.Question[HouseStateForm]{
	{Name: "state", Label: "Does the house take people?", Kind: form.Radios, Options: houseStates.Options(), Required: "Choose whether the house takes people", Bind: func(f *HouseStateForm) any { return &f.State }},
	{Name: "why", Label: "Why?", Hint: "Sealed. Do not write where it is", Noun: "Why", Kind: form.Story, MaxLength: 500, Rows: 2, Required: "Say why", Bind: func(f *HouseStateForm) any { return &f.Why }},
}

// BedForm is what is said of a bed.
type BedForm struct {
	Number int      `json:"number"`
	Sleeps int      `json:"sleeps" doc:"How many people of one household sleep there"`
	Offers []string `json:"offers,omitempty" doc:"What it has beside what the house has"`
}

var bedQuestions = []form.Question[BedForm]{
	{Name: "number", Label: "Number of the bed or room", Kind: form.Number, Min: 1, Max: 500, Required: "Enter the number", Bind: func(f *BedForm) any { return &f.Number }},
	{Name: "sleeps", Label: "How many people sleep there?", Hint: "A room that one family has for itself sleeps all of them. A bed in a shared room sleeps 1", Noun: "Number of people", Kind: form.Number, Min: 1, Max: 12, Required: "Enter how many people sleep there", Bind: func(f *BedForm) any { return &f.Sleeps }},
	{Name: "offers", Label: "What does it have beside what the house has?", Kind: form.Checkboxes, Small: true, Options: offers.Options(), Bind: func(f *BedForm) any { return &f.Offers }},
}

// BedStateForm says that a bed is free or cannot be used.
type BedStateForm struct {
	Version int64     `json:"version"`
	State   string    `json:"state" enum:"free,cleaning,repair,closed"`
	Back    civil.Day `json:"back,omitzero" doc:"The day from which a bed under repair can be used"`
}

var bedStateQuestions = []form.Question[BedStateForm]{
	{Name: "state", Label: "What state is the bed in?", Kind: form.Radios, Options: form.Codes{bedStates[0], bedStates[3], bedStates[4], bedStates[5]}.Options(), Required: "Choose what state the bed is in", Bind: func(f *BedStateForm) any { return &f.State }},
	{Name: "back", Label: "From which day can it be used again?", Kind: form.Date, Under: "state=repair", Bind: func(f *BedStateForm) any { return &f.Back }},
}
