package justice

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

// asked is a page that asks, ready to be drawn.
type asked[T any] struct {
	form      T
	version   int64
	questions []form.Question[T]
	person    *head
	help      []string // catalogue sources
	facts     []form.Row
	before    []earlier
	back      page.Link
}

// earlier is what a line said before it was corrected.
type earlier struct {
	Version int64
	When    any
	By      string
	Said    said
}

// deed is one page that asks and the command that takes what was answered: a
// GET and a POST of one address.
type deed[T any] struct {
	path          string
	action        access.Action
	title, button string
	danger        bool
	prepare       func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[T], error)
	take          func(ctx context.Context, tx *db.Tx, r *route.Request, f T, version int64) (next string, err error)
}

type askPage struct {
	Title   string
	Person  *head
	Help    []string
	Facts   []form.Row
	Before  []earlier
	Fields  []form.Field
	Button  string
	Danger  bool
	Action  string
	Version string
	Back    page.Link
}

// routes are the two lines of the route table for a deed.
func (d deed[T]) routes() []route.Route {
	return []route.Route{
		{Pattern: "GET " + d.path, Action: d.action, Handle: func(r *route.Request) error {
			a, err := d.prepared(r)
			if err != nil {
				return err
			}
			return d.draw(r, http.StatusOK, a, nil, nil)
		}},
		{Pattern: "POST " + d.path, Action: d.action, Handle: d.post},
	}
}

func (d deed[T]) prepared(r *route.Request) (a asked[T], err error) {
	err = r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		a, err = d.prepare(r.Context(), tx, r)
		return err
	})
	return a, err
}

func (d deed[T]) draw(r *route.Request, status int, a asked[T], values url.Values, faults []fault.Field) error {
	version := strconv.FormatInt(a.version, 10)
	if values != nil && status != http.StatusConflict {
		version = values.Get("version")
	}
	data := askPage{Title: d.title, Person: a.person, Help: a.help, Facts: a.facts, Before: a.before, Button: d.button, Danger: d.danger, Action: r.URL.Path, Version: version,
		Fields: form.Fields(&a.form, values, faults, a.questions), Back: a.back}
	return r.Render(pages, status, "ask.html", page.View{Title: d.title, Data: data, Errors: faults, Back: a.back})
}

func (d deed[T]) post(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	a, err := d.prepared(r)
	if err != nil {
		return err
	}
	if faults := form.Fill(&a.form, values, a.questions); len(faults) > 0 {
		return d.draw(r, http.StatusUnprocessableEntity, a, values, faults)
	}
	version, _ := strconv.ParseInt(values.Get("version"), 10, 64) // 0 is no version of anything
	next, err := once(r, d.path, values, func(tx *db.Tx) (string, error) { return d.take(r.Context(), tx, r, a.form, version) })
	switch {
	case fault.Is(err, fault.Invalid):
		return d.draw(r, http.StatusUnprocessableEntity, a, values, fault.Of(err).Fields)
	case fault.Is(err, fault.Conflict):
		return d.draw(r, http.StatusConflict, a, values, []fault.Field{{Message: "Somebody changed this while you were working on it. What you entered is below: check it, then send it again"}})
	case err != nil:
		return err
	}
	return r.Redirect(next)
}

// press is a button that needs no answer: one POST.
func press(path string, action access.Action, take func(ctx context.Context, tx *db.Tx, r *route.Request, values url.Values) (string, error)) route.Route {
	return route.Route{Pattern: "POST " + path, Action: action, Handle: func(r *route.Request) error {
		values, err := r.Values()
		if err != nil {
			return err
		}
		next, err := once(r, path, values, func(tx *db.Tx) (string, error) { return take(r.Context(), tx, r, values) })
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

// done is an address with the news of what was done, for a banner on the next page.
func done(path, what string) string { return path + "?done=" + what }

var doneWords = map[string]string{
	"recorded": "Recorded", "changed": "Changed", "struck": "Struck out as a mistake. You can put it back below", "back": "Put back", "opened": "Your agency keeps this justice file now",
	"wish": "What they want was recorded", "refused": "What they want was recorded. Nothing of their file is shown to anybody outside any more", "shown": "Shown. They find it in their list", "hidden": "They cannot see it any more",
	"asked": "Recorded that the force was asked", "settled": "Recorded", "reopened": "Open again", "handed-over": "Your agency does not keep that file any more",
}

func banner(r *route.Request) *page.Banner {
	if words := doneWords[r.URL.Query().Get("done")]; words != "" {
		return &page.Banner{Type: "success", Message: words}
	}
	return nil
}

// lift makes questions about a part of something questions about the whole.
func lift[T, U any](questions []form.Question[U], part func(*T) *U) []form.Question[T] {
	lifted := make([]form.Question[T], len(questions))
	for i := range questions {
		q := questions[i]
		lifted[i] = form.Question[T]{Name: q.Name, Label: q.Label, Hint: q.Hint, Noun: q.Noun, Kind: q.Kind, Options: q.Options, Open: q.Open, Required: q.Required, Conditional: q.Conditional,
			MaxLength: q.MaxLength, Under: q.Under, Rows: q.Rows, Width: q.Width, Inline: q.Inline, Small: q.Small, Bind: func(t *T) any { return q.Bind(part(t)) }}
		if q.Check != nil {
			lifted[i].Check = func(t *T) []fault.Field { return q.Check(part(t)) }
		}
	}
	return lifted
}
