package linkage

// expected is what one person's pairs are expected to show before anything is
// learned.
func (c *comparison) expected(l *linker) []float64 {
	m := make([]float64, c.cells())
	if c.isName {
		family := [familyLevels]float64{0, 0.10, 0.02, 0.08, 0.05, 0.75}
		given := [givenLevels]float64{0, 0.10, 0.03, 0.08, 0.05, 0.02, 0.07, 0.65}
		for f := 1; f < familyLevels; f++ {
			for g := 1; g < givenLevels; g++ {
				m[f*c.d2+g] = family[f] * given[g]
			}
		}
		return m
	}
	first := expectedLevels(l.fields[c.first])
	if c.second < 0 {
		copy(m, first)
		return m
	}
	second := expectedLevels(l.fields[c.second])
	for a := 1; a < c.d1; a++ {
		for b := 1; b < c.d2; b++ {
			m[a*c.d2+b] = first[a] * second[b]
		}
	}
	return m
}

func expectedLevels(f *field) []float64 {
	if f.Kind == KindBirth {
		return []float64{0, 0.02, 0.005, 0.01, 0.01, 0.02, 0.03, 0.04, 0.04, 0.05, 0.03, 0.06, 0.01, 0.675}
	}
	m := []float64{0, 0.15, 0.02, 0.03, 0.05, 0.75}
	switch f.Kind {
	case KindSex, KindNationality, KindCategory:
		m = []float64{0, 0.08, 1e-6, 1e-6, 1e-6, 0.92}
	case KindPhone, KindPlace, KindAddress, KindPostcode:
		m = []float64{0, 0.35, 0.02, 0.03, 0.05, 0.55}
	}
	return m
}

// mostDifferent is the largest share of pairs of one person that may be learned
// to differ in a value outright. Beyond it the pairs are something else: people
// with the same name, or of the same household.
func mostDifferent(kind Kind) float64 {
	switch kind {
	case KindBirth:
		return 0.3
	case KindSex, KindCategory:
		return 0.2
	case KindNationality, KindDocument:
		return 0.3
	case KindEmail:
		return 0.5
	}
	return 0.9
}

// hold keeps the shares of outright difference in m below what can be.
func (c *comparison) hold(m []float64, l *linker) {
	limit := func(first bool, most float64) {
		different := func(cell int) bool {
			if first {
				return cell/c.d2 == 1
			}
			return cell%c.d2 == 1
		}
		share := 0.0
		for cell, v := range m {
			if different(cell) {
				share += v
			}
		}
		if share <= most {
			return
		}
		for cell := range m {
			if different(cell) {
				m[cell] *= most / share
			} else {
				m[cell] *= (1 - most) / (1 - share)
			}
		}
	}
	if c.isName {
		limit(true, 0.4)
		limit(false, 0.4)
		return
	}
	limit(true, mostDifferent(l.fields[c.first].Kind))
	if c.second >= 0 {
		limit(false, mostDifferent(l.fields[c.second].Kind))
	}
}
