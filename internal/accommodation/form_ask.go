package accommodation

import (
	"github.com/havenward/havenward/internal/accommodation/fit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// Homes: what somebody has to live in, as it is asked.
const (
	homeNone   = "none"
	homeUntil  = "until"
	homeUnsafe = "unsafe"
	homeSafe   = "safe"
)

var homes = form.Codes{{homeNone, "They have no place to live now"}, {homeUntil, "They have a place until a day"}, {homeUnsafe, "They have a place, and it is not safe"}, {homeSafe, "They have a safe place, and need support where they live"}}

// NeedForm is what somebody needs of a place and what is a danger to them.
type NeedForm struct {
	Version   int64    `json:"version,omitempty" doc:"Of the file that is changed"`
	Called    string   `json:"called,omitempty"`
	Sex       string   `json:"sex" enum:"female,male,any"`
	Adults    int      `json:"adults"`
	Children  int      `json:"children"`
	Pregnant  *bool    `json:"pregnant"`
	Split     *bool    `json:"split,omitempty" doc:"Whether the family wishes to be housed apart"`
	Parting   string   `json:"parting,omitempty" doc:"What they said of being housed apart, and where the others go"`
	Musts     []string `json:"musts,omitempty"`
	Wishes    []string `json:"wishes,omitempty"`
	Languages []string `json:"languages,omitempty" doc:"Names or codes of languages"`
	Avoid     []string `json:"avoid,omitempty" doc:"Names of counties, regions or towns where they are in danger"`
	Prefer    []string `json:"prefer,omitempty" doc:"Names of counties, regions or towns that they asked for"`
	Brings    []string `json:"brings,omitempty"`
	Apart     []string `json:"apart,omitempty"`
	Barrier   string   `json:"barrier,omitempty"`
	Words     string   `json:"words,omitempty"`
}

// household is what the form says, for matching.
func (f NeedForm) household() fit.Household {
	return fit.Household{Sex: f.Sex, Adults: f.Adults, Children: f.Children, Pregnant: f.Pregnant != nil && *f.Pregnant, Split: f.Split != nil && *f.Split && f.Adults+f.Children > 1,
		Musts: f.Musts, Wishes: f.Wishes, Languages: f.Languages, Avoid: sorted(f.Avoid), Prefer: sorted(f.Prefer), Brings: f.Brings, Apart: f.Apart}
}

// needOf is a file as the form that changes it.
func (room *Room) needOf(f File) NeedForm {
	pregnant, split := f.Pregnant, f.Split
	return NeedForm{Version: f.Version, Called: f.Called, Sex: f.Sex, Adults: f.Adults, Children: f.Children, Pregnant: &pregnant, Split: &split, Parting: f.Parting, Musts: f.Musts, Wishes: f.Wishes,
		Languages: room.languages(f.Languages), Avoid: room.regions(f.Avoid), Prefer: room.regions(f.Prefer), Brings: f.Brings, Apart: f.Apart, Barrier: f.Barrier, Words: f.Words}
}

// needQuestions ask what somebody needs, of a form that holds a NeedForm.
func needQuestions[T any](room *Room, of func(*T) *NeedForm) []form.Question[T] {
	return []form.Question[T]{
		{Name: "called", Label: "How do they wish to be called?", Hint: "The house uses this name and no other. Sealed", Noun: "How they wish to be called", Kind: form.Text, Width: "20", MaxLength: 60, Bind: func(f *T) any { return &of(f).Called }},
		{Name: "sex", Label: "Who needs the place?", Hint: "The adults. Children come below", Kind: form.Radios, Options: personSexes.Options(), Required: "Choose who needs the place", Bind: func(f *T) any { return &of(f).Sex }},
		{Name: "adults", Label: "How many adults?", Noun: "Number of adults", Kind: form.Number, Min: 1, Max: 10, Required: "Enter how many adults", Bind: func(f *T) any { return &of(f).Adults }},
		{Name: "children", Label: "How many children with them?", Noun: "Number of children", Kind: form.Number, Min: 0, Max: 15, Bind: func(f *T) any { return &of(f).Children }},
		{Name: "pregnant", Label: "Is somebody pregnant?", Kind: form.YesNo, Required: "Choose yes if somebody is pregnant", Bind: func(f *T) any { return &of(f).Pregnant }},
		{Name: "split", Label: "If they are several, do they wish to be housed apart?", Hint: "A family is never parted unless they wish it, each for themselves", Kind: form.YesNo, Bind: func(f *T) any { return &of(f).Split }},
		{Name: "parting", Label: "What did they say, and where do the others go?", Hint: "Sealed", Noun: "What they said", Kind: form.Story, MaxLength: 1000, Rows: 2, Under: "split=yes", Required: "Say what they said of being housed apart, and where the others go", Bind: func(f *T) any { return &of(f).Parting }},
		{Name: "avoid", Label: "Where are they in danger?", Hint: "Counties, regions or towns, one to a line, beside those in the referral. No bed there is ever offered", Kind: form.Lines, Rows: 3, MaxLength: 80,
			Bind: func(f *T) any { return &of(f).Avoid }, Check: func(f *T) []fault.Field { return room.readAreas(of(f).Avoid) }},
		{Name: "prefer", Label: "Where do they want to be?", Hint: "Counties, regions or towns, one to a line: a hospital, a school, a friend", Kind: form.Lines, Rows: 2, MaxLength: 80,
			Bind: func(f *T) any { return &of(f).Prefer }, Check: func(f *T) []fault.Field { return room.readAreas(of(f).Prefer) }},
		{Name: "musts", Label: "What must the place have?", Hint: "A bed without it is never offered", Kind: form.Checkboxes, Small: true, Options: offers.Options(), Bind: func(f *T) any { return &of(f).Musts }},
		{Name: "wishes", Label: "What would they like it to have?", Kind: form.Checkboxes, Small: true, Options: offers.Options(), Bind: func(f *T) any { return &of(f).Wishes }},
		{Name: "languages", Label: "Which languages do they speak?", Hint: "One to a line", Kind: form.Lines, Rows: 2, MaxLength: 60, Bind: func(f *T) any { return &of(f).Languages }, Check: func(f *T) []fault.Field { return room.readLanguages(of(f).Languages) }},
		{Name: "apart", Label: "With what can they not live?", Kind: form.Checkboxes, Small: true, Options: risks.Options(), Bind: func(f *T) any { return &of(f).Apart }},
		{Name: "brings", Label: "What may they be to others?", Hint: "What a house must know to keep everybody safe. It never means no place: it means another place", Kind: form.Checkboxes, Small: true, Options: risks[:6].Options(), Bind: func(f *T) any { return &of(f).Brings }},
		{Name: "barrier", Label: "What help do they need to get out when the alarm sounds?", Hint: "It stands on the night list of the house", Noun: "Help to get out", Kind: form.Text, MaxLength: 120, Bind: func(f *T) any { return &of(f).Barrier }},
		{Name: "words", Label: "What else must the desk know?", Hint: "In their own words where you can. Sealed", Noun: "What else the desk must know", Kind: form.Story, MaxLength: 3000, Rows: 4, Bind: func(f *T) any { return &of(f).Words }},
	}
}

// AskForm asks for a safe place for somebody.
type AskForm struct {
	NeedForm
	Home        string    `json:"home" enum:"none,until,unsafe,safe"`
	DestituteOn civil.Day `json:"destituteOn,omitzero" doc:"The first day without a place"`
	Desk        string    `json:"desk" doc:"Identifier of the agency whose desk is asked"`
}

// situation is what decides whether a place is offered.
func (f AskForm) situation(child bool, today civil.Day) Situation {
	s := Situation{Child: child, NowhereSafe: f.Home == homeUnsafe}
	switch f.Home {
	case homeNone:
		s.DestituteOn = today
	case homeUntil:
		s.DestituteOn = f.DestituteOn
	}
	return s
}

func homeQuestions() []form.Question[AskForm] {
	return []form.Question[AskForm]{
		{Name: "home", Label: "Have they a place to live?", Hint: "Support does not depend on helping the police: do not ask about it", Kind: form.Radios, Options: homes.Options(), Required: "Choose whether they have a place to live", Bind: func(f *AskForm) any { return &f.Home }},
		{Name: "destitute", Label: "From which day have they no place?", Kind: form.Date, Under: "home=until", Required: "Enter the day from which they have no place", Bind: func(f *AskForm) any { return &f.DestituteOn }},
	}
}

func deskQuestion[T any](open []form.Option, bind func(*T) *string) []form.Question[T] {
	return []form.Question[T]{{Name: "desk", Label: "Which desk do you ask?", Kind: form.Select, Options: open, Required: "Choose a desk", Bind: func(f *T) any { return bind(f) }}}
}

func (room *Room) askQuestions(desks []form.Option) []form.Question[AskForm] {
	questions := append(homeQuestions(), needQuestions(room, func(f *AskForm) *NeedForm { return &f.NeedForm })...)
	return append(questions, deskQuestion(desks, func(f *AskForm) *string { return &f.Desk })...)
}

// NightForm asks for a place at once, with as little as will do.
type NightForm struct {
	Called    string   `json:"called"`
	Adult     string   `json:"adult" enum:"yes,no,not-sure"`
	Sex       string   `json:"sex" enum:"female,male,any"`
	Children  int      `json:"children,omitempty"`
	Musts     []string `json:"musts,omitempty" doc:"pregnant, step-free, medical"`
	Avoid     []string `json:"avoid,omitempty"`
	From      []string `json:"from,omitempty" doc:"Names of people whom they must be kept from"`
	Language  string   `json:"language,omitempty"`
	Reach     string   `json:"reach" doc:"How to reach whoever is with them now"`
	Reference string   `json:"reference,omitempty" doc:"Of their case, where they were referred"`
	Desk      string   `json:"desk" doc:"Identifier of the agency whose desk is asked"`
}

const pregnantNow = "pregnant"

var nightNeeds = form.Codes{{pregnantNow, "Pregnant"}, {"step-free", "Step-free access"}, {"medical", "Regular medical care"}, {"hearing", "Alarms for people who cannot hear"}}

func (room *Room) nightQuestions(desks []form.Option) []form.Question[NightForm] {
	yesNo := []form.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}, {Value: "not-sure", Label: "Not sure"}}
	return append([]form.Question[NightForm]{
		{Name: "called", Label: "What do they wish to be called?", Kind: form.Text, Width: "20", MaxLength: 60, Required: "Enter what they wish to be called", Bind: func(f *NightForm) any { return &f.Called }},
		{Name: "adult", Label: "Are they 18 or older?", Kind: form.Radios, Inline: true, Options: yesNo, Required: "Choose whether they are 18 or older", Bind: func(f *NightForm) any { return &f.Adult },
			Check: func(f *NightForm) []fault.Field {
				if f.Adult != "yes" {
					return form.Say("Somebody who is or may be under 18 is looked after by a council. Call the emergency duty team of the council where they are now")
				}
				return nil
			}},
		{Name: "sex", Label: "Who needs the place?", Kind: form.Radios, Options: personSexes.Options(), Required: "Choose who needs the place", Bind: func(f *NightForm) any { return &f.Sex }},
		{Name: "children", Label: "Children with them", Kind: form.Number, Min: 0, Max: 15, Bind: func(f *NightForm) any { return &f.Children }},
		{Name: "musts", Label: "What must the place have?", Kind: form.Checkboxes, Small: true, Options: nightNeeds.Options(), Bind: func(f *NightForm) any { return &f.Musts }},
		{Name: "avoid", Label: "Where are they in danger?", Hint: "Towns or counties, one to a line", Kind: form.Lines, Rows: 2, MaxLength: 80, Bind: func(f *NightForm) any { return &f.Avoid }, Check: func(f *NightForm) []fault.Field { return room.readAreas(f.Avoid) }},
		{Name: "from", Label: "Whom must they be kept from?", Hint: "Names, one to a line", Kind: form.Lines, Rows: 2, MaxLength: 100, Bind: func(f *NightForm) any { return &f.From }},
		{Name: "reach", Label: "On which number can we call you back?", Kind: form.Phone, Required: "Enter a number on which we can call you back", Bind: func(f *NightForm) any { return &f.Reach }},
		{Name: "language", Label: "Language", Kind: form.Text, Width: "20", MaxLength: 60, Bind: func(f *NightForm) any { return &f.Language }, Check: func(f *NightForm) []fault.Field {
			if f.Language == "" {
				return nil
			}
			list := []string{f.Language}
			wrong := room.readLanguages(list)
			f.Language = list[0]
			return wrong
		}},
		{Name: "reference", Label: "Reference of the case, if there is one", Kind: form.Text, Width: "20", MaxLength: 30, Bind: func(f *NightForm) any { return &f.Reference }},
	}, deskQuestion(desks, func(f *NightForm) *string { return &f.Desk })...)
}
