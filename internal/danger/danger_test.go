package danger_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/danger"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

func faultAt(err error, name string) string {
	for _, field := range fault.Of(err).Fields {
		if field.Name == name {
			return field.Message
		}
	}
	return ""
}

// TestATalkKeepsWhatWasSaidAndTellsOthersOfNewDanger goes from a first talk to a
// high danger, a judgement against the rule, a correction and back.
func TestATalkKeepsWhatWasSaidAndTellsOthersOfNewDanger(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		if _, err := w.assess(nil); err != nil {
			w.T.Fatal(err)
		}
		if len(w.heard) != 0 {
			w.T.Errorf("low danger was told: %v", w.heard)
		}
		// What the rule says and what people judge may differ, with a reason.
		high := func(f *danger.AssessForm) {
			f.Version, f.Violence, f.Knowers, f.Level = 1, []string{"threat-now"}, []string{"associates"}, "medium"
			f.Said = "My cousin said they know the street"
		}
		_, err := w.assess(high)
		if message := faultAt(err, "reason"); !strings.Contains(message, "Say why you judge otherwise") {
			w.T.Fatalf("a judgement against the rule without a reason: %v %q", err, message)
		}
		second, err := w.assess(func(f *danger.AssessForm) { high(f); f.Level = "high" })
		if err != nil {
			w.T.Fatal(err)
		}
		if len(w.heard) != 1 || w.heard[0] != string(w.person)+" high" {
			w.T.Errorf("other rooms heard %v", w.heard)
		}
		// The same danger again is no news; something new is.
		if _, err := w.assess(func(f *danger.AssessForm) { high(f); f.Version, f.Level = 2, "high" }); err != nil {
			w.T.Fatal(err)
		}
		yes := true
		if _, err := w.assess(func(f *danger.AssessForm) {
			high(f)
			f.Version, f.Level, f.New, f.NewWhat = 3, "high", &yes, "A grey van outside"
		}); err != nil {
			w.T.Fatal(err)
		}
		if len(w.heard) != 2 {
			w.T.Errorf("other rooms heard %v", w.heard)
		}
		w.Write(func(tx *db.Tx) error {
			level, err := danger.LevelNow(background, tx, w.person)
			if level != danger.High {
				w.T.Errorf("the level is %s", level.Code())
			}
			return err
		})
		// A form drawn before somebody else recorded a talk does not overwrite it.
		if _, err := w.assess(func(f *danger.AssessForm) { f.Version = 2 }); !fault.Is(err, fault.Conflict) {
			w.T.Errorf("a stale form: %v", err)
		}
		// What is taken back counts no more, and what is corrected neither.
		if err := w.Try(func(tx *db.Tx) error {
			_, err := w.room.Correct(background, tx, w.worker, second, talk(func(f *danger.AssessForm) { f.Version, f.Said = 4, "It was about somebody else" }))
			return err
		}); err != nil {
			w.T.Fatal(err)
		}
		if err := w.Try(func(tx *db.Tx) error {
			return w.room.TakeBack(background, tx, w.worker, second, danger.TakeBackForm{Reason: "Twice"})
		}); !fault.Is(err, fault.Conflict) {
			w.T.Errorf("what was corrected is taken back as well: %v", err)
		}
	})
}

// TestWhoMayReadOfDanger: nobody outside the provider, nobody who is denied the
// case, and never the police, whatever else they are granted.
func TestWhoMayReadOfDanger(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for name, actor := range map[string]account.Actor{"another provider": w.foreign, "somebody denied": w.denied, "the police": w.police} {
			err := w.Try(func(tx *db.Tx) error { _, err := w.room.Assess(background, tx, actor, w.person, talk(nil)); return err })
			if !fault.Is(err, fault.NotFound) {
				w.T.Errorf("%s records a talk: %v", name, err)
			}
			err = w.Try(func(tx *db.Tx) error {
				_, err := w.room.WritePlan(background, tx, actor, w.person, danger.SafetyPlanForm{Language: "en", Now: []string{"Run"}})
				return err
			})
			if !fault.Is(err, fault.NotFound) {
				w.T.Errorf("%s writes a plan: %v", name, err)
			}
		}
		err := w.Try(func(tx *db.Tx) error {
			_, err := w.room.Assess(background, tx, w.desk, w.person, talk(nil))
			return err
		})
		if !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("the accommodation desk records a talk: %v", err)
		}
	})
}

func (w *world) alert(actor account.Actor) (id db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		id, err = w.room.Alert(background, tx, actor, w.person, danger.AlertForm{Level: "high", Why: "Selam Canaryweather saw the man from the farm"})
		return err
	})
	return id
}

