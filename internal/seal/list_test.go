package seal_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/seal"
)

// mourned notes what the list and the database did not agree on.
type mourned struct {
	again, relisted, taken []db.ID
}

func (m *mourned) mourners() seal.Mourners {
	return seal.Mourners{
		Again:    func(_ context.Context, _ *db.Tx, owner db.ID) error { m.again = append(m.again, owner); return nil },
		Relisted: func(_ context.Context, _ *db.Tx, owners []db.ID) error { m.relisted = owners; return nil },
		Taken:    func(_ context.Context, _ *db.Tx, list db.ID) error { m.taken = append(m.taken, list); return nil },
	}
}

// erase makes a key and destroys it.
func erase(t *testing.T, d *db.Database) (id db.ID) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		id = tx.NewID()
		if _, err := tx.Sealer().Seal(background, tx, id, "place", []byte("text")); err != nil {
			return err
		}
		return seal.Destroy(background, tx, id)
	})
	return id
}

func open(t *testing.T, d *db.Database, path string) (mourned, error) {
	t.Helper()
	var m mourned
	_, _, err := seal.Tombstones(background, d, path, m.mourners())
	return m, err
}

func read(t *testing.T, path string) seal.List {
	t.Helper()
	list, err := seal.ReadList(path)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func knows(t *testing.T, d *db.Database) (id db.ID) {
	t.Helper()
	if err := d.Read(background, func(tx *db.Tx) (err error) { id, err = seal.ListOf(background, tx); return err }); err != nil {
		t.Fatal(err)
	}
	return id
}

// refused wants the list refused, itself untouched, and nothing to be changed after.
func refused(t *testing.T, d *db.Database, path string, words string) {
	t.Helper()
	before, _ := os.ReadFile(path)
	known := knows(t, d)
	m, err := open(t, d, path)
	var other *seal.OtherList
	if !errors.As(err, &other) || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), string(known)) {
		t.Errorf("another list is opened with %v, want %q", err, words)
	}
	if d.Frozen() == nil || !strings.Contains(d.Frozen().Message, "the list of what was removed") {
		t.Errorf("the database may be changed: %v", d.Frozen())
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) || knows(t, d) != known || m.again != nil || m.taken != nil {
		t.Errorf("a list that was refused changed something: %q became %q, %+v", before, after, m)
	}
}

// TestAnOldListIsTakenOverWhole opens a list from before lists had names.
func TestAnOldListIsTakenOverWhole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		path := filepath.Join(t.TempDir(), "lists", seal.TombstoneName)
		one, two := erase(t, d), erase(t, d)
		if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		// The last line was cut short as it was written.
		if err := os.WriteFile(path, []byte("\n"+string(one)+" 2026-10-01\n\n"+string(two)[:9]), 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := open(t, d, path)
		if err != nil || d.Frozen() != nil || !slices.Equal(m.relisted, []db.ID{two}) || m.again != nil {
			t.Fatalf("the old list: %+v, %v", m, err)
		}
		list := read(t, path)
		if list.ID == "" || knows(t, d) != list.ID || !slices.Equal(m.taken, []db.ID{list.ID}) || len(list.Owners) != 2 || !list.Owners[one] || !list.Owners[two] || list.Earlier != nil {
			t.Errorf("taken over as %+v, the database knows %s", list, knows(t, d))
		}
		before, _ := os.ReadFile(path)
		if m, err := open(t, d, path); err != nil || m.taken != nil || m.relisted != nil {
			t.Errorf("opened again: %+v, %v", m, err)
		}
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("opening it again changed it")
		}
	})
}

// TestACrashWhileAListIsTakenOverIsSafe ends the transaction after the file is
// written, which is what a kill there does.
func TestACrashWhileAListIsTakenOverIsSafe(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		path := filepath.Join(t.TempDir(), seal.TombstoneName)
		killed := errors.New("killed")
		kill := seal.Mourners{Taken: func(context.Context, *db.Tx, db.ID) error { return killed }}
		if _, _, err := seal.Tombstones(background, d, path, kill); !errors.Is(err, killed) {
			t.Fatal(err)
		}
		named := read(t, path).ID
		if named == "" || knows(t, d) != "" {
			t.Fatalf("the list is %q and the database knows %q: this is not between the steps", named, knows(t, d))
		}
		if m, err := open(t, d, path); err != nil || !slices.Equal(m.taken, []db.ID{named}) || knows(t, d) != named {
			t.Fatalf("after the crash: %+v, %v", m, err)
		}
		// The same between the steps of naming it anew.
		if _, err := seal.RenewList(background, d, path, kill); !errors.Is(err, killed) {
			t.Fatal(err)
		}
		if list := read(t, path); list.ID == named || !slices.Equal(list.Earlier, []db.ID{named}) || knows(t, d) != named {
			t.Fatalf("the list is %+v and the database knows %q: this is not between the steps", list, knows(t, d))
		}
		if m, err := open(t, d, path); err != nil || len(m.taken) != 1 || knows(t, d) != read(t, path).ID || d.Frozen() != nil {
			t.Fatalf("after the crash: %+v, %v", m, err)
		}
	})
}

