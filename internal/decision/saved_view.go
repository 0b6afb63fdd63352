package decision

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// savedView is a filtered list that somebody gave a name. It is their own, and
// holds a filter, never cases.
type savedView struct {
	ID    db.ID
	Name  string
	Query string // "LIST?FILTER"
}

// Href is the address of the list.
func (v savedView) Href() string { return "/work/" + v.Query }

const mostViews = 50

// savedViews reads somebody's views by name. Names and filters are sealed: the
// page asks for no names of people in them, and cannot keep them out.
func savedViews(ctx context.Context, tx *db.Tx, owner db.ID) ([]savedView, error) {
	views, err := db.All(ctx, tx, `SELECT id, sealed FROM saved_view WHERE account_id = $1 ORDER BY id`, []any{owner},
		func(v *savedView, scan func(...any) error) error {
			var id db.ID
			var sealed []byte
			if err := scan(&id, &sealed); err != nil {
				return err
			}
			err := casefile.Sealed(sealed).Open(ctx, tx, db.OfStore, casefile.Row("saved_view", id), v)
			v.ID = id
			return err
		})
	slices.SortFunc(views, func(a, b savedView) int { return strings.Compare(a.Name, b.Name) })
	return views, err
}

// called gives the view of a name among somebody's.
func called(views []savedView, name string) (savedView, bool) {
	i := slices.IndexFunc(views, func(v savedView) bool { return v.Name == name })
	if i < 0 {
		return savedView{}, false
	}
	return views[i], true
}

// keepView stores a view of somebody's: a new one, or one of theirs changed.
func keepView(ctx context.Context, tx *db.Tx, owner db.ID, view savedView) error {
	sealed, err := casefile.Seal(ctx, tx, db.OfStore, casefile.Row("saved_view", view.ID), view)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO saved_view (id, account_id, sealed) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed WHERE saved_view.account_id = $2`, view.ID, owner, []byte(sealed))
	return err
}

// nameView keeps a list and its filter under a name: a new one, or in the place
// of what had the name before.
func nameView(ctx context.Context, tx *db.Tx, owner db.ID, name, query string) (savedView, error) {
	views, err := savedViews(ctx, tx, owner)
	if err != nil {
		return savedView{}, err
	}
	view, there := called(views, name)
	if !there && len(views) >= mostViews {
		return savedView{}, fault.Wrong("name", "You can keep up to {limit} views. Delete one first", "limit", mostViews)
	}
	if !there {
		view = savedView{ID: tx.NewID(), Name: name}
	}
	view.Query = query
	return view, keepView(ctx, tx, owner, view)
}

// callView gives a view of somebody's another name.
func callView(ctx context.Context, tx *db.Tx, owner, id db.ID, name string) error {
	views, err := savedViews(ctx, tx, owner)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(views, func(v savedView) bool { return v.ID == id })
	if i < 0 {
		return fault.Missing()
	}
	if other, there := called(views, name); there && other.ID != id {
		return fault.Wrong("name", "You have another view with this name")
	}
	views[i].Name = name
	return keepView(ctx, tx, owner, views[i])
}

// dropView forgets a view of somebody's.
func dropView(ctx context.Context, tx *db.Tx, owner, id db.ID) error {
	gone, err := tx.Exec(ctx, `DELETE FROM saved_view WHERE id = $1 AND account_id = $2`, id, owner)
	if err == nil && gone == 0 {
		return fault.Missing()
	}
	return err
}

// viewQuery keeps of what was posted only a list and a filter that can be read.
func viewQuery(list, query string) (string, bool) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", false
	}
	for _, known := range lists {
		if string(known.list) == list {
			return list + "?" + ReadFilter(known.list, values).Query().Encode(), true
		}
	}
	return "", false
}

type namedView struct{ Name string }

var viewQuestions = []ask.Question[namedView]{
	{Name: "name", Label: "Name of this view", Hint: "Do not use anybody’s name", Kind: ask.Text, MaxLength: 60, Required: "Enter a name for this view", Bind: func(v *namedView) any { return &v.Name }},
}

type viewsPage struct {
	Tabs  []page.Link
	Views []viewRow
}

type viewRow struct {
	savedView
	Fields []ask.Field
}

// views shows somebody's saved views, each to be opened, renamed or deleted.
func (r *Room) views(request *route.Request) error {
	return r.showViews(request, http.StatusOK, "", nil, nil)
}

func (r *Room) showViews(request *route.Request, status int, wrong db.ID, values url.Values, errs []fault.Field) error {
	data := viewsPage{Tabs: listTabs("")}
	err := r.DB.Read(request.Context(), func(tx *db.Tx) error {
		views, err := savedViews(request.Context(), tx, request.Actor.Account)
		for _, view := range views {
			var typed url.Values
			var faults []fault.Field
			if view.ID == wrong {
				typed, faults = values, errs
			}
			fields := ask.Fields(&namedView{view.Name}, typed, faults, viewQuestions)
			fields[0].ID = "name-" + string(view.ID)
			data.Views = append(data.Views, viewRow{view, fields})
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range errs {
		errs[i].Name = "name-" + string(wrong)
	}
	return request.Render(pages, status, "views.html", page.View{Title: "Saved views", Errors: errs, Back: page.Link{Text: "Back", Href: "/work"}, Data: data})
}

// saveView keeps the list that somebody looks at under a name.
func (r *Room) saveView(request *route.Request) error {
	return deed.Post(request, func(tx *db.Tx, values url.Values) (string, error) {
		query, ok := viewQuery(values.Get("list"), values.Get("here"))
		if !ok {
			return "", fault.Missing()
		}
		var named namedView
		if errs := ask.Fill(&named, values, viewQuestions); len(errs) > 0 {
			return "", fault.Mend(errs...)
		}
		_, err := nameView(request.Context(), tx, request.Actor.Account, named.Name, query)
		return "/work/" + query, err
	}, func(_ int, values url.Values, errs []fault.Field) error {
		return r.listAgain(request, List(values.Get("list")), values, errs)
	})
}

// renameView gives a view another name.
func (r *Room) renameView(request *route.Request) error {
	return deed.Post(request, func(tx *db.Tx, values url.Values) (string, error) {
		id, err := request.ID("view")
		if err != nil {
			return "", err
		}
		var named namedView
		if errs := ask.Fill(&named, values, viewQuestions); len(errs) > 0 {
			return "", fault.Mend(errs...)
		}
		return "/work/views", callView(request.Context(), tx, request.Actor.Account, id, named.Name)
	}, func(status int, values url.Values, errs []fault.Field) error {
		return r.showViews(request, status, db.ID(request.PathValue("view")), values, errs)
	})
}

// deleteView forgets a view.
func (r *Room) deleteView(ctx context.Context, tx *db.Tx, request *route.Request) (string, error) {
	id, err := request.ID("view")
	if err != nil {
		return "", err
	}
	return "/work/views", dropView(ctx, tx, request.Actor.Account, id)
}

// trimmed is a posted line without spaces around.
func trimmed(values url.Values, name string) string { return strings.TrimSpace(values.Get(name)) }
