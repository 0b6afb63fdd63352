package returns

import (
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// ReceiverForm adds an organisation abroad, or corrects what is known of it.
type ReceiverForm struct {
	Version  int64     `json:"version,omitempty"`
	Agency   string    `json:"agency"`
	Town     string    `json:"town"`
	Language string    `json:"language"`
	Takes    []string  `json:"takes"`
	Offers   []string  `json:"offers"`
	Contact  string    `json:"contact"`
	Checked  civil.Day `json:"checked"`
}

func receiverQuestions(agencies []form.Option, lists *reference.Set, today civil.Day) []form.Question[ReceiverForm] {
	return []form.Question[ReceiverForm]{
		{Name: "agency", Label: "Which organisation?", Hint: "An administrator of the service adds organisations abroad under Agencies, with people who receive handovers", Kind: form.Radios, Options: agencies, Required: "Choose the organisation", Bind: func(f *ReceiverForm) any { return &f.Agency }},
		{Name: "town", Label: "Town", Kind: form.Text, MaxLength: 100, Required: "Enter the town", Bind: func(f *ReceiverForm) any { return &f.Town }},
		{Name: "language", Label: "In which language do we write to them?", Noun: "Language", Kind: form.Suggest, Options: listOptions(lists.Languages), Required: "Choose the language", Bind: func(f *ReceiverForm) any { return &f.Language }},
		{Name: "takes", Label: "Whom do they take on?", Kind: form.Checkboxes, Options: takes.Options(), Required: "Choose whom they take on", Bind: func(f *ReceiverForm) any { return &f.Takes }},
		{Name: "offers", Label: "What do they offer?", Kind: form.Checkboxes, Options: needs.Options(), Required: "Choose what they offer", Bind: func(f *ReceiverForm) any { return &f.Offers }},
		{Name: "contact", Label: "How are they reached?", Hint: "A person, a number, when they answer. It is shown to everybody who plans returns", Kind: form.Text, MaxLength: 200, Required: "Say how they are reached", Bind: func(f *ReceiverForm) any { return &f.Contact }},
		{Name: "checked", Label: "When was this checked with them?", Noun: "Day of the check", Kind: form.Date, NotAfter: today, Required: "Enter the day of the check", Bind: func(f *ReceiverForm) any { return &f.Checked }},
	}
}

// AskForm asks an organisation to take somebody on, without saying who it is.
type AskForm struct {
	Version int64    `json:"version"`
	Agency  string   `json:"agency"`
	Needs   []string `json:"needs"`
	Town    string   `json:"town,omitempty"`
	Words   string   `json:"words"`
}

func askQuestions(receivers []form.Option) []form.Question[AskForm] {
	return []form.Question[AskForm]{
		{Name: "agency", Label: "Which organisation?", Kind: form.Radios, Options: receivers, Required: "Choose the organisation", Bind: func(f *AskForm) any { return &f.Agency }},
		{Name: "needs", Label: "What will the person need?", Kind: form.Checkboxes, Options: needs.Options(), Required: "Choose what the person will need", Bind: func(f *AskForm) any { return &f.Needs }},
		{Name: "town", Label: "Near which town?", Kind: form.Text, MaxLength: 100, Bind: func(f *AskForm) any { return &f.Town }},
		{Name: "words", Label: "What must they know to answer?", Hint: "No name, no address, no date of birth, nothing of what happened: only what tells them whether they can help", Noun: "What they must know", Kind: form.Story, MaxLength: 1500, Rows: 4, Required: "Say what they must know to answer", Bind: func(f *AskForm) any { return &f.Words }},
	}
}

// AcceptForm is an organisation's yes, by name.
type AcceptForm struct {
	Version int64 `json:"version"`
	Answer
}

var acceptQuestions = []form.Question[AcceptForm]{
	{Name: "contact", Label: "Who takes the person on?", Hint: "A name, not a team", Noun: "Who takes the person on", Kind: form.Text, MaxLength: 100, Required: "Enter the name of who takes the person on", Bind: func(f *AcceptForm) any { return &f.Contact }},
	{Name: "contactPhone", Label: "Their telephone number", Hint: "With the code of the country, such as +370", Noun: "Telephone number", Kind: form.Phone, Required: "Enter their telephone number", Bind: func(f *AcceptForm) any { return &f.ContactPhone }},
	{Name: "alternate", Label: "Who does, when they cannot?", Noun: "Second contact", Kind: form.Text, MaxLength: 100, Required: "Enter the name of a second contact", Bind: func(f *AcceptForm) any { return &f.Alternate },
		Check: func(f *AcceptForm) []fault.Field {
			if f.Alternate == f.Contact {
				return form.Say("The second contact must be somebody else")
			}
			return nil
		}},
	{Name: "alternatePhone", Label: "The telephone number of the second contact", Noun: "Telephone number of the second contact", Kind: form.Phone, Required: "Enter the telephone number of the second contact", Bind: func(f *AcceptForm) any { return &f.AlternatePhone }},
	{Name: "risks", Label: "What do you know of the dangers where you are?", Hint: "Debt collectors, family, people who take others abroad, the town itself", Noun: "Dangers", Kind: form.Story, MaxLength: 2000, Rows: 4, Required: "Say what you know of the dangers, or that you know of none", Bind: func(f *AcceptForm) any { return &f.Risks }},
	{Name: "words", Label: "What can you give, and from when?", Noun: "What you can give", Kind: form.Story, MaxLength: 2000, Rows: 3, Bind: func(f *AcceptForm) any { return &f.Words }},
}

// DeclineForm is an organisation's no.
type DeclineForm struct {
	Version int64  `json:"version"`
	Why     string `json:"why"`
	Words   string `json:"words,omitempty"`
}

var declineQuestions = []form.Question[DeclineForm]{
	{Name: "why", Label: "Why can you not?", Kind: form.Radios, Options: refusals.Options(), Required: "Choose why you cannot", Bind: func(f *DeclineForm) any { return &f.Why }},
	{Name: "words", Label: "Who else could help?", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *DeclineForm) any { return &f.Words }},
}

