package ledger

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
)

// rowReader reads every event of the database and holds it against its hash,
// the event before it and the log.
type rowReader struct {
	db    *db.Database
	found *findings
	book  *book
	known known

	events   atomic.Int64
	mu       sync.Mutex
	suspects []suspect
	absent   []span // places that the log has and the database does not
}

// span is some places of a lane, the first and the last included.
type span struct {
	lane        int
	first, last int64
}

// stretch is what the database has of one lane.
type stretch struct {
	lane                 int
	count, lowest, until int64
}

// chunk is how many events one worker reads at a time.
const chunk = 16384

func (r *rowReader) read(ctx context.Context) (int64, error) {
	stretches, err := r.stretches(ctx)
	if err != nil {
		return 0, err
	}
	var spans []span
	for _, lane := range slices.Sorted(maps.Keys(stretches)) {
		s := stretches[lane]
		r.ends(s)
		if s.until-s.lowest > 2*s.count+chunk {
			// Places far away were added: the gaps are passed over in one go.
			spans = append(spans, span{lane, min(1, s.lowest), s.until})
			continue
		}
		for first := min(1, s.lowest); s.count > 0 && first <= s.until; first += chunk {
			spans = append(spans, span{lane, first, min(first+chunk-1, s.until)})
		}
	}
	errs := make([]error, len(spans))
	each(ctx, len(spans), func(i int) { errs[i] = r.stretch(ctx, spans[i]) })
	for _, err := range append(errs, ctx.Err()) {
		if err != nil {
			return r.events.Load(), err
		}
	}
	r.missing()
	r.judge()
	return r.events.Load(), nil
}

// stretches gives what there is of each lane that the database has events of, a
// head of, or that the log knows.
func (r *rowReader) stretches(ctx context.Context) (map[int]stretch, error) {
	all := map[int]stretch{}
	for _, lane := range r.known.lanes {
		all[lane.Lane] = stretch{lane: lane.Lane}
	}
	for lane := range r.book.lanes {
		all[lane] = stretch{lane: lane}
	}
	return all, r.db.Read(ctx, func(tx *db.Tx) error {
		// What is added from now on is left for the next time.
		lanes, err := audit.Lanes(ctx, tx)
		if err != nil {
			return err
		}
		r.known.lanes = lanes
		return tx.Each(ctx, `SELECT lane, count(*), min(seq), max(seq) FROM audit_event GROUP BY lane`, nil, func(scan func(...any) error) error {
			var s stretch
			err := scan(&s.lane, &s.count, &s.lowest, &s.until)
			all[s.lane] = s
			return err
		})
	})
}

// ends holds the head of a lane against its events, and the log against its end.
func (r *rowReader) ends(s stretch) {
	head, listed := r.known.lane(s.lane)
	if !listed && s.count > 0 {
		r.found.event(Deleted, s.lane, 0, "Lane %d was taken out of the list of lanes; it has %d events.", s.lane, s.count)
	}
	if listed && head.Seq < s.until {
		r.found.event(Edited, s.lane, head.Seq, "The head of lane %d was edited: it names place %d, and events go on to place %d.", s.lane, head.Seq, s.until)
	}
	end := max(head.Seq, r.book.last(s.lane))
	if end <= s.until {
		return
	}
	if head.Seq > s.until {
		r.found.event(CutOff, s.lane, s.until+1, "%s of lane %d missing at its end: they were deleted.", places(s.until+1, head.Seq), s.lane)
	}
	if published := r.book.last(s.lane); published > max(head.Seq, s.until) {
		r.absent = append(r.absent, span{s.lane, max(head.Seq, s.until) + 1, published})
	}
}

