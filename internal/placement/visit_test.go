package placement_test

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/placement"
)

func (w *world) version(table string, id db.ID) (version int64) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT version FROM `+table+` WHERE id = $1`, []any{id}, &version)
		return err
	})
	return version
}

func (w *world) visitor(names ...string) (id db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		id, err = w.room.AskVisit(background, tx, w.worker, w.child, placement.VisitForm{Relationship: "family",
			Visitor: placement.Visitor{Described: placement.Described{Names: names, Phones: []string{"07700 900555"}}, Relation: "Her uncle", Purpose: "To see that she is well"}})
		return err
	})
	return id
}

func (w *world) deny(names ...string) (id db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		id, err = w.room.Deny(background, tx, w.worker, w.child, placement.DenialForm{Reason: "exploiter", Person: placement.DeniedPerson{Described: placement.Described{Names: names}, Looks: "A scar"}})
		return err
	})
	return id
}

// check records every check that approval needs.
func (w *world) check(id db.ID) {
	w.T.Helper()
	today := civil.DayOf(w.Clock.Now())
	for _, form := range []placement.CheckForm{{Kind: "identity", Document: "passport", Result: "clear", Done: today}, {Kind: "dbs", Result: "not-needed", Done: today, Note: "One visit with somebody there"},
		{Kind: "social-worker", Result: "clear", Done: today, Expires: today.Add(30)}} {
		form.Version = w.version("visit", id)
		w.Write(func(tx *db.Tx) error { return w.room.CheckVisitor(background, tx, w.worker, id, form) })
	}
}

func (w *world) decide(id db.ID, approve bool, until civil.Day) error {
	f := placement.DecisionForm{Version: w.version("visit", id), Decision: "refuse", Refusal: "denied", Reasons: "They are on the list"}
	if approve {
		f = placement.DecisionForm{Version: f.Version, Decision: "approve", Supervision: "sight-and-sound", From: civil.DayOf(w.Clock.Now()), Until: until, Reasons: "Every check was clear"}
	}
	return w.Try(func(tx *db.Tx) error { return w.room.DecideVisit(background, tx, w.worker, id, f) })
}

func TestNobodyVisitsUnlessEverythingWasChecked(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		today := civil.DayOf(w.Clock.Now())
		id := w.visitor("Tran Van Minh")
		if err := w.decide(id, true, today.Add(7)); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("approved without a check: %v", err)
		}
		w.check(id)
		if err := w.decide(id, true, today.Add(31)); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("approved for longer than a check holds: %v", err)
		}
		if err := w.decide(id, true, today.Add(30)); err != nil {
			w.T.Fatal(err)
		}
		if err := w.decide(id, false, today); !fault.Is(err, fault.Conflict) {
			w.T.Errorf("decided twice: %v", err)
		}
		log := func(actor account.Actor) error {
			return w.Try(func(tx *db.Tx) error {
				return w.room.LogVisit(background, tx, actor, id, placement.VisitLogForm{What: "came", Arrived: w.moment(time.Hour), Supervisor: "Carer", Concerned: yes(false)})
			})
		}
		if err := log(w.carer); err != nil {
			w.T.Errorf("the carer records the visit: %v", err)
		}
		if err := log(w.foreign); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("another council's carer records the visit: %v", err)
		}
		waiting := w.visitor("Somebody New")
		if err := w.Try(func(tx *db.Tx) error {
			return w.room.LogVisit(background, tx, w.carer, waiting, placement.VisitLogForm{What: "came", Arrived: w.moment(time.Hour), Concerned: yes(false)})
		}); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("a visit of somebody who was not approved: %v", err)
		}
	})
}

func TestAResemblanceBlocksUntilSomebodyElseDecides(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		today := civil.DayOf(w.Clock.Now())
		w.deny("Trần Văn Minh")
		id := w.visitor("Minh Tran Van")
		w.check(id)
		if err := w.decide(id, true, today.Add(7)); !fault.Is(err, fault.Invalid) {
			w.T.Fatalf("a visitor who is on the list was approved: %v", err)
		}
		var warning db.ID
		w.Write(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT id FROM resemblance WHERE visit_id = $1`, []any{id}, &warning)
			return err
		})
		override := func(actor account.Actor) error {
			return w.Try(func(tx *db.Tx) error {
				return w.room.OverrideWarning(background, tx, actor, id, warning, placement.ReasonForm{Why: "Another date of birth, and the passport was seen"})
			})
		}
		for name, actor := range map[string]account.Actor{"the social worker": w.worker, "another council": w.foreign, "the carer": w.carer} {
			if err := override(actor); err == nil {
				w.T.Errorf("%s may override the warning", name)
			}
		}
		if err := override(w.second); err != nil {
			w.T.Fatal(err)
		}
		if err := w.decide(id, true, today.Add(7)); err != nil {
			w.T.Errorf("after the override: %v", err)
		}
		// A new entry stops a visitor who was approved.
		w.deny("Minh Van Tran", "The Broker")
		w.Write(func(tx *db.Tx) error {
			var open int
			_, err := tx.Row(background, `SELECT count(*) FROM resemblance WHERE visit_id = $1 AND overridden_at IS NULL`, []any{id}, &open)
			if open != 1 {
				w.T.Errorf("a new entry raised %d warnings about an approved visitor, want 1", open)
			}
			return err
		})
	})
}

func TestAnEnquirerWhoIsDeniedIsToldOf(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		denied := w.deny("Besnik Hoxha")
		enquire := func(name string) {
			w.Write(func(tx *db.Tx) error {
				_, err := w.room.Enquire(background, tx, w.carer, w.child, placement.EnquiryForm{Channel: "phone", Caller: placement.Described{Names: []string{name}}, Asked: "Where she is"})
				return err
			})
		}
		count := func() (n int) {
			w.Write(func(tx *db.Tx) error {
				_, err := tx.Row(background, `SELECT count(*) FROM resemblance WHERE enquiry_id IS NOT NULL`, nil, &n)
				return err
			})
			return n
		}
		enquire("Anna Nowak")
		if count() != 0 {
			t.Error("a stranger resembles somebody on the list")
		}
		enquire("hoxha besnik")
		if count() != 1 {
			t.Errorf("%d warnings about somebody on the list", count())
		}
		// A correction keeps what stood there, and ends with a reason.
		w.Write(func(tx *db.Tx) error {
			return w.room.CorrectDenial(background, tx, w.worker, w.child, denied, placement.DenialForm{Version: 1, Reason: "threat", Person: placement.DeniedPerson{Described: placement.Described{Names: []string{"Besnik Hoxhaj"}}}})
		})
		if err := w.Try(func(tx *db.Tx) error {
			return w.room.Allow(background, tx, w.worker, w.child, denied, placement.ReasonForm{Version: 1, Why: "A mistake"})
		}); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old version: %v", err)
		}
		w.Write(func(tx *db.Tx) error {
			var before int
			if _, err := tx.Row(background, `SELECT count(*) FROM denied_before WHERE denied_id = $1`, []any{denied}, &before); err != nil || before != 1 {
				t.Errorf("%d earlier versions: %v", before, err)
			}
			return w.room.Allow(background, tx, w.worker, w.child, denied, placement.ReasonForm{Version: 2, Why: "It was somebody else"})
		})
		enquire("Besnik Hoxhaj")
		if count() != 1 {
			t.Errorf("somebody who was taken off the list still raises a warning: %d", count())
		}
	})
}
