package decision

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
)

// work does the jobs that are due.
func (k *desk) work() {
	k.t.Helper()
	runner := job.NewRunner(k.d, "test", slog.New(slog.NewTextHandler(io.Discard, nil)))
	k.room.Jobs(runner)
	runner.Errand(notify.Send, notify.Errand(notify.Log(slog.New(slog.NewTextHandler(io.Discard, nil)))))
	// Another room compares people when who they are has changed.
	runner.Handle(casefile.IdentityChanged, func(context.Context, *db.Tx, json.RawMessage) error { return nil })
	for {
		done, err := runner.Once(background)
		if err != nil {
			k.t.Fatal(err)
		}
		if done == 0 {
			break
		}
	}
	k.read(func(tx *db.Tx) error {
		problems, err := job.Problems(background, tx)
		for _, problem := range problems {
			k.t.Errorf("the job %s failed: %s", problem.Kind, problem.Problem)
		}
		return err
	})
}

// messages are all messages so far.
func (k *desk) messages(to account.Actor) (messages []notify.Message) {
	k.t.Helper()
	k.read(func(tx *db.Tx) (err error) {
		messages, err = notify.Messages(background, tx, to.Email)
		return err
	})
	return messages
}

// TestAChildTurns18OnTheDay waits for the birthday.
func TestAChildTurns18OnTheDay(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Child, "england", bornOn(civil.MustDay("2008-03-20")))
		k.take(k.triage, id, machine.Allocate)
		k.sleep(17)
		k.work()
		if p, _ := k.state(id); p.State.Facts.Age != machine.Child {
			t.Error("turned 18 a day early")
		}
		*k.now = civil.MustDay("2026-03-20").Start().Add(time.Minute)
		k.work()
		p, _ := k.state(id)
		if p.State.Facts.Age != machine.Adult || p.State.AdultConsent == nil {
			t.Errorf("on the birthday the person is recorded as %s", p.State.Facts.Age)
		}
		k.consistent(id)
		if n := k.count(`case_file WHERE id = $1 AND age_group = 'adult'`, id); n != 1 {
			t.Error("the case file does not know")
		}
		k.work()
		if n := k.count(`case_step WHERE case_id = $1 AND step = 'turn-18'`, id); n != 1 {
			t.Errorf("turned 18 %d times", n)
		}
	})
}

// TestTheDayComesForACaseThatNoLongerWaits ends the case, or settles the age
// otherwise, before the birthday.
func TestTheDayComesForACaseThatNoLongerWaits(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		closed := k.refer(casefile.Child, "england", bornOn(civil.MustDay("2008-03-20")))
		settled := k.refer(casefile.Child, "england", bornOn(civil.MustDay("2008-03-20")))
		k.take(k.triage, closed, machine.Allocate)
		k.take(k.triage, settled, machine.Allocate, machine.SettleAsChild) // by another birthday
		k.take(k.manager, closed, machine.CloseEarly)
		k.sleep(30)
		k.work()
		if n := k.count(`case_step WHERE step = 'turn-18'`); n != 0 {
			t.Errorf("%d cases turned 18", n)
		}
	})
}

// TestACaseLeavesThePilotOnTheDay waits until the child is too near 18.
func TestACaseLeavesThePilotOnTheDay(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Child, "england", bornOn(civil.MustDay("2008-07-01")))
		if _, err := k.try(k.triage, machine.Allocate, id, func(f *TakeForm) { f.Form = &machine.Allocation{Authority: machine.DevolvedPanel} }); err != nil {
			t.Fatal(err)
		}
		k.take(k.chair, id, machine.Assign)
		k.sleep(20) // 22 March: 101 days before the birthday
		k.work()
		if p, _ := k.state(id); p.State.Authority != machine.DevolvedPanel {
			t.Error("left the pilot too early")
		}
		k.sleep(1)
		k.work()
		p, _ := k.state(id)
		if p.State.Authority != machine.SingleCompetentAuthority || p.Agency != k.triage.Agency || p.State.DecisionMaker != "" {
			t.Errorf("100 days before the birthday the case is with %s", p.State.Authority)
		}
		k.consistent(id)
	})
}

