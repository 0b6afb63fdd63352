package ledger

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
)

// known is what the database knows of the log.
type known struct {
	size       uint64
	checkpoint []byte
	published  map[int]int64
	lanes      []audit.Lane
}

// lane gives the lane of a number; its zero value where there is none.
func (k known) lane(number int) (audit.Lane, bool) {
	for _, lane := range k.lanes {
		if lane.Lane == number {
			return lane, true
		}
	}
	return audit.Lane{}, false
}

func readKnown(ctx context.Context, tx *db.Tx) (known, error) {
	k := known{published: map[int]int64{}}
	var text string
	if _, err := tx.Row(ctx, `SELECT size, checkpoint FROM audit_log WHERE one = 1`, nil, &k.size, &text); err != nil {
		return k, err
	}
	k.checkpoint = []byte(text)
	var err error
	if k.lanes, err = audit.Lanes(ctx, tx); err != nil {
		return k, err
	}
	return k, tx.Each(ctx, `SELECT lane, seq FROM audit_published`, nil, func(scan func(...any) error) error {
		var lane int
		var seq int64
		err := scan(&lane, &seq)
		k.published[lane] = seq
		return err
	})
}

// unpublished gives at most limit events that are not in the log yet, each lane
// in its order.
func unpublished(ctx context.Context, tx *db.Tx, k known, limit int) ([]Entry, error) {
	var entries []Entry
	for _, lane := range k.lanes {
		after := k.published[lane.Lane]
		if lane.Seq <= after || len(entries) >= limit {
			continue
		}
		err := tx.Each(ctx, `SELECT seq, hash FROM audit_event WHERE lane = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
			[]any{lane.Lane, after, limit - len(entries)}, func(scan func(...any) error) error {
				e := Entry{Lane: lane.Lane}
				var hash []byte
				if err := scan(&e.Seq, &hash); err != nil {
					return err
				}
				if after++; e.Seq != after || len(hash) != len(e.Hash) {
					return differs("the event at place %d of lane %d is missing in the database; it was not published yet", after, lane.Lane)
				}
				copy(e.Hash[:], hash)
				entries = append(entries, e)
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// hashOf gives the hash of one event; false where the database does not have it.
func hashOf(ctx context.Context, tx *db.Tx, lane int, seq int64) (hash []byte, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT hash FROM audit_event WHERE lane = $1 AND seq = $2`, []any{lane, seq}, &hash)
	return hash, found, err
}

// leaseTime is for how long a node that publishes keeps the others from it.
const leaseTime = 30 * time.Second

// lease takes or renews the right to publish; false where another node has it.
func lease(ctx context.Context, tx *db.Tx, node string) (bool, error) {
	taken, err := tx.Exec(ctx, `UPDATE audit_log SET leased_by = $1, leased_until = $2 WHERE one = 1 AND (leased_by = $1 OR leased_until < $3)`,
		node, tx.Now().Add(leaseTime), tx.Now())
	return taken == 1, err
}

// release gives the right to publish back.
func release(ctx context.Context, tx *db.Tx, node string) error {
	_, err := tx.Exec(ctx, `UPDATE audit_log SET leased_until = $2 WHERE one = 1 AND leased_by = $1`, node, tx.Now())
	return err
}

// advance notes that entries are in the log, which has this size now.
func advance(ctx context.Context, tx *db.Tx, entries []Entry, size uint64) error {
	last := map[int]int64{}
	for _, e := range entries {
		last[e.Lane] = e.Seq
	}
	for lane, seq := range last {
		if _, err := tx.Exec(ctx, `INSERT INTO audit_published (lane, seq) VALUES ($1, $2) ON CONFLICT (lane) DO UPDATE SET seq = excluded.seq`, lane, seq); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE audit_log SET size = $1 WHERE one = 1`, int64(size))
	return err
}

func keepCheckpoint(ctx context.Context, tx *db.Tx, c Checkpoint) error {
	_, err := tx.Exec(ctx, `UPDATE audit_log SET checkpoint = $1 WHERE one = 1`, string(c.Text))
	return err
}
