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

// weigh returns the weight of evidence.
func (l *linker) weigh(e *evidence) float64 {
	logit := l.base()
	for i := range l.comparisons {
		logit += l.comparisons[i].weight(e.cell[i], e.logU[i])
	}
	return logit / math.Ln2
}

// scorePairs compares all candidate pairs and keeps those of at least the given
// weight, in the order of records. It returns how many it compared.
func (l *linker) scorePairs(least float64) ([]Pair, int64) {
	const size = 1 << 12
	n := l.records()
	parts := make([][]Pair, (n+size-1)/size)
	compared := make([]int64, len(parts))
	forRanges(n, size, func(number, from, to int) {
		scratch := scratchPool.Get().(*scratch)
		defer scratchPool.Put(scratch)
		scratch.fit(n)
		var e evidence
		for record := from; record < to; record++ {
			row := l.row(record)
			candidates := scratch.candidates(l.blocker, row, uint32(record))
			compared[number] += int64(len(candidates))
			for _, other := range candidates {
				l.compare(l.row(int(other)), row, &e)
				if weight := l.weigh(&e); weight >= least {
					parts[number] = append(parts[number], Pair{other, uint32(record), float32(weight)})
				}
			}
		}
	})
	var pairs []Pair
	var total int64
	for i := range parts {
		pairs = append(pairs, parts[i]...)
		total += compared[i]
	}
	return pairs, total
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