// TestRemindersCountAndNeverName reads every message of a month of work.
func TestRemindersCountAndNeverName(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		k.write(func(tx *db.Tx) error { return k.room.Schedule(background, tx) })
		mine, nobodys := k.refer(casefile.Adult, "england"), k.refer(casefile.Adult, "england")
		k.take(k.triage, mine, machine.Allocate, machine.Assign)
		k.take(k.triage, nobodys, machine.Allocate)
		k.take(k.maker, mine, machine.RequestInformation)
		for range 30 {
			k.sleep(1)
			k.work()
		}
		k.take(k.maker, mine, machine.ReasonableGroundsYes)
		k.sleep(35)
		k.work()
		all := k.messages(account.Actor{})
		var words strings.Builder
		for _, message := range all {
			words.WriteString(message.Subject + "\n" + message.Body + "\n")
		}
		for _, part := range []string{"Zephyrine", "Quillfeather", "Harbour Row", "Constabulary", secret} {
			if strings.Contains(words.String(), part) {
				t.Errorf("a message says %q", part)
			}
		}
		for _, said := range []string{"task is due soon", "due today", "overdue", "conclusive grounds decision now", "A request for information is overdue", "Work was given to you"} {
			if !strings.Contains(words.String(), said) {
				t.Errorf("no message says %q", said)
			}
		}
		days := map[string]int{}
		for _, message := range k.messages(k.maker) {
			if message.Subject == "Work that is due" {
				days[civil.DayOf(message.Made).String()]++
			}
		}
		for day, n := range days {
			if weekday := civil.MustDay(day).Weekday(); n != 1 || weekday == time.Saturday || weekday == time.Sunday {
				t.Errorf("on %s, a %s, the decision maker was reminded %d times", day, weekday, n)
			}
		}
		if len(k.messages(k.referrer)) != 0 || len(k.messages(k.other)) != 0 {
			t.Error("somebody was reminded of work that is not theirs")
		}
		if len(k.messages(k.manager)) == 0 {
			t.Error("nobody was reminded of what nobody has")
		}
	})
}

// TestHistoryNamesNobody looks for the name in what is kept of a case outside
// its sealed parts.
func TestHistoryNamesNobody(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		k.take(k.maker, id, machine.RequestInformation)
		if _, err := k.try(k.maker, machine.ReasonableGroundsYes, id, func(f *TakeForm) {
			f.Form.(*machine.ReasonableDecision).Reasons = "The account of " + secret + " is consistent."
		}); err != nil {
			t.Fatal(err)
		}
		for _, where := range []string{
			`audit_event WHERE coalesce(CAST(change AS TEXT), '') || subject || why LIKE $1`,
			`case_state WHERE CAST(state AS TEXT) LIKE $1`,
			`case_step WHERE CAST(rules AS TEXT) LIKE $1`,
			`timeline WHERE message || CAST(args AS TEXT) LIKE $1`,
		} {
			if n := k.count(where, "%Quillfeather%"); n != 0 {
				t.Errorf("%d rows of %s name the person", n, where)
			}
		}
		k.read(func(tx *db.Tx) error {
			messages, err := notify.Messages(background, tx, "")
			for _, m := range messages {
				if strings.Contains(m.Subject+m.Body, "Quillfeather") {
					t.Errorf("a message names the person: %s", m.Subject)
				}
			}
			return err
		})
	})
}

