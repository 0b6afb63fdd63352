package justice

import (
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

var hearingKinds = form.Codes{{"first", "First hearing"}, {"plea", "Plea hearing"}, {"measures", "Hearing about special measures"}, {"visit", "Visit to the court before the trial"}, {"trial", "Trial"}, {"evidence", "Giving evidence"},
	{"sentence", "Sentence"}, {"appeal", "Appeal"}, {"interview", "Police interview"}, {"prosecutor", "Meeting with the prosecutor"}, {"tribunal", "Employment tribunal"}, {"civil", "Civil court"}, {"compensation", "Compensation hearing"}, {"other", "Something else"}}

// Whether the person is there.
const (
	evidence = "evidence"
	mayGo    = "may-go"
	stays    = "stays-away"
)

var attendances = form.Codes{{evidence, "They give evidence"}, {mayGo, "They want to be there"}, {stays, "They stay away"}, {"undecided", "They have not chosen"}}

// States of a hearing.
const (
	planned   = "planned"
	held      = "held"
	adjourned = "adjourned"
	cancelled = "cancelled"
)

var hearingStates = form.Codes{{planned, "Planned"}, {held, "Held"}, {adjourned, "Put off to another day"}, {cancelled, "Cancelled"}}

// HearingForm is one date in court or before it, with who goes with the person.
type HearingForm struct {
	Kind        string    `json:"kind"`
	On          civil.Day `json:"on"`
	At          string    `json:"at" doc:"Time of day in London, such as 10:00"`
	Court       string    `json:"court" doc:"Which court, and where"`
	Attendance  string    `json:"attendance"`
	Companion   string    `json:"companion,omitempty" doc:"Who goes with them"`
	Phone       string    `json:"phone,omitempty" doc:"The companion’s telephone"`
	Meet        string    `json:"meet,omitempty" doc:"Where and when they meet; never where the person lives"`
	Travel      string    `json:"travel,omitempty"`
	Interpreter string    `json:"interpreter,omitempty"`
	Measures    string    `json:"measures,omitempty" doc:"What was agreed for their safety there: entrance, waiting room, screens"`
	Contact     string    `json:"contact,omitempty" doc:"Who to ask for at the court"`
	Needs       string    `json:"needs,omitempty" doc:"What would help them on the day"`
	State       string    `json:"state"`
	Outcome     string    `json:"outcome,omitempty" doc:"What happened, or why it was put off"`
}

func (f *HearingForm) questions(s setting) []form.Question[HearingForm] {
	return []form.Question[HearingForm]{
		{Name: "kind", Label: "What is it?", Kind: form.Select, Options: hearingKinds.Options(), Required: "Choose what it is", Bind: func(f *HearingForm) any { return &f.Kind }},
		{Name: "on", Label: "On which day?", Kind: form.Date, Required: "Enter the day", Bind: func(f *HearingForm) any { return &f.On }},
		{Name: "at", Label: "At what time?", Hint: "For example, 10:00 or 2.30pm", Noun: "Time", Kind: form.Text, Width: "5", MaxLength: 10, Required: "Enter the time of day", Bind: func(f *HearingForm) any { return &f.At },
			Check: func(f *HearingForm) []fault.Field { return form.CheckTime(f.At) }},
		{Name: "court", Label: "Which court, or where?", Noun: "Court or place", Kind: form.Text, MaxLength: 200, Required: "Enter which court, or where", Bind: func(f *HearingForm) any { return &f.Court }},
		{Name: "attendance", Label: "Is the person there?", Kind: form.Radios, Options: attendances.Options(), Required: "Choose whether the person is there", Bind: func(f *HearingForm) any { return &f.Attendance }},
		{Name: "companion", Label: "Who goes with them?", Hint: "Leave empty if nobody was found yet", Noun: "Who goes with them", Kind: form.Text, MaxLength: 120, Bind: func(f *HearingForm) any { return &f.Companion }},
		{Name: "phone", Label: "Telephone number of who goes with them", Kind: form.Phone, Bind: func(f *HearingForm) any { return &f.Phone }},
		{Name: "meet", Label: "Where and when do they meet?", Hint: "A station or an office. Never write where the person lives", Noun: "Where and when they meet", Kind: form.Text, MaxLength: 200, Bind: func(f *HearingForm) any { return &f.Meet }},
		{Name: "travel", Label: "How do they travel, and who pays?", Kind: form.Text, MaxLength: 200, Bind: func(f *HearingForm) any { return &f.Travel }},
		{Name: "interpreter", Label: "Interpreter", Hint: "Language, dialect, a woman or a man, who booked them", Kind: form.Text, MaxLength: 200, Bind: func(f *HearingForm) any { return &f.Interpreter }},
		{Name: "measures", Label: "What was agreed so that they are safe there?", Hint: "Entrance, waiting room, screens, how they leave", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *HearingForm) any { return &f.Measures }},
		{Name: "contact", Label: "Who to ask for at the court", Kind: form.Text, MaxLength: 200, Bind: func(f *HearingForm) any { return &f.Contact }},
		{Name: "needs", Label: "What would help them on the day?", Hint: "In their own words", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *HearingForm) any { return &f.Needs }},
		{Name: "state", Label: "How far is it?", Kind: form.Radios, Inline: true, Options: hearingStates.Options(), Required: "Choose how far it is", Bind: func(f *HearingForm) any { return &f.State }, Check: func(f *HearingForm) []fault.Field {
			if f.State == held && f.On.After(s.Today) {
				return form.Say("A hearing in the future cannot have been held")
			}
			return nil
		}},
		{Name: "outcome", Label: "What happened, or why was it put off?", Hint: "When it was held, put off or cancelled", Noun: "What happened", Kind: form.Story, MaxLength: 2000, Rows: 3, Conditional: true, Bind: func(f *HearingForm) any { return &f.Outcome }, Check: func(f *HearingForm) []fault.Field {
			if f.Outcome == "" && f.State != planned && f.State != "" {
				return form.Say("Say what happened")
			}
			return nil
		}},
	}
}

