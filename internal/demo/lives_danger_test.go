package demo

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/statute"
)

// The lives have what a visitor walks of danger and money: plans that were taken
// along, one alert dealt with and one open, a grant, and payments of two people.
func TestTheLivesTellOfDangerAndMoney(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	if err := addPeople(background, d); err != nil {
		t.Fatal(err)
	}
	p, err := populating(background, d, statute.Default(), seed)
	if err != nil {
		t.Fatal(err)
	}
	if err := addProviders(p); err != nil {
		t.Fatal(err)
	}
	made, err := addLives(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, tell := range []func(*living) error{livesOfJustice, livesOfDanger, livesOfMoney} {
		if err := tell(lived(p, made)); err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM danger_alert WHERE outcome = 'safe'`:                                                   1,
		`SELECT count(*) FROM danger_alert WHERE outcome = '' AND case_id = '` + string(made["hana"]) + `'`:          1,
		`SELECT count(*) FROM subsistence_grant WHERE state = 'given'`:                                               1,
		`SELECT count(*) FROM subsistence_run WHERE state = 'agreed' AND prepared_by <> decided_by`:                  2,
		`SELECT count(*) FROM subsistence_payment WHERE back > 0 AND case_id = '` + string(made["blessing"]) + `'`:   1,
		`SELECT count(*) FROM subsistence_payment WHERE grants > 0 AND case_id = '` + string(made["blessing"]) + `'`: 1,
	} {
		var n int
		if err := d.Read(background, func(tx *db.Tx) error { _, err := tx.Row(background, query, nil, &n); return err }); err != nil || n != want {
			t.Errorf("%s: %d, want %d (%v)", query, n, want, err)
		}
	}
}
