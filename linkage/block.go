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

// keys appends the blocking keys of a record under a rule: the product of the
// values of its parts.
func (r *Rule) keys(row []uint32, dst []uint64) []uint64 {
	return productKeys(r.parts, row, r.seed, dst)
}

// refinedKeys are the keys used where a plain key holds too many records.
func (r *Rule) refinedKeys(key uint64, row []uint32, dst []uint64) []uint64 {
	if len(r.refine) == 0 {
		return dst
	}
	return productKeys(r.refine, row, mix(key+1), dst)
}

func productKeys(parts []keyPart, row []uint32, seed uint64, dst []uint64) []uint64 {
	start := len(dst)
	dst = append(dst, seed)
	var buffer [keyLimit]uint64
	for _, part := range parts {
		values := part.append(row, buffer[:0])
		level := len(dst)
		for _, prefix := range dst[start:level] {
			for _, v := range values {
				if len(dst)-level < keyLimit {
					dst = append(dst, mix(prefix^v*0x9e3779b97f4a7c15))
				}
			}
		}
		dst = append(dst[:start], dst[level:]...)
	}
	if len(dst)-start > 1 {
		slices.Sort(dst[start:])
		dst = append(dst[:start], slices.Compact(dst[start:])...)
	}
	return dst
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

// sortWords sorts words whose low fixed bits are in order already, by radix;
// comparison sorting takes five times as long on the millions of entries a
// large file has.
func sortWords(words []uint64, fixed uint) {
	if len(words) < 1<<12 {
		slices.Sort(words)
		return
	}
	radixSort(words, [2]uint{fixed, 64})
}

// sortPairs sorts words that hold two numbers of recordBits bits, one from bit
// 0 and one from bit 32.
func sortPairs(words []uint64, recordBits uint) {
	if len(words) < 1<<12 {
		slices.Sort(words)
		return
	}
	radixSort(words, [2]uint{0, recordBits}, [2]uint{32, 32 + recordBits})
}

// radixSort sorts by the given ranges of bits, eleven bits at a time.
func radixSort(words []uint64, ranges ...[2]uint) {
	const digit = 11
	from, to := words, make([]uint64, len(words))
	for _, r := range ranges {
		for shift := r[0]; shift < r[1]; shift += digit {
			width := min(digit, r[1]-shift)
			mask := uint64(1)<<width - 1
			var counts [1 << digit]uint32
			for _, w := range from {
				counts[w>>shift&mask]++
			}
			sum := uint32(0)
			for i, c := range counts {
				counts[i] = sum
				sum += c
			}
			for _, w := range from {
				d := w >> shift & mask
				to[counts[d]] = w
				counts[d]++
			}
			from, to = to, from
		}
	}
	if len(words) > 0 && &from[0] != &words[0] {
		copy(words, from)
	}
}
