package linkage

import (
	"fmt"
	"math"
)

// sample holds the evidence of candidate pairs from which the model is learned.
type sample struct {
	comparisons int
	cells       []uint8   // comparisons for each pair
	logU        []float64 // sum for each pair
	spare       []float64 // likewise
	pairs       []Pair    // the weights are those of the last expectation
	share       float64   // of all candidate pairs
}

func (s *sample) size() int { return len(s.logU) }

// samplePairs chooses candidate pairs to learn from: all of them, or where there
// are more than most, those of a part of the later records, chosen by hash.
func (l *linker) samplePairs(candidates []uint64, most float64) *sample {
	every := uint64(max(1, math.Ceil(float64(len(candidates))/most)))
	s := &sample{comparisons: len(l.comparisons), share: 1 / float64(every)}
	for _, word := range candidates {
		if every == 1 || mix((word>>32)^l.settings.Seed)%every == 0 {
			s.pairs = append(s.pairs, Pair{Left: uint32(word), Right: uint32(word >> 32)})
		}
	}
	s.cells = make([]uint8, len(s.pairs)*s.comparisons)
	s.logU, s.spare = make([]float64, len(s.pairs)), make([]float64, len(s.pairs))
	l.reweigh(s)
	return s
}

// reweigh compares the sampled pairs, again after chances changed.
func (l *linker) reweigh(s *sample) {
	const size = 1 << 12
	forRanges(s.size(), size, func(_, from, to int) {
		var e evidence
		for i := from; i < to; i++ {
			l.compare(l.row(int(s.pairs[i].Left)), l.row(int(s.pairs[i].Right)), &e)
			copy(s.cells[i*s.comparisons:], e.cell[:s.comparisons])
			sum, spare := 0.0, 0.0
			for k := range l.comparisons {
				sum += float64(e.logU[k])
				spare += float64(e.spare[k])
			}
			s.logU[i], s.spare[i] = sum, spare
		}
	})
}

// learn fits m and the prior to a sample of candidate pairs by expectation
// maximisation, jointly over all blocking rules. u is held at its measured
// value; m starts from, and is drawn towards, the expectation that one person's
// values mostly agree, so that it cannot settle on a mixture of something else.
// With t, pairs that blocking cannot find are imputed.
func (l *linker) learn(s *sample, t *truncation, rounds int) {
	n := float64(l.records())
	allPairs := n * (n - 1) / 2
	if l.prior == 0 {
		l.prior = min(0.5, 0.3*n/allPairs)
	}
	for i := range l.comparisons {
		if c := &l.comparisons[i]; c.m == nil {
			c.m = c.expected(l)
		}
	}
	for round := range rounds {
		l.setLogs()
		sums, total := l.expect(s)
		matches := total / s.share
		if t != nil {
			cells, share := t.unseen(l)
			share = min(share, 0.5)
			l.unseen = share
			extra := total * share / (1 - share)
			for i := range sums {
				for cell := range sums[i] {
					sums[i][cell] += extra * cells[i][cell]
				}
			}
			matches /= 1 - share
		}
		strength := 5 + 0.002*total
		change := 0.0
		for i := range l.comparisons {
			change += l.comparisons[i].maximise(sums[i], strength, l)
		}
		l.prior = min(0.5, max(matches, 1)/allPairs)
		if round > 5 && change < 1e-5 {
			break
		}
	}
	l.setLogs()
}

