package leave

import (
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// StatusForm records what somebody's permission to stay is now.
type StatusForm struct {
	Version int64     `json:"version,omitempty"`
	Status  string    `json:"status"`
	Until   civil.Day `json:"until,omitzero"`
	FileWords
}

var statusQuestions = []form.Question[StatusForm]{
	{Name: "status", Label: "What is their permission to stay now?", Noun: "Permission to stay", Kind: form.Radios, Options: statuses.Options(), Required: "Choose what their permission to stay is now", Bind: func(f *StatusForm) any { return &f.Status }},
	{Name: "until", Label: "Until when is it?", Noun: "Last day", Hint: "Leave empty if it has no end, or is recorded with an application below", Kind: form.Date, Under: "status=permission", Bind: func(f *StatusForm) any { return &f.Until }},
	{Name: "adviser", Label: "Who advises them?", Hint: "A solicitor or a regulated adviser, with a telephone number", Kind: form.Text, MaxLength: 200, Bind: func(f *StatusForm) any { return &f.Adviser }},
	{Name: "note", Label: "What else is to be known", Kind: form.Story, MaxLength: 2000, Rows: 3, Bind: func(f *StatusForm) any { return &f.Note }},
}

// ApplyForm begins an application, or records that one is considered.
type ApplyForm struct {
	Basis   string    `json:"basis"`
	Renewal string    `json:"renewal" enum:"yes,no"`
	State   string    `json:"state" enum:"considered,preparing,sent"`
	Begun   civil.Day `json:"begun"`
	Words   string    `json:"words,omitempty"`
}

func applyQuestions(in statute.Jurisdiction, today civil.Day) []form.Question[ApplyForm] {
	var bases []form.Option
	for _, b := range law.Bases {
		if b.InForce(in, today) || in.Domestic() && b.Code == "discretionary" {
			bases = append(bases, form.Option{Value: b.Code, Label: b.Name})
		}
	}
	return []form.Question[ApplyForm]{
		{Name: "basis", Label: "On which basis?", Noun: "Basis", Kind: form.Radios, Options: bases, Required: "Choose the basis", Bind: func(f *ApplyForm) any { return &f.Basis }},
		{Name: "renewal", Label: "Is it to renew a permission?", Kind: form.YesNo, Inline: true, Required: "Choose yes if it is to renew a permission", Bind: func(f *ApplyForm) any { return &f.Renewal }},
		{Name: "state", Label: "How far is it?", Kind: form.Radios, Options: states[:3].Options(), Required: "Choose how far it is", Bind: func(f *ApplyForm) any { return &f.State }},
		{Name: "begun", Label: "Since when?", Noun: "Day", Kind: form.Date, NotAfter: today, Required: "Enter the day", Bind: func(f *ApplyForm) any { return &f.Begun }},
		{Name: "words", Label: "References and notes", Kind: form.Story, MaxLength: 2000, Rows: 3, Bind: func(f *ApplyForm) any { return &f.Words }},
	}
}

// AnswerForm records how far an application is, or its answer.
type AnswerForm struct {
	Version int64     `json:"version"`
	State   string    `json:"state"`
	On      civil.Day `json:"on"`
	From    civil.Day `json:"from,omitzero"`
	Until   civil.Day `json:"until,omitzero"`
	Work    string    `json:"work,omitempty"`
	Funds   string    `json:"funds,omitempty"`
	Words   string    `json:"words,omitempty"`
}

func answerQuestions(today civil.Day) []form.Question[AnswerForm] {
	return []form.Question[AnswerForm]{
		{Name: "state", Label: "How far is it now?", Kind: form.Radios, Options: states[2:].Options(), Required: "Choose how far it is now", Bind: func(f *AnswerForm) any { return &f.State }},
		{Name: "from", Label: "First day of the permission", Kind: form.Date, Under: "state=" + Granted, Required: "Enter the first day of the permission", Bind: func(f *AnswerForm) any { return &f.From }},
		{Name: "until", Label: "Last day of the permission", Hint: "As it stands on the permission itself", Kind: form.Date, Under: "state=" + Granted, Required: "Enter the last day of the permission", Bind: func(f *AnswerForm) any { return &f.Until },
			Check: func(f *AnswerForm) []fault.Field {
				if !f.Until.IsZero() && f.Until.Before(f.From) {
					return form.Say("The last day must be on or after the first day")
				}
				return nil
			}},
		{Name: "work", Label: "Work", Kind: form.Radios, Small: true, Options: allowed.Options(), Under: "state=" + Granted, Required: "Choose whether work is allowed", Bind: func(f *AnswerForm) any { return &f.Work }},
		{Name: "funds", Label: "Public funds", Kind: form.Radios, Small: true, Options: allowed.Options(), Under: "state=" + Granted, Required: "Choose whether public funds are allowed", Bind: func(f *AnswerForm) any { return &f.Funds }},
		{Name: "on", Label: "On which day was that, or was the letter received?", Noun: "Day", Kind: form.Date, NotAfter: today, Required: "Enter the day", Bind: func(f *AnswerForm) any { return &f.On }},
		{Name: "words", Label: "Reasons, conditions and notes", Kind: form.Story, MaxLength: 4000, Rows: 3, Bind: func(f *AnswerForm) any { return &f.Words }},
	}
}

// ChallengeForm records how a refusal was challenged.
type ChallengeForm struct {
	Version int64     `json:"version"`
	How     string    `json:"how"`
	On      civil.Day `json:"on"`
}

func challengeQuestions(today civil.Day) []form.Question[ChallengeForm] {
	return []form.Question[ChallengeForm]{
		{Name: "how", Label: "What was done?", Kind: form.Radios, Options: challenges.Options(), Required: "Choose what was done", Bind: func(f *ChallengeForm) any { return &f.How }},
		{Name: "on", Label: "On which day?", Noun: "Day", Kind: form.Date, NotAfter: today, Required: "Enter the day", Bind: func(f *ChallengeForm) any { return &f.On }},
	}
}

// PackForm puts together the documents that the person agrees to send.
type PackForm struct {
	Files       []string  `json:"files"`
	For         string    `json:"for"`
	ExplainedBy string    `json:"explainedBy"`
	Language    string    `json:"language"`
	Agreed      civil.Day `json:"agreed"`
	Said        string    `json:"said"`
}

func packQuestions(files []form.Option, lists *reference.Set, today civil.Day) []form.Question[PackForm] {
	var languages []form.Option
	for _, entry := range lists.Languages.All() {
		languages = append(languages, form.Option{Value: entry.Code, Label: entry.Name})
	}
	return []form.Question[PackForm]{
		{Name: "files", Label: "Which documents does the person agree to send?", Hint: "Go through them one by one with the person. What is not ticked is not sent", Kind: form.Checkboxes, Options: files, Required: "Choose the documents that the person agrees to send", Bind: func(f *PackForm) any { return &f.Files }},
		{Name: "for", Label: "Who is it for?", Kind: form.Text, MaxLength: 200, Required: "Say who it is for", Bind: func(f *PackForm) any { return &f.For }},
		{Name: "explainedBy", Label: "Who explained it to them?", Kind: form.Text, MaxLength: 100, Required: "Enter who explained it", Bind: func(f *PackForm) any { return &f.ExplainedBy }},
		{Name: "language", Label: "In which language?", Noun: "Language", Kind: form.Suggest, Options: languages, Required: "Choose the language", Bind: func(f *PackForm) any { return &f.Language }},
		{Name: "agreed", Label: "When did they agree?", Noun: "Day", Kind: form.Date, NotAfter: today, Required: "Enter the day on which they agreed", Bind: func(f *PackForm) any { return &f.Agreed }},
		{Name: "said", Label: "What did they say?", Kind: form.Story, MaxLength: 1000, Rows: 2, Required: "Write down what the person said", Bind: func(f *PackForm) any { return &f.Said }},
	}
}

// PauseForm records that decisions on a basis are paused.
type PauseForm struct {
	Basis  string    `json:"basis"`
	From   civil.Day `json:"from"`
	Until  civil.Day `json:"until,omitzero"`
	Source string    `json:"source"`
}

func pauseQuestions() []form.Question[PauseForm] {
	var bases []form.Option
	for _, b := range law.Bases {
		bases = append(bases, form.Option{Value: b.Code, Label: b.Name})
	}
	return []form.Question[PauseForm]{
		{Name: "basis", Label: "On which basis are decisions paused?", Noun: "Basis", Kind: form.Radios, Options: bases, Required: "Choose the basis", Bind: func(f *PauseForm) any { return &f.Basis }},
		{Name: "from", Label: "Since when?", Noun: "First day", Kind: form.Date, Required: "Enter the first day", Bind: func(f *PauseForm) any { return &f.From }},
		{Name: "until", Label: "Until when?", Noun: "Last day", Hint: "Leave empty while nobody has said", Kind: form.Date, Bind: func(f *PauseForm) any { return &f.Until }},
		{Name: "source", Label: "Who says so, and where?", Hint: "The notice with its day and address. Nothing about a person", Noun: "Source", Kind: form.Text, MaxLength: 300, Required: "Say who says so, and where", Bind: func(f *PauseForm) any { return &f.Source }},
	}
}

// FindForm asks about a case by its reference.
type FindForm struct {
	Reference string `json:"reference"`
}

var findQuestions = []form.Question[FindForm]{{Name: "reference", Label: "Case reference", Hint: "For example, HW-7KQ2-M9TD-4", Kind: form.Text, Width: "20", MaxLength: 30, Required: "Enter the case reference", Bind: func(f *FindForm) any { return &f.Reference }}}
