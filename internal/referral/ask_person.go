package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// firstBirth is the earliest date of birth that anybody can have.
var firstBirth = civil.Day{Year: 1900, Month: 1, Day: 1}

// askPerson asks who the person is. A notification has no such person: only
// gender and nationality are asked then.
func askPerson(c choices) []Page {
	return []Page{
		{Slug: "person", Title: "Who the person is", Section: sectionPerson, questions: []question{
			when(asksName, question{Name: "given", Label: "First name", Hint: "If you do not know it, write what they are called", Kind: form.Text, MaxLength: 200,
				Required: "Enter their first name",
				Bind:     func(a *answers) any { return &a.given }}),
			when(asksName, question{Name: "family", Label: "Last name", Kind: form.Text, MaxLength: 200,
				Required: "Enter their last name, or that you do not know",
				Bind:     func(a *answers) any { return &a.family }}),
			when(asksName, question{Name: "nicknames", Label: "Nicknames", Hint: "Also names used during the exploitation. One to a line", Kind: form.Lines, Rows: 3, MaxLength: 200,
				Bind: func(a *answers) any { return &a.nicknames }}),
			when(asksFull, question{Name: "birth", Label: "Date of birth", Hint: "As much as you know: a year is enough. For example, 27 3 2007", Kind: form.PartialDate, NotBefore: firstBirth,
				Bind:  func(a *answers) any { return &a.Record.Birth },
				Check: notAfterToday("Date of birth must be in the past", func(a *answers) civil.Partial { return a.Record.Birth })}),
			{Name: "gender", Label: "Gender", Kind: form.Radios, Options: c.genders,
				Required: "Choose their gender",
				Bind:     func(a *answers) any { return &a.Record.Gender }},
			{Name: "nationality", Label: "Nationality", Kind: form.Suggest, Options: c.nationalities, Hint: "Start typing, then choose from the list",
				Required: "Choose their nationality",
				Bind:     func(a *answers) any { return &a.nationality }},
			{Name: "second-nationality", Label: "Second nationality", Hint: "If they have two", Kind: form.Suggest, Options: c.nationalities,
				Bind: func(a *answers) any { return &a.second }},
		}},
		{Slug: "other-names", Title: "Other names", Section: sectionPerson, When: asksFull,
			Help: "Add a name in other documents, a married name, or a false name they were given.",
			list: nameList()},
		{Slug: "needs", Title: "Children, language and communication", Section: sectionPerson, When: asksFull, questions: []question{
			{Name: "has-children", Label: "Does the person have children?", Noun: "Children", Kind: form.Radios, Options: yesNo("Yes", "No"),
				Required: "Choose yes if the person has children",
				Bind:     func(a *answers) any { return &a.HasChildren }},
			{Name: "children", Label: "How many?", Noun: "Number of children", Kind: form.Number, Min: 1, Max: 99, Under: "has-children=yes",
				Required: "Enter how many children they have",
				Bind:     func(a *answers) any { return &a.Record.Children }},
			{Name: "needs-interpreter", Label: "Do they need an interpreter?", Noun: "Interpreter", Kind: form.Radios, Options: yesNo("Yes", "No"),
				Required: "Choose yes if they need an interpreter",
				Bind:     func(a *answers) any { return &a.NeedsInterpreter }},
			{Name: "interpreter-language", Label: "Which language?", Noun: "Language of the interpreter", Kind: form.Suggest, Options: c.languages, Under: "needs-interpreter=yes",
				Required: "Choose the language of the interpreter",
				Bind:     func(a *answers) any { return &a.Record.Interpreter }},
			{Name: "needs-communication", Label: "Do they need other help with communication?", Noun: "Help with communication", Kind: form.Radios, Options: yesNo("Yes", "No"),
				Required: "Choose yes if they need other help with communication",
				Bind:     func(a *answers) any { return &a.NeedsCommunication }},
			{Name: "communication", Label: "What helps?", Noun: "What helps with communication", Kind: form.Text, Hint: "For example sign language, large print, or a quiet room", Under: "needs-communication=yes",
				Required: "Tell us what helps",
				Bind:     func(a *answers) any { return &a.Record.Communication }},
		}},
		{Slug: "references", Title: "References", Section: sectionPerson, When: asksFull,
			Help: "For example a Home Office reference, a crime reference with its police force, or an NHS number.",
			questions: []question{
				{Name: "has-references", Label: "Do other bodies know the person by a number?", Noun: "References", Kind: form.Radios, Options: yesNo("Yes", "No"),
					Required: "Choose yes if other bodies know the person by a number",
					Bind:     func(a *answers) any { return &a.HasReferences }},
			},
			list: referenceList(c)},
		{Slug: "contacts", Title: "Safe contacts", Section: sectionPerson, When: asksName,
			Help: "We write only to a contact that you mark as safe. A letter that the wrong person opens can put somebody in danger.",
			questions: []question{
				when(agreesAdult, question{Name: "decision-to", Label: "Who should the decision be sent to?", Noun: "Decision sent to", Kind: form.Radios,
					Options:  []form.Option{{Value: casefile.ThePerson, Label: "The person"}, {Value: casefile.SomeoneElse, Label: "Somebody else"}},
					Required: "Choose who the decision should be sent to",
					Bind:     func(a *answers) any { return &a.DecisionTo }}),
			},
			list: contactList()},
	}
}

