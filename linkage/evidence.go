package linkage

// comparison is one piece of evidence of the model: the name, a single field,
// or a place and a postcode that move together. Its levels are those of one or
// two dimensions (family and given part; postcode and place); cell number
// l1*d2+l2, level 0 of a dimension is missing.
type comparison struct {
	Label  string
	isName bool
	first  int // index of the field; of the first dimension
	second int // index of the field of the second dimension, or -1
	d1, d2 int
	levels [2][]string
	// m is the chance of each cell among pairs of one person, given that both
	// records have values; cells with a missing level hold nothing.
	m []float64
	// logM is the logarithm of m, with marginal chances in the cells where one
	// level is missing and 0 where both are.
	logM []float32
}

func (c *comparison) cells() int { return c.d1 * c.d2 }

// evidence is what a pair shows: a cell for each comparison and the logarithm
// of the chance of it in pairs of different people.
type evidence struct {
	cell [maxComparisons]uint8
	logU [maxComparisons]float32
}

const maxComparisons = 24

// chances hold how often pairs of different people show what.
type chances struct {
	names  nameFrequency
	values []valueFrequency // by field
	// fuzzyFamily and fuzzyGiven are logarithms of the factor by which the
	// frequency of a name is multiplied for agreement at a level short of exact.
	fuzzyFamily, fuzzyGiven [partLevels]float32
	differentFamily         float32
	differentGiven          float32
	// levels are logarithms of the chance of each level of each field; for levels
	// short of exact in text fields, of the factor to the frequency of the value.
	levels [][]float32
}

// compare fills in the evidence of two records.
func (l *linker) compare(x, y []uint32, e *evidence) {
	for i := range l.comparisons {
		c := &l.comparisons[i]
		switch {
		case c.isName:
			l.compareNames(c, x, y, &e.cell[i], &e.logU[i])
		case c.second < 0:
			level, logU := l.compareField(c.first, x, y)
			e.cell[i], e.logU[i] = level, logU
		default:
			level1, logU1 := l.compareField(c.first, x, y)
			level2, logU2 := l.compareField(c.second, x, y)
			e.cell[i], e.logU[i] = level1*uint8(c.d2)+level2, logU1+logU2
		}
	}
}

func (l *linker) compareField(i int, x, y []uint32) (level uint8, logU float32) {
	f := l.fields[i]
	a, b := x[l.offset+i], y[l.offset+i]
	if a == 0 || b == 0 {
		return levelMissing, 0
	}
	if f.several != nil && (f.several[a] != nil || f.several[b] != nil) {
		level, a, b = f.compareSeveral(a, b)
	} else {
		level = f.compare(a, b)
	}
	return level, l.chances.level(i, f, level, a, b)
}

// level returns the logarithm of the chance that two different people show this
// level, given the values that show it.
func (c *chances) level(i int, f *field, level uint8, a, b uint32) float32 {
	v := &c.values[i]
	if f.Kind == KindBirth {
		if level == birthExact || level == birthBothDefault {
			return v.of(a)
		}
		return c.levels[i][level]
	}
	switch level {
	case levelExact:
		return v.of(a)
	case levelTypo, levelSimilar:
		return min(c.levels[i][level]+max(v.of(a), v.of(b)), 0)
	}
	return c.levels[i][level]
}

// compareNames judges the two names and the frequencies of what agrees.
func (l *linker) compareNames(c *comparison, x, y []uint32, cell *uint8, logU *float32) {
	*cell, *logU = 0, 0
	if x[0] == 0 || y[0] == 0 {
		return
	}
	var m nameMatch
	l.names.align(x[0], y[0], &m)
	g1, g2 := l.group(x), l.group(y)
	sum := float32(0)
	for i := range m.count {
		hit := &m.matches[i]
		isFamily := hit.isFamily
		common := l.partFrequency(hit, isFamily, g1, g2)
		if hit.level == partExact {
			sum += common
			continue
		}
		if !isFamily && m.given >= givenPartial {
			continue // an exact part beside it carries the level
		}
		factor := l.chances.fuzzyGiven[hit.level]
		if isFamily {
			factor = l.chances.fuzzyFamily[hit.level]
		}
		sum += min(0, factor+common)
	}
	if m.family == familyDifferent {
		sum += l.chances.differentFamily
	}
	if m.given == givenDifferent {
		sum += l.chances.differentGiven
	}
	*cell, *logU = m.family*uint8(c.d2)+m.given, sum
}

// partFrequency is the frequency of the commoner of two matched parts. A part
// that was a family name for one recorder and a given name for the other takes
// the role in which it is commoner.
func (l *linker) partFrequency(hit *match, isFamily bool, g1, g2 int) float32 {
	f := &l.chances.names
	of := func(token uint32) float32 {
		switch {
		case hit.crossed:
			return max(f.of(f.family, token, g1, g2), f.of(f.given, token, g1, g2))
		case isFamily:
			return f.of(f.family, token, g1, g2)
		}
		return f.of(f.given, token, g1, g2)
	}
	if hit.a == hit.b {
		return of(hit.a)
	}
	return max(of(hit.a), of(hit.b))
}

// group returns the group of name frequencies that a record belongs to.
func (l *linker) group(row []uint32) int {
	if l.groupField < 0 {
		return 0
	}
	id := row[l.offset+l.groupField]
	if int(id) < len(l.groupOf) {
		return int(l.groupOf[id])
	}
	return 0
}
