package estimates

import (
	"embed"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/mse"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

const home = "/estimates"

// Routes are the addresses of the room, in the order in which a person meets them.
func (room *Room) Routes() []route.Route {
	return []route.Route{
		{Pattern: "GET /estimates", Action: access.RunEstimates, Handle: room.list},
		{Pattern: "GET /estimates/new", Action: access.RunEstimates, Handle: room.ask},
		{Pattern: "POST /estimates", Action: access.RunEstimates, Handle: room.start, Body: MaxTable + 1<<20},
		{Pattern: "GET /estimates/compare", Action: access.RunEstimates, Handle: room.compare},
		{Pattern: "GET /estimates/{id}", Action: access.RunEstimates, Handle: room.show},
		{Pattern: "GET /estimates/{id}/print", Action: access.RunEstimates, Handle: room.print},
		{Pattern: "GET /estimates/{id}/download/{format}", Action: access.RunEstimates, Handle: room.download},
		{Pattern: "POST /estimates/{id}/cancel", Action: access.RunEstimates, Handle: room.cancel},
		{Pattern: "POST /estimates/{id}/retry", Action: access.RunEstimates, Handle: room.retry},
		{Pattern: "POST /estimates/{id}/repeat", Action: access.RunEstimates, Handle: room.repeat},
		{Pattern: "POST /estimates/{id}/delete", Action: access.RunEstimates, Handle: room.delete},
		{Pattern: "POST /estimates/{id}/restore", Action: access.RunEstimates, Handle: room.restore},
	}
}

// aPage is how many runs a page lists.
const aPage = 50

type listPage struct {
	Fields   []form.Field
	Runs     []Run
	Narrowed bool
	Next     string
}

type narrowed struct {
	Words, State, Source string
	Mine                 bool
}

var filters = []form.Question[narrowed]{
	{Name: "q", Label: "Name contains", Kind: form.Text, MaxLength: 100, Width: "20", Bind: func(n *narrowed) any { return &n.Words }},
	{Name: "state", Label: "State", Kind: form.Select, Options: stateOptions(), Bind: func(n *narrowed) any { return &n.State }},
	{Name: "source", Label: "Data from", Kind: form.Select, Options: []form.Option{{Value: FromTable, Label: "A table"}, {Value: FromCasework, Label: "Casework"}}, Bind: func(n *narrowed) any { return &n.Source }},
	{Name: "mine", Label: "Only runs that I asked for", Kind: form.Tick, Bind: func(n *narrowed) any { return &n.Mine }},
}

func stateOptions() []form.Option {
	options := []form.Option{{Value: "live", Label: "Waiting or running"}}
	for _, line := range States[2:] {
		options = append(options, form.Option{Value: string(line.State), Label: line.Words})
	}
	return append(options, form.Option{Value: "deleted", Label: "Deleted"})
}

func (room *Room) list(r *route.Request) error {
	values := r.URL.Query()
	var n narrowed
	errs := form.Fill(&n, values, filters)
	data := listPage{Fields: form.Fields(&n, values, errs, filters), Narrowed: n != narrowed{}}
	for i := range data.Fields {
		data.Fields[i].Optional = false // nobody expects to have to filter
	}
	before, _ := db.ParseID(values.Get("before"))
	filter := Filter{Words: n.Words, State: n.State, Source: n.Source, Before: before}
	if n.Mine {
		filter.Account = r.Actor.Account
	}
	status := http.StatusOK
	if len(errs) > 0 {
		filter, status = Filter{}, http.StatusUnprocessableEntity
	}
	err := room.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data.Runs, err = Recent(r.Context(), tx, r.Actor, filter, aPage+1)
		return err
	})
	if err != nil {
		return err
	}
	if len(data.Runs) > aPage {
		data.Runs = data.Runs[:aPage]
		values.Set("before", string(data.Runs[aPage-1].ID))
		data.Next = home + "?" + values.Encode()
	}
	return r.Render(pages, status, "list.html", page.View{Title: "Estimates", Width: "wide", Errors: errs, Data: data})
}

type askPage struct{ Fields []form.Field }

func (room *Room) ask(r *route.Request) error {
	return room.askAgain(r, http.StatusOK, &asked{Source: pasted, Level: "95"}, nil, nil)
}

func (room *Room) askAgain(r *route.Request, status int, a *asked, values url.Values, errs []fault.Field) error {
	return r.Render(pages, status, "new.html", page.View{Title: "New estimate", Back: page.Link{Text: "Estimates", Href: home}, Errors: errs,
		Data: askPage{form.Fields(a, values, errs, questions)}})
}

// start reads the form and its data, and queues the run.
func (room *Room) start(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var a asked
	errs := form.Fill(&a, values, questions)
	ask := Ask{Name: a.Name, Settings: a.settings(), Source: FromTable, Once: r.Once()}
	// What is wrong with the data is said together with what is wrong with the rest.
	problem := room.readData(r, a, &ask, len(errs) == 0)
	if fault.Is(problem, fault.Invalid) {
		errs = append(errs, fault.Of(problem).Fields...)
	} else if problem != nil {
		return problem
	}
	var id db.ID
	if len(errs) == 0 {
		err = room.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
			id, err = room.Start(r.Context(), tx, r.Actor, ask)
			return err
		})
		if fault.Is(err, fault.Invalid) {
			errs = fault.Of(err).Fields
		} else if err != nil {
			return err
		}
	}
	if len(errs) > 0 {
		return room.askAgain(r, http.StatusUnprocessableEntity, &a, values, errs)
	}
	return r.Redirect(home + "/" + string(id))
}

// readData reads the data of a form from where it says; casework is read only
// where the rest of the form is right.
func (room *Room) readData(r *route.Request, a asked, ask *Ask, right bool) error {
	var one *mse.Data
	var err error
	switch {
	case a.Source == pasted && a.Table != "":
		one, err = ReadTable("table", a.Table, "")
	case a.Source == uploaded:
		var text string
		if text, err = postedTable(r); err == nil {
			one, err = ReadTable("file", text, "")
		}
	case a.Source == records && right:
		ask.Source = FromCasework
		err = room.FromCaseworkRecords(r.Context(), r.Actor, ask)
	}
	if one != nil {
		ask.Data = []*mse.Data{one}
	}
	return err
}

func postedTable(r *route.Request) (string, error) {
	_, content, err := r.Posted("file", MaxTable)
	switch {
	case err != nil:
		return "", err
	case len(content) == 0:
		return "", fault.Wrong("file", "Choose a file")
	case len(content) > MaxTable:
		return "", fault.Wrong("file", "The file must be 4 MB or smaller")
	}
	return string(content), nil
}
