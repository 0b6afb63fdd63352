package record

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// desk is two agencies with somebody who works and somebody who audits in each,
// and one case that both looked at.
type desk struct {
	*Room
	t       *testing.T
	people  map[string]account.Actor
	caseID  db.ID
	written string
}

func newDesk(t *testing.T, d *db.Database) *desk {
	t.Helper()
	k := &desk{Room: &Room{DB: d, Rules: statute.Default()}, t: t, people: map[string]account.Actor{}}
	k.write(func(tx *db.Tx) error {
		for _, agency := range []account.Agency{{Name: "Authority", Kind: account.CompetentAuthority, Jurisdiction: "england"}, {Name: "Charity", Kind: account.NGO, Jurisdiction: "england"}} {
			id, err := account.AddAgency(background, tx, agency)
			if err != nil {
				return err
			}
			for role, name := range map[account.Role]string{account.AuthorityManager: "worker", account.Auditor: "auditor"} {
				email := strings.ToLower(name + "@" + agency.Name + ".example")
				if _, err := account.AddAccount(background, tx, account.NewAccount{Agency: id, Email: email, Name: "Officer " + agency.Name + " " + name, PasswordHash: "x", TOTPSecret: "x", Roles: []account.Role{role}}); err != nil {
					return err
				}
				actor, _, err := account.LoadByEmail(background, tx, email)
				if err != nil {
					return err
				}
				actor.Via, actor.Origin = account.Page, "192.0.2.1"
				k.people[email] = actor
			}
		}
		worker := k.people["worker@authority.example"]
		k.caseID, k.written = tx.NewID(), "HW-0000-0000-0"
		if _, err := tx.Exec(background, `INSERT INTO case_file (id, reference, version, jurisdiction, age_group, opened_at, opened_by) VALUES ($1, $2, 1, 'england', 'adult', $3, $4)`,
			k.caseID, k.written, tx.Now(), worker.Agency); err != nil {
			return err
		}
		return access.Give(background, tx, worker, access.Grant{Agency: worker.Agency, Case: k.caseID, Purpose: "decision", Compartments: access.Everything, LegalBasis: "public-task"})
	})
	k.look("worker@authority.example", "read-case", audit.Consultation, 3)
	k.look("worker@charity.example", "read-case", audit.Consultation, 2)
	k.look("worker@charity.example", "export-list", audit.Disclosure, 1)
	return k
}

func (k *desk) write(fn func(*db.Tx) error) {
	k.t.Helper()
	if err := k.DB.Write(background, fn); err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) look(who, action string, category audit.Category, times int) {
	k.t.Helper()
	k.write(func(tx *db.Tx) error {
		for n := range times {
			if err := audit.Append(background, tx, k.people[who], audit.Entry{Action: action, Category: category, Case: k.caseID, Subject: fmt.Sprint("part ", n), Why: "decision"}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *desk) week() asked { return lastWeek(dbtest.Noon) }

// ask searches and gives who is in the answer, newest first.
func (k *desk) ask(who string, a asked) (names []string) {
	k.t.Helper()
	result, err := k.search(background, k.people[who], a, searchAction, onPage)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, e := range result.Events {
		names = append(names, e.Who+" "+e.Action)
	}
	return names
}

func TestAnAuditorFindsWhatTheyMaySee(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		k := newDesk(t, d)
		if all := k.ask("auditor@authority.example", k.week()); len(all) != 6 {
			t.Errorf("the authority's auditor finds %v", all)
		}
		for _, found := range k.ask("auditor@charity.example", k.week()) {
			if strings.Contains(found, "Authority") {
				t.Errorf("the charity's auditor finds %s", found)
			}
		}
		narrowed := map[string]func(a *asked){
			"by person":   func(a *asked) { a.Email = "Worker@Charity.example " },
			"by agency":   func(a *asked) { a.Agency = "Charity" },
			"by category": func(a *asked) { a.Category = string(audit.Disclosure) },
		}
		for name, narrow := range narrowed {
			a := k.week()
			narrow(&a)
			found := k.ask("auditor@authority.example", a)
			if len(found) == 0 {
				t.Errorf("%s: nothing is found", name)
			}
			for _, one := range found {
				if !strings.Contains(one, "Charity") {
					t.Errorf("%s finds %s", name, one)
				}
			}
		}
		early := k.week()
		early.From, early.To = civil.MustDay("2026-01-01"), civil.MustDay("2026-01-02")
		if found := k.ask("auditor@authority.example", early); len(found) != 0 {
			t.Errorf("before anything happened there is %v", found)
		}
		for name, problem := range map[string]asked{
			"email":     {From: early.From, To: early.To, Email: "worker@authority.example"},
			"agency":    {From: early.From, To: early.To, Agency: "Authority"},
			"reference": {From: early.From, To: early.To, Reference: "nonsense"},
		} {
			_, err := k.search(background, k.people["auditor@charity.example"], problem, searchAction, onPage)
			if found := fault.Of(err); found == nil || found.Code != fault.Invalid || found.Fields[0].Name != name {
				t.Errorf("the charity's auditor asks for another's %s: %v", name, err)
			}
		}
		if _, err := k.search(background, k.people["worker@authority.example"], k.week(), searchAction, onPage); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody who is no auditor: %v", err)
		}
	})
}

func TestEachSearchIsAnEventAndPagesGoOn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		k := newDesk(t, d)
		auditor := k.people["auditor@authority.example"]
		a := k.week()
		seen := map[db.ID]bool{}
		for range 3 {
			result, err := k.search(background, auditor, a, searchAction, 2)
			if err != nil || len(result.Events) != 2 {
				t.Fatalf("%d events, %v", len(result.Events), err)
			}
			for _, e := range result.Events {
				if seen[e.ID] {
					t.Errorf("%s stands on two pages", e.ID)
				}
				seen[e.ID] = true
			}
			a.Before = string(result.Next)
		}
		if _, err := k.search(background, auditor, k.week(), exportAction, inFile); err != nil {
			t.Fatal(err)
		}
		a = k.week()
		a.Email = "auditor@authority.example"
		found := k.ask("auditor@authority.example", a)
		did := strings.Join(found, " ")
		if len(found) != 4 || strings.Count(did, " export-record") != 1 || strings.Count(did, " search-record") != 3 {
			t.Errorf("what the auditor did is recorded as %v", found)
		}
	})
}

