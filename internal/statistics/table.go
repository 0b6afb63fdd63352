package statistics

import (
	"slices"
	"strconv"

	"github.com/havenward/havenward/disclosure"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/sheet"
)

// Table is a measure, counted: a line for each provider and one for all of them.
type Table struct {
	Measure
	Lines []Line
	// Hides says that small numbers are hidden: the reader compares providers.
	Hides bool
	// Whole says that all numbers are hidden, because no other way was safe.
	Whole bool
}

// Line is the numbers of one provider; the last is its total.
type Line struct {
	Agency  db.ID // "" of the line for all
	Name    string
	Numbers []Number
}

// Number is one number as its reader may see it.
type Number struct {
	N      int
	Hidden bool
	// Of is the total of the line, where both may be seen; 0 where there is none.
	Of int
	// Code is of the column; "" of a total.
	Code string
}

// Percent is the number as a whole percentage of its line.
func (n Number) Percent() int {
	if n.Of == 0 {
		return 0
	}
	return (100*n.N + n.Of/2) / n.Of
}

// counted is how many of one provider are in one column.
type counted struct {
	Agency db.ID
	Name   string
	Code   string
	N      int
}

// tableOf makes a table of counts. Where hides is set, small numbers are hidden
// with what would give them away; the provider that the reader sees in full is left
// out of that. Its numbers are added to the totals of the others where those are
// shown, so who knows them learns no more than from the table of the others alone.
func tableOf(m Measure, counts []counted, full db.ID, hides bool) Table {
	t := Table{Measure: m, Hides: hides}
	var numbers [][]int // of those whose small numbers are hidden
	for _, c := range counts {
		if !slices.ContainsFunc(t.Lines, func(l Line) bool { return l.Agency == c.Agency }) {
			t.Lines = append(t.Lines, Line{Agency: c.Agency, Name: c.Name})
		}
	}
	if len(t.Lines) == 0 {
		return t
	}
	of := func(agency db.ID) []int {
		row := make([]int, len(m.Columns))
		for _, c := range counts {
			if at := slices.IndexFunc(m.Columns, func(column Column) bool { return column.Code == c.Code }); c.Agency == agency && at >= 0 {
				row[at] += c.N
			}
		}
		return row
	}
	for _, line := range t.Lines {
		if line.Agency != full {
			numbers = append(numbers, of(line.Agency))
		}
	}
	mine := append(of(full), 0)
	for _, n := range mine[:len(m.Columns)] {
		mine[len(m.Columns)] += n
	}
	if len(numbers) == 0 {
		numbers = [][]int{make([]int, len(m.Columns))}
	}
	shown := disclosure.Protect(numbers)
	t.Whole = hides && shown.Whole && !slices.ContainsFunc(t.Lines, func(l Line) bool { return l.Agency == full })
	t.Lines = append(t.Lines, Line{})
	row := 0
	for i := range t.Lines {
		line := &t.Lines[i]
		counted, hidden := mine, make([]bool, len(mine))
		switch line.Agency {
		case "":
			counted, hidden = shown.N[len(shown.N)-1], shown.Hidden[len(shown.N)-1]
		case full:
		default:
			counted, hidden = shown.N[row], shown.Hidden[row]
			row++
		}
		last := len(m.Columns)
		for j, n := range counted {
			if line.Agency == "" {
				n += mine[j]
			}
			number := Number{N: n, Hidden: hides && hidden[j]}
			if j < last {
				number.Code = m.Columns[j].Code
				if !number.Hidden && (!hides || !hidden[last]) {
					number.Of = counted[last]
					if line.Agency == "" {
						number.Of += mine[last]
					}
				}
			}
			if number.Hidden {
				number.N = 0 // what is hidden is in no page, file or answer
			}
			line.Numbers = append(line.Numbers, number)
		}
	}
	return t
}

// Sheet is the table as a file, with the same numbers hidden.
func (t Table) Sheet(words page.Words) sheet.Table {
	out := sheet.Table{Name: "statistics-" + t.Code, Head: []string{words.Text("Provider")}}
	for _, column := range t.Columns {
		out.Head = append(out.Head, words.Text(column.Words))
	}
	out.Head = append(out.Head, words.Text("Total"))
	for _, line := range t.Lines {
		row := []any{line.Name}
		if line.Agency == "" {
			row[0] = words.Text("All")
		}
		for _, n := range line.Numbers {
			if n.Hidden {
				row = append(row, words.Text("hidden"))
			} else {
				row = append(row, n.N)
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// Bar is one provider of the chart.
type Bar struct {
	Name  string
	Y     int
	Parts []BarPart
	// Hidden says that a number of the line is hidden, so no bar is drawn.
	Hidden bool
}

// BarPart is one piece of a bar.
type BarPart struct {
	X, Width int
	Colour   string
	N        int
}

// Chart is a bar for each provider, drawn beside the table.
type Chart struct {
	Bars   []Bar
	Keys   []ChartKey
	Height int
}

// ChartKey says which colour a column has.
type ChartKey struct {
	Words, Colour string
	Y             int
}

// The size of the chart, and colours that are told apart in grey too.
const (
	chartLeft, chartWidth, chartBar = 200, 420, 28
)

var chartColours = []string{"#1d70b8", "#f47738", "#00703c", "#4c2c92", "#b1b4b6", "#d53880", "#28a197", "#912b88", "#b58840", "#5694ca", "#85994b", "#0b0c0c"}

// Chart draws the lines of providers; the line for all is left to the table.
func (t Table) Chart() Chart {
	var c Chart
	most := 1
	for _, line := range t.Lines {
		if n := line.Numbers[len(t.Columns)]; line.Agency != "" && !n.Hidden {
			most = max(most, n.N)
		}
	}
	for i, column := range t.Columns {
		c.Keys = append(c.Keys, ChartKey{column.Words, chartColours[i%len(chartColours)], 12 + 20*i})
	}
	for _, line := range t.Lines {
		if line.Agency == "" {
			continue
		}
		bar := Bar{Name: line.Name, Y: len(c.Bars) * chartBar, Hidden: slices.ContainsFunc(line.Numbers, func(n Number) bool { return n.Hidden })}
		x := chartLeft
		for i, n := range line.Numbers[:len(t.Columns)] {
			if bar.Hidden || n.N == 0 {
				continue
			}
			width := max(1, n.N*chartWidth/most)
			bar.Parts = append(bar.Parts, BarPart{x, width, chartColours[i%len(chartColours)], n.N})
			x += width
		}
		c.Bars = append(c.Bars, bar)
	}
	c.Height = len(c.Bars)*chartBar + 8
	return c
}

// ViewBox is the size of the drawing.
func (c Chart) ViewBox() string {
	return "0 0 " + strconv.Itoa(chartLeft+chartWidth+20) + " " + strconv.Itoa(c.Height)
}
