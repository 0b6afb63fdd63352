package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/sheet"
)

var demandQuestions = []form.Question[Period]{
	{Name: "from", Label: "From", Kind: form.Date, Bind: func(f *Period) any { return &f.From }},
	{Name: "until", Label: "Until", Kind: form.Date, Bind: func(f *Period) any { return &f.Until }},
}

type demandPage struct {
	Demand
	Period Period
	Fields []form.Field
	All    bool // of all desks, small numbers hidden
	Path   string
}

// periodOf reads the period of a page: the last 90 days where none is asked for.
func periodOf(r *route.Request) (Period, []form.Field) {
	today := civil.DayOf(r.DB.Now())
	f := Period{today.Add(-89), today}
	wrong := form.Fill(&f, r.URL.Query(), demandQuestions)
	if len(wrong) > 0 || !f.From.Valid() || !f.Until.Valid() || f.Until.Before(f.From) {
		f = Period{today.Add(-89), today}
	}
	values := r.URL.Query()
	if len(wrong) == 0 {
		values = form.Values(&f, demandQuestions)
	}
	return f, form.Fields(&f, values, wrong, demandQuestions)
}

// demandOf draws the page of one desk, or of all with small numbers hidden.
func (room *Room) demandOf(path string, all bool) func(r *route.Request) error {
	return func(r *route.Request) error {
		data := demandPage{All: all, Path: path}
		data.Period, data.Fields = periodOf(r)
		err := list(r, "read-housing-demand", func(ctx context.Context, tx *db.Tx) (err error) {
			data.Demand, err = room.counted(ctx, tx, r, data.Period, all)
			return err
		})
		if err != nil {
			return err
		}
		return view(r, "demand.html", "Beds and demand", "wide", page.Link{Text: "Home", Href: "/"}, data)
	}
}

func (room *Room) counted(ctx context.Context, tx *db.Tx, r *route.Request, period Period, all bool) (Demand, error) {
	desk := r.Actor.Agency
	if all {
		desk = ""
	}
	d, err := room.demand(ctx, tx, desk, period)
	if all {
		d = d.Hidden()
	}
	return d, err
}

// demandFile gives the requests by need as a file to keep.
func (room *Room) demandFile(action access.Action, all bool) func(r *route.Request) error {
	return func(r *route.Request) error {
		period, _ := periodOf(r)
		table := sheet.Table{Name: "Requests by need", Head: []string{"Need", "Asked", "Got a place", "Supported where they live", "No longer wanted", "Contact was lost", "Not to be offered by the rule", "Waiting"}}
		err := list(r, "export-housing-demand", func(ctx context.Context, tx *db.Tx) error {
			d, err := room.counted(ctx, tx, r, period, all)
			for _, u := range d.Needs {
				row := []any{r.Words.Text(u.Need)}
				for _, n := range []int{u.Asked, u.Housed, u.Outreach, u.Withdrawn, u.Lost, u.NotEntitled, u.Waiting} {
					if n < 0 {
						row = append(row, r.Words.Text("fewer than 5"))
					} else {
						row = append(row, n)
					}
				}
				table.Rows = append(table.Rows, row)
			}
			return err
		})
		if err != nil {
			return err
		}
		for i, head := range table.Head {
			table.Head[i] = r.Words.Text(head)
		}
		return r.File("requests-by-need", sheet.CSV, table)
	}
}
