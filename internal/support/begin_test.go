package support_test

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/support"
)

// A positive decision opens support with the provider of the area, which is
// reminded to speak with the person within 48 hours.
func TestAPositiveDecisionOpensSupport(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.refer("kent")
		w.tell(id, casefile.ReasonableGroundsPositive)
		if n := w.Count(`support_case WHERE case_id = $1 AND agency_id = $2 AND reach_by = $3 AND reach_rule = 'first-contact-48-hours@1'`, id, w.provider, w.Clock.Now().Add(48*time.Hour)); n != 1 {
			t.Error("no support case with the provider of Kent, to be reached in 48 hours")
		}
		for kind, want := range map[string]int{"support-name-worker": 1, "support-first-contact": 1, "support-assess-needs": 1, "support-make-plan": 1, "support-review": 2} {
			if n := w.Count(`task WHERE case_id = $1 AND kind = $2 AND agency_id = $3 AND done_at IS NULL AND cancelled_at IS NULL`, id, kind, w.provider); n != want {
				t.Errorf("%d open tasks %s, want %d", n, kind, want)
			}
		}
		// What the provider may see is neither the account of what happened nor the decision.
		w.Write(func(tx *db.Tx) error {
			granted, err := access.Granted(background, tx, w.worker, id)
			if want := access.Identity | access.Contact | access.Health | access.Support | access.Location | access.Immigration; granted != want {
				t.Errorf("the worker reaches %v", granted.Each())
			}
			return err
		})
		// And those who decide see nothing of the support.
		w.Write(func(tx *db.Tx) error {
			granted, err := access.Granted(background, tx, w.decider, id)
			if granted&access.Support != 0 {
				t.Error("the authority reaches the support of somebody")
			}
			return err
		})
		w.Missing(w.Try(func(tx *db.Tx) error {
			_, err := w.room.Record(background, tx, w.elsewhere, id, support.EntryForm{Kind: "key-work", On: w.Today(), Note: "x"})
			return err
		}))
	})
}

// An attempt is recorded whoever answers; only a conversation meets the clock.
func TestEachAttemptIsRecorded(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.supported()
		try := func(outcome string) {
			w.Write(func(tx *db.Tx) error {
				_, err := w.room.Record(background, tx, w.worker, id, support.EntryForm{Kind: "contact", On: w.Today(), At: "10:15", How: "phone", Outcome: outcome, Note: canary + " was tried"})
				return err
			})
		}
		try("no-answer")
		open := `task WHERE case_id = $1 AND kind = 'support-first-contact' AND done_at IS NULL AND cancelled_at IS NULL`
		if w.Count(open, id) != 1 {
			t.Error("an attempt without an answer met the clock of the first contact")
		}
		try("reached")
		if w.Count(open, id) != 0 || w.Count(`support_case WHERE case_id = $1 AND reached_at IS NOT NULL`, id) != 1 {
			t.Error("a conversation did not meet the clock of the first contact")
		}
		if n := w.Count(`support_entry WHERE case_id = $1`, id); n != 2 {
			t.Errorf("%d attempts are recorded, want 2", n)
		}
		// A line that was a mistake is struck, and the clock runs again.
		var entry db.ID
		w.Write(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT id FROM support_entry WHERE case_id = $1 AND outcome = 'reached'`, []any{id}, &entry)
			return err
		})
		if err := w.Try(func(tx *db.Tx) error {
			return w.room.Strike(background, tx, w.second, id, entry, support.StrikeForm{Why: "not mine"})
		}); err == nil {
			t.Error("somebody else struck a line")
		}
		w.Write(func(tx *db.Tx) error {
			return w.room.Strike(background, tx, w.worker, id, entry, support.StrikeForm{Why: "It was somebody else"})
		})
		if w.Count(open, id) != 1 || w.Count(`support_case WHERE case_id = $1 AND reached_at IS NULL`, id) != 1 {
			t.Error("after the mistake was struck, nobody is reminded to speak with the person")
		}
		w.Refused("at", w.Try(func(tx *db.Tx) error {
			_, err := w.room.Record(background, tx, w.worker, id, support.EntryForm{Kind: "contact", On: w.Today(), At: "23:59", How: "phone", Outcome: "reached"})
			return err
		}))
	})
}

// Where no provider takes the area the person waits in a list without names, and
// a manager takes them on.
func TestSomebodyWithoutAProviderIsTakenOn(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.refer("devon")
		w.tell(id, casefile.ReasonableGroundsPositive)
		if n := w.Count(`support_case WHERE case_id = $1 AND agency_id IS NULL`, id); n != 1 {
			t.Fatal("the person does not wait")
		}
		if err := w.Try(func(tx *db.Tx) error { return w.room.Take(background, tx, w.worker, id) }); err == nil {
			t.Error("a worker took somebody on")
		}
		w.Write(func(tx *db.Tx) error { return w.room.Take(background, tx, w.other, id) })
		w.Write(func(tx *db.Tx) error { return w.room.Take(background, tx, w.other, id) }) // a second click
		w.Missing(w.Try(func(tx *db.Tx) error { return w.room.Take(background, tx, w.manager, id) }))
		if n := w.Count(`task WHERE case_id = $1 AND kind = 'support-review' AND agency_id = $2 AND cancelled_at IS NULL`, id, w.rival); n != 2 {
			t.Errorf("%d reviews wait with the new provider, want 2", n)
		}
		// Passed on, the first provider sees nothing of it from that moment.
		w.Write(func(tx *db.Tx) error {
			return w.room.HandOver(background, tx, w.other, id, support.HandOverForm{Agency: string(w.provider), Why: "Nearer to her friends", Agreed: "I would like that"})
		})
		w.Missing(w.Try(func(tx *db.Tx) error {
			_, err := w.room.Record(background, tx, w.other, id, support.EntryForm{Kind: "key-work", On: w.Today(), Note: "x"})
			return err
		}))
		w.Write(func(tx *db.Tx) error {
			return w.room.Name(background, tx, w.manager, id, support.NameForm{Worker: string(w.worker.Account)})
		})
		// And given back, it waits again.
		w.Write(func(tx *db.Tx) error {
			return w.room.HandOver(background, tx, w.manager, id, support.HandOverForm{Why: "We have no Vietnamese speaker", Agreed: "Please find one"})
		})
		if n := w.Count(`case_grant WHERE case_id = $1 AND purpose = 'support' AND until_at IS NULL`, id); n != 0 {
			t.Errorf("%d providers still see the case", n)
		}
	})
}

// Somebody who does not want support, and a child, get none; what changes later
// is followed.
func TestWhoIsSupported(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		declined, child := w.refer("kent"), w.refer("kent")
		w.tell(declined, casefile.ReasonableGroundsPositive, func(s *casefile.Settled) { s.Support = casefile.SupportNo })
		w.tell(child, casefile.ReasonableGroundsPositive, func(s *casefile.Settled) { s.Child, s.Support = true, "" })
		if n := w.Count(`support_case`); n != 0 {
			t.Fatalf("%d support cases", n)
		}
		w.tell(declined, casefile.SupportAccepted)
		if n := w.Count(`support_case WHERE case_id = $1`, declined); n != 1 {
			t.Error("somebody who now wants support has none")
		}
		w.tell(declined, casefile.SupportDeclined, func(s *casefile.Settled) { s.Support = casefile.SupportNo })
		if n := w.Count(`support_case WHERE case_id = $1 AND stopped = 'declined' AND ended_at IS NULL`, declined); n != 1 {
			t.Error("a refusal ended support by itself, or was not kept")
		}
	})
}
