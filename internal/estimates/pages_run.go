package estimates

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type runPage struct {
	Run      Run
	Rows     []form.Row
	Counts   []countRow
	More     int
	Draws    int
	Report   template.HTML
	Original *Run // the run that this one repeats
	Same     bool // its digits are the same
	Others   []Run
	Print    bool
	Moving   bool // the page loads itself again
	Here     string
	Delete   []form.Field
}

// countRow is one pattern of the data with the people who have it.
type countRow struct {
	Strata, Lists string
	People        int64
	Hidden        bool
}

// shownCounts is how many patterns a page draws; the file has them all.
const shownCounts = 100

type deletion struct{ Why string }

var whyDeleted = []form.Question[deletion]{{Name: "why", Label: "Why is this run deleted?", Kind: form.Text, Required: "Say why this run is deleted", MaxLength: 500, Bind: func(d *deletion) any { return &d.Why }}}

// load gathers what the page of a run shows. A look at a result is recorded before
// the answer; a page that only says how far a run is holds nothing to look at.
func (room *Room) load(r *route.Request) (*runPage, error) {
	id, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	data := &runPage{Here: home + "/" + string(id), Delete: form.Fields(&deletion{}, nil, nil, whyDeleted)}
	err = room.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if data.Run, err = Find(r.Context(), tx, r.Actor, id); err != nil {
			return err
		}
		if err := data.counts(tables(r.Context(), tx, id)); err != nil {
			return err
		}
		if data.Run.Repeats != "" {
			original, err := Find(r.Context(), tx, r.Actor, data.Run.Repeats)
			if err == nil {
				data.Original, data.Same = &original, original.ResultHash == data.Run.ResultHash && original.Problem == data.Run.Problem
			} else if !fault.Is(err, fault.NotFound) {
				return err
			}
		}
		others, err := Recent(r.Context(), tx, r.Actor, Filter{State: string(Done)}, aPage)
		for _, other := range others {
			if other.ID != id {
				data.Others = append(data.Others, other)
			}
		}
		body, _, problem := reportOf(r.Context(), tx, id, formatBody)
		data.Report = template.HTML(body) // written by package report, which escapes every name
		return firstOf(err, problem)
	})
	if err != nil {
		return nil, err
	}
	data.Rows = data.Run.rows()
	if data.Run.State.Live() {
		return data, nil
	}
	return data, room.record(r, data.Run, "read-estimate", audit.Consultation)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (data *runPage) counts(texts []string, err error) error {
	if err != nil {
		return err
	}
	data.Draws = len(texts)
	d, err := reread(texts[0], len(data.Run.Settings.Strata))
	if err != nil {
		return err
	}
	hide := data.Run.Settings.HideSmall
	add := func(strata string, lists []string, people int64) {
		data.Counts = append(data.Counts, countRow{strata, strings.Join(lists, ", "), people, hide && people < Small})
	}
	for _, part := range d.Parts {
		for _, p := range part.Table.Patterns() {
			add(part.Label(), part.Table.Names(p), part.Table.Count(p))
		}
	}
	if len(d.Parts) == 0 {
		for _, p := range d.Table.Patterns() {
			add("", d.Table.Names(p), d.Table.Count(p))
		}
	}
	if len(data.Counts) > shownCounts {
		data.Counts, data.More = data.Counts[:shownCounts], len(data.Counts)-shownCounts
	}
	return nil
}

// rows say who asked for a run, of which data and how.
func (r Run) rows() []form.Row {
	source := form.Phrase("A table")
	if r.Source == FromCasework {
		source = "Casework"
	}
	rows := []form.Row{{Label: "Asked for by", Values: []any{r.Who}}, {Label: "When", Values: []any{r.Asked}}, {Label: "Data from", Values: []any{source}},
		{Label: "People known", Values: []any{int(r.People)}}, {Label: "SHA-256 of the data", Values: []any{r.DataHash}}}
	if !r.Vintage.IsZero() {
		rows = append(rows, form.Row{Label: "Latest record in the data", Values: []any{r.Vintage}})
	}
	rows = append(rows, r.Settings.rows()...)
	if r.Program != "" {
		rows = append(rows, form.Row{Label: "Version of the methods", Values: []any{r.Program}})
	}
	if r.ResultHash != "" {
		rows = append(rows, form.Row{Label: "SHA-256 of the result", Values: []any{r.ResultHash}})
	}
	return rows
}

// Took is how long a run took, in seconds.
func (r Run) Took() int { return int(r.Ended.Sub(r.Started).Seconds() + 0.5) }

