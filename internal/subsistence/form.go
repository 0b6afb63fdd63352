package subsistence

import (
	"strings"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// OpenSubsistenceForm begins to pay somebody.
type OpenSubsistenceForm struct {
	From      civil.Day `json:"from"`
	Situation string    `json:"situation"`
}

var openQuestions = []form.Question[OpenSubsistenceForm]{
	{Name: "from", Label: "From which day are they due money?", Hint: "It may be in the past: what was missing is paid back", Noun: "First day", Kind: form.Date, Required: "Enter the first day", Bind: func(f *OpenSubsistenceForm) any { return &f.From }},
	{Name: "situation", Label: "Where do they live?", Kind: form.Radios, Options: situations.Options(), Required: "Choose where they live", Bind: func(f *OpenSubsistenceForm) any { return &f.Situation }},
}

// FactForm records a fact, or records it anew.
type FactForm struct {
	Kind  string    `json:"kind"`
	Code  string    `json:"code,omitempty" doc:"Of where they live or why payment is stopped"`
	From  civil.Day `json:"from"`
	Until civil.Day `json:"until,omitzero"`
	Birth civil.Day `json:"birth,omitzero" doc:"Of a child"`
	Name  string    `json:"name,omitempty" doc:"Of a child: a first name is enough"`
	Note  string    `json:"note,omitempty"`
}

func factQuestions(kind string) []form.Question[FactForm] {
	var questions []form.Question[FactForm]
	switch kind {
	case FactSituation:
		questions = append(questions, form.Question[FactForm]{Name: "code", Label: "Where do they live?", Kind: form.Radios, Options: situations.Options(), Required: "Choose where they live", Bind: func(f *FactForm) any { return &f.Code }})
	case FactStop:
		questions = append(questions, form.Question[FactForm]{Name: "code", Label: "Why does payment stop?", Kind: form.Radios, Options: stops.Options(), Required: "Choose why payment stops", Bind: func(f *FactForm) any { return &f.Code }})
	case FactChild:
		questions = append(questions, form.Question[FactForm]{Name: "name", Label: "First name of the child", Hint: "Sealed", Kind: form.Text, MaxLength: 80, Bind: func(f *FactForm) any { return &f.Name }},
			form.Question[FactForm]{Name: "birth", Label: "When was the child born?", Noun: "Date of birth", Kind: form.Date, Required: "Enter the date of birth", Bind: func(f *FactForm) any { return &f.Birth }})
	}
	return append(questions,
		form.Question[FactForm]{Name: "from", Label: "From which day?", Noun: "First day", Kind: form.Date, Required: "Enter the first day", Bind: func(f *FactForm) any { return &f.From }},
		form.Question[FactForm]{Name: "until", Label: "Until which day?", Hint: "The last day on which it is so. Leave empty while it goes on", Noun: "Last day", Kind: form.Date, Bind: func(f *FactForm) any { return &f.Until },
			Check: func(f *FactForm) []fault.Field {
				if !f.Until.IsZero() && f.Until.Before(f.From) {
					return form.Say("The last day must not be before the first")
				}
				return nil
			}},
		form.Question[FactForm]{Name: "note", Label: "How do we know?", Hint: "Sealed", Kind: form.Text, MaxLength: 300, Bind: func(f *FactForm) any { return &f.Note }})
}

// EndSubsistenceForm ends payment for good.
type EndSubsistenceForm struct {
	Version int64     `json:"version"`
	Until   civil.Day `json:"until"`
	Why     string    `json:"why"`
}

var endSubsistenceQuestions = []form.Question[EndSubsistenceForm]{
	{Name: "until", Label: "What is the last day for which they are due money?", Noun: "Last day", Kind: form.Date, Required: "Enter the last day", Bind: func(f *EndSubsistenceForm) any { return &f.Until }},
	{Name: "why", Label: "Why does it end?", Kind: form.Radios, Options: endings.Options(), Required: "Choose why it ends", Bind: func(f *EndSubsistenceForm) any { return &f.Why }},
}

// GrantForm asks for a grant that is paid once.
type GrantForm struct {
	Kind      string    `json:"kind"`
	Babies    int       `json:"babies,omitempty"`
	Due       civil.Day `json:"due,omitzero" doc:"When the baby is due"`
	Born      civil.Day `json:"born,omitzero" doc:"When the baby was born"`
	Elsewhere string    `json:"elsewhere,omitempty" doc:"What other grants gave for the same, in pounds"`
	Amount    string    `json:"amount,omitempty" doc:"In pounds; of a maternity grant the rate says it"`
	Reason    string    `json:"reason"`
}

func amountCheck(get func(*GrantForm) string) func(*GrantForm) []fault.Field {
	return func(f *GrantForm) []fault.Field {
		if _, ok := pence(get(f)); get(f) != "" && !ok {
			return form.Say("Enter an amount in pounds, such as 120 or 12.50")
		}
		return nil
	}
}

var grantQuestions = []form.Question[GrantForm]{
	{Name: "kind", Label: "What is the grant for?", Kind: form.Radios, Options: grantKinds.Options(), Required: "Choose what the grant is for", Bind: func(f *GrantForm) any { return &f.Kind }},
	{Name: "babies", Label: "How many babies?", Kind: form.Number, Min: 1, Max: 5, Under: "kind=" + string(MaternityGrant), Required: "Enter how many babies", Bind: func(f *GrantForm) any { return &f.Babies }},
	{Name: "due", Label: "When is the baby due?", Noun: "Day on which the baby is due", Hint: "Leave empty if it is born", Kind: form.Date, Under: "kind=" + string(MaternityGrant), Bind: func(f *GrantForm) any { return &f.Due }},
	{Name: "born", Label: "When was it born?", Noun: "Day of birth", Hint: "Leave empty before the birth", Kind: form.Date, Under: "kind=" + string(MaternityGrant), Bind: func(f *GrantForm) any { return &f.Born },
		Check: func(f *GrantForm) []fault.Field {
			if f.Due.IsZero() == f.Born.IsZero() {
				return form.Say("Enter when the baby is due or when it was born, one of the two")
			}
			return nil
		}},
	{Name: "elsewhere", Label: "What did other grants give for the same?", Hint: "In pounds. It is taken off, so that they get the whole once", Kind: form.Text, Width: "10", MaxLength: 12, Under: "kind=" + string(MaternityGrant), Bind: func(f *GrantForm) any { return &f.Elsewhere },
		Check: amountCheck(func(f *GrantForm) string { return f.Elsewhere })},
	{Name: "amount", Label: "How much, if it is no maternity grant?", Hint: "In pounds. The rate says how much a maternity grant is", Noun: "Amount", Kind: form.Text, Width: "10", MaxLength: 12, Conditional: true, Bind: func(f *GrantForm) any { return &f.Amount },
		Check: func(f *GrantForm) []fault.Field {
			if amount, ok := pence(f.Amount); f.Kind != string(MaternityGrant) && (!ok || amount == 0) {
				return form.Say("Enter an amount in pounds, such as 120 or 12.50")
			}
			return nil
		}},
	{Name: "reason", Label: "Why do they need it?", Hint: "Sealed", Noun: "Why", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say why they need it", Bind: func(f *GrantForm) any { return &f.Reason }},
}

// DecideGrantForm gives a grant or refuses it.
type DecideGrantForm struct {
	Version int64  `json:"version"`
	Give    *bool  `json:"give"`
	Reason  string `json:"reason"`
}

var decideQuestions = []form.Question[DecideGrantForm]{
	{Name: "give", Label: "Is the grant given?", Kind: form.YesNo, Required: "Choose yes to give it, or no to refuse it", Bind: func(f *DecideGrantForm) any { return &f.Give }},
	{Name: "reason", Label: "Why?", Hint: "The person may read this. Sealed", Noun: "Why", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say why", Bind: func(f *DecideGrantForm) any { return &f.Reason }},
}

// PayeeForm says how somebody is paid.
type PayeeForm struct {
	Method  string `json:"method"`
	Holder  string `json:"holder,omitempty" doc:"Name on the account or card"`
	Sort    string `json:"sort,omitempty"`
	Account string `json:"account,omitempty"`
	Card    string `json:"card,omitempty"`
}

func digits(text string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(text)
}

var payeeQuestions = []form.Question[PayeeForm]{
	{Name: "method", Label: "How are they paid?", Kind: form.Radios, Options: methods.Options(), Required: "Choose how they are paid", Bind: func(f *PayeeForm) any { return &f.Method }},
	{Name: "holder", Label: "Name on the account or card", Hint: "Only an account or card that is theirs alone. Somebody who exploited them must not see or draw the money", Kind: form.Text, MaxLength: 100, Conditional: true, Bind: func(f *PayeeForm) any { return &f.Holder },
		Check: func(f *PayeeForm) []fault.Field {
			if f.Method != "cash" && f.Holder == "" {
				return form.Say("Enter the name on the account or card")
			}
			return nil
		}},
	{Name: "sort", Label: "Sort code", Kind: form.Text, Width: "10", MaxLength: 12, Under: "method=bank", Required: "Enter the sort code", Bind: func(f *PayeeForm) any { return &f.Sort },
		Check: func(f *PayeeForm) []fault.Field {
			if f.Sort = digits(f.Sort); len(f.Sort) != 6 || strings.Trim(f.Sort, "0123456789") != "" {
				return form.Say("A sort code has 6 digits, such as 30 96 11")
			}
			return nil
		}},
	{Name: "account", Label: "Account number", Kind: form.Text, Width: "10", MaxLength: 12, Under: "method=bank", Required: "Enter the account number", Bind: func(f *PayeeForm) any { return &f.Account },
		Check: func(f *PayeeForm) []fault.Field {
			if f.Account = digits(f.Account); len(f.Account) < 6 || len(f.Account) > 8 || strings.Trim(f.Account, "0123456789") != "" {
				return form.Say("An account number has 6 to 8 digits")
			}
			return nil
		}},
	{Name: "card", Label: "Number on the back of the card", Kind: form.Text, Width: "20", MaxLength: 30, Under: "method=card", Required: "Enter the number of the card", Bind: func(f *PayeeForm) any { return &f.Card }},
}

// RunForm prepares payments.
type RunForm struct {
	Until civil.Day `json:"until"`
}

var runQuestions = []form.Question[RunForm]{{Name: "until", Label: "Until which day do you pay?", Hint: "Everybody is paid what they are due until the end of this day, with what was missing before", Noun: "Day", Kind: form.Date,
	Required: "Enter the day until which you pay", Bind: func(f *RunForm) any { return &f.Until }}}

// AgreeForm agrees to payments or refuses them.
type AgreeForm struct {
	Version int64  `json:"version"`
	Agree   *bool  `json:"agree"`
	Reason  string `json:"reason,omitempty"`
}

var agreeQuestions = []form.Question[AgreeForm]{
	{Name: "agree", Label: "Do you agree to these payments?", Kind: form.YesNo, Required: "Choose yes if you agree, or no if you refuse", Bind: func(f *AgreeForm) any { return &f.Agree }},
	{Name: "reason", Label: "Why not?", Noun: "Why not", Kind: form.Text, MaxLength: 300, Under: "agree=no", Required: "Say why you refuse", Bind: func(f *AgreeForm) any { return &f.Reason }},
}

// BounceForm records that a payment came back.
type BounceForm struct {
	On  civil.Day `json:"on"`
	Why string    `json:"why"`
}

var bounceQuestions = []form.Question[BounceForm]{
	{Name: "on", Label: "On which day did it come back?", Noun: "Day", Kind: form.Date, Required: "Enter the day", Bind: func(f *BounceForm) any { return &f.On }},
	{Name: "why", Label: "Why?", Kind: form.Radios, Options: bounces.Options(), Required: "Choose why it came back", Bind: func(f *BounceForm) any { return &f.Why }},
}

// OverpaidForm decides on money that was paid too much.
type OverpaidForm struct {
	Version int64  `json:"version"`
	Kind    string `json:"kind" doc:"forgive or take-back"`
	Amount  string `json:"amount" doc:"In pounds: what is forgiven, or what is taken back a week"`
	Reason  string `json:"reason"`
}

const (
	forgive  = "forgive"
	takeBack = "take-back"
)

var overpaidQuestions = []form.Question[OverpaidForm]{
	{Name: "kind", Label: "What is decided?", Kind: form.Radios, Options: []form.Option{{Value: forgive, Label: "They keep it"}, {Value: takeBack, Label: "It is taken back, a part each week", Hint: "Never below the floor that the rates give"}}, Required: "Choose what is decided", Bind: func(f *OverpaidForm) any { return &f.Kind }},
	{Name: "amount", Label: "How much: in all if they keep it, each week if it is taken back?", Hint: "In pounds", Noun: "Amount", Kind: form.Text, Width: "10", MaxLength: 12, Required: "Enter an amount in pounds, such as 120 or 12.50", Bind: func(f *OverpaidForm) any { return &f.Amount },
		Check: func(f *OverpaidForm) []fault.Field {
			if amount, ok := pence(f.Amount); !ok || amount == 0 {
				return form.Say("Enter an amount in pounds, such as 120 or 12.50")
			}
			return nil
		}},
	{Name: "reason", Label: "Why?", Hint: "The person may read this. Sealed", Noun: "Why", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say why", Bind: func(f *OverpaidForm) any { return &f.Reason }},
}
