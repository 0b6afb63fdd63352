package decision

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// setting is what the questions of a step depend on beside the step: the case,
// the day, and the people, letters and documents to choose from.
type setting struct {
	state     machine.Case
	today     civil.Day
	book      statute.Book
	makers    []ask.Option // who may be given the case
	panels    []ask.Option // devolved panels
	documents []ask.Option
	languages []ask.Option
	addresses map[int]string // where each letter goes, a contact marked safe
}

// asking is the questions of one step, whatever the type of its form.
type asking interface {
	// fields are the questions to draw: with what was typed and what is wrong
	// with it, or as they are before anything is typed.
	fields(values url.Values, errs []fault.Field) []ask.Field
	// read makes the step's form of what was posted.
	read(values url.Values) (machine.Form, []fault.Field)
	// rows are the answers of a page that was filled in, to be checked.
	rows(values url.Values) []ask.Row
	// names are the names of the questions.
	names() []string
	// sound lists mistakes in the questions.
	sound() []string
}

// sheet is an asking whose page holds its answers in a T.
type sheet[T any] struct {
	questions []ask.Question[T]
	start     T // the answers before anything is typed
	form      func(T) machine.Form
}

func (p sheet[T]) fields(values url.Values, errs []fault.Field) []ask.Field {
	answers := p.start
	if values != nil {
		ask.Fill(&answers, values, p.questions)
	}
	return ask.Fields(&answers, values, errs, p.questions)
}

func (p sheet[T]) read(values url.Values) (machine.Form, []fault.Field) {
	answers := p.start
	errs := ask.Fill(&answers, values, p.questions)
	return p.form(answers), errs
}

func (p sheet[T]) rows(values url.Values) []ask.Row {
	answers := p.start
	ask.Fill(&answers, values, p.questions)
	return ask.Summary(&answers, p.questions)
}

func (p sheet[T]) names() []string {
	var names []string
	for _, question := range p.questions {
		names = append(names, question.Name)
	}
	return names
}

func (p sheet[T]) sound() []string { return ask.Sound(p.questions) }

// direct is a sheet whose answers are the form itself.
func direct[T any, P interface {
	*T
	machine.Form
}](start T, questions ...ask.Question[T]) asking {
	return sheet[T]{questions, start, func(answers T) machine.Form { return P(&answers) }}
}

// reasonsOf asks for reasons, under the name they have in every form.
func reasonsOf[T any](label, hint string, bind func(*T) *string) ask.Question[T] {
	return ask.Question[T]{Name: "reasons", Label: label, Hint: hint, Noun: "Reasons", Kind: ask.Story, MaxLength: machine.MaxText, Rows: 8, Required: "Give the reasons",
		Bind: func(t *T) any { return bind(t) }}
}

// chosen asks for one of the choices of the rules.
func chosen[T any](name, label, required string, choices []machine.Choice, bind func(*T) any) ask.Question[T] {
	return ask.Question[T]{Name: name, Label: label, Kind: ask.Radios, Options: options(choices), Required: required, Bind: bind}
}

func dayOf[T any](name, label, hint string, bind func(*T) any) ask.Question[T] {
	return ask.Question[T]{Name: name, Label: label, Hint: hint, Noun: labels[name[strings.LastIndexByte(name, '.')+1:]], Kind: ask.Date, Required: "Enter a date", Bind: bind}
}

func lineOf[T any](name, label, hint, required string, bind func(*T) any) ask.Question[T] {
	return ask.Question[T]{Name: name, Label: label, Hint: hint, Kind: ask.Text, MaxLength: machine.MaxLine, Required: required, Bind: bind}
}

