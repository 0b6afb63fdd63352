package ledger

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// erasures holds every erasure that the record tells of against the keys that are
// there: whoever takes rows of keys from a backup, and the line of the list of
// what was erased away, brings a case back without touching its event.
func (l *Ledger) erasures(ctx context.Context, found *findings) error {
	return l.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT e.lane, e.seq, e.case_id, EXISTS (SELECT 1 FROM data_key k WHERE k.owner = e.case_id), EXISTS (SELECT 1 FROM data_key_destroyed g WHERE g.owner = e.case_id)
			FROM audit_event e WHERE e.action = 'erase-case' AND e.case_id IS NOT NULL`, nil, func(scan func(...any) error) error {
			var lane int
			var seq int64
			var id db.ID
			var key, destroyed bool
			if err := scan(&lane, &seq, &id, &key, &destroyed); err != nil {
				return err
			}
			switch {
			case key:
				found.event(Undone, lane, seq, "Event %d of lane %d says that case %s was erased, and its key is there again.", seq, lane, id)
			case !destroyed:
				found.event(Undone, lane, seq, "Event %d of lane %d says that case %s was erased, and the database does not know it any more.", seq, lane, id)
			}
			return nil
		})
	})
}
