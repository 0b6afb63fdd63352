package justice

import (
	"cmp"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

var measureStages = form.Codes{{"interview", "For the police interview"}, {"court", "For court"}, {"both", "For both"}}

var measureStates = form.Codes{{"talked", "Talked about with them"}, {"asked", "Asked for"}, {"granted", "Granted"}, {"refused", "Refused"}, {"declined", "They do not want it"}, {"used", "Used"}}

// MeasureForm is a special measure: what they want, what was asked and what was
// granted.
type MeasureForm struct {
	Measure   string    `json:"measure" doc:"A code of the list special-measures"`
	Stage     string    `json:"stage"`
	State     string    `json:"state"`
	On        civil.Day `json:"on" doc:"Since when it stands so"`
	AskedOn   civil.Day `json:"askedOn,omitzero"`
	AskedOf   string    `json:"askedOf,omitempty"`
	Reasons   string    `json:"reasons,omitempty" doc:"Reasons where it was refused"`
	TheirView string    `json:"view,omitempty" doc:"What the person says about it"`
}

func (f *MeasureForm) questions(s setting) []form.Question[MeasureForm] {
	s.Old = f.Measure
	return []form.Question[MeasureForm]{
		{Name: "measure", Label: "Which special measure?", Kind: form.Select, Options: plainOptions(s.entryOptions(s.Lists.SpecialMeasures)), Required: "Choose which special measure", Bind: func(f *MeasureForm) any { return &f.Measure }},
		{Name: "stage", Label: "For what?", Kind: form.Radios, Inline: true, Options: measureStages.Options(), Required: "Choose what it is for", Bind: func(f *MeasureForm) any { return &f.Stage }},
		{Name: "view", Label: "What do they say about it?", Hint: "In their own words", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *MeasureForm) any { return &f.TheirView }},
		{Name: "state", Label: "How far is it?", Kind: form.Radios, Small: true, Options: measureStates.Options(), Required: "Choose how far it is", Bind: func(f *MeasureForm) any { return &f.State }},
		{Name: "on", Label: "Since when?", Kind: form.Date, Required: "Enter since when", Bind: func(f *MeasureForm) any { return &f.On }, Check: func(f *MeasureForm) []fault.Field { return s.past(f.On) }},
		{Name: "asked", Label: "When was it asked for?", Kind: form.Date, Bind: func(f *MeasureForm) any { return &f.AskedOn }, Check: func(f *MeasureForm) []fault.Field {
			if !f.AskedOn.IsZero() && f.AskedOn.After(f.On) {
				return form.Say("It cannot have been asked for after it was answered")
			}
			return s.past(f.AskedOn)
		}},
		{Name: "of", Label: "Of whom?", Hint: "The officer in the case, the prosecutor, the court", Kind: form.Text, MaxLength: 120, Bind: func(f *MeasureForm) any { return &f.AskedOf }},
		{Name: "reasons", Label: "Why was it refused?", Kind: form.Story, MaxLength: 1000, Rows: 3, Under: "state=refused", Required: "Say why it was refused", Bind: func(f *MeasureForm) any { return &f.Reasons }},
	}
}

// Of says that the form is for special measures.
func (f *MeasureForm) Of() Part                      { return Measures }
func (f *MeasureForm) check(s setting) []fault.Field { return form.Check(f, f.questions(s)) }
func (f *MeasureForm) line(setting) (line, error) {
	return line{Kind: f.Measure, State: f.State, On: f.On}, nil
}

func (f *MeasureForm) said(s setting) said {
	return said{What: s.Lists.SpecialMeasures.Name(f.Measure), State: measureStates.Words(f.State), Colour: map[string]string{"granted": "green", "used": "green", "refused": "red", "asked": "yellow", "declined": "grey"}[f.State],
		Rows: rowsOf("For", form.Phrase(measureStages.Words(f.Stage)), "Asked for on", f.AskedOn, "Asked of", f.AskedOf, "Why it was refused", f.Reasons, "What they say", f.TheirView)}
}

