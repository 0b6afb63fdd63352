package statistics

import (
	"context"
	"embed"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/sheet"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// Menu is the place of these tables in the main menu.
func (room *Room) Menu() []route.Entry {
	return []route.Entry{{Action: access.ReadStatistics, Link: page.Link{Text: "Statistics", Href: "/statistics"}, Says: "Compare caseload, demand, what is overdue and outcomes"}}
}

// Routes are the addresses of these tables.
func (room *Room) Routes() []route.Route {
	routes := []route.Route{
		{Pattern: "GET /statistics", Action: access.ReadStatistics, Handle: room.index},
		{Pattern: "GET /statistics/{measure}", Action: access.ReadStatistics, Handle: room.table},
		{Pattern: "GET /statistics/{measure}/people", Action: access.DrillStatistics, Handle: room.people},
	}
	for _, format := range sheet.Formats {
		routes = append(routes, route.Route{Pattern: "GET /statistics/{measure}/" + string(format), Action: access.ReadStatistics, Handle: room.download(format)})
	}
	return routes
}

type indexPage struct {
	Groups []group
	Hides  bool
}

type group struct {
	Name     string
	Measures []Measure
}

// index lists the measures.
func (room *Room) index(r *route.Request) error {
	data := indexPage{Hides: hides(r.Actor)}
	err := r.DB.Read(r.Context(), func(tx *db.Tx) error {
		list, err := offered(r.Context(), tx)
		for _, m := range list {
			if n := len(data.Groups); n == 0 || data.Groups[n-1].Name != m.Group {
				data.Groups = append(data.Groups, group{Name: m.Group})
			}
			at := &data.Groups[len(data.Groups)-1]
			at.Measures = append(at.Measures, m)
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "index.html", page.View{Title: "Statistics", Width: "wide", Back: page.Link{Text: "Home", Href: "/"}, Data: data})
}

type asked struct{ On civil.Day }

var questions = []form.Question[asked]{{Name: "on", Label: "As on the day", Hint: "Leave empty for today", Kind: form.Date, Bind: func(a *asked) any { return &a.On }}}

type tablePage struct {
	Table
	On     civil.Day
	Fields []form.Field
	// Leads are the cells behind which the reader finds somebody; Full is the
	// provider that they manage, whose numbers all lead on.
	Leads map[Cell]bool
	Full  db.ID
	At    civil.Day
	By    string
}

// Query is the day as an address has it.
func (p tablePage) Query() string { return dayQuery(p.On).Encode() }

// Lead is the address of who stands behind a number, "" where the reader would find
// nobody.
func (p tablePage) Lead(provider db.ID, n Number) string {
	cell := Cell{provider, n.Code}
	if n.Hidden || n.N == 0 || p.Parts == 0 || p.Leads == nil || !p.Leads[cell] && (p.Full == "" || provider != p.Full) {
		return ""
	}
	values := dayQuery(p.On)
	values.Set("column", n.Code)
	values.Set("provider", string(provider))
	return "/statistics/" + p.Code + "/people?" + values.Encode()
}

// Label is the heading of a column, a catalogue source, for a narrow screen.
func (p tablePage) Label(code string) string {
	if column, known := p.column(code); known {
		return column.Words
	}
	return "Total"
}

// File is where the table is had as a file.
func (p tablePage) File(format string) string {
	return "/statistics/" + p.Code + "/" + format + "?" + p.Query()
}

func dayQuery(on civil.Day) url.Values {
	var a asked
	a.On = on
	return form.Values(&a, questions)
}

// read counts the measure of the address for the day that is asked for, and
// records that it was read.
func (room *Room) read(r *route.Request, deed string) (t Table, on civil.Day, faults []fault.Field, err error) {
	var a asked
	faults = form.Fill(&a, r.URL.Query(), questions)
	on = DayFor(r.Actor, a.On, civil.DayOf(r.DB.Now()))
	if err = record(r.Context(), r.DB, r.Actor, r.PathValue("measure"), deed); err != nil {
		return t, on, faults, err
	}
	err = r.DB.Read(r.Context(), func(tx *db.Tx) error {
		t, err = Count(r.Context(), tx, r.Actor, r.PathValue("measure"), on)
		return err
	})
	return t, on, faults, err
}

// record notes that a table was read or taken away.
func record(ctx context.Context, d *db.Database, actor account.Actor, code, deed string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		m, err := measure(ctx, tx, code)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Consultation, Subject: "statistics " + m.Code, Why: "statistics"})
	})
}

func (room *Room) table(r *route.Request) error {
	t, on, faults, err := room.read(r, "read-statistics")
	if err != nil {
		return err
	}
	data := tablePage{Table: t, On: on, Full: own(r.Actor), At: civil.DayOf(r.DB.Now()), By: r.Actor.Name}
	if err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data.Leads, err = seen(r.Context(), tx, r.Actor, t, on)
		return err
	}); err != nil {
		return err
	}
	a := asked{On: on}
	values := r.URL.Query()
	if len(faults) == 0 {
		values = nil
	}
	data.Fields = form.Fields(&a, values, faults, questions)
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return r.Render(pages, status, "table.html", page.View{Title: t.Title, Width: "wide", Back: page.Link{Text: "Statistics", Href: "/statistics"}, Errors: faults, Data: data})
}

func (room *Room) download(format sheet.Format) func(*route.Request) error {
	return func(r *route.Request) error {
		t, _, faults, err := room.read(r, "export-statistics")
		if err != nil {
			return err
		}
		if len(faults) > 0 {
			return fault.Mend(faults...)
		}
		return r.File("statistics-"+t.Code, format, t.Sheet(r.Words))
	}
}

type peoplePage struct {
	Behind
	On   civil.Day
	Rows []personRow
	At   civil.Day
}

type personRow struct {
	Person
	Rooms []page.Link
}

// people lists who stands behind a number, as far as the reader may see them.
func (room *Room) people(r *route.Request) error {
	ctx, code := r.Context(), r.PathValue("measure")
	var a asked
	if faults := form.Fill(&a, r.URL.Query(), questions); len(faults) > 0 {
		return fault.Mend(faults...)
	}
	cell := Cell{Provider: db.ID(r.URL.Query().Get("provider")), Column: r.URL.Query().Get("column")}
	data := peoplePage{At: civil.DayOf(r.DB.Now())}
	data.On = DayFor(r.Actor, a.On, data.At)
	if err := record(ctx, r.DB, r.Actor, code, "read-people-of-statistics"); err != nil {
		return err
	}
	err := r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if data.Behind, err = People(ctx, tx, r.Actor, code, cell, data.On); err != nil {
			return err
		}
		ids := make([]db.ID, len(data.People))
		for i, p := range data.People {
			ids[i] = p.Case
		}
		names, err := casefile.Headlines(ctx, tx, r.Actor, ids)
		if err != nil {
			return err
		}
		for _, p := range data.People {
			p.Name = names[p.Case]
			around, err := folder.Around(ctx, tx, r, p.Case, "")
			if err != nil {
				return err
			}
			data.Rows = append(data.Rows, personRow{p, around.Rooms})
		}
		return nil
	})
	if err != nil {
		return err
	}
	back := "/statistics/" + code + "?" + dayQuery(data.On).Encode()
	return r.Render(pages, http.StatusOK, "people.html", page.View{Title: "People behind a number", Width: "wide", Back: page.Link{Text: "Back to the table", Href: back}, Data: data})
}
