package seal_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/seal"
)

// TestARotationBrokenOffGoesOn rotates the root key of many owners, breaks off in
// the middle, goes on, prunes, and reads everything at each step; a ring that
// was opened with the old key goes on working because it reads the key again.
func TestARotationBrokenOffGoesOn(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := url(t)
			running, old := dbtest.Ring(), dbtest.Ring().Root()
			d, err := db.Open(background, address, time.Now, running)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			sealed := map[db.ID][]byte{}
			const owners = 1200
			write(t, d, func(tx *db.Tx) (err error) {
				for i := range owners {
					owner := db.ID(fmt.Sprintf("owner-%04d", i))
					if sealed[owner], err = tx.Sealer().Seal(background, tx, owner, "place", []byte(owner)); err != nil {
						return err
					}
				}
				return nil
			})
			next, err := old.Next()
			if err != nil {
				t.Fatal(err)
			}
			readable := func(when string, root *seal.Root) {
				t.Helper()
				again, err := db.Open(background, address, time.Now, seal.NewRing(root))
				if err != nil {
					t.Fatal(err)
				}
				defer again.Close()
				if err := again.Read(background, func(tx *db.Tx) error {
					for owner, value := range sealed {
						if plain, err := tx.Sealer().Open(background, tx, owner, "place", value); err != nil || string(plain) != string(owner) {
							return fmt.Errorf("%s: %s opened as %q: %w", when, owner, plain, err)
						}
					}
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
			stopping, stop := context.WithCancel(background)
			done, err := seal.Rewrap(stopping, d, next, func(int) { stop() })
			if !errors.Is(err, context.Canceled) || done == 0 || done >= owners {
				t.Fatalf("broken off after %d: %v", done, err)
			}
			readable("in the middle", next)
			if err := seal.Settle(background, d, next); err == nil {
				t.Fatal("the old root key was let go of while it is needed")
			}
			running.Again(func(context.Context) (*seal.Root, error) { return next, nil })
			write(t, d, func(tx *db.Tx) (err error) { // the old root key wraps nothing more
				sealed["late"], err = tx.Sealer().Seal(background, tx, "late", "place", []byte("late"))
				return err
			})
			more, err := seal.Rewrap(background, d, next, func(int) {})
			if err != nil || done+more < owners {
				t.Fatalf("went on with %d of %d after %d: %v", more, owners, done, err)
			}
			newest, err := next.Newest()
			if err != nil {
				t.Fatal(err)
			}
			if err := seal.Settle(background, d, next); err != nil {
				t.Fatal(err)
			}
			if err := seal.Admit(background, d, newest); err != nil {
				t.Errorf("the new root key alone: %v", err)
			}
			readable("at the end", newest)
			if err := seal.Admit(background, d, old); err == nil {
				t.Error("the old root key is still admitted")
			}
		})
	}
}
