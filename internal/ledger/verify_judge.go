package ledger

import (
	"bytes"
	"slices"

	"github.com/havenward/havenward/internal/audit"
)

// suspect is an event that does not fit its place, with the hash that stands
// before it in the database.
type suspect struct {
	row      audit.Record
	previous []byte
}

// mostSuspects is how many suspects are compared with each other's places; more
// than that were not moved one by one.
const mostSuspects = 48

func (r *rowReader) suspect(row *audit.Record, previous []byte) {
	copied := *row
	copied.Hash = bytes.Clone(row.Hash)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.suspects) < mostFindings {
		r.suspects = append(r.suspects, suspect{copied, bytes.Clone(previous)})
		return
	}
	r.found.event(Edited, row.Lane, row.Seq, "The event at place %d of lane %d (%s) was changed.", row.Seq, row.Lane, row.ID)
}

// judge says of each suspect what was done to it: moved, if it fits another's
// place; otherwise edited, in its columns, in its hash or in both.
func (r *rowReader) judge() {
	slices.SortFunc(r.suspects, func(a, b suspect) int {
		if a.row.Lane != b.row.Lane {
			return a.row.Lane - b.row.Lane
		}
		return int(a.row.Seq - b.row.Seq)
	})
	for i := range r.suspects {
		s := &r.suspects[i]
		if lane, seq, moved := r.cameFrom(s); moved {
			r.found.event(Moved, s.row.Lane, s.row.Seq, "The event %s stands at place %d of lane %d and was recorded at place %d of lane %d: events were put in another order.",
				s.row.ID, s.row.Seq, s.row.Lane, seq, lane)
			continue
		}
		if !r.followsSuspect(s) {
			r.edited(s)
		}
	}
}

// followsSuspect reports that an event that is not published yet fits behind
// another suspect: it was that one that was moved from before it.
func (r *rowReader) followsSuspect(s *suspect) bool {
	if _, _, published := r.book.published(s.row.Lane, s.row.Seq); published || len(r.suspects) > mostSuspects {
		return false
	}
	return slices.ContainsFunc(r.suspects, func(before suspect) bool {
		sum := s.row.Sum(before.row.Hash)
		return bytes.Equal(sum[:], s.row.Hash)
	})
}

// cameFrom looks for another suspect's place at which a suspect's columns give
// the hash that it has or that was published there.
func (r *rowReader) cameFrom(s *suspect) (lane int, seq int64, moved bool) {
	if len(r.suspects) > mostSuspects {
		return 0, 0, false
	}
	for i := range r.suspects {
		place := &r.suspects[i]
		row := s.row
		row.Lane, row.Seq = place.row.Lane, place.row.Seq
		if row.Lane == s.row.Lane && row.Seq == s.row.Seq {
			continue
		}
		published, _, isPublished := r.book.published(row.Lane, row.Seq)
		for _, before := range r.before(place) {
			sum := row.Sum(before)
			if isPublished && bytes.Equal(sum[:], published) || !isPublished && bytes.Equal(sum[:], s.row.Hash) {
				return row.Lane, row.Seq, true
			}
		}
	}
	return 0, 0, false
}

// before lists the hashes that may have stood before a place: as published, as
// stored, or as any suspect has it.
func (r *rowReader) before(place *suspect) [][]byte {
	if place.row.Seq == 1 {
		return [][]byte{nil}
	}
	hashes := [][]byte{place.previous}
	if published, _, is := r.book.published(place.row.Lane, place.row.Seq-1); is {
		return append(hashes, published)
	}
	for i := range r.suspects {
		hashes = append(hashes, r.suspects[i].row.Hash)
	}
	return hashes
}

// edited says what was edited of an event that was not moved.
func (r *rowReader) edited(s *suspect) {
	row := &s.row
	published, index, isPublished := r.book.published(row.Lane, row.Seq)
	name := func(text string, args ...any) {
		r.found.event(Edited, row.Lane, row.Seq, text, append([]any{row.Seq, row.Lane, row.ID}, args...)...)
	}
	if !isPublished {
		name("The event at place %d of lane %d (%s), or the hash before it, was edited: its hash is not the one of what stands there. It was not published yet.")
		return
	}
	before, _, _ := r.book.published(row.Lane, row.Seq-1)
	for _, previous := range [][]byte{before, s.previous} {
		if sum := row.Sum(previous); bytes.Equal(sum[:], published) {
			name("The hash of the event at place %d of lane %d (%s) was edited; what it says is what was published as entry %d.", index)
			return
		}
	}
	if bytes.Equal(row.Hash, published) {
		name("The event at place %d of lane %d (%s) was edited: what it says is not what was published as entry %d.", index)
		return
	}
	name("The event at place %d of lane %d (%s) was replaced, with a hash of its own: another was published as entry %d of the log.", index)
}
