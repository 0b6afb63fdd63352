package linkage

import "math"

// Pair is two records and what is believed of them. Left and Right are record
// numbers of the table, Left the lower.
type Pair struct {
	Left, Right uint32
	// Weight is the logarithm to base 2 of the odds that they are one person, the
	// prior included: 0 is even odds, each unit doubles them.
	Weight float32
}

// Probability returns the probability that the two records are one person.
func (p Pair) Probability() float64 { return probabilityOf(float64(p.Weight)) }

func probabilityOf(weight float64) float64 { return 1 / (1 + math.Exp2(-weight)) }

// base is the logarithm of the odds before any evidence.
func (l *linker) base() float64 { return math.Log(l.prior) - math.Log1p(-l.prior) + l.shift }

// weight is the logarithm of the ratio by which a comparison changes the odds.
func (c *comparison) weight(cell uint8, logU float32) float64 {
	return c.strength * float64(c.logM[cell]-logU)
}

// doubt is how much of a second person the two records of a pair are in the
// counts of values. The frequency of a value that two records share was counted
// with both of them, as many people as they were then held to be: one if they
// surely are one person, two if they surely are not, and between the two where it
// is open. Held to be two, the second would speak against itself: it would make
// the value commoner by being there. So the part that it has in the count is
// taken out again. logit are the odds with that part still in.
func doubt(logit float64) float64 { return 1 / (1 + 2*math.Exp(logit)) }

// leastSpare is the smallest part worth taking out.
const leastSpare = -1e-3

// weigh returns the weight of evidence.
func (l *linker) weigh(e *evidence) float64 {
	logit, spare := l.base(), 0.0
	for i := range l.comparisons {
		c := &l.comparisons[i]
		logit += c.weight(e.cell[i], e.logU[i])
		spare += c.strength * float64(e.spare[i])
	}
	if spare < leastSpare {
		logit -= spare * doubt(logit)
	}
	return logit / math.Ln2
}

// settle takes out of the chances of the evidence what the second person of a
// pair has in them, so that the weights of the comparisons add up to weigh.
func (l *linker) settle(e *evidence) {
	logit, spare := l.base(), 0.0
	for i := range l.comparisons {
		c := &l.comparisons[i]
		logit += c.weight(e.cell[i], e.logU[i])
		spare += c.strength * float64(e.spare[i])
	}
	if spare < leastSpare {
		share := float32(doubt(logit))
		for i := range l.comparisons {
			e.logU[i] += share * e.spare[i]
		}
	}
}

// pairsAtATime bounds the candidate pairs held in memory.
const pairsAtATime = 16 << 20

// recordRanges cuts the records into ranges whose candidate pairs fit in memory
// together.
func (l *linker) recordRanges() [][2]int {
	expected := int64(0)
	for _, rule := range l.blocker.rules {
		expected += rule.Pairs
	}
	n := l.records()
	count := int(expected/pairsAtATime) + 1
	ranges := make([][2]int, count)
	for i := range ranges {
		// Later records have more earlier ones to pair with, in proportion.
		ranges[i][0] = int(float64(n) * math.Sqrt(float64(i)/float64(count)))
		ranges[i][1] = int(float64(n) * math.Sqrt(float64(i+1)/float64(count)))
	}
	ranges[count-1][1] = n
	return ranges
}

// scorePairs compares all candidate pairs and keeps those of at least the given
// weight, by later and earlier record. It returns how many it compared and how
// many of them are expected to be of one person. first are the candidate pairs of the first range, if they are known already.
func (l *linker) scorePairs(least float64, first []uint64) (kept []Pair, compared int64, expected float64) {
	const size = 1 << 14
	for i, r := range l.recordRanges() {
		candidates := first
		if i > 0 || candidates == nil {
			candidates = l.blocker.candidatePairs(r[0], r[1])
		}
		parts := make([][]Pair, (len(candidates)+size-1)/size)
		sums := make([]float64, len(parts))
		forRanges(len(candidates), size, func(number, from, to int) {
			var e evidence
			for _, word := range candidates[from:to] {
				left, right := uint32(word), uint32(word>>32)
				l.compare(l.row(int(left)), l.row(int(right)), &e)
				weight := l.weigh(&e)
				sums[number] += probabilityOf(weight)
				if weight >= least {
					parts[number] = append(parts[number], Pair{left, right, float32(weight)})
				}
			}
		})
		for number, part := range parts {
			kept = append(kept, part...)
			expected += sums[number]
		}
		compared += int64(len(candidates))
		first = nil
	}
	return kept, compared, expected
}

// personWeights returns, for each record, one over the number of records its
// person is expected to have, from the sampled pairs as last weighed.
func (l *linker) personWeights(s *sample) []float32 {
	weights := make([]float32, l.records())
	for i := range weights {
		weights[i] = 1
	}
	// A sample holds a part of the pairs, each standing for several.
	scale := float32(1 / s.share)
	for _, p := range s.pairs {
		probability := float32(p.Probability()) * scale
		weights[p.Left] += probability
		weights[p.Right] += probability
	}
	for i := range weights {
		weights[i] = 1 / weights[i]
	}
	return weights
}
