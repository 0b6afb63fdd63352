package decision

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// careQuestions are the questions of the steps about the person's recovery, age,
// consent and protection.
func careQuestions(step machine.Step, s setting) asking {
	switch machine.Blank(step).(type) {
	case *machine.ExtensionAsked:
		return direct(machine.ExtensionAsked{},
			dayOf("until", "What should the new last day of the recovery period be?", "", func(f *machine.ExtensionAsked) any { return &f.Until }),
			chosen("because", "Why is more time needed?", "Choose why more time is needed", machine.ExtensionReasons, func(f *machine.ExtensionAsked) any { return &f.Because }),
			reasonsOf("What are the reasons?", "", func(f *machine.ExtensionAsked) *string { return &f.Reasons }))
	case *machine.ExtensionGranted:
		start := machine.ExtensionGranted{}
		if s.state.Extension != nil {
			start.Until = s.state.Extension.Until
		}
		return direct(start,
			dayOf("until", "What is the new last day of the recovery period?", "", func(f *machine.ExtensionGranted) any { return &f.Until }),
			reasonsOf("Why do you authorise it?", "", func(f *machine.ExtensionGranted) *string { return &f.Reasons }))
	case *machine.Suspension:
		return direct(machine.Suspension{},
			chosen("because", "Why is the case suspended?", "Choose why the case is suspended", machine.SuspensionReasons, func(f *machine.Suspension) any { return &f.Because }),
			reasonsOf("What are the reasons?", "", func(f *machine.Suspension) *string { return &f.Reasons }))
	case *machine.Withdrawal:
		return direct(machine.Withdrawal{GivenOn: s.today}, withdrawalQuestions(s)...)
	case *machine.Consent:
		return direct(machine.Consent{GivenOn: s.today}, consentQuestions("", s, func(f *machine.Consent) *machine.Consent { return f })...)
	case *machine.AdultSettled:
		return direct(machine.AdultSettled{},
			chosen("basis", "How was the age settled?", "Choose how the age was settled", machine.AgeBases, func(f *machine.AdultSettled) any { return &f.Basis }),
			reasonsOf("What are the reasons?", "", func(f *machine.AdultSettled) *string { return &f.Reasons }))
	case *machine.ChildSettled:
		return childQuestions(s)
	case *machine.AdditionalAsked, *machine.Reopening:
		return againQuestions(step, s)
	case *machine.DisqualificationAsked:
		return direct(machine.DisqualificationAsked{},
			chosen("ground", "On which ground?", "Choose the ground", machine.DisqualificationGrounds, func(f *machine.DisqualificationAsked) any { return &f.Ground }),
			reasonsOf("What are the reasons?", "", func(f *machine.DisqualificationAsked) *string { return &f.Reasons }))
	case *machine.DisqualificationDecision:
		return direct(machine.DisqualificationDecision{},
			chosen("ground", "On which ground?", "Choose the ground", machine.DisqualificationGrounds, func(f *machine.DisqualificationDecision) any { return &f.Ground }),
			ask.Question[machine.DisqualificationDecision]{Name: "risk_considered", Label: "What did you find about the risk of being exploited again?", Noun: "Risk of being exploited again", Kind: ask.Story, MaxLength: machine.MaxText,
				Required: "Say what was found about the risk of being exploited again", Bind: func(f *machine.DisqualificationDecision) any { return &f.RiskConsidered }},
			reasonsOf("What are the reasons?", "The person will read them", func(f *machine.DisqualificationDecision) *string { return &f.Reasons }))
	}
	return nil
}

func withdrawalQuestions(s setting) []ask.Question[machine.Withdrawal] {
	return []ask.Question[machine.Withdrawal]{
		chosen("how", "How did the person tell us in writing?", "Choose how the person told us in writing", machine.WithdrawalWays, func(f *machine.Withdrawal) any { return &f.How }),
		dayOf("given_on", "When did they give it?", "", func(f *machine.Withdrawal) any { return &f.GivenOn }),
		{Name: "document", Label: "In which document do they say so?", Hint: "If it is not here, add it to the documents of the case first", Kind: ask.Radios,
			OptionsFrom: func(*machine.Withdrawal) []ask.Option { return s.documents }, Required: "Choose the document in which the person says so", Bind: func(f *machine.Withdrawal) any { return &f.Document }},
		lineOf("explained_by", "Who explained to the person what this means?", "They lose the support and protection that come with the national referral mechanism",
			"Enter who explained to the person what this means", func(f *machine.Withdrawal) any { return &f.ExplainedBy }),
	}
}

