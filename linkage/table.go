package linkage

import (
	"errors"
	"fmt"
	"slices"
)

// Table holds records read from one or several files, column by column, each
// distinct cell once.
type Table struct {
	Header  []string
	Sources []Source
	columns []column
	rows    int
}

// Source is one file of a table.
type Source struct {
	Name    string
	Records int
}

type column struct {
	values *dictionary
	cells  []uint32
}

// NewTable returns an empty table with the given column names.
func NewTable(header []string) (*Table, error) {
	t := &Table{Header: slices.Clone(header)}
	seen := make(map[string]bool)
	for i, name := range t.Header {
		if name == "" {
			return nil, fmt.Errorf("column %d has no name: give every column one", i+1)
		}
		if seen[name] {
			return nil, fmt.Errorf("column %q stands twice in the header: rename one", name)
		}
		seen[name] = true
		t.columns = append(t.columns, column{values: newDictionary()})
	}
	if len(header) == 0 {
		return nil, errors.New("the header is empty: the first line must name the columns")
	}
	return t, nil
}

// Len returns the number of records.
func (t *Table) Len() int { return t.rows }

// Column returns the index of a column, or -1.
func (t *Table) Column(name string) int { return slices.Index(t.Header, name) }

// Cell returns one cell as it was written, without surrounding space.
func (t *Table) Cell(row, column int) string {
	c := &t.columns[column]
	return c.values.text(c.cells[row])
}

// Append adds one record.
func (t *Table) Append(cells []string) error {
	if len(cells) != len(t.Header) {
		return fmt.Errorf("record %d has %d cells, the header %d", t.rows+1, len(cells), len(t.Header))
	}
	for i, cell := range cells {
		c := &t.columns[i]
		c.cells = append(c.cells, c.values.intern([]byte(cell)))
	}
	t.rows++
	return nil
}

// SourceOf returns the index in Sources of the file a record came from.
func (t *Table) SourceOf(row int) int {
	for i, s := range t.Sources {
		if row < s.Records {
			return i
		}
		row -= s.Records
	}
	return max(0, len(t.Sources)-1)
}

// CheckUnique returns an error that names the first value that is missing or
// stands twice in the column of unique ids.
func (t *Table) CheckUnique(name string) error {
	i := t.Column(name)
	if i < 0 {
		return fmt.Errorf("there is no column %q: the columns are %q", name, t.Header)
	}
	c := &t.columns[i]
	if c.values.size()-1 == t.rows {
		return nil // as many distinct values as records
	}
	seen := make([]int32, c.values.size())
	for row, id := range c.cells {
		if id == 0 {
			return fmt.Errorf("%s has no %s: every record needs its own", t.place(row), name)
		}
		if seen[id] != 0 {
			return fmt.Errorf("%s %q stands in %s and in %s: every record needs its own", name, c.values.text(id), t.place(int(seen[id])-1), t.place(row))
		}
		seen[id] = int32(row + 1)
	}
	return nil
}

// place says where a record stands: its number, and of several files in which.
func (t *Table) place(row int) string {
	if len(t.Sources) > 1 {
		for _, source := range t.Sources {
			if row < source.Records {
				return fmt.Sprintf("record %d of %s", row+1, source.Name)
			}
			row -= source.Records
		}
	}
	return fmt.Sprintf("record %d", row+1)
}