// record puts into the record that somebody read or took a result.
func (room *Room) record(r *route.Request, run Run, action string, category audit.Category) error {
	return room.DB.Write(r.Context(), func(tx *db.Tx) error {
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: action, Category: category, Subject: "estimate " + string(run.ID)})
	})
}

func (room *Room) show(r *route.Request) error {
	data, err := room.load(r)
	if err != nil {
		return err
	}
	return room.draw(r, http.StatusOK, data, nil)
}

func (room *Room) draw(r *route.Request, status int, data *runPage, errs []fault.Field) error {
	if data.Run.State.Live() && data.Run.Deleted.IsZero() {
		// Without a script the browser itself loads the page again, until the reader
		// asks it to stand still.
		data.Moving = r.URL.Query().Get("still") == ""
		if data.Moving && r.Method == http.MethodGet {
			r.Writer.Header().Set("Refresh", "3")
		}
	}
	return r.Render(pages, status, "run.html", page.View{Title: "Estimate", Width: "full", Back: page.Link{Text: "Estimates", Href: home}, Errors: errs, Data: data})
}

func (room *Room) print(r *route.Request) error {
	data, err := room.load(r)
	if err != nil {
		return err
	}
	data.Print = true
	return r.Render(pages, http.StatusOK, "run.html", page.View{Title: "Estimate", Width: "full", Back: page.Link{Text: "Back", Href: data.Here}, Data: data})
}

// downloads are the formats that can be taken away, with the ends of their names.
var downloads = map[string]struct{ media, end string }{
	formatJSON: {"application/json", "json"}, formatCSV: {"text/csv; charset=utf-8", "csv"}, formatText: {"text/plain; charset=utf-8", "txt"},
	formatHTML: {"text/html; charset=utf-8", "html"}, "data": {"text/csv; charset=utf-8", "csv"},
}

func (room *Room) download(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	run, body, err := room.file(r, id, r.PathValue("format"))
	if err != nil {
		return err
	}
	kind := downloads[r.PathValue("format")]
	if err := room.record(r, run, "export-estimate", audit.Disclosure); err != nil {
		return err
	}
	name := "estimate"
	if r.PathValue("format") == "data" {
		name = "estimate-data"
	}
	header := r.Writer.Header()
	header.Set("Content-Type", kind.media)
	header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, name, strings.ToLower(string(id[len(id)-6:])), kind.end))
	_, err = r.Writer.Write(body)
	return err
}

// file is the report of a run in a format, or its first table for "data".
func (room *Room) file(r *route.Request, id db.ID, format string) (run Run, body []byte, err error) {
	err = room.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if run, err = Find(r.Context(), tx, r.Actor, id); err != nil {
			return err
		}
		body, err = fileOf(r.Context(), tx, run, format)
		return err
	})
	return run, body, err
}

// act does a command on the run of the address and goes back to its page.
func (room *Room) act(r *route.Request, do func(tx *db.Tx, id db.ID) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := room.DB.Write(r.Context(), func(tx *db.Tx) error { return do(tx, id) }); err != nil {
		return err
	}
	return r.Redirect(home + "/" + string(id))
}

func (room *Room) cancel(r *route.Request) error {
	return room.act(r, func(tx *db.Tx, id db.ID) error { return room.Cancel(r.Context(), tx, r.Actor, id) })
}

func (room *Room) retry(r *route.Request) error {
	return room.act(r, func(tx *db.Tx, id db.ID) error { return room.Retry(r.Context(), tx, r.Actor, id) })
}

func (room *Room) restore(r *route.Request) error {
	return room.act(r, func(tx *db.Tx, id db.ID) error { return room.Restore(r.Context(), tx, r.Actor, id) })
}

func (room *Room) repeat(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var made db.ID
	err = room.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		made, err = room.Repeat(r.Context(), tx, r.Actor, id, r.Once())
		return err
	})
	if err != nil {
		return err
	}
	return r.Redirect(home + "/" + string(made))
}

func (room *Room) delete(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var d deletion
	errs := form.Fill(&d, values, whyDeleted)
	err = room.act(r, func(tx *db.Tx, id db.ID) error { return room.Delete(r.Context(), tx, r.Actor, id, d.Why) })
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	if len(errs) == 0 {
		errs = fault.Of(err).Fields
	}
	data, err := room.load(r)
	if err != nil {
		return err
	}
	data.Delete = form.Fields(&d, values, errs, whyDeleted)
	return room.draw(r, http.StatusUnprocessableEntity, data, errs)
}