// expect returns, for each comparison, the weighted counts of cells among pairs
// of one person, and how many such pairs the sample holds.
func (l *linker) expect(s *sample) (sums [][]float64, total float64) {
	const size = 1 << 14
	base := math.Log(l.prior) - math.Log1p(-l.prior)
	k := s.comparisons
	offsets := make([]int, k+1)
	for i := range l.comparisons {
		offsets[i+1] = offsets[i] + l.comparisons[i].cells()
	}
	parts := make([][]float64, (s.size()+size-1)/size)
	forRanges(s.size(), size, func(number, from, to int) {
		counts := make([]float64, offsets[k]+1)
		for pair := from; pair < to; pair++ {
			cells := s.cells[pair*k : (pair+1)*k]
			logit := base - s.logU[pair]
			for i, cell := range cells {
				logit += float64(l.comparisons[i].logM[cell])
			}
			if s.spare[pair] < leastSpare {
				logit -= s.spare[pair] * doubt(logit)
			}
			s.pairs[pair].Weight = float32(logit / math.Ln2)
			if logit < -14 {
				continue // less than a millionth
			}
			p := 1 / (1 + math.Exp(-logit))
			for i, cell := range cells {
				counts[offsets[i]+int(cell)] += p
			}
			counts[offsets[k]] += p
		}
		parts[number] = counts
	})
	flat := make([]float64, offsets[k]+1)
	for _, part := range parts {
		addTo(flat, part)
	}
	sums = make([][]float64, k)
	for i := range sums {
		sums[i] = flat[offsets[i]:offsets[i+1]]
	}
	return sums, flat[offsets[k]]
}

// maximise sets m from weighted counts. Counts of cells with a missing level
// are shared out over the cells they may stand for, as m has them so far.
func (c *comparison) maximise(counts []float64, strength float64, l *linker) (change float64) {
	next := make([]float64, len(c.m))
	for cell, m := range c.expected(l) {
		next[cell] = strength * m
	}
	first, second := c.margin(true), c.margin(false)
	for cell, count := range counts {
		if count == 0 {
			continue
		}
		l1, l2 := cell/c.d2, cell%c.d2
		switch {
		case c.d2 == 1 && l1 > 0, l1 > 0 && l2 > 0:
			next[cell] += count
		case l1 > 0:
			for k := 1; k < c.d2; k++ {
				next[l1*c.d2+k] += count * c.m[l1*c.d2+k] / max(first[l1], 1e-12)
			}
		case l2 > 0:
			for k := 1; k < c.d1; k++ {
				next[k*c.d2+l2] += count * c.m[k*c.d2+l2] / max(second[l2], 1e-12)
			}
		}
	}
	total := 0.0
	for _, v := range next {
		total += v
	}
	for i := range next {
		next[i] /= total
	}
	c.hold(next, l)
	c.raise(next, l)
	for i := range next {
		change += math.Abs(next[i] - c.m[i])
	}
	c.m = next
	return change
}

// setLogs brings logM in step with m.
func (l *linker) setLogs() {
	for i := range l.comparisons {
		c := &l.comparisons[i]
		c.logM = make([]float32, len(c.m))
		first, second := c.margin(true), c.margin(false)
		for cell := range c.m {
			l1, l2 := cell/c.d2, cell%c.d2
			m := c.m[cell]
			switch {
			case c.d2 == 1 && l1 == 0, l1 == 0 && l2 == 0:
				continue
			case c.d2 == 1:
			case l1 == 0:
				m = second[l2]
			case l2 == 0:
				m = first[l1]
			}
			c.logM[cell] = float32(math.Log(max(m, 1e-9)))
		}
	}
}

// checkLearned warns where what was learned cannot be right, which is how
// expectation maximisation fails when it fails.
func (l *linker) checkLearned() {
	for i := range l.comparisons {
		c := &l.comparisons[i]
		var agree float64
		switch {
		case c.isName:
			margin := c.margin(true)
			agree = 1 - margin[familyDifferent]
		case c.second < 0:
			agree = 1 - c.m[1]
		default:
			agree = 1 - c.margin(true)[1]
		}
		limit := 0.5
		if !c.isName {
			switch l.fields[c.first].Kind {
			case KindPlace, KindAddress, KindPostcode, KindPhone, KindEmail, KindDocument:
				limit = 0.1
			}
		}
		if agree < limit {
			l.warnings = append(l.warnings, fmt.Sprintf(
				"%s agrees in only %.0f per cent of pairs called one person: the model may have settled on something other than people", c.Label, 100*agree))
		}
	}
}
