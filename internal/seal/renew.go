package seal

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/havenward/havenward/internal/db"
)

// Column says where sealed values stand: the table and its column, and as SQL
// expressions over a row, whose the value is and for which place it was sealed.
type Column struct{ Table, Column, Owner, Place string }

// ByRow are columns whose values belong to an owner and whose place is a name
// and the values of key columns, as casefile.Row makes it.
func ByRow(table, column, owner, place string, keys ...string) Column {
	text := "'" + place
	for _, key := range keys {
		text += "/' || CAST(" + key + " AS TEXT) || '"
	}
	return Column{table, column, owner, strings.TrimSuffix(text+"'", " || ''")}
}

// recordPrefix begins the owner of the key under which what people typed as
// reasons stands in the record of what was done. The record's chain covers the
// sealed text, so it is never sealed anew, and has a key of its own.
const recordPrefix = "record "

// RecordOf is the owner of the reasons in the record about an owner.
func RecordOf(owner db.ID) db.ID { return recordPrefix + owner }

// Retire gives an owner a new key for all that is sealed from now on, and keeps
// the key so far to open what was sealed before, until Reseal and Finish. False
// where the owner has no key, or its last retirement is not finished.
func Retire(ctx context.Context, tx *db.Tx, owner db.ID) (bool, error) {
	ring, err := Of(tx)
	if err != nil {
		return false, err
	}
	if owner == db.OfStore || strings.Contains(string(owner), " ") {
		return false, fmt.Errorf("the keys of %q belong to no case and are not renewed by themselves", owner)
	}
	retired, err := tx.Exec(ctx, `UPDATE data_key SET retired_at = $2 WHERE owner = $1 AND retired_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM data_key k WHERE k.owner = $1 AND k.retired_at IS NOT NULL)`, owner, tx.Now())
	if err != nil || retired == 0 {
		return false, err
	}
	delete(heldBy(tx).current, owner)
	_, err = ring.current(ctx, tx, owner, true)
	return true, err
}

// Retired tells whether an owner has a key that is retired and not yet gone.
func Retired(ctx context.Context, tx *db.Tx, owner db.ID) (retired bool, err error) {
	_, err = tx.Row(ctx, `SELECT TRUE FROM data_key WHERE owner = $1 AND retired_at IS NOT NULL LIMIT 1`, []any{owner}, &retired)
	return retired, err
}

// sealedWith is how every value begins that a key sealed.
func sealedWith(id uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{form}, id)
}

// Reseal seals at most so many values of an owner anew under its current key, and
// tells how many it did: none when nothing is left in these columns. A value that
// somebody changes meanwhile is left to them, whose new key it has.
func Reseal(ctx context.Context, tx *db.Tx, columns []Column, owner db.ID, most int) (done int, err error) {
	ring, err := Of(tx)
	if err != nil {
		return 0, err
	}
	key, err := ring.current(ctx, tx, owner, false)
	if err != nil || key == nil {
		return 0, err
	}
	for _, column := range columns {
		if done >= most {
			break
		}
		some, err := ring.resealColumn(ctx, tx, column, key, most-done)
		if err != nil {
			return done, err
		}
		done += some
	}
	return done, nil
}

// standing is a sealed value and the place it was sealed for.
type standing struct {
	sealed []byte
	place  string
}

func (r *Ring) resealColumn(ctx context.Context, tx *db.Tx, c Column, key *Key, most int) (int, error) {
	rows, err := db.All(ctx, tx, fmt.Sprintf(`SELECT %[2]s, %[4]s FROM %[1]s WHERE %[3]s = $1 AND %[2]s IS NOT NULL AND length(%[2]s) > 0 AND substr(%[2]s, 1, %[5]d) <> $2 LIMIT $3`,
		c.Table, c.Column, c.Owner, c.Place, header), []any{key.Owner, sealedWith(key.ID), most},
		func(s *standing, scan func(...any) error) error { return scan(&s.sealed, &s.place) })
	if err != nil {
		return 0, fmt.Errorf("%s.%s: %w", c.Table, c.Column, err)
	}
	for _, row := range rows {
		plain, err := r.Open(ctx, tx, key.Owner, row.place, row.sealed)
		if err != nil {
			return 0, fmt.Errorf("%s.%s at %s: %w", c.Table, c.Column, row.place, err)
		}
		anew, err := key.Seal(row.place, plain)
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, fmt.Sprintf(`UPDATE %[1]s SET %[2]s = $3 WHERE %[3]s = $1 AND %[4]s = $4 AND %[2]s = $2`, c.Table, c.Column, c.Owner, c.Place),
			key.Owner, row.sealed, anew, row.place); err != nil {
			return 0, fmt.Errorf("%s.%s: %w", c.Table, c.Column, err)
		}
	}
	return len(rows), nil
}

// ErrStillNeeded says that a retired key still opens something: it is kept.
var ErrStillNeeded = errors.New("the earlier key is still needed")

// Finish lets go of the retired keys of an owner. Every column of the store that
// could hold sealed values is looked through first, also those that nobody named
// to Reseal: a key that anything still needs is kept. It looks outside of one
// transaction, as nothing is sealed under a key once it is retired.
func Finish(ctx context.Context, d *db.Database, owner db.ID) error {
	var retired []int64
	var columns []db.Blob
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		if retired, err = db.All(ctx, tx, `SELECT id FROM data_key WHERE owner = $1 AND retired_at IS NOT NULL`, []any{owner}, func(id *int64, scan func(...any) error) error { return scan(id) }); err != nil {
			return err
		}
		columns, err = db.Blobs(ctx, tx)
		return err
	}); err != nil || len(retired) == 0 {
		return err
	}
	for _, id := range retired {
		for _, c := range columns {
			var needed bool
			if err := d.Read(ctx, func(tx *db.Tx) error {
				_, err := tx.Row(ctx, fmt.Sprintf(`SELECT TRUE FROM %s WHERE substr(%s, 1, %d) = $1 LIMIT 1`, c.Table, c.Column, header), []any{sealedWith(uint32(id))}, &needed)
				return err
			}); err != nil {
				return err
			}
			if needed {
				return fmt.Errorf("%w: %s.%s holds values that were not sealed anew", ErrStillNeeded, c.Table, c.Column)
			}
		}
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		ring, err := Of(tx)
		if err != nil {
			return err
		}
		for _, id := range retired {
			if _, err := tx.Exec(ctx, `DELETE FROM data_key WHERE owner = $1 AND id = $2 AND retired_at IS NOT NULL`, owner, id); err != nil {
				return err
			}
			ring.cache.forget(name{owner, uint32(id)})
		}
		return nil
	})
}
