package estimates_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/estimates"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/mse"
)

var year2023 = estimates.Period{From: civil.MustDay("2023-01-01"), To: civil.MustDay("2023-12-31")}

// refer makes referrals by the police, a council and a charity.
func (h *house) refer() {
	h.t.Helper()
	const counted = `quarter,first_responder_type,first_responder,exploitation_type,age_at_exploitation,gender,nationality,people
2023Q1,Police,Kent Police,Labour,Adult (18 or over),Male,Albanian,3
2023Q1,Local Authority,Local Authority,Criminal,Child (17 or under),Male,UK,2
2023Q2,NGO and third sector,The Salvation Army,Labour,Adult (18 or over),Female,Vietnamese,1
`
	cells, err := exchange.ReadCells(reference.Default(), strings.NewReader(counted), civil.DayOf(h.db.Now()))
	if err != nil {
		h.t.Fatal(err)
	}
	received := func(context.Context, *db.Tx, account.Actor, casefile.Received) error { return nil }
	importing := &exchange.Room{DB: h.db, Desk: referral.New(h.db, statute.Default(), reference.Default(), received)}
	var importer account.Actor
	h.write(func(tx *db.Tx) (err error) {
		importer, _, err = exchange.Importer(background, tx, "Single Competent Authority", "")
		return err
	})
	if _, err := importing.ReplayStatistics(background, importer, cells, exchange.Replay{Seed: 1, Writers: 2}); err != nil {
		h.t.Fatal(err)
	}
}

// TestUnlinkedCaseworkIsPeopleByList: each case is one person on the lists of all
// who are on record as having met them.
func TestUnlinkedCaseworkIsPeopleByList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		h.refer()
		read := func(by estimates.By, told string) (rows []string) {
			h.write(func(tx *db.Tx) error {
				_, err := tx.Exec(background, `UPDATE referral SET reported_to_police = $1`, told)
				return err
			})
			var draws []estimates.Draw
			if err := h.db.Read(background, func(tx *db.Tx) (err error) {
				draws, err = estimates.Unlinked(background, tx, h.leila, year2023, by)
				return err
			}); err != nil || len(draws) != 1 {
				t.Fatalf("%d draws, %v", len(draws), err)
			}
			for _, p := range draws[0].People {
				slices.Sort(p.Lists)
				rows = append(rows, strings.Join(p.Lists, "+")+" "+strings.Join(p.Strata, "/"))
			}
			slices.Sort(rows)
			return rows
		}
		want := []string{"Local Authority 2023/Male", "Local Authority 2023/Male", "NGO and third sector 2023/Female", "Police 2023/Male", "Police 2023/Male", "Police 2023/Male"}
		if diff := cmp.Diff(want, read(estimates.By{Lists: estimates.ByType, Strata: []string{"sex", "year"}}, "no")); diff != "" {
			t.Errorf("by type (-want +got):\n%s", diff)
		}
		want = []string{"Local Authority+Police ", "Local Authority+Police ", "NGO and third sector+Police ", "Police ", "Police ", "Police "}
		if diff := cmp.Diff(want, read(estimates.By{Lists: estimates.ByType}, "yes")); diff != "" {
			t.Errorf("when the police were told (-want +got):\n%s", diff)
		}
		want = []string{"Kent Police ", "Kent Police ", "Kent Police ", "Local Authority ", "Local Authority ", "The Salvation Army "}
		if diff := cmp.Diff(want, read(estimates.By{Lists: estimates.ByOrganisation}, "yes")); diff != "" {
			t.Errorf("by organisation (-want +got):\n%s", diff)
		}
		ask := askOf(estimates.Casework{Period: year2023, By: estimates.By{Lists: estimates.ByType}})
		err := h.room.FromCaseworkRecords(background, h.leila, ask)
		at := ask.Vintage
		if err != nil || at.IsZero() || at.Year() != 2023 {
			t.Errorf("the vintage is %v, %v", at, err)
		}
		if err := h.room.FromCaseworkRecords(background, account.Actor{Account: "x", Agency: "y", Roles: []account.Role{account.DecisionMaker}}, askOf(estimates.Casework{Period: year2023})); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a decision maker counts the casework: %v", err)
		}
		empty := estimates.Period{From: civil.MustDay("1999-01-01"), To: civil.MustDay("1999-01-02")}
		if err := h.room.FromCaseworkRecords(background, h.leila, askOf(estimates.Casework{Period: empty})); !fault.Is(err, fault.Invalid) {
			t.Errorf("an empty period: %v", err)
		}
	})
}

// drawn makes people of a table of three lists, some moved by a seed as an
// uncertain linkage would.
func drawn(seed int) estimates.Draw {
	var d estimates.Draw
	for lists, n := range map[string]int{"A": 120 + seed, "B": 90, "C": 60, "A B": 25 - seed, "A C": 14, "B C": 9, "A B C": 3} {
		for range n {
			d.People = append(d.People, estimates.Person{Lists: strings.Fields(lists)})
		}
	}
	return d
}

func askOf(c estimates.Casework) *estimates.Ask {
	return &estimates.Ask{Settings: estimates.Settings{Casework: &c}}
}

