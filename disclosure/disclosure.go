// Package disclosure hides small numbers in a table of counts so that they cannot
// be worked out from what is left.
//
// A table has rows, columns, a total of each row and of each column, and one of
// all. A number from 1 to Threshold-1 is small: it could tell who somebody is.
// Hiding it alone is not enough: subtracting the rest of its row from the total
// gives it back. So other numbers are hidden with it, until this holds:
//
// For each small number there is another whole table with the same published
// numbers, and every hidden number at least 1, in which that number is Threshold
// or more. Nobody can tell from what is published that it is small, let alone what
// it is.
//
// Zeros are published: that something did not happen names nobody. Where no choice
// of further numbers can keep the promise, the whole table is hidden. The promise
// is about one table; tables that share numbers must be published with the same
// rows and the same totals hidden.
package disclosure

import "slices"

// Threshold is the first number that is not small.
const Threshold = 5

// Table is a table of counts, and which of its numbers are hidden. The last number
// of each row is the row's total, the last row are the totals of the columns.
type Table struct {
	N      [][]int
	Hidden [][]bool
	// Whole says that every number is hidden: no choice of them was enough.
	Whole bool
}

// Protect adds totals to counts and hides what must be hidden.
func Protect(counts [][]int) Table {
	t := totals(counts)
	for i, row := range t.N {
		for j, n := range row {
			t.Hidden[i][j] = small(n)
		}
	}
	for {
		i, j, found := t.exposed()
		if !found {
			return t
		}
		if !t.shelter(i, j) {
			return t.hideAll()
		}
	}
}

func small(n int) bool { return n > 0 && n < Threshold }

func totals(counts [][]int) Table {
	rows, columns := len(counts), 0
	if rows > 0 {
		columns = len(counts[0])
	}
	t := Table{N: make([][]int, rows+1), Hidden: make([][]bool, rows+1)}
	for i := range t.N {
		t.N[i], t.Hidden[i] = make([]int, columns+1), make([]bool, columns+1)
	}
	for i, row := range counts {
		for j, n := range row {
			for _, at := range [][2]int{{i, j}, {i, columns}, {rows, j}, {rows, columns}} {
				t.N[at[0]][at[1]] += n
			}
		}
	}
	return t
}

func (t Table) hideAll() Table {
	for i := range t.Hidden {
		for j := range t.Hidden[i] {
			t.Hidden[i][j] = true
		}
	}
	t.Whole = true
	return t
}

// exposed finds a small number of which no other value is possible.
func (t Table) exposed() (i, j int, found bool) {
	for i := range t.N {
		for j := range t.N[i] {
			if small(t.N[i][j]) && !t.hedged(i, j) {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// up reports whether the sign of a number in the sums is plus: each line of the
// table (a row, a column, the totals) sums to nothing, if the totals of rows and
// of columns are taken away and the total of all is added.
func (t Table) up(i, j int) bool { return (i == len(t.N)-1) == (j == len(t.N[i])-1) }

// gives reports whether a hidden number can change by so much, in the sums upwards
// or downwards, and still be at least 1.
func (t Table) gives(i, j, by int, upwards bool) bool {
	return t.Hidden[i][j] && (upwards == t.up(i, j) || t.N[i][j]-by >= 1)
}

// hedged reports whether a small number could as well be Threshold: there is a
// closed way over hidden numbers, along rows and columns in turn, on which each
// second one can grow by what the others lose, so that all sums stay.
func (t Table) hedged(i, j int) bool {
	by, upwards := Threshold-t.N[i][j], t.up(i, j)
	// From the number's column back to its row. In this direction a step from a row
	// to a column changes a number as the number itself is changed, the step from a
	// column to a row the other way.
	seenRow, seenColumn := make([]bool, len(t.N)), make([]bool, len(t.N[0]))
	queue := []int{j}
	seenColumn[j] = true
	for len(queue) > 0 {
		column := queue[0]
		queue = queue[1:]
		for row := range t.N {
			if seenRow[row] || row == i && column == j || !t.gives(row, column, by, !upwards) {
				continue
			}
			if row == i {
				return true
			}
			seenRow[row] = true
			for next := range t.N[row] {
				if !seenColumn[next] && t.gives(row, next, by, upwards) {
					seenColumn[next] = true
					queue = append(queue, next)
				}
			}
		}
	}
	return false
}

// shelter hides the numbers that close the shortest way around a small one: a
// rectangle of which it is a corner, the one that hides the least. Totals are
// hidden only where nothing else will do.
func (t Table) shelter(i, j int) bool {
	type corner struct{ row, column, cost int }
	var best []corner
	by, upwards := Threshold-t.N[i][j], t.up(i, j)
	for row := range t.N {
		for column := range t.N[i] {
			if row == i || column == j {
				continue
			}
			ways := [][2]int{{i, column}, {row, j}, {row, column}}
			cost, fits := 0, true
			for k, at := range ways {
				n := t.N[at[0]][at[1]]
				same := k == 2 // the far corner changes as the number itself does
				loses := (upwards == same) != t.up(at[0], at[1])
				if n == 0 || loses && n-by < 1 {
					fits = false
					break
				}
				if !t.Hidden[at[0]][at[1]] {
					cost += n + 1000
					if at[0] == len(t.N)-1 || at[1] == len(t.N[i])-1 {
						cost += 1_000_000
					}
				}
			}
			if fits {
				best = append(best, corner{row, column, cost})
			}
		}
	}
	if len(best) == 0 {
		return false
	}
	least := slices.MinFunc(best, func(a, b corner) int { return a.cost - b.cost })
	t.Hidden[i][least.column], t.Hidden[least.row][j], t.Hidden[least.row][least.column] = true, true, true
	return true
}
