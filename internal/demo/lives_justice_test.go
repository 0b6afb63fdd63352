package demo

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/statute"
)

// The lives have what a visitor walks: a trial to come with somebody beside him,
// wages, a refusal of the police, and a list for the forces.
func TestTheLivesTellOfJustice(t *testing.T) {
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
	if err := livesOfJustice(lived(p, made)); err != nil {
		t.Fatal(err)
	}
	count := func(query string, args ...any) (n int) {
		if err := d.Read(background, func(tx *db.Tx) error {
			_, err := tx.Row(background, query, args, &n)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(`SELECT count(*) FROM justice_entry WHERE case_id = $1 AND part = 'hearings' AND state = 'planned'`, made["dung"]); n != 2 {
		t.Errorf("Dũng has %d hearings to come", n)
	}
	if n := count(`SELECT count(*) FROM justice_share WHERE case_id = $1`, made["arben"]); n != 0 {
		t.Errorf("something of Arben’s is shown, who refuses the police")
	}
	if n := count(`SELECT count(*) FROM justice_file`); n != 8 {
		t.Errorf("%d files", n)
	}
	if n := count(`SELECT count(*) FROM crime_check`); n < 3 {
		t.Errorf("%d referrals wait for a crime record", n)
	}
}
