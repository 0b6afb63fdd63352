package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// askConsent asks an adult's informed consent. Of a child, or of somebody who
// may be one, none is asked and no support for adults is offered.
func askConsent(c choices) []Page {
	return []Page{
		{Slug: "consent", Title: "Consent", Section: sectionConsent, When: isAdult,
			Help: "Explain to the person, in a language they understand: what the national referral mechanism is, what support they can have, what happens with what they tell you, and that saying no takes nothing away from them.",
			questions: []question{
				{Name: "agrees", Label: "Does the person agree to be referred?", Noun: "Agrees to be referred", Kind: form.Radios,
					Options:  yesNo("Yes. I explained it to them, with how their information is used, and they agree", "No. I explained it to them, and they do not agree"),
					Required: "Choose whether the person agrees to be referred",
					Bind:     func(a *answers) any { return &a.agrees }},
				{Name: "explained-by", Label: "Who explained it to them?", Noun: "Explained by", Kind: form.Text, MaxLength: 200,
					Required: "Enter who explained it to them",
					Bind:     func(a *answers) any { return &a.explainedBy }},
				{Name: "explained-on", Label: "When was it explained?", Noun: "Day of the explanation", Kind: form.Date,
					Required: "Enter the day on which it was explained",
					Bind:     func(a *answers) any { return &a.explainedOn },
					Check: func(a *answers) []fault.Field {
						if !a.today.IsZero() && a.explainedOn.After(a.today) {
							return form.Say("The day of the explanation must be today or in the past")
						}
						return nil
					}},
				{Name: "explained-language", Label: "In which language?", Noun: "Language of the explanation", Kind: form.Suggest, Options: c.languages, Hint: "Start typing, then choose from the list",
					Required: "Choose the language in which it was explained",
					Bind:     func(a *answers) any { return &a.language }},
				{Name: "explained-interpreter", Label: "Who interpreted?", Noun: "Interpreter", Kind: form.Text, MaxLength: 200, Hint: "Leave this empty if nobody did",
					Bind: func(a *answers) any { return &a.interpreter }},
			}},
		{Slug: "refusal", Title: "Duty to notify", Section: sectionConsent, When: isRefused,
			Help: "You tell the Home Office that you met a potential victim, without saying who. Nothing that names them, no date of birth, no contact and no file is kept. Before you send it we show you what could still give them away.",
			questions: []question{
				story(casefile.StoryRefusal, "Why do they not agree?", "If they told you. Do not write who they are", ""),
			}},
		{Slug: "support", Title: "Support", Section: sectionConsent, When: agreesAdult, questions: []question{
			{Name: "support", Label: "Does the person need support?", Noun: "Needs support", Kind: form.Radios, Options: yesNo("Yes", "No"),
				Hint:     "For example a safe place to stay, money, a doctor or advice",
				Required: "Choose yes if the person needs support",
				Bind:     func(a *answers) any { return &a.Support }},
			{Name: "support-contact", Label: "Can they be telephoned about support?", Noun: "Telephone for support", Kind: form.Radios, Under: "support=yes",
				Hint: "You add the number among the contacts. Never give a number of those who exploited them.",
				Options: []form.Option{{Value: OwnPhone, Label: "Yes, on their own telephone"}, {Value: OtherPhone, Label: "Yes, on somebody else’s telephone"},
					{Value: NoTelephone, Label: "No"}},
				Required: "Choose whether they can be telephoned about support",
				Bind:     func(a *answers) any { return &a.SupportContact }},
			below("support-contact="+NoTelephone, story(casefile.StoryNoContact, "How else can they be reached?", "", "Tell us how else they can be reached")),
		}},
	}
}
