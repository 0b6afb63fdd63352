package placement

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
)

// ProfileForm is what is kept ready for the day somebody goes missing.
type ProfileForm struct {
	Version int64   `json:"version" doc:"0 for the first"`
	Profile Profile `json:"profile"`
}

var profileQuestions = []form.Question[ProfileForm]{
	{Name: "looks", Label: "What they look like", Hint: "Height, build, hair, eyes, scars and marks, how they dress", Kind: form.Story, MaxLength: 1000, Rows: 3, Bind: func(f *ProfileForm) any { return &f.Profile.Looks }},
	{Name: "friends", Label: "Friends and family", Hint: "With telephone numbers, one to a line", Kind: form.Lines, Rows: 4, MaxLength: 200, Bind: func(f *ProfileForm) any { return &f.Profile.Friends }},
	{Name: "places", Label: "Where they go, or might be taken", Hint: "One to a line. Not the place where they live", Kind: form.Lines, Rows: 4, MaxLength: 200, Bind: func(f *ProfileForm) any { return &f.Profile.Places }},
	{Name: "phones", Label: "Their telephones and accounts", Hint: "Numbers, networks, e-mail, names on social media, one to a line", Kind: form.Lines, Rows: 3, MaxLength: 200, Bind: func(f *ProfileForm) any { return &f.Profile.Phones }},
	{Name: "transport", Label: "Money and how they get about", Kind: form.Text, MaxLength: 300, Bind: func(f *ProfileForm) any { return &f.Profile.Transport }},
	{Name: "medical", Label: "Medicine and health", Hint: "What they need, and what happens without it", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *ProfileForm) any { return &f.Profile.Medical }},
	{Name: "risks", Label: "What could happen to them", Hint: "Who exploited them, threats, debts", Kind: form.Story, MaxLength: 1000, Rows: 3, Bind: func(f *ProfileForm) any { return &f.Profile.Risks }},
	{Name: "safe", Label: "How to speak with them", Hint: "Languages, what calms them, what frightens them", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *ProfileForm) any { return &f.Profile.Safe }},
}

// PhotoForm is a photograph with its day; the bytes come beside it.
type PhotoForm struct {
	Taken civil.Day `json:"taken"`
}

var photoQuestions = []form.Question[PhotoForm]{
	{Name: "file", Label: "Photograph", Hint: "JPG or PNG, of the face, looking at the camera", Kind: form.File, Accept: "image/jpeg,image/png", Required: "Choose a photograph"},
	{Name: "taken", Label: "When was it taken?", Noun: "Day of the photograph", Kind: form.Date, Required: "Enter the day on which it was taken", Bind: func(f *PhotoForm) any { return &f.Taken }},
}

// MissingForm says that somebody is missing.
type MissingForm struct {
	Since    form.Moment `json:"since"`
	Risk     string      `json:"risk"`
	LastSeen string      `json:"lastSeen" doc:"Where, with whom, what they said"`
	Clothes  string      `json:"clothes,omitempty"`
}

var missingQuestions = slices.Concat(form.MomentQuestions("since", "On which day were they last seen?", "At what time?", "Enter the day on which they were last seen", func(f *MissingForm) *form.Moment { return &f.Since }),
	[]form.Question[MissingForm]{
		{Name: "risk", Label: "How great is the risk?", Hint: "Going missing before never makes the risk lower", Noun: "Risk", Kind: form.Radios, Options: risks.Options(), Required: "Choose how great the risk is", Bind: func(f *MissingForm) any { return &f.Risk }},
		{Name: "last-seen", Label: "Where were they last seen, and what did they say?", Noun: "Where they were last seen", Kind: form.Story, MaxLength: 2000, Rows: 3, Required: "Say where they were last seen", Bind: func(f *MissingForm) any { return &f.LastSeen }},
		{Name: "clothes", Label: "What were they wearing and carrying?", Kind: form.Story, MaxLength: 500, Rows: 2, Bind: func(f *MissingForm) any { return &f.Clothes }},
	})

// PoliceForm says that the police were told.
type PoliceForm struct {
	Version   int64       `json:"version"`
	Reported  form.Moment `json:"reported"`
	To        string      `json:"to"`
	Reference string      `json:"reference,omitempty"`
}

