package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/form"
)

// askReport asks who reports, from where, and whether it is about a child.
func askReport(c choices) []Page {
	return []Page{
		{Slug: "report", Title: "About this report", Section: sectionReport, questions: []question{
			{Name: "sender-reference", Label: "Your reference for this report", Noun: "Your reference", Kind: form.Text, MaxLength: 200, Width: "20",
				Hint:     "So that you and your colleagues can find it again. Do not use names. It is not shown to the competent authority.",
				Required: "Enter a reference of your own for this report",
				Bind:     func(a *answers) any { return &a.SenderReference }},
			{Name: "organisation", Label: "Your organisation", Kind: form.Suggest, Options: c.organisations,
				Hint:     "Start typing, then choose from the list",
				Required: "Choose your organisation",
				Bind:     func(a *answers) any { return &a.Organisation }},
			{Name: "jurisdiction", Label: "Where are you making this report?", Noun: "Where the report is made", Kind: form.Radios, Options: c.nations,
				Required: "Choose where you are making this report",
				Bind:     func(a *answers) any { return &a.Jurisdiction }},
			{Name: "age-group", Label: "Is the potential victim under 18?", Noun: "Under 18", Kind: form.Radios,
				Hint: "If you are not sure, we treat them as a child until their age is known.",
				Options: []form.Option{{Value: casefile.Child, Label: "Yes"}, {Value: casefile.Adult, Label: "No"},
					{Value: casefile.NotSure, Label: "Not sure"}},
				Required: "Choose yes if the potential victim is under 18, no if they are not, or not sure",
				Bind:     func(a *answers) any { return &a.AgeGroup }},
			{Name: "under-18-then", Label: "Were they under 18 at any time during the exploitation?", Noun: "Under 18 during the exploitation",
				Kind: form.Radios, Options: yesNoNotSure(), Under: "age-group=" + casefile.Adult,
				Required: "Choose yes if they were under 18 at any time during the exploitation",
				Bind:     func(a *answers) any { return &a.UnderEighteenThen }},
		}},
		{Slug: "local-authority", Title: "The local authority", Section: sectionReport, When: (*Submission).TreatedAsChild,
			Help: "A child must be safeguarded at once, whatever becomes of this referral. Tell the children’s services of the local authority where the child is now.",
			questions: []question{
				{Name: "authority-told", Label: "Have you told a local authority about the child?", Noun: "Local authority told", Kind: form.Radios, Options: yesNo("Yes", "Not yet"),
					Hint:     "You can send the report before you have. It then reminds you until you say that you did.",
					Required: "Choose yes if you have told a local authority about the child",
					Bind:     func(a *answers) any { return &a.told }},
				{Name: "authority", Label: "Which local authority have you told about the child?", Noun: "Local authority", Kind: form.Suggest, Options: c.authorities, Under: "authority-told=yes",
					Hint:     "Start typing, then choose from the list",
					Required: "Choose the local authority you told about the child",
					Bind:     func(a *answers) any { return &a.LocalAuthority.Code }},
				{Name: "authority-given", Label: "First name of your contact there", Kind: form.Text, MaxLength: 100, Width: "20", Under: "authority-told=yes",
					Bind: func(a *answers) any { return &a.LocalAuthority.Given }},
				{Name: "authority-family", Label: "Last name of your contact there", Kind: form.Text, MaxLength: 100, Width: "20", Under: "authority-told=yes",
					Bind: func(a *answers) any { return &a.LocalAuthority.Family }},
				{Name: "authority-phone", Label: "Telephone number of the local authority", Kind: form.Phone, Under: "authority-told=yes",
					Required: "Enter the telephone number of the local authority",
					Bind:     func(a *answers) any { return &a.LocalAuthority.Phone }},
				{Name: "authority-email", Label: "Email address of the local authority", Kind: form.Email, Under: "authority-told=yes",
					Required: "Enter the email address of the local authority",
					Bind:     func(a *answers) any { return &a.LocalAuthority.Email }},
			}},
	}
}