// questionsOf gives the questions of a step as they stand for a case.
func questionsOf(step machine.Step, s setting) asking {
	switch machine.Blank(step).(type) {
	case *machine.ReasonableDecision, *machine.ConclusiveDecision, *machine.CombinedDecision, *machine.Reconsidered:
		return weighingQuestions(step, s)
	case *machine.Reading:
		return readingQuestions()
	case *machine.ReconsiderationAsked:
		return direct(machine.ReconsiderationAsked{ReceivedOn: s.today}, reconsiderationQuestions(func(f *machine.ReconsiderationAsked) *machine.ReconsiderationAsked { return f })...)
	case *machine.LateReconsiderationAsked:
		return direct(machine.LateReconsiderationAsked{}, append(
			reconsiderationQuestions(func(f *machine.LateReconsiderationAsked) *machine.ReconsiderationAsked {
				return &f.ReconsiderationAsked
			}),
			ask.Question[machine.LateReconsiderationAsked]{Name: "exceptional", Label: "What are the exceptional circumstances?", Kind: ask.Story, MaxLength: machine.MaxText,
				Required: "Say what the exceptional circumstances are", Bind: func(f *machine.LateReconsiderationAsked) any { return &f.Exceptional }})...)
	case *machine.Reason:
		return direct(machine.Reason{}, reasonsOf("What are the reasons?", "", func(f *machine.Reason) *string { return &f.Reasons }))
	case *machine.Nothing:
		return direct(machine.Nothing{})
	}
	if asked := caseQuestions(step, s); asked != nil {
		return asked
	}
	return careQuestions(step, s)
}

func reconsiderationQuestions[T any](of func(*T) *machine.ReconsiderationAsked) []ask.Question[T] {
	return []ask.Question[T]{
		chosen("by", "Who asks for the reconsideration?", "Choose who asks for the reconsideration", machine.Askers, func(t *T) any { return &of(t).By }),
		dayOf("received_on", "When did the request arrive?", "", func(t *T) any { return &of(t).ReceivedOn }),
		{Name: "grounds", Label: "On which grounds?", Hint: "Choose all that apply", Kind: ask.Checkboxes, Options: options(machine.ReconsiderationGrounds),
			Required: "Choose at least one ground", Bind: func(t *T) any { return &of(t).Grounds }},
		reasonsOf("What does the request say?", "", func(t *T) *string { return &of(t).Reasons }),
	}
}

func readingQuestions() asking {
	return direct(machine.Reading{},
		ask.Question[machine.Reading]{Name: "read_evidence", Label: "I have read the evidence myself, not the reasons alone", Kind: ask.Tick,
			Required: "Confirm that you have read the evidence yourself", Bind: func(f *machine.Reading) any { return &f.ReadEvidence }},
		reasonsOf("Why do you agree?", "Write your own reasons", func(f *machine.Reading) *string { return &f.Reasons }))
}

// weighed is the page of a decision. The members of a panel are asked for by the
// agency they sit for, so that the law's three are never missed by oversight.
type weighed struct {
	Tested                                bool
	BestInterests                         string
	Evidence                              []string
	Reasons                               string
	HeldOn                                civil.Day
	Chair                                 string
	LeadsCare                             string
	LocalAuthority, Police, Health, Other []string
}

func weighingQuestions(step machine.Step, s setting) asking {
	tests := testsOf(step, s.state)
	questions := []ask.Question[weighed]{
		{Name: testField(step), Label: "I have applied this test", Noun: "Test applied", Kind: ask.Tick, Required: "Confirm the test that was applied", Bind: func(w *weighed) any { return &w.Tested }},
		{Name: "evidence", Label: "What evidence did you consider?", Hint: "One piece on each line. List everything, also what speaks for the person", Noun: "Evidence considered",
			Kind: ask.Lines, Rows: 6, MaxLength: machine.MaxLine, Required: "List the evidence that was considered", Bind: func(w *weighed) any { return &w.Evidence }},
		reasonsOf("What are the reasons?", "The person will read them. Say which evidence counted, and why", func(w *weighed) *string { return &w.Reasons }),
	}
	if step == machine.CombinedYes {
		questions = append(questions, ask.Question[weighed]{Name: "best_interests", Label: "Why is deciding both at once in the child’s best interests?", Noun: "Best interests of the child",
			Kind: ask.Story, MaxLength: machine.MaxText, Required: "Say why deciding both at once is in the child's best interests", Bind: func(w *weighed) any { return &w.BestInterests }})
	}
	if s.state.Authority == machine.DevolvedPanel {
		questions = append(questions, panelQuestions()...)
	}
	return sheet[weighed]{questions, weighed{}, func(w weighed) machine.Form { return w.form(step, s.state, tests) }}
}

