package linkage

import "math"

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
	// strength multiplies the evidence; 1 unless reviewed pairs said otherwise.
	strength float64
}

func (c *comparison) cells() int { return c.d1 * c.d2 }

// evidence is what a pair shows: a cell for each comparison and the logarithm
// of the chance of it in pairs of different people.
type evidence struct {
	cell [maxComparisons]uint8
	logU [maxComparisons]float32
	// spare is what logU loses if the two are different people, by who the values
	// were counted: see doubt.
	spare [maxComparisons]float32
	name  nameMatch // scratch for the alignment of the names
}

const maxComparisons = 24

// compare fills in the evidence of two records.
func (l *linker) compare(x, y []uint32, e *evidence) {
	var matched *nameMatch
	for i := range l.comparisons {
		c := &l.comparisons[i]
		e.spare[i] = 0
		switch {
		case c.isName:
			matched = l.compareNames(c, x, y, &e.name, &e.cell[i], &e.logU[i])
			if matched != nil {
				e.spare[i] = l.spareOfName(matched)
			}
		case c.second < 0:
			level, logU, spare := l.compareField(c.first, x, y)
			e.spare[i] = spare
			if f := l.fields[c.first]; f.Kind == KindSex && level != levelMissing && f.several == nil {
				if given, ok := l.sexGivenName(matched, f, x[l.offset+c.first], y[l.offset+c.first]); ok {
					logU = given
				}
			}
			e.cell[i], e.logU[i] = level, logU
		default:
			level1, logU1, spare1 := l.compareField(c.first, x, y)
			level2, logU2, spare2 := l.compareField(c.second, x, y)
			e.spare[i] = spare1 + spare2
			e.cell[i], e.logU[i] = level1*uint8(c.d2)+level2, logU1+logU2
		}
	}
}

func (l *linker) compareField(i int, x, y []uint32) (level uint8, logU, spare float32) {
	f := l.fields[i]
	a, b := x[l.offset+i], y[l.offset+i]
	if a == 0 || b == 0 {
		return levelMissing, 0, 0
	}
	if f.several != nil && (f.several[a] != nil || f.several[b] != nil) {
		level, a, b = f.compareSeveral(a, b)
	} else {
		level = f.compare(a, b)
	}
	if level == f.exact() {
		spare = l.chances.values[i].spareOf(a)
	}
	return level, l.chances.level(i, f, level, a, b), spare
}

// spareOfName is what the chance of the matched parts loses if the two are
// different people.
func (l *linker) spareOfName(m *nameMatch) (sum float32) {
	f := &l.chances.names
	for i := range m.count {
		hit := &m.matches[i]
		if hit.a != hit.b || hit.crossed || hit.joined || int(hit.a) >= len(f.spareFamily) {
			continue // each was counted as something else
		}
		if hit.isFamily {
			sum += f.spareFamily[hit.a]
		} else {
			sum += f.spareGiven[hit.a]
		}
	}
	return sum
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
func (l *linker) compareNames(c *comparison, x, y []uint32, m *nameMatch, cell *uint8, logU *float32) *nameMatch {
	*cell, *logU = 0, 0
	if x[0] == 0 || y[0] == 0 {
		return nil
	}
	l.names.align(x[0], y[0], m)
	*cell = m.family*uint8(c.d2) + m.given
	g1, g2 := l.group(x), l.group(y)
	*logU = l.nameChance(m, g1, g2)
	if m.given >= givenPartial {
		n := l.names
		*logU += l.chances.names.lengths.chance(m, &n.entries[x[0]], &n.entries[y[0]], g1, g2)
	}
	return m
}

// nameChance is the logarithm of the chance that the names of two different
// people match as m says.
func (l *linker) nameChance(m *nameMatch, g1, g2 int) float32 {
	sum := float32(0)
	if m.family == familyDifferent {
		sum += l.chances.differentFamily
	}
	if m.given == givenDifferent {
		sum += l.chances.differentGiven
	}
	if m.count == 0 {
		return sum
	}
	var kept [maxParts]*match
	parts := 0
	for i := range m.count {
		hit := &m.matches[i]
		if !hit.isFamily && hit.level < partExact && m.given >= givenPartial {
			continue // an exact part beside it carries the level
		}
		kept[parts] = hit
		parts++
	}
	f := &l.chances.names
	rows := make([]partRow, 0, maxParts)
	for _, hit := range kept[:parts] {
		rows = append(rows, l.partRow(hit))
	}
	chance := f.matchedChance(g1, g2, rows) * f.together.company(kept[:parts])
	return sum + float32(math.Log(min(1, max(chance, 1e-30))))
}

// partRow is where the frequencies of a matched part by group stand: those of
// both spellings in the role the part has, and of both roles where a part was a
// family name for one recorder and a given name for the other, or the whole
// name. The largest counts.
type partRow struct {
	frequencies [4][]float32
	count       int
	factor      float32 // of the level; 1 for exact
}

func (r *partRow) chance(group int) float64 {
	common := float32(0)
	for _, f := range r.frequencies[:r.count] {
		common = max(common, f[group])
	}
	return float64(min(1, r.factor*common))
}

func (l *linker) partRow(hit *match) partRow {
	f := &l.chances.names
	row := partRow{factor: 1}
	if hit.level < partExact {
		row.factor = float32(l.chances.fuzzyGiven[hit.level])
		if hit.isFamily {
			row.factor = float32(l.chances.fuzzyFamily[hit.level])
		}
	}
	bothRoles := hit.crossed || hit.lone
	for i, token := range [2]uint32{hit.a, hit.b} {
		if i == 1 && hit.a == hit.b {
			break
		}
		at := int(token) * f.groups
		if at >= len(f.family) {
			row.frequencies[row.count] = f.unseen
			row.count++
			continue
		}
		if hit.isFamily || bothRoles {
			row.frequencies[row.count] = f.family[at : at+f.groups]
			row.count++
		}
		if !hit.isFamily || bothRoles {
			row.frequencies[row.count] = f.given[at : at+f.groups]
			row.count++
		}
	}
	return row
}

// sexGivenName is the logarithm of the chance of the sexes of two different
// people whose given names match: a shared name that only women have makes it
// no surprise that both are women.
func (l *linker) sexGivenName(m *nameMatch, f *field, a, b uint32) (float32, bool) {
	if m == nil || m.given < givenSimilar {
		return 0, false
	}
	female := -1.0
	for i := range m.count {
		hit := &m.matches[i]
		if hit.isFamily || int(max(hit.a, hit.b)) >= len(l.chances.names.female) {
			continue
		}
		for _, token := range [2]uint32{hit.a, hit.b} {
			share := float64(l.chances.names.female[token])
			if female < 0 || math.Abs(share-0.5) > math.Abs(female-0.5) {
				female = share
			}
		}
	}
	if female < 0 {
		return 0, false
	}
	share := func(id uint32) (float64, bool) {
		switch f.texts[id].text {
		case "f":
			return female, true
		case "m":
			return 1 - female, true
		}
		return 0, false
	}
	shareA, okA := share(a)
	shareB, okB := share(b)
	switch {
	case !okA || !okB:
		return 0, false
	case a == b:
		return float32(math.Log(shareA)), true
	}
	return float32(math.Log(2 * shareA * shareB)), true
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

// sex returns 'f' or 'm' where a record says so, else 0.
func (l *linker) sex(row []uint32) byte {
	if l.sexField < 0 {
		return 0
	}
	f := l.fields[l.sexField]
	id := row[l.offset+l.sexField]
	if int(id) < len(f.texts) && len(f.texts[id].text) == 1 {
		return f.texts[id].text[0]
	}
	return 0
}
