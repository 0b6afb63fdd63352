package page

import (
	"net/http"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// sample is what the gallery's form asks, with one question of every kind.
type sample struct {
	Name, Story, Force, Age, Contact, Phone, Email, Agreed, Country string
	Nicknames, Forms                                                []string
	Born                                                            civil.Day
	Since                                                           civil.Partial
	Children                                                        *int
	Sure                                                            bool
	Secret                                                          string
}

func sampleQuestions() []form.Question[sample] {
	return []form.Question[sample]{
		{Name: "name", Label: "Full name", Hint: "As the person gives it", Required: "Enter a name", Width: "two-thirds",
			Bind: func(s *sample) any { return &s.Name }},
		{Name: "born", Label: "Date of birth", Hint: "For example, 27 3 1998", Kind: form.Date, Required: "Enter a date of birth",
			Bind: func(s *sample) any { return &s.Born }},
		{Name: "since", Label: "When did it start?", Noun: "The start", Hint: "Give as much as is known, for example 2024, or 3 2024",
			Kind: form.PartialDate, Bind: func(s *sample) any { return &s.Since }},
		{Name: "age", Label: "Age group", Kind: form.Radios, Required: "Select an age group", Options: []form.Option{
			{Value: "adult", Label: "18 or over"}, {Value: "child", Label: "Under 18"},
			{Value: "unsure", Label: "Not sure", Hint: "The person is treated as a child until their age is known"}},
			Bind: func(s *sample) any { return &s.Age }},
		{Name: "contact", Label: "How can the person be reached safely?", Noun: "Safe contact", Kind: form.Radios, Options: []form.Option{
			{Value: "phone", Label: "Phone"}, {Value: "email", Label: "Email"}, {Value: "none", Label: "There is no safe way"}},
			Bind: func(s *sample) any { return &s.Contact }},
		{Name: "phone", Label: "Phone number", Kind: form.Phone, Under: "contact=phone", Required: "Enter a phone number",
			Bind: func(s *sample) any { return &s.Phone }},
		{Name: "email", Label: "Email address", Kind: form.Email, Under: "contact=email", Required: "Enter an email address",
			Bind: func(s *sample) any { return &s.Email }},
		{Name: "forms", Label: "Forms of exploitation", Hint: "Select all that apply", Kind: form.Checkboxes, Options: []form.Option{
			{Value: "labour", Label: "Labour"}, {Value: "sexual", Label: "Sexual"}, {Value: "criminal", Label: "Criminal"},
			{Value: "unknown", Label: "Not known", Exclusive: true}}, Bind: func(s *sample) any { return &s.Forms }},
		{Name: "country", Label: "Nationality", Kind: form.Suggest, Options: []form.Option{
			{Value: "ALB", Label: "Albania"}, {Value: "VNM", Label: "Vietnam"}}, Bind: func(s *sample) any { return &s.Country }},
		{Name: "force", Label: "Police force", Kind: form.Select, Options: []form.Option{
			{Value: "46", Label: "Kent Police", Verbatim: true, Group: "England"},
			{Value: "61", Label: "North Wales Police", Verbatim: true, Group: "Wales"}},
			Bind: func(s *sample) any { return &s.Force }},
		{Name: "agreed", Label: "Does the person agree?", Kind: form.YesNo, Bind: func(s *sample) any { return &s.Agreed }},
		{Name: "children", Label: "Number of children", Kind: form.Number, Min: 0, Max: 20,
			Bind: func(s *sample) any { return &s.Children }},
		{Name: "nicknames", Label: "Other names", Hint: "One on each line", Kind: form.Lines, Rows: 3,
			Bind: func(s *sample) any { return &s.Nicknames }},
		{Name: "story", Label: "What happened?", Noun: "What happened", Kind: form.Story, Required: "Enter what happened",
			Bind: func(s *sample) any { return &s.Story }},
		{Name: "evidence", Label: "Evidence", Kind: form.File, Accept: ".pdf,.png", Multiple: true},
		{Name: "secret", Label: "Password", Kind: form.Password, Required: "Enter your password",
			Bind: func(s *sample) any { return &s.Secret }},
		{Name: "sure", Label: "I have checked these answers", Kind: form.Tick, Bind: func(s *sample) any { return &s.Sure }},
	}
}

// galleryData is what the gallery shows beside its form.
type galleryData struct {
	Fields  []form.Field
	Answers []form.Row
	Pairs   []Pair
	Now     time.Time
	Today   civil.Day
	// References are made up.
	References []string
}

// Gallery is a page with every component, to look at and to test: GET draws it,
// POST checks its form and draws it with what is wrong. Nothing is kept. now is
// the moment its examples show.
func Gallery(now func() time.Time) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ten := 10
		target := sample{Name: "Linh Example", Age: "adult", Contact: "phone", Phone: "07700 900 982", Children: &ten,
			Forms: []string{"labour", "criminal"}, Since: civil.Partial{Year: 2024, Month: 3, About: true},
			Story: "First line.\nSecond line."}
		questions := sampleQuestions()
		moment := now()
		data := galleryData{Now: moment, Today: civil.DayOf(moment), References: []string{"HW-2026-0001", "HW-2026-0002"},
			Answers: form.Summary(&target, questions)}
		for i := range data.Answers {
			data.Answers[i].Change = "#" + data.Answers[i].Name
		}
		other := target
		other.Age, other.Story = "child", ""
		data.Pairs = pairs(data.Answers[:5], form.Summary(&other, questions)[:5])
		view := View{Title: "Components", Width: "full", Exit: "https://www.bbc.co.uk/weather",
			Breadcrumbs: []Link{{Text: "Help", Href: "/help"}, {Text: "Components"}}, Data: &data}
		status := http.StatusOK
		if r.Method == http.MethodPost {
			values, err := Form(r)
			if err != nil {
				return err
			}
			target = sample{}
			view.Errors = form.Fill(&target, values, questions)
			data.Fields = form.Fields(&target, values, view.Errors, questions)
			status = http.StatusUnprocessableEntity
			if view.Errors == nil {
				status, view.Banner = http.StatusOK, &Banner{Type: "success", Message: "Everything is in order"}
			}
		} else {
			data.Fields = form.Fields(&target, nil, []fault.Field(nil), questions)
		}
		return builtIn.Render(w, r, status, "gallery", view)
	}
}