func TestThePersonsCopyNamesAgenciesAndRolesAndNobody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		k := newDesk(t, d)
		show := func(who string) (string, error) {
			recorder := httptest.NewRecorder()
			r := httptest.NewRequest("GET", "/cases/"+string(k.caseID)+"/history/copy", nil)
			r.SetPathValue("id", string(k.caseID))
			err := k.copy(&route.Request{Writer: recorder, Request: r, DB: d, Actor: k.people[who], Words: page.WordsFor(r)})
			return recorder.Body.String(), err
		}
		body, err := show("worker@authority.example")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"Authority", "Charity", "Manager in the competent authority", "Opened the case", "Exported a work list", k.written} {
			if !strings.Contains(body, want) {
				t.Errorf("the copy does not say %q", want)
			}
		}
		if strings.Contains(body, "Officer") || strings.Contains(body, "192.0.2.1") {
			t.Error("the copy names an officer or where from they looked")
		}
		if _, err := show("worker@charity.example"); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody out of reach makes the copy: %v", err)
		}
		given := k.ask("auditor@authority.example", asked{From: k.week().From, To: k.week().To, Category: string(audit.Disclosure), Email: "worker@authority.example"})
		if len(given) != 1 || !strings.HasSuffix(given[0], "give-copy") {
			t.Errorf("giving the copy is recorded as %v", given)
		}
	})
}

func TestUnusualDaysAreFoundInTheRecord(t *testing.T) {
	t.Parallel()
	now := dbtest.Noon
	dbtest.EachAt(t, func() time.Time { return dbtest.Noon }, func(t *testing.T, d *db.Database) {
		k := newDesk(t, d)
		worker := k.people["worker@charity.example"]
		for back := 1; back <= 5; back++ {
			looks := 4
			if back == 2 {
				looks = 80
			}
			if err := d.WriteAt(background, now.AddDate(0, 0, -back), func(tx *db.Tx) error {
				for range looks {
					if err := audit.Append(background, tx, worker, audit.Entry{Action: "read-case", Category: audit.Consultation, Case: k.caseID}); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		for _, who := range []string{"auditor@authority.example", "auditor@charity.example"} {
			days, _, err := k.unusual(background, k.people[who])
			if err != nil || len(days) != 1 || days[0].Looks != 80 || days[0].Own != 4 || days[0].Day != "2026-02-28" || days[0].Cases != 1 {
				t.Errorf("%s finds %+v, %v", who, days, err)
			}
		}
	})
}
