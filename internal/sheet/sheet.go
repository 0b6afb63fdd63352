// Package sheet writes tables that are opened in spreadsheets: CSV, XLSX and ODS.
// Whatever stands in a cell is text or a number and never a formula, a link or
// markup.
package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Format is a kind of file.
type Format string

const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	ODS  Format = "ods"
)

// Formats lists the formats in the order in which pages offer them.
var Formats = []Format{CSV, XLSX, ODS}

// Type is the media type of a format.
func (f Format) Type() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ODS:
		return "application/vnd.oasis.opendocument.spreadsheet"
	}
	return "text/csv; charset=utf-8"
}

// Table is a table with a head. A cell is a string or a whole number.
type Table struct {
	Name string // of the sheet: words that name nobody
	Head []string
	Rows [][]any
}

// Write writes a table in a format.
func Write(w io.Writer, format Format, table Table) error {
	switch format {
	case CSV:
		return writeCSV(w, table)
	case XLSX:
		return writeXLSX(w, table)
	case ODS:
		return writeODS(w, table)
	}
	return fmt.Errorf("there is no format %q", format)
}

// Harmless makes a text one that no spreadsheet takes for a formula, however it
// is opened: an apostrophe goes before what begins like one, and characters that
// no file may hold go. It is for CSV, where a cell has no type.
func Harmless(text string) string {
	text = printable(text)
	if strings.ContainsAny(firstOf(strings.TrimLeft(text, " \u00a0")), "=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20") {
		return "'" + text
	}
	return text
}

func firstOf(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return text[:size]
}

// printable takes out the control characters that XML and spreadsheets refuse.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == utf8.RuneError || r == 0x7f || r >= 0xfffe && r <= 0xffff {
			return -1
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

func writeCSV(w io.Writer, table Table) error {
	out := csv.NewWriter(w)
	if err := out.Write(harmless(table.Head)); err != nil {
		return err
	}
	for _, row := range table.Rows {
		texts := make([]string, len(row))
		for i, cell := range row {
			text, number := content(cell)
			if texts[i] = text; !number {
				texts[i] = Harmless(text)
			}
		}
		if err := out.Write(texts); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func harmless(texts []string) []string {
	safe := make([]string, len(texts))
	for i, text := range texts {
		safe[i] = Harmless(text)
	}
	return safe
}

// content is what stands in a cell, and whether it is a number.
func content(cell any) (text string, number bool) {
	switch cell := cell.(type) {
	case int:
		return strconv.Itoa(cell), true
	case int64:
		return strconv.FormatInt(cell, 10), true
	case string:
		return cell, false
	}
	return fmt.Sprint(cell), false
}

// mostCell is the longest text that a cell of XLSX holds.
const mostCell = 32767

func writeXLSX(w io.Writer, table Table) error {
	file := excelize.NewFile()
	defer file.Close()
	name := sheetName(table.Name)
	if err := file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	out, err := file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	head := make([]any, len(table.Head))
	for i, text := range table.Head {
		head[i] = printable(text)
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	for n, row := range table.Rows {
		cells := make([]any, len(row))
		for i, cell := range row {
			// A string is written as text, which the file says of the cell: no
			// program takes it for a formula.
			if text, number := content(cell); number {
				cells[i] = cell
			} else {
				runes := []rune(printable(text))
				cells[i] = string(runes[:min(len(runes), mostCell)])
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(n+2), cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return file.Write(w)
}

// sheetName is a name that both formats take.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return -1
		}
		return r
	}, printable(name))
	if runes := []rune(name); len(runes) > 31 {
		name = string(runes[:31])
	}
	if name = strings.TrimSpace(name); name == "" {
		return "Table"
	}
	return name
}
