package estimates

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/mse"
)

// MaxTable is how long a table may be, in bytes.
const MaxTable = 4 << 20

// ReadTable reads a table that somebody typed or sent. A mistake in it is a fault
// of the named field, with the line.
func ReadTable(field, text, strata string) (*mse.Data, error) {
	var opt mse.ReadOptions
	for _, name := range strings.Split(strata, ",") {
		if name = strings.TrimSpace(name); name != "" {
			opt.Strata = append(opt.Strata, name)
		}
	}
	data, err := mse.Read(strings.NewReader(text), opt)
	var in *mse.InputError
	if errors.As(err, &in) {
		return nil, fault.Wrong(field, "{problem}", "problem", in.Error())
	}
	return data, err
}

// write writes a table as the text that [reread] reads: also a file that the
// command line takes.
func write(d *mse.Data) (string, error) {
	var out strings.Builder
	w := csv.NewWriter(&out)
	lists := d.Table.FileOrder()
	row := append(append(append([]string{}, d.Strata...), lists...), "count")
	_ = w.Write(row) // its errors are those of Flush
	parts := d.Parts
	if len(d.Strata) == 0 {
		parts = []mse.Stratum{{Table: d.Table}}
	}
	for _, part := range parts {
		for _, p := range part.Table.Patterns() {
			row = append(row[:0], part.Values...)
			for _, name := range lists {
				bit, err := part.Table.Set(name)
				if err != nil {
					return "", err
				}
				row = append(row, map[bool]string{true: "1", false: "0"}[p.Contains(bit)])
			}
			_ = w.Write(append(row, strconv.FormatInt(part.Table.Count(p), 10)))
		}
	}
	w.Flush()
	return out.String(), w.Error()
}

// reread reads what write wrote: the last column counts, and the first are the
// strata.
func reread(text string, strata int) (*mse.Data, error) {
	header, err := csv.NewReader(strings.NewReader(text)).Read()
	if err != nil {
		return nil, err
	}
	last := len(header) - 1
	return mse.Read(strings.NewReader(text), mse.ReadOptions{Count: header[last], Strata: append([]string{}, header[:strata]...), Lists: header[strata:last]})
}

// withoutSmall leaves counts of 1 to one less than Small blank in a table that
// write wrote. No reader takes a blank for nought: it is refused as missing.
func withoutSmall(text string) ([]byte, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	for _, row := range rows[min(1, len(rows)):] {
		if n, err := strconv.ParseInt(row[len(row)-1], 10, 64); err == nil && n > 0 && n < Small {
			row[len(row)-1] = ""
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	err = w.WriteAll(rows)
	return out.Bytes(), err
}

// smallCounts is how many counts of a table are so small that they can point at a
// person, over all its strata.
func smallCounts(d *mse.Data) (n int64) {
	tables := []*mse.Table{d.Table}
	if len(d.Parts) > 0 {
		tables = nil
		for _, part := range d.Parts {
			tables = append(tables, part.Table)
		}
	}
	for _, t := range tables {
		for _, p := range t.Patterns() {
			if t.Count(p) < Small {
				n++
			}
		}
	}
	return n
}