func panelQuestions() []ask.Question[weighed] {
	seats := func(name, label string, bind func(*weighed) any) ask.Question[weighed] {
		return ask.Question[weighed]{Name: "panel.members" + name, Label: label, Hint: "One name on each line", Kind: ask.Lines, Rows: 2, MaxLength: machine.MaxLine,
			Conditional: name != ".other", Bind: bind}
	}
	return []ask.Question[weighed]{
		dayOf("panel.held_on", "When did the panel meet?", "", func(w *weighed) any { return &w.HeldOn }),
		lineOf("panel.chair", "Who chaired the meeting?", "", "Enter who chaired the meeting", func(w *weighed) any { return &w.Chair }),
		{Name: "panel.chair_is_lead_social_worker", Label: "Is the chair the child’s lead social worker?", Kind: ask.YesNo, Required: "Choose yes if the chair is the child’s lead social worker",
			Bind: func(w *weighed) any { return &w.LeadsCare }},
		seats("", "Who took part for the local authority?", func(w *weighed) any { return &w.LocalAuthority }),
		seats(".police", "Who took part for the police?", func(w *weighed) any { return &w.Police }),
		seats(".health", "Who took part for health?", func(w *weighed) any { return &w.Health }),
		seats(".other", "Who took part for other agencies?", func(w *weighed) any { return &w.Other }),
	}
}

// testsOf are the references of the tests that a decision applies.
func testsOf(step machine.Step, c machine.Case) []string {
	reasonable, conclusive := c.Facts.Tests.ReasonableGrounds, c.Facts.Tests.ConclusiveGrounds
	switch machine.Blank(step).(type) {
	case *machine.ReasonableDecision:
		return []string{reasonable}
	case *machine.ConclusiveDecision:
		return []string{conclusive}
	case *machine.CombinedDecision:
		return []string{reasonable, conclusive}
	case *machine.Reconsidered:
		if c.Reconsideration != nil && c.Reconsideration.Kind == machine.ConclusiveGrounds {
			return []string{conclusive}
		}
		return []string{reasonable}
	}
	return nil
}

func testField(step machine.Step) string {
	if step == machine.CombinedYes {
		return "reasonable_test"
	}
	return "test"
}

// form makes the step's form. A test that was not confirmed is left out, for the
// rules to refuse.
func (w weighed) form(step machine.Step, c machine.Case, tests []string) machine.Form {
	made := machine.Weighing{Evidence: w.Evidence, Reasons: w.Reasons}
	if c.Authority == machine.DevolvedPanel {
		panel := machine.Panel{HeldOn: w.HeldOn, Chair: w.Chair, LeadsCare: w.LeadsCare == "yes"}
		for _, seats := range []struct {
			agency string
			names  []string
		}{{"local-authority", w.LocalAuthority}, {"police", w.Police}, {"health", w.Health}, {"other", w.Other}} {
			for _, name := range seats.names {
				panel.Members = append(panel.Members, machine.AtTable{Name: name, Agency: seats.agency})
			}
		}
		made.Panel = &panel
	}
	applied := make([]string, len(tests))
	if w.Tested {
		applied = slices.Clone(tests)
	}
	switch machine.Blank(step).(type) {
	case *machine.ConclusiveDecision:
		return &machine.ConclusiveDecision{Test: applied[0], Weighing: made}
	case *machine.CombinedDecision:
		return &machine.CombinedDecision{ReasonableTest: applied[0], ConclusiveTest: applied[1], BestInterests: w.BestInterests, Weighing: made}
	case *machine.Reconsidered:
		return &machine.Reconsidered{Test: applied[0], Weighing: made}
	}
	return &machine.ReasonableDecision{Test: applied[0], Weighing: made}
}

// onPage brings faults of a form to the questions of its page: what is wrong
// with one line of a list is shown at the list.
func onPage(faults []fault.Field, names []string) []fault.Field {
	placed := make([]fault.Field, len(faults))
	for i, field := range faults {
		placed[i] = field
		for name := field.Name; name != ""; {
			if slices.Contains(names, name) {
				placed[i].Name = name
				break
			}
			cut := strings.LastIndexByte(name, '.')
			name = name[:max(cut, 0)]
		}
		switch {
		case field.Name == "panel":
			placed[i].Name = "panel.held_on"
		case field.Name == "conclusive_test":
			placed[i].Name = "reasonable_test"
		case field.Name == "consent":
			placed[i].Name = "consent.explained_by"
		}
	}
	// Both tests of a combined decision stand behind one box.
	seen := map[string]bool{}
	return slices.DeleteFunc(placed, func(field fault.Field) bool {
		key := field.Name + "\x00" + field.Message
		again := seen[key]
		seen[key] = true
		return again
	})
}

func numberOf(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
