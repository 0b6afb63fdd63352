package danger

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
	"github.com/havenward/havenward/internal/folder"
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
	person    *folder.Head
	help      []sentence
	facts     []form.Row
	back      page.Link
}

// sentence is a catalogue source with its named values in pairs.
type sentence struct {
	Text string
	Args []any
}

func say(text string, args ...any) sentence { return sentence{text, args} }

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
	Person  *folder.Head
	Help    []sentence
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
	version := strconv.FormatInt(a.version, 10)
	if values != nil && status != http.StatusConflict {
		version = values.Get("version") // a mistake must not make a page newer than it is
	}
	data := askPage{Title: d.title, Person: a.person, Help: a.help, Facts: a.facts, Button: d.button, Danger: d.danger, Action: r.URL.Path, Version: version,
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
	"assessed": "Recorded. Talk about the safety plan as well", "told": "Recorded. Those who must act were told", "corrected": "Corrected. What stood there before stays on record",
	"taken-back": "Taken back. It stays on record and counts no more", "written": "The plan was kept. Now say how they take it with them", "given": "Recorded", "undone": "Undone",
	"traced": "Kept", "raised": "The alert is out. Those who may open the case were told", "seen": "Recorded that you have seen it", "taken": "You deal with this now", "given-back": "Nobody deals with this now. Take it on, or ask somebody to",
	"finished": "Dealt with", "reopened": "The alert is open again",
}

func banner(r *route.Request) *page.Banner {
	if words := doneWords[r.URL.Query().Get("done")]; words != "" {
		return &page.Banner{Type: "success", Message: words}
	}
	return nil
}
