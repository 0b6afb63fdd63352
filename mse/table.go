package mse

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strings"
)

// Table counts people by capture pattern. Bit i of a [Pattern] is the list
// Lists()[i]. Lists are kept in the order of their names, whatever the order of
// the columns they came from, so that no answer can depend on that order; what
// people read is written in the order of the columns ([Table.FileOrder]).
// A Table does not change once made.
type Table struct {
	lists  []string
	file   []int   // positions in lists, in the order of the columns
	counts []int64 // by pattern, length 1<<k; counts[0] is always 0
}

// NewTable makes a table from counts by pattern, bit i of a pattern being
// lists[i]. Counts must not be negative, the empty pattern must not be counted,
// names must be distinct and not empty. Failures are [*InputError].
func NewTable(lists []string, counts map[Pattern]int64) (*Table, error) {
	k := len(lists)
	if k < 1 || k > MaxLists {
		return nil, inputErrorf("lists", 0, "The table has %d lists. It can have from 1 to %d.", k, MaxLists)
	}
	order := make([]int, k) // order[i]: the column that holds the i-th name in sorted order
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return lists[order[a]] < lists[order[b]] })
	t := &Table{lists: make([]string, k), file: make([]int, k), counts: make([]int64, 1<<k)}
	for i, col := range order {
		t.lists[i] = lists[col]
		t.file[col] = i
		if lists[col] == "" {
			return nil, inputErrorf("name", 0, "List number %d has no name. Give every list a name in the first row.", col+1)
		}
		if i > 0 && t.lists[i] == t.lists[i-1] {
			return nil, inputErrorf("name", 0, "Two lists are called %q. Give each list its own name.", t.lists[i])
		}
	}
	for p, c := range counts {
		if int(p) >= 1<<k {
			return nil, inputErrorf("pattern", 0, "A pattern names list number %d, but there are only %d lists.", 32-leadingZeros(p), k)
		}
		if c < 0 {
			return nil, inputErrorf("negative", 0, "The count %d is negative. Counts are numbers of people: 0, 1, 2 and so on.", c)
		}
		if p == 0 && c != 0 {
			return nil, allZeroError(0)
		}
		t.counts[t.fromColumns(p)] += c
	}
	return t, nil
}

func leadingZeros(p Pattern) int {
	n := 32
	for ; p > 0; p >>= 1 {
		n--
	}
	return n
}

// fromColumns turns a pattern over columns into one over the sorted lists.
func (t *Table) fromColumns(p Pattern) Pattern {
	var out Pattern
	for col, i := range t.file {
		if p.Has(col) {
			out |= 1 << i
		}
	}
	return out
}

// K is the number of lists.
func (t *Table) K() int { return len(t.lists) }

// Lists returns the names, in the order of the bits of a Pattern.
func (t *Table) Lists() []string { return append([]string(nil), t.lists...) }

// FileOrder returns the names in the order of the columns they were read from.
func (t *Table) FileOrder() []string { return t.Names(Pattern(1)<<t.K() - 1) }

// Names returns the names of the lists of p in the order of the columns.
func (t *Table) Names(p Pattern) []string {
	out := make([]string, 0, p.Size())
	for _, i := range t.file {
		if p.Has(i) {
			out = append(out, t.lists[i])
		}
	}
	return out
}

// Set returns the pattern of the named lists, or an error that names the first unknown one.
func (t *Table) Set(names ...string) (Pattern, error) {
	var p Pattern
	for _, n := range names {
		i := sort.SearchStrings(t.lists, n)
		if i == len(t.lists) || t.lists[i] != n {
			return 0, inputErrorf("name", 0, "There is no list called %q. The lists are %s.", n, strings.Join(t.FileOrder(), ", "))
		}
		p |= 1 << i
	}
	return p, nil
}

// Count is the number of people with exactly this pattern.
func (t *Table) Count(p Pattern) int64 { return t.counts[p] }

// Overlap is the number of people who are on every list of p, whatever else they are on.
func (t *Table) Overlap(p Pattern) int64 {
	var sum int64
	for c, n := range t.counts {
		if Pattern(c).Contains(p) {
			sum += n
		}
	}
	return sum
}

// N is the number of people on at least one list.
func (t *Table) N() int64 { return t.Overlap(0) }

// Patterns returns the patterns that at least one person has, in increasing order.
func (t *Table) Patterns() []Pattern {
	var out []Pattern
	for c, n := range t.counts {
		if n > 0 {
			out = append(out, Pattern(c))
		}
	}
	return out
}

// Omit returns the table without one list. People who are on that list alone
// are no longer seen.
//
// The error is an [*InputError] if there is no such list.
func (t *Table) Omit(list int) (*Table, error) {
	return t.collapse(func(p Pattern) Pattern { return p &^ (1 << list) }, list)
}

// Merge returns the table in which two lists are one: a person is on it who was
// on either. Its name is the two names joined by a plus sign.
//
// The error is an [*InputError] if there is no such list.
func (t *Table) Merge(a, b int) (*Table, error) {
	name := strings.Join(t.Names(1<<a|1<<b), "+")
	into := t.lists[a]
	m, err := t.collapse(func(p Pattern) Pattern {
		if p.Has(b) {
			p |= 1 << a
		}
		return p &^ (1 << b)
	}, b)
	if err != nil {
		return nil, err
	}
	return m.rename(into, name)
}

// collapse maps every pattern and then removes the column of one list.
func (t *Table) collapse(to func(Pattern) Pattern, gone int) (*Table, error) {
	if gone < 0 || gone >= t.K() {
		return nil, inputErrorf("lists", 0, "There is no list number %d.", gone)
	}
	names := make([]string, 0, t.K()-1)
	column := map[int]int{} // list number to its column in the new table
	for _, i := range t.file {
		if i != gone {
			column[i] = len(names)
			names = append(names, t.lists[i])
		}
	}
	counts := map[Pattern]int64{}
	for c, n := range t.counts {
		if n == 0 {
			continue
		}
		var q Pattern
		for i, col := range column {
			if to(Pattern(c)).Has(i) {
				q |= 1 << col
			}
		}
		if q != 0 {
			counts[q] += n
		}
	}
	return NewTable(names, counts)
}

func (t *Table) rename(from, to string) (*Table, error) {
	names := t.FileOrder()
	for i := range names {
		if names[i] == from {
			names[i] = to
		}
	}
	counts := map[Pattern]int64{}
	for c, n := range t.counts {
		if n == 0 {
			continue
		}
		var q Pattern
		for col, i := range t.file {
			if Pattern(c).Has(i) {
				q |= 1 << col
			}
		}
		counts[q] = n
	}
	return NewTable(names, counts)
}

// Hash is the SHA-256 of the table's contents, in hexadecimal. Two tables with
// the same people on the same lists have the same hash, whatever the order of
// their rows and columns.
func (t *Table) Hash() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", t.lists)
	for c, n := range t.counts {
		if n > 0 {
			fmt.Fprintf(h, "%d %d\n", c, n)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
