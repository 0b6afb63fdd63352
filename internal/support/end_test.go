package support_test

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/support"
)

// serve tells that a second decision was made and its letter served today.
func (w *world) serve(id db.ID, what casefile.Outcome, kind string, days int) civil.Day {
	w.T.Helper()
	stage := "conclusive-grounds-positive"
	if what == casefile.ConclusiveGroundsNegative {
		stage = "conclusive-grounds-negative"
	}
	at := func(s *casefile.Settled) { s.Stage = stage }
	w.tell(id, what, at)
	due := w.Today().Add(days)
	rule := map[string]string{casefile.PeriodMoveOn: "move-on-45-days@1", casefile.PeriodNegative: "negative-support-14-days@1"}[kind]
	w.tell(id, casefile.PeriodsMoved, at, func(s *casefile.Settled) {
		s.Periods = []casefile.SupportPeriod{{Kind: kind, From: w.Today(), Due: due, Rule: rule}}
	})
	return due
}

func whole() support.EndForm {
	return support.EndForm{Why: "period-over", Address: "12 " + canary + " Lane", Contact: "Her sister calls on Sundays", Safety: "She keeps our number", Said: "I am ready"}
}

// Support never ends by the calendar before its last day, and never without where
// the person goes next, who stays in touch and how they stay safe.
func TestSupportNeverEndsWithoutWhatComesNext(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.supported()
		end := func(f support.EndForm) error {
			return w.Try(func(tx *db.Tx) error { return w.room.End(background, tx, w.worker, id, f) })
		}
		w.Refused("why", end(whole())) // nothing ends it before the second decision
		w.Clock.Add(31 * 24 * time.Hour)
		due := w.serve(id, casefile.ConclusiveGroundsNegative, casefile.PeriodNegative, 14)
		w.Refused("why", end(whole())) // 14 days are not over
		w.Clock.Add(14 * 24 * time.Hour)
		if w.Today() != due {
			t.Fatalf("today is %s", w.Today())
		}
		for _, name := range []string{"address", "contact", "safety"} {
			f := whole()
			switch name {
			case "address":
				f.Address = ""
			case "contact":
				f.Contact = "  "
			case "safety":
				f.Safety = ""
			}
			w.Refused(name, end(f))
		}
		f := whole()
		f.Why = "missing"
		if end(f) == nil {
			t.Error("support ended for a reason that is none")
		}
		f = whole()
		f.Address, f.NoAddress = "", "not-told"
		if err := end(f); err != nil {
			t.Fatal(err)
		}
		if w.Count(`support_case s JOIN support_ending e ON e.id = s.ending_id WHERE s.case_id = $1 AND s.ended_at IS NOT NULL AND e.no_address = 'not-told'`, id) != 1 {
			t.Error("the end has no record")
		}
		if n := w.Count(`task WHERE case_id = $1 AND agency_id = $2 AND done_at IS NULL AND cancelled_at IS NULL`, id, w.provider); n != 0 {
			t.Errorf("%d tasks are left after the end", n)
		}
		err := w.Try(func(tx *db.Tx) error {
			_, err := w.room.AddGoal(background, tx, w.worker, id, support.GoalForm{Domain: "safety", Goal: "x", Owner: "person"})
			return err
		})
		if fault.Of(err).Code != fault.Forbidden {
			t.Errorf("something was changed after the end: %v", err)
		}
		// A mistake is undone; its record stays.
		w.Write(func(tx *db.Tx) error { return w.room.UndoEnd(background, tx, w.worker, id) })
		if w.Count(`support_case WHERE case_id = $1 AND ended_at IS NULL`, id) != 1 || w.Count(`support_ending WHERE case_id = $1 AND undone_at IS NOT NULL`, id) != 1 {
			t.Error("the end is not undone, or its record is gone")
		}
		// The store itself keeps an end without a record out.
		if err := w.Try(func(tx *db.Tx) error {
			_, err := tx.Exec(background, `UPDATE support_case SET ended_at = $2 WHERE case_id = $1`, id, w.Clock.Now())
			return err
		}); err == nil {
			t.Error("the store took an end without a record")
		}
	})
}

