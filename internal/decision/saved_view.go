package decision

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/havenward/havenward/internal/db"
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

func savedViews(ctx context.Context, tx *db.Tx, owner db.ID) ([]savedView, error) {
	return db.All(ctx, tx, `SELECT id, name, query FROM saved_view WHERE account_id = $1 ORDER BY name`, []any{owner},
		func(v *savedView, scan func(...any) error) error { return scan(&v.ID, &v.Name, &v.Query) })
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
	values, err := request.Values()
	if err != nil {
		return err
	}
	query, ok := viewQuery(values.Get("list"), values.Get("here"))
	if !ok {
		return fault.Missing()
	}
	var named namedView
	if errs := ask.Fill(&named, values, viewQuestions); len(errs) > 0 {
		return fault.Mend(errs...)
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		views, err := savedViews(request.Context(), tx, request.Actor.Account)
		if err != nil {
			return err
		}
		if len(views) >= mostViews {
			return fault.Wrong("name", "You can keep up to {limit} views. Delete one first", "limit", mostViews)
		}
		_, err = tx.Exec(request.Context(), `INSERT INTO saved_view (id, account_id, name, query) VALUES ($1, $2, $3, $4)
			ON CONFLICT (account_id, name) DO UPDATE SET query = excluded.query`, tx.NewID(), request.Actor.Account, named.Name, query)
		return err
	})
	if err != nil {
		return err
	}
	return request.Redirect("/work/" + query)
}

// renameView gives a view another name.
func (r *Room) renameView(request *route.Request) error {
	id, values, err := ownView(request)
	if err != nil {
		return err
	}
	var named namedView
	if errs := ask.Fill(&named, values, viewQuestions); len(errs) > 0 {
		return r.showViews(request, http.StatusUnprocessableEntity, id, values, errs)
	}
	err = changeView(request, `UPDATE saved_view SET name = $3 WHERE id = $1 AND account_id = $2`, id, request.Actor.Account, named.Name)
	if db.Duplicate(err) {
		return r.showViews(request, http.StatusUnprocessableEntity, id, values, []fault.Field{{Name: "name", Message: "You have another view with this name"}})
	}
	if err != nil {
		return err
	}
	return request.Redirect("/work/views")
}

// deleteView forgets a view.
func (r *Room) deleteView(request *route.Request) error {
	id, _, err := ownView(request)
	if err != nil {
		return err
	}
	if err := changeView(request, `DELETE FROM saved_view WHERE id = $1 AND account_id = $2`, id, request.Actor.Account); err != nil {
		return err
	}
	return request.Redirect("/work/views")
}

func ownView(request *route.Request) (db.ID, url.Values, error) {
	id, err := request.ID("view")
	if err != nil {
		return "", nil, err
	}
	values, err := request.Values()
	return id, values, err
}

// changeView changes one view of the actor; another's is missing.
func changeView(request *route.Request, statement string, args ...any) error {
	return request.DB.Write(request.Context(), func(tx *db.Tx) error {
		changed, err := tx.Exec(request.Context(), statement, args...)
		if err == nil && changed == 0 {
			return fault.Missing()
		}
		return err
	})
}

// trimmed is a posted line without spaces around.
func trimmed(values url.Values, name string) string { return strings.TrimSpace(values.Get(name)) }
