package support

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// asked is a page that asks, ready to be drawn: what is known already, what is
// asked, and whom it is about.
type asked[T any] struct {
	form      T
	version   int64
	questions []form.Question[T]
	person    *head
	help      []sentenced
	facts     []form.Row
	back      page.Link
}

// sentenced is a catalogue source with its named values in pairs.
type sentenced struct {
	Text string
	Args []any
}

func say(text string, args ...any) sentenced { return sentenced{text, args} }

// deed is one page that asks and the command that takes what was answered: a
// GET and a POST of one address.
type deed[T any] struct {
	path          string
	action        access.Action
	title, button string
	danger        bool
	body          int64
	prepare       func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[T], error)
	// set puts the version that was posted into the form, where there is one.
	set  func(f *T, version int64)
	take func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (next string, err error)
}

type askPage struct {
	Title   string
	Person  *head
	Help    []sentenced
	Facts   []form.Row
	Fields  []form.Field
	Button  string
	Danger  bool
	Action  string
	Version string
	Files   bool
	Back    page.Link
}

// routes are the two lines of the route table for a deed.
func (d deed[T]) routes() []route.Route {
	return []route.Route{
		{Pattern: "GET " + d.path, Action: d.action, Handle: func(r *route.Request) error { return d.draw(r, http.StatusOK, nil, nil) }},
		{Pattern: "POST " + d.path, Action: d.action, Handle: d.post, Body: d.body},
	}
}

func (d deed[T]) draw(r *route.Request, status int, values url.Values, faults []fault.Field) error {
	var a asked[T]
	err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		a, err = d.prepare(r.Context(), tx, r)
		return err
	})
	if err != nil {
		return err
	}
	data := askPage{Title: d.title, Person: a.person, Help: a.help, Facts: a.facts, Button: d.button, Danger: d.danger, Action: r.URL.Path, Version: strconv.FormatInt(a.version, 10),
		Fields: form.Fields(&a.form, values, faults, a.questions), Back: a.back}
	for _, question := range a.questions {
		data.Files = data.Files || question.Kind == form.File
	}
	return r.Render(pages, status, "ask.html", page.View{Title: d.title, Data: data, Errors: faults, Back: a.back})
}

func (d deed[T]) post(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var a asked[T]
	err = r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		a, err = d.prepare(r.Context(), tx, r)
		return err
	})
	if err != nil {
		return err
	}
	f := a.form
	faults := form.Fill(&f, values, a.questions)
	if len(faults) > 0 {
		return d.draw(r, http.StatusUnprocessableEntity, values, faults)
	}
	if version, err := strconv.ParseInt(values.Get("version"), 10, 64); err == nil && d.set != nil {
		d.set(&f, version)
	}
	next, err := once(r, d.path, values, func(tx *db.Tx) (string, error) { return d.take(r.Context(), tx, r, f) })
	switch {
	case fault.Is(err, fault.Invalid):
		return d.draw(r, http.StatusUnprocessableEntity, values, fault.Of(err).Fields)
	case fault.Is(err, fault.Conflict):
		return d.draw(r, http.StatusConflict, values, []fault.Field{{Message: "Somebody changed this while you were working on it. What you entered is below: check it, then send it again"}})
	case err != nil:
		return err
	}
	return r.Redirect(next)
}

// press is a button that needs no answer: one POST.
func press(path string, action access.Action, take func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error)) route.Route {
	return route.Route{Pattern: "POST " + path, Action: action, Handle: func(r *route.Request) error {
		values, err := r.Values()
		if err != nil {
			return err
		}
		next, err := once(r, path, values, func(tx *db.Tx) (string, error) { return take(r.Context(), tx, r) })
		if err != nil {
			return err
		}
		return r.Redirect(next)
	}}
}

// once runs a change once for the key of the posted form, so that a retry or a
// double click is one change and leads to the same next page.
func once(r *route.Request, what string, values url.Values, change func(tx *db.Tx) (string, error)) (next string, err error) {
	key := r.Once()
	if key != "" {
		sum := sha256.Sum256([]byte(values.Encode()))
		key = what + " " + key + " " + hex.EncodeToString(sum[:])
	}
	err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		next, err = tx.Once(r.Context(), string(r.Actor.Account), key, func() (string, error) { return change(tx) })
		return err
	})
	return next, err
}

// done is an address with the news of what was done, for a banner on the next
// page.
func done(path, what string) string { return path + "?done=" + what }

// doneWords are the banners, by the word in the address.
var doneWords = map[string]string{
	"recorded": "Recorded", "struck": "Struck. The line stays readable", "assessed": "The assessment is recorded. The next one is in the list of what is due", "measured": "Recorded",
	"goal": "The plan is changed", "closed": "Recorded. You can open the goal again", "opened": "The goal is open again", "agreed": "The plan is agreed",
	"service": "Recorded. You are reminded if it does not answer", "answered": "The answer is recorded", "again": "It waits for an answer again",
	"wishes": "The wishes are recorded", "dependant": "Recorded", "appointment": "Recorded", "consent": "Recorded in the ledger of agreements", "back": "Recorded. Nothing is shared any more because of it",
	"longer": "Sent to your managers. You get a message when they answer", "decided": "The decision is recorded", "review": "The review is recorded", "offered": "Recorded", "advised": "Sent to your managers to be decided",
	"ended": "Support has ended. You can undo this", "undone": "Support goes on. The record of the end stays, marked as undone",
	"named": "The worker is named", "taken": "Your provider supports this person now. Name a worker", "passed": "The case was passed on. Your provider cannot see it any more", "areas": "Saved",
}

func banner(r *route.Request) *page.Banner {
	if words := doneWords[r.URL.Query().Get("done")]; words != "" {
		return &page.Banner{Type: "success", Message: words}
	}
	return nil
}
