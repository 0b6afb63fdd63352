package record

import (
	"embed"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/sheet"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// Routes are the addresses of the room. What is searched for is posted, so that
// no reference and nobody's address stands in an address.
func (room *Room) Routes() []route.Route {
	return []route.Route{
		{Pattern: "GET /record", Action: access.SearchRecord, Handle: room.ask},
		{Pattern: "POST /record", Action: access.SearchRecord, Handle: room.answer},
		{Pattern: "POST /record/export", Action: access.SearchRecord, Handle: room.export, StepUp: true},
		{Pattern: "GET /record/volumes", Action: access.SearchRecord, Handle: room.volumes},
		{Pattern: "GET /cases/{id}/history/copy", Action: access.GiveCopy, Handle: room.copy},
	}
}

// onPage is how many events a page shows, and inFile how many a file holds.
const onPage, inFile = 100, 100_000

// searchPage is the question, with its answer once there is one.
type searchPage struct {
	Fields []form.Field
	Asked  bool
	Rows   []row
	Again  []hidden // the question again, for the next page and for files
	Next   string
}

type hidden struct{ Name, Value string }

// row is an event in words.
type row struct {
	audit.Event
	What  string
	Kind  string
	Roles []string
}

func rows(events []audit.Event) []row {
	list := make([]row, len(events))
	for i, event := range events {
		what := event.Action
		if step, isStep := strings.CutPrefix(what, "step "); isStep {
			what = "Took the step: " + strings.ReplaceAll(step, "-", " ")
		} else {
			what = audit.Words(what)
		}
		list[i] = row{event, what, event.Category.Name(), roleNames(event.Roles)}
	}
	return list
}

func (room *Room) ask(r *route.Request) error {
	a := lastWeek(room.DB.Now())
	return room.show(r, http.StatusOK, searchPage{Fields: form.Fields(&a, nil, nil, questions)}, nil)
}

func (room *Room) show(r *route.Request, status int, data searchPage, errs []fault.Field) error {
	return r.Render(pages, status, "record.html", page.View{Title: "Search the record", Width: "full", Errors: errs, Data: data})
}

func (room *Room) answer(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var a asked
	errs := form.Fill(&a, values, questions)
	if len(errs) == 0 {
		result, err := room.search(r.Context(), r.Actor, a, searchAction, onPage)
		problem := fault.Of(err)
		switch {
		case err == nil:
			a.Before = ""
			again := form.Values(&a, questions)
			return room.show(r, http.StatusOK, searchPage{Fields: form.Fields(&a, again, nil, questions), Asked: true, Rows: rows(result.Events),
				Again: hide(again), Next: string(result.Next)}, nil)
		case problem.Code != fault.Invalid:
			return err
		}
		errs = problem.Fields
	}
	return room.show(r, http.StatusUnprocessableEntity, searchPage{Fields: form.Fields(&a, values, errs, questions)}, errs)
}

// hide turns an answer into hidden fields.
func hide(values url.Values) []hidden {
	var fields []hidden
	for _, q := range []string{"from-day", "from-month", "from-year", "to-day", "to-month", "to-year", "email", "agency", "reference", "category"} {
		fields = append(fields, hidden{q, values.Get(q)})
	}
	return fields
}

func (room *Room) export(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var a asked
	if errs := form.Fill(&a, values, questions); len(errs) > 0 {
		return fault.Mend(errs...)
	}
	format := sheet.Format(values.Get("format"))
	if format != sheet.CSV && format != sheet.XLSX && format != sheet.ODS {
		return fault.Wrong("format", "Choose a kind of file")
	}
	result, err := room.search(r.Context(), r.Actor, a, exportAction, inFile)
	if err != nil {
		return err
	}
	table := sheet.Table{Name: "record"}
	for _, head := range []string{"When (UTC)", "Who", "Roles", "Agency", "What", "Kind", "Case", "Why", "Given to", "Through", "From address"} {
		table.Head = append(table.Head, r.Words.Text(head))
	}
	for _, e := range rows(result.Events) {
		table.Rows = append(table.Rows, []any{e.At.UTC().Format(time.DateTime), e.Who, strings.Join(e.Roles, ", "), e.AgencyName, r.Words.Text(e.What), r.Words.Text(e.Kind),
			e.Reference, e.Why, e.Recipient, e.Via, e.Origin})
	}
	return r.File("record", format, table)
}

// volumesPage lists unusual days with the rule that found them.
type volumesPage struct {
	Days []Unusual
	Rule rule
}

func (room *Room) volumes(r *route.Request) error {
	days, rule, err := room.unusual(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "volumes.html", page.View{Title: "Unusual volumes", Width: "full", Back: page.Link{Text: "Search the record", Href: "/record"},
		Data: volumesPage{days, rule}})
}

// copyPage is what is printed for the person: agencies and roles, and nobody's
// name who works there.
type copyPage struct {
	Reference string
	Rows      []row
	Most      int
	Back      string
}

func (room *Room) copy(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	reference, events, err := room.ownCopy(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "copy.html", page.View{Title: "Who looked at your file", Width: "full",
		Data: copyPage{reference, rows(events), mostCopied, "/cases/" + string(id) + "/history"}})
}
