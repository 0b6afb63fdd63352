package placement_test

import (
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

func (w *world) gone(ago time.Duration, risk string) (id db.ID, err error) {
	err = w.Try(func(tx *db.Tx) (err error) {
		id, err = w.room.ReportMissing(background, tx, w.carer, w.child, placement.MissingForm{Since: w.moment(ago), Risk: risk, LastSeen: "At the bus stop by the school"})
		return err
	})
	return id, err
}

func (w *world) found(id db.ID, ago time.Duration, where string, falseAlarm bool) error {
	return w.Try(func(tx *db.Tx) error {
		return w.room.Find(background, tx, w.worker, id, placement.FoundForm{Version: w.episodeVersion(tx, id), Found: w.moment(ago), Where: where, False: falseAlarm})
	})
}

func (w *world) episodeVersion(tx *db.Tx, id db.ID) (version int64) {
	if _, err := tx.Row(background, `SELECT version FROM missing_episode WHERE id = $1`, []any{id}, &version); err != nil {
		w.T.Fatal(err)
	}
	return version
}

// running are the kinds of the agency's clocks that run, and when each is due.
func (w *world) running() map[string]civil.Day {
	w.T.Helper()
	due := map[string]civil.Day{}
	w.Write(func(tx *db.Tx) error {
		clocks, err := casefile.AgencyClocks(background, tx, w.child, w.lead.Agency)
		for _, clock := range clocks {
			if clock.Running() {
				due[clock.Kind] = clock.Due
			}
		}
		if all, err := casefile.Clocks(background, tx, w.child); err != nil || len(all) != 0 {
			w.T.Errorf("the decision on the case has clocks of those who look after the child: %v, %v", all, err)
		}
		return err
	})
	return due
}

func TestGoingMissingStartsItsClocks(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id, err := w.gone(2*time.Hour, "medium")
		if err != nil {
			w.T.Fatal(err)
		}
		if due := w.running(); len(due) != 2 || due[string(statute.MissingPoliceReport)].IsZero() || due[string(statute.StrategyMeetingAbsence)].IsZero() {
			w.T.Errorf("the clocks of an episode are %v", due)
		}
		if _, err := w.gone(time.Hour, "high"); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("missing twice at once: %v", err)
		}
		w.Write(func(tx *db.Tx) error {
			return w.room.TellPolice(background, tx, w.carer, id, placement.PoliceForm{Version: w.episodeVersion(tx, id), Reported: w.moment(time.Hour), To: "Kent Police, PC Example", Reference: "K 12"})
		})
		w.Write(func(tx *db.Tx) error {
			return w.room.Act(background, tx, w.carer, id, placement.ActionForm{Text: "Called three friends"})
		})
		if err := w.found(id, 3*time.Hour, "A car park", false); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("found before they went: %v", err)
		}
		if err := w.found(id, 0, "The car park, Mill Road", false); err != nil {
			w.T.Fatal(err)
		}
		if due := w.running(); len(due) != 1 || due[string(statute.ReturnInterview)] != civil.DayOf(w.Clock.Now().Add(72*time.Hour)) {
			w.T.Errorf("after the return the clocks are %v", due)
		}
		talk := func(outcome string) error {
			return w.Try(func(tx *db.Tx) error {
				return w.room.Talk(background, tx, w.worker, id, placement.InterviewForm{Version: w.episodeVersion(tx, id), Outcome: outcome, Held: w.moment(0), By: "An independent visitor", Learnt: "She met a friend"})
			})
		}
		if err := talk("false-alarm"); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("an interview that was none: %v", err)
		}
		if err := talk("held"); err != nil {
			w.T.Fatal(err)
		}
		if due := w.running(); len(due) != 0 {
			w.T.Errorf("after the interview the clocks are %v", due)
		}
		for name, actor := range map[string]account.Actor{"another council": w.foreign, "the police": w.police} {
			if err := w.Try(func(tx *db.Tx) error {
				return w.room.Act(background, tx, actor, id, placement.ActionForm{Text: "x"})
			}); err == nil {
				w.T.Errorf("%s writes in the episode", name)
			}
		}
	})
}

func TestAFalseAlarmLeavesNothingToDo(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id, err := w.gone(time.Hour, "high")
		if err != nil {
			w.T.Fatal(err)
		}
		if due := w.running(); due[string(statute.StrategyMeetingTrafficked)].IsZero() {
			w.T.Errorf("a child at high risk has the clocks %v", due)
		}
		if err := w.found(id, 0, "In the garden", true); err != nil {
			w.T.Fatal(err)
		}
		if due := w.running(); len(due) != 0 {
			w.T.Errorf("after a false alarm the clocks are %v", due)
		}
	})
}

