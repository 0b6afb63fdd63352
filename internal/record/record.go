// Package record shows the record to those it is for: the person, who may know
// who looked at their file; and auditors, who may know who did what and when,
// and nothing of what they saw.
package record

import (
	"strings"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Room shows the record.
type Room struct {
	DB    *db.Database
	Rules statute.Book
}

// asked is what an auditor asks the record for.
type asked struct {
	From, To  civil.Day
	Email     string
	Agency    string
	Reference string
	Category  string
	Before    string
}

var questions = []form.Question[asked]{
	{Name: "from", Label: "From", Kind: form.Date, Required: "Enter the first day", Bind: func(a *asked) any { return &a.From }},
	{Name: "to", Label: "To", Kind: form.Date, Required: "Enter the last day", Bind: func(a *asked) any { return &a.To },
		Check: func(a *asked) []fault.Field {
			if !a.From.IsZero() && !a.To.IsZero() && a.To.Before(a.From) {
				return form.Say("The last day must not be before the first")
			}
			return nil
		}},
	{Name: "email", Label: "Who did it", Hint: "Their work e-mail address. Leave empty for everybody", Kind: form.Text, MaxLength: 254, Bind: func(a *asked) any { return &a.Email }},
	{Name: "agency", Label: "Agency", Hint: "Its whole name. Leave empty for every agency that you may see", Kind: form.Text, MaxLength: 200, Bind: func(a *asked) any { return &a.Agency }},
	{Name: "reference", Label: "Case", Hint: "Its reference. Leave empty for all", Kind: form.Text, Width: "20", MaxLength: 40, Bind: func(a *asked) any { return &a.Reference }},
	{Name: "category", Label: "Kind", Kind: form.Select, Options: categories(), Bind: func(a *asked) any { return &a.Category }},
	{Name: "before", Kind: form.Hidden, MaxLength: 26, Bind: func(a *asked) any { return &a.Before }},
}

func categories() []form.Option {
	options := []form.Option{{Value: "", Label: "Every kind"}}
	for _, known := range audit.Categories {
		options = append(options, form.Option{Value: string(known.Category), Label: known.Name})
	}
	return options
}

// lastWeek is what a search begins with.
func lastWeek(now time.Time) asked {
	today := civil.DayOf(now)
	return asked{From: today.Add(-6), To: today}
}

// roleNames gives roles in words, as they were at the time.
func roleNames(stored string) []string {
	var names []string
	for _, known := range account.Roles {
		for _, role := range strings.Fields(stored) {
			if role == string(known.Role) {
				names = append(names, known.Name)
			}
		}
	}
	return names
}