// missing says what the log has and neither the events nor the heads of the
// database know of. If the database does not know either that it was published,
// the whole of it is older than the log.
func (r *rowReader) missing() {
	var count, knew int64
	for _, gap := range r.absent {
		count += gap.last - gap.first + 1
		if r.known.published[gap.lane] >= gap.first {
			knew += gap.last - gap.first + 1
		}
	}
	if count == 0 {
		return
	}
	first := slices.MinFunc(r.absent, func(a, b span) int {
		_, i, _ := r.book.published(a.lane, a.first)
		_, j, _ := r.book.published(b.lane, b.first)
		return int(int64(i) - int64(j))
	})
	_, index, _ := r.book.published(first.lane, first.first)
	if knew == 0 {
		r.found.event(RolledBack, first.lane, first.first, "The database was put back to an older state: it does not have %d events that were published, from place %d of lane %d (entry %d of the log) on.",
			count, first.first, first.lane, index)
		return
	}
	for _, gap := range r.absent {
		r.found.event(CutOff, gap.lane, gap.first, "%s of lane %d missing at its end: they were published, and deleted since.", places(gap.first, gap.last), gap.lane)
	}
}

// places names some places in words.
func places(first, last int64) string {
	if first == last {
		return fmt.Sprintf("The event at place %d", first)
	}
	return fmt.Sprintf("The events at places %d to %d", first, last)
}

// stretch reads some events of a lane.
func (r *rowReader) stretch(ctx context.Context, s span) error {
	return r.db.Read(ctx, func(tx *db.Tx) error {
		next := s.first
		var previous []byte
		if s.first > 1 {
			previous, _, _ = hashOf(ctx, tx, s.lane, s.first-1) // missing is found by the worker before
		}
		var hash [64]byte
		err := audit.Walk(ctx, tx, s.lane, s.first, s.last, func(row *audit.Record) error {
			r.events.Add(1)
			switch {
			case row.Seq < next:
				r.found.event(Doubled, s.lane, row.Seq, "Two events stand at place %d of lane %d; one was added: %s.", row.Seq, s.lane, row.ID)
				return nil
			case row.Seq > next:
				r.gap(s.lane, next, row.Seq-1)
				previous = nil
			}
			r.event(row, previous)
			previous, next = append(hash[:0], row.Hash...), row.Seq+1
			return nil
		})
		if err == nil && next <= s.last {
			r.gap(s.lane, next, s.last)
		}
		if head, listed := r.known.lane(s.lane); listed && head.Seq == next-1 && head.Seq == s.last && !bytes.Equal(head.Hash, previous) {
			r.head(head, previous)
		}
		return err
	})
}

// head says of a head that does not name its last event which of the two was
// changed, as far as the log tells; an event is judged by itself.
func (r *rowReader) head(head audit.Lane, last []byte) {
	if published, _, is := r.book.published(head.Lane, head.Seq); is && !bytes.Equal(last, published) {
		return
	}
	r.found.event(Edited, head.Lane, head.Seq, "The head of lane %d was edited: its hash is not the one of the event at place %d.", head.Lane, head.Seq)
}

// gap says that events in the middle of a lane are missing.
func (r *rowReader) gap(lane int, first, last int64) {
	if last < 1 {
		return // places below 1 never were
	}
	first = max(first, 1)
	r.found.event(Deleted, lane, first, "%s of lane %d missing: deleted.", places(first, last), lane)
}

// event holds one event against its hash, and both against the log.
func (r *rowReader) event(row *audit.Record, previous []byte) {
	if row.Seq < 1 {
		r.found.event(Doubled, row.Lane, row.Seq, "The event %s stands at place %d of lane %d, which is no place: it was added or moved.", row.ID, row.Seq, row.Lane)
		return
	}
	published, _, isPublished := r.book.published(row.Lane, row.Seq)
	before, _, beforePublished := r.book.published(row.Lane, row.Seq-1)
	follows := func(previous []byte) bool {
		sum := row.Sum(previous)
		return bytes.Equal(sum[:], row.Hash)
	}
	known := row.Seq == 1 || previous != nil
	fits := known && follows(previous)
	if !fits && beforePublished && !bytes.Equal(before, previous) {
		fits, known = follows(before), true // it was the event before that was changed
	}
	switch {
	case fits && isPublished && !bytes.Equal(published, row.Hash), known && !fits:
		r.suspect(row, previous)
	case !known && isPublished && !bytes.Equal(published, row.Hash):
		r.suspect(row, previous)
	}
}
