package leave

import (
	"context"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

var (
	background = context.Background()
	day        = civil.MustDay("2026-03-02")
)

func TestNobodyIsRemovedWhileIdentificationIsOpen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s    Standing
		want bool
	}{
		{Standing{Stage: "received", Identifying: true}, true},
		{Standing{Stage: "awaiting-reasonable-grounds", Identifying: true}, true},
		{Standing{Stage: "recovery", Identifying: true}, true},
		{Standing{Stage: "suspended", Identifying: true}, true},
		{Standing{Stage: "conclusive-grounds-negative", Identifying: true}, true}, // a reconsideration is open
		{Standing{Stage: "conclusive-grounds-negative", Until: day}, true},        // the last day on which one can be asked for
		{Standing{Stage: "reasonable-grounds-negative", Until: day.Add(20)}, true},
		{Standing{Stage: "conclusive-grounds-negative", Until: day.Add(-1)}, false},
		{Standing{Stage: "conclusive-grounds-negative"}, false},
		{Standing{Stage: "conclusive-grounds-positive", Until: day.Add(5)}, false},
		{Standing{Stage: "withdrawn"}, false}, {Standing{Stage: "disqualified"}, false}, {Standing{Stage: "closed"}, false},
	} {
		if why, barred := NoRemoval(c.s, day); barred != c.want || why.Text == "" {
			t.Errorf("%+v: barred %v (%q), want %v", c.s, barred, why.Text, c.want)
		}
	}
}

// TestAPauseMovesNoLimit holds that the days that follow from a file are the same
// whatever is paused, and that each end is warned of early enough.
func TestAPauseMovesNoLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		until := day.Add(rapid.IntRange(100, 2000).Draw(t, "days"))
		f := File{AgeGroup: "adult", Jurisdiction: rapid.SampledFrom([]string{"england", "wales", "scotland", "northern-ireland"}).Draw(t, "where"),
			Applications: []Application{{ID: "a", Basis: "recovery", State: Granted, From: day, Until: until}, {ID: "b", Basis: "compensation", State: Refused, Decided: day}}}
		limits, err := Limits(f, statute.Default())
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]civil.Day{}
		for _, l := range limits {
			seen[l.What] = l.On
		}
		if seen["Permission to stay ends"] != until || seen["See an adviser"] != until.Add(-90) || seen["Send the application to renew"] != until.Add(-28) {
			t.Fatalf("the days before the end are %v", seen)
		}
		if seen["Ask for a reconsideration by"] != day.Add(30) {
			t.Fatalf("a reconsideration is asked for by %s", seen["Ask for a reconsideration by"])
		}
		f.Applications[1].Challenged = "reconsideration"
		if after, _ := Limits(f, statute.Default()); len(after) != len(limits)-3 {
			t.Fatal("a refusal that was challenged still has its limits")
		}
	})
}

func TestTheLawIsDated(t *testing.T) {
	t.Parallel()
	for _, b := range law.Bases {
		if b.Name == "" || b.Source == "" || b.URL == "" || len(b.Jurisdictions) == 0 || b.From.IsZero() {
			t.Errorf("%s is not whole", b.Code)
		}
		for _, in := range b.Jurisdictions {
			if !in.Valid() {
				t.Errorf("%s: %s", b.Code, in)
			}
		}
	}
	for code, on := range map[string]string{"recovery": "2023-01-30", "discretionary": "2023-01-29", "permit-2009": "2009-04-01"} {
		b, _ := BasisOf(code)
		if !b.InForce(statute.England, civil.MustDay(on)) || b.InForce(statute.Italy, civil.MustDay(on)) {
			t.Errorf("%s on %s", code, on)
		}
	}
	if b, _ := BasisOf("recovery"); b.InForce(statute.England, civil.MustDay("2023-01-29")) {
		t.Error("temporary permission began before its day")
	}
	if n := len(PausesDuring(law.Pauses, "compensation", civil.MustDay("2024-08-26"), civil.Day{})); n != 1 {
		t.Errorf("%d pauses touch an application that waited on 26 August 2024", n)
	}
	if n := len(PausesDuring(law.Pauses, "compensation", civil.MustDay("2024-08-27"), civil.Day{})); n != 0 {
		t.Errorf("%d pauses touch one begun a day later", n)
	}
	page.CheckTemplates(t, files)
	for _, problems := range [][]string{form.Sound(statusQuestions), form.Sound(applyQuestions(statute.England, day)), form.Sound(answerQuestions(day)), form.Sound(challengeQuestions(day)), form.Sound(pauseQuestions()), form.Sound(findQuestions)} {
		for _, problem := range problems {
			t.Error(problem)
		}
	}
}

