package disclosure

import (
	"testing"

	"pgregory.net/rapid"
)

// published is a table as somebody outside reads it: -1 stands for hidden.
func published(t Table) [][]int {
	out := make([][]int, len(t.N))
	for i := range t.N {
		out[i] = make([]int, len(t.N[i]))
		for j := range t.N[i] {
			if out[i][j] = t.N[i][j]; t.Hidden[i][j] {
				out[i][j] = -1
			}
		}
	}
	return out
}

// attack looks, by trying whole numbers one after the other, for a table with the
// same published numbers in which one hidden number has a value. It knows nothing
// of how numbers were chosen to be hidden but that each is at least 1.
func attack(p [][]int, row, column, value, most int) bool {
	rows, columns := len(p)-1, len(p[0])-1
	work := make([][]int, rows)
	for i := range work {
		work[i] = make([]int, columns)
	}
	allowed := func(i, j, n int) bool {
		if p[i][j] >= 0 {
			return p[i][j] == n
		}
		return n >= 1 && (i != row || j != column || n == value)
	}
	var try func(at int) bool
	try = func(at int) bool {
		if at == rows*columns {
			all := 0
			for j := range columns {
				sum := 0
				for i := range rows {
					sum += work[i][j]
				}
				if all += sum; !allowed(rows, j, sum) {
					return false
				}
			}
			return allowed(rows, columns, all)
		}
		i, j := at/columns, at%columns
		low, high := p[i][j], p[i][j]
		if low < 0 {
			low, high = 1, most
		}
		for n := low; n <= high; n++ {
			if p[i][j] < 0 && !allowed(i, j, n) {
				continue
			}
			work[i][j] = n
			if j == columns-1 {
				sum := 0
				for _, m := range work[i] {
					sum += m
				}
				if p[i][columns] >= 0 && sum > p[i][columns] {
					break
				}
				if !allowed(i, columns, sum) {
					continue
				}
			}
			if try(at + 1) {
				return true
			}
		}
		return false
	}
	return try(0)
}

// TestNothingSmallCanBeWorkedOut draws tables and attacks what is published of
// them: for each small number there must be another table in which it is not small.
func TestNothingSmallCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(1, 3).Draw(t, "columns")
		counts := make([][]int, rows)
		for i := range counts {
			counts[i] = rapid.SliceOfN(rapid.SampledFrom([]int{0, 0, 1, 2, 3, 4, 5, 6, 8, 11}), columns, columns).Draw(t, "row")
		}
		table := Protect(counts)
		if table.Whole {
			return // nothing is published
		}
		p := published(table)
		for i := range table.N {
			for j, n := range table.N[i] {
				switch {
				case n == 0 && table.Hidden[i][j]:
					t.Fatalf("a zero is hidden: %v", counts)
				case !small(n):
					continue
				case !table.Hidden[i][j]:
					t.Fatalf("%d is published: %v", n, counts)
				}
				if !attack(p, i, j, Threshold, 16) {
					t.Fatalf("%v is published as %v, and %d at %d, %d cannot be %d", counts, p, n, i, j, Threshold)
				}
			}
		}
	})
}

func TestProtect(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		counts [][]int
		hidden int
		whole  bool
	}{
		"nothing small":       {[][]int{{5, 9}, {12, 0}}, 0, false},
		"nobody":              {[][]int{{0, 0}, {0, 0}}, 0, false},
		"one small":           {[][]int{{3, 20}, {20, 20}}, 4, false},
		"one provider":        {[][]int{{2, 30}}, 4, false},
		"no rows":             {nil, 0, false},
		"a small table":       {[][]int{{1, 1}, {1, 1}}, 9, false},
		"one small among big": {[][]int{{3, 40, 30}, {25, 60, 30}, {9, 9, 9}}, 4, false},
	} {
		table := Protect(c.counts)
		n := 0
		for i := range table.Hidden {
			for j := range table.Hidden[i] {
				if table.Hidden[i][j] {
					n++
				}
			}
		}
		if table.Whole != c.whole || !c.whole && n != c.hidden {
			t.Errorf("%s: %d hidden, whole %v: %v", name, n, table.Whole, published(table))
		}
	}
}
