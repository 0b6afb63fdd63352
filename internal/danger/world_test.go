package danger_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/danger"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// world is a provider with a support worker, a colleague on duty, a manager and
// somebody at the accommodation desk; another provider; the police; and one
// person whom the first provider supports.
type world struct {
	*casetest.World
	room                                                 *danger.Room
	runner                                               *job.Runner
	worker, duty, manager, desk, denied, foreign, police account.Actor
	person                                               db.ID
	post                                                 db.ID
	heard                                                []string // what other rooms were told
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	casetest.Each(t, func(base *casetest.World) {
		w := &world{World: base, room: &danger.Room{DB: base.D, Rules: statute.Default()}, runner: job.NewRunner(base.D, "test", slog.New(slog.DiscardHandler))}
		w.room.OnDanger = []danger.OnDanger{func(_ context.Context, _ *db.Tx, _ account.Actor, id db.ID, level string) error {
			w.heard = append(w.heard, string(id)+" "+level)
			return nil
		}}
		w.room.Jobs(w.runner)
		w.fill()
		test(w)
	})
}

func (w *world) fill() {
	w.T.Helper()
	ours, theirs, force := w.Agency("Harbour", account.NGO), w.Agency("Elsewhere", account.NGO), w.Agency("Police", account.Police)
	w.worker, w.duty, w.denied = w.Person(ours, "worker", account.SupportProvider), w.Person(ours, "duty", account.SupportProvider), w.Person(ours, "denied", account.SupportProvider)
	w.manager, w.desk = w.Person(ours, "manager", account.SupportManager), w.Person(ours, "desk", account.AccommodationDesk)
	w.foreign = w.Person(theirs, "foreign", account.SupportProvider, account.SupportManager, account.AccommodationDesk)
	w.police = w.Person(force, "officer", account.FirstResponder)
	w.Write(func(tx *db.Tx) (err error) {
		if w.person, _, err = casefile.OpenCase(background, tx, w.worker, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
			return err
		}
		if err := access.Give(background, tx, w.worker, access.Grant{Agency: ours, Case: w.person, Purpose: "support", Compartments: access.Identity | access.Support, LegalBasis: "health-care"}); err != nil {
			return err
		}
		if err := access.Give(background, tx, w.worker, access.Grant{Agency: force, Case: w.person, Purpose: "referral", Compartments: access.Everything, LegalBasis: "referral"}); err != nil {
			return err
		}
		if w.post, err = account.AddPost(background, tx, account.Post{Agency: ours, Name: "Night duty"}); err != nil {
			return err
		}
		for _, shift := range []account.Actor{w.duty, w.denied} {
			if _, err := account.AddShift(background, tx, w.manager, w.post, shift.Account, tx.Now().Add(-time.Hour), tx.Now().Add(8*time.Hour)); err != nil {
				return err
			}
		}
		if err := access.Deny(background, tx, w.manager, access.Denial{Case: w.person, Account: w.denied.Account, Agency: ours, Sealed: []byte("x")}); err != nil {
			return err
		}
		return casefile.Put(background, tx, w.worker, w.person, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Selam", Family: "Canaryweather"}}})
	})
}

// talk is a talk that can be recorded as it is.
func talk(edit func(f *danger.AssessForm)) danger.AssessForm {
	no := false
	f := danger.AssessForm{On: civil.DayOf(dbtest.Noon), How: "together", Said: "I feel safe here", Language: "en", Knowers: []string{"nobody"}, Thinks: "Nothing worries me", New: &no, Level: "low"}
	if edit != nil {
		edit(&f)
	}
	return f
}

func (w *world) assess(edit func(f *danger.AssessForm)) (id db.ID, err error) {
	err = w.Try(func(tx *db.Tx) (err error) {
		id, err = w.room.Assess(background, tx, w.worker, w.person, talk(edit))
		return err
	})
	return id, err
}

// work does the jobs that are due.
func (w *world) work() {
	w.T.Helper()
	if _, err := w.runner.Once(background); err != nil {
		w.T.Fatal(err)
	}
}

// messages are all that was sent to somebody, or to all, as one text.
func (w *world) messages(to string) (text string, n int) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		found, err := notify.Messages(background, tx, to)
		for _, m := range found {
			text += m.To + " " + m.Subject + " " + m.Body + "\n"
		}
		n = len(found)
		return err
	})
	return text, n
}
