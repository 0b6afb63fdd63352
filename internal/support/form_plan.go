package support

import (
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

var goalQuestions = []form.Question[GoalForm]{
	{Name: "goal", Label: "What does the person want?", Noun: "Goal", Hint: "As they say it. They see these words on their own page", Kind: form.Text, Required: "Write what the person wants", MaxLength: 300, Bind: func(f *GoalForm) any { return &f.Goal }},
	{Name: "domain", Label: "Which part of life is it about?", Noun: "Part of life", Kind: form.Select, Options: domains.Options(), Required: "Choose a part of life", Bind: func(f *GoalForm) any { return &f.Domain }},
	{Name: "steps", Label: "What are the next steps?", Noun: "Next steps", Kind: form.Story, Rows: 3, Bind: func(f *GoalForm) any { return &f.Steps }},
	{Name: "owner", Label: "Who does it?", Noun: "Who does it", Kind: form.Radios, Options: goalOwners.Options(), Required: "Choose who does it", Bind: func(f *GoalForm) any { return &f.Owner }},
	{Name: "service", Label: "Which service?", Noun: "Service", Under: "owner=service", Required: "Enter which service", MaxLength: 200, Bind: func(f *GoalForm) any { return &f.Service }},
	{Name: "due", Label: "Until when?", Noun: "Until when", Hint: "Leave it empty if the person does not want a date", Kind: form.Date, Bind: func(f *GoalForm) any { return &f.Due }},
}

var closeQuestions = []form.Question[CloseForm]{
	{Name: "state", Label: "What became of it?", Noun: "What became of it", Kind: form.Radios, Options: goalStates[1:].Options(), Required: "Choose what became of the goal", Bind: func(f *CloseForm) any { return &f.State }},
	{Name: "result", Label: "What does the person say about it?", Noun: "Result", Kind: form.Story, Rows: 3, Bind: func(f *CloseForm) any { return &f.Result }},
}

var agreeQuestions = []form.Question[AgreeForm]{
	{Name: "said", Label: "What does the person say about the plan?", Noun: "What the person says", Hint: "Read it to them in their language. It is their plan, and they may change it at any time", Kind: form.Story, Rows: 3, Required: "Write what the person says about the plan", Bind: func(f *AgreeForm) any { return &f.Said }},
}

func serviceQuestions(c choices, today civil.Day) []form.Question[ServiceForm] {
	questions := []form.Question[ServiceForm]{
		{Name: "kind", Label: "What kind of service?", Noun: "Kind of service", Kind: form.Select, Options: services.Options(), Required: "Choose the kind of service", Bind: func(f *ServiceForm) any { return &f.Kind }},
		{Name: "name", Label: "Which service?", Noun: "Service", Required: "Enter which service", MaxLength: 200, Bind: func(f *ServiceForm) any { return &f.Name }},
		{Name: "asked", Label: "What is it asked for?", Noun: "What it is asked for", Kind: form.Story, Rows: 3, Bind: func(f *ServiceForm) any { return &f.Asked }},
		dayQuestion("on", "When was it asked?", today, func(f *ServiceForm) *civil.Day { return &f.On }),
		{Name: "shared", Label: "Was anything about the person shared with it?", Noun: "Something was shared", Kind: form.Radios, Required: "Choose whether anything about the person was shared",
			Options: []form.Option{{Value: "no", Label: "No: they ask themselves, or we asked without a name"}, {Value: "yes", Label: "Yes, as they agreed"}}, Bind: func(f *ServiceForm) any { return &f.Shared }},
		{Name: "consent", Label: "On which agreement does it rest?", Noun: "Agreement", Hint: "From the ledger of what the person agreed to share. Record it there first", Kind: form.Select, Options: append([]form.Option{{Value: "", Label: "Choose an agreement"}}, c.consents...),
			Under: "shared=yes", Required: "Choose the agreement of the person. Without one, nothing is shared", Bind: func(f *ServiceForm) any { return &f.Consent }},
	}
	if len(c.goals) > 0 {
		questions = append(questions, form.Question[ServiceForm]{Name: "goal", Label: "For which goal of the plan?", Noun: "Goal", Kind: form.Select, Options: append([]form.Option{{Value: "", Label: "None"}}, c.goals...), Bind: func(f *ServiceForm) any { return &f.Goal }})
	}
	if len(c.people) > 0 {
		questions = append(questions, form.Question[ServiceForm]{Name: "for", Label: "For whom?", Noun: "For whom", Kind: form.Select, Options: append([]form.Option{{Value: "", Label: "The person"}}, c.people...), Bind: func(f *ServiceForm) any { return &f.For }})
	}
	return questions
}

func answerQuestions(today civil.Day) []form.Question[AnswerForm] {
	return []form.Question[AnswerForm]{
		{Name: "state", Label: "What did it answer?", Noun: "Answer", Kind: form.Radios, Options: serviceAnswers.Options(), Required: "Choose what the service answered", Bind: func(f *AnswerForm) any { return &f.State }},
		{Name: "starts", Label: "When does it begin?", Noun: "Begins", Kind: form.Date, Under: "state=accepted", Bind: func(f *AnswerForm) any { return &f.Starts }},
		dayQuestion("on", "When did it answer?", today, func(f *AnswerForm) *civil.Day { return &f.On }),
		{Name: "answer", Label: "What did it say?", Noun: "What it said", Kind: form.Story, Rows: 3, Conditional: true, Bind: func(f *AnswerForm) any { return &f.Answer }, Check: func(f *AnswerForm) []fault.Field {
			if f.State == serviceRefused && f.Answer == "" {
				return form.Say("Write why it was refused")
			}
			return nil
		}},
	}
}

var longerQuestions = []form.Question[LongerForm]{
	{Name: "reason", Label: "Why is longer support needed?", Noun: "Reason", Kind: form.Radios, Options: extensionReasons.Options(), Required: "Choose why longer support is needed", Bind: func(f *LongerForm) any { return &f.Reason }},
	{Name: "until", Label: "Until when?", Noun: "Until when", Kind: form.Date, Required: "Enter until when", Bind: func(f *LongerForm) any { return &f.Until }},
	{Name: "words", Label: "What does the person need the time for?", Noun: "In words", Kind: form.Story, Rows: 4, Required: "Write what the person needs the time for", Bind: func(f *LongerForm) any { return &f.Words }},
}

var answerLongerQuestions = []form.Question[AnswerLongerForm]{
	{Name: "grant", Label: "Is longer support granted?", Noun: "Granted", Kind: form.Radios, Options: []form.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}, Required: "Choose whether longer support is granted", Bind: func(f *AnswerLongerForm) any { return &f.Grant }},
	{Name: "until", Label: "Until when?", Noun: "Until when", Kind: form.Date, Under: "grant=yes", Required: "Enter until when", Bind: func(f *AnswerLongerForm) any { return &f.Until }},
	{Name: "answer", Label: "Why?", Noun: "Reasons", Kind: form.Story, Rows: 3, Required: "Give the reasons", Bind: func(f *AnswerLongerForm) any { return &f.Answer }},
}

