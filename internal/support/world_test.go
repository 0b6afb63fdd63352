package support_test

import (
	"context"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/support"
)

var background = context.Background()

// world is a provider with a manager and two workers, another provider, and an
// authority whose decisions are told.
type world struct {
	*casetest.World
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
	casetest.Each(t, func(base *casetest.World) {
		w := &world{World: base, room: &support.Room{DB: base.D, Rules: statute.Default(), Lists: reference.Default()}}
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

func (w *world) fill() {
	w.T.Helper()
	w.provider, w.rival = w.Agency("Provider", account.NGO), w.Agency("Rival", account.NGO)
	authority := w.Agency("Authority", account.CompetentAuthority)
	w.manager = w.Person(w.provider, "Manager", account.SupportManager)
	w.worker, w.second = w.Person(w.provider, "Worker", account.SupportProvider), w.Person(w.provider, "Second", account.SupportProvider)
	w.other = w.Person(w.rival, "Other", account.SupportManager, account.SupportProvider)
	w.elsewhere = w.Person(w.rival, "Elsewhere", account.SupportProvider)
	w.decider = w.Person(authority, "Decider", account.DecisionMaker)
	w.Write(func(tx *db.Tx) error {
		return w.room.SetAreas(background, tx, w.manager, support.AreasForm{Regions: []string{"kent"}})
	})
}

// refer opens the case of an adult in a region.
func (w *world) refer(region string) (id db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
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
	w.T.Helper()
	if err := w.telling(id, what, edits...); err != nil {
		w.T.Fatal(err)
	}
}

func (w *world) telling(id db.ID, what casefile.Outcome, edits ...func(*casefile.Settled)) error {
	today := civil.DayOf(w.Clock.Now())
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
	return w.Try(func(tx *db.Tx) error { return w.room.OnSettled(background, tx, w.decider, s) })
}

// supported opens support for somebody in Kent and names the worker.
func (w *world) supported() db.ID {
	w.T.Helper()
	id := w.refer("kent")
	w.tell(id, casefile.ReasonableGroundsPositive)
	w.Write(func(tx *db.Tx) error {
		return w.room.Name(background, tx, w.manager, id, support.NameForm{Worker: string(w.worker.Account)})
	})
	return id
}
