package linkage

import (
	"math"
	"slices"
)

// valueFrequency holds how common each value of a field is, as logarithms of
// shares of the records that have a value.
type valueFrequency struct {
	log     []float32
	spare   []float32 // what log loses where one person fewer has the value; nil in large tables
	rare    float32   // for values that were not counted
	sumOfSq float64   // chance that two records agree
}

// countValues takes the frequencies of a field from the rows. weights are
// persons a record stands for, nil where that is not known yet.
func countValues(f *field, rows []uint32, width, at int, weights []float32) valueFrequency {
	counts := make([]float64, f.values.size())
	total := 0.0
	for record := 0; record*width < len(rows); record++ {
		if id := rows[record*width+at]; id != 0 {
			w := weightOf(weights, record)
			for _, single := range f.singles(id) {
				counts[single] += w
			}
			total += w
		}
	}
	v := valueFrequency{log: make([]float32, len(counts)), rare: -20}
	if weights != nil {
		v.spare = make([]float32, len(counts))
	}
	if total == 0 {
		return v
	}
	for _, c := range counts[1:] {
		v.sumOfSq += c / total * c / total
	}
	others := newOthers(counts[1:], weights != nil)
	for id, c := range counts {
		v.log[id] = float32(math.Log(min(1, others.of(c)/total)))
		if v.spare != nil {
			v.spare[id] = others.spare(c)
		}
	}
	v.rare = float32(math.Log(min(1, others.of(0)/total)))
	return v
}

func weightOf(weights []float32, record int) float64 {
	if weights == nil {
		return 1
	}
	return float64(weights[record])
}

// others answers how many other people are expected to have a value, given how
// many were counted: whoever shows a value is one of those counted, and a value
// that only one person shows is rarer, or (a date of birth) commoner, than once
// in the file. Small counts are corrected as Good and Turing do, by how many
// values were counted once, twice and so on.
type others struct {
	self  float64 // persons, or records of one person, among a count
	small [6]float64
}

func newOthers(counts []float64, persons bool) others {
	o := others{self: 1}
	if !persons {
		o.self = 2 // two records of one person are what made the value matter
	}
	var seen [len(o.small) + 2]float64 // values by number of people, oneself included
	for _, c := range counts {
		if k := int(c - o.self + 1.5); c > 0 && k >= 1 && k < len(seen) {
			seen[k]++
		} else if c > 0 && k < 1 {
			seen[1]++
		}
	}
	o.small[0] = min(max(2*(seen[2]+1)/(seen[1]+2), 0.2), 3)
	for r := 1; r < len(o.small); r++ {
		// seen[r+1] counts values that r others have, seen[r+2] those that one more has.
		k := float64(r)
		estimate := k
		if seen[r+1] >= 10 && seen[r+2] >= 10 {
			estimate = (k + 1) * seen[r+2] / seen[r+1]
		}
		o.small[r] = max(o.small[r-1], min(max(estimate, k*0.5), k+2))
	}
	return o
}

func (o *others) of(count float64) float64 {
	r := max(0, count-o.self)
	if k := int(r); k+1 < len(o.small) {
		part := r - float64(k)
		return o.small[k]*(1-part) + o.small[k+1]*part
	}
	return max(r, o.small[len(o.small)-1])
}

// spare is by how much the logarithm of what of answers falls where one of the
// people counted turns out to be another of them.
func (o *others) spare(count float64) float32 {
	with, without := o.of(count), o.of(count-1)
	if without >= with*0.99 {
		return 0
	}
	return float32(math.Log(without / with))
}

func (v *valueFrequency) spareOf(id uint32) float32 {
	if int(id) < len(v.spare) {
		return v.spare[id]
	}
	return 0
}

func (v *valueFrequency) of(id uint32) float32 {
	if int(id) < len(v.log) {
		return v.log[id]
	}
	return v.rare
}

// maxGroups bounds the nationalities for which name frequencies are kept
// apart; the rarest share the frequencies of all. It is as large as the national
// files need: a nationality without a group of its own has its names weighed as
// if they were as rare as in the whole file, and two of its people with names
// that are common among them come out as one.
const maxGroups = 64

// nameFrequency holds how common each part of a name is as a family name and as
// a given name, in all records (group 0) and within each nationality. Parts of
// a name go together by nationality (Nguyen and Thanh), so the chance of a
// whole name is a mixture over the groups of products within each.
type nameFrequency struct {
	groups        int
	shares        []float64 // of the records in each group, those without one left out
	family, given []float32 // by token*groups+group
	// spareFamily and spareGiven are what their logarithms lose where one person
	// fewer has the part, by token; nil in large tables.
	spareFamily, spareGiven []float32
	familySq                float64 // chance that two records share a family name
	givenSq                 float64
	rare                    float32
	unseen                  []float32 // rare, for each group
	together                together
	lengths                 nameLengths
	// female is the share of women among the records with a token as given name.
	female []float32
}

