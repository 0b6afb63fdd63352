package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/form"
)

// askWhere asks where the person is, who exploited them, who else may be in
// danger, and what the police know.
func askWhere(c choices) []Page {
	return []Page{
		{Slug: "staying", Title: "Where they are staying", Section: sectionWhere, When: asksName,
			Help: "It helps to know which police force should be told. Do not write the address of a safe house.",
			questions: []question{
				{Name: "current-town", Label: "City or town", Kind: form.Suggest, Options: c.towns, Hint: "Start typing, then choose from the list",
					Required: "Choose the city or town where they are staying",
					Bind:     func(a *answers) any { return &a.Record.CurrentTown }},
				{Name: "current-region", Label: "County or region", Kind: form.Suggest, Options: c.regions,
					Bind: func(a *answers) any { return &a.Record.CurrentRegion }},
			}},
		{Slug: "people", Title: "Who exploited them", Section: sectionWhere,
			Help: "Add each person you know something about, even if it is only a nickname or a tattoo.",
			questions: []question{
				story(casefile.StoryExploiters, "What is known about those who exploited them?", "For example languages, gangs, nicknames or tattoos", "Tell us what is known about those who exploited them, or that nothing is"),
				{Name: "exploiters-known", Label: "Do you know anything about where they are?", Noun: "Where the exploiters are", Kind: form.Radios, Options: yesNo("Yes", "No"),
					Required: "Choose yes if you know anything about where those who exploited them are",
					Bind:     func(a *answers) any { return &a.ExploitersKnown }},
				{Name: "exploiters-in-uk", Label: "Are they in the United Kingdom?", Noun: "Exploiters in the United Kingdom", Kind: form.Radios, Options: yesNoNotSure(), Under: "exploiters-known=yes",
					Required: "Choose yes if they are in the United Kingdom",
					Bind:     func(a *answers) any { return &a.ExploitersInUK }},
				below("exploiters-known=yes", story(casefile.StoryExploitersLocation, "What do you know about where they are?", "", "Tell us what you know about where they are")),
			},
			list: actorList(c)},
		{Slug: "others", Title: "Other potential victims", Section: sectionWhere, questions: []question{
			{Name: "other-victims", Label: "Are there other potential victims?", Kind: form.Radios, Options: yesNoNotSure(),
				Hint:     "Each person needs a referral of their own, even brothers and sisters.",
				Required: "Choose yes if there are other potential victims",
				Bind:     func(a *answers) any { return &a.OtherVictims }},
			story(casefile.StoryOtherVictims, "What do you know about other potential victims?", "If there are, or may be. For example the name of an operation, or family members you refer as well", ""),
			when(asksFull, question{Name: "group", Label: "Reference of their family or group", Kind: form.Text, Width: "20",
				Hint: "If you have sent a referral of somebody in the same family or group, enter the reference that begins with HG",
				Bind: func(a *answers) any { return &a.Group }}),
		}},
		{Slug: "risk", Title: "Risk and the police", Section: sectionWhere, questions: []question{
			{Name: "future-concern", Label: "Could they be exploited again?", Kind: form.Radios, Options: yesNo("Yes", "No"),
				Required: "Choose yes if they could be exploited again",
				Bind:     func(a *answers) any { return &a.FutureConcern }},
			below("future-concern=yes", story(casefile.StoryFutureConcern, "Why?", "", "Tell us why they could be exploited again")),
			{Name: "reported-to-police", Label: "Has a crime of modern slavery been reported to the police?", Noun: "Reported to the police", Kind: form.Radios, Options: yesNo("Yes", "No"),
				Hint:     "You can add the crime reference and the force among the references.",
				Required: "Choose yes if it has been reported to the police",
				Bind:     func(a *answers) any { return &a.ReportedToPolice }},
			{Name: "cooperation", Label: "Are they willing to help an investigation?", Noun: "Willing to help an investigation", Kind: form.Radios, Options: yesNo("Yes", "No"),
				Hint:     "Their protection and support do not depend on it.",
				Required: "Choose yes if they are willing to help an investigation",
				Bind:     func(a *answers) any { return &a.Cooperation }},
			story(casefile.StoryCooperation, "Is there more to say about this?", "", ""),
		}},
	}
}
