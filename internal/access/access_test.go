package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

var background = context.Background()

func TestThePolicyNamesEachActionOnceAndInWords(t *testing.T) {
	t.Parallel()
	seen := map[access.Action]bool{}
	for _, rule := range access.Policy {
		if seen[rule.Action] {
			t.Errorf("%s stands twice in the policy", rule.Action)
		}
		seen[rule.Action] = true
		if rule.Words == "" {
			t.Errorf("%s has no words", rule.Action)
		}
		if !rule.Everyone && len(rule.Roles) == 0 {
			t.Errorf("%s is allowed to nobody", rule.Action)
		}
		if rule.OnCase && rule.Compartments == 0 {
			t.Errorf("%s is on a case and needs no compartment", rule.Action)
		}
	}
}

func TestNobodyAndTheUnknownAreRefused(t *testing.T) {
	t.Parallel()
	somebody := account.Actor{Account: "a", Agency: "b"}
	for _, rule := range access.Policy {
		err := access.Role(account.Actor{}, rule.Action)
		if want := rule.Action == access.Anyone; (err == nil) != want {
			t.Errorf("nobody doing %s: %v", rule.Action, err)
		}
		err = access.Role(somebody, rule.Action)
		if (err == nil) != rule.Everyone {
			t.Errorf("somebody without a role doing %s: %v", rule.Action, err)
		}
	}
	if err := access.Role(somebody, "an action nobody thought of"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an action outside the policy: %v", err)
	}
}

// TestOnlyALiveGrantReaches walks every way in which a grant can fall short.
func TestOnlyALiveGrantReaches(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		now := dbtest.Noon
		insert := func(query string, args ...any) {
			t.Helper()
			if err := d.Write(background, func(tx *db.Tx) error {
				_, err := tx.Exec(background, query, args...)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for _, agency := range []string{"ours", "theirs"} {
			insert(`INSERT INTO agency (id, name, kind, jurisdiction) VALUES ($1, $1, 'police', 'england')`, agency)
		}
		actor := account.Actor{Account: "me", Agency: "ours", Roles: []account.Role{account.DecisionMaker}}
		cases := []struct {
			name               string
			agency, account    string
			compartments       access.Compartments
			from, until        any
			reads, seesStories bool
		}{
			{"whole", "ours", "", access.Everything, now, nil, true, true},
			{"mine alone", "ours", "me", access.Everything, now, nil, true, true},
			{"a colleague's", "ours", "you", access.Everything, now, nil, false, false},
			{"another agency's", "theirs", "", access.Everything, now, nil, false, false},
			{"not yet", "ours", "", access.Everything, now.Add(time.Second), nil, false, false},
			{"over", "ours", "", access.Everything, now.Add(-time.Hour), now, false, false},
			{"still on", "ours", "", access.Everything, now.Add(-time.Hour), now.Add(time.Second), true, true},
			{"no story", "ours", "", access.Decision, now, nil, true, false},
			{"story alone", "ours", "", access.Story, now, nil, false, true},
			{"nothing", "ours", "", 0, now, nil, false, false},
			{"what no action of the role needs", "ours", "", access.Intelligence, now, nil, false, false},
		}
		for _, c := range cases {
			insert(`INSERT INTO case_file (id, reference, version, jurisdiction, age_group, opened_at, opened_by) VALUES ($1, $1, 1, 'england', 'adult', $2, 'ours')`, c.name, now)
			kind, holder := access.ToAgency, c.agency
			if c.account != "" {
				kind, holder = access.ToPerson, c.account
			}
			insert(`INSERT INTO case_grant (id, case_id, kind, holder, agency_id, purpose, compartments, legal_basis, from_at, until_at, granted_at, granted_by)
				VALUES ($1, $1, $2, $3, $4, 'decision', $5, 'public-task', $6, $7, $6, 'test')`, c.name, kind, holder, c.agency, c.compartments, c.from, c.until)
		}
		err := d.Read(background, func(tx *db.Tx) error {
			for _, c := range cases {
				check := func(action access.Action, want bool) {
					err := access.Case(background, tx, actor, action, db.ID(c.name))
					if want && err != nil || !want && !fault.Is(err, fault.NotFound) {
						t.Errorf("%s, %s: got %v, want reach %v", c.name, action, err, want)
					}
				}
				check(access.ReadCase, c.reads)
				check(access.ReadStory, c.seesStories)
				condition, args := access.Visible(tx, actor, "c.id", access.Decision, 2)
				var n int
				if _, err := tx.Row(background, `SELECT count(*) FROM case_file c WHERE c.id = $1 AND `+condition, append([]any{c.name}, args...), &n); err != nil {
					return err
				}
				if (n == 1) != c.reads {
					t.Errorf("%s: a list shows it %d times, want reach %v", c.name, n, c.reads)
				}
			}
			if err := access.Case(background, tx, actor, access.ReadCase, "no such case"); !fault.Is(err, fault.NotFound) {
				t.Errorf("a case that does not exist: %v", err)
			}
			if err := access.Case(background, tx, actor, access.ReadHistory, "whole"); !fault.Is(err, fault.Forbidden) {
				t.Errorf("an action that the role does not allow on a case within reach: %v", err)
			}
			if err := access.Case(background, tx, account.Actor{}, access.ReadCase, "whole"); err == nil {
				t.Error("nobody reached a case")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
