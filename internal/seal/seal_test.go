package seal_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/seal"
)

var background = context.Background()

func write(t testing.TB, d *db.Database, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(background, fn); err != nil {
		t.Fatal(err)
	}
}

// TestWhatIsSealedOpensOnlyWhereItBelongs seals values and tries them at every
// other owner and place.
func TestWhatIsSealedOpensOnlyWhereItBelongs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		type spot struct {
			owner db.ID
			place string
		}
		spots := []spot{{"case-a", "fact"}, {"case-a", "story"}, {"case-b", "fact"}, {"case-b", "fact/1"}}
		sealed := map[spot][]byte{}
		write(t, d, func(tx *db.Tx) error {
			for _, s := range spots {
				value, err := tx.Sealer().Seal(background, tx, s.owner, s.place, []byte(s.place+string(s.owner)))
				if err != nil {
					return err
				}
				if bytes.Contains(value, []byte(s.place)) {
					t.Errorf("the sealed value contains its text")
				}
				sealed[s] = value
			}
			return nil
		})
		if err := d.Read(background, func(tx *db.Tx) error {
			for from, value := range sealed {
				for _, to := range spots {
					plain, err := tx.Sealer().Open(background, tx, to.owner, to.place, value)
					if (err == nil) != (from == to) {
						t.Errorf("sealed for %v, opened as %v: %v", from, to, err)
					}
					if err == nil && string(plain) != to.place+string(to.owner) {
						t.Errorf("opened as %q", plain)
					}
				}
				for i := range value {
					value[i] ^= 1
					if _, err := tx.Sealer().Open(background, tx, from.owner, from.place, value); err == nil {
						t.Errorf("opened although byte %d was changed", i)
					}
					value[i] ^= 1
				}
				if _, err := tx.Sealer().Open(background, tx, from.owner, from.place, value[:len(value)-1]); err == nil {
					t.Error("opened although its end was cut off")
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestOpeningWhileRowsAreRead opens values of many owners from within a query,
// with nothing in memory: PostgreSQL answers no second query on one connection.
func TestOpeningWhileRowsAreRead(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := url(t)
			d := dbtest.Open(t, address, time.Now)
			write(t, d, func(tx *db.Tx) error {
				if _, err := tx.Exec(background, `CREATE TABLE thing (id TEXT PRIMARY KEY, sealed BYTEA NOT NULL)`); err != nil {
					return err
				}
				for range 20 {
					id := tx.NewID()
					sealed, err := tx.Sealer().Seal(background, tx, id, "thing", []byte(id))
					if err != nil {
						return err
					}
					if _, err := tx.Exec(background, `INSERT INTO thing (id, sealed) VALUES ($1, $2)`, id, sealed); err != nil {
						return err
					}
				}
				return readThings(t, tx) // what this transaction made itself
			})
			again := dbtest.Open(t, address, time.Now) // with another ring
			if err := again.Read(background, func(tx *db.Tx) error { return readThings(t, tx) }); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func readThings(t *testing.T, tx *db.Tx) error {
	n := 0
	err := tx.Each(background, `SELECT id, sealed FROM thing`, nil, func(scan func(...any) error) error {
		var id db.ID
		var sealed []byte
		if err := scan(&id, &sealed); err != nil {
			return err
		}
		n++
		plain, err := tx.Sealer().Open(background, tx, id, "thing", sealed)
		if string(plain) != string(id) {
			t.Errorf("%s opened as %q", id, plain)
		}
		return err
	})
	if n != 20 {
		t.Errorf("read %d things", n)
	}
	return err
}

// TestAnUndoneCommandLeavesNoKey seals in a command that fails, then again: the
// key of the first must not seal the second.
func TestAnUndoneCommandLeavesNoKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		undone := errors.New("undone")
		var lost, kept []byte
		if err := d.Write(background, func(tx *db.Tx) (err error) {
			if lost, err = tx.Sealer().Seal(background, tx, "owner", "place", []byte("lost")); err != nil {
				return err
			}
			return undone
		}); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		write(t, d, func(tx *db.Tx) (err error) {
			kept, err = tx.Sealer().Seal(background, tx, "owner", "place", []byte("kept"))
			return err
		})
		if err := d.Read(background, func(tx *db.Tx) error {
			if plain, err := tx.Sealer().Open(background, tx, "owner", "place", kept); string(plain) != "kept" {
				t.Errorf("opened as %q: %v", plain, err)
			}
			if plain, err := tx.Sealer().Open(background, tx, "owner", "place", lost); !errors.Is(err, seal.ErrGone) {
				t.Errorf("what was undone opened as %q: %v", plain, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestWithoutKeysNothingIsWrittenPlain opens a database without keys.
func TestWithoutKeysNothingIsWrittenPlain(t *testing.T) {
	t.Parallel()
	d, err := db.Open(background, dbtest.SQLite(t), time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Write(background, func(tx *db.Tx) error {
		_, err := tx.Sealer().Seal(background, tx, "owner", "place", []byte("plain"))
		return err
	}); !errors.Is(err, db.ErrNoKeys) {
		t.Errorf("sealing without keys: %v", err)
	}
}

// TestAWrongRootKeyIsFoundOutAtStart starts with another key, with one of the same
// name, and with the right one after a new one was added.
func TestAWrongRootKeyIsFoundOutAtStart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		right := dbtest.Ring().Root()
		if fresh, err := seal.Fresh(background, d); err != nil || fresh {
			t.Fatalf("a sealed database is fresh: %v %v", fresh, err)
		}
		if err := seal.Admit(background, d, right); err != nil {
			t.Fatal(err)
		}
		other, err := seal.NewRoot()
		if err != nil {
			t.Fatal(err)
		}
		if err := seal.Admit(background, d, other); err == nil {
			t.Error("a wrong root key was admitted")
		}
		next, err := right.Next()
		if err != nil {
			t.Fatal(err)
		}
		if err := seal.Admit(background, d, next); err != nil {
			t.Errorf("the root key with a new one added: %v", err)
		}
		if err := seal.Admit(background, d, right); err == nil {
			t.Error("the old root key alone was admitted after a new one had begun to wrap")
		}
		newest, err := next.Newest()
		if err != nil {
			t.Fatal(err)
		}
		if err := seal.Admit(background, d, newest); err == nil {
			t.Error("the new root key alone was admitted while the old one still wraps")
		}
	})
}
