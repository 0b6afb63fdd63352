package linkage

import (
	"math/bits"
	"slices"
)

// keyPart is a piece of a record from which blocking keys are made. A record
// may have several values of one piece (a name has several parts).
type keyPart struct {
	label string
	field int // -1 for the name
	// append adds the record's values of the piece to dst as hashes.
	append func(row []uint32, dst []uint64) []uint64
}

// Rule is a blocking rule: records that agree in every part are compared.
type Rule struct {
	Label string `json:"rule"`
	Pairs int64  `json:"pairs"` // pairs it brings, before those of other rules are taken out
	Used  bool   `json:"used"`
	// Refined counts keys that held more records than the bound and were refined
	// by further fields; Skipped counts records whose refined key was still over
	// the bound, so that this rule does not compare them.
	Refined int64 `json:"refined_keys,omitempty"`
	Skipped int64 `json:"skipped_records,omitempty"`

	parts  []keyPart
	refine []keyPart
	seed   uint64 // keeps the keys of rules apart
}

const keyLimit = 64 // keys of one rule and record; more are cut

// keyMaker makes the keys of one record after the other in memory of its own:
// what a call gives is good until the next.
type keyMaker struct{ keys, values []uint64 }

// of are the blocking keys of a record under a rule: the product of the values of
// its parts.
func (m *keyMaker) of(r *Rule, row []uint32) []uint64 { return m.product(r.parts, row, r.seed) }

// refined are the keys used where a plain key holds too many records.
func (m *keyMaker) refined(r *Rule, key uint64, row []uint32) []uint64 {
	if len(r.refine) == 0 {
		return nil
	}
	return m.product(r.refine, row, mix(key+1))
}

func (m *keyMaker) product(parts []keyPart, row []uint32, seed uint64) []uint64 {
	m.keys = append(m.keys[:0], seed)
	for _, part := range parts {
		m.values = part.append(row, m.values[:0])
		m.multiply()
	}
	if len(m.keys) > 1 {
		slices.Sort(m.keys)
		m.keys = slices.Compact(m.keys)
	}
	return m.keys
}

// multiply makes of each key as many as there are values: the first in its place,
// the others behind, up to the limit.
func (m *keyMaker) multiply() {
	if len(m.values) == 0 {
		m.keys = m.keys[:0]
		return
	}
	for i, prefix := range m.keys {
		for _, v := range m.values[1:] {
			if len(m.keys) < keyLimit {
				m.keys = append(m.keys, mix(prefix^v*0x9e3779b97f4a7c15))
			}
		}
		m.keys[i] = mix(prefix ^ m.values[0]*0x9e3779b97f4a7c15)
	}
}

// blockIndex finds the records under a key. The records of a key stand next to
// each other in one sorted array of words, each the high bits of the key above
// the number of the record.
type blockIndex struct {
	entries    []uint64
	directory  []uint32 // by leading bits of the key: where its entries begin
	recordBits uint
	shift      uint
}

func newBlockIndex(entries []uint64, recordBits uint) *blockIndex {
	sortWords(entries, recordBits)
	directoryBits := uint(max(4, bits.Len(uint(len(entries)))-2))
	x := &blockIndex{
		entries: entries, recordBits: recordBits, shift: 64 - directoryBits,
		directory: make([]uint32, 1<<directoryBits+1),
	}
	at := 0
	for d := range x.directory {
		for at < len(entries) && entries[at]>>x.shift < uint64(d) {
			at++
		}
		x.directory[d] = uint32(at)
	}
	return x
}

// blockEntry puts the leading bits of a key above a record number.
func blockEntry(key uint64, record int, recordBits uint) uint64 {
	return key>>recordBits<<recordBits | uint64(record)
}

// find returns the entries of a key, in the order of records.
func (x *blockIndex) find(key uint64) []uint64 {
	low := key >> x.recordBits << x.recordBits
	high := low | (1<<x.recordBits - 1)
	d := key >> x.shift
	run := x.entries[x.directory[d]:x.directory[d+1]]
	from := lowerBound(run, low)
	run = run[from:]
	return run[:lowerBound(run, high+1)]
}

// lowerBound returns how many words are below bound: by looking at each where
// there are few, as in most runs.
func lowerBound(words []uint64, bound uint64) int {
	n := 0
	for n < len(words) && n < 16 && words[n] < bound {
		n++
	}
	if n == 16 {
		at, _ := slices.BinarySearch(words[n:], bound)
		n += at
	}
	return n
}

func (x *blockIndex) record(entry uint64) uint32 {
	return uint32(entry & (1<<x.recordBits - 1))
}

// eachRun calls do with the entries of each key.
func (x *blockIndex) eachRun(do func(run []uint64)) {
	for from := 0; from < len(x.entries); {
		key := x.entries[from] >> x.recordBits
		to := from + 1
		for to < len(x.entries) && x.entries[to]>>x.recordBits == key {
			to++
		}
		do(x.entries[from:to])
		from = to
	}
}