// What the person chooses ends support sooner, with its record.
func TestThePersonMayLeaveSooner(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.supported()
		f := whole()
		f.Why = "person-asked"
		w.Write(func(tx *db.Tx) error { return w.room.End(background, tx, w.worker, id, f) })
		if w.Count(`support_case WHERE case_id = $1 AND ended_at IS NOT NULL`, id) != 1 {
			t.Error("support has not ended")
		}
		// A new positive decision begins it again, at the same provider.
		w.Clock.Add(24 * time.Hour)
		w.tell(id, casefile.ReasonableGroundsPositive)
		if w.Count(`support_case WHERE case_id = $1 AND ended_at IS NULL AND agency_id = $2 AND reached_at IS NULL`, id, w.provider) != 1 {
			t.Error("support has not begun again")
		}
	})
}

// A longer time is asked for by one and granted by another, and only adds.
func TestLongerSupport(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.supported()
		w.Clock.Add(31 * 24 * time.Hour)
		due := w.serve(id, casefile.ConclusiveGroundsPositive, casefile.PeriodMoveOn, 45)
		ask := func(until civil.Day) (row db.ID, err error) {
			err = w.Try(func(tx *db.Tx) (err error) {
				row, err = w.room.AskLonger(background, tx, w.worker, id, support.LongerForm{Reason: "health", Until: until, Words: canary + " has surgery in June"})
				return err
			})
			return row, err
		}
		_, err := ask(due)
		w.Refused("until", err)
		row, err := ask(due.Add(30))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ask(due.Add(40)); err == nil {
			t.Error("two requests wait at once")
		}
		answer := func(actor string, f support.AnswerLongerForm) error {
			who := w.manager
			if actor == "worker" {
				who = w.worker
			}
			return w.Try(func(tx *db.Tx) error { return w.room.AnswerLonger(background, tx, who, id, row, f) })
		}
		if answer("worker", support.AnswerLongerForm{Grant: "yes", Until: due.Add(30), Answer: "Yes"}) == nil {
			t.Error("a worker granted longer support")
		}
		w.Refused("until", answer("manager", support.AnswerLongerForm{Grant: "yes", Until: due.Add(-1), Answer: "Less"}))
		if err := answer("manager", support.AnswerLongerForm{Grant: "yes", Until: due.Add(20), Answer: "Surgery first"}); err != nil {
			t.Fatal(err)
		}
		if w.Count(`task WHERE case_id = $1 AND kind = 'support-end-safely' AND due_on = $2 AND cancelled_at IS NULL`, id, due.Add(20)) != 1 {
			t.Error("the day on which support may end did not move")
		}
		if w.Count(`support_review WHERE case_id = $1 AND kind = 'extension' AND state = 'due'`, id) != 1 {
			t.Error("nobody looks at the extension again")
		}
	})
}

