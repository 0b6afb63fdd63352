package figures

import (
	"embed"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/sheet"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// Room is the room of figures.
type Room struct{ DB *db.Database }

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	return []route.Route{
		{Pattern: "GET /figures", Action: access.ReadFigures, Handle: room.table},
		{Pattern: "GET /figures/referrals.csv", Action: access.ReadFigures, Handle: room.download(sheet.CSV)},
		{Pattern: "GET /figures/referrals.xlsx", Action: access.ReadFigures, Handle: room.download(sheet.XLSX)},
		{Pattern: "GET /figures/referrals.ods", Action: access.ReadFigures, Handle: room.download(sheet.ODS)},
	}
}

type asked struct {
	By       []string
	From, To string
}

var questions = []form.Question[asked]{
	{Name: "by", Label: "Count referrals by", Kind: form.Checkboxes, Required: "Choose at least one column to count by", Options: options(), Small: true,
		Bind: func(a *asked) any { return &a.By }},
	{Name: "from", Label: "From quarter", Hint: "For example, 2023Q1", Kind: form.Text, Width: "10", MaxLength: 6, Bind: func(a *asked) any { return &a.From }, Check: quarter(func(a *asked) string { return a.From })},
	{Name: "to", Label: "To quarter", Hint: "For example, 2023Q4", Kind: form.Text, Width: "10", MaxLength: 6, Bind: func(a *asked) any { return &a.To }, Check: quarter(func(a *asked) string { return a.To })},
}

func options() []form.Option {
	var options []form.Option
	for _, dimension := range Dimensions {
		options = append(options, form.Option{Value: dimension.Name, Label: dimension.Words})
	}
	return options
}

func quarter(of func(*asked) string) func(*asked) []fault.Field {
	return func(a *asked) []fault.Field {
		text := of(a)
		if text == "" || len(text) == 6 && strings.Trim(text[:4], "0123456789") == "" && text[4] == 'Q' && text[5] >= '1' && text[5] <= '4' {
			return nil
		}
		return form.Say("Enter a quarter such as 2023Q1")
	}
}

// shown is how many rows a page draws; the file has them all.
const shown = 500

type tablePage struct {
	Fields []form.Field
	Table  *Table
	More   int
	asked  string // the question as an address has it
}

// Download is where the shown table is had as a file of that format.
func (p tablePage) Download(format string) string {
	return "/figures/referrals." + format + "?" + p.asked
}

func (room *Room) table(r *route.Request) error {
	values := r.URL.Query()
	if len(values) == 0 {
		values = url.Values{"by": {"quarter", "age"}}
	}
	var a asked
	errs := form.Fill(&a, values, questions)
	data := tablePage{Fields: form.Fields(&a, values, errs, questions)}
	if len(errs) > 0 {
		return r.Render(pages, http.StatusUnprocessableEntity, "figures.html", page.View{Title: "Figures", Width: "full", Errors: errs, Data: data})
	}
	table, err := room.read(r, a)
	if err != nil {
		return err
	}
	if err := record(r.Context(), room.DB, r.Actor, table, "read-figures"); err != nil {
		return err
	}
	data.Table, data.asked = &table, values.Encode()
	if len(table.Rows) > shown {
		data.More = len(table.Rows) - shown
		table.Rows = slices.Clone(table.Rows[:shown])
	}
	return r.Render(pages, http.StatusOK, "figures.html", page.View{Title: "Figures", Width: "full", Data: data})
}

func (room *Room) read(r *route.Request, a asked) (table Table, err error) {
	by, err := ReadDimensions(a.By)
	if err != nil {
		return Table{}, err
	}
	err = room.DB.Read(r.Context(), func(tx *db.Tx) error {
		table, err = Referrals(r.Context(), tx, r.Actor, by, Filter{a.From, a.To})
		return err
	})
	return table, err
}

// download answers with the whole table as a file.
func (room *Room) download(format sheet.Format) func(*route.Request) error {
	return func(r *route.Request) error {
		var a asked
		if errs := form.Fill(&a, r.URL.Query(), questions); len(errs) > 0 {
			return fault.Mend(errs...)
		}
		table, err := room.read(r, a)
		if err != nil {
			return err
		}
		if err := record(r.Context(), room.DB, r.Actor, table, "export-figures"); err != nil {
			return err
		}
		return r.File("referrals", format, table.sheet())
	}
}
