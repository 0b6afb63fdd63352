package decision

import (
	"strconv"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	ask "github.com/havenward/havenward/internal/form"
)

// caseQuestions are the questions of the steps about the way of a case: who has
// it, what others are asked, its letters and its end. nil for other steps.
func caseQuestions(step machine.Step, s setting) asking {
	switch machine.Blank(step).(type) {
	case *machine.Allocation:
		start := placed{Authority: string(machine.SingleCompetentAuthority)}
		return sheet[placed]{placeQuestions(s, false), start, func(p placed) machine.Form { return &machine.Allocation{Authority: machine.Authority(p.Authority)} }}
	case *machine.Transfer:
		return sheet[placed]{placeQuestions(s, true), placed{}, func(p placed) machine.Form {
			return &machine.Transfer{Authority: machine.Authority(p.Authority), Reasons: p.Reasons}
		}}
	case *machine.Assignment:
		return direct(machine.Assignment{DecisionMaker: s.state.DecisionMaker},
			ask.Question[machine.Assignment]{Name: "decision_maker", Label: "Who decides this case?", Noun: "Decision maker", Kind: ask.Radios, Options: s.makers,
				OptionsFrom: func(*machine.Assignment) []ask.Option { return s.makers },
				Required:    "Choose a decision maker", Bind: func(f *machine.Assignment) any { return &f.DecisionMaker }})
	case *machine.Correction:
		return direct(machine.Correction{},
			chosen("jurisdiction", "By whose rules does the case go?", "Choose a jurisdiction", machine.JurisdictionChoices, func(f *machine.Correction) any { return &f.Jurisdiction }),
			reasonsOf("Why is it put right?", "Every clock is counted again by the rules of this jurisdiction", func(f *machine.Correction) *string { return &f.Reasons }))
	case *machine.InformationAsked:
		return direct(machine.InformationAsked{},
			chosen("of", "Who do you ask?", "Choose whom to ask", machine.Sources, func(f *machine.InformationAsked) any { return &f.Of }),
			lineOf("name", "Name of the person or organisation", "", "Enter the name of the person or organisation to ask", func(f *machine.InformationAsked) any { return &f.Name }),
			ask.Question[machine.InformationAsked]{Name: "email", Label: "Their e-mail address", Hint: "Without it the address is looked for among the professionals of the case", Kind: ask.Email, MaxLength: machine.MaxLine,
				Bind: func(f *machine.InformationAsked) any { return &f.Email }},
			ask.Question[machine.InformationAsked]{Name: "question", Label: "What do you need to know?", Hint: "Ask for facts that help you decide, and for no more than that", Kind: ask.Story, MaxLength: machine.MaxText,
				Required: "Enter what you need to know", Bind: func(f *machine.InformationAsked) any { return &f.Question }})
	case *machine.InformationGiven, *machine.InformationEnded:
		return requestQuestions(step, s)
	case *machine.Service, *machine.LetterHeld, *machine.LetterReturned:
		return letterQuestions(step, s)
	case *machine.Closing:
		return direct(machine.Closing{}, chosen("because", "Why is the case closed?", "Choose why the case is closed", machine.ClosingReasons, func(f *machine.Closing) any { return &f.Because }))
	case *machine.EarlyClosing:
		return direct(machine.EarlyClosing{},
			chosen("because", "Why is the case closed without a decision?", "Choose why the case is closed", machine.EarlyClosingReasons, func(f *machine.EarlyClosing) any { return &f.Because }),
			reasonsOf("What are the reasons?", "", func(f *machine.EarlyClosing) *string { return &f.Reasons }))
	}
	return nil
}

// placed is the page on which a case gets its authority.
type placed struct{ Authority, Panel, Reasons string }

// fieldPanel is the field for the agency of a devolved panel. It is not part of
// the step's form: it goes with the command.
const fieldPanel = "panel"

func placeQuestions(s setting, reasons bool) []ask.Question[placed] {
	questions := []ask.Question[placed]{
		chosen("authority", "Which competent authority takes the case?", "Choose a competent authority", machine.Authorities, func(p *placed) any { return &p.Authority }),
	}
	if len(s.panels) > 1 {
		questions = append(questions, ask.Question[placed]{Name: fieldPanel, Label: "Which panel?", Kind: ask.Select, Options: s.panels, Required: "Choose which panel takes the case",
			Under: "authority=" + string(machine.DevolvedPanel), Bind: func(p *placed) any { return &p.Panel }})
	}
	if reasons {
		questions = append(questions, reasonsOf("Why is the case moved?", "", func(p *placed) *string { return &p.Reasons }))
	}
	return questions
}

// answered is the page about a request for information.
type answered struct {
	Request    string
	ReceivedOn civil.Day
	Text       string
}

