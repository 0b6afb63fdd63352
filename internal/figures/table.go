// Package figures counts what the other rooms keep, without a word about any one
// person: tables of referrals by the groups that the official statistics use.
package figures

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/sheet"
)

// Dimension is something by which referrals are counted.
type Dimension struct {
	Name   string // as in a request and in the head of a column
	Words  string // a catalogue source string
	column string
}

// Dimensions lists what referrals can be counted by.
var Dimensions = []Dimension{
	{"quarter", "Quarter", "quarter"},
	{"first_responder_type", "Type of first responder", "published_responder_type"},
	{"first_responder", "First responder", "published_responder"},
	{"exploitation_type", "Type of exploitation", "published_exploitation"},
	{"age", "Age at exploitation", "published_age"},
	{"gender", "Gender", "published_gender"},
	{"nationality", "Nationality", "published_nationality"},
	{"jurisdiction", "Nation", "jurisdiction"},
}

// aliases are other names by which a dimension may be asked for: those that the
// published files use.
var aliases = map[string]string{"age_at_exploitation": "age"}

// Table is counts of people by some dimensions. Each row has one value for each
// dimension; rows are in the order of their values.
type Table struct {
	By    []Dimension
	Rows  []Row
	Total int
}

// Row is one cell of a table in more than one dimension.
type Row struct {
	Values []string
	People int
}

// ReadDimensions reads names of dimensions as a list with commas. Each may be
// named once.
func ReadDimensions(names []string) ([]Dimension, error) {
	var by []Dimension
	for _, name := range names {
		name = strings.TrimSpace(name)
		if actual, ok := aliases[name]; ok {
			name = actual
		}
		at := slices.IndexFunc(Dimensions, func(d Dimension) bool { return d.Name == name })
		if at < 0 {
			return nil, fault.Wrong("by", "There is no column called “{name}”. Choose from {names}", "name", name, "names", dimensionNames())
		}
		if slices.Contains(by, Dimensions[at]) {
			return nil, fault.Wrong("by", "The column “{name}” is named twice", "name", name)
		}
		by = append(by, Dimensions[at])
	}
	if len(by) == 0 {
		return nil, fault.Wrong("by", "Choose at least one column to count by")
	}
	return by, nil
}

func dimensionNames() string {
	var names []string
	for _, dimension := range Dimensions {
		names = append(names, dimension.Name)
	}
	return strings.Join(names, ", ")
}

// Formats in which Write prints a table.
var Formats = []string{"csv", "xlsx", "ods", "json", "text"}

// Write prints a table: a spreadsheet with a head, a JSON array of objects, or
// columns of text with the total.
func (t Table) Write(w io.Writer, format string) error {
	switch format {
	case "csv", "xlsx", "ods":
		return sheet.Write(w, sheet.Format(format), t.sheet())
	case "json":
		return t.writeJSON(w)
	case "text":
		return t.writeText(w)
	}
	return fault.Wrong("format", "There is no format “{format}”. Choose from {formats}", "format", format, "formats", strings.Join(Formats, ", "))
}

func (t Table) head() []string {
	var head []string
	for _, dimension := range t.By {
		head = append(head, dimension.Name)
	}
	return append(head, "people")
}

// sheet is the table as a spreadsheet holds it.
func (t Table) sheet() sheet.Table {
	table := sheet.Table{Name: "referrals", Head: t.head()}
	for _, row := range t.Rows {
		cells := make([]any, 0, len(row.Values)+1)
		for _, value := range row.Values {
			cells = append(cells, value)
		}
		table.Rows = append(table.Rows, append(cells, row.People))
	}
	return table
}

func (t Table) writeJSON(w io.Writer) error {
	rows := make([]map[string]any, 0, len(t.Rows))
	for _, row := range t.Rows {
		object := map[string]any{"people": row.People}
		for i, dimension := range t.By {
			object[dimension.Name] = row.Values[i]
		}
		rows = append(rows, object)
	}
	return json.NewEncoder(w).Encode(rows)
}

func (t Table) writeText(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(out, strings.Join(t.head(), "\t"))
	for _, row := range t.Rows {
		fmt.Fprintf(out, "%s\t%d\n", strings.Join(row.Values, "\t"), row.People)
	}
	fmt.Fprintf(out, "total%s\t%d\n", strings.Repeat("\t", len(t.By)-1), t.Total)
	return out.Flush()
}