var policeQuestions = slices.Concat(form.MomentQuestions("reported", "On which day were the police told?", "At what time?", "Enter the day on which the police were told", func(f *PoliceForm) *form.Moment { return &f.Reported }),
	[]form.Question[PoliceForm]{
		{Name: "to", Label: "Who took the report?", Hint: "The force, and a name or number", Kind: form.Text, MaxLength: 200, Required: "Say who took the report", Bind: func(f *PoliceForm) any { return &f.To }},
		{Name: "reference", Label: "Their reference", Kind: form.Text, Width: "20", MaxLength: 60, Bind: func(f *PoliceForm) any { return &f.Reference }},
	})

// ActionForm is one thing that was done to find somebody.
type ActionForm struct {
	Text string `json:"text"`
}

var actionQuestions = []form.Question[ActionForm]{{Name: "text", Label: "What was done?", Hint: "Who was called, where somebody looked, what was found out", Kind: form.Story, MaxLength: 2000, Rows: 3, Required: "Say what was done", Bind: func(f *ActionForm) any { return &f.Text }}}

// MeetingForm says that a strategy meeting was held.
type MeetingForm struct {
	Version int64       `json:"version"`
	Held    form.Moment `json:"held"`
	Words   string      `json:"words" doc:"Who was there, what was agreed"`
}

var meetingQuestions = slices.Concat(form.MomentQuestions("held", "On which day was the meeting?", "At what time?", "Enter the day of the meeting", func(f *MeetingForm) *form.Moment { return &f.Held }),
	[]form.Question[MeetingForm]{{Name: "words", Label: "Who was there, and what was agreed?", Noun: "What was agreed", Kind: form.Story, MaxLength: 4000, Rows: 4, Required: "Say who was there and what was agreed", Bind: func(f *MeetingForm) any { return &f.Words }}})

// FoundForm says that somebody is back.
type FoundForm struct {
	Version int64       `json:"version"`
	Found   form.Moment `json:"found"`
	False   bool        `json:"falseAlarm,omitempty" doc:"They were not missing after all"`
	Where   string      `json:"where"`
	By      string      `json:"by,omitempty"`
	How     string      `json:"how,omitempty" doc:"How they are: hurt, hungry, frightened"`
}

var foundQuestions = slices.Concat(form.MomentQuestions("found", "On which day were they found, or came back?", "At what time?", "Enter the day on which they were found", func(f *FoundForm) *form.Moment { return &f.Found }),
	[]form.Question[FoundForm]{
		{Name: "where", Label: "Where were they?", Kind: form.Text, MaxLength: 300, Required: "Say where they were", Bind: func(f *FoundForm) any { return &f.Where }},
		{Name: "by", Label: "Who found them, or brought them back?", Kind: form.Text, MaxLength: 200, Bind: func(f *FoundForm) any { return &f.By }},
		{Name: "how", Label: "How are they?", Hint: "Hurt, hungry, frightened; things they did not have before", Kind: form.Story, MaxLength: 2000, Rows: 3, Bind: func(f *FoundForm) any { return &f.How }},
		{Name: "false-alarm", Label: "They were not missing after all: this was a mistake", Kind: form.Tick, Bind: func(f *FoundForm) any { return &f.False }},
	})

// InterviewForm records the return interview.
type InterviewForm struct {
	Version int64       `json:"version"`
	Outcome string      `json:"outcome"`
	Held    form.Moment `json:"held"`
	By      string      `json:"by" doc:"The independent person"`
	Learnt  string      `json:"learnt" doc:"Why they went, where, with whom, what would keep them safe"`
}

var interviewQuestions = slices.Concat([]form.Question[InterviewForm]{
	{Name: "outcome", Label: "Was there a return interview?", Kind: form.Radios, Options: interviews[:3].Options(), Required: "Choose whether there was a return interview", Bind: func(f *InterviewForm) any { return &f.Outcome }},
}, form.MomentQuestions("held", "On which day was it held or offered?", "At what time?", "Enter the day", func(f *InterviewForm) *form.Moment { return &f.Held }), []form.Question[InterviewForm]{
	{Name: "by", Label: "Who talked with them?", Hint: "Somebody independent: not their carer or their social worker", Kind: form.Text, MaxLength: 200, Required: "Say who talked with them or offered to", Bind: func(f *InterviewForm) any { return &f.By }},
	{Name: "learnt", Label: "What was learnt?", Hint: "Why they went, where and with whom, what would keep them safe", Kind: form.Story, MaxLength: 4000, Rows: 5, Required: "Say what was learnt, or why nothing was", Bind: func(f *InterviewForm) any { return &f.Learnt }},
})