// countNames takes the frequencies of name parts. group returns the group of a
// record, 0 where it has none, and sex 'f', 'm' or 0.
func countNames(n *names, rows []uint32, width, groups int, group func(row []uint32) int, sex func(row []uint32) byte, weights []float32) nameFrequency {
	tokens := len(n.table.tokens)
	family := make([]float64, tokens*groups)
	given := make([]float64, tokens*groups)
	women, men := make([]uint32, tokens), make([]uint32, tokens)
	familyTotal := make([]float64, groups)
	givenTotal := make([]float64, groups)
	f := nameFrequency{groups: groups, shares: make([]float64, groups), lengths: newNameLengths(groups, tokens)}
	for at := 0; at < len(rows); at += width {
		row := rows[at : at+width]
		entry := &n.entries[row[0]]
		if entry.count == 0 {
			continue
		}
		g := group(row)
		w := weightOf(weights, at/width)
		f.shares[g] += w
		f.lengths.count(entry, g, w)
		countParts(entry.family(), family, familyTotal, g, w)
		countParts(entry.given(), given, givenTotal, g, w)
		switch sex(row) {
		case 'f':
			tally(women, entry.given())
		case 'm':
			tally(men, entry.given())
		}
	}
	f.rare = float32(1 / max(2, familyTotal[0]))
	f.unseen = slices.Repeat([]float32{f.rare}, groups)
	f.family, f.spareFamily, f.familySq = groupShares(family, familyTotal, groups, weights != nil)
	f.given, f.spareGiven, f.givenSq = groupShares(given, givenTotal, groups, weights != nil)
	f.female = femaleShares(women, men)
	f.shares[0] = 0
	total := 0.0
	for _, s := range f.shares {
		total += s
	}
	for g := range f.shares {
		f.shares[g] /= max(1, total)
	}
	f.together = f.countTogether(n, rows, width, weights)
	return f
}

func countParts(parts []uint32, counts, totals []float64, group int, weight float64) {
	if len(parts) == 0 {
		return
	}
	groups := len(totals)
	totals[0] += weight
	if group != 0 {
		totals[group] += weight
	}
	for i, token := range parts {
		if contains(parts[:i], token) {
			continue
		}
		counts[int(token)*groups] += weight
		if group != 0 {
			counts[int(token)*groups+group] += weight
		}
	}
}

func tally(counts []uint32, tokens []uint32) {
	for _, token := range tokens {
		counts[token]++
	}
}

// groupShrinkage is how many records of all nationalities stand behind the
// frequency within one.
const groupShrinkage = 10

func groupShares(counts, totals []float64, groups int, persons bool) (shares, spare []float32, sumOfSq float64) {
	overalls := make([]float64, 0, len(counts)/groups)
	for at := 0; at < len(counts); at += groups {
		overalls = append(overalls, counts[at])
	}
	others := newOthers(overalls, persons)
	shares = make([]float32, len(counts))
	if persons {
		spare = make([]float32, len(overalls))
	}
	for token, count := range overalls {
		exact := count / max(1, totals[0])
		sumOfSq += exact * exact
		expected := others.of(count)
		if spare != nil {
			spare[token] = others.spare(count)
		}
		overall := expected / max(2, totals[0])
		at := token * groups
		shares[at] = float32(min(1, overall))
		scale := expected / max(count, 1e-9)
		for g := 1; g < groups; g++ {
			share := (counts[at+g]*scale + groupShrinkage*overall) / (totals[g] + groupShrinkage)
			shares[at+g] = float32(min(1, share))
		}
	}
	return shares, spare, sumOfSq
}

func femaleShares(women, men []uint32) []float32 {
	var allWomen, allMen float64
	for i := range women {
		allWomen += float64(women[i])
		allMen += float64(men[i])
	}
	overall := (allWomen + 1) / (allWomen + allMen + 2)
	shares := make([]float32, len(women))
	for i := range women {
		const behind = 2
		share := (float64(women[i]) + behind*overall) / (float64(women[i]) + float64(men[i]) + behind)
		shares[i] = float32(min(0.99, max(0.01, share)))
	}
	return shares
}

// matchedChance is the chance that a name of another person shows the matched
// parts.
func (f *nameFrequency) matchedChance(g1, g2 int, parts []partRow) float64 {
	within := func(g int) float64 {
		chance := 1.0
		for i := range parts {
			chance *= parts[i].chance(g)
		}
		return chance
	}
	if f.groups == 1 || len(parts) == 0 {
		return within(0)
	}
	all := 0.0
	for g := 1; g < f.groups; g++ {
		all += f.shares[g] * within(g)
	}
	// One recorded nationality in so many is wrong.
	const wrong = 0.05
	switch {
	case g1 == 0 || g2 == 0:
		return all
	case g1 == g2:
		return (1-wrong)*within(g1) + wrong*all
	}
	// Of two nationalities that contradict each other one is wrong. If the name is
	// at home in only one of them the contradiction says little, and the chance
	// comes near that in all records.
	j1, j2 := f.shares[g1]*within(g1), f.shares[g2]*within(g2)
	s1, s2 := f.shares[g1], f.shares[g2]
	ratio := wrong * (j1*s2 + j2*s1) / ((j1 + wrong*s1*all) * (j2 + wrong*s2*all))
	return conflictShare / ratio
}

// conflictShare is what the comparison of nationalities itself takes off for a
// contradiction, as a factor; matchedChance puts it back.
const conflictShare = 0.08
