package mse

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ReadOptions say what the columns of a file mean. The zero value recognises a
// count column and strata columns by their names.
type ReadOptions struct {
	Count  string   // name of the count column, wherever it stands; "" to recognise it (count, n, freq, frequency) in the last place
	Strata []string // names of the strata columns; nil to recognise year, sex, gender, age, age_group, form, nationality, region
	Lists  []string // names of the list columns; nil for all that are neither count nor strata
}

// Data is what a file holds: one table of all people and, if there are strata
// columns, one table for each combination of their values.
type Data struct {
	Table  *Table
	Strata []string  // names of the strata columns
	Parts  []Stratum // in order of their values; empty without strata columns
}

// Stratum is the table of the people who share the values of the strata columns.
type Stratum struct {
	Values []string // one for each strata column
	Table  *Table
}

// Label writes the values for a person to read: "2013, female".
func (s Stratum) Label() string { return strings.Join(s.Values, ", ") }

// A column called n is the count only in the last place, for a list may be called N.
var countNames = []string{"count", "counts", "freq", "frequency"}
var strataNames = []string{"year", "sex", "gender", "age", "age_group", "form", "nationality", "region"}

// Read reads capture patterns from comma-separated text with a row of names: one
// column a list holding 0 or 1, then either a count of people or, with one row a
// person, nothing. Strata columns may stand anywhere. Every failure is an
// [*InputError] with its own Kind; no table is returned with one.
func Read(r io.Reader, opt ReadOptions) (*Data, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	cr.TrimLeadingSpace = true
	header, err := cr.Read()
	if errors.Is(err, io.EOF) {
		return nil, inputErrorf("empty", 0, "The file is empty. It needs a row of names and then one row for each pattern or person.")
	}
	if err != nil {
		return nil, csvError(err)
	}
	layout, err := readHeader(header, opt)
	if err != nil {
		return nil, err
	}
	build := newBuilder(layout)
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, csvError(err)
		}
		line, _ := cr.FieldPos(0)
		if err := build.add(row, line); err != nil {
			return nil, err
		}
	}
	return build.finish()
}

func csvError(err error) error {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return inputErrorf("csv", pe.Line, "The row is not proper comma-separated text (%v). Check its quotation marks.", pe.Err)
	}
	return fmt.Errorf("reading the table: %w", err)
}

// readable refuses a row of names of another encoding or with another separator.
func readable(header []string) error {
	for _, h := range header {
		if !utf8.ValidString(h) || strings.ContainsRune(h, 0) {
			return inputErrorf("encoding", 1, "The row of names is not text in UTF-8. Save the file as comma-separated text in UTF-8.")
		}
	}
	if len(header) == 1 {
		for mark, name := range map[string]string{";": "semicolons", "\t": "tabs", "|": "vertical bars"} {
			if strings.Contains(header[0], mark) {
				return inputErrorf("separator", 1, "The columns are divided by %s. Save the file with commas between the columns.", name)
			}
		}
	}
	return nil
}

// layout says which column is what.
type layout struct {
	names  []string
	lists  []int
	strata []int
	count  int // -1 for one row a person
}

func isCountName(h string) bool { return slices.Contains(countNames, strings.ToLower(h)) }

func readHeader(header []string, opt ReadOptions) (layout, error) {
	l := layout{count: -1}
	if err := readable(header); err != nil {
		return l, err
	}
	for i, h := range header {
		h = strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))
		l.names = append(l.names, h)
		if _, err := strconv.ParseFloat(h, 64); err == nil {
			return l, inputErrorf("header", 1, "The first row holds the number %q where a name is expected. Put a row with the names of the lists first.", h)
		}
		if h == "" {
			return l, inputErrorf("name", 1, "Column %d has no name. Give every column a name.", i+1)
		}
		if slices.Contains(l.names[:i], h) {
			return l, inputErrorf("name", 1, "Two columns are called %q. Give each its own name.", h)
		}
	}
	for _, want := range slices.Concat(opt.Strata, opt.Lists, []string{opt.Count}) {
		if want != "" && !slices.Contains(l.names, want) {
			return l, inputErrorf("name", 1, "There is no column called %q. The columns are %s.", want, strings.Join(l.names, ", "))
		}
	}
	names := countNames
	if l.names[len(l.names)-1] == "n" && !slices.ContainsFunc(l.names, isCountName) {
		names = []string{"n"}
	}
	for i, h := range l.names {
		low := strings.ToLower(h)
		switch {
		case opt.Count == h, opt.Count == "" && slices.Contains(names, low) && !slices.Contains(opt.Lists, h):
			if l.count >= 0 {
				return l, inputErrorf("count-column", 1, "Both %q and %q look like the count column. Say which one is.", l.names[l.count], h)
			}
			l.count = i
		case slices.Contains(opt.Strata, h), opt.Strata == nil && slices.Contains(strataNames, low) && !slices.Contains(opt.Lists, h):
			l.strata = append(l.strata, i)
		case opt.Lists == nil || slices.Contains(opt.Lists, h):
			l.lists = append(l.lists, i)
		}
	}
	if len(l.lists) == 0 {
		return l, inputErrorf("lists", 1, "No column is a list. The file needs one column of 0 and 1 for each list.")
	}
	if len(l.lists) > MaxLists {
		return l, inputErrorf("lists", 1, "There are %d lists (%s and so on); at most %d can be used. Omit or merge some.", len(l.lists), l.names[l.lists[0]], MaxLists)
	}
	if last := l.lists[len(l.lists)-1]; l.count >= 0 && opt.Count == "" && l.count < last {
		return l, inputErrorf("count-column", 1, "The count column %q stands before the list %q. "+
			"Put the counts in the last column, or name the count column explicitly if this is meant.", l.names[l.count], l.names[last])
	}
	return l, nil
}