// notAfterToday is the check that a date is not in the future. Without a day to
// compare with nothing is checked.
func notAfterToday(message string, date func(*answers) civil.Partial) func(*answers) []fault.Field {
	return func(a *answers) []fault.Field {
		if !a.today.IsZero() && date(a).Earliest().After(a.today) {
			return form.Say(message)
		}
		return nil
	}
}

// askEvidence asks for files, and for who can be asked about the referral.
func askEvidence() []Page {
	return []Page{
		{Slug: "evidence", Title: "Evidence", Section: sectionEvidence, When: asksFull, files: true,
			Help: "Up to 100 files: JPG, PNG, PDF, DOC or DOCX of up to 25 MB each. Say of each what it is and when it is from.",
			questions: []question{
				story(casefile.StoryEvidence, "Is there evidence that you will send later?", "", ""),
			}},
		{Slug: "referrer", Title: "Who we can ask", Section: sectionEvidence, When: asksFull, questions: []question{
			{Name: "referrer-given", Label: "Your first name", Kind: form.Text, MaxLength: 200, Autocomplete: "given-name",
				Required: "Enter your first name",
				Bind:     func(a *answers) any { return &a.Referrer.Given }},
			{Name: "referrer-family", Label: "Your last name", Kind: form.Text, MaxLength: 200, Autocomplete: "family-name",
				Required: "Enter your last name",
				Bind:     func(a *answers) any { return &a.Referrer.Family }},
			{Name: "referrer-role", Label: "Your role", Hint: "For example police constable, or social worker", Kind: form.Text, MaxLength: 200,
				Required: "Enter your role",
				Bind:     func(a *answers) any { return &a.Referrer.Role }},
			{Name: "referrer-phone", Label: "Your telephone number", Kind: form.Phone, Autocomplete: "tel",
				Required: "Enter your telephone number",
				Bind:     func(a *answers) any { return &a.Referrer.Phone }},
			{Name: "referrer-email", Label: "Your email address", Kind: form.Email, Autocomplete: "email",
				Required: "Enter your email address",
				Bind:     func(a *answers) any { return &a.Referrer.Email }},
			{Name: "deputy-name", Label: "Who can we ask while you are away?", Noun: "Deputy", Kind: form.Text, MaxLength: 200,
				Bind: func(a *answers) any { return &a.Deputy.Name }},
			{Name: "deputy-email", Label: "Their email address", Noun: "Email address of the deputy", Kind: form.Email,
				Bind: func(a *answers) any { return &a.Deputy.Email }},
			{Name: "deputy-phone", Label: "Their telephone number", Noun: "Telephone number of the deputy", Kind: form.Phone,
				Bind: func(a *answers) any { return &a.Deputy.Phone }},
		}},
	}
}
