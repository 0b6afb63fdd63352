package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/form"
)

// askSeen asks for what the first responder saw themselves, and who else knows.
func askSeen(c choices) []Page {
	return []Page{
		{Slug: "indicators", Title: "Signs of exploitation", Section: sectionSeen,
			Help: "Choose what you or somebody else noticed. On the next page you can say where.",
			questions: []question{
				{Name: "indicators-seen", Label: "Did you notice signs of modern slavery?", Noun: "Signs noticed", Kind: form.Radios,
					// No comes first: below Yes stands the long list.
					Options:  []form.Option{{Value: No, Label: "No"}, {Value: Yes, Label: "Yes"}},
					Required: "Choose yes if you noticed signs of modern slavery",
					Bind:     func(a *answers) any { return &a.IndicatorsSeen }},
				{Name: "signs", Label: "Which signs?", Noun: "Signs", Kind: form.Checkboxes, Small: true, Options: c.signs, Under: "indicators-seen=yes",
					Bind: func(a *answers) any { return &a.signs }},
			}},
		{Slug: "child-indicators", Title: "Signs of the exploitation of a child", Section: sectionSeen, When: wasChild,
			questions: []question{
				{Name: "child-signs", Label: "Which of these signs did you notice?", Noun: "Signs of a child", Kind: form.Checkboxes, Small: true, Options: c.childSigns,
					Hint: "Leave this empty if you noticed none of them", Bind: func(a *answers) any { return &a.childSigns }},
			}},
		{Slug: "noticed", Title: "Where the signs were noticed", Section: sectionSeen,
			When: func(s *Submission) bool { return len(s.Record.Indicators) > 0 },
			Help: "Say of each sign where, when and by whom it was noticed, as far as you know.",
			ask:  askNoticed(c)},
		{Slug: "interview", Title: "Talking with the person", Section: sectionSeen, questions: []question{
			story(casefile.StoryInterview, "Where and how did you talk with them?", "For example how you met, breaks, what made it safe, who was there, and how they seemed", "Tell us where and how you talked with them"),
			story(casefile.StoryInsight, "Why are you making this referral?", "Use what you know from your work", "Tell us why you are making this referral"),
			{Name: "credibility-concerns", Label: "Is there evidence that makes you doubt the account?", Noun: "Doubts about the account", Kind: form.Radios, Options: yesNo("Yes", "No"),
				Hint:     "Evidence, not a feeling. Fear and trauma often make an account change or leave things out.",
				Required: "Choose yes if there is evidence that makes you doubt the account",
				Bind:     func(a *answers) any { return &a.CredibilityConcerns }},
			below("credibility-concerns=yes", story(casefile.StoryCredibility, "What is the evidence?", "", "Tell us what the evidence is")),
		}},
		{Slug: "professionals", Title: "Other professionals", Section: sectionSeen,
			Help: "For example a solicitor, a doctor or a social worker.",
			questions: []question{
				{Name: "professionals-involved", Label: "Are other professionals helping the person?", Noun: "Other professionals", Kind: form.Radios, Options: yesNo("Yes", "No"),
					Required: "Choose yes if other professionals are helping the person",
					Bind:     func(a *answers) any { return &a.ProfessionalsInvolved }},
				below("professionals-involved=yes", story(casefile.StoryProfessionals, "What should we know about them?", "You can also add each of them below", "")),
			},
			list: professionalList(c)},
	}
}

// askNoticed asks of each indicator that was chosen where it was noticed.
func askNoticed(c choices) func(*answers) []question {
	return func(a *answers) []question {
		var questions []question
		for _, option := range append(append([]form.Option(nil), c.signs...), c.childSigns...) {
			if !chosen(a, option.Value) {
				continue
			}
			questions = append(questions, question{Name: "noticed-" + option.Value, Label: option.Label, Kind: form.Story, Rows: 2, MaxLength: 2000,
				Bind: func(a *answers) any { return a.noticedAt(option.Value) }})
		}
		return questions
	}
}

func chosen(a *answers, code string) bool {
	for _, list := range [][]string{a.signs, a.childSigns} {
		for _, sign := range list {
			if sign == code {
				return true
			}
		}
	}
	return false
}