// TestAPermissionFromTheFirstWordToItsEnd walks a file through its commands on
// both stores.
func TestAPermissionFromTheFirstWordToItsEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		room := &Room{DB: d, Rules: statute.Default(), Lists: reference.Default(), Stands: func(context.Context, *db.Tx, db.ID) (Standing, bool, error) {
			return Standing{Stage: "recovery", Identifying: true}, true, nil
		}}
		do := func(fn func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(background, fn); err != nil {
				t.Fatal(err, fault.Of(err).Fields)
			}
		}
		person := func(name string, kind account.Kind, roles ...account.Role) (actor account.Actor) {
			do(func(tx *db.Tx) error {
				agency, err := account.AddAgency(background, tx, account.Agency{Name: name, Kind: kind, Jurisdiction: "england"})
				if err != nil {
					return err
				}
				id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: name + "@example.org", Name: name, PasswordHash: "x", TOTPSecret: "y", Roles: roles})
				if err != nil {
					return err
				}
				actor, _, err = account.Load(background, tx, id)
				return err
			})
			return actor
		}
		worker, stranger := person("worker", account.NGO, account.SupportProvider), person("stranger", account.Police, account.FirstResponder)
		var id db.ID
		var reference string
		do(func(tx *db.Tx) (err error) {
			if id, reference, err = casefile.OpenCase(background, tx, worker, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
				return err
			}
			return access.Give(background, tx, worker, access.Grant{Agency: worker.Agency, Case: id, Purpose: "support", Compartments: access.Identity | access.Support, LegalBasis: assistance})
		})
		today := civil.DayOf(d.Now())
		do(func(tx *db.Tx) error {
			_, err := room.Open(background, tx, worker, id, StatusForm{Status: "none"})
			return err
		})
		var application db.ID
		do(func(tx *db.Tx) (err error) {
			application, err = room.Apply(background, tx, worker, id, ApplyForm{Basis: "recovery", Renewal: "no", State: Considered, Begun: today})
			return err
		})
		tasks := func() (n int) {
			do(func(tx *db.Tx) error {
				_, err := tx.Row(background, `SELECT count(*) FROM task WHERE case_id = $1 AND kind = $2 AND done_at IS NULL AND cancelled_at IS NULL`, []any{id, TaskLimit}, &n)
				return err
			})
			return n
		}
		answer := func(f AnswerForm) error {
			return d.Write(background, func(tx *db.Tx) error { return room.Answer(background, tx, worker, id, application, f) })
		}
		if err := answer(AnswerForm{Version: 1, State: Granted, On: today}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a permission without days was taken: %v", err)
		}
		if err := answer(AnswerForm{Version: 1, State: Refused, On: today, Words: "Not needed"}); err != nil || tasks() != 3 {
			t.Fatalf("after a refusal there are %d tasks, %v", tasks(), err)
		}
		do(func(tx *db.Tx) error { return room.Undo(background, tx, worker, id, application) })
		if tasks() != 0 {
			t.Error("an answer that was taken back left tasks")
		}
		if err := answer(AnswerForm{Version: 3, State: Granted, On: today, From: today, Until: today.AddMonths(12), Work: "yes", Funds: "yes"}); err != nil || tasks() != 2 {
			t.Fatalf("after a grant there are %d tasks, %v", tasks(), err)
		}
		if why, barred, err := room.MayRemove(background, worker, reference); err != nil || !barred || why.Text == "" {
			t.Errorf("removal is answered %v, %v", barred, err)
		}
		for _, typed := range []string{reference, "HW-0000-0000-0", "nonsense"} {
			if _, _, err := room.MayRemove(background, stranger, typed); !fault.Is(err, fault.NotFound) {
				t.Errorf("a stranger who asks about %s learns %v", typed, err)
			}
		}
		do(func(tx *db.Tx) error {
			parts, err := room.Own(background, tx, id)
			if err == nil && (len(parts) != 1 || len(parts[0].Lines) < 3) {
				t.Errorf("the person is told %+v", parts)
			}
			return err
		})
		if err := d.Write(background, func(tx *db.Tx) error {
			_, err := room.Open(background, tx, stranger, id, StatusForm{Status: "none"})
			return err
		}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger opened a file: %v", err)
		}
	})
}
