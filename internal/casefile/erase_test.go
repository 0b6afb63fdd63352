package casefile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/seal"
)

// TestAnErasedCaseCannotBeReadAgain erases one of two cases, after it was open
// and held, and looks for what is left of it.
func TestAnErasedCaseCannotBeReadAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		actor := agency(t, d, "Ours")
		id, other := open(t, d, actor, access.Everything, whole()), open(t, d, actor, access.Everything, whole())
		write(t, d, func(tx *db.Tx) error {
			_, err := casefile.AddFile(background, tx, actor, id, id, "a.pdf", "", civil.Partial{}, []byte("%PDF-1.7 text"))
			return err
		})
		erase := func() error {
			return d.Write(background, func(tx *db.Tx) error {
				return casefile.Erase(background, tx, actor, id, "asked for", "They asked us to")
			})
		}
		if err := erase(); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("an open case was erased: %v", err)
		}
		write(t, d, func(tx *db.Tx) error {
			if err := casefile.SetClosed(background, tx, id, true); err != nil {
				return err
			}
			return casefile.PutHold(background, tx, actor, id, "An inquest")
		})
		if err := erase(); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("a case that is held was erased: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { return casefile.LiftHold(background, tx, actor, id, "The inquest is over") })
		var before []byte
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT sealed FROM story WHERE case_id = $1`, []any{id}, &before)
			return err
		})
		if err := erase(); err != nil {
			t.Fatal(err)
		}
		if err := erase(); err == nil {
			t.Error("erased twice")
		}
		if err := d.Read(background, func(tx *db.Tx) error {
			if _, err := casefile.Load(background, tx, actor, id); !fault.Is(err, fault.NotFound) {
				t.Errorf("an erased case is read: %v", err)
			}
			if _, err := tx.Sealer().Open(background, tx, id, "anything", before); !errors.Is(err, seal.ErrGone) {
				t.Errorf("its key is there: %v", err)
			}
			found, _, err := casefile.Search(background, tx, actor, "mimi", "", 10)
			if len(found) != 1 || found[0] != other {
				t.Errorf("search finds %v", found)
			}
			if file, err := casefile.Load(background, tx, actor, other); err != nil || len(file.Record.Names) == 0 {
				t.Errorf("the other case: %v", err)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(background, func(tx *db.Tx) error {
			_, err := casefile.Seal(background, tx, id, "story", "new")
			return err
		}); !errors.Is(err, seal.ErrGone) {
			t.Errorf("something was sealed for an erased case: %v", err)
		}
	})
}

// TestARestoredBackupDoesNotBringAnErasedCaseBack erases a case, puts an older
// copy of the database in its place and starts as the program does.
func TestARestoredBackupDoesNotBringAnErasedCaseBack(t *testing.T) {
	t.Parallel()
	address := dbtest.SQLite(t)
	d := dbtest.Open(t, address, time.Now)
	actor := agency(t, d, "Ours")
	id := open(t, d, actor, access.Everything, whole())
	write(t, d, func(tx *db.Tx) error { return casefile.SetClosed(background, tx, id, true) })
	folder := t.TempDir()
	backup, list := filepath.Join(folder, "backup.db"), filepath.Join(folder, seal.TombstoneName)
	if err := d.Backup(background, backup); err != nil {
		t.Fatal(err)
	}
	write(t, d, func(tx *db.Tx) error { return casefile.Erase(background, tx, actor, id, "asked for", "") })
	for range 2 { // the second time changes nothing
		if back, _, err := seal.Tombstones(background, d, list, casefile.Mourners()); err != nil || back != 0 {
			t.Fatalf("%d came back: %v", back, err)
		}
	}
	text, err := os.ReadFile(list)
	if err != nil || strings.Count(string(text), string(id)) != 1 {
		t.Fatalf("the list: %q, %v", text, err)
	}
	restored := dbtest.Open(t, "sqlite:"+backup, time.Now)
	loads := func() (n int) {
		if err := restored.Read(background, func(tx *db.Tx) error {
			file, err := casefile.Load(background, tx, actor, id)
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			n = len(file.Record.Names)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if loads() == 0 {
		t.Fatal("the backup does not have the case: the test shows nothing")
	}
	if back, _, err := seal.Tombstones(background, restored, list, casefile.Mourners()); err != nil || back == 0 {
		t.Fatalf("%d came back: %v", back, err)
	}
	if loads() != 0 {
		t.Error("the erased case can be read after a restore")
	}
	// What the list destroys is in the record, whoever wrote the line.
	var events int
	if err := restored.Read(background, func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT count(*) FROM audit_event WHERE action = 'erase-again' AND case_id = $1`, []any{id}, &events)
		return err
	}); err != nil || events != 1 {
		t.Errorf("%d events tell that the case was erased again, %v", events, err)
	}
}
