package demo

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/statute"
)

// peopled is a store with the agencies and people of the demonstration, and what
// populates it.
func peopled(t *testing.T) (*db.Database, *population) {
	t.Helper()
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	if err := addPeople(background, d); err != nil {
		t.Fatal(err)
	}
	p, err := populating(background, d, statute.Default(), seed)
	if err != nil {
		t.Fatal(err)
	}
	return d, p
}

// livesTold is such a store with the providers and the lives, which go on as told.
// It gives the cases by their lives.
func livesTold(t *testing.T, tells ...func(*living) error) (*db.Database, lives) {
	t.Helper()
	d, p := peopled(t)
	if err := addProviders(p); err != nil {
		t.Fatal(err)
	}
	made, err := addLives(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, tell := range tells {
		if err := tell(lived(p, made)); err != nil {
			t.Fatal(err)
		}
	}
	return d, made
}

// counted is what a query counts.
func counted(t *testing.T, d *db.Database, query string, args ...any) (n int) {
	t.Helper()
	if err := d.Read(background, func(tx *db.Tx) error {
		_, err := tx.Row(background, query, args, &n)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// Every life stands where its story says, under its own name.
func TestTheLivesStandWhereTheirStoriesSay(t *testing.T) {
	t.Parallel()
	d, p := peopled(t)
	made, err := addLives(p)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"ruta": "conclusive-grounds-positive", "ruta_again": "received", "mirela": "conclusive-grounds-positive", "dung": "conclusive-grounds-positive",
		"blessing": "recovery", "kelly": "recovery", "arben": "conclusive-grounds-positive", "grace_a": "recovery", "stefan": "conclusive-grounds-positive",
		"hana": "recovery", "tomasz": "conclusive-grounds-negative", "joy": "recovery", "minh": "recovery"}
	if len(made) != len(want) {
		t.Errorf("%d cases, want %d", len(made), len(want))
	}
	err = d.Read(background, func(tx *db.Tx) error {
		for key, stage := range want {
			var got, age string
			if _, err := tx.Row(background, `SELECT stage, age_group FROM case_file WHERE id = $1`, []any{made[key]}, &got, &age); err != nil {
				return err
			}
			if got != stage || (age == casefile.Child) != (key == "joy") {
				t.Errorf("%s is %s, %s", key, got, age)
			}
		}
		file, err := casefile.Load(background, tx, p.staff[triage], made["hana"])
		if err != nil {
			return err
		}
		record := file.Record
		if record.Headline() != "Hana Tesfay" || record.Children != 2 || record.CurrentRegion != "west-yorkshire" {
			t.Errorf("Hana: %s, %d children, %s", record.Headline(), record.Children, record.CurrentRegion)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