// TestTasksByHand finishes one that somebody does, and refuses one that a step
// does.
func TestTasksByHand(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		finish := func(kind machine.TaskKind) error {
			var task db.ID
			k.read(func(tx *db.Tx) error {
				_, err := tx.Row(background, `SELECT id FROM task WHERE case_id = $1 AND kind = $2 AND done_at IS NULL`, []any{id, kind}, &task)
				return err
			})
			_, version := k.state(id)
			return k.d.Write(background, func(tx *db.Tx) error {
				_, err := k.room.FinishTask(background, tx, k.maker, TaskForm{Case: id, Version: version, Task: task})
				return err
			})
		}
		if err := finish(machine.TaskArrangeSupport); err != nil {
			t.Error(err)
		}
		k.consistent(id)
		if err := finish(machine.TaskConclusiveGrounds); err == nil {
			t.Error("a decision was ticked off without being made")
		}
		if err := finish(machine.TaskArrangeSupport); err == nil {
			t.Error("a task was finished twice")
		}
		k.sleep(40)
		k.take(k.maker, id, machine.ConclusiveGroundsYes)
	})
}

// TestSupportThatIsAcceptedIsArranged finishes the task of arranging support when
// a provider has accepted it, and nothing of the authority's history says who.
func TestSupportThatIsAcceptedIsArranged(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		for range 2 { // a second telling changes nothing
			if err := k.d.Write(background, func(tx *db.Tx) error { return k.room.SupportArranged(background, tx, id) }); err != nil {
				t.Fatal(err)
			}
		}
		k.consistent(id)
		k.read(func(tx *db.Tx) error {
			var open, steps int
			if _, err := tx.Row(background, `SELECT count(*) FROM task WHERE case_id = $1 AND kind = $2 AND done_at IS NULL AND cancelled_at IS NULL`, []any{id, machine.TaskArrangeSupport}, &open); err != nil {
				return err
			}
			_, err := tx.Row(background, `SELECT count(*) FROM case_step WHERE case_id = $1 AND step = $2 AND account_id = $3`, []any{id, StepTaskDone, systemAccount}, &steps)
			if open != 0 || steps != 1 {
				t.Errorf("%d tasks of arranging support are open, and %d steps say that it is done", open, steps)
			}
			return err
		})
		k.sleep(40)
		k.take(k.maker, id, machine.ConclusiveGroundsYes)
	})
}

// TestTasksOfARoleAreFound: a second reader finds the negative decisions of others,
// and whoever allocates finds new cases; each stays in its own authority.
func TestTasksOfARoleAreFound(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		proposed, fresh := k.refer(casefile.Adult, "england"), k.refer(casefile.Adult, "england")
		k.take(k.triage, proposed, machine.Allocate)
		k.take(k.second, proposed, machine.ProposeReasonableGroundsNo)
		has := func(actor account.Actor, id db.ID, kind machine.TaskKind) bool {
			open, err := k.room.openTasks(background, actor, true)
			if err != nil {
				t.Fatal(err)
			}
			for i := range open {
				if i > 0 && byDue(open[i-1].Due, open[i].Due) > 0 {
					t.Errorf("%s is before %s", open[i-1].Due, open[i].Due)
				}
			}
			return slices.ContainsFunc(open, func(task casefile.Task) bool { return task.Case == id && task.Kind == string(kind) })
		}
		for _, c := range []struct {
			who   string
			actor account.Actor
			id    db.ID
			kind  machine.TaskKind
			want  bool
		}{
			{"a second reader", k.reader, proposed, machine.TaskSecondReading, true},
			{"who proposed it", k.second, proposed, machine.TaskSecondReading, false},
			{"who only decides", k.maker, proposed, machine.TaskSecondReading, false},
			{"whoever allocates", k.triage, fresh, machine.TaskAllocate, true},
			{"another authority", k.other, fresh, machine.TaskAllocate, false},
			{"a second reader", k.reader, fresh, machine.TaskAllocate, false},
		} {
			if got := has(c.actor, c.id, c.kind); got != c.want {
				t.Errorf("%s finds %s: %v, want %v", c.who, c.kind, got, c.want)
			}
		}
	})
}
