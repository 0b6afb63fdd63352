package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/form"
)

// askHappened asks for the person's life before, and for the exploitation: what
// a machine should understand as typed episodes, places and legs of a journey,
// and the story as a story.
func askHappened(c choices) []Page {
	return []Page{
		{Slug: "background", Title: "Their life before", Section: sectionHappened,
			Help: "Write what the person told you and what you know. If you do not know, say so.",
			questions: []question{
				when(asksName, question{Name: "birthplace", Label: "Where were they born?", Noun: "Place of birth", Kind: form.Text, Hint: "Country, and town or village",
					Required: "Enter where they were born, or that you do not know",
					Bind:     func(a *answers) any { return &a.Record.Birthplace }}),
				story(casefile.StoryFamily, "Tell us about their family", "For example who they grew up with, and who depends on them", "Tell us about their family, or that you do not know"),
				story(casefile.StoryEducation, "Tell us about their education", "", "Tell us about their education, or that you do not know"),
				story(casefile.StoryEmployment, "What work did they do before they were exploited?", "", "Tell us what work they did before, or that you do not know"),
			}},
		{Slug: "situations", Title: "Situations of exploitation", Section: sectionHappened,
			Help: "Add each situation by itself: how they were exploited, and when it began and ended. A month or a year is enough where nobody knows the day.",
			questions: []question{
				{Name: "several-situations", Label: "Were they exploited in more than one situation?", Noun: "More than one situation", Kind: form.Radios, Options: yesNoNotSure(),
					Required: "Choose yes if they were exploited in more than one situation",
					Bind:     func(a *answers) any { return &a.SeveralSituations }},
				story(casefile.StoryDates, "Is there more to say about when it happened?", "For example dates that others remember differently", ""),
			},
			list: episodeList(c)},
		{Slug: "places", Title: "Places of exploitation", Section: sectionHappened,
			Help: "Add each place. It helps to know which police force should be told.",
			questions: []question{
				{Name: "where", Label: "Where were they exploited?", Kind: form.Radios,
					Options:  []form.Option{{Value: WhereUK, Label: "In the United Kingdom"}, {Value: WhereOverseas, Label: "Overseas"}, {Value: WhereBoth, Label: "In the United Kingdom and overseas"}},
					Required: "Choose where they were exploited",
					Bind:     func(a *answers) any { return &a.Where }},
				story(casefile.StoryUKPlaces, "Addresses or other places in the United Kingdom", "For example what could be seen or heard from there", ""),
				story(casefile.StoryOverseasPlaces, "Addresses or other places overseas", "", ""),
			},
			list: placeList(c)},
		{Slug: "how", Title: "How they were exploited", Section: sectionHappened, questions: []question{
			story(casefile.StoryStart, "How did the exploitation start?", "For example what they were promised, what they expected, and what pay was agreed", "Tell us how the exploitation started"),
			story(casefile.StoryRequired, "What were they made to do?", "For example the work, the hours, the breaks and the pay of a usual day", "Tell us what they were made to do"),
			story(casefile.StoryLiving, "What were their living conditions?", "For example where they slept, the bathroom, and the food", "Tell us about their living conditions"),
			story(casefile.StoryTreatment, "How were they treated?", "For example threats, violence, debts, or documents that were taken away", "Tell us how they were treated"),
		}},
		{Slug: "journey", Title: "Where they were taken", Section: sectionHappened,
			Help: "If you know parts of the journey, add each of them. You can also write the whole as it was told.",
			questions: []question{
				{Name: "taken-somewhere", Label: "Were they taken somewhere by those who exploited them?", Noun: "Taken somewhere", Kind: form.Radios, Options: yesNo("Yes", "No"),
					Required: "Choose yes if they were taken somewhere",
					Bind:     func(a *answers) any { return &a.TakenSomewhere }},
				below("taken-somewhere=yes", story(casefile.StoryJourney, "Tell us about the journey", "For example routes, landmarks, times, and how they travelled",
					"Tell us about the journey")),
			},
			list: legList(c)},
		{Slug: "now", Title: "Now", Section: sectionHappened, questions: []question{
			{Name: "still-in", Label: "Are they still in the situation?", Noun: "Still in the situation", Kind: form.Radios, Options: yesNo("Yes", "No"),
				Required: "Choose yes if they are still in the situation",
				Bind:     func(a *answers) any { return &a.StillIn }},
			below("still-in=yes", story(casefile.StoryKeeping, "What is keeping them there?", "For example documents that are held, fear, or a debt", "Tell us what is keeping them there")),
			below("still-in=no", story(casefile.StoryLeaving, "How and why did they leave?", "For example whether it was their own decision, who helped, and why then", "Tell us how and why they left")),
			{Name: "last-contact", Label: "When were they last in contact with those who exploited them?", Noun: "Last contact", Kind: form.Radios, Options: c.lastContact,
				Required: "Choose when they were last in contact",
				Bind:     func(a *answers) any { return &a.LastContact }},
			story(casefile.StoryLastContact, "What happened then?", "For example how they were reached, by whom, threats, and what would stop it", ""),
		}},
		{Slug: "reporting", Title: "Telling somebody", Section: sectionHappened, questions: []question{
			{Name: "reported-before", Label: "Did they tell somebody in authority before?", Noun: "Told somebody before", Kind: form.Radios, Options: yesNoNotSure(),
				Required: "Choose yes if they told somebody in authority before",
				Bind:     func(a *answers) any { return &a.ReportedBefore }},
			story(casefile.StoryReportedBefore, "What do you know about an earlier report?", "If there was one, or may have been. For example when, to whom, and any reference", ""),
			below("reported-before=no", story(casefile.StoryWhyNow, "What kept them from telling somebody sooner?", "", "Tell us what kept them from telling somebody sooner")),
		}},
	}
}
