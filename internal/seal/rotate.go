package seal

import (
	"context"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// rewrapAtOnce is how many data keys are wrapped anew in one transaction.
const rewrapAtOnce = 500

// Rewrap wraps every data key with the primary key of a root key, some at a time
// while the service goes on. What it has done stays done: broken off, it goes on
// where it stopped. Root keys that are not the primary wrap nothing more from
// its first moment, and stay readable until Settle.
func Rewrap(ctx context.Context, d *db.Database, root *Root, progress func(done int)) (int, error) {
	if err := Admit(ctx, d, root); err != nil {
		return 0, err
	}
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE root_key SET ending_at = CASE WHEN id = $1 THEN NULL ELSE coalesce(ending_at, $2) END`, int64(root.Primary()), tx.Now())
		return err
	}); err != nil {
		return 0, err
	}
	total := 0
	for {
		done := 0
		if err := d.Write(ctx, func(tx *db.Tx) (err error) {
			done, err = rewrapSome(ctx, tx, root)
			return err
		}); err != nil {
			return total, err
		}
		if total += done; done == 0 {
			return total, nil
		}
		progress(total)
	}
}

// wrappedKey is a row of data_key.
type wrappedKey struct {
	owner   db.ID
	id      int64
	wrapped []byte
}

func rewrapSome(ctx context.Context, tx *db.Tx, root *Root) (int, error) {
	rows, err := db.All(ctx, tx, `SELECT owner, id, wrapped FROM data_key WHERE root <> $1 ORDER BY root, owner LIMIT $2`,
		[]any{int64(root.Primary()), rewrapAtOnce}, func(k *wrappedKey, scan func(...any) error) error {
			return scan(&k.owner, &k.id, &k.wrapped)
		})
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		key, err := unwrap(root, row.owner, uint32(row.id), row.wrapped)
		if err != nil {
			return 0, err
		}
		wrapped, err := key.Wrap(root)
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, `UPDATE data_key SET wrapped = $3, root = $4 WHERE owner = $1 AND id = $2`,
			row.owner, row.id, wrapped, int64(root.Primary())); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// Settle forgets the root keys that no data key needs any more, so that the
// program starts without them. It refuses while one is needed.
func Settle(ctx context.Context, d *db.Database, root *Root) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		var left int
		if _, err := tx.Row(ctx, `SELECT count(*) FROM data_key WHERE root <> $1`, []any{int64(root.Primary())}, &left); err != nil {
			return err
		}
		if left > 0 {
			return fmt.Errorf("%d data keys are still wrapped by an earlier root key: run havenward keys rotate to the end first", left)
		}
		_, err := tx.Exec(ctx, `DELETE FROM root_key WHERE id <> $1`, int64(root.Primary()))
		return err
	})
}

// RootStatus is one root key as the database knows it.
type RootStatus struct {
	ID     uint32
	Since  time.Time
	Ending time.Time // zero while it wraps
	Wraps  int       // data keys
}

// Status tells which root keys wrap how many data keys, and how many owners' keys
// were destroyed.
func Status(ctx context.Context, tx *db.Tx) (roots []RootStatus, destroyed int, err error) {
	roots, err = db.All(ctx, tx, `SELECT r.id, r.since, r.ending_at, (SELECT count(*) FROM data_key k WHERE k.root = r.id) FROM root_key r ORDER BY r.since, r.id`, nil,
		func(s *RootStatus, scan func(...any) error) error {
			var id int64
			err := scan(&id, db.Instant(&s.Since), db.Instant(&s.Ending), &s.Wraps)
			s.ID = uint32(id)
			return err
		})
	if err != nil {
		return nil, 0, err
	}
	_, err = tx.Row(ctx, `SELECT count(*) FROM data_key_destroyed`, nil, &destroyed)
	return roots, destroyed, err
}
