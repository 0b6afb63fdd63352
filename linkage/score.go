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

// weigh returns the weight of evidence.
func (l *linker) weigh(e *evidence) float64 {
	logit := math.Log(l.prior) - math.Log1p(-l.prior)
	for i := range l.comparisons {
		logit += float64(l.comparisons[i].logM[e.cell[i]] - e.logU[i])
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
