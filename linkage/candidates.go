package linkage

import "sync"

// scratch is what a worker needs to collect candidates: one word per record
// that remembers when it was last met.
type scratch struct {
	seen  []uint32
	stamp uint32
	found []uint32
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

// candidates returns the records below limit worth comparing with row, each
// once. The slice is good until the next call.
func (s *scratch) candidates(b *blocker, row []uint32, limit uint32) []uint32 {
	s.begin(len(b.rows) / b.width)
	s.found = b.candidates(row, limit, s.seen, s.stamp, s.found)
	return s.found
}
