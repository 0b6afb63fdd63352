package demo

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/statute"
)

// The lives have what a visitor walks: a return from the wish to a sign of
// re-trafficking, a permit that ends, asylum that is waited for, and a refusal.
func TestTheLivesTellOfLeaveAndReturns(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	if err := addPeople(background, d); err != nil {
		t.Fatal(err)
	}
	p, err := populating(background, d, statute.Default(), seed)
	if err != nil {
		t.Fatal(err)
	}
	made, err := addLives(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, tell := range []func(*living) error{livesOfLeave, livesOfReturns} {
		if err := tell(lived(p, made)); err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM return_plan WHERE case_id = '` + string(made["ruta"]) + `' AND state = 'arrived'`:                       1,
		`SELECT count(*) FROM return_contact WHERE found <> ''`:                                                                       3,
		`SELECT count(*) FROM return_signal WHERE outcome = ''`:                                                                       1,
		`SELECT count(*) FROM return_plan WHERE state = 'planning'`:                                                                   1,
		`SELECT count(*) FROM leave_application WHERE case_id = '` + string(made["stefan"]) + `' AND state = 'granted'`:               1,
		`SELECT count(*) FROM leave_file WHERE case_id = '` + string(made["blessing"]) + `' AND status = 'asylum'`:                    1,
		`SELECT count(*) FROM task WHERE kind = 'leave-limit' AND case_id = '` + string(made["arben"]) + `' AND cancelled_at IS NULL`: 3,
	} {
		var n int
		if err := d.Read(background, func(tx *db.Tx) error { _, err := tx.Row(background, query, nil, &n); return err }); err != nil || n != want {
			t.Errorf("%s: %d, want %d (%v)", query, n, want, err)
		}
	}
}
