package linkage

import (
	"math"
	"slices"
)

// chances hold how often pairs of different people show what.
type chances struct {
	names  nameFrequency
	values []valueFrequency // by field
	// fuzzyFamily and fuzzyGiven are the factors by which the
	// frequency of a name is multiplied for agreement at a level short of exact.
	fuzzyFamily, fuzzyGiven [partLevels]float64
	differentFamily         float32
	differentGiven          float32
	// levels are logarithms of the chance of each level of each field; for levels
	// short of exact in text fields, of the factor to the frequency of the value.
	levels [][]float32
}

// measureChances takes value frequencies and the chances of levels in pairs of
// different people. Frequencies of full agreement are exact counts; levels
// short of it come from random pairs. weights are persons a record stands for,
// nil before that is known.
func (l *linker) measureChances(weights []float32) {
	l.chances.values = make([]valueFrequency, len(l.fields))
	if l.chances.levels == nil {
		l.chances.levels = make([][]float32, len(l.fields))
	}
	if l.groupOf == nil {
		l.makeGroups()
	}
	forEach(len(l.fields)+1, func(i int) {
		switch {
		case i < len(l.fields):
			l.chances.values[i] = countValues(l.fields[i], l.rows, l.width, l.offset+i, weights)
		case l.names != nil:
			l.chances.names = countNames(l.names, l.rows, l.width, l.groups, l.group, l.sex, weights)
		}
	})
}

// makeGroups numbers the commonest nationalities.
func (l *linker) makeGroups() {
	if l.groupField < 0 {
		return
	}
	counts := make([]int, l.fields[l.groupField].values.size())
	for i := l.offset + l.groupField; i < len(l.rows); i += l.width {
		counts[l.rows[i]]++
	}
	ids := make([]uint32, 0, len(counts))
	for id := 1; id < len(counts); id++ {
		ids = append(ids, uint32(id))
	}
	slices.SortStableFunc(ids, func(a, b uint32) int { return counts[b] - counts[a] })
	l.groupOf = make([]uint8, len(counts))
	for i, id := range ids {
		if i+1 < maxGroups && counts[id] >= groupShrinkage {
			l.groupOf[id] = uint8(i + 1)
			l.groups = i + 2
		}
	}
}

// levelCounts count what random pairs show.
type levelCounts struct {
	family [familyLevels]float64
	given  [givenLevels]float64
	fields [][]float64
}

// countRandomPairs compares random pairs of records.
func (l *linker) countRandomPairs(pairs int) levelCounts {
	const size = 1 << 14
	n := uint64(l.records())
	parts := make([]levelCounts, (pairs+size-1)/size)
	forRanges(pairs, size, func(number, from, to int) {
		c := &parts[number]
		c.fields = make([][]float64, len(l.fields))
		for i, f := range l.fields {
			c.fields[i] = make([]float64, len(f.levelNames()))
		}
		var m nameMatch
		for k := from; k < to; k++ {
			h := mix(l.settings.Seed*0x9e3779b97f4a7c15 + uint64(k) + 1)
			a, b := h>>32%n, h&0xffffffff%n
			if a == b {
				continue
			}
			x, y := l.row(int(a)), l.row(int(b))
			if l.names != nil && x[0] != 0 && y[0] != 0 {
				l.names.align(x[0], y[0], &m)
				c.family[m.family]++
				c.given[m.given]++
			}
			for i := range l.fields {
				c.fields[i][l.fields[i].compare(x[l.offset+i], y[l.offset+i])]++
			}
		}
	})
	total := parts[0]
	for _, c := range parts[1:] {
		addTo(total.family[:], c.family[:])
		addTo(total.given[:], c.given[:])
		for i := range total.fields {
			addTo(total.fields[i], c.fields[i])
		}
	}
	return total
}

func addTo(sum, terms []float64) {
	for i, t := range terms {
		sum[i] += t
	}
}

// setChances turns counts of random pairs into chances, taking out the pairs of
// one person among them: prior is their share and m what they show.
func (l *linker) setChances(counts levelCounts) {
	c := &l.chances
	if l.names != nil {
		family := clean(counts.family[:], l.prior, l.nameMargin(true))
		given := clean(counts.given[:], l.prior, l.nameMargin(false))
		for level := partSimilar; level < partExact; level++ {
			c.fuzzyFamily[level] = family[familyDifferent+level] / max(c.names.familySq, 1e-12)
			c.fuzzyGiven[level] = given[givenDifferent+level] / max(c.names.givenSq, 1e-12)
		}
		c.differentFamily = float32(math.Log(family[familyDifferent]))
		c.differentGiven = float32(math.Log(given[givenDifferent]))
	}
	for i, f := range l.fields {
		shares := clean(counts.fields[i], l.prior, l.fieldMargin(i))
		c.levels[i] = make([]float32, len(shares))
		for level := 1; level < len(shares); level++ {
			c.levels[i][level] = float32(math.Log(shares[level]))
			if f.Kind != KindBirth && (level == levelTypo || level == levelSimilar) {
				c.levels[i][level] -= float32(math.Log(max(c.values[i].sumOfSq, 1e-12)))
			}
		}
	}
}

// clean returns the shares of the levels 1.. among random pairs without the
// share prior of pairs of one person, which show m.
func clean(counts []float64, prior float64, m []float64) []float64 {
	total := 0.0
	for _, c := range counts[1:] {
		total += c
	}
	shares := make([]float64, len(counts))
	sum := 0.0
	for i := 1; i < len(counts); i++ {
		share := (counts[i] + 0.5) / (total + 0.5*float64(len(counts)-1))
		if m != nil {
			share = max(share-prior*m[i], share*0.1, 0.5/(total+1))
		}
		shares[i] = share
		sum += share
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}

// nameMargin and fieldMargin return what pairs of one person show in one
// dimension, nil before anything is learned.
func (l *linker) nameMargin(family bool) []float64 {
	c := &l.comparisons[0]
	if c.m == nil {
		return nil
	}
	return c.margin(family)
}

func (l *linker) fieldMargin(i int) []float64 {
	for k := range l.comparisons {
		c := &l.comparisons[k]
		if c.isName || c.m == nil {
			continue
		}
		if c.first == i {
			return c.margin(true)
		}
		if c.second == i {
			return c.margin(false)
		}
	}
	return nil
}

// margin sums m over the other dimension.
func (c *comparison) margin(first bool) []float64 {
	if first {
		sums := make([]float64, c.d1)
		for cell, m := range c.m {
			sums[cell/c.d2] += m
		}
		return sums
	}
	sums := make([]float64, c.d2)
	for cell, m := range c.m {
		sums[cell%c.d2] += m
	}
	return sums
}
