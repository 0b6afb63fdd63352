package ledger

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// spot is where an event stands.
type spot struct {
	lane int
	seq  int64
}

// erasures holds every erasure that the record tells of against the keys that are
// there and the list outside the database: whoever takes rows of keys from a
// backup, and the line of the list of what was erased away, brings a case back
// without touching its event.
func (l *Ledger) erasures(ctx context.Context, found *findings) error {
	return l.db.Read(ctx, func(tx *db.Tx) error {
		told := map[db.ID]spot{}
		if err := tx.Each(ctx, `SELECT e.lane, e.seq, e.case_id, EXISTS (SELECT 1 FROM data_key k WHERE k.owner = e.case_id), EXISTS (SELECT 1 FROM data_key_destroyed g WHERE g.owner = e.case_id)
			FROM audit_event e WHERE e.action = 'erase-case' AND e.case_id IS NOT NULL`, nil, func(scan func(...any) error) error {
			var lane int
			var seq int64
			var id db.ID
			var key, destroyed bool
			if err := scan(&lane, &seq, &id, &key, &destroyed); err != nil {
				return err
			}
			told[id] = spot{lane, seq}
			switch {
			case key:
				found.event(Undone, lane, seq, "Event %d of lane %d says that case %s was erased, and its key is there again.", seq, lane, id)
			case !destroyed:
				found.event(Undone, lane, seq, "Event %d of lane %d says that case %s was erased, and the database does not know it any more.", seq, lane, id)
			}
			return nil
		}); err != nil || l.Erased == "" {
			return err
		}
		return l.list(ctx, tx, told, found)
	})
}

// list holds the list of what was erased against what the database destroyed, both
// ways: a line that is gone lets an older backup bring a case back, and one that
// nobody erased destroys a case at the next start.
func (l *Ledger) list(ctx context.Context, tx *db.Tx, told map[db.ID]spot, found *findings) error {
	list, err := seal.ReadList(l.Erased)
	if err != nil {
		found.log(Damaged, -1, "The list of what was erased cannot be read: %v.", err)
		return nil
	}
	if whole, err := l.named(ctx, tx, list, found); err != nil || !whole {
		return err
	}
	listed := list.Owners
	gone, err := seal.Unlisted(ctx, tx, listed)
	if err != nil {
		return err
	}
	for _, owner := range gone {
		if at, ok := told[owner]; ok {
			found.event(Missing, at.lane, at.seq, "The erasure of case %s (event %d of lane %d) is not on the list %s: its line was taken away.", owner, at.seq, at.lane, l.Erased)
		} else {
			found.log(Missing, -1, "The erasure of %s is not on the list %s: its line was taken away.", owner, l.Erased)
		}
	}
	for _, owner := range slices.Sorted(maps.Keys(listed)) {
		var known bool
		if _, err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM data_key_destroyed WHERE owner = $1)`, []any{owner}, &known); err != nil {
			return err
		}
		if _, ok := told[owner]; !known && !ok {
			found.log(Doubled, -1, "The list %s names %s, which nobody erased in this database: the next start would destroy it.", l.Erased, owner)
		}
	}
	return nil
}

// named holds the name of the list against the one that the database knows, and
// that against the last event that tells of it. It is false where the list is
// another, and its lines say nothing of this database.
func (l *Ledger) named(ctx context.Context, tx *db.Tx, list seal.List, found *findings) (bool, error) {
	known, err := seal.ListOf(ctx, tx)
	if err != nil {
		return false, err
	}
	var told string
	at := spot{}
	if _, err := tx.Row(ctx, `SELECT lane, seq, subject FROM audit_event WHERE account_id IS NULL AND action = 'take-erasure-list' ORDER BY id DESC LIMIT 1`, nil, &at.lane, &at.seq, &told); err != nil {
		return false, err
	}
	if name := strings.TrimPrefix(told, "list "); told != "" && name != string(known) {
		found.event(Edited, at.lane, at.seq, "The name of the list of what was erased was edited in the database: it is %q, and the record says %q.", known, name)
	}
	other, err := list.Belongs(ctx, tx)
	if err != nil || other == nil {
		return true, err
	}
	found.log(OtherList, -1, "%s%s. This node serves reads only.", strings.ToUpper(other.Error()[:1]), other.Error()[1:])
	return other.Has == "", nil // without a name, its missing lines are named too
}