func holdQuestions(today civil.Day) []form.Question[HoldForm] {
	return []form.Question[HoldForm]{
		dayQuestion("on", "When was it held?", today, func(f *HoldForm) *civil.Day { return &f.On }),
		{Name: "words", Label: "What came of it?", Noun: "What came of it", Hint: "What the person says, what goes on, what changes in the plan", Kind: form.Story, Required: "Write what came of the review", Bind: func(f *HoldForm) any { return &f.Words }},
	}
}

func offerQuestions(today civil.Day) []form.Question[OfferForm] {
	return []form.Question[OfferForm]{
		{Name: "wanted", Label: "Do they want a recovery needs assessment?", Noun: "Wanted", Hint: "Nobody has to. It can be offered again", Kind: form.Radios, Options: []form.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "Not now"}}, Required: "Choose whether they want it", Bind: func(f *OfferForm) any { return &f.Wanted }},
		dayQuestion("on", "When was it offered?", today, func(f *OfferForm) *civil.Day { return &f.On }),
		{Name: "said", Label: "What do they say about it?", Noun: "What they say", Kind: form.Story, Rows: 3, Bind: func(f *OfferForm) any { return &f.Said }},
	}
}

func adviseQuestions(today civil.Day) []form.Question[AdviseForm] {
	return []form.Question[AdviseForm]{
		{Name: "needs", Label: "What do they still need to recover?", Noun: "Needs", Kind: form.Story, Required: "Write what they still need", Bind: func(f *AdviseForm) any { return &f.Needs }},
		{Name: "transition", Label: "How do they get there? Write the transition plan", Noun: "Transition plan", Hint: "Step by step: who takes over what, and when", Kind: form.Story, Required: "Write the transition plan", Bind: func(f *AdviseForm) any { return &f.Transition }},
		{Name: "until", Label: "Until when is support advised?", Noun: "Advised until", Kind: form.Date, Required: "Enter until when support is advised", NotBefore: today, Bind: func(f *AdviseForm) any { return &f.Until }},
		dayQuestion("on", "When was it assessed?", today, func(f *AdviseForm) *civil.Day { return &f.On }),
	}
}