func TestThePackHasAnEntryOfItsOwnAndNoAddress(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.Write(func(tx *db.Tx) error {
			return w.room.KeepProfile(background, tx, w.carer, w.child, placement.ProfileForm{Profile: placement.Profile{Looks: "Long dark hair", Friends: []string{"Mai, 07700 900777"}}})
		})
		var pack placement.Pack
		w.Write(func(tx *db.Tx) (err error) {
			pack, _, err = w.room.TakePack(background, tx, w.carer, w.child, false, "")
			return err
		})
		if pack.Head.Name != "Lan Quillfeather" || pack.Profile.Looks != "Long dark hair" {
			w.T.Errorf("the pack says %+v", pack)
		}
		w.Write(func(tx *db.Tx) error {
			var n int
			_, err := tx.Row(background, `SELECT count(*) FROM audit_event WHERE action = 'take-grab-pack' AND category = 'disclosure' AND case_id = $1 AND account_id = $2`, []any{w.child, w.carer.Account}, &n)
			if n != 1 {
				w.T.Errorf("%d entries of the pack in the record", n)
			}
			return err
		})
		if err := w.Try(func(tx *db.Tx) error {
			_, _, err := w.room.TakePack(background, tx, w.foreign, w.child, false, "")
			return err
		}); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("another council takes the pack: %v", err)
		}
	})
}

// TestStrategyMeetings is the table of what makes a meeting due.
func TestStrategyMeetings(t *testing.T) {
	t.Parallel()
	book := statute.Default()
	at := dbtest.Noon
	days := func(ago ...int) (earlier []placement.Episode) {
		for _, n := range ago {
			went := at.AddDate(0, 0, -n)
			earlier = append(earlier, placement.Episode{ID: db.NewID(went), Missing: went, Found: went.Add(5 * time.Hour)})
		}
		return earlier
	}
	for _, c := range []struct {
		name, jurisdiction, stage, risk string
		child                           bool
		lasted                          time.Duration
		earlier                         []placement.Episode
		want                            string
	}{
		{"still missing", "england", "", "low", true, 0, nil, "strategy-meeting-absence-24-hours"},
		{"back in an hour", "england", "", "low", true, time.Hour, nil, ""},
		{"away for a day and an hour", "england", "", "low", true, 25 * time.Hour, nil, "strategy-meeting-absence-24-hours"},
		{"at high risk", "england", "", "high", true, time.Hour, nil, "strategy-meeting-trafficked-same-day"},
		{"with a positive decision", "england", "recovery", "low", true, time.Hour, nil, "strategy-meeting-trafficked-same-day"},
		{"third time in 30 days", "england", "", "low", true, time.Hour, days(5, 29), "strategy-meeting-3-in-30-days"},
		{"third time in 31 days", "england", "", "low", true, time.Hour, days(5, 31), ""},
		{"third time in 90 days in Wales", "wales", "", "low", true, time.Hour, days(5, 89), "strategy-meeting-3-in-90-days"},
		{"an adult", "england", "recovery", "high", false, 30 * time.Hour, days(1, 2, 3), ""},
	} {
		e := placement.Episode{ID: db.NewID(at), Missing: at, Risk: c.risk}
		if c.lasted > 0 {
			e.Found = at.Add(c.lasted)
		}
		var got []string
		for _, trigger := range placement.Strategy(book, statute.Subject{Jurisdiction: statute.Jurisdiction(c.jurisdiction), Child: c.child}, c.stage, e, c.earlier) {
			got = append(got, trigger.Rule.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %q", c.name, got, c.want)
		}
	}
}

func TestLikelyPlacesPutTheSamePlaceTogether(t *testing.T) {
	t.Parallel()
	at := func(where string, ago int) placement.Episode {
		return placement.Episode{Found: dbtest.Noon.AddDate(0, 0, -ago), Words: placement.EpisodeWords{FoundWhere: where}}
	}
	likely := placement.LikelyPlaces([]placement.Episode{at("12 Mill Road, Luton", 40), at("The bus station", 3), at("12 Mill Rd. Luton", 10), at("", 1), at("12 mill road luton", 90)})
	if len(likely) != 2 || likely[0].Times != 3 || likely[0].Place != "12 Mill Rd. Luton" || likely[1].Place != "The bus station" {
		t.Errorf("%+v", likely)
	}
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOf(rapid.SampledFrom([]string{"12 Mill Road, Luton", "12 MILL RD Luton", "The bus station", "A park", ""})).Draw(t, "places")
		var episodes []placement.Episode
		named := 0
		for i, place := range places {
			episodes = append(episodes, at(place, i))
			if place != "" {
				named++
			}
		}
		total := 0
		for _, one := range placement.LikelyPlaces(episodes) {
			total += one.Times
		}
		if total != named {
			t.Fatalf("%d of %d places are counted", total, named)
		}
	})
}
