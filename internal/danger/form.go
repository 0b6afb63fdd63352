package danger

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// AssessForm is one talk about danger.
type AssessForm struct {
	Version       int64     `json:"version" doc:"The number of the newest assessment, 0 before the first"`
	On            civil.Day `json:"on" doc:"The day of the talk"`
	How           string    `json:"how"`
	Said          string    `json:"said,omitempty" doc:"What the person said, in their own words"`
	Language      string    `json:"language,omitempty" doc:"Of what they said: a BCP 47 tag"`
	Knowers       []string  `json:"knowers" doc:"Who knows where they are"`
	Where         string    `json:"where,omitempty" doc:"Who exactly"`
	Medical       []string  `json:"medical,omitempty"`
	Violence      []string  `json:"violence,omitempty"`
	Retrafficking []string  `json:"retrafficking,omitempty"`
	SelfHarm      []string  `json:"selfHarm,omitempty"`
	Digital       []string  `json:"digital,omitempty"`
	Thinks        string    `json:"thinks" doc:"What the worker thinks"`
	New           *bool     `json:"new"`
	NewWhat       string    `json:"newWhat,omitempty"`
	Level         string    `json:"level" doc:"How great the danger is by judgement: low, medium, high or immediate"`
	Reason        string    `json:"reason,omitempty" doc:"Why, where the rule says otherwise"`
}

func (f AssessForm) signs() []string {
	return slices.Concat(f.Medical, f.Violence, f.Retrafficking, f.SelfHarm, f.Digital)
}

// judgements are the levels as a question offers them.
var judgements = []form.Option{
	{Value: "low", Label: "Low", Hint: "Nothing points to danger"},
	{Value: "medium", Label: "Medium", Hint: "Something could happen. A plan is enough for now"},
	{Value: "high", Label: "High", Hint: "Something is likely to happen. Others are told, and we talk again within days"},
	{Value: "immediate", Label: "Now", Hint: "They are in danger now. The people on duty are alerted at once. Call 999 first"},
}

func languageOptions() []form.Option {
	options := make([]form.Option, len(planLanguages))
	for i, language := range planLanguages {
		options[i] = form.Option{Value: language.Tag, Label: language.Name}
	}
	return options
}

func assessQuestions(list *SignList, today civil.Day) []form.Question[AssessForm] {
	signs := func(name, label string, of Domain, bind func(*AssessForm) *[]string) form.Question[AssessForm] {
		return form.Question[AssessForm]{Name: name, Label: label, Hint: "Choose all that are so. None is an answer", Kind: form.Checkboxes, Small: true, Options: list.options(of),
			Bind: func(f *AssessForm) any { return bind(f) }}
	}
	return []form.Question[AssessForm]{
		{Name: "how", Label: "How did you talk?", Kind: form.Radios, Small: true, Options: hows.Options(), Required: "Choose how you talked", Bind: func(f *AssessForm) any { return &f.How }},
		{Name: "on", Label: "On which day?", Noun: "Day of the talk", Kind: form.Date, NotAfter: today, Required: "Enter the day on which you talked", Bind: func(f *AssessForm) any { return &f.On }},
		{Name: "said", Label: "What did they say, in their own words?", Hint: "Their words first. Leave out what you think of it", Noun: "What they said", Kind: form.Story, MaxLength: 5000, Rows: 5, Conditional: true,
			Bind: func(f *AssessForm) any { return &f.Said }, Check: func(f *AssessForm) []fault.Field {
				if f.Said == "" && f.How != observation {
					return form.Say("Write what they said, in their own words")
				}
				return nil
			}},
		{Name: "language", Label: "In which language are these words?", Noun: "Language", Kind: form.Select, Options: languageOptions(), Bind: func(f *AssessForm) any { return &f.Language }},
		{Name: "knowers", Label: "Who knows where they are?", Noun: "Who knows where they are", Kind: form.Checkboxes, Small: true, Options: list.knowerOptions(), Required: "Choose who knows where they are, or that they are not sure",
			Bind: func(f *AssessForm) any { return &f.Knowers }},
		{Name: "where", Label: "Who exactly?", Hint: "Do not write where they are", Kind: form.Text, MaxLength: 300, Bind: func(f *AssessForm) any { return &f.Where }},
		signs("medical", "Health", Medical, func(f *AssessForm) *[]string { return &f.Medical }),
		signs("violence", "Violence", Violence, func(f *AssessForm) *[]string { return &f.Violence }),
		signs("retrafficking", "Being exploited again", Retrafficking, func(f *AssessForm) *[]string { return &f.Retrafficking }),
		signs("self-harm", "Harm to themselves", SelfHarm, func(f *AssessForm) *[]string { return &f.SelfHarm }),
		signs("digital", "Traces by telephone and internet", Digital, func(f *AssessForm) *[]string { return &f.Digital }),
		{Name: "new", Label: "Did anything new happen since you last talked?", Kind: form.YesNo, Required: "Choose yes if anything new happened", Bind: func(f *AssessForm) any { return &f.New }},
		{Name: "new-what", Label: "What happened?", Noun: "What happened", Kind: form.Story, MaxLength: 2000, Rows: 3, Under: "new=yes", Required: "Say what happened", Bind: func(f *AssessForm) any { return &f.NewWhat }},
		{Name: "thinks", Label: "What do you think?", Hint: "What you saw and how you understand it, apart from what they said", Noun: "What you think", Kind: form.Story, MaxLength: 5000, Rows: 4, Required: "Write what you think",
			Bind: func(f *AssessForm) any { return &f.Thinks }},
		{Name: "level", Label: "How great is the danger, as you both judge it?", Noun: "How great the danger is", Kind: form.Radios, Options: judgements, Required: "Choose how great the danger is", Bind: func(f *AssessForm) any { return &f.Level }},
		{Name: "reason", Label: "Why, if the rule says otherwise?", Hint: "The rule looks at the signs above. You may judge otherwise, and say why", Noun: "Why you judge otherwise", Kind: form.Story, MaxLength: 2000, Rows: 3, Conditional: true,
			Bind: func(f *AssessForm) any { return &f.Reason }, Check: func(f *AssessForm) []fault.Field {
				judged, known := LevelOf(f.Level)
				if finding := Weigh(list, f.signs(), f.Knowers); known && f.Reason == "" && judged != finding.Level {
					if len(finding.Why) == 0 {
						return form.Say("By the rule the danger is low: nothing above points to more. Say why you judge otherwise")
					}
					return form.Say("By the rule the danger is: {level}, because: {why}. Say why you judge otherwise", "level", form.Phrase(finding.Level.Words()), "why", finding.Why[0].phrase())
				}
				return nil
			}},
	}
}

