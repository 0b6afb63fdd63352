package returns

import (
	"strings"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

func phrase(words string) form.Phrase { return form.Phrase(words) }

func listOptions(list *reference.List) []form.Option {
	var options []form.Option
	for _, entry := range list.All() {
		options = append(options, form.Option{Value: entry.Code, Label: entry.Name})
	}
	return options
}

// BeginForm records that somebody wants to talk about going home.
type BeginForm struct {
	Country string `json:"country"`
	Town    string `json:"town,omitempty"`
	Words   string `json:"words" doc:"What they want, in their own words"`
}

func beginQuestions(lists *reference.Set) []form.Question[BeginForm] {
	return []form.Question[BeginForm]{
		{Name: "country", Label: "Which country is home to them?", Noun: "Country", Kind: form.Suggest, Options: listOptions(lists.Countries), Required: "Choose the country", Bind: func(f *BeginForm) any { return &f.Country }},
		{Name: "town", Label: "Where would they want to live?", Kind: form.Text, MaxLength: 100, Bind: func(f *BeginForm) any { return &f.Town }},
		{Name: "words", Label: "What do they want, in their own words?", Noun: "What they want", Kind: form.Story, MaxLength: 2000, Rows: 4, Required: "Write down what the person said", Bind: func(f *BeginForm) any { return &f.Words }},
	}
}

// FindForm names a case by its reference.
type FindForm struct {
	Reference string `json:"reference"`
}

var findQuestions = []form.Question[FindForm]{{Name: "reference", Label: "Case reference", Hint: "Of somebody whom you support. For example, HW-7KQ2-M9TD-4", Kind: form.Text, Width: "20", MaxLength: 30, Required: "Enter the case reference", Bind: func(f *FindForm) any { return &f.Reference }}}

// InterestsForm records what is best for a child.
type InterestsForm struct {
	Version int64     `json:"version"`
	Outcome string    `json:"outcome" enum:"return,stay"`
	On      civil.Day `json:"on"`
	Words   string    `json:"words" doc:"Who decided, with whom, and why"`
}

func interestsQuestions(today civil.Day) []form.Question[InterestsForm] {
	return []form.Question[InterestsForm]{
		{Name: "outcome", Label: "What is best for the child?", Kind: form.Radios, Options: interests.Options(), Required: "Choose what is best for the child", Bind: func(f *InterestsForm) any { return &f.Outcome }},
		{Name: "on", Label: "When was it decided?", Noun: "Day of the decision", Kind: form.Date, NotAfter: today, Required: "Enter the day of the decision", Bind: func(f *InterestsForm) any { return &f.On }},
		{Name: "words", Label: "Who decided, with whom, and why?", Hint: "The child’s own wishes, the guardian, family there, and who would look after them", Noun: "Why", Kind: form.Story, MaxLength: 4000, Rows: 5, Required: "Say who decided and why", Bind: func(f *InterestsForm) any { return &f.Words }},
	}
}

// ChoiceForm records what the person answered to one question.
type ChoiceForm struct {
	Version      int64     `json:"version"`
	Kind         string    `json:"kind" enum:"return,embassy,handover,travel"`
	Given        string    `json:"given" enum:"yes,no"`
	ExplainedBy  string    `json:"explainedBy"`
	Explained    civil.Day `json:"explained"`
	Chosen       civil.Day `json:"chosen"`
	How          string    `json:"how"`
	Language     string    `json:"language"`
	Interpreter  string    `json:"interpreter,omitempty"`
	Alternatives []string  `json:"alternatives,omitempty"`
	Sooner       string    `json:"sooner,omitempty"`
	Said         string    `json:"said"`
}

// choiceTitles are the questions in words, catalogue sources.
var choiceTitles = map[string]string{ToReturn: "Does the person choose to go home?", ToEmbassy: "Does the person agree that their embassy or consulate is contacted?",
	ToHandOver: "Does the person agree that the receiving organisation is told who they are?", ToTravel: "Does the person still want to travel?"}

func choiceQuestions(kind string, lists *reference.Set, today civil.Day) []form.Question[ChoiceForm] {
	questions := []form.Question[ChoiceForm]{
		{Name: "explainedBy", Label: "Who explained it to them?", Noun: "Who explained it", Kind: form.Text, MaxLength: 100, Required: "Enter who explained it", Bind: func(f *ChoiceForm) any { return &f.ExplainedBy }},
		{Name: "language", Label: "In which language?", Noun: "Language", Kind: form.Suggest, Options: listOptions(lists.Languages), Required: "Choose the language", Bind: func(f *ChoiceForm) any { return &f.Language }},
		{Name: "how", Label: "How was it explained?", Kind: form.Radios, Small: true, Options: listOptions(lists.ConsentExplained), Required: "Choose how it was explained", Bind: func(f *ChoiceForm) any { return &f.How }},
		{Name: "interpreter", Label: "Who interpreted?", Hint: "Never a companion, a relative or somebody from where they were exploited", Kind: form.Text, MaxLength: 100, Bind: func(f *ChoiceForm) any { return &f.Interpreter }},
		{Name: "explained", Label: "When was it explained?", Noun: "Day on which it was explained", Kind: form.Date, NotAfter: today, Required: "Enter the day on which it was explained", Bind: func(f *ChoiceForm) any { return &f.Explained }},
	}
	if kind == ToReturn {
		questions = append(questions, form.Question[ChoiceForm]{Name: "alternatives", Label: "What else was explained?", Kind: form.Checkboxes, Options: alternatives.Options(), Required: "Choose what else was explained", Bind: func(f *ChoiceForm) any { return &f.Alternatives }})
	}
	questions = append(questions,
		form.Question[ChoiceForm]{Name: "given", Label: choiceTitles[kind], Noun: "Their answer", Kind: form.YesNo, Required: "Choose what the person answered", Bind: func(f *ChoiceForm) any { return &f.Given }},
		form.Question[ChoiceForm]{Name: "chosen", Label: "When did they answer?", Noun: "Day of the answer", Kind: form.Date, NotAfter: today, Required: "Enter the day of the answer", Bind: func(f *ChoiceForm) any { return &f.Chosen },
			Check: func(f *ChoiceForm) []fault.Field {
				if !f.Explained.IsZero() && f.Chosen.Before(f.Explained) {
					return form.Say("The answer must be on or after the day on which it was explained")
				}
				return nil
			}})
	if kind == ToReturn {
		questions = append(questions, form.Question[ChoiceForm]{Name: "sooner", Label: "Did they want less time to think? Why?", Hint: "Only where they answered before the time of the rule was over, in their own words", Kind: form.Text, MaxLength: 300, Bind: func(f *ChoiceForm) any { return &f.Sooner }})
	}
	return append(questions, form.Question[ChoiceForm]{Name: "said", Label: "What did they say?", Noun: "What they said", Kind: form.Story, MaxLength: 2000, Rows: 3, Required: "Write down what the person said", Bind: func(f *ChoiceForm) any { return &f.Said }})
}

// RiskForm records an assessment of one side.
type RiskForm struct {
	Version  int64     `json:"version"`
	Side     string    `json:"side" enum:"here,there"`
	Factors  []string  `json:"factors,omitempty"`
	Level    string    `json:"level" enum:"low,some,high"`
	Together string    `json:"together" enum:"yes,no"`
	On       civil.Day `json:"on"`
	Said     string    `json:"said"`
	Plan     string    `json:"plan,omitempty"`
}

func riskQuestions(today civil.Day) []form.Question[RiskForm] {
	return []form.Question[RiskForm]{
		{Name: "side", Label: "Which side is it about?", Kind: form.Radios, Inline: true, Options: sides.Options(), Required: "Choose which side it is about", Bind: func(f *RiskForm) any { return &f.Side }},
		{Name: "together", Label: "Was it done together with the person?", Kind: form.YesNo, Required: "Choose yes if it was done together with the person", Bind: func(f *RiskForm) any { return &f.Together }},
		{Name: "factors", Label: "What could harm them?", Kind: form.Checkboxes, Options: factors.Options(), Bind: func(f *RiskForm) any { return &f.Factors }},
		{Name: "level", Label: "How high is the risk?", Kind: form.Radios, Inline: true, Options: levels.Options(), Required: "Choose how high the risk is", Bind: func(f *RiskForm) any { return &f.Level },
			Check: func(f *RiskForm) []fault.Field {
				if f.Level != Low && len(f.Factors) == 0 {
					return form.Say("Choose above what could harm them, or choose a low risk")
				}
				return nil
			}},
		{Name: "on", Label: "When was it assessed?", Noun: "Day of the assessment", Kind: form.Date, NotAfter: today, Required: "Enter the day of the assessment", Bind: func(f *RiskForm) any { return &f.On }},
		{Name: "said", Label: "What does the person say about it?", Noun: "What the person says", Kind: form.Story, MaxLength: 2000, Rows: 3, Required: "Write down what the person says", Bind: func(f *RiskForm) any { return &f.Said }},
		{Name: "plan", Label: "What is done about it?", Hint: "Who is called, where they can go, what they change on their telephone", Noun: "What is done about it", Kind: form.Story, MaxLength: 2000, Rows: 3, Conditional: true, Bind: func(f *RiskForm) any { return &f.Plan },
			Check: func(f *RiskForm) []fault.Field {
				if f.Level != Low && strings.TrimSpace(f.Plan) == "" {
					return form.Say("Say what is done about the risk")
				}
				return nil
			}},
	}
}

// DocumentForm records a paper and how far it is.
type DocumentForm struct {
	Version  int64     `json:"version,omitempty" doc:"Of the document, where one is changed"`
	Document db.ID     `json:"document,omitempty" doc:"Which one, where one is changed"`
	Kind     string    `json:"kind"`
	State    string    `json:"state" enum:"needed,asked,ready"`
	Embassy  string    `json:"embassy" enum:"yes,no" doc:"Whether the embassy or consulate is contacted for it"`
	Expires  civil.Day `json:"expires,omitzero"`
	Number   string    `json:"number,omitempty"`
	Note     string    `json:"note,omitempty"`
}

var documentQuestions = []form.Question[DocumentForm]{
	{Name: "kind", Label: "What is it?", Kind: form.Radios, Options: documentKinds.Options(), Required: "Choose what it is", Bind: func(f *DocumentForm) any { return &f.Kind }},
	{Name: "embassy", Label: "Is their embassy or consulate contacted for it?", Hint: "Only if the person has agreed to that", Kind: form.YesNo, Required: "Choose yes if their embassy or consulate is contacted for it", Bind: func(f *DocumentForm) any { return &f.Embassy }},
	{Name: "state", Label: "How far is it?", Kind: form.Radios, Options: documentStates.Options(), Required: "Choose how far it is", Bind: func(f *DocumentForm) any { return &f.State }},
	{Name: "expires", Label: "Until when is it valid?", Noun: "Last day", Hint: "Leave empty if it has no end, or is not there yet", Kind: form.Date, Bind: func(f *DocumentForm) any { return &f.Expires }},
	{Name: "number", Label: "Its number", Kind: form.Text, Width: "20", MaxLength: 40, Bind: func(f *DocumentForm) any { return &f.Number }},
	{Name: "note", Label: "What else is to be known", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *DocumentForm) any { return &f.Note }},
}

