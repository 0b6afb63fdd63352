package placement_test

import (
	"context"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// world is a council with a placement team of two, a social worker and a carer,
// the police, another council, and one child whom the council and the police know.
type world struct {
	*casetest.World
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
	casetest.Each(t, func(base *casetest.World) {
		w := &world{World: base, room: &placement.Room{DB: base.D, Rules: statute.Default(), Lists: reference.Default()}}
		w.fill()
		test(w)
	})
}

func (w *world) fill() {
	w.T.Helper()
	council, force, other := w.Agency("Council", account.LocalAuthority), w.Agency("Police", account.Police), w.Agency("Elsewhere", account.LocalAuthority)
	w.lead, w.second = w.Person(council, "Lead", account.PlacementTeam), w.Person(council, "Second", account.PlacementTeam)
	w.worker, w.carer = w.Person(council, "Worker", account.SocialWorker), w.Person(council, "Carer", account.Carer)
	w.police = w.Person(force, "Officer", account.FirstResponder)
	w.foreign = w.Person(other, "Foreign", account.PlacementTeam, account.SocialWorker, account.Carer, account.FirstResponder)
	w.Write(func(tx *db.Tx) (err error) {
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
		w.Write(func(tx *db.Tx) error {
			id, err := w.room.AddPlace(background, tx, w.lead, placement.PlaceForm{Kind: "foster", Region: "kent", Ages: "children", Gender: "any", Capacity: 2, Suits: []string{"school"},
				Address: placement.Address{Lines: []string{lines, "ZZ9 9ZZ"}, Carers: "Marigold Canaryweather", Phone: "01632 960777", Notes: "Ring the Canaryweather bell"}})
			w.places = append(w.places, id)
			return err
		})
	}
	w.Write(func(tx *db.Tx) error { return w.room.TakeOn(background, tx, w.lead, w.child) })
	w.Write(func(tx *db.Tx) error {
		return w.room.NameKeeper(background, tx, w.lead, w.places[0], placement.KeeperForm{Account: string(w.carer.Account)})
	})
	w.Write(func(tx *db.Tx) error {
		return w.room.Put(background, tx, w.lead, w.child, placement.PlacingForm{Version: 1, Place: string(w.places[0])})
	})
}

// moment is a time before now, as somebody types it.
func (w *world) moment(ago time.Duration) form.Moment {
	at := w.Clock.Now().Add(-ago)
	return form.Moment{On: civil.DayOf(at), At: at.In(civil.London).Format("15:04")}
}

// messages are all that was sent, as one text.
func (w *world) messages() (text string) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		found, err := notifyMessages(tx)
		text = found
		return err
	})
	return text
}
