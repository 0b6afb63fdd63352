package demo

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/statute"
)

// The lives have what the desk walks: somebody far from where they were exploited,
// somebody moved in one step, somebody met where they live, and those who wait.
func TestTheLivesTellOfSafeHouses(t *testing.T) {
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
	for _, tell := range []func(*living) error{livesOfSupport, livesOfAccommodation} {
		if err := tell(lived(p, made)); err != nil {
			t.Fatal(err)
		}
	}
	of := func(key string) string { return `'` + string(made[key]) + `'` }
	for query, want := range map[string]int{
		`SELECT count(*) FROM house`: 12,
		`SELECT count(*) FROM shelter_file f JOIN stay s ON s.file_id = f.id AND s.ended_at IS NULL JOIN house h ON h.id = s.house_id WHERE h.name = 'Cedar' AND f.case_id = ` + of("mirela"): 1,
		`SELECT count(*) FROM shelter_file f JOIN stay s ON s.file_id = f.id WHERE f.case_id = ` + of("hana"):                                                                                 2,
		`SELECT count(*) FROM placement WHERE ended_at IS NULL AND case_id = ` + of("hana"):                                                                                                   1,
		`SELECT count(*) FROM shelter_file f JOIN outreach o ON o.file_id = f.id WHERE f.state = 'outreach' AND f.case_id = ` + of("kelly"):                                                   1,
		`SELECT count(*) FROM shelter_file WHERE state = 'waiting' AND case_id = ` + of("grace_a"):                                                                                            1,
		`SELECT count(*) FROM shelter_file WHERE urgency = 'night' AND state = 'waiting'`:                                                                                                     1,
		`SELECT count(DISTINCT state) FROM bed`: 6,
	} {
		var n int
		if err := d.Read(background, func(tx *db.Tx) error { _, err := tx.Row(background, query, nil, &n); return err }); err != nil || n != want {
			t.Errorf("%s: %d, want %d (%v)", query, n, want, err)
		}
	}
}