var statementKinds = form.Codes{{"personal", "Victim personal statement"}, {"witness", "Witness statement"}, {"video", "Video-recorded interview"}, {"withdrawal", "Statement that they withdraw"}, {"community", "Statement of an organisation for them"}}

var statementStates = form.Codes{{"offered", "Offered"}, {"wanted", "They want to give one"}, {"given", "Given"}, {"changed", "Added to or changed"}, {"declined", "They do not want to give one"}, {"withdrawn", "Withdrawn"}}

var heard = form.Codes{{"undecided", "They have not chosen"}, {"self", "They read it out themselves"}, {"read", "Somebody reads it out for them"}, {"silent", "The court reads it, nobody reads it out"}}

// StatementForm is a statement that they were offered, gave or changed.
type StatementForm struct {
	Kind     string    `json:"kind"`
	State    string    `json:"state"`
	On       civil.Day `json:"on"`
	Language string    `json:"language,omitempty"`
	Taker    string    `json:"taker,omitempty" doc:"Who took it"`
	Heard    string    `json:"heard,omitempty" doc:"How they want a personal statement to be heard"`
	Held     string    `json:"held,omitempty" doc:"Where the statement is: never the statement itself"`
	Note     string    `json:"note,omitempty"`
}

func (f *StatementForm) questions(s setting) []form.Question[StatementForm] {
	return []form.Question[StatementForm]{
		{Name: "kind", Label: "What sort of statement?", Kind: form.Radios, Small: true, Options: statementKinds.Options(), Required: "Choose what sort of statement", Bind: func(f *StatementForm) any { return &f.Kind }},
		{Name: "state", Label: "How far is it?", Kind: form.Radios, Small: true, Options: statementStates.Options(), Required: "Choose how far it is", Bind: func(f *StatementForm) any { return &f.State }},
		{Name: "on", Label: "On which day?", Kind: form.Date, Required: "Enter the day", Bind: func(f *StatementForm) any { return &f.On }, Check: func(f *StatementForm) []fault.Field { return s.past(f.On) }},
		{Name: "heard", Label: "How do they want it to be heard in court?", Kind: form.Radios, Small: true, Options: heard.Options(), Under: "kind=personal", Bind: func(f *StatementForm) any { return &f.Heard }},
		{Name: "taker", Label: "Who took it?", Kind: form.Text, MaxLength: 120, Bind: func(f *StatementForm) any { return &f.Taker }},
		{Name: "language", Label: "In which language?", Kind: form.Suggest, Open: true, MaxLength: 60, Options: s.languageOptions(), Bind: func(f *StatementForm) any { return &f.Language }},
		{Name: "held", Label: "Where is it?", Hint: "Do not copy the statement here", Kind: form.Text, MaxLength: 200, Bind: func(f *StatementForm) any { return &f.Held }},
		{Name: "note", Label: "Anything else", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *StatementForm) any { return &f.Note }},
	}
}

// Of says that the form is for statements.
func (f *StatementForm) Of() Part                      { return Statements }
func (f *StatementForm) check(s setting) []fault.Field { return form.Check(f, f.questions(s)) }
func (f *StatementForm) line(setting) (line, error) {
	return line{Kind: f.Kind, State: f.State, On: f.On}, nil
}

func (f *StatementForm) said(s setting) said {
	return said{What: statementKinds.Words(f.Kind), State: statementStates.Words(f.State), Colour: map[string]string{"given": "green", "changed": "green", "wanted": "yellow", "offered": "yellow"}[f.State],
		Rows: rowsOf("How it is heard", form.Phrase(heard.Words(f.Heard)), "Who took it", f.Taker, "Language", cmp.Or(s.Lists.Languages.Name(f.Language), f.Language), "Where it is", f.Held, "Note", f.Note)}
}