// Alone reports whether the person goes there and nobody with them.
func (f *HearingForm) Alone() bool {
	return f.State == planned && f.Attendance != stays && f.Companion == ""
}

// KindWords is what it is, a catalogue source.
func (f *HearingForm) KindWords() string { return hearingKinds.Words(f.Kind) }

// AttendanceWords says whether the person is there, a catalogue source.
func (f *HearingForm) AttendanceWords() string { return attendances.Words(f.Attendance) }

// Of says that the form is for hearings.
func (f *HearingForm) Of() Part { return Hearings }

func (f *HearingForm) check(s setting) []fault.Field { return form.Check(f, f.questions(s)) }

func (f *HearingForm) line(setting) (line, error) {
	at, ok := form.Moment{On: f.On, At: f.At}.Instant()
	if !ok {
		return line{}, fault.Wrong("at", "Enter the time of day, such as 14:30 or 2.30pm")
	}
	return line{Kind: f.Kind, State: f.State, On: f.On, At: at}, nil
}

func (f *HearingForm) said(setting) said {
	companion := any(f.Companion)
	if f.Alone() {
		companion = form.Phrase("Nobody yet")
	}
	return said{What: f.KindWords(), Verbatim: f.Court, State: hearingStates.Words(f.State), Colour: map[string]string{planned: "blue", held: "green", adjourned: "yellow", cancelled: "grey"}[f.State],
		Rows: rowsOf("The person", form.Phrase(f.AttendanceWords()), "Who goes with them", companion, "Telephone", f.Phone, "Where they meet", f.Meet, "Travel", f.Travel, "Interpreter", f.Interpreter,
			"Safety there", f.Measures, "Ask for", f.Contact, "What would help them", f.Needs, "What happened", f.Outcome)}
}
