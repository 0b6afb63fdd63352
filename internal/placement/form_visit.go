package placement

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// VisitForm asks that somebody may visit.
type VisitForm struct {
	Version      int64   `json:"version,omitempty" doc:"Of the request that is corrected"`
	Relationship string  `json:"relationship"`
	Visitor      Visitor `json:"visitor"`
}

var visitQuestions = append(describedQuestions("Enter the name of the visitor", func(f *VisitForm) *Described { return &f.Visitor.Described }),
	form.Question[VisitForm]{Name: "relationship", Label: "Who do they say they are to the person?", Noun: "Relationship", Kind: form.Radios, Options: relationships.Options(), Required: "Choose who they say they are to the person", Bind: func(f *VisitForm) any { return &f.Relationship }},
	form.Question[VisitForm]{Name: "relation", Label: "In their own words", Hint: "For example, “her mother’s brother”", Kind: form.Text, MaxLength: 200, Bind: func(f *VisitForm) any { return &f.Visitor.Relation }},
	form.Question[VisitForm]{Name: "purpose", Label: "Why do they want to visit?", Noun: "Purpose", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say why they want to visit", Bind: func(f *VisitForm) any { return &f.Visitor.Purpose }})

// CheckForm records what a check of a visitor showed.
type CheckForm struct {
	Version  int64     `json:"version"`
	Kind     string    `json:"kind"`
	Document string    `json:"document,omitempty" doc:"What was seen, of a check of identity"`
	Result   string    `json:"result"`
	Done     civil.Day `json:"done"`
	Expires  civil.Day `json:"expires,omitzero"`
	Note     string    `json:"note,omitempty"`
}

var checkQuestions = []form.Question[CheckForm]{
	{Name: "kind", Label: "What was checked?", Kind: form.Radios, Options: checkKinds.Options(), Required: "Choose what was checked", Bind: func(f *CheckForm) any { return &f.Kind }},
	{Name: "document", Label: "Which document did you see?", Noun: "Document", Kind: form.Radios, Small: true, Options: documents.Options(), Under: "kind=identity", Required: "Choose which document you saw", Bind: func(f *CheckForm) any { return &f.Document }},
	{Name: "result", Label: "What did it show?", Kind: form.Radios, Options: checkResults.Options(), Required: "Choose what the check showed", Bind: func(f *CheckForm) any { return &f.Result }},
	{Name: "done", Label: "When was it done?", Noun: "Day of the check", Kind: form.Date, Required: "Enter the day of the check", Bind: func(f *CheckForm) any { return &f.Done }},
	{Name: "expires", Label: "Until when does it hold?", Hint: "Leave empty if it has no end", Noun: "Last day", Kind: form.Date, Bind: func(f *CheckForm) any { return &f.Expires }},
	{Name: "note", Label: "What was seen or said", Hint: "Say why, where a check is not needed or there is a concern", Noun: "What was seen or said", Kind: form.Story, MaxLength: 1000, Rows: 3, Bind: func(f *CheckForm) any { return &f.Note },
		Check: func(f *CheckForm) []fault.Field {
			if f.Note == "" && (f.Result == ResultConcern || f.Result == ResultNotNeeded) {
				return form.Say("Say what the concern is, or why the check is not needed")
			}
			return nil
		}},
}

// DecisionForm approves or refuses a visitor.
type DecisionForm struct {
	Version     int64     `json:"version"`
	Decision    string    `json:"decision" enum:"approve,refuse"`
	Supervision string    `json:"supervision,omitempty"`
	Conditions  string    `json:"conditions,omitempty"`
	From        civil.Day `json:"from,omitzero"`
	Until       civil.Day `json:"until,omitzero"`
	Refusal     string    `json:"refusal,omitempty"`
	Reasons     string    `json:"reasons"`
}

const (
	approve = "approve"
	refuse  = "refuse"
)

func decisionQuestions() []form.Question[DecisionForm] {
	return []form.Question[DecisionForm]{
		{Name: "decision", Label: "May they come?", Kind: form.Radios, Options: []form.Option{{Value: refuse, Label: "No"}, {Value: approve, Label: "Yes"}}, Required: "Choose whether they may come", Bind: func(f *DecisionForm) any { return &f.Decision }},
		{Name: "refusal", Label: "Why not?", Kind: form.Radios, Small: true, Options: refusals.Options(), Under: "decision=" + refuse, Required: "Choose why they may not come", Bind: func(f *DecisionForm) any { return &f.Refusal }},
		{Name: "supervision", Label: "How is the visit supervised?", Noun: "Supervision", Kind: form.Radios, Small: true, Options: supervisions.Options(), Under: "decision=" + approve, Required: "Choose how the visit is supervised", Bind: func(f *DecisionForm) any { return &f.Supervision }},
		{Name: "conditions", Label: "Conditions", Hint: "What they may bring, may not talk about, how long. The door list shows this", Kind: form.Story, MaxLength: 500, Rows: 2, Under: "decision=" + approve, Bind: func(f *DecisionForm) any { return &f.Conditions }},
		{Name: "from", Label: "First day", Kind: form.Date, Under: "decision=" + approve, Required: "Enter the first day on which they may come", Bind: func(f *DecisionForm) any { return &f.From }},
		{Name: "until", Label: "Last day", Kind: form.Date, Under: "decision=" + approve, Required: "Enter the last day on which they may come", Bind: func(f *DecisionForm) any { return &f.Until },
			Check: func(f *DecisionForm) []fault.Field {
				if !f.Until.IsZero() && f.Until.Before(f.From) {
					return form.Say("The last day must be the same as or after the first day")
				}
				return nil
			}},
		{Name: "reasons", Label: "Reasons for the decision", Kind: form.Story, MaxLength: 2000, Rows: 4, Required: "Give the reasons for the decision", Bind: func(f *DecisionForm) any { return &f.Reasons }},
	}
}

// ReasonForm is a reason in words.
type ReasonForm struct {
	Version int64  `json:"version,omitempty"`
	Why     string `json:"why"`
}

func reasonQuestions(label, required string) []form.Question[ReasonForm] {
	return []form.Question[ReasonForm]{{Name: "why", Label: label, Noun: "Reason", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: required, Bind: func(f *ReasonForm) any { return &f.Why }}}
}

// DenialForm puts somebody on the list of people to keep away, or corrects them.
type DenialForm struct {
	Version  int64        `json:"version,omitempty" doc:"Of the entry that is corrected"`
	Person   DeniedPerson `json:"person"`
	Reason   string       `json:"reason"`
	Everyone bool         `json:"everyone,omitempty" doc:"Keep away from every person of the agency"`
}

var denialQuestions = append(describedQuestions("", func(f *DenialForm) *Described { return &f.Person.Described }),
	form.Question[DenialForm]{Name: "looks", Label: "What they look like", Kind: form.Text, MaxLength: 300, Bind: func(f *DenialForm) any { return &f.Person.Looks },
		Check: func(f *DenialForm) []fault.Field {
			d := f.Person.Described
			if len(d.Names)+len(d.Aliases)+len(d.Phones)+len(d.Addresses) == 0 {
				return []fault.Field{{Name: "names", Message: "Enter a name, another name, a telephone number or an address"}}
			}
			return nil
		}},
	form.Question[DenialForm]{Name: "reason", Label: "Why must they never have contact?", Noun: "Reason", Kind: form.Radios, Options: denials.Options(), Required: "Choose why they must never have contact", Bind: func(f *DenialForm) any { return &f.Reason }},
	form.Question[DenialForm]{Name: "words", Label: "In words", Hint: "Sealed", Kind: form.Story, MaxLength: 1000, Rows: 3, Bind: func(f *DenialForm) any { return &f.Person.Words }},
	form.Question[DenialForm]{Name: "everyone", Label: "Keep them away from every person that our agency looks after", Kind: form.Tick, Bind: func(f *DenialForm) any { return &f.Everyone }})

// VisitLogForm records a visit, or somebody who was turned away.
type VisitLogForm struct {
	What       string      `json:"what" enum:"came,turned-away"`
	Arrived    form.Moment `json:"arrived"`
	LeftAt     string      `json:"leftAt,omitempty" doc:"Time of day"`
	Supervisor string      `json:"supervisor,omitempty"`
	Concerned  *bool       `json:"concerned"`
	Concerns   string      `json:"concerns,omitempty"`
}

const (
	came       = "came"
	turnedAway = "turned-away"
)

var visitLogQuestions = slices.Concat([]form.Question[VisitLogForm]{
	{Name: "what", Label: "What happened?", Kind: form.Radios, Options: []form.Option{{Value: came, Label: "They came"}, {Value: turnedAway, Label: "They were turned away"}}, Required: "Choose what happened", Bind: func(f *VisitLogForm) any { return &f.What }},
}, form.MomentQuestions("arrived", "On which day?", "At what time did they arrive?", "Enter the day", func(f *VisitLogForm) *form.Moment { return &f.Arrived }), []form.Question[VisitLogForm]{
	{Name: "left", Label: "At what time did they leave?", Kind: form.Text, Width: "5", MaxLength: 10, When: func(f *VisitLogForm) bool { return f.What != turnedAway }, Bind: func(f *VisitLogForm) any { return &f.LeftAt },
		Check: func(f *VisitLogForm) []fault.Field { return form.CheckTime(f.LeftAt) }},
	{Name: "supervisor", Label: "Who was with them?", Kind: form.Text, MaxLength: 100, When: func(f *VisitLogForm) bool { return f.What != turnedAway }, Bind: func(f *VisitLogForm) any { return &f.Supervisor }},
	{Name: "concerned", Label: "Did anything worry you?", Kind: form.YesNo, Required: "Choose yes if anything worried you", Bind: func(f *VisitLogForm) any { return &f.Concerned }},
	{Name: "concerns", Label: "What happened?", Noun: "What worried you", Kind: form.Story, MaxLength: 2000, Rows: 3, Under: "concerned=yes", Required: "Say what worried you", Bind: func(f *VisitLogForm) any { return &f.Concerns }},
})

// EnquiryForm records somebody who asked about a person.
type EnquiryForm struct {
	Channel string    `json:"channel"`
	Caller  Described `json:"caller"`
	Asked   string    `json:"asked"`
	Told    string    `json:"told,omitempty"`
}

var enquiryQuestions = slices.Concat([]form.Question[EnquiryForm]{
	{Name: "channel", Label: "How did they ask?", Kind: form.Radios, Options: channels.Options(), Required: "Choose how they asked", Bind: func(f *EnquiryForm) any { return &f.Channel }},
}, describedQuestions("", func(f *EnquiryForm) *Described { return &f.Caller }), []form.Question[EnquiryForm]{
	{Name: "asked", Label: "What did they want to know?", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say what they wanted to know", Bind: func(f *EnquiryForm) any { return &f.Asked }},
	{Name: "told", Label: "What were they told?", Hint: "The answer to anybody who was not checked is: we cannot say whether we know this person", Kind: form.Text, MaxLength: 300, Bind: func(f *EnquiryForm) any { return &f.Told }},
})
