package linkage

import (
	"math"
	"slices"
)

// Calibration without labels. The parts of the evidence are not quite
// independent of each other: a record badly kept in one column is badly kept in
// others. So the sum of weights promises too much, or too little. But one
// comparison can testify about the others: among pairs in which the rest of the
// evidence promises, say, even odds, dates of birth must agree as a half-and-half
// mixture of pairs of one person and of two people does. Where they agree more
// often, the rest promised too little. Fitting the strengths of comparisons so
// that each testimony is as expected needs no label.

// calibrationCase is a pair in which one comparison testifies about the rest.
type calibrationCase struct {
	weights []float64 // by comparison, 0 for the witness
	m, u    float64   // chances of what the witness shows
	share   float64   // 1 over the cases of this witness, so that all count alike
}

const (
	calibrationPairs = 60_000 // candidate pairs looked at for each witness
	// Only odds between these, as logarithms, are fitted: beyond them the few
	// pairs of the other kind are as likely the fault of the witness.
	lowestFitted, highestFitted = -6.0, 2.0
	fewestCases                 = 400
	// How far the shift of all odds and their stretch are expected to be from
	// nought and one: little, since frequencies are counted with care, and what the
	// witnesses say of all odds at once is what their own chances are wrong by.
	shiftSpread, stretchSpread = 0.1, 0.05
)

// calibrate sets the strengths of the comparisons and the shift.
func (l *linker) calibrate() {
	var cases []calibrationCase
	witnesses := 0
	for i := range l.comparisons {
		if found := l.testimony(i); len(found) >= fewestCases {
			cases = append(cases, found...)
			witnesses++
		}
	}
	if witnesses == 0 {
		return
	}
	l.fitStrengths(cases, float64(witnesses))
}

// testimony collects the pairs in which a comparison can testify: those that
// blocking found without it. Only names and dates of birth know enough.
func (l *linker) testimony(witness int) []calibrationCase {
	c := &l.comparisons[witness]
	if !c.isName && l.fields[c.first].Kind != KindBirth {
		return nil
	}
	without := *l.blocker
	without.rules, without.indexes = nil, nil
	expected := int64(0)
	for i, rule := range l.blocker.rules {
		uses := false
		for _, part := range rule.parts {
			uses = uses || l.comparisonOf(part.field) == witness
		}
		if !uses {
			without.rules = append(without.rules, rule)
			without.indexes = append(without.indexes, l.blocker.indexes[i])
			expected += rule.Pairs
		}
	}
	if len(without.rules) == 0 {
		return nil
	}
	pairs := without.someCandidatePairs(0, l.records(), uint64(max(1, expected/calibrationPairs)))
	const size = 1 << 12
	parts := make([][]calibrationCase, (len(pairs)+size-1)/size)
	forRanges(len(pairs), size, func(number, from, to int) {
		var e evidence
		for _, word := range pairs[from:to] {
			l.compare(l.row(int(uint32(word))), l.row(int(word>>32)), &e)
			if e.cell[witness] == 0 {
				continue
			}
			found := calibrationCase{
				weights: make([]float64, len(l.comparisons)),
				m:       math.Exp(float64(c.logM[e.cell[witness]])), u: math.Exp(float64(e.logU[witness])),
			}
			rest := l.base()
			for i := range l.comparisons {
				if i != witness {
					found.weights[i] = float64(l.comparisons[i].logM[e.cell[i]] - e.logU[i])
					rest += found.weights[i]
				}
			}
			if rest >= lowestFitted && rest <= highestFitted {
				parts[number] = append(parts[number], found)
			}
		}
	})
	var all []calibrationCase
	for _, p := range parts {
		all = append(all, p...)
	}
	for i := range all {
		all[i].share = 1 / float64(len(all))
	}
	return all
}

// fitStrengths maximises the likelihood of all testimonies by Gauss-Newton
// steps, each witness counting as much as any other. What is fitted are a shift
// of all odds, a stretch of all odds, and how far the strength of each comparison
// departs from the stretch; all are held near where they start. The stretch turns
// about even odds, so that comparisons may be worth less together without all
// pairs becoming less likely.
func (l *linker) fitStrengths(cases []calibrationCase, witnesses float64) {
	const held = 0.0002 // weight of staying put, against one for each witness
	k := len(l.comparisons) + 2
	x := make([]float64, k)
	x[1] = 1
	spreads := slices.Repeat([]float64{spread}, k)
	spreads[0], spreads[1] = shiftSpread, stretchSpread
	base := l.base()
	for range 25 {
		const size = 1 << 12
		parts := make([][]float64, (len(cases)+size-1)/size)
		forRanges(len(cases), size, func(number, from, to int) {
			sums := make([]float64, k+k*k)
			features := make([]float64, k)
			features[0] = 1
			for i := from; i < to; i++ {
				c := &cases[i]
				copy(features[2:], c.weights)
				features[1] = base
				for _, w := range c.weights {
					features[1] += w
				}
				logit := 0.0
				for j, f := range features {
					logit += x[j] * f
				}
				p := 1 / (1 + math.Exp(-logit))
				posterior := p * c.m / (p*c.m + (1-p)*c.u)
				slope := (posterior - p) * c.share
				curve := p * (1 - p) * c.share
				for a, f := range features {
					sums[a] += slope * f
					for b, g := range features {
						sums[k+a*k+b] += curve * f * g
					}
				}
			}
			parts[number] = sums
		})
		total := make([]float64, k+k*k)
		for _, part := range parts {
			addTo(total, part)
		}
		gradient, hessian := total[:k], make([][]float64, k)
		for a := range k {
			hessian[a] = total[k+a*k : k+a*k+k]
			hold := held * witnesses / (spreads[a] * spreads[a])
			hessian[a][a] += hold
			start := 0.0
			if a == 1 {
				start = 1
			}
			gradient[a] += hold * (start - x[a])
		}
		largest := 0.0
		for a, step := range solve(hessian, gradient) {
			step = max(-0.2, min(0.2, step))
			x[a] += step
			largest = max(largest, math.Abs(step))
		}
		if largest < 1e-4 {
			break
		}
	}
	l.shift += max(-3, min(3, x[0]+(x[1]-1)*base))
	for i := range l.comparisons {
		l.comparisons[i].strength = min(1.5, max(0.5, x[1]+x[i+2]))
	}
}
