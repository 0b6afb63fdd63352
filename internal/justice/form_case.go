package justice

import (
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// How far a criminal case is.
var crimeStates = form.Codes{{"reported", "Reported, not recorded yet"}, {"recorded", "Recorded"}, {"investigated", "Under investigation"}, {"charged", "Somebody is charged"}, {"court", "In court"},
	{"convicted", "Somebody was convicted"}, {"acquitted", "Nobody was convicted"}, {"no-further-action", "No further action"}, {"not-recorded", "Not recorded as a crime"}}

// CrimeForm is a crime record and who answers for it.
type CrimeForm struct {
	Force     string    `json:"force" doc:"Name or code of the police force"`
	Reference string    `json:"reference,omitempty" doc:"The crime reference number"`
	State     string    `json:"state"`
	On        civil.Day `json:"on" doc:"Since when it stands so"`
	Offence   string    `json:"offence,omitempty"`
	Officer   string    `json:"officer,omitempty" doc:"Name and collar number of the officer in the case"`
	Phone     string    `json:"phone,omitempty"`
	Email     string    `json:"email,omitempty"`
	Bail      string    `json:"bail,omitempty" doc:"Bail conditions that protect the person"`
	Right     string    `json:"review,omitempty" doc:"Where it was stopped: whether they asked for a review"`
	Note      string    `json:"note,omitempty"`
}

func (f *CrimeForm) questions(s setting) []form.Question[CrimeForm] {
	var forces []form.Option
	for _, e := range s.Lists.PoliceForces.All() {
		forces = append(forces, form.Option{Value: e.Code, Label: e.Name, Verbatim: true})
	}
	return []form.Question[CrimeForm]{
		{Name: "force", Label: "Which police force?", Noun: "Police force", Kind: form.Suggest, Options: forces, Required: "Choose the police force from the list", Bind: func(f *CrimeForm) any { return &f.Force }},
		{Name: "state", Label: "How far is it?", Kind: form.Radios, Small: true, Options: crimeStates.Options(), Required: "Choose how far it is", Bind: func(f *CrimeForm) any { return &f.State }},
		{Name: "reference", Label: "Crime reference number", Hint: "Needed to claim criminal injuries compensation", Kind: form.Text, Width: "20", MaxLength: 60, Conditional: true, Bind: func(f *CrimeForm) any { return &f.Reference },
			Check: func(f *CrimeForm) []fault.Field {
				if f.Reference == "" && f.State != "reported" && f.State != "not-recorded" {
					return form.Say("Enter the crime reference number, or choose “Reported, not recorded yet”")
				}
				return nil
			}},
		{Name: "on", Label: "Since when?", Kind: form.Date, Required: "Enter since when", Bind: func(f *CrimeForm) any { return &f.On }, Check: func(f *CrimeForm) []fault.Field { return s.past(f.On) }},
		{Name: "offence", Label: "Which offence?", Kind: form.Text, MaxLength: 200, Bind: func(f *CrimeForm) any { return &f.Offence }},
		{Name: "officer", Label: "Officer in the case", Hint: "Name and number", Kind: form.Text, MaxLength: 120, Bind: func(f *CrimeForm) any { return &f.Officer }},
		{Name: "phone", Label: "Telephone number of the officer", Kind: form.Phone, Bind: func(f *CrimeForm) any { return &f.Phone }},
		{Name: "email", Label: "Email address of the officer", Kind: form.Email, Bind: func(f *CrimeForm) any { return &f.Email }},
		{Name: "bail", Label: "Bail conditions that protect the person", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *CrimeForm) any { return &f.Bail }},
		{Name: "review", Label: "If it was stopped: did they ask for a review of that?", Noun: "Whether they asked for a review", Kind: form.Radios, Small: true, Options: reviewed.Options(), Bind: func(f *CrimeForm) any { return &f.Right }},
		{Name: "note", Label: "Anything else", Kind: form.Story, MaxLength: 2000, Rows: 3, Bind: func(f *CrimeForm) any { return &f.Note }},
	}
}

var reviewed = form.Codes{{"told", "They were told that they can"}, {"asked", "They asked for it"}, {"declined", "They do not want it"}, {"upheld", "Reviewed: it stays stopped"}, {"reopened", "Reviewed: it goes on"}}

// Of says that the form is for the crime record.
func (f *CrimeForm) Of() Part                      { return Crime }
func (f *CrimeForm) check(s setting) []fault.Field { return form.Check(f, f.questions(s)) }
func (f *CrimeForm) line(setting) (line, error) {
	return line{Kind: f.Force, State: f.State, On: f.On}, nil
}