// A recovery needs assessment is offered, made by one and decided by another, as
// often as it is needed.
func TestRecoveryNeedsAreAssessedAgainAndAgain(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.supported()
		offer := func(wanted string) (row db.ID, err error) {
			err = w.Try(func(tx *db.Tx) (err error) {
				row, err = w.room.Offer(background, tx, w.worker, id, support.OfferForm{On: w.Today(), Wanted: wanted, Said: "What is it?"})
				return err
			})
			return row, err
		}
		if _, err := offer("yes"); err == nil {
			t.Error("it was offered before the second decision")
		}
		w.Clock.Add(31 * 24 * time.Hour)
		due := w.serve(id, casefile.ConclusiveGroundsPositive, casefile.PeriodMoveOn, 45)
		if _, err := offer("no"); err != nil {
			t.Fatal(err)
		}
		for round := range 2 {
			row, err := offer("yes")
			if err != nil {
				t.Fatal(err)
			}
			until := due.Add(60 * (round + 1))
			w.Write(func(tx *db.Tx) error {
				return w.room.Advise(background, tx, w.worker, id, row, support.AdviseForm{Version: 1, On: w.Today(), Until: until, Needs: "Counselling goes on", Transition: "A council flat by May"})
			})
			if w.Try(func(tx *db.Tx) error {
				return w.room.Decide(background, tx, w.worker, id, row, support.DecideForm{Version: 2, Until: until, Why: "x"})
			}) == nil {
				t.Error("who assessed decided")
			}
			w.Refused("until", w.Try(func(tx *db.Tx) error {
				return w.room.Decide(background, tx, w.manager, id, row, support.DecideForm{Version: 2, Until: due.Add(-5), Why: "Shorter"})
			}))
			w.Write(func(tx *db.Tx) error {
				return w.room.Decide(background, tx, w.manager, id, row, support.DecideForm{Version: 2, Until: until, Why: "As advised"})
			})
			if w.Count(`support_extension WHERE case_id = $1 AND reason = 'further-needs' AND granted AND granted_until = $2`, id, until) != 1 {
				t.Errorf("round %d: support does not last until %s", round, until)
			}
		}
	})
}

// A new danger has the plan looked at again within a working day.
func TestANewDangerIsReviewed(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.supported()
		danger := func() {
			w.Write(func(tx *db.Tx) error { return w.room.OnDanger(background, tx, w.worker, id, "high") })
		}
		danger()
		danger()
		if n := w.Count(`support_review WHERE case_id = $1 AND kind = 'new-danger' AND state = 'due'`, id); n != 1 {
			t.Fatalf("%d reviews wait, want 1", n)
		}
		var review db.ID
		w.Write(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT id FROM support_review WHERE case_id = $1 AND kind = 'new-danger'`, []any{id}, &review)
			return err
		})
		w.Write(func(tx *db.Tx) error {
			return w.room.Hold(background, tx, w.worker, id, review, support.HoldForm{On: w.Today(), Words: "She has a new number"})
		})
		w.Clock.Add(24 * time.Hour)
		danger()
		if n := w.Count(`support_review WHERE case_id = $1 AND kind = 'new-danger'`, id); n != 2 {
			t.Errorf("%d reviews, want 2", n)
		}
		w.Write(func(tx *db.Tx) error { return w.room.OnDanger(background, tx, w.worker, w.refer0(tx), "high") }) // nobody supports them
	})
}

// refer0 is a case that nobody supports.
func (w *world) refer0(tx *db.Tx) db.ID {
	id, _, err := casefile.OpenCase(background, tx, w.decider, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult})
	if err != nil {
		w.T.Fatal(err)
	}
	return id
}

// In Scotland no law gives days after a positive decision: nothing ends support,
// and the person reads on their own page why.
func TestWhereNoLawGivesDays(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.supported()
		w.Write(func(tx *db.Tx) error {
			_, err := tx.Exec(background, `UPDATE case_file SET jurisdiction = 'scotland' WHERE id = $1`, id)
			return err
		})
		w.tell(id, casefile.ConclusiveGroundsPositive, func(s *casefile.Settled) { s.Jurisdiction, s.Stage = "scotland", "conclusive-grounds-positive" })
		w.Clock.Add(400 * 24 * time.Hour)
		w.Refused("why", w.Try(func(tx *db.Tx) error { return w.room.End(background, tx, w.worker, id, whole()) }))
		w.Write(func(tx *db.Tx) error {
			parts, err := w.room.Own(background, tx, id)
			if err != nil {
				return err
			}
			words := "Support may go on after a positive decision for as long as it is needed. The law gives no number of days."
			for _, line := range parts[0].Lines {
				for _, why := range line.Why {
					if why.Text == words && line.On.IsZero() {
						return nil
					}
				}
			}
			t.Errorf("the person reads %+v", parts[0].Lines)
			return nil
		})
	})
}