// builder gathers rows into counts by stratum and pattern.
type builder struct {
	layout
	parts map[string]*stratumRows
	total map[Pattern]int64
	rows  int
}

type stratumRows struct {
	values []string
	counts map[Pattern]int64
	line   map[Pattern]int // where a pattern was first met
}

func newBuilder(l layout) *builder {
	return &builder{layout: l, parts: map[string]*stratumRows{}, total: map[Pattern]int64{}}
}

func (b *builder) add(row []string, line int) error {
	if len(row) != len(b.names) {
		return inputErrorf("width", line, "The row has %d columns; the row of names has %d.", len(row), len(b.names))
	}
	b.rows++
	count := int64(1)
	if b.count >= 0 {
		var err error
		if count, err = parseCount(row[b.count], b.names[b.count], line); err != nil {
			return err
		}
	}
	var p Pattern
	for bit, col := range b.lists {
		switch v := strings.TrimSpace(row[col]); v {
		case "0":
		case "1":
			p |= 1 << bit
		default:
			return b.badValue(v, b.names[col], line)
		}
	}
	if p == 0 {
		return allZeroError(line)
	}
	values := make([]string, len(b.strata))
	for i, col := range b.strata {
		if values[i] = strings.TrimSpace(row[col]); values[i] == "" {
			return inputErrorf("stratum", line, "The column %q is empty. Write \"not known\" if it is not known.", b.names[col])
		}
	}
	key := strings.Join(values, "\x00")
	s := b.parts[key]
	if s == nil {
		s = &stratumRows{values: values, counts: map[Pattern]int64{}, line: map[Pattern]int{}}
		b.parts[key] = s
	}
	if first, dup := s.line[p]; dup && b.count >= 0 {
		return inputErrorf("duplicate", line, "The same pattern is already counted on line %d. "+
			"If both counts are right, add them up in one row; if not, remove the wrong one.", first)
	}
	s.line[p] = line
	if s.counts[p]+count > maxCount || b.total[p]+count > maxCount {
		return inputErrorf("count", line, "The count is too large: at most %d people can have one pattern.", int64(maxCount))
	}
	s.counts[p] += count
	b.total[p] += count
	return nil
}

// maxCount keeps every sum of counts exact in a float64.
const maxCount = 1 << 36

func (b *builder) badValue(v, name string, line int) error {
	if f, err := strconv.ParseFloat(v, 64); err == nil && f == float64(int64(f)) && f > 1 {
		if b.count < 0 {
			return inputErrorf("count-column", line, "The column %q holds %s, which looks like a count, but no column is named as the count. "+
				"A list holds only 0 and 1: name the last column \"count\".", name, v)
		}
		return inputErrorf("value", line, "The list %q holds %s; a list holds only 0 and 1. "+
			"If these are counts, they are in the wrong column: counts belong under %q.", name, v, b.names[b.count])
	}
	if v == "" {
		return inputErrorf("value", line, "The list %q is empty here; write 0 if the person is not on it.", name)
	}
	return inputErrorf("value", line, "The list %q holds %q; a list holds only 0 and 1.", name, v)
}

func parseCount(s, name string, line int) (int64, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, inputErrorf("count", line, "The count is missing. Write 0 if nobody has this pattern.")
	}
	if v, err := strconv.ParseInt(s, 10, 64); err == nil && v >= 0 && v <= maxCount {
		return v, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange), math.IsNaN(f):
		return 0, inputErrorf("count", line, "The count column %q holds %q, which is not a number.", name, s)
	case f < 0:
		return 0, inputErrorf("negative", line, "The count %s is negative. Counts are numbers of people: 0, 1, 2 and so on.", s)
	case f > maxCount:
		return 0, inputErrorf("count", line, "The count %s is too large: at most %d people can have one pattern.", s, int64(maxCount))
	case f != math.Trunc(f):
		return 0, inputErrorf("fraction", line, "The count %s is not a whole number. Counts are numbers of people: 0, 1, 2 and so on.", s)
	}
	return int64(f), nil
}

func (b *builder) finish() (*Data, error) {
	if b.rows == 0 {
		return nil, inputErrorf("empty", 0, "There are names but no rows. Add one row for each pattern or person.")
	}
	names := make([]string, len(b.lists))
	for i, col := range b.lists {
		names[i] = b.names[col]
	}
	t, err := NewTable(names, b.total)
	if err != nil {
		return nil, err
	}
	if t.N() == 0 {
		return nil, inputErrorf("empty", 0, "All counts are 0: nobody is on any list.")
	}
	for i, name := range t.lists {
		if t.Overlap(1<<i) == 0 {
			return nil, inputErrorf("empty-list", 0, "Nobody is on the list %q. Remove its column; an empty list says nothing.", name)
		}
	}
	d := &Data{Table: t}
	if len(b.strata) == 0 {
		return d, nil
	}
	for _, col := range b.strata {
		d.Strata = append(d.Strata, b.names[col])
	}
	for _, s := range b.parts {
		st, err := NewTable(names, s.counts)
		if err != nil {
			return nil, err
		}
		d.Parts = append(d.Parts, Stratum{Values: s.values, Table: st})
	}
	slices.SortFunc(d.Parts, func(x, y Stratum) int { return slices.Compare(x.Values, y.Values) })
	return d, nil
}
