package linkage

import (
	"math/bits"
	"slices"
)

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

// newBlocker chooses rules under the budget of pairs, or takes those named, and
// indexes all records.
func newBlocker(drafts []ruleDraft, named []string, rows []uint32, width, maxBlock int, pairsPerRecord float64) *blocker {
	b := &blocker{rows: rows, width: width, maxBlock: maxBlock}
	n := len(rows) / width
	b.recordBits = uint(bits.Len(uint(n)))
	if named == nil && n <= maxBlock {
		drafts = append([]ruleDraft{{}}, drafts...) // no part must agree: every pair
	}
	chosen := make([]*Rule, len(drafts))
	if named != nil {
		chosen = namedRules(append([]ruleDraft{{}}, drafts...), named)
	} else {
		forEach(len(drafts), func(i int) {
			chosen[i] = b.choose(drafts[i], float64(n)*pairsPerRecord)
		})
	}
	for _, rule := range chosen {
		if known(b.considered, rule.Label) {
			continue
		}
		b.considered = append(b.considered, rule)
		if rule.Used {
			b.rules = append(b.rules, rule)
		}
	}
	b.indexes = make([]ruleIndex, len(b.rules))
	forEach(len(b.rules), func(i int) { b.indexes[i] = b.index(b.rules[i]) })
	return b
}

// truncate keeps the bits of a key that stand in an index.
func (b *blocker) truncate(key uint64) uint64 { return key >> b.recordBits << b.recordBits }

func known(rules []*Rule, label string) bool {
	return slices.ContainsFunc(rules, func(r *Rule) bool { return r.Label == label })
}

// spec names a rule together with the parts that refine it.
func (r *Rule) spec() string {
	spec := r.Label
	for _, part := range r.refine {
		spec += " / " + part.label
	}
	return spec
}

// namedRules finds rules by their specs among all that the drafts allow.
func namedRules(drafts []ruleDraft, specs []string) []*Rule {
	var found []*Rule
	for _, draft := range drafts {
		parts := draft.parts
		for next := 0; ; next++ {
			rule := newRule(parts, draft.narrow[next:])
			if slices.Contains(specs, rule.spec()) && !known(found, rule.Label) {
				rule.Used = true
				found = append(found, rule)
			}
			if next == len(draft.narrow) {
				break
			}
			parts = append(parts[:len(parts):len(parts)], draft.narrow[next])
		}
	}
	return found
}

// choose narrows a draft until it brings no more pairs than the budget.
func (b *blocker) choose(draft ruleDraft, budget float64) *Rule {
	parts := draft.parts
	for next := 0; ; next++ {
		rule := newRule(parts, draft.narrow[next:])
		pairs := b.estimatePairs(rule)
		rule.Pairs = int64(pairs)
		rule.Used = pairs > 0 && (pairs <= budget || len(parts) == 0)
		if pairs <= budget || next == len(draft.narrow) {
			return rule
		}
		parts = append(parts[:len(parts):len(parts)], draft.narrow[next])
	}
}

// estimateFrom is how many records are looked at to estimate pairs.
const estimateFrom = 30_000

// estimatePairs counts the pairs among some of the records, chosen by hash, and
// scales them up. Keys over the bound count for what they bring when refined.
func (b *blocker) estimatePairs(rule *Rule) float64 {
	n := len(b.rows) / b.width
	every := max(1, n/estimateFrom)
	scale := float64(every)
	var keys []uint64
	var maker keyMaker
	for record := range n {
		if every == 1 || mix(uint64(record)^0x5bd1e995)%uint64(every) == 0 {
			keys = append(keys, maker.of(rule, b.row(record))...)
		}
	}
	sortWords(keys, 0)
	var pairs float64
	for from := 0; from < len(keys); {
		to := from + 1
		for to < len(keys) && keys[to] == keys[from] {
			to++
		}
		c := float64(to - from)
		if c*scale <= float64(b.maxBlock) || len(rule.refine) == 0 {
			pairs += c * (c - 1) / 2 * scale * scale
		} else {
			pairs += c * scale * float64(b.maxBlock) / 8
		}
		from = to
	}
	return pairs
}

// index builds the inverted index of one rule.
func (b *blocker) index(rule *Rule) ruleIndex {
	n := len(b.rows) / b.width
	entries := make([]uint64, 0, n)
	var maker keyMaker
	for record := range n {
		for _, key := range maker.of(rule, b.row(record)) {
			entries = append(entries, blockEntry(key, record, b.recordBits))
		}
	}
	x := ruleIndex{plain: newBlockIndex(entries, b.recordBits)}
	var refined []uint64
	rule.Pairs = 0
	x.plain.eachRun(func(run []uint64) {
		if len(run) <= b.maxBlock {
			rule.Pairs += pairsOf(run)
			return
		}
		rule.Refined++
		if len(rule.refine) == 0 {
			rule.Skipped += int64(len(run))
		}
		key := run[0] >> b.recordBits << b.recordBits
		for _, e := range run {
			record := int(x.plain.record(e))
			for _, k := range maker.refined(rule, key, b.row(record)) {
				refined = append(refined, blockEntry(k, record, b.recordBits))
			}
		}
	})
	sortWords(refined, 0)
	x.refined = newBlockIndex(refined, b.recordBits)
	x.refined.eachRun(func(run []uint64) {
		if len(run) <= b.maxBlock {
			rule.Pairs += pairsOf(run)
		} else {
			rule.Skipped += int64(len(run))
		}
	})
	return x
}

func pairsOf(run []uint64) int64 { return int64(len(run)) * int64(len(run)-1) / 2 }

// candidatePairs lists every candidate pair once, the later record above the
// earlier one in a word, in ascending order, for later records from..to-1.
func (b *blocker) candidatePairs(from, to int) []uint64 {
	return b.someCandidatePairs(from, to, 1)
}

// someCandidatePairs lists the pairs of one in every later records, chosen by
// hash. They are counted first, so that each rule writes into its own part of
// one list: growing lists would take several times the memory.
func (b *blocker) someCandidatePairs(from, to int, every uint64) []uint64 {
	wanted := func(later uint64) bool {
		return int(later) >= from && int(later) < to && (every == 1 || mix(later)%every == 0)
	}
	starts := make([]int, 2*len(b.rules)+1)
	forEach(len(starts)-1, func(i int) {
		count := 0
		b.eachPair(i, wanted, func(uint64) { count++ })
		starts[i+1] = count
	})
	for i := range starts[1:] {
		starts[i+1] += starts[i]
	}
	all := make([]uint64, starts[len(starts)-1])
	forEach(len(starts)-1, func(i int) {
		next := starts[i]
		b.eachPair(i, wanted, func(pair uint64) {
			all[next] = pair
			next++
		})
	})
	sortPairs(all, uint(bits.Len(uint(len(b.rows)/b.width))))
	return slices.Compact(all)
}

// eachPair gives the pairs of one index, that of plain keys or that of refined
// ones of a rule in turn, whose later record is wanted.
func (b *blocker) eachPair(index int, wanted func(later uint64) bool, do func(pair uint64)) {
	x := b.indexes[index/2].plain
	if index%2 == 1 {
		x = b.indexes[index/2].refined
	}
	x.eachRun(func(run []uint64) {
		if len(run) < 2 || len(run) > b.maxBlock {
			return
		}
		for k := 1; k < len(run); k++ {
			later := uint64(x.record(run[k]))
			if !wanted(later) {
				continue
			}
			for _, e := range run[:k] {
				if earlier := uint64(x.record(e)); earlier != later {
					do(later<<32 | earlier)
				}
			}
		}
	})
}