var decideQuestions = []form.Question[DecideForm]{
	{Name: "until", Label: "Until when does support go on?", Noun: "Until when", Kind: form.Date, Required: "Enter until when", Bind: func(f *DecideForm) any { return &f.Until }},
	{Name: "why", Label: "Why?", Noun: "Reasons", Kind: form.Story, Rows: 3, Required: "Give the reasons", Bind: func(f *DecideForm) any { return &f.Why }},
}

var endQuestions = []form.Question[EndForm]{
	{Name: "why", Label: "Why does support end?", Noun: "Why", Kind: form.Radios, Options: endingReasons().Options(), Required: "Choose why support ends", Bind: func(f *EndForm) any { return &f.Why }},
	{Name: "address", Label: "Where do they go next?", Noun: "Next address", Hint: "The address is sealed. Or choose below why it is not recorded", Kind: form.Story, Rows: 3, MaxLength: 1000, Conditional: true, Bind: func(f *EndForm) any { return &f.Address }},
	{Name: "no-address", Label: "If no address is recorded, why?", Noun: "No address because", Kind: form.Select, Options: withoutOptions(), Conditional: true, Bind: func(f *EndForm) any { return &f.NoAddress }},
	{Name: "contact", Label: "Who stays in touch with them, and how?", Noun: "Who stays in touch", Kind: form.Story, Rows: 3, MaxLength: 2000, Conditional: true, Bind: func(f *EndForm) any { return &f.Contact }},
	{Name: "no-contact", Label: "If nobody stays in touch, why?", Noun: "Nobody because", Kind: form.Select, Options: withoutOptions(), Conditional: true, Bind: func(f *EndForm) any { return &f.NoContact }},
	{Name: "safety", Label: "How do they stay safe?", Noun: "Safety plan", Hint: "The plan that they keep, in their language", Kind: form.Story, Rows: 4, MaxLength: 4000, Conditional: true, Bind: func(f *EndForm) any { return &f.Safety }},
	{Name: "no-safety", Label: "If there is no safety plan, why?", Noun: "No safety plan because", Kind: form.Select, Options: withoutOptions(), Conditional: true, Bind: func(f *EndForm) any { return &f.NoSafety }},
	{Name: "said", Label: "What do they say about the end of support?", Noun: "What they say", Kind: form.Story, Rows: 3, Bind: func(f *EndForm) any { return &f.Said }},
}

func withoutOptions() []form.Option {
	return append([]form.Option{{Value: "", Label: "It is recorded above"}}, withoutReasons.Options()...)
}
