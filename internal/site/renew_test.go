package site_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/site"
)

// notOfCases are columns of bytes that hold no value under a case's keys: what
// belongs to the store, to an account, an agency or a draft, and sums and keys.
var notOfCases = []string{
	"account.totp_sealed", "audit_event.hash", "audit_lane.hash", "data_key.wrapped", "denied.ended", "denied.sealed", "denied_before.sealed", "draft.sealed",
	"estimate_report.body", "job.payload", "job.problem", "message.sealed", "notification_story.sealed", "once.result", "place_address.sealed", "provider.secret",
	"root_key.proof", "saved_view.sealed", "subsistence_run.sealed",
}

// TestAWholeCaseIsSealedAnew gives a case that has something in every room new
// keys: the job finds nothing left under the keys before, and all of it reads.
func TestAWholeCaseIsSealedAnew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w, theirs, own := newWalls(t, d)
		w.named(t)
		for _, h := range []holding{theirs, own} {
			id := db.ID(h.caseID)
			before := w.values(t, id)
			if len(before) < 10 {
				t.Fatalf("only %d values of the case are there", len(before))
			}
			w.write(t, func(tx *db.Tx) error {
				return casefile.RenewKey(background, tx, account.System(account.Command), id, "A test")
			})
			if err := casefile.Reseal(background, d, site.SealedColumns(), id, func(int) {}); err != nil {
				t.Fatal(err)
			}
			for place, after := range w.values(t, id) {
				if was, found := before[place]; !found || was == after {
					t.Errorf("%s: there before: %v; sealed as before: %v", place, found, was == after)
				}
			}
		}
	})
}

// named wants every column of bytes that holds anything named by the Sealed
// method of its room, or above.
func (w *world) named(t *testing.T) {
	t.Helper()
	named := map[string]bool{}
	for _, c := range site.SealedColumns() {
		named[c.Table+"."+c.Column] = true
	}
	if err := w.db.Read(background, func(tx *db.Tx) error {
		blobs, err := db.Blobs(background, tx)
		for _, b := range blobs {
			column, filled := b.Table+"."+b.Column, false
			if named[column] || slices.Contains(notOfCases, column) {
				delete(named, column)
				continue
			}
			if _, err := tx.Row(background, `SELECT TRUE FROM `+b.Table+` WHERE `+b.Column+` IS NOT NULL LIMIT 1`, nil, &filled); err != nil {
				return err
			}
			if filled {
				t.Errorf("%s: say in the method Sealed of its room where it stands sealed and for whom, or in notOfCases that it is of no case", column)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for column := range named {
		t.Errorf("there is no column %s", column)
	}
}

// values gives every sealed value of a case by where it stands, opened as well.
func (w *world) values(t *testing.T, id db.ID) map[string]string {
	t.Helper()
	found := map[string]string{}
	if err := w.db.Read(background, func(tx *db.Tx) error {
		for _, c := range site.SealedColumns() {
			rows, err := db.All(background, tx, `SELECT `+c.Place+`, `+c.Column+` FROM `+c.Table+` WHERE `+c.Owner+` = $1 AND `+c.Column+` IS NOT NULL`, []any{id},
				func(row *[2]string, scan func(...any) error) error { return scan(&row[0], &row[1]) })
			if err != nil {
				return err
			}
			for _, row := range rows {
				if _, err := tx.Sealer().Open(background, tx, id, row[0], []byte(row[1])); err != nil {
					t.Errorf("%s.%s at %s: %v", c.Table, c.Column, row[0], err)
				}
				found[strings.Join([]string{c.Table, c.Column, row[0]}, " ")] = row[1]
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return found
}