// consentQuestions ask about an adult's informed answer; prefix goes before the
// names where it is part of another form.
func consentQuestions[T any](prefix string, s setting, of func(*T) *machine.Consent) []ask.Question[T] {
	return []ask.Question[T]{
		lineOf(prefix+"explained_by", "Who explained it to the person?", "", "Enter who explained it", func(t *T) any { return &of(t).ExplainedBy }),
		{Name: prefix + "language", Label: "In which language?", Kind: ask.Suggest, Open: true, OptionsFrom: func(*T) []ask.Option { return s.languages }, MaxLength: machine.MaxLine,
			Required: "Enter the language it was explained in", Bind: func(t *T) any { return &of(t).Language }},
		dayOf(prefix+"given_on", "When did the person answer?", "", func(t *T) any { return &of(t).GivenOn }),
	}
}

// born is the page on which somebody is found to be a child: a date of birth is
// what documents say, the 18th birthday is what the rules count with.
type born struct {
	Basis   string
	Birth   civil.Day
	Reasons string
}

func childQuestions(s setting) asking {
	questions := []ask.Question[born]{
		chosen("basis", "How was the age settled?", "Choose how the age was settled", machine.AgeBases, func(b *born) any { return &b.Basis }),
		{Name: "turns_18", Label: "What is the date of birth?", Noun: "Date of birth", Kind: ask.Date, NotAfter: s.today, Required: "Enter the date of birth that was settled", Bind: func(b *born) any { return &b.Birth }},
		reasonsOf("What are the reasons?", "", func(b *born) *string { return &b.Reasons }),
	}
	return sheet[born]{questions, born{}, func(b born) machine.Form {
		form := &machine.ChildSettled{Basis: b.Basis, Reasons: b.Reasons}
		if due, err := s.book.Due(statute.Turning18, about(s.state, civil.Day{}), b.Birth); err == nil {
			form.Turns18 = due.On
		}
		return form
	}}
}

// renewed is the page on which a case begins again.
type renewed struct {
	By      string
	Since   string
	Reasons string
	Consent machine.Consent
}

func againQuestions(step machine.Step, s setting) asking {
	var questions []ask.Question[renewed]
	_, additional := machine.Blank(step).(*machine.AdditionalAsked)
	if additional {
		questions = append(questions,
			chosen("by", "Who asks for the additional decision?", "Choose who asks for the additional decision", machine.Askers, func(r *renewed) any { return &r.By }),
			ask.Question[renewed]{Name: "exploited_since", Label: "Was the person exploited after the first reasonable grounds decision?", Kind: ask.YesNo,
				Required: "Choose yes if the person was exploited after the first decision", Bind: func(r *renewed) any { return &r.Since }})
	}
	questions = append(questions, reasonsOf("What are the reasons?", "", func(r *renewed) *string { return &r.Reasons }))
	consents := s.state.Facts.Age == machine.Adult && (additional || s.state.Stage != machine.Disqualified && slices.Contains(machine.Undecided, s.state.ReturnTo))
	if consents {
		questions = append(questions, consentQuestions("consent.", s, func(r *renewed) *machine.Consent { return &r.Consent })...)
	}
	return sheet[renewed]{questions, renewed{}, func(r renewed) machine.Form {
		var consent *machine.Consent
		if consents {
			consent = &r.Consent
		}
		if additional {
			return &machine.AdditionalAsked{By: r.By, ExploitedSince: r.Since == "yes", Reasons: r.Reasons, Consent: consent}
		}
		return &machine.Reopening{Reasons: r.Reasons, Consent: consent}
	}}
}

// check applies the step's own rules beside those of the questions, with the
// faults at the questions they are about. Where a question has no answer, what
// the rules say about it is already said.
func (s setting) check(questions asking, form machine.Form, errs []fault.Field) []fault.Field {
	for _, field := range onPage(form.Check(s.state, s.today), questions.names()) {
		if !slices.ContainsFunc(errs, func(known fault.Field) bool { return known.Name == field.Name || startsDate(known.Name, field.Name) }) {
			errs = append(errs, field)
		}
	}
	return errs
}

// startsDate reports whether a fault is about one input of the date of a name.
func startsDate(known, name string) bool {
	return known == name+"-day" || known == name+"-month" || known == name+"-year"
}