// TravelForm records how somebody travels.
type TravelForm struct {
	Version int64     `json:"version"`
	On      civil.Day `json:"on"`
	Travel
}

func travelQuestions(today civil.Day) []form.Question[TravelForm] {
	return []form.Question[TravelForm]{
		{Name: "on", Label: "On which day do they travel?", Noun: "Day of travel", Kind: form.Date, NotBefore: today, Required: "Enter the day of travel", Bind: func(f *TravelForm) any { return &f.On }},
		{Name: "route", Label: "How do they travel?", Hint: "Every part of the way, with times", Noun: "The way", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say how they travel", Bind: func(f *TravelForm) any { return &f.Route }},
		{Name: "companion", Label: "Who travels with them?", Hint: "Leave empty if nobody does and they are content with that", Kind: form.Text, MaxLength: 100, Bind: func(f *TravelForm) any { return &f.Companion }},
		{Name: "metBy", Label: "Who meets them, and where?", Noun: "Who meets them", Kind: form.Text, MaxLength: 200, Required: "Say who meets them, and where", Bind: func(f *TravelForm) any { return &f.MetBy }},
		{Name: "phone", Label: "A number that works on the journey", Kind: form.Phone, Bind: func(f *TravelForm) any { return &f.Phone }},
	}
}

// ContactsForm records which contacts were agreed for afterwards.
type ContactsForm struct {
	Version int64    `json:"version"`
	Agreed  []string `json:"agreed,omitempty" doc:"Kinds of contact; none where the person wants none"`
}

// NoContacts is the answer of somebody who wants none.
const NoContacts = "none"

// contactKinds are the contacts that can be agreed, by the kinds of their rules.
var contactKinds = []statute.Kind{statute.ReturnCheckIn1, statute.ReturnCheckIn2, statute.ReturnCheckIn3, statute.ReturnCheckIn4}

// DepartForm and ArriveForm record the journey.
type DepartForm struct {
	Version int64     `json:"version"`
	On      civil.Day `json:"on"`
}

// ArriveForm records that somebody arrived.
type ArriveForm struct {
	Version int64     `json:"version"`
	On      civil.Day `json:"on"`
	How     string    `json:"how" enum:"met,met-other,alone"`
}

func departQuestions(today civil.Day) []form.Question[DepartForm] {
	return []form.Question[DepartForm]{{Name: "on", Label: "On which day did they leave?", Noun: "Day of departure", Kind: form.Date, NotAfter: today, Required: "Enter the day on which they left", Bind: func(f *DepartForm) any { return &f.On }}}
}

func arriveQuestions(departed, today civil.Day) []form.Question[ArriveForm] {
	return []form.Question[ArriveForm]{
		{Name: "on", Label: "On which day did they arrive?", Noun: "Day of arrival", Kind: form.Date, NotBefore: departed, NotAfter: today, Required: "Enter the day on which they arrived", Bind: func(f *ArriveForm) any { return &f.On }},
		{Name: "how", Label: "How did they arrive?", Kind: form.Radios, Options: arrivals.Options(), Required: "Choose how they arrived", Bind: func(f *ArriveForm) any { return &f.How }},
	}
}

// StopForm records that the person no longer wants it.
type StopForm struct {
	Version int64  `json:"version"`
	Words   string `json:"words,omitempty" doc:"Nobody has to say why"`
}

var stopQuestions = []form.Question[StopForm]{{Name: "words", Label: "What did they say?", Hint: "Nobody has to say why", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *StopForm) any { return &f.Words }}}

// EndForm records that nothing is left to do.
type EndForm struct {
	Version int64  `json:"version"`
	Why     string `json:"why"`
	Words   string `json:"words,omitempty"`
}

var endQuestions = []form.Question[EndForm]{
	{Name: "why", Label: "Why does it end?", Kind: form.Radios, Options: endings.Options(), Required: "Choose why it ends", Bind: func(f *EndForm) any { return &f.Why }},
	{Name: "words", Label: "What else is to be known", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *EndForm) any { return &f.Words }},
}
