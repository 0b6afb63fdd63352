package statistics

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"pgregory.net/rapid"
)

var background = context.Background()

// world is three providers with claims in different states, the manager of one and
// somebody who compares them.
type world struct {
	t                     *testing.T
	d                     *db.Database
	room                  *Room
	manager, commissioner account.Actor
	worker                account.Actor
	lead                  account.Actor      // manages Harbour and compares providers
	seen                  db.ID              // a case that the manager may see
	cases                 map[string][]db.ID // by provider and state
}

// claims are how many of each state each provider has.
var claimed = map[string]map[string]int{
	"Harbour": {"considering": 3, "claimed": 9, "paid": 7},
	"Lantern": {"considering": 12, "claimed": 6, "paid": 8},
	"Quay":    {"considering": 10, "claimed": 11, "paid": 0},
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w := &world{t: t, d: d, room: &Room{DB: d}, cases: map[string][]db.ID{}}
		w.fill()
		test(w)
	})
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(background, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) fill() {
	w.t.Helper()
	person := func(agency db.ID, name string, roles ...account.Role) (actor account.Actor) {
		w.write(func(tx *db.Tx) error {
			id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: name + "@example.org", Name: name, PasswordHash: "x", TOTPSecret: "y", Roles: roles})
			if err != nil {
				return err
			}
			actor, _, err = account.Load(background, tx, id)
			return err
		})
		return actor
	}
	for _, name := range []string{"Harbour", "Lantern", "Quay"} {
		var agency db.ID
		w.write(func(tx *db.Tx) (err error) {
			agency, err = account.AddAgency(background, tx, account.Agency{Name: name, Kind: account.Provider, Jurisdiction: "england"})
			return err
		})
		worker := person(agency, "worker-"+name, account.SupportProvider)
		if name == "Harbour" {
			w.worker, w.manager = worker, person(agency, "manager", account.SupportManager)
			w.commissioner = person(agency, "commissioner", account.Commissioner)
			w.lead = person(agency, "lead", account.SupportManager, account.Commissioner)
		}
		for state, n := range claimed[name] {
			for range n {
				w.write(func(tx *db.Tx) error {
					id, _, err := casefile.OpenCase(background, tx, worker, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult})
					if err != nil {
						return err
					}
					w.cases[name+" "+state] = append(w.cases[name+" "+state], id)
					if _, err := tx.Exec(background, `INSERT INTO justice_file (case_id, agency_id, version, contact, vulnerable, opened_at, opened_by) VALUES ($1, $2, 1, 'not-asked', FALSE, $3, $4)`, id, agency, tx.Now(), worker.Account); err != nil {
						return err
					}
					if _, err := tx.Exec(background, `INSERT INTO justice_entry (id, case_id, part, version, kind, state, rule, pence, sealed, recorded_at, recorded_by) VALUES ($1, $2, 'compensation', 1, 'civil', $3, '', 0, $4, $5, $6)`,
						tx.NewID(), id, state, []byte("x"), tx.Now(), worker.Account); err != nil {
						return err
					}
					if name != "Harbour" || state != "considering" || w.seen != "" {
						return nil
					}
					w.seen = id
					if err := access.Give(background, tx, worker, access.Grant{Agency: agency, Case: id, Purpose: "justice", Compartments: access.Identity | access.Justice, LegalBasis: "health-care"}); err != nil {
						return err
					}
					return casefile.Put(background, tx, worker, id, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Lan", Family: "Quillfeather"}}})
				})
			}
		}
	}
}

func (w *world) count(actor account.Actor, code string) (t Table, err error) {
	err = w.d.Read(background, func(tx *db.Tx) error {
		t, err = Count(background, tx, actor, code, civil.DayOf(tx.Now()))
		return err
	})
	return t, err
}

// numbers writes a table as text, - for what is hidden.
func numbers(t Table) string {
	var text []string
	for _, line := range t.Lines {
		row := line.Name + ":"
		for _, n := range line.Numbers {
			if n.Hidden {
				row += " -"
			} else {
				row += fmt.Sprintf(" %d", n.N)
			}
		}
		text = append(text, row)
	}
	return strings.Join(text, "\n")
}

func TestAManagerCountsTheirOwnAndACommissionerAllWithSmallNumbersHidden(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		own, err := w.count(w.manager, "claims")
		if err != nil || numbers(own) != "Harbour: 3 9 7 0 0 0 19\n: 3 9 7 0 0 0 19" {
			w.t.Errorf("a manager counts, %v:\n%s", err, numbers(own))
		}
		everybody, err := w.count(w.commissioner, "claims")
		text := numbers(everybody)
		if err != nil || strings.Contains(text, " 3 ") || !strings.Contains(text, "Quay: ") || strings.Count(text, "-") < 4 || !strings.HasSuffix(text, " 66") {
			w.t.Errorf("a commissioner counts, %v:\n%s", err, text)
		}
		if _, err := w.count(w.worker, "claims"); !fault.Is(err, fault.Forbidden) {
			w.t.Errorf("a worker counts: %v", err)
		}
		if _, err := w.count(w.manager, "nothing"); !fault.Is(err, fault.NotFound) {
			w.t.Errorf("an unknown measure: %v", err)
		}
	})
}

