package support_test

import (
	"context"
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
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/support"
)

var background = context.Background()

// clock is a clock that a test moves on.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is a provider with a manager and two workers, another provider, and an
// authority whose decisions are told.
type world struct {
	t                                                  *testing.T
	d                                                  *db.Database
	clock                                              *clock
	room                                               *support.Room
	manager, worker, second, other, elsewhere, decider account.Actor
	provider, rival                                    db.ID
	consents                                           []support.Agreement
}

// canary is in everything that people say in these tests: it must stand nowhere
// in plain, and in no message.
const canary = "Goldcrestbury"

// each runs a test in a world on each engine.
func each(t *testing.T, test func(w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := &clock{at: dbtest.Noon}
			d := dbtest.Open(t, open(t), own.now)
			w := &world{t: t, d: d, clock: own, room: &support.Room{DB: d, Rules: statute.Default(), Lists: reference.Default()}}
			w.room.Ledger = support.Ledger{Agreements: func(context.Context, *db.Tx, account.Actor, db.ID) ([]support.Agreement, error) {
				return w.consents, nil
			},
				Hear: func(_ context.Context, tx *db.Tx, _ account.Actor, heard support.Heard) (db.ID, error) {
					id := tx.NewID()
					w.consents = append(w.consents, support.Agreement{ID: id, Recipient: heard.Recipient, Given: heard.Given == "yes", On: heard.On})
					return id, nil
				}}
			w.fill()
			test(w)
		})
	}
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(background, fn); err != nil {
		w.t.Fatal(err)
	}
}

// try runs a command and gives its error.
func (w *world) try(fn func(tx *db.Tx) error) error { return w.d.Write(background, fn) }

// refused fails unless a command was refused with a field.
func (w *world) refused(field string, err error) {
	w.t.Helper()
	for _, wrong := range fault.Of(err).Fields {
		if wrong.Name == field {
			return
		}
	}
	w.t.Errorf("want a fault at %s, got %v", field, err)
}

func (w *world) person(agency db.ID, name string, roles ...account.Role) (actor account.Actor) {
	w.write(func(tx *db.Tx) error {
		id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: name + "@example.org", Name: name, PasswordHash: "x", TOTPSecret: "y", Roles: roles})
		if err != nil {
			return err
		}
		actor, _, err = account.Load(background, tx, id)
		actor.Via = account.Page
		return err
	})
	return actor
}

func (w *world) fill() {
	w.t.Helper()
	agency := func(name string, kind account.Kind) (id db.ID) {
		w.write(func(tx *db.Tx) (err error) {
			id, err = account.AddAgency(background, tx, account.Agency{Name: name, Kind: kind, Jurisdiction: "england"})
			return err
		})
		return id
	}
	w.provider, w.rival = agency("Provider", account.NGO), agency("Rival", account.NGO)
	authority := agency("Authority", account.CompetentAuthority)
	w.manager = w.person(w.provider, "Manager", account.SupportManager)
	w.worker, w.second = w.person(w.provider, "Worker", account.SupportProvider), w.person(w.provider, "Second", account.SupportProvider)
	w.other = w.person(w.rival, "Other", account.SupportManager, account.SupportProvider)
	w.elsewhere = w.person(w.rival, "Elsewhere", account.SupportProvider)
	w.decider = w.person(authority, "Decider", account.DecisionMaker)
	w.write(func(tx *db.Tx) error {
		return w.room.SetAreas(background, tx, w.manager, support.AreasForm{Regions: []string{"kent"}})
	})
}

// refer opens the case of an adult in a region.
func (w *world) refer(region string) (id db.ID) {
	w.t.Helper()
	w.write(func(tx *db.Tx) (err error) {
		if id, _, err = casefile.OpenCase(background, tx, w.decider, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
			return err
		}
		if err := access.Give(background, tx, w.decider, access.Grant{Agency: w.decider.Agency, Case: id, Purpose: "decision", Compartments: access.Everything | access.Sharing, LegalBasis: "identification"}); err != nil {
			return err
		}
		return casefile.Put(background, tx, w.decider, id, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Lan", Family: canary}},
			Gender: "female", CurrentRegion: region, Interpreter: "vi", Contacts: []casefile.Contact{{Channel: casefile.Phone, Value: "07700 900888", Whose: casefile.ThePerson, Safe: true}}})
	})
	return id
}

// tell tells the room what was settled, as the competent authority does.
func (w *world) tell(id db.ID, what casefile.Outcome, edits ...func(*casefile.Settled)) {
	w.t.Helper()
	if err := w.telling(id, what, edits...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) telling(id db.ID, what casefile.Outcome, edits ...func(*casefile.Settled)) error {
	today := civil.DayOf(w.clock.now())
	s := casefile.Settled{Case: id, What: what, On: today, Jurisdiction: "england", Stage: "recovery", Support: casefile.SupportYes, Identifying: true}
	if what == casefile.ReasonableGroundsPositive {
		due, err := w.room.Rules.Due(statute.RecoveryPeriod, statute.Subject{Jurisdiction: "england", Decision: today}, today)
		if err != nil {
			return err
		}
		s.Periods = []casefile.SupportPeriod{{Kind: casefile.PeriodRecovery, From: today, Due: due.On, Rule: due.Rule.Ref()}}
	}
	for _, edit := range edits {
		edit(&s)
	}
	return w.try(func(tx *db.Tx) error { return w.room.OnSettled(background, tx, w.decider, s) })
}

// supported opens support for somebody in Kent and names the worker.
func (w *world) supported() db.ID {
	w.t.Helper()
	id := w.refer("kent")
	w.tell(id, casefile.ReasonableGroundsPositive)
	w.write(func(tx *db.Tx) error {
		return w.room.Name(background, tx, w.manager, id, support.NameForm{Worker: string(w.worker.Account)})
	})
	return id
}

// today is the day of the world.
func (w *world) today() civil.Day { return civil.DayOf(w.clock.now()) }

// count counts the rows of a query.
func (w *world) count(query string, args ...any) (n int) {
	w.t.Helper()
	err := w.d.Read(background, func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT count(*) FROM `+query, args, &n)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// missing fails unless an error is that of something that does not exist.
func (w *world) missing(err error) {
	w.t.Helper()
	if !fault.Is(err, fault.NotFound) {
		w.t.Errorf("want missing, got %v", err)
	}
}
