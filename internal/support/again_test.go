package support_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/support"
)

// Support that begins again has a time of its own in which the person is spoken
// with, and a message of its own when that time is over.
func TestSupportThatBeginsAgainHasItsOwnClock(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.supported()
		w.Write(func(tx *db.Tx) error {
			_, err := w.room.Record(background, tx, w.worker, id, support.EntryForm{Kind: "contact", On: w.Today(), At: "10:15", How: "phone", Outcome: "reached", Note: "Spoke"})
			return err
		})
		w.Clock.Add(31 * 24 * time.Hour)
		w.serve(id, casefile.ConclusiveGroundsNegative, casefile.PeriodNegative, 14)
		w.Clock.Add(14 * 24 * time.Hour)
		w.Write(func(tx *db.Tx) error { return w.room.End(background, tx, w.worker, id, whole()) })
		w.Clock.Add(60 * 24 * time.Hour)
		w.tell(id, casefile.ReasonableGroundsPositive)
		if n := w.Count(`support_case WHERE case_id = $1 AND ended_at IS NULL AND reached_at IS NULL AND reach_by = $2`, id, w.Clock.Now().Add(48*time.Hour)); n != 1 {
			t.Error("support began again, and nobody is to speak with the person within 48 hours")
		}
		if n := w.Count(`clock WHERE case_id = $1 AND kind = 'first-contact' AND stopped_on IS NULL AND started_on = $2`, id, w.Today()); n != 1 {
			t.Errorf("%d clocks of a first contact run from today, want 1", n)
		}
		name := support.NameForm{Version: w.version(id), Worker: string(w.worker.Account)}
		w.Write(func(tx *db.Tx) error { return w.room.Name(background, tx, w.manager, id, name) })
		// Nobody speaks with them: the managers are told once more.
		runner := job.NewRunner(w.D, "again", slog.New(slog.DiscardHandler))
		w.room.Jobs(runner)
		w.Clock.Add(49 * time.Hour)
		for range 5 {
			if _, err := runner.Once(background); err != nil {
				t.Fatal(err)
			}
		}
		w.Write(func(tx *db.Tx) error {
			messages, err := notify.Messages(background, tx, "")
			n := 0
			for _, m := range messages {
				if m.Subject == "Somebody has not been reached in time" {
					n++
				}
			}
			if n != 1 {
				t.Errorf("the manager was told %d times that the person was not reached", n)
			}
			return err
		})
	})
}

// What a service is told rests on an agreement that stands: one that was taken
// back lets nobody ask it, nor ask it again.
func TestAServiceIsAskedOnlyWhileThePersonAgrees(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.supported()
		var consent, service db.ID
		w.Write(func(tx *db.Tx) (err error) {
			consent = tx.NewID()
			w.consents = append(w.consents, support.Agreement{ID: consent, Recipient: "Law centre", Given: true, On: w.Today()})
			return nil
		})
		ask := support.ServiceForm{Kind: "legal", Name: "Law centre", Asked: "Advice", On: w.Today(), Shared: "yes", Consent: string(consent)}
		w.Write(func(tx *db.Tx) (err error) {
			service, err = w.room.AskService(background, tx, w.worker, id, ask)
			return err
		})
		w.Write(func(tx *db.Tx) error {
			return w.room.AnswerService(background, tx, w.worker, id, service, support.AnswerForm{Version: 1, State: "refused", On: w.Today(), Answer: "Full"})
		})
		w.consents[0].Withdrawn = w.Clock.Now()
		w.Refused("consent", w.Try(func(tx *db.Tx) error {
			_, err := w.room.AskService(background, tx, w.worker, id, ask)
			return err
		}))
		again := func() error {
			return w.Try(func(tx *db.Tx) error { return w.room.AskAgain(background, tx, w.worker, id, service, 2) })
		}
		if err := again(); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a service was asked again after the agreement was taken back: %v", err)
		}
		w.consents[0].Withdrawn = time.Time{}
		if err := again(); err != nil {
			t.Errorf("a service cannot be asked again while the person agrees: %v", err)
		}
	})
}

// The authority's task of arranging support is done when a provider has accepted,
// once.
func TestAnAcceptedCaseIsArranged(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		var arranged []db.ID
		w.room.Arranged = func(_ context.Context, _ *db.Tx, id db.ID) error {
			arranged = append(arranged, id)
			return nil
		}
		id := w.refer("kent")
		w.tell(id, casefile.ReasonableGroundsPositive)
		if len(arranged) != 0 {
			t.Error("support counts as arranged before anybody accepted it")
		}
		for range 2 {
			name := support.NameForm{Version: w.version(id), Worker: string(w.worker.Account)}
			w.Write(func(tx *db.Tx) error { return w.room.Name(background, tx, w.manager, id, name) })
		}
		if len(arranged) != 1 || arranged[0] != id {
			t.Errorf("support was arranged %d times", len(arranged))
		}
	})
}

// version is the version of a support case.
func (w *world) version(id db.ID) (version int64) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT version FROM support_case WHERE case_id = $1`, []any{id}, &version)
		return err
	})
	return version
}
