package placement_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/statute"
)

func (w *world) unfind(by account.Actor, id db.ID, why string) error {
	return w.Try(func(tx *db.Tx) error {
		return w.room.Unfind(background, tx, by, id, placement.ReasonForm{Version: w.episodeVersion(tx, id), Why: why})
	})
}

// TestAReturnRecordedByMistakeIsTakenBack records the wrong child as found: the
// limits run again as if it had not been, and both stay in the history.
func TestAReturnRecordedByMistakeIsTakenBack(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for _, falseAlarm := range []bool{false, true} {
			id, err := w.gone(2*time.Hour, "high")
			if err != nil {
				w.T.Fatal(err)
			}
			before := w.running()
			if err := w.unfind(w.worker, id, "No"); !fault.Is(err, fault.Forbidden) {
				w.T.Errorf("taken back before it was recorded: %v", err)
			}
			if err := w.found(id, 0, "Penny Lane", falseAlarm); err != nil {
				w.T.Fatal(err)
			}
			if maps.Equal(before, w.running()) {
				w.T.Fatal("a return changes no limit: the test shows nothing")
			}
			if err := w.unfind(w.worker, id, ""); !fault.Is(err, fault.Invalid) {
				w.T.Errorf("taken back without a reason: %v", err)
			}
			for name, actor := range map[string]account.Actor{"another council": w.foreign, "the police": w.police} {
				if err := w.unfind(actor, id, "Wrong"); err == nil {
					w.T.Errorf("%s takes it back", name)
				}
			}
			if err := w.unfind(w.worker, id, "It was another girl"); err != nil {
				w.T.Fatal(err)
			}
			if after := w.running(); !maps.Equal(before, after) {
				w.T.Errorf("the limits are %v, and were %v", after, before)
			}
			w.Write(func(tx *db.Tx) error {
				e, err := w.room.Episode(background, tx, w.worker, id)
				if err != nil {
					return err
				}
				if !e.Open() || e.Outcome != "" || e.Words.FoundWhere != "" || e.StrategyBy.IsZero() || !e.Interview.IsZero() {
					w.T.Errorf("the episode is %+v", e)
				}
				if len(e.Actions) != 1 || !strings.Contains(e.Actions[0].Text, "Penny Lane") || !strings.Contains(e.Actions[0].Text, "It was another girl") {
					w.T.Errorf("the history is %+v", e.Actions)
				}
				for query, want := range map[string]int{
					`SELECT count(*) FROM audit_event WHERE action IN ('record-return', 'undo-return') AND subject = 'missing episode ' || $1`: 2,
					`SELECT count(*) FROM task WHERE subject = $1 AND kind = 'report-missing' AND done_at IS NULL AND cancelled_at IS NULL`:    1,
				} {
					var n int
					if _, err := tx.Row(background, query, []any{id}, &n); err != nil || n != want {
						w.T.Errorf("%s: %d, %v", query, n, err)
					}
				}
				return nil
			})
			// The page of the episode says both, before and after they are found.
			shows := func(says ...string) {
				for _, line := range w.room.Routes() {
					if line.Pattern != "GET /missing/episodes/{episode}" {
						continue
					}
					answer := w.request(line, w.worker, map[string]string{"episode": string(id)})
					if answer.Code != 200 {
						w.T.Fatalf("the page of the episode: %d", answer.Code)
					}
					for _, clock := range []string{"Return interview after going missing", "Strategy meeting for a child who was trafficked"} {
						if n := strings.Count(answer.Body.String(), "Why is it due then? "+clock); n > 1 {
							w.T.Errorf("the page explains %q %d times", clock, n)
						}
					}
					for _, text := range says {
						if !strings.Contains(answer.Body.String(), text) {
							w.T.Errorf("the page does not say %q", text)
						}
					}
				}
			}
			shows("It was another girl", "Penny Lane", "Missing since")
			// And then they are found, and it stays once they talked about it.
			if err := w.found(id, 0, "Home", false); err != nil {
				w.T.Fatal(err)
			}
			if due := w.running(); due[string(statute.ReturnInterview)].IsZero() {
				w.T.Errorf("after they were found the limits are %v", due)
			}
			shows("It was another girl", "Penny Lane", "Home")
			w.Write(func(tx *db.Tx) error {
				return w.room.Talk(background, tx, w.worker, id, placement.InterviewForm{Version: w.episodeVersion(tx, id), Outcome: "held", Held: w.moment(0), By: "A visitor", Learnt: "Nothing"})
			})
			if err := w.unfind(w.worker, id, "Late"); !fault.Is(err, fault.Forbidden) {
				w.T.Errorf("taken back after the interview: %v", err)
			}
			w.Clock.Add(48 * time.Hour)
		}
		// Only the last can be taken back.
		first, err := w.gone(3*time.Hour, "low")
		if err != nil {
			w.T.Fatal(err)
		}
		if err := w.found(first, 2*time.Hour, "Home", false); err != nil {
			w.T.Fatal(err)
		}
		if _, err := w.gone(time.Hour, "low"); err != nil {
			w.T.Fatal(err)
		}
		if err := w.unfind(w.worker, first, "Late"); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("taken back below a later episode: %v", err)
		}
	})
}
