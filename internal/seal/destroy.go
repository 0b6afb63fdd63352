package seal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Destroy destroys every data key of some owners, for ever: what was sealed under
// them cannot be opened again, and nothing more can be sealed for them.
func Destroy(ctx context.Context, tx *db.Tx, owners ...db.ID) error {
	ring, err := Of(tx)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		if owner == db.OfStore || strings.Contains(string(owner), " ") {
			return fmt.Errorf("the keys of %q belong to no case and are never destroyed", owner)
		}
		for _, owner := range []db.ID{owner, RecordOf(owner)} {
			ids, err := db.All(ctx, tx, `DELETE FROM data_key WHERE owner = $1 RETURNING id`, []any{owner}, func(id *int64, scan func(...any) error) error { return scan(id) })
			if err != nil {
				return err
			}
			for _, id := range ids {
				ring.cache.forget(name{owner, uint32(id)})
			}
			delete(heldBy(tx).current, owner)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO data_key_destroyed (owner, destroyed_at) VALUES ($1, $2) ON CONFLICT (owner) DO NOTHING`, owner, tx.Now()); err != nil {
			return err
		}
	}
	return nil
}

// TombstoneName is what the list of destroyed owners is called in the data folder.
const TombstoneName = "erased.txt"

// TombstoneJob is the kind of job that writes the list after an erasure.
const TombstoneJob = "write-tombstones"

// Mourners are told what the list and the database did not agree on.
type Mourners struct {
	// Again destroys once more what the list names and the database has.
	Again func(ctx context.Context, tx *db.Tx, owner db.ID) error
	// Relisted records whose lines were taken from the list and are put back.
	Relisted func(ctx context.Context, tx *db.Tx, owners []db.ID) error
}

// Tombstones keeps the list of destroyed owners outside the database in step with
// it, in both directions: what the database destroyed is added to the list, and
// what the list has and the database does not, because it was restored from an
// older backup, is destroyed once more. relisted counts the lines that had stood
// on the list and were gone. The list names nobody: it holds identifiers and days.
func Tombstones(ctx context.Context, d *db.Database, path string, mourners Mourners) (back, relisted int, err error) {
	listed, err := ReadTombstones(path)
	if err != nil {
		return 0, 0, err
	}
	var missing []string
	var gone []db.ID
	restored := map[db.ID]bool{}
	for owner := range listed {
		restored[owner] = true
	}
	if err := d.Read(ctx, func(tx *db.Tx) error {
		missing = nil
		if gone, err = Unlisted(ctx, tx, listed); err != nil {
			return err
		}
		return tx.Each(ctx, `SELECT owner, destroyed_at FROM data_key_destroyed ORDER BY owner`, nil, func(scan func(...any) error) error {
			var owner db.ID
			var at string
			if err := scan(&owner, db.Text(&at)); err != nil {
				return err
			}
			delete(restored, owner)
			if !listed[owner] {
				missing = append(missing, string(owner)+" "+at[:min(10, len(at))])
			}
			return nil
		})
	}); err != nil {
		return 0, 0, err
	}
	if len(gone) > 0 {
		if err := d.Write(ctx, func(tx *db.Tx) error { return mourners.Relisted(ctx, tx, gone) }); err != nil {
			return 0, 0, err
		}
	}
	if err := appendTombstones(path, missing); err != nil {
		return 0, 0, err
	}
	for owner := range restored {
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

// ReadTombstones reads the list; it is empty where there is no file.
func ReadTombstones(path string) (map[db.ID]bool, error) {
	listed := map[db.ID]bool{}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return listed, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the list of what was erased: %w", err)
	}
	lines := bufio.NewScanner(strings.NewReader(string(text)))
	for number := 1; lines.Scan(); number++ {
		owner, _, _ := strings.Cut(lines.Text(), " ")
		if owner == "" {
			continue
		}
		if _, ok := db.ParseID(owner); !ok {
			return nil, fmt.Errorf("%s, line %d: %q names nothing that could be erased; put the list right before starting", path, number, owner)
		}
		listed[db.ID(owner)] = true
	}
	return listed, lines.Err()
}

func appendTombstones(path string, lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("cannot write the list of what was erased: %w", err)
	}
	defer file.Close()
	// A line that a crash cut short ends here and is not part of the next.
	if _, err := file.WriteString("\n" + strings.Join(lines, "\n") + "\n"); err != nil {
		return err
	}
	return file.Sync()
}
