package linkage

import "math"

// raise keeps the levels in order: no agreement, however slight, may count
// against two records more than outright difference does. Rare levels are
// learned from a handful of pairs and can come out the wrong way round.
func (c *comparison) raise(m []float64, l *linker) {
	if c.isName {
		family, given := l.nameChances()
		c.raiseDimension(m, family, true)
		c.raiseDimension(m, given, false)
		return
	}
	c.raiseDimension(m, l.levelChances(c.first), true)
	if c.second >= 0 {
		c.raiseDimension(m, l.levelChances(c.second), false)
	}
}

// raiseDimension lifts the chance of each level of a dimension to where its
// ratio to u is that of outright difference, taking from the others in
// proportion.
func (c *comparison) raiseDimension(m, u []float64, first bool) {
	if u == nil || c.d2 == 1 && !first {
		return
	}
	margin := (&comparison{d1: c.d1, d2: c.d2, m: m}).margin(first)
	different := margin[levelDifferent] / math.Max(u[levelDifferent], 1e-12)
	factors := make([]float64, len(margin))
	total := 0.0
	for level := range margin {
		factors[level] = 1
		if least := different * u[level]; level > levelDifferent && margin[level] > 0 && margin[level] < least {
			factors[level] = least / margin[level]
		}
		total += margin[level] * factors[level]
	}
	for cell := range m {
		level := cell / c.d2
		if !first {
			level = cell % c.d2
		}
		m[cell] *= factors[level] / total
	}
}

// levelChances returns the chance of each level of a field in pairs of
// different people, whatever the values; nil before it is measured.
func (l *linker) levelChances(i int) []float64 {
	if l.chances.levels == nil || l.chances.levels[i] == nil {
		return nil
	}
	f, agreement := l.fields[i], l.chances.values[i].sumOfSq
	u := make([]float64, len(f.levelNames()))
	for level := 1; level < len(u); level++ {
		u[level] = math.Exp(float64(l.chances.levels[i][level]))
		if f.Kind != KindBirth && (level == levelTypo || level == levelSimilar) {
			u[level] *= agreement
		}
	}
	u[f.exact()] = agreement
	return u
}

// nameChances returns the same for the levels of family and given names that
// are short of an exact part.
func (l *linker) nameChances() (family, given []float64) {
	c := &l.chances
	family, given = make([]float64, familyLevels), make([]float64, givenLevels)
	family[familyDifferent] = math.Exp(float64(c.differentFamily))
	given[givenDifferent] = math.Exp(float64(c.differentGiven))
	for level := partSimilar; level < partExact; level++ {
		family[familyDifferent+level] = c.fuzzyFamily[level] * c.names.familySq
		given[givenDifferent+level] = c.fuzzyGiven[level] * c.names.givenSq
	}
	return family, given
}