// TestDrawsOfALinkageAreCombined carries the uncertainty of who is who into the
// interval.
func TestDrawsOfALinkageAreCombined(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		h.room.Lists = func(context.Context, *db.Tx, account.Actor, estimates.Period, estimates.By) ([]estimates.Draw, error) {
			draws := []estimates.Draw{drawn(0), drawn(5), drawn(10)}
			for i := range draws {
				draws[i].Missed = 0.034
			}
			return draws, nil
		}
		settings := quick(mse.MethodStepwise)
		settings.Casework = &estimates.Casework{Period: year2023, By: estimates.By{Lists: estimates.ByType}}
		ask := estimates.Ask{Name: "Linked", Source: estimates.FromCasework, Settings: settings}
		err := h.room.FromCaseworkRecords(background, h.leila, &ask)
		data := ask.Data
		if err != nil || len(data) != 3 {
			t.Fatalf("%d draws, %v", len(data), err)
		}
		id := h.start(ask)
		h.work()
		run := h.run(id)
		if run.State != estimates.Done {
			t.Fatalf("%+v", run)
		}
		var answers []*mse.Answer
		for _, d := range data {
			a, err := mse.Run(background, d.Table, mse.MethodStepwise, mse.RunOptions{Seed: 7, Replicates: 400, Threshold: 0.02})
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, a)
		}
		want, err := mse.Combine(answers, 0.95)
		if err != nil || *run.Headline.Estimate != want.Estimate || *run.Headline.Upper != want.Interval.Upper || want.Share <= 0 {
			t.Errorf("the headline is %v to %v, want %+v (%v)", *run.Headline.Estimate, *run.Headline.Upper, want, err)
		}
		answer, err := h.request(h.leila, http.MethodGet, "/estimates/"+string(id), nil)
		if err != nil || !strings.Contains(answer.Body.String(), "Uncertainty of the linkage") || !strings.Contains(answer.Body.String(), "3 draws of the linkage") ||
			!strings.Contains(answer.Body.String(), "missed 3 per cent of the pairs") {
			t.Errorf("the page does not speak of the linkage: %v", err)
		}
	})
}

// TestTooManyOrganisationsAreRefused at the field that asked for them.
func TestTooManyOrganisationsAreRefused(t *testing.T) {
	t.Parallel()
	h := open(t, openSQLite(t))
	h.room.Lists = func(context.Context, *db.Tx, account.Actor, estimates.Period, estimates.By) ([]estimates.Draw, error) {
		var d estimates.Draw
		for i := range 17 {
			d.People = append(d.People, estimates.Person{Lists: []string{"Organisation " + string(rune('A'+i))}})
		}
		return []estimates.Draw{d}, nil
	}
	answer, err := h.request(h.leila, http.MethodPost, "/estimates", url.Values{"name": {"Many"}, "source": {"casework"}, "lists": {"organisation"}, "level": {"95"},
		"from-day": {"1"}, "from-month": {"1"}, "from-year": {"2023"}, "to-day": {"31"}, "to-month": {"12"}, "to-year": {"2023"}})
	if err != nil || answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "There are 17 organisations in this period") {
		t.Errorf("%d, %v", answer.Code, err)
	}
}

// TestARunStopsWhenItIsCancelled in the middle of its work.
func TestARunStopsWhenItIsCancelled(t *testing.T) {
	t.Parallel()
	h := open(t, openSQLite(t))
	settings := quick() // every method
	settings.Replicates, settings.Thorough = 100_000, true
	id := h.start(h.ask(invented, settings))
	ended := make(chan error)
	go func() { _, err := h.runner.OnceSlow(background); ended <- err }()
	for h.run(id).Stage == "" {
		time.Sleep(20 * time.Millisecond)
	}
	h.write(func(tx *db.Tx) error { return h.room.Cancel(background, tx, h.leila, id) })
	select {
	case err := <-ended:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the work goes on a minute after it was cancelled")
	}
	if run := h.run(id); run.State != estimates.Cancelled || run.ResultHash != "" {
		t.Errorf("%+v", run)
	}
}

// TestAnInterruptedRunBeginsAgain: a stop of the program loses nothing and changes
// no digit.
func TestAnInterruptedRunBeginsAgain(t *testing.T) {
	t.Parallel()
	h := open(t, openSQLite(t))
	plain, interrupted := h.start(h.ask(invented, quick(mse.MethodStepwise))), h.start(h.ask(invented, quick(mse.MethodStepwise)))
	if _, err := h.runner.OnceSlow(background); err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(background)
	dead := job.NewRunner(h.db, "dead", h.room.Log)
	dead.Slow(estimates.EstimateJob, func(context.Context, *db.Database, json.RawMessage) error {
		stop() // the machine is switched off
		return stopped.Err()
	})
	if _, err := dead.OnceSlow(stopped); err != nil {
		t.Fatal(err)
	}
	h.write(func(tx *db.Tx) error { // its lease runs out
		_, err := tx.Exec(background, `UPDATE job SET leased_until = NULL, due_at = $1`, tx.Now())
		return err
	})
	h.work()
	if a, b := h.run(plain), h.run(interrupted); b.State != estimates.Done || a.ResultHash != b.ResultHash {
		t.Errorf("after an interruption: %s, %q and %q", b.State, a.ResultHash, b.ResultHash)
	}
}
