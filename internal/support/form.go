package support

import (
	"strings"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// momentOf is when something happened: a day with a time, or a day alone.
func momentOf(on civil.Day, at string, now time.Time) (time.Time, error) {
	if strings.TrimSpace(at) == "" {
		return instantOf(on, now), nil
	}
	return form.Moment{On: on, At: at}.Past("at", now)
}

func entryQuestions(today civil.Day) []form.Question[EntryForm] {
	contact := func(f *EntryForm) bool { return f.Kind == kindContact }
	return []form.Question[EntryForm]{
		{Name: "kind", Label: "What do you record?", Noun: "What you record", Kind: form.Radios, Options: entryKinds.Options(), Required: "Choose what you record", Bind: func(f *EntryForm) any { return &f.Kind }},
		{Name: "how", Label: "How did you try to reach them?", Noun: "How", Kind: form.Radios, Options: hows.Options(), Under: "kind=contact", Required: "Choose how you tried to reach them", Small: true, Bind: func(f *EntryForm) any { return &f.How }},
		{Name: "outcome", Label: "What came of it?", Noun: "What came of it", Kind: form.Radios, Options: contactOutcomes.Options(), Under: "kind=contact", Required: "Choose what came of it", Small: true, Bind: func(f *EntryForm) any { return &f.Outcome }},
		{Name: "on", Label: "On which day?", Noun: "Day", Kind: form.Date, Required: "Enter the day", NotAfter: today, Bind: func(f *EntryForm) any { return &f.On }},
		{Name: "at", Label: "At what time?", Noun: "Time", Hint: "For example, 14:30 or 2.30pm. Leave it empty if it does not matter", Kind: form.Text, Width: "5", MaxLength: 10, Bind: func(f *EntryForm) any { return &f.At },
			Check: func(f *EntryForm) []fault.Field { return form.CheckTime(f.At) }},
		{Name: "note", Label: "What happened?", Noun: "What happened", Hint: "Write what you did, saw and were told. Use their words where you can", Kind: form.Story, Conditional: true, Bind: func(f *EntryForm) any { return &f.Note },
			Check: func(f *EntryForm) []fault.Field {
				if f.Note == "" && !contact(f) {
					return form.Say("Write what happened")
				}
				return nil
			}},
	}
}

var strikeQuestions = []form.Question[StrikeForm]{
	{Name: "why", Label: "Why is it struck?", Noun: "Why", Hint: "The line stays readable, marked as struck", Kind: form.Text, Required: "Say why it is struck", Bind: func(f *StrikeForm) any { return &f.Why }},
}

func dayQuestion[T any](name, label string, today civil.Day, bind func(*T) *civil.Day) form.Question[T] {
	return form.Question[T]{Name: name, Label: label, Kind: form.Date, Required: "Enter the day", NotAfter: today, Bind: func(f *T) any { return bind(f) }}
}

// answers are an assessment as a page asks it: each part of a life by its place.
type answers struct {
	AssessForm
	levels, words []string
}

func answersOf(f AssessForm) answers {
	a := answers{f, make([]string, len(domains)), make([]string, len(domains))}
	for i, domain := range domains {
		a.levels[i], a.words[i] = f.Levels[domain.Code()], f.Words[domain.Code()]
	}
	return a
}

func (a answers) form() AssessForm {
	a.Levels, a.Words = map[string]string{}, map[string]string{}
	for i, domain := range domains {
		if a.levels[i] != "" {
			a.Levels[domain.Code()] = a.levels[i]
		}
		if a.words[i] != "" {
			a.Words[domain.Code()] = a.words[i]
		}
	}
	return a.AssessForm
}

func assessQuestions(today civil.Day) []form.Question[answers] {
	questions := []form.Question[answers]{
		{Name: "own", Label: "What do they say they need? Write it in their own words", Noun: "In their own words", Kind: form.Story, Rows: 4, Conditional: true, Bind: func(f *answers) any { return &f.Own },
			Check: func(f *answers) []fault.Field {
				if f.Own == "" && f.Together == "yes" {
					return form.Say("Write what the person says, even if it is little")
				}
				return nil
			}},
		{Name: "wishes", Label: "What do they wish for most?", Noun: "What they wish for most", Kind: form.Story, Rows: 3, Bind: func(f *answers) any { return &f.Wishes }},
		{Name: "together", Label: "Did you go through it with them?", Noun: "Made together", Kind: form.Radios, Options: []form.Option{{Value: "yes", Label: "Yes, together"}, {Value: "no", Label: "No, only from what I saw", Hint: "If they could not talk. Ask them as soon as they can"}},
			Required: "Choose whether you went through it with them", Bind: func(f *answers) any { return &f.Together }},
		dayQuestion("on", "On which day?", today, func(f *answers) *civil.Day { return &f.On }),
	}
	for i, domain := range domains {
		questions = append(questions,
			form.Question[answers]{Name: "level-" + domain.Code(), Label: domain.Words(), Hint: domain.Hint(), Kind: form.Radios, Options: levels.Options(), Inline: true, Small: true, Bind: func(f *answers) any { return &f.levels[i] }},
			form.Question[answers]{Name: "words-" + domain.Code(), Label: "What is needed: " + strings.ToLower(domain.Words()[:1]) + domain.Words()[1:], Kind: form.Story, Rows: 2, MaxLength: 2000, Bind: func(f *answers) any { return &f.words[i] }})
	}
	return questions
}

func checkAssessment(f *AssessForm, today civil.Day) []fault.Field {
	a := answersOf(*f)
	faults := form.Check(&a, assessQuestions(today))
	*f = a.form()
	for code := range f.Levels {
		if domains.Words(code) == code {
			faults = append(faults, fault.Field{Name: "levels", Message: "There is no such part of a life"})
		}
	}
	return faults
}

// scored is how the outcomes are asked on a page.
type scored struct {
	ReadForm
	scores []string
}

func scoredOf(f ReadForm) scored {
	s := scored{f, make([]string, len(outcomes))}
	for i, outcome := range outcomes {
		s.scores[i] = f.Scores[outcome.Code()]
	}
	return s
}

func (s scored) form() ReadForm {
	s.Scores = map[string]string{}
	for i, outcome := range outcomes {
		if s.scores[i] != "" {
			s.Scores[outcome.Code()] = s.scores[i]
		}
	}
	return s.ReadForm
}

func readQuestions(today civil.Day) []form.Question[scored] {
	questions := []form.Question[scored]{dayQuestion("on", "On which day?", today, func(f *scored) *civil.Day { return &f.On })}
	for i, outcome := range outcomes {
		questions = append(questions, form.Question[scored]{Name: "score-" + outcome.Code(), Label: outcome.Hint(), Noun: outcome.Words(), Hint: outcome.Words(), Kind: form.Radios, Options: scores.Options(), Inline: true, Small: true,
			Bind: func(f *scored) any { return &f.scores[i] }})
	}
	return append(questions, form.Question[scored]{Name: "words", Label: "What do they say about it?", Noun: "In their words", Kind: form.Story, Rows: 3, Bind: func(f *scored) any { return &f.Words }})
}

func checkReading(f *ReadForm, today civil.Day) []fault.Field {
	s := scoredOf(*f)
	faults := form.Check(&s, readQuestions(today))
	*f = s.form()
	if len(f.Scores) == 0 && len(faults) == 0 {
		faults = append(faults, fault.Field{Name: "score-" + outcomes[0].Code(), Message: "Ask at least one of the questions"})
	}
	return faults
}

func handOverQuestions(providers []account.Agency) []form.Question[HandOverForm] {
	options := []form.Option{{Value: "", Label: "Nobody yet: give it back to those who wait"}}
	for _, agency := range providers {
		options = append(options, form.Option{Value: string(agency.ID), Label: agency.Name, Verbatim: true})
	}
	return []form.Question[HandOverForm]{
		{Name: "agency", Label: "Who takes over?", Noun: "Who takes over", Kind: form.Radios, Options: options, Bind: func(f *HandOverForm) any { return &f.Agency }},
		{Name: "why", Label: "Why?", Kind: form.Story, Rows: 3, Required: "Say why the case is passed on", Bind: func(f *HandOverForm) any { return &f.Why }},
		{Name: "agreed", Label: "What does the person say about it?", Noun: "What the person says", Hint: "Tell them before, and introduce them to the new worker", Kind: form.Story, Rows: 3, Required: "Write what the person says about it", Bind: func(f *HandOverForm) any { return &f.Agreed }},
	}
}

func (r *Room) areaQuestions() []form.Question[AreasForm] {
	var nations, regions []form.Option
	for _, nation := range r.Lists.Nations.All() {
		nations = append(nations, form.Option{Value: nation.Code, Label: nation.Name, Verbatim: true})
	}
	for _, region := range r.Lists.Regions.All() {
		regions = append(regions, form.Option{Value: region.Code, Label: region.Name, Verbatim: true})
	}
	return []form.Question[AreasForm]{
		{Name: "whole", Label: "Whole countries", Hint: "You are given people from every region that no other provider takes", Kind: form.Checkboxes, Options: nations, Bind: func(f *AreasForm) any { return &f.Whole }},
		{Name: "regions", Label: "Regions", Hint: "You are given people from these first", Kind: form.Checkboxes, Small: true, Options: regions, Bind: func(f *AreasForm) any { return &f.Regions }},
	}
}
