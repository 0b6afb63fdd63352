package linkage

import "math"

// truncation says which pairs of one person blocking does not find. Learning
// sees only pairs that a rule brings together, and those agree more than all
// do: two records with other names and another date of birth are in no block
// and would never teach the model that this happens. So the missing pairs are
// imputed: pairs of one person are drawn from the model learned so far, and
// those that no rule would find are counted with those that were found.
type truncation struct {
	rules [][]int // of each rule the pieces that must agree
	parts []int   // comparison of each piece
	// agree is the chance that a piece agrees in a pair of one person, by cell of
	// its comparison.
	agree [][]float64
	// missing is the chance, by comparison, of a cell with something missing:
	// of the first dimension alone, the second alone, and both.
	missing [][3]float64
}

// measureTruncation learns from pairs that are surely one person how the pieces
// of blocking keys go with the cells of comparisons.
func (l *linker) measureTruncation(counts levelCounts, s *sample) *truncation {
	t := &truncation{missing: make([][3]float64, len(l.comparisons))}
	var parts []keyPart
	numbers := make(map[string]int)
	for _, rule := range l.blocker.rules {
		var members []int
		for _, p := range rule.parts {
			if _, ok := numbers[p.label]; !ok {
				numbers[p.label] = len(parts)
				parts = append(parts, p)
				t.parts = append(t.parts, l.comparisonOf(p.field))
			}
			members = append(members, numbers[p.label])
		}
		t.rules = append(t.rules, members)
	}
	for i := range l.comparisons {
		c := &l.comparisons[i]
		switch {
		case c.isName:
			f, g := missingShare(counts.family[:]), missingShare(counts.given[:])
			t.missing[i] = [3]float64{f * (1 - g), g * (1 - f), f * g}
		case c.second < 0:
			t.missing[i] = [3]float64{missingShare(counts.fields[c.first]), 0, 0}
		default:
			a, b := missingShare(counts.fields[c.first]), missingShare(counts.fields[c.second])
			t.missing[i] = [3]float64{a * (1 - b), b * (1 - a), a * b}
		}
	}
	t.measureAgreement(l, parts, s)
	return t
}

func missingShare(counts []float64) float64 {
	total := 0.0
	for _, c := range counts {
		total += c
	}
	return counts[0] / max(1, total)
}

// comparisonOf returns the comparison in which a field takes part; -1 is the
// name.
func (l *linker) comparisonOf(field int) int {
	for i := range l.comparisons {
		c := &l.comparisons[i]
		if field < 0 && c.isName || field >= 0 && !c.isName && (c.first == field || c.second == field) {
			return i
		}
	}
	return 0
}

// measureAgreement compares keys of candidate pairs that are likely one person.
func (t *truncation) measureAgreement(l *linker, parts []keyPart, s *sample) {
	const most = 20_000
	t.agree = make([][]float64, len(parts))
	totals := make([][]float64, len(parts))
	for k := range parts {
		t.agree[k] = make([]float64, l.comparisons[t.parts[k]].cells())
		totals[k] = make([]float64, len(t.agree[k]))
	}
	var a, b []uint64
	likely := 0
	for i, p := range s.pairs {
		if p.Weight < -1 || likely == most {
			continue
		}
		likely++
		x, y := l.row(int(p.Left)), l.row(int(p.Right))
		weight := p.Probability()
		for k, part := range parts {
			a, b = part.append(x, a[:0]), part.append(y, b[:0])
			cell := s.cells[i*s.comparisons+t.parts[k]]
			totals[k][cell] += weight
			if shareOne(a, b) {
				t.agree[k][cell] += weight
			}
		}
	}
	for k := range parts {
		for cell := range t.agree[k] {
			t.agree[k][cell] = (t.agree[k][cell] + 0.05) / (totals[k][cell] + 0.5)
		}
	}
}

func shareOne(a, b []uint64) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

const drawnPairs = 30_000

// unseen returns, for each comparison, the shares of cells among pairs of one
// person that no rule finds, and the share of such pairs among all of one
// person. The draws are the same in every round, so the learning settles.
func (t *truncation) unseen(l *linker) (cells [][]float64, share float64) {
	const size = 1 << 11
	k := len(l.comparisons)
	cumulative := make([][]float64, k)
	margins := make([][2][]float64, k)
	for i := range l.comparisons {
		cumulative[i] = accumulate(l.comparisons[i].m)
		margins[i] = [2][]float64{accumulate(l.comparisons[i].margin(true)), accumulate(l.comparisons[i].margin(false))}
	}
	parts := make([][][]float64, (drawnPairs+size-1)/size)
	missed := make([]float64, len(parts))
	forRanges(drawnPairs, size, func(number, from, to int) {
		counts := make([][]float64, k)
		for i := range counts {
			counts[i] = make([]float64, l.comparisons[i].cells())
		}
		drawn := make([]int, k)
		agreed := make([]bool, len(t.parts))
		for pair := from; pair < to; pair++ {
			for i := range drawn {
				drawn[i] = t.draw(&l.comparisons[i], t.missing[i], cumulative[i], margins[i], uniform(pair, i, 0), uniform(pair, i, 1))
			}
			for p, i := range t.parts {
				agreed[p] = uniform(pair, i, 2) < t.agree[p][drawn[i]]
			}
			if t.found(agreed) {
				continue
			}
			missed[number]++
			for i, cell := range drawn {
				counts[i][cell]++
			}
		}
		parts[number] = counts
	})
	cells = parts[0]
	share = missed[0]
	for number := 1; number < len(parts); number++ {
		share += missed[number]
		for i := range cells {
			addTo(cells[i], parts[number][i])
		}
	}
	for i := range cells {
		for cell := range cells[i] {
			cells[i][cell] /= max(1, share)
		}
	}
	return cells, share / drawnPairs
}

func (t *truncation) found(agreed []bool) bool {
	for _, rule := range t.rules {
		all := true
		for _, p := range rule {
			all = all && agreed[p]
		}
		if all {
			return true
		}
	}
	return false
}

// draw picks a cell: first whether something is missing, then by m.
func (t *truncation) draw(c *comparison, missing [3]float64, all []float64, margins [2][]float64, u, v float64) int {
	if c.d2 == 1 {
		if u < missing[0] {
			return 0
		}
		return pick(all, v)
	}
	switch {
	case u < missing[2]:
		return 0
	case u < missing[2]+missing[0]:
		return pick(margins[1], v)
	case u < missing[2]+missing[0]+missing[1]:
		return pick(margins[0], v) * c.d2
	}
	return pick(all, v)
}

func accumulate(m []float64) []float64 {
	sums := make([]float64, len(m))
	sum := 0.0
	for i, v := range m {
		sum += v
		sums[i] = sum
	}
	return sums
}

func pick(cumulative []float64, u float64) int {
	u *= cumulative[len(cumulative)-1]
	for i, sum := range cumulative {
		if u < sum {
			return i
		}
	}
	return len(cumulative) - 1
}

// uniform is a number in [0,1) that depends on nothing but its arguments.
func uniform(pair, comparison, use int) float64 {
	h := mix(uint64(pair)*64 + uint64(comparison)*3 + uint64(use) + 0x51ed27)
	return float64(h>>11) * math.Exp2(-53)
}
