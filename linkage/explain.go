package linkage

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Explanation says why two records are, or are not, believed to be one person:
// the odds before anything is compared, what each comparison adds, and the sum.
type Explanation struct {
	Left        string  `json:"left"`
	Right       string  `json:"right"`
	Prior       float64 `json:"prior_weight"` // logarithm to base 2 of the odds before the evidence
	Steps       []Step  `json:"steps"`
	Weight      float64 `json:"weight"`
	Probability float64 `json:"probability"`
}

// Step is what one comparison adds.
type Step struct {
	Comparison string  `json:"comparison"`
	Left       string  `json:"left"`   // as recorded
	Right      string  `json:"right"`  // as recorded
	Level      string  `json:"level"`  // of agreement
	Weight     float64 `json:"weight"` // logarithm to base 2 of the ratio by which the odds change
	Sum        float64 `json:"sum"`    // weight of the pair so far
	Same       float64 `json:"same"`   // chance of this level in pairs of one person
	Others     float64 `json:"others"` // chance of it, with these values, in pairs of different people
}

// Explain explains a pair of records of the table, given by record number.
func (r *Result) Explain(left, right int) Explanation {
	cells := func(row int) []string {
		all := make([]string, len(r.Table.Header))
		for i := range all {
			all[i] = r.Table.Cell(row, i)
		}
		return all
	}
	l := r.linker
	return l.explain(r.ID(left), r.ID(right), cells(left), cells(right), l.row(left), l.row(right))
}

// WhatIf explains the pair as it would be if the left record held other values
// in some columns. The result does not change.
func (r *Result) WhatIf(left, right int, changes map[string]string) (Explanation, error) {
	e := r.Explain(left, right)
	cells := make([]string, len(r.Table.Header))
	for i, column := range r.Table.Header {
		cells[i] = r.Table.Cell(left, i)
		if changed, ok := changes[column]; ok {
			cells[i] = changed
		}
	}
	for _, column := range sortedKeys(changes) {
		if r.Table.Column(column) < 0 {
			return e, fmt.Errorf("there is no column %q: the columns are %q", column, r.Table.Header)
		}
	}
	other := make([]string, len(r.Table.Header))
	for i := range other {
		other[i] = r.Table.Cell(right, i)
	}
	l := r.linker
	return l.explain(r.ID(left), r.ID(right), cells, other, l.makeRow(cells), l.row(right)), nil
}

// ID returns the unique id of a record, or its number where no column of unique
// ids is set.
func (r *Result) ID(record int) string {
	if i := r.Table.Column(r.linker.settings.UniqueID); i >= 0 {
		return r.Table.Cell(record, i)
	}
	return fmt.Sprint(record)
}

func (l *linker) explain(idX, idY string, cellsX, cellsY []string, x, y []uint32) Explanation {
	var e evidence
	l.compare(x, y, &e)
	l.settle(&e)
	out := Explanation{Left: idX, Right: idY, Prior: l.base() / math.Ln2}
	sum := out.Prior
	for i := range l.comparisons {
		c := &l.comparisons[i]
		weight := c.weight(e.cell[i], e.logU[i]) / math.Ln2
		sum += weight
		columns := l.columnsOf(c)
		step := Step{
			Comparison: c.Label, Left: joinCells(cellsX, columns), Right: joinCells(cellsY, columns),
			Level: c.levelText(e.cell[i]), Weight: weight, Sum: sum,
		}
		if weight != 0 {
			step.Same, step.Others = math.Exp(float64(c.logM[e.cell[i]])), math.Exp(float64(e.logU[i]))
		}
		out.Steps = append(out.Steps, step)
	}
	out.Weight, out.Probability = sum, probabilityOf(sum)
	return out
}

// columnsOf returns the columns of the table that a comparison looks at.
func (l *linker) columnsOf(c *comparison) []int {
	switch {
	case c.isName:
		return l.nameColumns
	case c.second < 0:
		return []int{l.columns[c.first]}
	}
	return []int{l.columns[c.first], l.columns[c.second]}
}

func joinCells(cells []string, columns []int) string {
	var filled []string
	for _, c := range columns {
		if cells[c] != "" {
			filled = append(filled, cells[c])
		}
	}
	return strings.Join(filled, ", ")
}

// levelText describes a cell in words.
func (c *comparison) levelText(cell uint8) string {
	first := c.levels[0][int(cell)/c.d2]
	if c.d2 == 1 {
		return first
	}
	second := c.levels[1][int(cell)%c.d2]
	if c.isName {
		return "family " + first + ", given " + second
	}
	return first + ", " + second
}

// LevelColumns returns the headings of the levels that Levels lists.
func (r *Result) LevelColumns() []string {
	var columns []string
	for i := range r.linker.comparisons {
		c := &r.linker.comparisons[i]
		switch {
		case c.isName:
			columns = append(columns, "family name", "given name")
		case c.second < 0:
			columns = append(columns, c.Label)
		default:
			columns = append(columns, r.linker.fields[c.first].Column, r.linker.fields[c.second].Column)
		}
	}
	return columns
}

// Levels appends the level of each comparison of a pair to dst.
func (r *Result) Levels(p Pair, dst []string) []string {
	l := r.linker
	var e evidence
	l.compare(l.row(int(p.Left)), l.row(int(p.Right)), &e)
	for i := range l.comparisons {
		c := &l.comparisons[i]
		dst = append(dst, c.levels[0][int(e.cell[i])/c.d2])
		if c.d2 > 1 {
			dst = append(dst, c.levels[1][int(e.cell[i])%c.d2])
		}
	}
	return dst
}

// WriteText writes the explanation as lines of words and numbers.
func (e *Explanation) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s and %s\n", e.Left, e.Right)
	fmt.Fprintf(&b, "  before anything is compared, two records are one person in 1 of %.0f cases  %+.1f\n", math.Exp2(-e.Prior)+1, e.Prior)
	for _, s := range e.Steps {
		if s.Weight == 0 {
			fmt.Fprintf(&b, "  %s: %s, which says nothing\n", s.Comparison, s.Level)
			continue
		}
		direction := "times likelier in one person than in two"
		ratio := math.Exp2(s.Weight)
		if ratio < 1 {
			direction, ratio = "times likelier in two people than in one", 1/ratio
		}
		fmt.Fprintf(&b, "  %s: %q and %q: %s, %.3g %s  %+.1f = %+.1f\n", s.Comparison, s.Left, s.Right, s.Level, ratio, direction, s.Weight, s.Sum)
	}
	fmt.Fprintf(&b, "  together: probability %.4f that they are one person\n", e.Probability)
	_, err := io.WriteString(w, b.String())
	return err
}
