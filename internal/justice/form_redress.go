package justice

import (
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

var redressWays = form.Codes{{Injuries, "Criminal injuries compensation"}, {Civil, "Civil claim"}, {Employment, "Employment tribunal: wages and more"}, {Reparation, "Reparation or compensation order of the criminal court"}, {Other, "Another way"}}

// How far a way to compensation is.
const (
	considering = "considering"
	advised     = "advice"
	conciliate  = "conciliation"
	claimed     = "claimed"
)

var redressStates = form.Codes{{considering, "They are thinking about it"}, {advised, "They get legal advice"}, {conciliate, "In early conciliation"}, {claimed, "Claimed or asked for"},
	{"awarded", "Awarded, settled or ordered"}, {"paid", "Paid"}, {"refused", "Refused, or not ordered"}, {"appealed", "Appealed, or a review was asked for"}, {"declined", "They do not want to claim"}, {"too-late", "The limit has passed"}}

// stillRuns reports whether the limit of a claim still matters in a state.
func stillRuns(state string) bool {
	return state == considering || state == advised || state == conciliate
}

// RedressForm is one way to compensation.
type RedressForm struct {
	Way          string       `json:"way"`
	Against      string       `json:"against,omitempty" doc:"Against whom, or of which scheme"`
	Started      civil.Day    `json:"started,omitzero" doc:"The day from which the time is counted"`
	StartWhy     string       `json:"startWhy,omitempty" doc:"Why from that day, where it is not the day of the act"`
	Conciliation Conciliation `json:"conciliation,omitzero"`
	Adviser      string       `json:"adviser,omitempty"`
	State        string       `json:"state"`
	On           civil.Day    `json:"on" doc:"Since when it stands so"`
	Amount       string       `json:"amount,omitempty" doc:"In pounds, such as 1250.50"`
	Reference    string       `json:"reference,omitempty"`
	Reasons      string       `json:"reasons,omitempty" doc:"Why it was refused; of an order, the reasons that the court gave"`
	Note         string       `json:"note,omitempty"`
}

func (f *RedressForm) questions(s setting) []form.Question[RedressForm] {
	timed := func(f *RedressForm) bool { _, timed := limits[f.Way]; return timed }
	return []form.Question[RedressForm]{
		{Name: "way", Label: "Which way to compensation?", Kind: form.Radios, Options: redressWays.Options(), Required: "Choose which way to compensation", Bind: func(f *RedressForm) any { return &f.Way }},
		{Name: "against", Label: "Against whom, or of which scheme?", Kind: form.Text, MaxLength: 200, Bind: func(f *RedressForm) any { return &f.Against }},
		{Name: "started", Label: "From which day is the time counted?", Hint: "The day of the crime, of the harm, or the last day on which they were not paid. A lawyer may find a later one. Criminal injuries, civil and employment claims have a last day", Kind: form.Date, Conditional: true,
			Bind: func(f *RedressForm) any { return &f.Started }, Check: func(f *RedressForm) []fault.Field {
				if f.Started.IsZero() && timed(f) && stillRuns(f.State) {
					return form.Say("Enter the day from which the time is counted, so that the last day is not missed")
				}
				return s.past(f.Started)
			}},
		{Name: "why", Label: "Why from that day?", Hint: "Only if it is not the day of the act: the harm was found later, they were a child", Kind: form.Text, MaxLength: 300, Bind: func(f *RedressForm) any { return &f.StartWhy }},
		{Name: "conciliation", Label: "Day on which early conciliation was asked for", Kind: form.Date, Under: "way=employment", Bind: func(f *RedressForm) any { return &f.Conciliation.From }, Check: func(f *RedressForm) []fault.Field { return s.past(f.Conciliation.From) }},
		{Name: "certificate", Label: "Day of the conciliation certificate", Kind: form.Date, Under: "way=employment", Bind: func(f *RedressForm) any { return &f.Conciliation.Until }, Check: func(f *RedressForm) []fault.Field {
			switch {
			case f.Conciliation.Until.IsZero():
				return nil
			case f.Conciliation.From.IsZero() || f.Conciliation.Until.Before(f.Conciliation.From):
				return form.Say("The certificate cannot come before conciliation was asked for")
			}
			return s.past(f.Conciliation.Until)
		}},
		{Name: "adviser", Label: "Lawyer or adviser", Kind: form.Text, MaxLength: 200, Bind: func(f *RedressForm) any { return &f.Adviser }},
		{Name: "state", Label: "How far is it?", Kind: form.Radios, Small: true, Options: redressStates.Options(), Required: "Choose how far it is", Bind: func(f *RedressForm) any { return &f.State }},
		{Name: "on", Label: "Since when?", Kind: form.Date, Required: "Enter since when", Bind: func(f *RedressForm) any { return &f.On }, Check: func(f *RedressForm) []fault.Field { return s.past(f.On) }},
		{Name: "amount", Label: "Amount in pounds", Hint: "Claimed, awarded or paid, as it stands. For example, 1,250 or 1250.50", Kind: form.Text, Width: "10", MaxLength: 20, Bind: func(f *RedressForm) any { return &f.Amount }, Check: func(f *RedressForm) []fault.Field {
			if _, ok := money(f.Amount); !ok {
				return form.Say("Enter an amount in pounds, such as 1,250 or 1250.50")
			}
			return nil
		}},
		{Name: "reasons", Label: "Why was it refused?", Hint: "Of a reparation or compensation order: the reasons that the court gave. It must give them", Noun: "Why it was refused", Kind: form.Story, MaxLength: 2000, Rows: 3, Required: "Say why it was refused, or that no reasons were given", Under: "state=refused", Bind: func(f *RedressForm) any { return &f.Reasons }},
		{Name: "reference", Label: "Reference of the claim", Kind: form.Text, Width: "20", MaxLength: 60, Bind: func(f *RedressForm) any { return &f.Reference }},
		{Name: "note", Label: "Anything else", Kind: form.Story, MaxLength: 2000, Rows: 2, Bind: func(f *RedressForm) any { return &f.Note }},
	}
}

// Of says that the form is for compensation.
func (f *RedressForm) Of() Part { return Redress }

func (f *RedressForm) check(s setting) []fault.Field { return form.Check(f, f.questions(s)) }

// limit is the last day of the claim.
func (f *RedressForm) limit(s setting) (Limit, bool, error) {
	return LimitOf(s.Rules, s.File.about(), f.Way, f.Started, f.Conciliation)
}

func (f *RedressForm) line(s setting) (line, error) {
	pence, _ := money(f.Amount)
	l := line{Kind: f.Way, State: f.State, On: f.On, Pence: pence}
	limit, found, err := f.limit(s)
	if found && !limit.Waits {
		l.Due, l.Rule = limit.Last, limit.Rule.Ref()
	}
	return l, err
}

func (f *RedressForm) said(setting) said {
	amount := ""
	if pence, ok := money(f.Amount); ok && pence > 0 {
		amount = pounds(pence)
	}
	return said{What: redressWays.Words(f.Way), Verbatim: f.Against, State: redressStates.Words(f.State), Colour: map[string]string{"awarded": "green", "paid": "green", "refused": "red", "too-late": "red", claimed: "blue", "declined": "grey"}[f.State],
		Rows: rowsOf("Time counted from", f.Started, "Why from then", f.StartWhy, "Early conciliation asked for", f.Conciliation.From, "Conciliation certificate", f.Conciliation.Until, "Lawyer or adviser", f.Adviser, "Since", f.On, "Amount", amount,
			"Why it was refused", f.Reasons, "Reference", f.Reference, "Note", f.Note)}
}

var defenceStates = form.Codes{{"noted", "Noted"}, {"lawyer", "Their lawyer was told"}, {"raised", "Raised with the police or prosecutor"}, {"accepted", "The case against them was dropped"}, {"acquitted", "They were acquitted"}, {"rejected", "It was not accepted"},
	{"convicted", "They were convicted: ask a lawyer about an appeal"}, {"quashed", "The conviction was quashed"}}

var known = form.Codes{{yes, "Yes"}, {no, "No"}, {unknown, "Not known"}}

// DefenceForm is a note for the person's lawyer about section 45 of the Modern
// Slavery Act 2015, where they are accused of what they were made to do.
type DefenceForm struct {
	Offence string `json:"offence" doc:"Of what they are accused"`
	Grounds
	State  string    `json:"state"`
	On     civil.Day `json:"on"`
	Lawyer string    `json:"lawyer,omitempty"`
	Note   string    `json:"note,omitempty" doc:"What the person says, in their words"`
}

func (f *DefenceForm) questions(s setting) []form.Question[DefenceForm] {
	return []form.Question[DefenceForm]{
		{Name: "offence", Label: "Of what are they accused?", Kind: form.Text, MaxLength: 200, Required: "Enter of what they are accused", Bind: func(f *DefenceForm) any { return &f.Offence }},
		{Name: "child", Label: "Were they under 18 when it was done?", Kind: form.Radios, Inline: true, Options: known.Options(), Required: "Choose whether they were under 18", Bind: func(f *DefenceForm) any { return &f.Child }},
		{Name: "excluded", Label: "Is it an offence that Schedule 4 of the Act excludes?", Hint: "Serious offences such as murder, kidnapping, sexual offences. Ask a lawyer if you are not sure", Kind: form.Radios, Inline: true, Options: known.Options(), Required: "Choose whether the law excludes the offence", Bind: func(f *DefenceForm) any { return &f.Excluded }},
		{Name: "compelled", Label: "Were they made to do it?", Hint: "Not asked of somebody who was under 18", Kind: form.Radios, Inline: true, Options: known.Options(), Conditional: true, Bind: func(f *DefenceForm) any { return &f.Compelled }, Check: func(f *DefenceForm) []fault.Field {
			if f.Compelled == "" && f.Child != yes {
				return form.Say("Choose whether they were made to do it")
			}
			return nil
		}},
		{Name: "attributable", Label: "Did it come from their exploitation?", Hint: "Of an adult: what made them do it. Of a child: it was a direct result", Kind: form.Radios, Inline: true, Options: known.Options(), Required: "Choose whether it came from their exploitation", Bind: func(f *DefenceForm) any { return &f.Attributable }},
		{Name: "alternative", Label: "Would a reasonable person like them have seen no other way?", Kind: form.Radios, Inline: true, Options: known.Options(), Required: "Choose whether there was no other way", Bind: func(f *DefenceForm) any { return &f.Alternative }},
		{Name: "state", Label: "How far is it?", Kind: form.Radios, Small: true, Options: defenceStates.Options(), Required: "Choose how far it is", Bind: func(f *DefenceForm) any { return &f.State }},
		{Name: "on", Label: "Since when?", Kind: form.Date, Required: "Enter since when", Bind: func(f *DefenceForm) any { return &f.On }, Check: func(f *DefenceForm) []fault.Field { return s.past(f.On) }},
		{Name: "lawyer", Label: "Their lawyer", Kind: form.Text, MaxLength: 200, Bind: func(f *DefenceForm) any { return &f.Lawyer }},
		{Name: "note", Label: "What do they say?", Hint: "In their own words. Do not ask them for more than they want to tell: their lawyer will", Kind: form.Story, MaxLength: 3000, Rows: 4, Bind: func(f *DefenceForm) any { return &f.Note }},
	}
}

// Of says that the form is for section 45.
func (f *DefenceForm) Of() Part { return Defence }

func (f *DefenceForm) check(s setting) []fault.Field { return form.Check(f, f.questions(s)) }

func (f *DefenceForm) line(setting) (line, error) {
	return line{Kind: "section-45", State: f.State, On: f.On}, nil
}

func (f *DefenceForm) said(setting) said {
	answer := func(code string) form.Phrase {
		if code == "" {
			return ""
		}
		return form.Phrase(known.Words(code))
	}
	return said{What: "Section 45", Verbatim: f.Offence, State: defenceStates.Words(f.State), Colour: map[string]string{"accepted": "green", "acquitted": "green", "quashed": "green", "convicted": "red", "rejected": "red", "noted": "yellow"}[f.State],
		Rows: rowsOf("What this comes to", form.Phrase(f.Bears()), "Under 18 when it was done", answer(f.Child), "Excluded by Schedule 4", answer(f.Excluded), "Made to do it", answer(f.Compelled), "Came from their exploitation", answer(f.Attributable),
			"No other way", answer(f.Alternative), "Their lawyer", f.Lawyer, "What they say", f.Note)}
}