// TestAnAlertReachesPeopleAndSaysNothing follows an alert from those on duty to
// the managers and to everybody, and reads every message.
func TestAnAlertReachesPeopleAndSaysNothing(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.alert(w.worker)
		if text, n := w.messages(""); n != 1 || !strings.HasPrefix(text, "duty@example.org") {
			w.T.Fatalf("at once %d were told:\n%s", n, text)
		}
		w.Clock.Add(14 * time.Minute)
		w.work()
		if _, n := w.messages(""); n != 1 {
			w.T.Errorf("before the limit %d messages", n)
		}
		w.Clock.Add(2 * time.Minute)
		w.work()
		if _, n := w.messages(w.manager.Email); n != 1 {
			w.T.Errorf("the manager got %d messages", n)
		}
		if _, n := w.messages(w.duty.Email); n != 2 {
			w.T.Errorf("who is on duty got %d messages", n)
		}
		w.Clock.Add(15 * time.Minute)
		w.work()
		text, _ := w.messages("")
		for _, person := range []account.Actor{w.desk, w.worker} {
			if _, n := w.messages(person.Email); n != 1 {
				w.T.Errorf("%s got %d messages", person.Name, n)
			}
		}
		for _, person := range []account.Actor{w.denied, w.foreign, w.police} {
			if _, n := w.messages(person.Email); n != 0 {
				w.T.Errorf("%s got %d messages", person.Name, n)
			}
		}
		for _, secret := range []string{"Selam", "Canaryweather", "farm", "HW-", string(w.person), "high"} {
			if strings.Contains(text, secret) {
				w.T.Errorf("a message says %q:\n%s", secret, text)
			}
		}
	})
}

