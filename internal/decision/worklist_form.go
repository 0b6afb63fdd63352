package decision

import (
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// listedClocks are the clocks that can be due next, in the order in which a case
// meets them, with their short names in words.
var listedClocks = []machine.Choice{
	{Value: string(machine.ClockReasonableGrounds), Text: "Reasonable grounds decision"},
	{Value: string(machine.ClockReasonableGroundsPilot), Text: "Reasonable grounds decision in a devolved pilot"},
	{Value: string(machine.ClockConclusiveEarliest), Text: "First day for a conclusive grounds decision"},
	{Value: string(machine.ClockRecovery), Text: "Recovery period"},
	{Value: string(machine.ClockInformation), Text: "Answer to a request for information"},
	{Value: string(machine.ClockReconsideration), Text: "Time to ask for reconsideration"},
	{Value: string(machine.ClockSuspensionReview), Text: "Review of a suspension"},
	{Value: string(machine.ClockPilotExit), Text: "Last day in the devolved pilot"},
	{Value: string(machine.ClockTurning18), Text: "18th birthday"},
	{Value: string(machine.ClockMoveOn), Text: "Move-on support"},
	{Value: string(machine.ClockNegativeSupport), Text: "End of support after a negative decision"},
}

// clockTitle is the short name of a kind of clock: a catalogue string.
func clockTitle(book statute.Book, kind machine.ClockKind) string {
	for _, choice := range listedClocks {
		if choice.Value == string(kind) {
			return choice.Text
		}
	}
	if info, known := book.Kind(statute.Kind(kind)); known {
		return info.Name
	}
	return string(kind)
}

// filterQuestions ask what a work list is narrowed to. makers and referrers are
// the people and agencies to choose from; without them any account or agency is
// taken, for an address that is read before they are known.
func filterQuestions(makers []account.Person, referrers []account.Agency) []ask.Question[Filter] {
	var stageOptions []ask.Option
	for _, stage := range machine.Stages {
		stageOptions = append(stageOptions, ask.Option{Value: string(stage), Label: machine.StageTitles[stage]})
	}
	maker := ask.Question[Filter]{Name: "maker", Label: "Decision maker", Kind: ask.Text, MaxLength: 26, Bind: func(f *Filter) any { return &f.Maker }}
	if makers != nil {
		maker.Kind, maker.Options = ask.Select, append([]ask.Option{{Value: Unassigned, Label: "Nobody yet"}}, personOptions(makers)...)
	}
	referrer := ask.Question[Filter]{Name: "referrer", Label: "Referred by", Kind: ask.Text, MaxLength: 26, Bind: func(f *Filter) any { return &f.Referrer }}
	if referrers != nil {
		referrer.Kind = ask.Select
		for _, agency := range referrers {
			referrer.Options = append(referrer.Options, ask.Option{Value: string(agency.ID), Label: agency.Name, Verbatim: true})
		}
	}
	return []ask.Question[Filter]{
		{Name: "due", Label: "Due", Kind: ask.Select, Bind: func(f *Filter) any { return &f.Due }, Options: []ask.Option{
			{Value: DueOverdue, Label: "Overdue"}, {Value: "0", Label: "By today"}, {Value: "7", Label: "Within 7 days"},
			{Value: "14", Label: "Within 14 days"}, {Value: "30", Label: "Within 30 days"}, {Value: DueReady, Label: "Ready for a conclusive grounds decision"}, {Value: DueNone, Label: "Nothing is due"}}},
		{Name: "stage", Label: "Stage", Kind: ask.Select, Options: stageOptions, Bind: func(f *Filter) any { return &f.Stage }},
		maker,
		{Name: "clock", Label: "What is due", Kind: ask.Select, Options: options(listedClocks), Bind: func(f *Filter) any { return &f.Clock }},
		{Name: "age", Label: "Age", Kind: ask.Select, Bind: func(f *Filter) any { return &f.Age },
			Options: []ask.Option{{Value: "adult", Label: "Adult"}, {Value: "child", Label: "Child, or may be a child"}}},
		{Name: "nation", Label: "Nation", Kind: ask.Select, Options: options(machine.JurisdictionChoices), Bind: func(f *Filter) any { return &f.Jurisdiction }},
		referrer,
		{Name: "received_from", Label: "Received from", Noun: "Received from", Kind: ask.Date, Bind: func(f *Filter) any { return &f.ReceivedFrom }},
		{Name: "received_until", Label: "Received until", Noun: "Received until", Kind: ask.Date, Bind: func(f *Filter) any { return &f.ReceivedUntil }},
	}
}

// options are choices of the rules as a page offers them.
func options(choices []machine.Choice) []ask.Option {
	made := make([]ask.Option, len(choices))
	for i, choice := range choices {
		made[i] = ask.Option{Value: choice.Value, Label: choice.Text}
	}
	return made
}

func personOptions(people []account.Person) []ask.Option {
	made := make([]ask.Option, len(people))
	for i, person := range people {
		made[i] = ask.Option{Value: string(person.ID), Label: person.Name, Verbatim: true}
	}
	return made
}

// dueIn is how far a day is from today: negative when it has passed.
func dueIn(due, today civil.Day) int { return due.Sub(today) }
