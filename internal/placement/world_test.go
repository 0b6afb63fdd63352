package placement_test

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
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
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

// world is a council with a placement team of two, a social worker and a carer,
// the police, another council, and one child whom the council and the police know.
type world struct {
	t                                            *testing.T
	d                                            *db.Database
	clock                                        *clock
	room                                         *placement.Room
	lead, second, worker, carer, police, foreign account.Actor
	child                                        db.ID
	places                                       []db.ID
}

const (
	canary  = "17 Canaryweather Close"
	canary2 = "4 Goldfinchbury Rise"
)

// each runs a test in a world on each engine.
func each(t *testing.T, test func(w *world)) {
	t.Helper()
	at := &clock{at: dbtest.Noon}
	for name, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := &clock{at: at.now()}
			d := dbtest.Open(t, open(t), own.now)
			w := &world{t: t, d: d, clock: own, room: &placement.Room{DB: d, Rules: statute.Default(), Lists: reference.Default()}}
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

func (w *world) fill() {
	w.t.Helper()
	person := func(agency db.ID, name string, roles ...account.Role) (actor account.Actor) {
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
	agency := func(name string, kind account.Kind) (id db.ID) {
		w.write(func(tx *db.Tx) (err error) {
			id, err = account.AddAgency(background, tx, account.Agency{Name: name, Kind: kind, Jurisdiction: "england"})
			return err
		})
		return id
	}
	council, force, other := agency("Council", account.LocalAuthority), agency("Police", account.Police), agency("Elsewhere", account.LocalAuthority)
	w.lead, w.second = person(council, "Lead", account.PlacementTeam), person(council, "Second", account.PlacementTeam)
	w.worker, w.carer = person(council, "Worker", account.SocialWorker), person(council, "Carer", account.Carer)
	w.police = person(force, "Officer", account.FirstResponder)
	w.foreign = person(other, "Foreign", account.PlacementTeam, account.SocialWorker, account.Carer, account.FirstResponder)
	w.write(func(tx *db.Tx) (err error) {
		if w.child, _, err = casefile.OpenCase(background, tx, w.lead, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Child}); err != nil {
			return err
		}
		for _, agency := range []db.ID{council, force} {
			if err := access.Give(background, tx, w.lead, access.Grant{Agency: agency, Case: w.child, Purpose: "referral", Compartments: access.Identity | access.Story, LegalBasis: "referral"}); err != nil {
				return err
			}
		}
		return casefile.Put(background, tx, w.lead, w.child, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Lan", Family: "Quillfeather"}},
			Gender: "female", Birth: civil.Partial{Year: 2011, Month: 5}})
	})
	for _, lines := range []string{canary, canary2} {
		w.write(func(tx *db.Tx) error {
			id, err := w.room.AddPlace(background, tx, w.lead, placement.PlaceForm{Kind: "foster", Region: "kent", Ages: "children", Gender: "any", Capacity: 2, Suits: []string{"school"},
				Address: placement.Address{Lines: []string{lines, "ZZ9 9ZZ"}, Carers: "Marigold Canaryweather", Phone: "01632 960777", Notes: "Ring the Canaryweather bell"}})
			w.places = append(w.places, id)
			return err
		})
	}
	w.write(func(tx *db.Tx) error { return w.room.TakeOn(background, tx, w.lead, w.child) })
	w.write(func(tx *db.Tx) error {
		return w.room.NameKeeper(background, tx, w.lead, w.places[0], placement.KeeperForm{Account: string(w.carer.Account)})
	})
	w.write(func(tx *db.Tx) error {
		return w.room.Put(background, tx, w.lead, w.child, placement.PlacingForm{Version: 1, Place: string(w.places[0])})
	})
}

// moment is a time before now, as somebody types it.
func (w *world) moment(ago time.Duration) placement.Moment {
	at := w.clock.now().Add(-ago)
	return placement.Moment{On: civil.DayOf(at), At: at.In(civil.London).Format("15:04")}
}

// messages are all that was sent, as one text.
func (w *world) messages() (text string) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		found, err := notifyMessages(tx)
		text = found
		return err
	})
	return text
}