func (f *CrimeForm) said(s setting) said {
	return said{What: s.Lists.PoliceForces.Name(f.Force), Verbatim: f.Reference, State: crimeStates.Words(f.State), Colour: map[string]string{"reported": "yellow", "convicted": "green", "no-further-action": "grey", "acquitted": "grey", "not-recorded": "orange"}[f.State],
		Rows: rowsOf("Crime reference number", f.Reference, "Offence", f.Offence, "Officer in the case", f.Officer, "Telephone", f.Phone, "Email", f.Email, "Bail conditions", f.Bail,
			"Review", form.Phrase(reviewed.Words(f.Right)), "Note", f.Note)}
}

// Whether somebody was told of a key decision.
const (
	told      = "told"
	waiting   = "waiting"
	notWanted = "not-wanted"
)

var toldStates = form.Codes{{told, "They were told"}, {waiting, "They have not been told yet"}, {notWanted, "They do not want to be told"}}

// NoticeForm is a key decision, and that the person was told of it.
type NoticeForm struct {
	Decision string    `json:"decision" doc:"A code of the list key-decisions"`
	Happened civil.Day `json:"happened"`
	State    string    `json:"state" doc:"told, waiting or not-wanted"`
	ToldOn   civil.Day `json:"toldOn,omitzero"`
	How      string    `json:"how,omitempty"`
	By       string    `json:"by,omitempty"`
	Language string    `json:"language,omitempty"`
	Words    string    `json:"words,omitempty" doc:"What they were told"`
	Clear    *bool     `json:"understood,omitempty" doc:"Whether they understood it"`
}

func (f *NoticeForm) questions(s setting) []form.Question[NoticeForm] {
	s.Old = f.Decision
	return []form.Question[NoticeForm]{
		{Name: "decision", Label: "What was decided, or happened?", Kind: form.Select, Options: plainOptions(s.entryOptions(s.Lists.KeyDecisions)), Required: "Choose what was decided", Bind: func(f *NoticeForm) any { return &f.Decision }},
		{Name: "happened", Label: "On which day?", Kind: form.Date, Required: "Enter the day of the decision", Bind: func(f *NoticeForm) any { return &f.Happened }, Check: func(f *NoticeForm) []fault.Field { return s.past(f.Happened) }},
		{Name: "state", Label: "Were they told?", Kind: form.Radios, Options: toldStates.Options(), Required: "Choose whether they were told", Bind: func(f *NoticeForm) any { return &f.State }},
		{Name: "told", Label: "When were they told?", Kind: form.Date, Under: "state=told", Required: "Enter the day on which they were told", Bind: func(f *NoticeForm) any { return &f.ToldOn }, Check: func(f *NoticeForm) []fault.Field {
			if f.ToldOn.Before(f.Happened) {
				return form.Say("They cannot have been told before it was decided")
			}
			return s.past(f.ToldOn)
		}},
		{Name: "how", Label: "How?", Kind: form.Radios, Small: true, Under: "state=told", Options: ways.Options(), Required: "Choose how", Bind: func(f *NoticeForm) any { return &f.How }},
		{Name: "by", Label: "Who told them?", Noun: "Who told them", Kind: form.Text, MaxLength: 120, Under: "state=told", Required: "Enter who told them", Bind: func(f *NoticeForm) any { return &f.By }},
		{Name: "clear", Label: "Did they understand it?", Kind: form.YesNo, Inline: true, Under: "state=told", Bind: func(f *NoticeForm) any { return &f.Clear }},
		{Name: "language", Label: "In which language?", Kind: form.Suggest, Open: true, MaxLength: 60, Options: s.languageOptions(), Bind: func(f *NoticeForm) any { return &f.Language }},
		{Name: "words", Label: "What were they told, and what did they say?", Kind: form.Story, MaxLength: 2000, Rows: 3, Bind: func(f *NoticeForm) any { return &f.Words }},
	}
}

// Of says that the form is for what the person was told.
func (f *NoticeForm) Of() Part                      { return Told }
func (f *NoticeForm) check(s setting) []fault.Field { return form.Check(f, f.questions(s)) }
func (f *NoticeForm) line(s setting) (line, error) {
	l := line{Kind: f.Decision, State: f.State, On: f.Happened}
	if f.State == notWanted {
		return l, nil
	}
	due, found, err := NoticeDue(s.Rules, s.File.about(), s.File.Vulnerable, f.Happened)
	if found {
		l.Due, l.Rule = due.On, due.Rule.Ref()
	}
	return l, err
}

func (f *NoticeForm) said(s setting) said {
	var clear form.Phrase
	if f.Clear != nil {
		clear = map[bool]form.Phrase{true: "Yes", false: "No"}[*f.Clear]
	}
	return said{What: s.Lists.KeyDecisions.Name(f.Decision), State: toldStates.Words(f.State), Colour: map[string]string{told: "green", waiting: "yellow", notWanted: "grey"}[f.State],
		Rows: rowsOf("Told on", f.ToldOn, "How", form.Phrase(ways.Words(f.How)), "Who told them", f.By, "They understood it", clear, "What they were told", f.Words)}
}