// phrase is a reason as a value of another sentence. One with values of its own
// is told by the first of them.
func (r Reason) phrase() form.Phrase {
	if len(r.Args) == 2 {
		if value, ok := r.Args[1].(form.Phrase); ok {
			return value
		}
		return "several signs stand together"
	}
	return form.Phrase(r.Words)
}

// TakeBackForm takes back an assessment that was recorded by mistake.
type TakeBackForm struct {
	Reason string `json:"reason"`
}

var endQuestions = []form.Question[TakeBackForm]{{Name: "reason", Label: "Why is it taken back?", Hint: "It stays on record, and does not count any more", Noun: "Why", Kind: form.Story, MaxLength: 1000, Rows: 3,
	Required: "Say why it is taken back", Bind: func(f *TakeBackForm) any { return &f.Reason }}}

// SafetyPlanForm is a new version of somebody's safety plan, one answer to a line.
type SafetyPlanForm struct {
	Version  int64    `json:"version" doc:"The number of the newest version, 0 before the first"`
	Language string   `json:"language" doc:"A BCP 47 tag"`
	Now      []string `json:"now,omitempty"`
	Signs    []string `json:"signs,omitempty"`
	Do       []string `json:"do,omitempty"`
	People   []string `json:"people,omitempty"`
	Places   []string `json:"places,omitempty"`
	Take     []string `json:"take,omitempty"`
	Phone    []string `json:"phone,omitempty"`
	Children []string `json:"children,omitempty"`
	Calm     []string `json:"calm,omitempty"`
	Secret   []string `json:"secret,omitempty"`
}

// parts are the places of the answers by the code of their question.
func (f *SafetyPlanForm) parts() map[string]*[]string {
	return map[string]*[]string{"now": &f.Now, "signs": &f.Signs, "do": &f.Do, "people": &f.People, "places": &f.Places, "take": &f.Take,
		"phone": &f.Phone, "children": &f.Children, "calm": &f.Calm, "secret": &f.Secret}
}

// text is the plan without what is empty.
func (f *SafetyPlanForm) text() PlanText {
	text := PlanText{}
	for code, lines := range f.parts() {
		if kept := tidyLines(*lines); len(kept) > 0 {
			text[code] = kept
		}
	}
	return text
}

// planOf puts a plan into the form in which it is changed.
func planOf(p Plan) SafetyPlanForm {
	f := SafetyPlanForm{Version: int64(p.Number), Language: p.Language}
	for code, lines := range f.parts() {
		*lines = p.Text[code]
	}
	return f
}

