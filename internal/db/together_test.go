package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// mark is what the commands of these tests leave: a row of its own each.
type mark struct{}

var errPoison = errors.New("this cannot be placed")

func (mark) Place(ctx context.Context, tx *db.Tx, items []any) error {
	for _, item := range items {
		if item == "poison" {
			return errPoison
		}
		if _, err := tx.Exec(ctx, `INSERT INTO once (scope, key, result, at) VALUES ('left', $1, '', $2)`, item, tx.Now()); err != nil {
			return err
		}
	}
	return nil
}

// TestWhatCannotBePlacedFailsAlone lets many commands share commits, some of
// which leave what cannot be placed and some of which are undone: each of the
// others is kept whole, and of these nothing.
func TestWhatCannotBePlacedFailsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		ctx := context.Background()
		undone := errors.New("undone")
		var group sync.WaitGroup
		const writers, each = 16, 10
		for writer := range writers {
			group.Go(func() {
				for n := range each {
					key := string(rune('a'+writer)) + string(rune('0'+n))
					err := d.Write(ctx, func(tx *db.Tx) error {
						if n%3 > 0 {
							if _, err := tx.Exec(ctx, `INSERT INTO once (scope, key, result, at) VALUES ('done', $1, '', $2)`, key, tx.Now()); err != nil {
								return err
							}
						}
						tx.Leave(mark{}, key)
						switch {
						case n == 4 && writer%4 == 0:
							tx.Leave(mark{}, "poison")
						case n == 5:
							return undone
						}
						return nil
					})
					want := error(nil)
					if n == 4 && writer%4 == 0 {
						want = errPoison
					} else if n == 5 {
						want = undone
					}
					if !errors.Is(err, want) {
						t.Errorf("%s: %v, want %v", key, err, want)
					}
				}
			})
		}
		group.Wait()
		count := func(scope string) (n int) {
			if err := d.Read(ctx, func(tx *db.Tx) error {
				_, err := tx.Row(ctx, `SELECT count(*) FROM once WHERE scope = $1`, []any{scope}, &n)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if got, want := count("left"), writers*(each-1)-writers/4; got != want {
			t.Errorf("%d rows were placed, want %d", got, want)
		}
		// Of ten, 0, 3, 6 and 9 only leave; 5 is undone; 4 of every fourth writer fails.
		if got, want := count("done"), writers*(each-4-1)-writers/4; got != want {
			t.Errorf("%d commands are kept, want %d", got, want)
		}
	})
}

// TestNothingIsLeftByAReader wants no record to be lost silently where somebody
// tries to leave it in a transaction that only reads.
func TestNothingIsLeftByAReader(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		err := d.Read(context.Background(), func(tx *db.Tx) error {
			tx.Leave(mark{}, "look")
			return nil
		})
		if err == nil {
			t.Error("a transaction that only reads ended well with something left to write")
		}
	})
}

// TestMarksInOrderAreCounted wants a statement changed only where counting its
// marks gives each of them the value that its number names.
func TestMarksInOrderAreCounted(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		`SELECT 1`: `SELECT 1`,
		`VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`: `VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		`a = $1 OR b = $1`:        `a = $1 OR b = $1`,
		`a = $2 AND b = $1`:       `a = $2 AND b = $1`,
		`a = $1 AND b = $3`:       `a = $1 AND b = $3`,
		`a = $10`:                 `a = $10`,
		`a = $1 AND b = '$2'`:     `a = $1 AND b = '$2'`,
		`a = $1 AND b ->> '$.x'`:  `a = $1 AND b ->> '$.x'`,
		`a = $1 AND b = 'x?'`:     `a = $1 AND b = 'x?'`,
		`SET a = $1 WHERE b = $2`: `SET a = ? WHERE b = ?`,
	} {
		if got := db.InOrder(query); got != want {
			t.Errorf("%s became %s, want %s", query, got, want)
		}
	}
}
