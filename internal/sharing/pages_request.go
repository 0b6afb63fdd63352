package sharing

import (
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// askedRow is a request in words.
type askedRow struct {
	Asked
	For       string
	BasisName string
	Source    string
	Parts     []string
	Late      bool
	WhyDue    string // address of the answer to "why is it due then?"
}

func (r *Room) askedRow(tx *db.Tx, a Asked) askedRow {
	v := askedRow{Asked: a, For: nameIn(r.Lists.SharingPurposes, a.Purpose), Parts: partNames(a.Compartments), Late: a.Decided.IsZero() && a.Due.Before(civil.DayOf(tx.Now()))}
	if v.Decided.IsZero() {
		v.WhyDue = casefile.WhyOn(r.Rules, statute.AccessRequest, civil.DayOf(a.At), a.Due)
	}
	if basis, known := r.Lists.LegalBases.ByCode(a.Basis); known {
		v.BasisName, v.Source = basis.Name, basis.Source
	}
	return v
}

type requestsPageData struct{ Waiting, Answered []askedRow }

func (r *Room) requestsPage(request *route.Request) error {
	var data requestsPageData
	err := r.DB.Read(request.Context(), func(tx *db.Tx) error {
		asked, err := waiting(request.Context(), tx, request.Actor)
		for _, a := range asked {
			if a.Decided.IsZero() {
				data.Waiting = append(data.Waiting, r.askedRow(tx, a))
			} else {
				data.Answered = append(data.Answered, r.askedRow(tx, a))
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := r.looked(request, audit.Entry{Action: "list-access-requests", Subject: "requests to see cases", Why: "sharing"}); err != nil {
		return err
	}
	done := deed.Banner(request, map[string]string{"answered": "Your answer was sent"})
	return request.Render(pages, http.StatusOK, "requests.html", page.View{Title: "Requests to see cases", Width: "wide", Banner: done, Data: data})
}

func (r *Room) askQuestions() []ask.Question[AskForm] {
	return []ask.Question[AskForm]{
		{Name: "reference", Kind: ask.Text, Label: "Reference of the case", Hint: "For example HW-7KQ2-M9TD-4", Width: "20", MaxLength: 40, Required: "Enter the whole reference of the case, such as HW-7KQ2-M9TD-4", Bind: func(f *AskForm) any { return &f.Reference }},
		{Name: "compartments", Kind: ask.Checkboxes, Label: "Which parts do you need?", Hint: "Ask for no more than you need", Options: partOptions(shareable), Required: "Choose at least one part of the case", Bind: func(f *AskForm) any { return &f.Compartments }},
		{Name: "purpose", Kind: ask.Select, Label: "What do you need it for?", Options: entryOptions(r.Lists.SharingPurposes, "share"), Required: "Choose what you need it for", Bind: func(f *AskForm) any { return &f.Purpose }},
		{Name: "basis", Kind: ask.Select, Label: "On what legal basis?", Options: entryOptions(r.Lists.LegalBases, "share"), Required: "Choose the legal basis", Bind: func(f *AskForm) any { return &f.Basis }},
		{Name: "reason", Kind: ask.Story, Label: "Why?", MaxLength: 2000, Rows: 4, Required: "Enter why you need to see the case", Bind: func(f *AskForm) any { return &f.Reason }},
	}
}

func decideQuestions(among access.Compartments) []ask.Question[DecideForm] {
	return []ask.Question[DecideForm]{
		{Name: "grant", Kind: ask.Radios, Label: "May they see the case?", Options: []ask.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}, Required: "Choose whether they may see the case", Bind: func(f *DecideForm) any { return &f.Grant }},
		{Name: "compartments", Under: "grant=yes", Kind: ask.Checkboxes, Label: "Which parts?", Options: partOptions(among), Required: "Choose at least one part of the case", Bind: func(f *DecideForm) any { return &f.Compartments }},
		{Name: "whole", Under: "grant=yes", Kind: ask.Tick, Label: "Share with the whole agency, and not only with who asked", Bind: func(f *DecideForm) any { return &f.Whole }},
		{Name: "until", Under: "grant=yes", Kind: ask.Date, Label: "Last day", Hint: "Leave it empty to share until somebody ends it", Bind: func(f *DecideForm) any { return &f.Until }},
		{Name: "reason", Kind: ask.Story, Label: "Reason for your answer", Hint: "Whoever asked reads this", MaxLength: 2000, Rows: 3, Required: "Enter the reason for your answer. Whoever asked will read it", Bind: func(f *DecideForm) any { return &f.Reason }},
	}
}
