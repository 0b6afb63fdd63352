package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

var background = context.Background()

func addAgency(tx *db.Tx, name string) error {
	_, err := tx.Exec(background, `INSERT INTO agency (id, name, kind, jurisdiction) VALUES ($1, $2, 'police', 'england')`,
		tx.NewID(), name)
	return err
}

func countAgencies(t *testing.T, d *db.Database) (n int) {
	t.Helper()
	err := d.Read(background, func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT count(*) FROM agency`, nil, &n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestManyWritersEachKeepTheirOwnOutcome(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		const writers = 200
		broken := errors.New("this command is refused")
		errs := make([]error, writers)
		var group sync.WaitGroup
		for i := range writers {
			group.Go(func() {
				errs[i] = d.Write(background, func(tx *db.Tx) error {
					if err := addAgency(tx, fmt.Sprintf("Agency %d", i)); err != nil {
						return err
					}
					switch i % 5 {
					case 3:
						return broken
					case 4:
						panic("a mistake in a command")
					}
					return nil
				})
			})
		}
		group.Wait()
		for i, err := range errs {
			switch {
			case i%5 < 3 && err != nil:
				t.Errorf("writer %d failed: %v", i, err)
			case i%5 == 3 && !errors.Is(err, broken):
				t.Errorf("writer %d: got %v, want its own error", i, err)
			case i%5 == 4 && !fault.Is(err, fault.Internal):
				t.Errorf("writer %d: got %v, want an internal fault", i, err)
			}
		}
		if got, want := countAgencies(t, d), writers/5*3; got != want {
			t.Errorf("%d agencies were kept, want %d: a refused command left something or took another's work with it", got, want)
		}
	})
}

func TestReadersCannotWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		err := d.Read(background, func(tx *db.Tx) error { return addAgency(tx, "Written by a reader") })
		if err == nil || countAgencies(t, d) != 0 {
			t.Fatalf("a read wrote: err %v", err)
		}
	})
}

func TestReadSeesOneSnapshot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		err := d.Read(background, func(tx *db.Tx) error {
			var before, after int
			if _, err := tx.Row(background, `SELECT count(*) FROM agency`, nil, &before); err != nil {
				return err
			}
			if err := d.Write(background, func(tx *db.Tx) error { return addAgency(tx, "Meanwhile") }); err != nil {
				return err
			}
			_, err := tx.Row(background, `SELECT count(*) FROM agency`, nil, &after)
			if before != after {
				t.Errorf("the snapshot changed under the reader: %d, then %d", before, after)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestADuplicateIsTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		add := func() error {
			return d.Write(background, func(tx *db.Tx) error { return addAgency(tx, "Only once") })
		}
		if err := add(); err != nil {
			t.Fatal(err)
		}
		if err := add(); !db.Duplicate(err) {
			t.Fatalf("got %v, want a duplicate", err)
		}
	})
}

func TestOnceRunsACommandOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		var group sync.WaitGroup
		results := make([]string, 8)
		for i := range results {
			group.Go(func() {
				err := d.Write(background, func(tx *db.Tx) (err error) {
					results[i], err = tx.Once(background, "somebody", "key", func() (string, error) {
						name := fmt.Sprintf("Made by click %d", i)
						return name, addAgency(tx, name)
					})
					return err
				})
				if err != nil {
					t.Errorf("click %d: %v", i, err)
				}
			})
		}
		group.Wait()
		for _, result := range results {
			if result == "" || result != results[0] {
				t.Errorf("clicks got different results: %q", results)
			}
		}
		if n := countAgencies(t, d); n != 1 {
			t.Errorf("%d rows from eight clicks, want 1", n)
		}
	})
}

func TestValuesComeBackAsTheyWent(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 2, 29, 23, 59, 59, 999_999_999, time.FixedZone("BST", 3600))
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		err := d.WriteAt(background, at, func(tx *db.Tx) error {
			if err := addAgency(tx, "Ọṣun & 'Đặng' \"x\" 🙂"); err != nil {
				return err
			}
			_, err := tx.Exec(background, `UPDATE agency SET suspended_at = $1`, at)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var name string
		var suspended, latest time.Time
		err = d.Read(background, func(tx *db.Tx) error {
			if _, err := tx.Row(background, `SELECT name, suspended_at FROM agency`, nil, &name, db.Instant(&suspended)); err != nil {
				return err
			}
			_, err := tx.Row(background, `SELECT max(suspended_at) FROM agency WHERE suspended_at <= $1`, []any{at}, db.Instant(&latest))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want := at.UTC().Truncate(time.Microsecond)
		if name != "Ọṣun & 'Đặng' \"x\" 🙂" || !suspended.Equal(want) || !latest.Equal(want) {
			t.Errorf("got %q %v %v, want %v", name, suspended, latest, want)
		}
	})
}

func TestAClosedDatabaseRefusesHonestly(t *testing.T) {
	t.Parallel()
	d, err := db.Open(background, dbtest.SQLite(t), time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	write := d.Write(background, func(*db.Tx) error { return nil })
	read := d.Read(background, func(*db.Tx) error { return nil })
	if !fault.Is(write, fault.Unavailable) || !fault.Is(read, fault.Unavailable) {
		t.Errorf("got %v and %v, want unavailable", write, read)
	}
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	earlier, later := db.NewID(dbtest.Noon), db.NewID(dbtest.Noon.Add(time.Second))
	if earlier >= later {
		t.Errorf("%s should sort before %s", earlier, later)
	}
	if _, ok := db.ParseID(string(earlier)); !ok {
		t.Errorf("%s should be an identifier", earlier)
	}
	for _, bad := range []string{"", "x", "'; DROP TABLE agency; --...", "zzzzzzzzzzzzzzzzzzzzzzzzzz", string(earlier) + "0"} {
		if _, ok := db.ParseID(bad); ok {
			t.Errorf("%q should be no identifier", bad)
		}
	}
	if got := db.Marks(9, 3); got != "$9, $10, $11" {
		t.Errorf("Marks(9, 3) = %q", got)
	}
}

// TestWhoHasGoneIsNotAFailure cancels in the middle of reading: the error says
// so, since otherwise every browser that is closed raises an alarm.
func TestWhoHasGoneIsNotAFailure(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Read(ctx, func(tx *db.Tx) error {
			cancel()
			var one int
			for range 100 { // database/sql takes the transaction away a moment later
				if _, err := tx.Row(background, `SELECT 1`, nil, &one); err != nil {
					return err
				}
				time.Sleep(time.Millisecond)
			}
			return ctx.Err()
		})
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
