package sharing

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// askedRow is a request in words.
type askedRow struct {
	Asked
	For       string
	BasisName string
	Source    string
	Parts     []string
	Late      bool
}

func (r *Room) askedRow(tx *db.Tx, a Asked) askedRow {
	v := askedRow{Asked: a, For: nameIn(r.Lists.SharingPurposes, a.Purpose), Parts: partNames(a.Compartments), Late: a.Decided.IsZero() && a.Due.Before(civil.DayOf(tx.Now()))}
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
	done := banner(request.URL.Query(), map[string]string{"answered": "Your answer was sent"})
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

func (r *Room) askPage(request *route.Request) error { return r.showAsk(request, nil, nil) }

func (r *Room) showAsk(request *route.Request, values url.Values, errs []fault.Field) error {
	return showForm(request, okOr422(errs), "Ask to see a case", page.Link{Text: "Back", Href: "/shared"}, formPage{Heading: "Ask to see a case", Action: "/shared/ask", Button: "Send the request",
		Says:   []string{"The agency that keeps the case decides, and you are told when there is an answer. Where somebody’s life or safety is in danger now, use emergency access instead."},
		Fields: ask.Fields(&AskForm{}, values, errs, r.askQuestions())}, errs)
}

func (r *Room) ask(request *route.Request) error {
	values, err := request.Values()
	if err != nil {
		return err
	}
	form := AskForm{Once: request.Once()}
	if errs := ask.Fill(&form, values, r.askQuestions()); len(errs) > 0 {
		return r.showAsk(request, values, errs)
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		_, err := r.Ask(request.Context(), tx, request.Actor, form)
		return err
	})
	if errs, mendable := faults(err); mendable {
		return r.showAsk(request, values, errs)
	}
	if err != nil {
		return err
	}
	return request.Redirect("/shared?done=asked")
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

type requestPageData struct {
	Head   caseHead
	Asked  askedRow
	Fields []ask.Field
}

func (r *Room) requestPage(request *route.Request) error { return r.showRequest(request, nil, nil) }

func (r *Room) showRequest(request *route.Request, values url.Values, errs []fault.Field) error {
	wanted, err := request.ID("request")
	if err != nil {
		return err
	}
	var data requestPageData
	err = r.read(request, access.DecideRequest, "a request to see it", "/sharing", func(ctx context.Context, tx *db.Tx, head caseHead) error {
		asked, err := r.requestOf(ctx, tx, request.Actor, head.ID, wanted)
		data = requestPageData{head, r.askedRow(tx, asked), ask.Fields(&DecideForm{Compartments: codes(asked.Compartments)}, values, errs, decideQuestions(asked.Compartments))}
		return err
	})
	if err != nil {
		return err
	}
	return request.Render(pages, okOr422(errs), "request.html", page.View{Title: "A request to see this case", Errors: errs, Back: page.Link{Text: "Back", Href: "/sharing/requests"}, Data: data})
}

func (r *Room) decide(request *route.Request) error {
	id, wanted, values, err := caseAnd(request, "request")
	if err != nil {
		return err
	}
	var asked Asked
	err = r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
		asked, err = r.requestOf(request.Context(), tx, request.Actor, id, wanted)
		return err
	})
	if err != nil {
		return err
	}
	form := DecideForm{Case: id, Request: wanted, Once: request.Once()}
	if errs := ask.Fill(&form, values, decideQuestions(asked.Compartments)); len(errs) > 0 {
		return r.showRequest(request, values, errs)
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error { return r.Decide(request.Context(), tx, request.Actor, form) })
	if errs, mendable := faults(err); mendable {
		return r.showRequest(request, values, errs)
	}
	if err != nil {
		return err
	}
	return request.Redirect("/sharing/requests?done=answered")
}