// planHints help with a question of the plan.
var planHints = map[string]string{
	"now": "For example: call 999. If I cannot speak, press 55 when asked", "people": "With the number, one to a line", "places": "A shop, a neighbour, a police station: somewhere open at night",
	"take": "Papers, medicine, keys, money, a toy", "phone": "See the list of traces", "secret": "So that whoever helps knows what not to say",
}

var planQuestions = func() []form.Question[SafetyPlanForm] {
	questions := []form.Question[SafetyPlanForm]{{Name: "language", Label: "In which language is the plan?", Hint: "The headings are printed in it where we have them", Noun: "Language", Kind: form.Select, Options: languageOptions(),
		Required: "Choose the language of the plan", Bind: func(f *SafetyPlanForm) any { return &f.Language }}}
	for _, part := range planParts {
		questions = append(questions, form.Question[SafetyPlanForm]{Name: part.Code(), Label: part.Words(), Hint: planHints[part.Code()], Kind: form.Lines, Rows: 3, MaxLength: 300,
			Bind: func(f *SafetyPlanForm) any { return f.parts()[part.Code()] }})
	}
	return questions
}()

// GivePlanForm records how somebody took their plan with them.
type GivePlanForm struct {
	How   string    `json:"how"`
	On    civil.Day `json:"on"`
	Words string    `json:"words,omitempty" doc:"Where they keep it, or why nothing is safe"`
}

func giveQuestions(today civil.Day) []form.Question[GivePlanForm] {
	return []form.Question[GivePlanForm]{
		{Name: "how", Label: "How did they take the plan with them?", Kind: form.Radios, Options: takings.Options(), Required: "Choose how they took it", Bind: func(f *GivePlanForm) any { return &f.How }},
		{Name: "on", Label: "On which day?", Noun: "Day", Kind: form.Date, NotAfter: today, Required: "Enter the day", Bind: func(f *GivePlanForm) any { return &f.On }},
		{Name: "words", Label: "Where do they keep it, or why is nothing safe?", Noun: "Where, or why not", Kind: form.Text, MaxLength: 300, Conditional: true, Bind: func(f *GivePlanForm) any { return &f.Words },
			Check: func(f *GivePlanForm) []fault.Field {
				if f.How == notSafe && f.Words == "" {
					return form.Say("Say why it would not be safe")
				}
				return nil
			}},
	}
}

// TraceForm answers one point of the list of digital traces.
type TraceForm struct {
	Item   string `json:"item"`
	Answer string `json:"answer"`
	Note   string `json:"note,omitempty"`
}

var traceQuestions = []form.Question[TraceForm]{
	{Name: "answer", Label: "Is it so?", Kind: form.Radios, Options: traceAnswers.Options(), Required: "Choose an answer", Bind: func(f *TraceForm) any { return &f.Answer }},
	{Name: "note", Label: "What was agreed or done", Kind: form.Story, MaxLength: 1000, Rows: 3, Bind: func(f *TraceForm) any { return &f.Note }},
}

// AlertForm raises an alert.
type AlertForm struct {
	Level string `json:"level"`
	Why   string `json:"why" doc:"What happened. It stands on the list, and never in a message"`
}

var alertQuestions = []form.Question[AlertForm]{
	{Name: "level", Label: "How great is the danger?", Kind: form.Radios, Options: judgements[1:], Required: "Choose how great the danger is", Bind: func(f *AlertForm) any { return &f.Level }},
	{Name: "why", Label: "What happened, and what is needed?", Hint: "Only those who may open the case read this. The message that is sent says neither who nor what", Noun: "What happened", Kind: form.Story, MaxLength: 2000, Rows: 4,
		Required: "Say what happened and what is needed", Bind: func(f *AlertForm) any { return &f.Why }},
}

// AlertDoneForm says how an alert ended.
type AlertDoneForm struct {
	Version int64  `json:"version"`
	Outcome string `json:"outcome"`
	What    string `json:"what"`
}

var doneQuestions = []form.Question[AlertDoneForm]{
	{Name: "outcome", Label: "How did it end?", Kind: form.Radios, Options: outcomes.Options(), Required: "Choose how it ended", Bind: func(f *AlertDoneForm) any { return &f.Outcome }},
	{Name: "what", Label: "What was done?", Noun: "What was done", Kind: form.Story, MaxLength: 2000, Rows: 4, Required: "Say what was done", Bind: func(f *AlertDoneForm) any { return &f.What }},
}
