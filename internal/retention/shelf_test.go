package retention_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/retention"
	"github.com/havenward/havenward/internal/statute"
)

// store is what a room keeps, by agency, without a room around it.
type store struct {
	kept    map[db.ID][]casefile.Kept
	removed []db.ID
}

func (s *store) shelf(code string, rule statute.Kind, daily bool) casefile.Shelf {
	return casefile.Shelf{Code: code, Name: code, Purpose: code, Rule: rule, Daily: daily,
		Kept: func(_ context.Context, _ *db.Tx, agency, one db.ID) (found []casefile.Kept, _ error) {
			for _, k := range s.kept[agency] {
				if (one == "" || k.ID == one) && k.Reference == code {
					found = append(found, k)
				}
			}
			return found, nil
		},
		Remove: func(_ context.Context, _ *db.Tx, _ account.Actor, agency, id db.ID, _ string) error {
			s.kept[agency] = slices.DeleteFunc(s.kept[agency], func(k casefile.Kept) bool { return k.ID == id })
			s.removed = append(s.removed, id)
			return nil
		}}
}

// TestWhatIsKeptBesideCases walks an entry that two people remove, a draft that a
// job removes, one in use, and what is held of each.
func TestWhatIsKeptBesideCases(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := dbtest.Noon
			d := dbtest.Open(t, url(t), func() time.Time { return now })
			entry, using, draft, heldDraft := db.NewID(now), db.NewID(now), db.NewID(now), db.NewID(now)
			s := &store{kept: map[db.ID][]casefile.Kept{}}
			room := &retention.Room{DB: d, Rules: statute.Default(), Shelves: []casefile.Shelf{s.shelf("denial", statute.DenialRetention, false), s.shelf("draft", statute.DraftDeletion, true)}}
			var first, second, outside account.Actor
			at := func(day time.Time, fn func(tx *db.Tx) error) error { return d.WriteAt(background, day, fn) }
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			must(at(now, func(tx *db.Tx) error {
				for i, agency := range []string{"Ours", "Theirs"} {
					id, err := account.AddAgency(background, tx, account.Agency{Name: agency, Kind: account.CompetentAuthority, Jurisdiction: "england"})
					if err != nil {
						return err
					}
					actor := account.Actor{Account: db.ID("first"), Agency: id, Roles: []account.Role{account.RecordsOfficer}, Via: account.Page}
					if i == 0 {
						first, second = actor, actor
						second.Account = "second"
						began := civil.DayOf(now)
						s.kept[id] = []casefile.Kept{{ID: entry, Reference: "denial", Jurisdiction: "england", Start: began}, {ID: using, Reference: "denial", Jurisdiction: "england"},
							{ID: draft, Reference: "draft", Jurisdiction: "scotland", Start: began}, {ID: heldDraft, Reference: "draft", Jurisdiction: "", Start: began}}
					} else {
						outside = actor
					}
				}
				return nil
			}))
			type command = func(context.Context, *db.Tx, account.Actor, db.ID, retention.KeptForm) error
			try := func(day time.Time, by account.Actor, id db.ID, run command) error {
				return at(day, func(tx *db.Tx) error { return run(background, tx, by, id, retention.KeptForm{Reason: "An inquest"}) })
			}
			refused := func(what string, err error, code fault.Code) {
				t.Helper()
				if !fault.Is(err, code) {
					t.Errorf("%s: %v", what, err)
				}
			}
			soon, late := now.AddDate(7, 0, -1), now.AddDate(7, 0, 2)
			refused("approved too early", try(soon, first, entry, room.ApproveKept), fault.Forbidden)
			refused("one in use", try(late, first, using, room.ApproveKept), fault.Forbidden)
			refused("a draft needs no two people", try(late, first, draft, room.ApproveKept), fault.Forbidden)
			refused("confirmed before it was approved", try(late, second, entry, room.ConfirmKept), fault.Forbidden)
			for name, run := range map[string]command{"approve": room.ApproveKept, "hold": room.HoldKept, "lift": room.LiftKept, "withdraw": room.WithdrawKept, "confirm": room.ConfirmKept} {
				refused(name+" by another agency", try(late, outside, entry, run), fault.NotFound)
				reader := first
				reader.Roles = []account.Role{account.Auditor}
				if try(late, reader, entry, run) == nil {
					t.Errorf("an auditor may %s", name)
				}
			}
			if err := at(late, func(tx *db.Tx) error { return room.HoldKept(background, tx, first, entry, retention.KeptForm{}) }); !fault.Is(err, fault.Invalid) {
				t.Errorf("held without a reason: %v", err)
			}
			must(try(late, first, entry, room.HoldKept))
			refused("held twice", try(late, first, entry, room.HoldKept), fault.Forbidden)
			refused("approved while held", try(late, first, entry, room.ApproveKept), fault.Forbidden)
			must(try(late, second, entry, room.LiftKept))
			must(try(late, first, entry, room.ApproveKept))
			refused("approved twice", try(late, second, entry, room.ApproveKept), fault.Forbidden)
			refused("confirmed by who approved it", try(late, first, entry, room.ConfirmKept), fault.Forbidden)
			must(try(late, first, entry, room.HoldKept)) // an approval falls with a hold
			must(try(late, first, entry, room.LiftKept))
			refused("confirmed although the approval fell", try(late, second, entry, room.ConfirmKept), fault.Forbidden)
			must(try(late, first, entry, room.ApproveKept))
			must(try(late, second, entry, room.ConfirmKept))
			refused("after it was removed", try(late, first, entry, room.ApproveKept), fault.NotFound)

			// The daily job removes what is over and not held, and old messages' words.
			must(at(now, func(tx *db.Tx) error { return notify.Tell(background, tx, "old", "a@example.org", "Old", "Words") }))
			must(at(now.AddDate(0, 0, 60), func(tx *db.Tx) error { return notify.Tell(background, tx, "new", "a@example.org", "New", "Words") }))
			must(at(now, func(tx *db.Tx) error {
				_, err := tx.Exec(background, `UPDATE message SET sent_at = made_at`)
				return err
			}))
			must(try(now, first, heldDraft, room.HoldKept))
			daily := func(day time.Time) { must(at(day, func(tx *db.Tx) error { return room.RemoveDaily(background, tx) })) }
			daily(now.AddDate(0, 0, 20))
			if !slices.Equal(s.removed, []db.ID{entry}) {
				t.Errorf("removed before their day: %v", s.removed)
			}
			daily(now.AddDate(0, 0, 91))
			if !slices.Equal(s.removed, []db.ID{entry, draft}) {
				t.Errorf("removed after their day: %v", s.removed)
			}
			must(at(now.AddDate(0, 0, 91), func(tx *db.Tx) error {
				// The key stays: telling again sends nothing.
				if err := notify.Tell(background, tx, "old", "a@example.org", "Old", "Words"); err != nil {
					return err
				}
				left, err := notify.Messages(background, tx, "")
				if len(left) != 1 || left[0].Subject != "New" {
					t.Errorf("the messages left are %+v", left)
				}
				return err
			}))
			must(try(now, second, heldDraft, room.LiftKept))
			daily(now.AddDate(0, 0, 92))
			if !slices.Equal(s.removed, []db.ID{entry, draft, heldDraft}) {
				t.Errorf("removed after the hold was lifted: %v", s.removed)
			}
		})
	}
}
