package team

import (
	"context"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
)

func TestTemplatesGoThroughTheCatalogue(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, Files())
}

func TestAShiftEndsOnTheNextDayWhereItMust(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		on, from, until string
		hours           float64
	}{
		{"2026-03-02", "18:00", "08:00", 14}, {"2026-03-02", "08:00", "18:00", 10}, {"2026-03-02", "08:00", "08:00", 24},
		{"2026-03-28", "18:00", "08:00", 13}, // the clocks go forward in the night
		{"2026-10-24", "18:00", "08:00", 15}, // and back
	} {
		from, until, err := ShiftForm{On: civil.MustDay(test.on), From: test.from, Until: test.until}.span()
		if err != nil || until.Sub(from).Hours() != test.hours {
			t.Errorf("%s %s to %s lasts %s (%v), want %g hours", test.on, test.from, test.until, until.Sub(from), err, test.hours)
		}
	}
	for _, wrong := range []string{"", "25:00", "8", "eight"} {
		if _, _, err := (ShiftForm{On: civil.MustDay("2026-03-02"), From: wrong, Until: "08:00"}).span(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q is taken for a time: %v", wrong, err)
		}
	}
}

// TestARotaSaysWhoIsOnDuty follows a post through a night.
func TestARotaSaysWhoIsOnDuty(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for engine, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			now := dbtest.Noon
			d := dbtest.Open(t, url(t), func() time.Time { return now })
			room := &Room{DB: d}
			var admin account.Actor
			var post, stranger db.ID
			write := func(fn func(tx *db.Tx) error) {
				t.Helper()
				if err := d.Write(ctx, fn); err != nil {
					t.Fatal(err)
				}
			}
			write(func(tx *db.Tx) error {
				agency, err := account.AddAgency(ctx, tx, account.Agency{Name: "A", Kind: account.NGO, Jurisdiction: "england"})
				if err != nil {
					return err
				}
				other, err := account.AddAgency(ctx, tx, account.Agency{Name: "B", Kind: account.NGO, Jurisdiction: "england"})
				if err != nil {
					return err
				}
				id, err := account.AddAccount(ctx, tx, account.NewAccount{Agency: agency, Email: "a@example.org", Name: "Ann", Roles: []account.Role{account.AgencyAdministrator}})
				if err != nil {
					return err
				}
				if stranger, err = account.AddAccount(ctx, tx, account.NewAccount{Agency: other, Email: "b@example.org", Name: "Bea"}); err != nil {
					return err
				}
				if admin, _, err = account.Load(ctx, tx, id); err != nil {
					return err
				}
				if post, err = room.AddPost(ctx, tx, admin, NameForm{Name: "Night desk"}); err != nil {
					return err
				}
				_, err = room.AddShift(ctx, tx, admin, ShiftForm{Post: post, Person: id, On: civil.DayOf(now), From: "18:00", Until: "08:00"})
				return err
			})
			// Another name leaves the rota as it is; another agency's team is no choice.
			write(func(tx *db.Tx) error {
				if err := room.ChangePost(ctx, tx, admin, post, NameForm{Name: "Night and weekend desk"}); err != nil {
					return err
				}
				renamed, _, err := account.FindPost(ctx, tx, admin.Agency, post)
				if renamed.Name != "Night and weekend desk" {
					t.Errorf("the post is called %q", renamed.Name)
				}
				return err
			})
			for _, form := range []NameForm{{Name: " "}, {Name: "Desk", Team: "00000000000000000000000000"}} {
				if err := d.Write(ctx, func(tx *db.Tx) error { return room.ChangePost(ctx, tx, admin, post, form) }); !fault.Is(err, fault.Invalid) {
					t.Errorf("%+v: %v", form, err)
				}
			}
			onDuty := func() (n int) {
				write(func(tx *db.Tx) error {
					people, err := account.OnDuty(ctx, tx, post)
					n = len(people)
					return err
				})
				return n
			}
			for _, step := range []struct {
				after time.Duration
				want  int
			}{{0, 0}, {6 * time.Hour, 1}, {20*time.Hour - time.Second, 1}, {20 * time.Hour, 0}} {
				now = dbtest.Noon.Add(step.after)
				if got := onDuty(); got != step.want {
					t.Errorf("%s after noon %d are on duty, want %d", step.after, got, step.want)
				}
			}
			now = dbtest.Noon
			if err := d.Write(ctx, func(tx *db.Tx) error {
				_, err := room.AddShift(ctx, tx, admin, ShiftForm{Post: post, Person: stranger, On: civil.DayOf(now), From: "18:00", Until: "08:00"})
				return err
			}); !fault.Is(err, fault.Invalid) {
				t.Errorf("somebody of another agency is put on the rota: %v", err)
			}
			if err := d.Write(ctx, func(tx *db.Tx) error {
				_, err := room.AddPost(ctx, tx, admin, NameForm{Name: "Night and weekend desk"})
				return err
			}); !fault.Is(err, fault.Invalid) {
				t.Errorf("two posts with one name: %v", err)
			}
			now = dbtest.Noon.Add(7 * time.Hour)
			write(func(tx *db.Tx) error { return room.ClosePost(ctx, tx, admin, post) })
			if onDuty() != 0 {
				t.Error("somebody is on duty at a post that is closed")
			}
		})
	}
}
