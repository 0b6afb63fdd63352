package linkage

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// forcedWeight is the weight of a pair that an exact rule decides.
const forcedWeight = 100

// forcedPairs lists the pairs that exact rules decide: each record with the
// next one that agrees with it in all columns of a set. Missing values agree
// with nothing.
func (l *linker) forcedPairs(t *Table) []Pair {
	var pairs []Pair
	for _, set := range l.settings.Exact {
		last := make(map[string]uint32)
		for row := range t.Len() {
			key, ok := l.exactKey(t, set, row)
			if !ok {
				continue
			}
			if previous, seen := last[key]; seen {
				pairs = append(pairs, Pair{previous, uint32(row), forcedWeight})
			}
			last[key] = uint32(row)
		}
	}
	return pairs
}

func (l *linker) exactKey(t *Table, set []string, row int) (string, bool) {
	parts := make([]string, len(set))
	for i, column := range set {
		for _, f := range l.settings.Fields {
			if f.Column == column {
				parts[i] = canonicalText(f.Kind, t.Cell(row, t.Column(column)))
			}
		}
		if parts[i] == "" {
			return "", false
		}
	}
	return strings.Join(parts, unitSeparator), true
}

// withForced merges forced pairs into scored ones, by left and right record,
// each pair once; a pair told apart is left out.
func withForced(pairs, forced []Pair) []Pair {
	same := func(a, b Pair) bool { return a.Left == b.Left && a.Right == b.Right }
	pairs = append(slices.Clip(pairs), forced...)
	slices.SortFunc(pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.Left, b.Left), cmp.Compare(a.Right, b.Right),
			cmp.Compare(math.Abs(float64(b.Weight)), math.Abs(float64(a.Weight))))
	})
	pairs = slices.CompactFunc(pairs, same)
	return slices.DeleteFunc(pairs, func(p Pair) bool { return p.Weight == -forcedWeight })
}
