package decision

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

// historyPage says who looked at a case and who changed it.
type historyPage struct {
	Head     caseHead
	Fields   []form.Field
	Narrowed bool
	Events   []lookView
	Next     string
	Clear    string
	Copy     string // address of the person's own copy, "" for who may not make it
}

// lookView is an entry of the record in words: catalogue strings but for who.
type lookView struct {
	audit.Event
	Title, Part, Kind string
}

func lookOf(event audit.Event) lookView {
	view := lookView{Event: event, Title: audit.Words(event.Action), Kind: event.Category.Name()}
	if step, isStep := strings.CutPrefix(event.Action, "step "); isStep {
		view.Title = stepTitle(machine.Step(step))
	}
	if event.Action == "read-case" {
		view.Part = event.Subject
		if step, isStep := strings.CutPrefix(event.Subject, "step "); isStep {
			view.Part = stepTitle(machine.Step(step))
		} else if strings.HasPrefix(event.Subject, "document ") {
			view.Part = "a document"
		}
	}
	return view
}

// historyAsked narrows the history of a case.
type historyAsked struct {
	Who, Agency, Kind string
	From, To          civil.Day
}

// historyQuestions offer the people and agencies that the case's record names.
func historyQuestions(people, agencies []form.Option) []form.Question[historyAsked] {
	kinds := []form.Option{{Value: "", Label: "Every kind"}}
	for _, known := range audit.Categories {
		kinds = append(kinds, form.Option{Value: string(known.Category), Label: known.Name})
	}
	return []form.Question[historyAsked]{
		{Name: "who", Label: "Who", Kind: form.Select, Options: people, Bind: func(a *historyAsked) any { return &a.Who }},
		{Name: "agency", Label: "Agency", Kind: form.Select, Options: agencies, Bind: func(a *historyAsked) any { return &a.Agency }},
		{Name: "kind", Label: "Kind", Kind: form.Select, Options: kinds, Bind: func(a *historyAsked) any { return &a.Kind }},
		{Name: "from", Label: "From", Kind: form.Date, Bind: func(a *historyAsked) any { return &a.From }},
		{Name: "to", Label: "To", Kind: form.Date, Bind: func(a *historyAsked) any { return &a.To }},
	}
}

const historySize = 100

func (r *Room) history(request *route.Request) error {
	var data historyPage
	var asked historyAsked
	var errs []fault.Field
	values := request.URL.Query()
	o, err := r.show(request, "history", func(tx *db.Tx, o opened) error {
		if err := access.Case(request.Context(), tx, request.Actor, access.ReadHistory, o.File.ID); err != nil {
			return err
		}
		people, agencies, err := audit.Actors(request.Context(), tx, o.File.ID)
		if err != nil {
			return err
		}
		questions := historyQuestions(choices("Everybody", people), choices("Every agency", agencies))
		errs = form.Fill(&asked, values, questions)
		data.Fields = form.Fields(&asked, values, errs, questions)
		if len(errs) > 0 {
			return nil
		}
		query := audit.Query{Case: o.File.ID, Account: db.ID(asked.Who), Agency: db.ID(asked.Agency), Category: audit.Category(asked.Kind), Limit: historySize + 1, Reasons: true}
		query.Before, _ = db.ParseID(values.Get("before"))
		if !asked.From.IsZero() {
			query.From = asked.From.Start()
		}
		if !asked.To.IsZero() {
			query.Until = asked.To.Add(1).Start()
		}
		events, err := audit.Find(request.Context(), tx, query)
		if len(events) > historySize {
			events = events[:historySize]
			next := url.Values{}
			for name := range values {
				next.Set(name, values.Get(name))
			}
			next.Set("before", string(events[historySize-1].ID))
			data.Next = "/cases/" + string(o.File.ID) + "/history?" + next.Encode()
		}
		for _, event := range events {
			data.Events = append(data.Events, lookOf(event))
		}
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.Clear = headOf(o, "history"), "/cases/"+string(o.File.ID)+"/history"
	data.Narrowed = slices.ContainsFunc([]string{"who", "agency", "kind", "from-year", "to-year"}, func(name string) bool { return values.Get(name) != "" })
	if o.may(access.GiveCopy) {
		data.Copy = data.Clear + "/copy"
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return caseView(request, status, "case_history.html", "Who looked at this case", data, errs...)
}

// choices are the options of a select, with one for all of them first.
func choices(all string, named []audit.Named) []form.Option {
	options := []form.Option{{Value: "", Label: all}}
	for _, one := range named {
		options = append(options, form.Option{Value: string(one.ID), Label: one.Name})
	}
	return options
}
