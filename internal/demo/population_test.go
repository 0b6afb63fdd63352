package demo

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

func counts(t testing.TB, d *db.Database, query string, args ...any) map[string]int {
	t.Helper()
	found := map[string]int{}
	err := d.Read(background, func(tx *db.Tx) error {
		return tx.Each(background, query, args, func(scan func(...any) error) error {
			var name string
			var n int
			err := scan(&name, &n)
			found[name] = n
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestTheDemonstrationHasEveryState fills it on each engine. What is filled again is
// the same: its people on one engine are those on the other.
func TestTheDemonstrationHasEveryState(t *testing.T) {
	t.Parallel()
	made := make(chan []string, 2)
	t.Cleanup(func() {
		if len(made) < 2 {
			return // an engine is missing here
		}
		if diff := cmp.Diff(<-made, <-made); diff != "" {
			t.Errorf("two demonstrations differ:\n%s", diff)
		}
	})
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		started := time.Now()
		if err := Fill(background, d, statute.Default()); err != nil {
			t.Fatal(err)
		}
		t.Logf("filled in %s", time.Since(started).Round(time.Millisecond))
		made <- everybody(t, d)
		stages := counts(t, d, `SELECT stage, count(*) FROM case_progress GROUP BY stage`)
		t.Logf("stages: %v", stages)
		for _, stage := range []string{"received", "awaiting-reasonable-grounds", "reasonable-grounds-negative", "recovery", "conclusive-grounds-positive",
			"conclusive-grounds-negative", "suspended", "withdrawn", "disqualified", "closed"} {
			if stages[stage] == 0 {
				t.Errorf("nobody is %s", stage)
			}
		}
		steps := counts(t, d, `SELECT step, count(*) FROM case_step GROUP BY step`)
		for _, step := range []string{"combined-decision-positive", "turn-18", "consent-to-stay", "request-additional-reasonable-grounds"} {
			if steps[step] == 0 {
				t.Errorf("nobody can be seen for whom %s was done, of %v", step, steps)
			}
		}
		all := counts(t, d, `SELECT 'cases', count(*) FROM referral UNION ALL SELECT 'notifications', count(*) FROM notification UNION ALL SELECT 'drafts', count(*) FROM draft
			UNION ALL SELECT 'families', count(*) FROM case_group UNION ALL SELECT 'letters', count(*) FROM letter`)
		t.Logf("made: %v", all)
		if all["cases"] < 150 || all["cases"] > 250 || all["notifications"] != 10 || all["drafts"] != 6 || all["families"] != 2 {
			t.Errorf("made %v", all)
		}
		// What other rooms did to a case must not look like tampering.
		if _, _, err := decision.New(d, statute.Default(), decision.DefaultSettings()).Check(background, func(difference decision.Difference) { t.Error(difference) }); err != nil {
			t.Error(err)
		}
		before := all["cases"]
		if err := Fill(background, d, statute.Default()); err != nil {
			t.Fatal(err)
		}
		if after := counts(t, d, `SELECT 'cases', count(*) FROM referral`)["cases"]; after != before {
			t.Errorf("a second start added %d cases", after-before)
		}
		eraseEverybody(t, d)
	})
}

// TestTheDemonstrationWorksOnEveryDay fills it on days with weekends and bank
// holidays around, at any hour.
func TestTheDemonstrationWorksOnEveryDay(t *testing.T) {
	t.Parallel()
	for _, now := range []string{"2026-03-02T00:10:00Z", "2026-01-01T12:00:00Z", "2026-04-05T23:50:00Z", "2026-12-28T08:00:00Z", "2027-02-28T15:00:00Z"} {
		t.Run(now, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, now)
			if err != nil {
				t.Fatal(err)
			}
			d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return at })
			if err := Fill(background, d, statute.Default()); err != nil {
				t.Fatal(err)
			}
			var late int
			err = d.Read(background, func(tx *db.Tx) error {
				_, err := tx.Row(background, `SELECT count(*) FROM audit_event WHERE at > $1`, []any{at}, &late)
				return err
			})
			if err != nil || late > 0 {
				t.Errorf("%d deeds lie in the future: %v", late, err)
			}
		})
	}
}

// everybody tells who there is, where they stand, and since and until when.
func everybody(t *testing.T, d *db.Database) []string {
	t.Helper()
	var people []string
	err := d.Read(background, func(tx *db.Tx) error {
		return tx.Each(background, `SELECT f.id, f.case_id, f.sealed, p.stage, r.received_at, p.due_on FROM fact f JOIN case_progress p ON p.case_id = f.case_id
			JOIN referral r ON r.case_id = f.case_id WHERE f.kind = 'name'`, nil, func(scan func(...any) error) error {
			var row, id db.ID
			var sealed []byte
			var name casefile.Name
			var stage, due string
			var at time.Time
			if err := scan(&row, &id, &sealed, &stage, db.Instant(&at), &due); err != nil {
				return err
			}
			err := casefile.Sealed(sealed).Open(background, tx, id, casefile.Row("fact", row), &name)
			people = append(people, fmt.Sprintf("%s %s %s %s", name.Full(), stage, at, due))
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(people)
	return people
}
