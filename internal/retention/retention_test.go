package retention_test

import (
	"context"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/retention"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// TestTwoPeopleRemoveARecordWhoseTimeIsOver walks a record of an adult past its
// seven years: too early, held, approved, not by one person alone, removed.
func TestTwoPeopleRemoveARecordWhoseTimeIsOver(t *testing.T) {
	t.Parallel()
	now := dbtest.Noon
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, url(t), func() time.Time { return now })
			room := &retention.Room{DB: d, Rules: statute.Default()}
			var first, second, outside account.Actor
			var id db.ID
			at := func(day time.Time, fn func(tx *db.Tx) error) error { return d.WriteAt(background, day, fn) }
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			must(at(now, func(tx *db.Tx) error {
				ours, err := account.AddAgency(background, tx, account.Agency{Name: "Ours", Kind: account.CompetentAuthority, Jurisdiction: "england"})
				if err != nil {
					return err
				}
				theirs, err := account.AddAgency(background, tx, account.Agency{Name: "Theirs", Kind: account.CompetentAuthority, Jurisdiction: "england"})
				if err != nil {
					return err
				}
				roles := []account.Role{account.RecordsOfficer}
				first = account.Actor{Account: "first", Agency: ours, Roles: roles, Via: account.Page}
				second, outside = first, first
				second.Account, outside.Account, outside.Agency = "second", "outside", theirs
				if id, _, err = casefile.OpenCase(background, tx, first, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
					return err
				}
				if err := access.Give(background, tx, first, access.Grant{Agency: ours, Case: id, Purpose: "decision", LegalBasis: "public-task", Compartments: access.Decision | access.Identity}); err != nil {
					return err
				}
				if err := casefile.Put(background, tx, first, id, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Hanh"}}}); err != nil {
					return err
				}
				return casefile.SetClosed(background, tx, id, true)
			}))
			version := func() (v int64) {
				must(d.Read(background, func(tx *db.Tx) error {
					_, err := tx.Row(background, `SELECT version FROM case_file WHERE id = $1`, []any{id}, &v)
					return err
				}))
				return v
			}
			type command func(context.Context, *db.Tx, account.Actor, retention.Form) error
			try := func(day time.Time, by account.Actor, run command) error {
				form := retention.Form{Case: id, Version: version(), Reason: "An inquest"}
				return at(day, func(tx *db.Tx) error { return run(background, tx, by, form) })
			}
			refused := func(what string, err error, code fault.Code) {
				t.Helper()
				if !fault.Is(err, code) {
					t.Errorf("%s: %v", what, err)
				}
			}
			soon, late := now.AddDate(7, 0, -1), now.AddDate(7, 0, 2)
			refused("approved too early", try(soon, first, room.Approve), fault.Forbidden)
			refused("confirmed before it was approved", try(late, second, room.Confirm), fault.Forbidden)
			refused("another agency's officer", try(late, outside, room.Approve), fault.NotFound)
			must(try(late, first, room.Hold))
			refused("approved while held", try(late, first, room.Approve), fault.Forbidden)
			must(try(late, second, room.Lift))
			must(try(late, first, room.Approve))
			refused("confirmed by who approved it", try(late, first, room.Confirm), fault.Forbidden)
			must(try(late, first, room.Hold)) // an approval falls with a hold
			must(try(late, first, room.Lift))
			refused("confirmed although the approval fell", try(late, second, room.Confirm), fault.Forbidden)
			must(try(late, first, room.Approve))
			must(try(late, second, room.Confirm))
			must(d.Read(background, func(tx *db.Tx) error {
				var keys int
				if _, err := tx.Row(background, `SELECT count(*) FROM data_key WHERE owner = $1`, []any{id}, &keys); err != nil {
					return err
				}
				if keys != 0 {
					t.Error("the record was removed and its key is there")
				}
				return nil
			}))
			refused("approved after it was removed", try(late, first, room.Approve), fault.NotFound)
		})
	}
}