// TestANodeWithAnotherListMayChangeNothing opens one database with the lists of
// two nodes, moves the right one, and restores from a backup.
func TestANodeWithAnotherListMayChangeNothing(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return dbtest.Noon }
	for engine, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := address(t)
			node := func() *db.Database { return dbtest.Open(t, url, now) }
			first := node()
			right, wrong := filepath.Join(t.TempDir(), "one", seal.TombstoneName), filepath.Join(t.TempDir(), "two", seal.TombstoneName)
			if _, err := open(t, first, right); err != nil {
				t.Fatal(err)
			}
			old, err := os.ReadFile(right)
			if err != nil {
				t.Fatal(err)
			}
			gone := erase(t, first)
			if _, err := open(t, first, right); err != nil || !read(t, right).Owners[gone] {
				t.Fatal(err)
			}

			refused(t, node(), wrong, "there is no such file")
			if err := os.MkdirAll(filepath.Dir(wrong), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(wrong, []byte("06aaaaaaaaaaaaaaaaaaaaaaaa 2026-10-01\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			refused(t, node(), wrong, "from before lists had names")
			if err := os.WriteFile(wrong, []byte("list 06bbbbbbbbbbbbbbbbbbbbbbbb 2026-10-01\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			refused(t, node(), wrong, "it is list 06bbbbbbbbbbbbbbbbbbbbbbbb")

			// Moved, the right list is right anywhere.
			if err := os.Rename(right, wrong); err != nil {
				t.Fatal(err)
			}
			if m, err := open(t, node(), wrong); err != nil || m.taken != nil {
				t.Errorf("the list that was moved: %+v, %v", m, err)
			}
			refused(t, node(), right, "there is no such file")

			// An older copy of it from a backup is the database's too, and is completed.
			if err := os.WriteFile(right, old, 0o600); err != nil {
				t.Fatal(err)
			}
			if m, err := open(t, node(), right); err != nil || !slices.Equal(m.relisted, []db.ID{gone}) || !read(t, right).Owners[gone] {
				t.Errorf("the older copy: %+v, %v", m, err)
			}

			// Lost and named anew, it has every erasure, and the copies of before are refused.
			lost := filepath.Join(t.TempDir(), seal.TombstoneName)
			second := node()
			refused(t, second, lost, "there is no such file")
			named, err := seal.RenewList(background, second, lost, (&mourned{}).mourners())
			if err != nil || knows(t, second) != named || !read(t, lost).Owners[gone] {
				t.Fatalf("named anew as %q: %v", named, err)
			}
			restarted := node()
			if _, err := open(t, restarted, lost); err != nil || restarted.Frozen() != nil {
				t.Errorf("after a start with it: %v", err)
			}
			refused(t, node(), wrong, "it is list")
			// A running node that has the older one learns of it with the next erasure.
			refused(t, first, wrong, "it is list")
		})
	}
}

// TestARestoredDatabaseTakesTheNewerNameOfItsList restores a database from before
// its list was named anew.
func TestARestoredDatabaseTakesTheNewerNameOfItsList(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		path := filepath.Join(t.TempDir(), seal.TombstoneName)
		if _, err := open(t, d, path); err != nil {
			t.Fatal(err)
		}
		before := knows(t, d)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		gone := erase(t, d)
		named, err := seal.RenewList(background, d, path, (&mourned{}).mourners())
		if err != nil || named == before {
			t.Fatalf("%q: %v", named, err)
		}
		write(t, d, func(tx *db.Tx) error { // as the backup has it
			if _, err := tx.Exec(background, `UPDATE erased_list SET id = $1`, before); err != nil {
				return err
			}
			_, err := tx.Exec(background, `DELETE FROM data_key_destroyed`)
			return err
		})
		m, err := open(t, d, path)
		if err != nil || knows(t, d) != named || !slices.Equal(m.taken, []db.ID{named}) || !slices.Equal(m.again, []db.ID{gone}) {
			t.Errorf("restored: %+v, %v", m, err)
		}
	})
}

// TestTwoNodesThatStartAtOnceHaveOneList starts two nodes with a list each, and
// two with one list, on a database that knows of none.
func TestTwoNodesThatStartAtOnceHaveOneList(t *testing.T) {
	t.Parallel()
	for name, shared := range map[string]bool{"one list": true, "two lists": false} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.Database) {
				folder := t.TempDir()
				paths := []string{filepath.Join(folder, "one"), filepath.Join(folder, "one")}
				if !shared {
					paths[1] = filepath.Join(folder, "two")
				}
				errs := make(chan error, len(paths))
				for _, path := range paths {
					go func() {
						_, _, err := seal.Tombstones(background, d, path, (&mourned{}).mourners())
						errs <- err
					}()
				}
				var others int
				for range paths {
					var other *seal.OtherList
					if err := <-errs; errors.As(err, &other) {
						others++
					} else if err != nil {
						t.Error(err)
					}
				}
				if (others == 0) != shared || others > 1 {
					t.Errorf("shared %v: %d lists were refused", shared, others)
				}
				if names := strings.Count(readText(t, paths[0]), "list "); shared && names != 1 {
					t.Errorf("one list has %d names", names)
				}
			})
		})
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}
