package linkage

import "math"

// valueFrequency holds how common each value of a field is, as logarithms of
// shares of the records that have a value.
type valueFrequency struct {
	log     []float32
	rare    float32 // for values that were not counted
	sumOfSq float64 // chance that two records agree
}

// countValues takes the frequencies of a field from the rows.
func countValues(f *field, rows []uint32, width, at int) valueFrequency {
	counts := make([]uint32, f.values.size())
	total := 0
	for i := at; i < len(rows); i += width {
		if id := rows[i]; id != 0 {
			for _, single := range f.singles(id) {
				counts[single]++
			}
			total++
		}
	}
	return frequenciesOf(counts, total, f.Kind)
}

func frequenciesOf(counts []uint32, total int, kind Kind) valueFrequency {
	v := valueFrequency{log: make([]float32, len(counts))}
	if total == 0 {
		return v
	}
	distinct := 0
	for _, c := range counts[1:] {
		share := float64(c) / float64(total)
		v.sumOfSq += share * share
		if c > 0 {
			distinct++
		}
	}
	// A value seen twice may be rarer than twice in the file; a date of birth is
	// nearly as common as its neighbours, however often it happened to be seen.
	least := 2.0
	if kind == KindBirth {
		least = max(least, float64(total)/float64(distinct))
	}
	for id, c := range counts {
		v.log[id] = float32(math.Log(min(1, max(float64(c), least)/float64(total))))
	}
	v.rare = float32(math.Log(min(1, least/float64(total))))
	return v
}

func (v *valueFrequency) of(id uint32) float32 {
	if int(id) < len(v.log) {
		return v.log[id]
	}
	return v.rare
}

// maxGroups bounds the nationalities for which name frequencies are kept
// apart; the rarest share the frequencies of all.
const maxGroups = 24

// nameFrequency holds how common each part of a name is as a family name and as
// a given name, in all records (group 0) and within each nationality.
type nameFrequency struct {
	groups        int
	family, given []float32 // logarithms, by token*groups+group
	familySq      float64   // chance that two records share a family name
	givenSq       float64
	rare          float32
}

// countNames takes the frequencies of name parts. group returns the group of a
// record, 0 where it has none.
func countNames(n *names, rows []uint32, width, groups int, group func(record int) int) nameFrequency {
	tokens := len(n.table.tokens)
	family := make([]uint32, tokens*groups)
	given := make([]uint32, tokens*groups)
	familyTotal := make([]uint32, groups)
	givenTotal := make([]uint32, groups)
	records := len(rows) / width
	for record := range records {
		entry := &n.entries[rows[record*width]]
		if entry.count == 0 {
			continue
		}
		g := group(record)
		count := func(parts []uint32, counts, total []uint32) {
			if len(parts) == 0 {
				return
			}
			total[0]++
			if g != 0 {
				total[g]++
			}
			for i, token := range parts {
				if contains(parts[:i], token) {
					continue
				}
				counts[int(token)*groups]++
				if g != 0 {
					counts[int(token)*groups+g]++
				}
			}
		}
		count(entry.family(), family, familyTotal)
		count(entry.given(), given, givenTotal)
	}
	f := nameFrequency{groups: groups, rare: float32(math.Log(2 / max(2, float64(familyTotal[0]))))}
	f.family, f.familySq = logShares(family, familyTotal, groups)
	f.given, f.givenSq = logShares(given, givenTotal, groups)
	return f
}

// groupShrinkage is how many records of all nationalities stand behind the
// frequency within one.
const groupShrinkage = 50

func logShares(counts, totals []uint32, groups int) ([]float32, float64) {
	shares := make([]float32, len(counts))
	sumOfSq := 0.0
	for at := 0; at < len(counts); at += groups {
		overall := max(float64(counts[at]), 2) / max(2, float64(totals[0]))
		exact := float64(counts[at]) / max(1, float64(totals[0]))
		sumOfSq += exact * exact
		shares[at] = float32(math.Log(min(1, overall)))
		for g := 1; g < groups; g++ {
			share := (float64(counts[at+g]) + groupShrinkage*overall) / (float64(totals[g]) + groupShrinkage)
			shares[at+g] = float32(math.Log(min(1, max(share, 1/max(1, float64(totals[g]))))))
		}
	}
	return shares, sumOfSq
}

// of returns the logarithm of the share of records that have a token in a role,
// given the groups of the two records in which it was met. In one group it is
// the share there. Where the groups contradict each other one of them is wrong
// and either may be, and the share is the harmonic mean of both.
func (f *nameFrequency) of(shares []float32, token uint32, g1, g2 int) float32 {
	at := int(token) * f.groups
	switch {
	case at >= len(shares):
		return f.rare
	case g1 == g2:
		return shares[at+g1]
	case g1 == 0 || g2 == 0:
		return shares[at]
	}
	a, b := float64(shares[at+g1]), float64(shares[at+g2])
	return float32(-math.Log((math.Exp(-a) + math.Exp(-b)) / 2))
}
