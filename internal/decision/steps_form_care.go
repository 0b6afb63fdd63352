package decision

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// careQuestions are the questions of the steps about the person's recovery, age,
// consent and protection.
func careQuestions(step Step, s setting) asking {
	switch Blank(step).(type) {
	case *ExtensionAsked:
		return direct(ExtensionAsked{},
			dayOf("until", "What should the new last day of the recovery period be?", "", func(f *ExtensionAsked) any { return &f.Until }),
			chosen("because", "Why is more time needed?", "Choose why more time is needed", ExtensionReasons, func(f *ExtensionAsked) any { return &f.Because }),
			reasonsOf("What are the reasons?", "", func(f *ExtensionAsked) *string { return &f.Reasons }))
	case *ExtensionGranted:
		start := ExtensionGranted{}
		if s.state.Extension != nil {
			start.Until = s.state.Extension.Until
		}
		return direct(start,
			dayOf("until", "What is the new last day of the recovery period?", "", func(f *ExtensionGranted) any { return &f.Until }),
			reasonsOf("Why do you authorise it?", "", func(f *ExtensionGranted) *string { return &f.Reasons }))
	case *Suspension:
		return direct(Suspension{},
			chosen("because", "Why is the case suspended?", "Choose why the case is suspended", SuspensionReasons, func(f *Suspension) any { return &f.Because }),
			reasonsOf("What are the reasons?", "", func(f *Suspension) *string { return &f.Reasons }))
	case *Withdrawal:
		return direct(Withdrawal{GivenOn: s.today}, withdrawalQuestions(s)...)
	case *Consent:
		return direct(Consent{GivenOn: s.today}, consentQuestions("", s, func(f *Consent) *Consent { return f })...)
	case *AdultSettled:
		return direct(AdultSettled{},
			chosen("basis", "How was the age settled?", "Choose how the age was settled", AgeBases, func(f *AdultSettled) any { return &f.Basis }),
			reasonsOf("What are the reasons?", "", func(f *AdultSettled) *string { return &f.Reasons }))
	case *ChildSettled:
		return childQuestions(s)
	case *AdditionalAsked, *Reopening:
		return againQuestions(step, s)
	case *DisqualificationAsked:
		return direct(DisqualificationAsked{},
			chosen("ground", "On which ground?", "Choose the ground", DisqualificationGrounds, func(f *DisqualificationAsked) any { return &f.Ground }),
			reasonsOf("What are the reasons?", "", func(f *DisqualificationAsked) *string { return &f.Reasons }))
	case *DisqualificationDecision:
		return direct(DisqualificationDecision{},
			chosen("ground", "On which ground?", "Choose the ground", DisqualificationGrounds, func(f *DisqualificationDecision) any { return &f.Ground }),
			ask.Question[DisqualificationDecision]{Name: "risk_considered", Label: "What did you find about the risk of being exploited again?", Noun: "Risk of being exploited again", Kind: ask.Story, MaxLength: MaxText,
				Required: "Say what was found about the risk of being exploited again", Bind: func(f *DisqualificationDecision) any { return &f.RiskConsidered }},
			reasonsOf("What are the reasons?", "The person will read them", func(f *DisqualificationDecision) *string { return &f.Reasons }))
	}
	return nil
}

func withdrawalQuestions(s setting) []ask.Question[Withdrawal] {
	return []ask.Question[Withdrawal]{
		chosen("how", "How did the person tell us in writing?", "Choose how the person told us in writing", WithdrawalWays, func(f *Withdrawal) any { return &f.How }),
		dayOf("given_on", "When did they give it?", "", func(f *Withdrawal) any { return &f.GivenOn }),
		{Name: "document", Label: "In which document do they say so?", Hint: "If it is not here, add it to the documents of the case first", Kind: ask.Radios,
			OptionsFrom: func(*Withdrawal) []ask.Option { return s.documents }, Required: "Choose the document in which the person says so", Bind: func(f *Withdrawal) any { return &f.Document }},
		lineOf("explained_by", "Who explained to the person what this means?", "They lose the support and protection that come with the national referral mechanism",
			"Enter who explained to the person what this means", func(f *Withdrawal) any { return &f.ExplainedBy }),
	}
}

// consentQuestions ask about an adult's informed answer; prefix goes before the
// names where it is part of another form.
func consentQuestions[T any](prefix string, s setting, of func(*T) *Consent) []ask.Question[T] {
	return []ask.Question[T]{
		lineOf(prefix+"explained_by", "Who explained it to the person?", "", "Enter who explained it", func(t *T) any { return &of(t).ExplainedBy }),
		{Name: prefix + "language", Label: "In which language?", Kind: ask.Suggest, Open: true, OptionsFrom: func(*T) []ask.Option { return s.languages }, MaxLength: MaxLine,
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
		chosen("basis", "How was the age settled?", "Choose how the age was settled", AgeBases, func(b *born) any { return &b.Basis }),
		{Name: "turns_18", Label: "What is the date of birth?", Noun: "Date of birth", Kind: ask.Date, NotAfter: s.today, Required: "Enter the date of birth that was settled", Bind: func(b *born) any { return &b.Birth }},
		reasonsOf("What are the reasons?", "", func(b *born) *string { return &b.Reasons }),
	}
	return sheet[born]{questions, born{}, func(b born) Form {
		form := &ChildSettled{Basis: b.Basis, Reasons: b.Reasons}
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
	Consent Consent
}

func againQuestions(step Step, s setting) asking {
	var questions []ask.Question[renewed]
	_, additional := Blank(step).(*AdditionalAsked)
	if additional {
		questions = append(questions,
			chosen("by", "Who asks for the additional decision?", "Choose who asks for the additional decision", Askers, func(r *renewed) any { return &r.By }),
			ask.Question[renewed]{Name: "exploited_since", Label: "Was the person exploited after the first reasonable grounds decision?", Kind: ask.YesNo,
				Required: "Choose yes if the person was exploited after the first decision", Bind: func(r *renewed) any { return &r.Since }})
	}
	questions = append(questions, reasonsOf("What are the reasons?", "", func(r *renewed) *string { return &r.Reasons }))
	consents := s.state.Facts.Age == Adult && (additional || s.state.Stage != Disqualified && slices.Contains(undecided, s.state.ReturnTo))
	if consents {
		questions = append(questions, consentQuestions("consent.", s, func(r *renewed) *Consent { return &r.Consent })...)
	}
	return sheet[renewed]{questions, renewed{}, func(r renewed) Form {
		var consent *Consent
		if consents {
			consent = &r.Consent
		}
		if additional {
			return &AdditionalAsked{By: r.By, ExploitedSince: r.Since == "yes", Reasons: r.Reasons, Consent: consent}
		}
		return &Reopening{Reasons: r.Reasons, Consent: consent}
	}}
}

// check applies the step's own rules beside those of the questions, with the
// faults at the questions they are about. Where a question has no answer, what
// the rules say about it is already said.
func (s setting) check(questions asking, form Form, errs []fault.Field) []fault.Field {
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
