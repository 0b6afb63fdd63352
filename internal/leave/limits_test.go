package leave

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// calendar is a clock that a test moves.
type calendar struct {
	mu sync.Mutex
	at time.Time
}

func (c *calendar) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

func (c *calendar) to(day civil.Day) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = day.Start().Add(8 * time.Hour)
}

// TestWhoKeepsAFileIsReminded holds that each day of a file brings its reminders
// once, early enough, that they say nothing of anybody, and that what is done
// brings none.
func TestWhoKeepsAFileIsReminded(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			days := &calendar{at: dbtest.Noon}
			d := dbtest.Open(t, open(t), days.now)
			room := &Room{DB: d, Rules: statute.Default(), Lists: reference.Default()}
			do := func(fn func(tx *db.Tx) error) {
				t.Helper()
				if err := d.Write(background, fn); err != nil {
					t.Fatal(err, fault.Of(err).Fields)
				}
			}
			var worker account.Actor
			var id, application db.ID
			today := civil.DayOf(dbtest.Noon)
			until := today.AddMonths(12)
			do(func(tx *db.Tx) error {
				agency, err := account.AddAgency(background, tx, account.Agency{Name: "Harbour", Kind: account.NGO, Jurisdiction: "england"})
				if err != nil {
					return err
				}
				var someone db.ID
				for email, role := range map[string]account.Role{"worker@example.org": account.SupportProvider, "officer@example.org": account.FirstResponder} {
					made, err := account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: email, Name: email, PasswordHash: "x", TOTPSecret: "y", Roles: []account.Role{role}})
					if err != nil {
						return err
					}
					if role == account.SupportProvider {
						someone = made
					}
				}
				if worker, _, err = account.Load(background, tx, someone); err != nil {
					return err
				}
				if id, _, err = casefile.OpenCase(background, tx, worker, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
					return err
				}
				if err := access.Give(background, tx, worker, access.Grant{Agency: worker.Agency, Case: id, Purpose: "support", Compartments: access.Identity | access.Support, LegalBasis: assistance}); err != nil {
					return err
				}
				if _, err := room.Open(background, tx, worker, id, StatusForm{Status: "none", FileWords: FileWords{Adviser: "Quillfeather"}}); err != nil {
					return err
				}
				if application, err = room.Apply(background, tx, worker, id, ApplyForm{Basis: "recovery", Renewal: "no", State: Considered, Begun: today}); err != nil {
					return err
				}
				return room.Answer(background, tx, worker, id, application, AnswerForm{Version: 1, State: Granted, On: today, From: today, Until: until, Work: "yes", Funds: "yes"})
			})
			told := func(who string) (n int) {
				t.Helper()
				do(func(tx *db.Tx) error {
					messages, err := notify.Messages(background, tx, who)
					for _, m := range messages {
						if strings.Contains(m.Body, "Quillfeather") || strings.Contains(m.Subject+m.Body, "HW-") || !strings.Contains(m.Body, "says nothing about anybody") {
							t.Errorf("the message is %q: %q", m.Subject, m.Body)
						}
					}
					n = len(messages)
					return err
				})
				return n
			}
			on := func(day civil.Day, want int, when string) {
				t.Helper()
				days.to(day)
				for range 2 { // the morning's work comes again after a crash
					do(func(tx *db.Tx) error { return room.morning(background, tx, nil) })
				}
				if n := told("worker@example.org"); n != want {
					t.Errorf("%s: %d messages, want %d", when, n, want)
				}
			}
			advice, renewal := until.Add(-90), until.Add(-28)
			on(today.Add(1), 0, "a year before the end")
			on(advice.Add(-15), 0, "before the first reminder of advice")
			on(advice.Add(-14), 1, "14 days before advice is due")
			on(advice.Add(-3), 2, "3 days before")
			on(advice, 2, "on the day")
			on(advice.Add(1), 3, "the day after")
			do(func(tx *db.Tx) error {
				return room.Meet(background, tx, worker, id, DoneForm{Limit: "leave-advice " + advice.String(), On: advice.Add(1)})
			})
			do(func(tx *db.Tx) error { // a second click
				return room.Meet(background, tx, worker, id, DoneForm{Limit: "leave-advice " + advice.String(), On: advice.Add(1)})
			})
			on(renewal.Add(-14), 4, "14 days before the renewal is sent")
			do(func(tx *db.Tx) error {
				return room.Meet(background, tx, worker, id, DoneForm{Limit: "leave-renewal " + renewal.String(), On: renewal.Add(-14)})
			})
			on(renewal.Add(1), 4, "after the renewal was sent")
			var done db.ID
			do(func(tx *db.Tx) error {
				_, err := tx.Row(background, `SELECT id FROM leave_done WHERE kind = 'leave-renewal'`, nil, &done)
				return err
			})
			do(func(tx *db.Tx) error { return room.UndoMet(background, tx, worker, id, done) })
			on(renewal.Add(1), 5, "after it was found that it was not sent")
			if n := told("officer@example.org"); n != 0 {
				t.Errorf("somebody who keeps no file was told %d times", n)
			}
			if err := d.Write(background, func(tx *db.Tx) error {
				return room.Meet(background, tx, worker, id, DoneForm{Limit: "leave-appeal 2026-01-01", On: today})
			}); !fault.Is(err, fault.Invalid) {
				t.Errorf("a day that is not due was done: %v", err)
			}
		})
	}
}
