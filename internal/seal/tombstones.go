package seal

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// TombstoneJob is the kind of job that writes the list after an erasure.
const TombstoneJob = "write-tombstones"

// Mourners are told what the list and the database did not agree on, in the
// transaction that puts it right.
type Mourners struct {
	// Again destroys once more what the list names and the database has.
	Again func(ctx context.Context, tx *db.Tx, owner db.ID) error
	// Relisted records whose lines were taken from the list and are put back.
	Relisted func(ctx context.Context, tx *db.Tx, owners []db.ID) error
	// Taken records that a list belongs to this database from now on.
	Taken func(ctx context.Context, tx *db.Tx, list db.ID) error
}

// OtherList says that a list of what was erased is not the one that belongs to the
// database.
type OtherList struct {
	Path string
	// Has is the name of the list at Path, "" for none; Wants is that of the database's.
	Has, Wants db.ID
	// There is whether there is a file at Path.
	There bool
}

func (o *OtherList) Error() string {
	what := "it is list " + string(o.Has)
	switch {
	case !o.There:
		what = "there is no such file"
	case o.Has == "":
		what = "it is empty, or a copy from before lists had names"
	}
	return fmt.Sprintf("the list of what was erased %s is not the one that belongs to this database, list %s: %s", o.Path, o.Wants, what)
}

// otherListMessage is what people read while nothing may be changed because of it.
const otherListMessage = "You can read, but nothing can be changed just now. This part of the service does not have the list of what was removed for ever that belongs to what it holds. The people who run the service have to put this right."

// Tombstones keeps the list of destroyed owners outside the database in step with
// it, in both directions: what the database destroyed is added to the list, and
// what the list has and the database does not, because it was restored from an
// older backup, is destroyed once more. relisted counts the lines that had stood
// on the list and were gone. Where the list is not the one that belongs to the
// database, neither is touched, the database serves reads only from then on, and
// the error is an *OtherList.
func Tombstones(ctx context.Context, d *db.Database, path string, mourners Mourners) (back, relisted int, err error) {
	list, err := belonging(ctx, d, path, mourners)
	if err != nil {
		return 0, 0, err
	}
	var missing []string
	var gone []db.ID
	restored := map[db.ID]bool{}
	if err := d.Read(ctx, func(tx *db.Tx) error {
		missing = nil
		restored = maps.Clone(list.Owners)
		if gone, err = Unlisted(ctx, tx, list.Owners); err != nil {
			return err
		}
		return destroyed(ctx, tx, func(owner db.ID, line string) {
			delete(restored, owner)
			if !list.Owners[owner] {
				missing = append(missing, line)
			}
		})
	}); err != nil {
		return 0, 0, err
	}
	if len(gone) > 0 {
		if err := d.Write(ctx, func(tx *db.Tx) error { return mourners.Relisted(ctx, tx, gone) }); err != nil {
			return 0, 0, err
		}
	}
	if err := list.add(missing...); err != nil {
		return 0, 0, err
	}
	for _, owner := range slices.Sorted(maps.Keys(restored)) {
		if err := d.Write(ctx, func(tx *db.Tx) error {
			if err := mourners.Again(ctx, tx, owner); err != nil {
				return err
			}
			return Destroy(ctx, tx, owner)
		}); err != nil {
			return back, len(gone), err
		}
		back++
	}
	return back, len(gone), nil
}

// destroyed gives each owner whose keys the database destroyed, with its line.
func destroyed(ctx context.Context, tx *db.Tx, each func(owner db.ID, line string)) error {
	return tx.Each(ctx, `SELECT owner, destroyed_at FROM data_key_destroyed ORDER BY owner`, nil, func(scan func(...any) error) error {
		var owner db.ID
		var at string
		if err := scan(&owner, db.Text(&at)); err != nil {
			return err
		}
		each(owner, string(owner)+" "+at[:min(10, len(at))])
		return nil
	})
}

// Unlisted gives the owners whose keys are destroyed and who are not on the list,
// those apart whom a waiting job is about to write there.
func Unlisted(ctx context.Context, tx *db.Tx, listed map[db.ID]bool) ([]db.ID, error) {
	var gone []db.ID
	err := tx.Each(ctx, `SELECT owner FROM data_key_destroyed WHERE destroyed_at < coalesce((SELECT min(due_at) FROM job WHERE kind = $1 AND NOT dead), $2) ORDER BY owner`,
		[]any{TombstoneJob, tx.Now().Add(time.Microsecond)}, func(scan func(...any) error) error {
			var owner db.ID
			if err := scan(&owner); err != nil {
				return err
			}
			if !listed[owner] {
				gone = append(gone, owner)
			}
			return nil
		})
	return gone, err
}