// TestEveryMeasureIsCountedOnBothEngines runs every query that the store has
// tables for, with every reader.
func TestEveryMeasureIsCountedOnBothEngines(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		var list []Measure
		w.write(func(tx *db.Tx) (err error) { list, err = offered(background, tx); return err })
		if len(list) < 5 {
			w.t.Errorf("only %d measures are offered", len(list))
		}
		for _, m := range list {
			for _, actor := range []account.Actor{w.manager, w.commissioner} {
				if _, err := w.count(actor, m.Code); err != nil {
					w.t.Errorf("%s: %v", m.Code, err)
				}
			}
			for _, column := range m.Columns {
				w.write(func(tx *db.Tx) error {
					for _, cell := range []Cell{{w.manager.Agency, column.Code}, {"", column.Code}, {w.manager.Agency, ""}} {
						if _, err := People(background, tx, w.manager, m.Code, cell, civil.DayOf(tx.Now())); err != nil && !fault.Is(err, fault.NotFound) {
							return err
						}
					}
					return nil
				})
			}
		}
	})
}

// ask asks a page as somebody.
func (w *world) ask(pattern, path string, actor account.Actor) (int, string) {
	w.t.Helper()
	for _, line := range w.room.Routes() {
		if line.Pattern != pattern {
			continue
		}
		if err := access.Role(actor, line.Action); err != nil {
			return page.Status(fault.Of(err).Code), ""
		}
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.SetPathValue("measure", strings.Split(strings.Split(path, "?")[0], "/")[2])
		recorder := httptest.NewRecorder()
		err := line.Handle(&route.Request{Writer: recorder, Request: r, DB: w.d, Actor: actor, Words: page.In(page.English), Shelf: &route.Shelf{}})
		if err != nil {
			if fault.Of(err).Code == fault.Internal {
				w.t.Errorf("%s: %v", path, err)
			}
			return page.Status(fault.Of(err).Code), ""
		}
		return recorder.Code, recorder.Body.String()
	}
	w.t.Fatalf("there is no route %s", pattern)
	return 0, ""
}

func TestPagesAndFilesHideTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		status, body := w.ask("GET /statistics/{measure}", "/statistics/claims", w.commissioner)
		if status != http.StatusOK || !strings.Contains(body, "hidden") || !strings.Contains(body, "<svg") || strings.Contains(body, "/people?") {
			w.t.Errorf("the page of a commissioner: %d", status)
		}
		_, file := w.ask("GET /statistics/{measure}/csv", "/statistics/claims/csv", w.commissioner)
		table, _ := w.count(w.commissioner, "claims")
		if strings.Count(file, "hidden") != strings.Count(numbers(table), "-") || strings.Contains(file, ",3,") {
			w.t.Errorf("the file:\n%s\nthe table:\n%s", file, numbers(table))
		}
		if status, body := w.ask("GET /statistics/{measure}", "/statistics/claims", w.manager); status != http.StatusOK || !strings.Contains(body, "/statistics/claims/people?") || strings.Contains(body, "Quay") {
			w.t.Errorf("the page of a manager: %d", status)
		}
		if status, body := w.ask("GET /statistics/{measure}/people", "/statistics/claims/people?column=claimed", w.commissioner); status != http.StatusOK || strings.Contains(body, "HW-") || !strings.Contains(body, "There is nobody whom you may see.") {
			w.t.Errorf("a commissioner finds somebody behind a number: %d", status)
		}
		status, body = w.ask("GET /statistics/{measure}/people", "/statistics/claims/people?column=open", w.manager)
		if status != http.StatusOK || strings.Count(body, "Quillfeather") != 1 || !strings.Contains(body, "2 more are counted whom you may not see here") {
			w.t.Errorf("behind the number of a manager: %d, %d", status, strings.Count(body, "Quillfeather"))
		}
		if status, _ := w.ask("GET /statistics/{measure}/people", "/statistics/claims/people?column=secret", w.manager); status != http.StatusNotFound {
			w.t.Errorf("an unknown column: %d", status)
		}
		if status, body := w.ask("GET /statistics", "/statistics/claims", w.manager); status != http.StatusOK || !strings.Contains(body, "Ways to compensation") {
			w.t.Errorf("the list: %d", status)
		}
		if status, _ := w.ask("GET /statistics/{measure}", "/statistics/claims?on-day=99&on-month=1&on-year=2026", w.manager); status != http.StatusUnprocessableEntity {
			w.t.Errorf("a day that is none: %d", status)
		}
	})
}

// TestACommissionerGetsWholeMonths draws days: the day counted for is the last of a
// month that is over, so that no two days in a row can be compared.
func TestACommissionerGetsWholeMonths(t *testing.T) {
	t.Parallel()
	commissioner, manager := account.Actor{Roles: []account.Role{account.Commissioner}}, account.Actor{Roles: []account.Role{account.SupportManager}}
	rapid.Check(t, func(t *rapid.T) {
		today := civil.DayOf(time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)).Add(rapid.IntRange(0, 2000).Draw(t, "today"))
		asked := today.Add(rapid.IntRange(-900, 30).Draw(t, "asked"))
		got := DayFor(commissioner, asked, today)
		if got.After(today) || got.Add(1).Day != 1 {
			t.Fatalf("asked for %s on %s: %s", asked, today, got)
		}
		if asked.Before(today) && DayFor(manager, asked, today) != asked {
			t.Fatalf("a manager who asks for %s gets %s", asked, DayFor(manager, asked, today))
		}
	})
}