// PackForm is what goes into the pack.
type PackForm struct {
	Version int64  `json:"version"`
	Born    string `json:"born" enum:"yes,no" doc:"Whether the day of birth goes into it"`
	Reach   string `json:"reach"`
	Arrival string `json:"arrival"`
	Needs   string `json:"needs"`
	Health  string `json:"health,omitempty"`
	Safety  string `json:"safety,omitempty"`
}

var packQuestions = []form.Question[PackForm]{
	{Name: "reach", Label: "How do they reach the person safely?", Noun: "How to reach the person", Kind: form.Text, MaxLength: 200, Required: "Say how they reach the person safely", Bind: func(f *PackForm) any { return &f.Reach }},
	{Name: "arrival", Label: "When and where does the person arrive?", Noun: "Arrival", Kind: form.Story, MaxLength: 1000, Rows: 2, Required: "Say when and where the person arrives", Bind: func(f *PackForm) any { return &f.Arrival }},
	{Name: "needs", Label: "What is agreed that they do?", Noun: "What is agreed", Kind: form.Story, MaxLength: 2000, Rows: 3, Required: "Say what is agreed", Bind: func(f *PackForm) any { return &f.Needs }},
	{Name: "health", Label: "What of their health must they know?", Hint: "Leave empty unless the person wants it told", Kind: form.Story, MaxLength: 2000, Rows: 2, Bind: func(f *PackForm) any { return &f.Health }},
	{Name: "safety", Label: "What keeps the person safe there?", Hint: "Whom not to let near them, what not to say to whom", Kind: form.Story, MaxLength: 2000, Rows: 2, Bind: func(f *PackForm) any { return &f.Safety }},
	{Name: "born", Label: "Does the day of birth go into it?", Hint: "Only where they need it to register the person", Kind: form.YesNo, Inline: true, Required: "Choose whether the day of birth goes into it", Bind: func(f *PackForm) any { return &f.Born }},
}

// FindingForm records what a contact found.
type FindingForm struct {
	Version int64     `json:"version"`
	On      civil.Day `json:"on"`
	Found   string    `json:"found"`
	Words   string    `json:"words,omitempty"`
}

func findingQuestions(from, today civil.Day) []form.Question[FindingForm] {
	return []form.Question[FindingForm]{
		{Name: "on", Label: "When was the contact, or the attempt?", Noun: "Day of the contact", Kind: form.Date, NotBefore: from, NotAfter: today, Required: "Enter the day of the contact", Bind: func(f *FindingForm) any { return &f.On }},
		{Name: "found", Label: "What did you find?", Kind: form.Radios, Options: findings.Options(), Required: "Choose what you found", Bind: func(f *FindingForm) any { return &f.Found }},
		{Name: "words", Label: "What did the person say?", Hint: "Where they need help or you are worried: what is done next", Noun: "What the person said", Kind: form.Story, MaxLength: 2000, Rows: 3, Conditional: true, Bind: func(f *FindingForm) any { return &f.Words },
			Check: func(f *FindingForm) []fault.Field {
				if f.Words == "" && f.Found != "" && f.Found != FoundWell && f.Found != FoundNo {
					return form.Say("Say what was said or tried, and what is done next")
				}
				return nil
			}},
	}
}

// MoveForm gives a contact another day.
type MoveForm struct {
	Version int64     `json:"version"`
	On      civil.Day `json:"on"`
}

func moveQuestions(from civil.Day) []form.Question[MoveForm] {
	return []form.Question[MoveForm]{{Name: "on", Label: "On which day instead?", Hint: "As the person wants it", Noun: "Day", Kind: form.Date, NotBefore: from, Required: "Enter the day", Bind: func(f *MoveForm) any { return &f.On }}}
}

// SignalForm records who looked at a sign of re-trafficking, and what was found.
type SignalForm struct {
	Version int64  `json:"version"`
	Outcome string `json:"outcome"`
	Words   string `json:"words"`
}

var signalQuestions = []form.Question[SignalForm]{
	{Name: "outcome", Label: "What did you find?", Kind: form.Radios, Options: signalOutcomes.Options(), Required: "Choose what you found", Bind: func(f *SignalForm) any { return &f.Outcome }},
	{Name: "words", Label: "What was done, and what is done next?", Noun: "What was done", Kind: form.Story, MaxLength: 2000, Rows: 3, Required: "Say what was done, and what is done next", Bind: func(f *SignalForm) any { return &f.Words }},
}

// contactOption is one contact that can be agreed, with its day.
type contactOption struct {
	Kind statute.Kind
	Due  statute.Due
}

func contactsQuestions(offered []contactOption) []form.Question[ContactsForm] {
	var options []form.Option
	for _, o := range offered {
		options = append(options, form.Option{Value: string(o.Kind), Label: o.Due.Rule.Words, Hint: o.Due.On.Long()})
	}
	options = append(options, form.Option{Value: NoContacts, Label: "The person wants no contact afterwards", Exclusive: true})
	return []form.Question[ContactsForm]{{Name: "agreed", Label: "Which contacts does the person agree to?", Kind: form.Checkboxes, Options: options, Required: "Choose the contacts that were agreed, or that there are to be none", Bind: func(f *ContactsForm) any { return &f.Agreed }}}
}

// boundID is an identifier as a form holds it.
func boundID(text string) (db.ID, error) {
	id, ok := db.ParseID(text)
	if !ok {
		return "", fault.Missing()
	}
	return id, nil
}
