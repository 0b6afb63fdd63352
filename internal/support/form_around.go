package support

import (
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

func (r *Room) languageOptions(none string) []form.Option {
	options := []form.Option{{Value: "", Label: none}}
	for _, language := range r.Lists.Languages.All() {
		options = append(options, form.Option{Value: language.Code, Label: language.Name, Verbatim: true})
	}
	return options
}

func (r *Room) wishesQuestions() []form.Question[WishesForm] {
	return []form.Question[WishesForm]{
		{Name: "call", Label: "What do they wish to be called?", Noun: "Wishes to be called", MaxLength: 100, Bind: func(f *WishesForm) any { return &f.Call }},
		{Name: "interpreter", Label: "In which language do they need an interpreter?", Noun: "Interpreter", Kind: form.Select, Options: r.languageOptions("None"), Bind: func(f *WishesForm) any { return &f.Interpreter }},
		{Name: "worker-gender", Label: "Whom do they wish to be supported by?", Noun: "Wishes a worker who is", Hint: "The same for the interpreter", Kind: form.Radios, Options: genderWishes.Options(), Bind: func(f *WishesForm) any { return &f.WorkerGender }},
		{Name: "contact", Label: "How and when may they be reached, and when not?", Noun: "How to reach them", Hint: "What is safe to say, and to whom. Whether a message may be left", Kind: form.Story, Rows: 3, Bind: func(f *WishesForm) any { return &f.Wishes.Contact }},
		{Name: "access", Label: "What helps them to take part?", Noun: "What helps", Hint: "Breaks, pictures, a quiet place, somebody with them", Kind: form.Story, Rows: 2, Bind: func(f *WishesForm) any { return &f.Access }},
		{Name: "other", Label: "What else do they wish?", Noun: "Other wishes", Kind: form.Story, Rows: 2, Bind: func(f *WishesForm) any { return &f.Other }},
	}
}

var dependantQuestions = []form.Question[DependantForm]{
	{Name: "kind", Label: "Who is it?", Noun: "Who", Kind: form.Radios, Options: dependantKinds.Options(), Required: "Choose who it is", Bind: func(f *DependantForm) any { return &f.Kind }},
	{Name: "name", Label: "What is their name?", Noun: "Name", Hint: "As much as is known", MaxLength: 200, Bind: func(f *DependantForm) any { return &f.Name }},
	{Name: "birth", Label: "When were they born, or when is the baby due?", Noun: "Born or due", Hint: "As much as is known, such as 2019 or 14 March 2019", MaxLength: 40, Bind: func(f *DependantForm) any { return &f.Birth }},
	{Name: "lives-with", Label: "Do they live with the person?", Noun: "Lives with the person", Kind: form.YesNo, Required: "Choose whether they live with the person", Bind: func(f *DependantForm) any { return &f.LivesWith }},
	{Name: "where", Label: "Who looks after them, and where?", Noun: "Where they are", Under: "lives-with=no", Kind: form.Story, Rows: 2, Bind: func(f *DependantForm) any { return &f.Where }},
	{Name: "needs", Label: "What do they need for themselves?", Noun: "Needs of their own", Kind: form.Checkboxes, Small: true, Options: dependantNeeds.Options(), Bind: func(f *DependantForm) any { return &f.Needs }},
	{Name: "words", Label: "What else is to know of them?", Noun: "In words", Kind: form.Story, Rows: 3, Bind: func(f *DependantForm) any { return &f.DependantWords.Needs }},
}

var appointmentQuestions = []form.Question[AppointmentForm]{
	{Name: "kind", Label: "What is it for?", Noun: "What it is for", Hint: "They see this on their own page, with the day and the time and nothing else", Kind: form.Select, Options: appointmentKinds.Options(), Required: "Choose what it is for", Bind: func(f *AppointmentForm) any { return &f.Kind }},
	{Name: "on", Label: "On which day?", Noun: "Day", Kind: form.Date, Required: "Enter the day", Bind: func(f *AppointmentForm) any { return &f.On }},
	{Name: "at", Label: "At what time?", Noun: "Time", Hint: "For example, 14:30 or 2.30pm", Width: "5", MaxLength: 10, Required: "Enter the time of day", Bind: func(f *AppointmentForm) any { return &f.At },
		Check: func(f *AppointmentForm) []fault.Field { return form.CheckTime(f.At) }},
	{Name: "with", Label: "With whom?", Noun: "With", MaxLength: 200, Bind: func(f *AppointmentForm) any { return &f.With }},
	{Name: "where", Label: "Where?", Noun: "Where", MaxLength: 300, Bind: func(f *AppointmentForm) any { return &f.Where }},
	{Name: "note", Label: "What do they need for it?", Noun: "What is needed", Hint: "An interpreter, a ticket, somebody to go with them", Kind: form.Story, Rows: 2, Bind: func(f *AppointmentForm) any { return &f.Note }},
}

// shareable are the parts of a case that somebody may agree to share with a
// service. Intelligence and who sees the case are not theirs to share.
const shareable = access.Identity | access.Contact | access.Health | access.Immigration | access.Story | access.Location | access.Support

// sharedFor is what those who support somebody ask them to share something for:
// codes of the list of purposes. Everything else is asked for by who answers for
// it, on a basis of its own.
var sharedFor = []string{"support", "placement", "safeguarding", "health", "legal-advice", "immigration", "return", "education"}

func (r *Room) consentQuestions(today civil.Day) []form.Question[ConsentForm] {
	var purposes, parts, hows []form.Option
	for _, purpose := range r.Lists.SharingPurposes.All() {
		if slices.Contains(sharedFor, purpose.Code) {
			purposes = append(purposes, form.Option{Value: purpose.Code, Label: purpose.Name})
		}
	}
	for _, part := range shareable.Each() {
		parts = append(parts, form.Option{Value: part.Code, Label: part.Name, Hint: part.Holds})
	}
	for _, how := range r.Lists.ConsentExplained.All() {
		hows = append(hows, form.Option{Value: how.Code, Label: how.Name})
	}
	return []form.Question[ConsentForm]{
		{Name: "recipient", Label: "With whom?", Noun: "With whom", Hint: "The service, by its name", MaxLength: 200, Required: "Enter with whom", Bind: func(f *ConsentForm) any { return &f.Recipient }},
		{Name: "purpose", Label: "What for?", Noun: "What for", Kind: form.Select, Options: purposes, Required: "Choose what it is shared for", Bind: func(f *ConsentForm) any { return &f.Purpose }},
		{Name: "parts", Label: "What may they be told?", Noun: "What is shared", Kind: form.Checkboxes, Small: true, Options: parts, Required: "Choose at least one part", Bind: func(f *ConsentForm) any { return &f.Parts }},
		{Name: "given", Label: "Does the person agree?", Noun: "Agrees", Kind: form.YesNo, Required: "Choose whether the person agrees", Bind: func(f *ConsentForm) any { return &f.Given }},
		{Name: "said", Label: "What do they say about it?", Noun: "In their words", Kind: form.Story, Rows: 2, Bind: func(f *ConsentForm) any { return &f.Said }},
		{Name: "how", Label: "How was it explained?", Noun: "Explained", Kind: form.Radios, Small: true, Options: hows, Required: "Choose how it was explained", Bind: func(f *ConsentForm) any { return &f.How }},
		{Name: "language", Label: "In which language?", Noun: "Language", Kind: form.Select, Options: r.languageOptions("Choose a language"), Required: "Choose the language in which it was explained", Bind: func(f *ConsentForm) any { return &f.Language }},
		{Name: "interpreter", Label: "Who interpreted?", Noun: "Interpreter", MaxLength: 200, Bind: func(f *ConsentForm) any { return &f.Interpreter }},
		dayQuestion("on", "On which day?", today, func(f *ConsentForm) *civil.Day { return &f.On }),
	}
}

var takeBackQuestions = []form.Question[TakeBackForm]{
	{Name: "why", Label: "Did they say why?", Noun: "Why", Hint: "Nobody has to say why", Kind: form.Story, Rows: 2, Bind: func(f *TakeBackForm) any { return &f.Why }},
}

func nameQuestions(workers []account.Person) []form.Question[NameForm] {
	var options []form.Option
	for _, worker := range workers {
		options = append(options, form.Option{Value: string(worker.ID), Label: worker.Name, Verbatim: true})
	}
	return []form.Question[NameForm]{
		{Name: "worker", Label: "Who works with them?", Noun: "Worker", Kind: form.Radios, Options: options, Required: "Choose who works with the person", Bind: func(f *NameForm) any { return &f.Worker }},
	}
}