func requestQuestions(step machine.Step, s setting) asking {
	var open []ask.Option
	for _, request := range s.state.Requests {
		open = append(open, ask.Option{Value: strconv.Itoa(request.Number), Label: choiceText(string(request.Of), machine.Sources)})
	}
	start := answered{ReceivedOn: s.today}
	if len(open) == 1 {
		start.Request = open[0].Value
	}
	which := ask.Question[answered]{Name: "request", Label: "Which request?", Kind: ask.Radios, OptionsFrom: func(*answered) []ask.Option { return open },
		Required: "Choose a request that is open", Bind: func(a *answered) any { return &a.Request }}
	if _, ended := machine.Blank(step).(*machine.InformationEnded); ended {
		return sheet[answered]{[]ask.Question[answered]{which, reasonsOf("Why is the request ended without an answer?", "", func(a *answered) *string { return &a.Text })},
			start, func(a answered) machine.Form {
				return &machine.InformationEnded{Request: numberOf(a.Request), Reasons: a.Text}
			}}
	}
	return sheet[answered]{[]ask.Question[answered]{which,
		dayOf("received_on", "When did the answer arrive?", "", func(a *answered) any { return &a.ReceivedOn }),
		{Name: "summary", Label: "What was received?", Hint: "Add the answer itself to the documents of the case", Kind: ask.Story, MaxLength: machine.MaxText,
			Required: "Say what was received", Bind: func(a *answered) any { return &a.Text }},
	}, start, func(a answered) machine.Form {
		return &machine.InformationGiven{Request: numberOf(a.Request), ReceivedOn: a.ReceivedOn, Summary: a.Text}
	}}
}

// posted is the page about a letter.
type posted struct {
	Letter  string
	On      civil.Day
	Channel string
	Reasons string
}

func letterQuestions(step machine.Step, s setting) asking {
	var letters []ask.Option
	for _, letter := range s.state.Letters {
		if fitsLetter(step, letter) {
			letters = append(letters, ask.Option{Value: strconv.Itoa(letter.Number), Label: letterTitle(letter.Kind)})
		}
	}
	start := posted{On: s.today}
	if len(letters) == 1 {
		start.Letter = letters[0].Value
	}
	which := ask.Question[posted]{Name: "letter", Label: "Which letter?", Kind: ask.Radios, OptionsFrom: func(*posted) []ask.Option { return letters },
		Required: "Choose a letter", Bind: func(p *posted) any { return &p.Letter }}
	switch machine.Blank(step).(type) {
	case *machine.Service:
		questions := []ask.Question[posted]{which,
			dayOf("served_on", "When did the letter reach the person?", "The clocks of the letter start on this day", func(p *posted) any { return &p.On }),
			chosen("channel", "How was it served?", "Choose how the letter was served", machine.Channels, func(p *posted) any { return &p.Channel }),
		}
		return sheet[posted]{questions, start, func(p posted) machine.Form {
			return &machine.Service{Letter: numberOf(p.Letter), ServedOn: p.On, Channel: p.Channel, Contact: s.addresses[numberOf(p.Letter)]}
		}}
	case *machine.LetterHeld:
		questions := []ask.Question[posted]{which, reasonsOf("Why is there no safe way to serve it?", "", func(p *posted) *string { return &p.Reasons })}
		return sheet[posted]{questions, start, func(p posted) machine.Form {
			return &machine.LetterHeld{Letter: numberOf(p.Letter), Reasons: p.Reasons}
		}}
	}
	questions := []ask.Question[posted]{which,
		dayOf("returned_on", "When did it come back?", "", func(p *posted) any { return &p.On }),
		reasonsOf("What is known about why it came back?", "", func(p *posted) *string { return &p.Reasons })}
	return sheet[posted]{questions, start, func(p posted) machine.Form {
		return &machine.LetterReturned{Letter: numberOf(p.Letter), ReturnedOn: p.On, Reasons: p.Reasons}
	}}
}

// fitsLetter reports whether a step can be about a letter as it stands.
func fitsLetter(step machine.Step, letter machine.Letter) bool {
	switch step {
	case machine.LetterReturn:
		return !letter.Served.IsZero()
	case machine.HoldLetter:
		return letter.Waits()
	}
	return letter.Served.IsZero()
}

// letterTitles are the short names of the letters: catalogue strings.
var letterTitles = map[machine.LetterKind]string{
	machine.LetterReasonablePositive: "Positive reasonable grounds decision", machine.LetterReasonableNegative: "Negative reasonable grounds decision",
	machine.LetterCombinedPositive: "Positive reasonable and conclusive grounds decisions", machine.LetterConclusivePositive: "Positive conclusive grounds decision",
	machine.LetterConclusiveNegative: "Negative conclusive grounds decision", machine.LetterInformation: "Request for information",
	machine.LetterExtended: "Longer recovery period", machine.LetterSuspended: "Suspended", machine.LetterWithdrawn: "Withdrawn",
	machine.LetterReconsiderationAccepted: "Request for reconsideration accepted", machine.LetterReconsiderationRejected: "Request for reconsideration rejected",
	machine.LetterUpheld: "Decision upheld", machine.LetterDisqualified: "Disqualified", machine.LetterConsentAt18: "Consent as an adult", machine.LetterSecondPeriod: "Second recovery period",
}

func letterTitle(kind machine.LetterKind) string {
	if title := letterTitles[kind]; title != "" {
		return title
	}
	return string(kind)
}
