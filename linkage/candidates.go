package linkage

import "sync"

// scratch is what a worker needs to collect candidates: one word per record
// that remembers when it was last met.
type scratch struct {
	seen           []uint32
	stamp          uint32
	found          []uint32
	plain, refined keyMaker
}

var scratchPool = sync.Pool{New: func() any { return new(scratch) }}

// begin forgets what was met before.
func (s *scratch) begin(records int) {
	if len(s.seen) < records {
		s.seen, s.stamp = make([]uint32, records+records/4), 0
	}
	s.stamp++
	if s.stamp == 0 { // after four thousand million calls
		clear(s.seen)
		s.stamp = 1
	}
	s.found = s.found[:0]
}

// candidates returns the records below limit that share a key with row, each
// once, in the order of rules and keys. The slice is good until the next call.
func (s *scratch) candidates(b *blocker, row []uint32, limit uint32) []uint32 {
	s.begin(len(b.rows) / b.width)
	for i, rule := range b.rules {
		x := &b.indexes[i]
		for _, key := range s.plain.of(rule, row) {
			run := x.plain.find(key)
			if len(run) <= b.maxBlock {
				s.take(run, x.plain, limit)
				continue
			}
			for _, k := range s.refined.refined(rule, b.truncate(key), row) {
				if run := x.refined.find(k); len(run) <= b.maxBlock {
					s.take(run, x.refined, limit)
				}
			}
		}
	}
	return s.found
}

func (s *scratch) take(run []uint64, x *blockIndex, limit uint32) {
	for _, e := range run {
		record := x.record(e)
		if record >= limit {
			break
		}
		s.meet(record)
	}
}

// meet remembers a record that was not met before.
func (s *scratch) meet(record uint32) {
	if s.seen[record] != s.stamp {
		s.seen[record] = s.stamp
		s.found = append(s.found, record)
	}
}