// TestSomebodyNotSeenRaisesAnAlert is told by another room, whoever acted there,
// that somebody was not seen: those on duty at the agency that supports them are
// told, and not who it is; the other rooms learn of danger; the list says why.
func TestSomebodyNotSeenRaisesAnAlert(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.Write(func(tx *db.Tx) error {
			return w.room.NotSeen(background, tx, account.System(account.Job), w.person, w.worker.Agency, w.Clock.Now().Add(-5*time.Hour))
		})
		text, n := w.messages("")
		if n != 1 || !strings.HasPrefix(text, "duty@example.org") || strings.Contains(text, "Selam") || strings.Contains(text, "seen when") {
			t.Errorf("%d were told:\n%s", n, text)
		}
		if !slices.Equal(w.heard, []string{string(w.person) + " high"}) {
			t.Errorf("the other rooms heard %q", w.heard)
		}
		var agency, by string
		w.Write(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT agency_id, raised_by FROM danger_alert WHERE case_id = $1`, []any{w.person}, &agency, &by)
			return err
		})
		if agency != string(w.worker.Agency) || by != "" {
			t.Errorf("the alert is of agency %q, raised by %q", agency, by)
		}
	})
}

// TestAnAlertThatIsSeenGoesNoFurther: seen, taken, given back, done, opened again.
func TestAnAlertThatIsSeenGoesNoFurther(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.alert(w.worker)
		do := func(actor account.Actor, what func(tx *db.Tx, actor account.Actor) error) error {
			return w.Try(func(tx *db.Tx) error { return what(tx, actor) })
		}
		see := func(tx *db.Tx, actor account.Actor) error { return w.room.See(background, tx, actor, id) }
		take := func(tx *db.Tx, actor account.Actor) error { return w.room.Take(background, tx, actor, id) }
		for _, actor := range []account.Actor{w.foreign, w.denied} {
			if err := do(actor, see); !fault.Is(err, fault.NotFound) {
				w.T.Errorf("%s sees the alert: %v", actor.Name, err)
			}
		}
		if err := do(w.duty, see); err != nil {
			w.T.Fatal(err)
		}
		if err := do(w.manager, see); err != nil {
			w.T.Fatal(err) // a second look is no error and changes nothing
		}
		w.Clock.Add(40 * time.Minute)
		w.work()
		if _, n := w.messages(""); n != 1 {
			w.T.Errorf("an alert that was seen went on: %d messages", n)
		}
		if err := do(w.duty, take); err != nil {
			w.T.Fatal(err)
		}
		if err := do(w.duty, take); err != nil {
			w.T.Errorf("a second click: %v", err)
		}
		if err := do(w.manager, take); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("somebody takes what another has taken: %v", err)
		}
		if err := do(w.manager, func(tx *db.Tx, actor account.Actor) error { return w.room.GiveBack(background, tx, actor, id) }); err != nil {
			w.T.Fatal(err)
		}
		if err := do(w.manager, take); err != nil {
			w.T.Fatal(err)
		}
		w.Clock.Add(24 * time.Hour)
		w.work()
		if text, _ := w.messages(w.manager.Email); !strings.Contains(text, "not dealt with") {
			w.T.Errorf("nobody is reminded: %s", text)
		}
		finish := func(version int64) error {
			return do(w.manager, func(tx *db.Tx, actor account.Actor) error {
				return w.room.Finish(background, tx, actor, id, danger.AlertDoneForm{Version: version, Outcome: "safe", What: "She is with a friend"})
			})
		}
		if err := finish(1); !fault.Is(err, fault.Conflict) {
			w.T.Errorf("a stale form ends it: %v", err)
		}
		if err := finish(5); err != nil {
			w.T.Fatal(err)
		}
		if err := do(w.duty, func(tx *db.Tx, actor account.Actor) error { return w.room.Reopen(background, tx, actor, id) }); err != nil {
			w.T.Fatal(err)
		}
		if err := finish(7); err != nil {
			w.T.Fatal(err)
		}
	})
}

// TestNobodyOnDuty: the alert goes to the managers at once, and an alert by the
// manager herself to everybody.
func TestNobodyOnDuty(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.Clock.Add(9 * time.Hour)
		w.alert(w.worker)
		if text, n := w.messages(""); n != 1 || !strings.HasPrefix(text, "manager@") {
			w.T.Errorf("told: %d\n%s", n, text)
		}
		w.alert(w.manager)
		if _, n := w.messages(w.desk.Email); n != 1 {
			w.T.Errorf("the desk got %d messages", n)
		}
	})
}

// TestDangerNowRaisesAnAlertByItself in the same transaction.
func TestDangerNowRaisesAnAlertByItself(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		now := func(f *danger.AssessForm) { f.Violence, f.Level = []string{"attack-now"}, "immediate" }
		if _, err := w.assess(now); err != nil {
			w.T.Fatal(err)
		}
		if _, n := w.messages(""); n != 1 {
			w.T.Errorf("%d messages", n)
		}
	})
}

// TestAPlanKeepsEveryVersion, in its language, and two people who write at once do
// not overwrite each other.
func TestAPlanKeepsEveryVersion(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		write := func(version int64, words string) error {
			return w.Try(func(tx *db.Tx) error {
				_, err := w.room.WritePlan(background, tx, w.worker, w.person, danger.SafetyPlanForm{Version: version, Language: "ti", Now: []string{words, " "}})
				return err
			})
		}
		if err := write(0, ""); faultAt(err, "now") == "" {
			w.T.Errorf("an empty plan: %v", err)
		}
		var wait sync.WaitGroup
		results := make([]error, 8)
		for i := range results {
			wait.Go(func() { results[i] = write(0, "ናብ 999 ይድውል") })
		}
		wait.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.Conflict) {
				w.T.Error(err)
			}
		}
		if won != 1 {
			w.T.Errorf("%d first versions", won)
		}
		give := func(how, words string) error {
			return w.Try(func(tx *db.Tx) error {
				_, err := w.room.GivePlan(background, tx, w.worker, w.person, danger.GivePlanForm{How: how, On: civil.DayOf(dbtest.Noon), Words: words})
				return err
			})
		}
		own := func() (text string) {
			w.Write(func(tx *db.Tx) error {
				parts, err := w.room.Own(background, tx, w.person)
				for _, part := range parts {
					for _, line := range part.Lines {
						text += line.Text + " " + line.Words + "\n"
					}
				}
				return err
			})
			return text
		}
		if text := own(); !strings.Contains(text, "999") {
			w.T.Errorf("the person’s own page says %q", text)
		}
		if err := give("nothing", ""); faultAt(err, "words") == "" {
			w.T.Errorf("nothing without a reason: %v", err)
		}
		if err := give("nothing", "Her husband looks through her bag"); err != nil {
			w.T.Fatal(err)
		}
		if text := own(); strings.Contains(text, "999") || !strings.Contains(text, "Ask your support worker") {
			w.T.Errorf("where it is not safe the own page says %q", text)
		}
	})
}

// TestWhatWasSaidIsSealed reads every byte of the store.
func TestWhatWasSaidIsSealed(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		if _, err := w.assess(func(f *danger.AssessForm) {
			f.Said, f.Thinks, f.Where, f.Violence, f.Level = "Wovenquill said it", "Wovenquill thought", "Wovenquill knows", []string{"threat-now"}, "high"
		}); err != nil {
			w.T.Fatal(err)
		}
		w.alert(w.worker)
		w.Write(func(tx *db.Tx) error {
			if err := w.room.Answer(background, tx, w.worker, w.person, danger.TraceForm{Item: "location", Answer: "to-do", Note: "Wovenquill shares"}); err != nil {
				return err
			}
			_, err := w.room.WritePlan(background, tx, w.worker, w.person, danger.SafetyPlanForm{Language: "en", Now: []string{"Wovenquill runs"}})
			return err
		})
		for _, table := range []string{"danger_assessment", "safety_plan", "digital_trace", "danger_alert"} {
			w.Write(func(tx *db.Tx) error {
				return tx.Each(background, `SELECT sealed FROM `+table, nil, func(scan func(...any) error) error {
					var sealed []byte
					err := scan(&sealed)
					if strings.Contains(string(sealed), "Wovenquill") || strings.Contains(string(sealed), "threat-now") || len(sealed) == 0 {
						w.T.Errorf("%s holds %q", table, sealed)
					}
					return err
				})
			})
		}
	})
}
