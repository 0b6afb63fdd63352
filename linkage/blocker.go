package linkage

import "math/bits"

// blocker finds, for each record, the records worth comparing it with.
type blocker struct {
	rules      []*Rule // those used
	considered []*Rule // all, for the report
	indexes    []ruleIndex
	maxBlock   int
	recordBits uint
	rows       []uint32
	width      int
}

// ruleIndex is the inverted index of one rule: records by key, and for keys
// over the bound records by refined key.
type ruleIndex struct {
	plain   *blockIndex
	refined *blockIndex
}

func (b *blocker) row(record int) []uint32 {
	return b.rows[record*b.width : (record+1)*b.width]
}

// newBlocker chooses rules under the budget of pairs and indexes all records.
func newBlocker(drafts []ruleDraft, rows []uint32, width, maxBlock int, pairsPerRecord float64) *blocker {
	b := &blocker{rows: rows, width: width, maxBlock: maxBlock}
	n := len(rows) / width
	b.recordBits = uint(bits.Len(uint(n)))
	chosen := make([]*Rule, len(drafts))
	forEach(len(drafts), func(i int) {
		chosen[i] = b.choose(drafts[i], float64(n)*pairsPerRecord)
	})
	for _, rule := range chosen {
		b.considered = append(b.considered, rule)
		if rule.Used && !b.has(rule.Label) {
			b.rules = append(b.rules, rule)
		}
	}
	b.indexes = make([]ruleIndex, len(b.rules))
	forEach(len(b.rules), func(i int) { b.indexes[i] = b.index(b.rules[i]) })
	return b
}

func (b *blocker) has(label string) bool {
	for _, rule := range b.rules {
		if rule.Label == label {
			return true
		}
	}
	return false
}

// choose narrows a draft until it brings no more pairs than the budget.
func (b *blocker) choose(draft ruleDraft, budget float64) *Rule {
	parts := draft.parts
	for next := 0; ; next++ {
		rule := &Rule{Label: label(parts), parts: parts, refine: draft.narrow[next:]}
		pairs := b.estimatePairs(rule)
		rule.Pairs = int64(pairs)
		rule.Used = pairs > 0 && pairs <= budget
		if pairs <= budget || next == len(draft.narrow) {
			return rule
		}
		parts = append(parts[:len(parts):len(parts)], draft.narrow[next])
	}
}

// estimatePairs counts the pairs of a sample of keys, whole keys at a time.
// Keys over the bound count for what they bring when split finely.
func (b *blocker) estimatePairs(rule *Rule) float64 {
	n := len(b.rows) / b.width
	every := uint64(max(1, n/50_000))
	counts := make(map[uint64]int32)
	var buffer []uint64
	for record := range n {
		buffer = rule.keys(b.row(record), buffer[:0])
		for _, key := range buffer {
			if every == 1 || mix(key^0x5bd1e995)%every == 0 {
				counts[key]++
			}
		}
	}
	var pairs float64
	for _, c := range counts {
		if int(c) <= b.maxBlock || len(rule.refine) == 0 {
			pairs += float64(c) * float64(c-1) / 2
		} else {
			pairs += float64(c) * float64(b.maxBlock) / 8
		}
	}
	return pairs * float64(every)
}

// index builds the inverted index of one rule.
func (b *blocker) index(rule *Rule) ruleIndex {
	n := len(b.rows) / b.width
	var entries, buffer []uint64
	entries = make([]uint64, 0, n)
	for record := range n {
		buffer = rule.keys(b.row(record), buffer[:0])
		for _, key := range buffer {
			entries = append(entries, blockEntry(key, record, b.recordBits))
		}
	}
	x := ruleIndex{plain: newBlockIndex(entries, b.recordBits)}
	var refined []uint64
	pairs := int64(0)
	for from := 0; from < len(entries); {
		to := from + 1
		for to < len(entries) && entries[to]>>b.recordBits == entries[from]>>b.recordBits {
			to++
		}
		if size := to - from; size <= b.maxBlock {
			pairs += int64(size) * int64(size-1) / 2
		} else {
			rule.Refined++
			if len(rule.refine) == 0 {
				rule.Skipped += int64(size)
			}
			key := entries[from] >> b.recordBits << b.recordBits
			for _, e := range entries[from:to] {
				record := int(x.plain.record(e))
				buffer = rule.refinedKeys(key, b.row(record), buffer[:0])
				for _, k := range buffer {
					refined = append(refined, blockEntry(k, record, b.recordBits))
				}
			}
		}
		from = to
	}
	sortWords(refined, 0)
	x.refined = newBlockIndex(refined, b.recordBits)
	for from := 0; from < len(refined); {
		to := from + 1
		for to < len(refined) && refined[to]>>b.recordBits == refined[from]>>b.recordBits {
			to++
		}
		if size := to - from; size <= b.maxBlock {
			pairs += int64(size) * int64(size-1) / 2
		} else {
			rule.Skipped += int64(size)
		}
		from = to
	}
	rule.Pairs = pairs
	return x
}

// candidates collects the records below limit that share a key with row, each
// once. seen is a scratch of one word per record, in which stamp marks those
// met already; the order is that of rules and keys.
func (b *blocker) candidates(row []uint32, limit uint32, seen []uint32, stamp uint32, dst []uint32) []uint32 {
	var buffer, refinedBuffer [keyLimit]uint64
	for i, rule := range b.rules {
		x := &b.indexes[i]
		for _, key := range rule.keys(row, buffer[:0]) {
			run := x.plain.find(key)
			if len(run) <= b.maxBlock {
				dst = collect(run, x.plain, limit, seen, stamp, dst)
				continue
			}
			key = key >> b.recordBits << b.recordBits
			for _, k := range rule.refinedKeys(key, row, refinedBuffer[:0]) {
				if run := x.refined.find(k); len(run) <= b.maxBlock {
					dst = collect(run, x.refined, limit, seen, stamp, dst)
				}
			}
		}
	}
	return dst
}

func collect(run []uint64, x *blockIndex, limit uint32, seen []uint32, stamp uint32, dst []uint32) []uint32 {
	for _, e := range run {
		record := x.record(e)
		if record >= limit {
			break
		}
		if seen[record] != stamp {
			seen[record] = stamp
			dst = append(dst, record)
		}
	}
	return dst
}
