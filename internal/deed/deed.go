// Package deed is how a room asks and acts: one page that asks, the command that
// takes what was answered, and buttons that need no answer. A retry or a double
// click is one change; what was typed is never lost to a mistake or to somebody
// else's change.
package deed

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Asked is a page that asks, ready to be drawn: what is known already, what is
// asked, and whom it is about.
type Asked[T any] struct {
	Form      T
	Version   int64 // of what the answer changes
	Questions []form.Question[T]
	Person    any // for the room's template; nil where the page is about nobody
	Help      []casefile.Sentence
	Facts     []form.Row
	Beside    any // what else the room's template shows
	Back      page.Link
}

// Deed is one page that asks and the command that takes what was answered: a GET
// and a POST of one address.
type Deed[T any] struct {
	// Pages draws the page with the room's template ask.html, whose data is a Page.
	Pages         *page.Renderer
	Path          string
	Action        access.Action
	Title, Button string
	Danger        bool // draws the button as a warning
	StepUp        bool
	Body          int64 // the most bytes that it may carry; 0 for route.MaxBody
	// Prepare reads what the page needs. It asks package access.
	Prepare func(ctx context.Context, tx *db.Tx, r *route.Request) (Asked[T], error)
	// Set puts the version that was posted into the form, where the form has one.
	Set func(f *T, version int64)
	// Take is the command. It gives the address of the next page.
	Take func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (next string, err error)
}

// Page is the data of ask.html.
type Page struct {
	Title   string
	Person  any
	Help    []casefile.Sentence
	Facts   []form.Row
	Beside  any
	Fields  []form.Field
	Button  string
	Danger  bool
	Action  string
	Version string
	Files   bool
	Back    page.Link
}

// Routes are the two lines of the route table for a deed.
func (d Deed[T]) Routes() []route.Route {
	return []route.Route{
		{Pattern: "GET " + d.Path, Action: d.Action, StepUp: d.StepUp, Handle: func(r *route.Request) error { return d.show(r, http.StatusOK, nil, nil) }},
		{Pattern: "POST " + d.Path, Action: d.Action, StepUp: d.StepUp, Handle: d.post, Body: d.Body},
	}
}

func (d Deed[T]) prepared(r *route.Request) (a Asked[T], err error) {
	err = r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		a, err = d.Prepare(r.Context(), tx, r)
		return err
	})
	return a, err
}

// show draws the page, with what was typed and what is wrong with it.
func (d Deed[T]) show(r *route.Request, status int, values url.Values, faults []fault.Field) error {
	a, err := d.prepared(r)
	if err != nil {
		return err
	}
	version := strconv.FormatInt(a.Version, 10)
	if values != nil && status != http.StatusConflict {
		// A mistake must not make a page newer than it is: who changed the same in the
		// meantime would be overwritten unseen.
		version = values.Get("version")
	}
	data := Page{Title: d.Title, Person: a.Person, Help: a.Help, Facts: a.Facts, Beside: a.Beside, Button: d.Button, Danger: d.Danger, Action: r.URL.Path,
		Version: version, Fields: form.Fields(&a.Form, values, faults, a.Questions), Back: a.Back}
	for _, question := range a.Questions {
		data.Files = data.Files || question.Kind == form.File
	}
	return r.Render(d.Pages, status, "ask.html", page.View{Title: d.Title, Data: data, Errors: faults, Back: a.Back})
}

func (d Deed[T]) post(r *route.Request) error {
	return Post(r, func(tx *db.Tx, values url.Values) (string, error) {
		a, err := d.Prepare(r.Context(), tx, r)
		if err != nil {
			return "", err
		}
		if faults := append(filesMissing(r, a.Questions), form.Fill(&a.Form, values, a.Questions)...); len(faults) > 0 {
			return "", fault.Mend(faults...)
		}
		if d.Set != nil {
			d.Set(&a.Form, Version(r))
		}
		return d.Take(r.Context(), tx, r, a.Form)
	}, func(status int, values url.Values, faults []fault.Field) error {
		return d.show(r, status, values, faults)
	})
}

// filesMissing says where a file must be chosen and none was sent.
func filesMissing[T any](r *route.Request, questions []form.Question[T]) []fault.Field {
	var faults []fault.Field
	for _, question := range questions {
		if question.Kind == form.File && question.Required != "" && !r.HasFile(question.Name) {
			faults = append(faults, fault.Field{Name: question.Name, Message: question.Required})
		}
	}
	return faults
}
