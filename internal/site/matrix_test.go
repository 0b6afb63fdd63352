package site_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/route"
)

// question is one thing that somebody can ask of the site: a line of the route
// table or an operation of the JSON API.
type question struct {
	name   string // as the route table or the description of the API has it
	method string
	path   string
	action access.Action
	api    bool
	body   any
}

// questions are all of them. What is added to the site is in the matrix without
// being named here; a placeholder that the test cannot fill stops it.
func (w *world) questions(t *testing.T) []question {
	t.Helper()
	var all []question
	for _, line := range w.site.Routes() {
		method, pattern, _ := strings.Cut(line.Pattern, " ")
		all = append(all, question{name: line.Pattern, method: method, path: pattern, action: line.Action})
	}
	for path, item := range w.site.Operations().Paths {
		for method, operation := range operations(item) {
			action, ok := route.ActionOf(operation)
			if !ok {
				t.Errorf("%s %s has no action", method, path)
				continue
			}
			all = append(all, question{method + " " + path, method, path, action, true, w.exampleBody(operation)})
		}
	}
	slices.SortFunc(all, func(a, b question) int { return strings.Compare(a.name, b.name) })
	return all
}

// ofCase reports whether the question names a case, which the policy guards.
func (q question) ofCase() bool {
	rule, _ := access.RuleFor(q.action)
	return rule.OnCase && strings.Contains(q.path, "/cases/{id}")
}

// put asks a question about a holding as somebody, and counts the statements that
// the answer took.
func (w *world) put(t *testing.T, q question, h holding, session, token string) (status int, body string, statements int64) {
	t.Helper()
	var text string
	if q.api && q.body != nil {
		encoded, err := json.Marshal(q.body)
		if err != nil {
			t.Fatal(err)
		}
		text = string(encoded)
	} else if q.method == http.MethodPost {
		text = url.Values{"once": {""}}.Encode()
	}
	r := httptest.NewRequest(q.method, strings.TrimSuffix(h.fill(t, q.path), "{$}"), strings.NewReader(text))
	if q.api {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
	} else {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(&http.Cookie{Name: "session", Value: session})
	}
	ctx, count := db.Counting(r.Context())
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r.WithContext(ctx))
	return recorder.Code, recorder.Body.String(), count.Load()
}

// caller is somebody with one role in an agency that nothing is granted to but
// what the matrix grants to them.
type caller struct {
	actor          account.Actor
	session, token string
}

func (w *world) callers(t *testing.T) []caller {
	t.Helper()
	hash, err := account.HashPassword(background, password)
	if err != nil {
		t.Fatal(err)
	}
	agency := w.agency(t, "Matrix Authority", account.CompetentAuthority)
	var all []caller
	for _, known := range account.Roles {
		email := "matrix-" + string(known.Role) + "@example.org"
		c := caller{session: w.person(t, agency, email, hash, known.Role), token: w.token(t, email)}
		w.write(t, func(tx *db.Tx) (err error) {
			c.actor, _, err = account.LoadByEmail(background, tx, email)
			return err
		})
		all = append(all, c)
	}
	return all
}

// give grants exactly those compartments of a case to a caller.
func (w *world) give(t *testing.T, c caller, id string, compartments access.Compartments) {
	t.Helper()
	w.write(t, func(tx *db.Tx) error {
		if err := access.End(background, tx, db.ID(id), c.actor.Agency, "quality"); err != nil || compartments == 0 {
			return err
		}
		return access.Give(background, tx, c.actor, access.Grant{Agency: c.actor.Agency, Account: c.actor.Account, Case: db.ID(id), Purpose: "quality",
			Compartments: compartments, LegalBasis: "public-task"})
	})
}

// whole is every compartment.
const whole = access.Everything | access.Intelligence | access.Sharing

// TestTheMatrix asks every route and every operation of the API as every role,
// of a case within reach, of one of which any compartment that the policy needs
// is not granted, of one out of reach and of one that does not exist, and holds
// each answer against the policy.
func TestTheMatrix(t *testing.T) {
	t.Parallel()
	w, theirs, _ := newWalls(t, dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon }))
	nothing, asked, refused := absent(), 0, 0
	nothing.letter = theirs.letter
	all := w.questions(t)
	callers := w.callers(t)
	before := w.fingerprint(t)
	for _, c := range callers {
		w.put(t, question{method: http.MethodGet, path: "/api/v1/shared-cases", api: true}, nothing, c.session, c.token) // the first use of a token notes it
		for _, q := range all {
			if access.Role(c.actor, q.action) == nil {
				continue
			}
			asked++
			// The role comes first: whatever the case, the answer is the same.
			status, _, there := w.put(t, q, theirs, c.session, c.token)
			again, _, nowhere := w.put(t, q, nothing, c.session, c.token)
			allowed := map[int]bool{http.StatusForbidden: true, http.StatusUnprocessableEntity: q.api} // a body that is wrong is told before
			if !allowed[status] || status != again || there != nowhere {
				t.Errorf("%v, %s: %d and %d in %d and %d statements, and the role does not allow it", c.actor.Roles, q.name, status, again, there, nowhere)
			}
		}
		// One grant after the other, so that each question meets every lack of its own.
		for _, lack := range append([]access.Compartments{0, whole}, bits()...) {
			w.give(t, c, theirs.caseID, whole&^lack)
			for _, q := range all {
				rule, _ := access.RuleFor(q.action)
				if !q.ofCase() || access.Role(c.actor, q.action) != nil || lack != 0 && lack != whole && lack&rule.Compartments == 0 {
					continue
				}
				granted := whole &^ lack & access.Ceiling(c.actor)
				reach := access.Decide(c.actor, q.action, granted) == nil ||
					q.action == access.TakeSharedStep && access.Decide(c.actor, access.TakeStep, granted) == nil // either of the two will do
				if reach && q.method != http.MethodGet {
					continue // it would be done: the tests of the rooms do it
				}
				asked++
				status, body, there := w.put(t, q, theirs, c.session, c.token)
				if reach {
					if status != http.StatusOK && !stepsOfOthers[q.name] {
						t.Errorf("%v, %s with %s: %d, and the policy lets them", c.actor.Roles, q.name, granted, status)
					}
					continue
				}
				refused++
				wrong := q.method != http.MethodGet && (status == http.StatusUnprocessableEntity || status == http.StatusConflict)
				if lack != whole {
					// They know that there is such a case, from what else they see of it.
					if status != http.StatusNotFound && status != http.StatusForbidden && !wrong {
						t.Errorf("%v, %s without %s: %d", c.actor.Roles, q.name, lack, status)
					}
					continue
				}
				none, nowhereBody, nowhere := w.put(t, q, nothing, c.session, c.token)
				if status != http.StatusNotFound && !wrong || status != none || alike(body) != alike(nowhereBody) {
					t.Errorf("%v, %s out of reach: %d, of a case that does not exist %d; want the same 404", c.actor.Roles, q.name, status, none)
				}
				if there != nowhere {
					t.Errorf("%v, %s out of reach: %d statements, of a case that does not exist %d", c.actor.Roles, q.name, there, nowhere)
				}
			}
		}
		w.give(t, c, theirs.caseID, 0)
	}
	t.Logf("%d routes and operations, %d roles, %d questions, %d of them refused for the case", len(all), len(callers), asked, refused)
	if asked < 1000 || refused < 300 {
		t.Errorf("only %d questions were asked, and %d refused for the case", asked, refused)
	}
	w.unchanged(t, before)
}

// unchanged holds the tables against what they were.
func (w *world) unchanged(t *testing.T, before map[string]string) {
	t.Helper()
	after := w.fingerprint(t)
	for table, was := range before {
		if is := after[table]; is != was && !touched[table] {
			t.Errorf("questions that were refused, and pages that were read, changed %s", table)
		}
	}
}

// touched are the tables that the matrix itself, or any answer, writes to
// (the record keeps keys of its own).
var touched = map[string]bool{"api_token": true, "session": true, "case_grant": true, "job": true, "data_key": true}

// stepsOfOthers are pages that the machine of decisions opens to some of the roles
// that the policy lets take steps.
var stepsOfOthers = map[string]bool{"GET /cases/{id}/steps/{step}": true}

func bits() []access.Compartments {
	var all []access.Compartments
	for _, part := range access.Names {
		all = append(all, part.Bit)
	}
	return all
}

// fingerprint is a hash of each table but the record, which every answer adds to.
func (w *world) fingerprint(t *testing.T) map[string]string {
	t.Helper()
	prints := map[string]string{}
	err := w.db.Read(background, func(tx *db.Tx) error {
		tables, err := db.All(background, tx, tablesOf[tx.Engine()], nil, func(name *string, scan func(...any) error) error { return scan(name) })
		if err != nil {
			return err
		}
		for _, table := range tables {
			if strings.HasPrefix(table, "audit_") || strings.HasPrefix(table, "sqlite_") {
				continue
			}
			if prints[table], err = contents(tx, table); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return prints
}

var tablesOf = map[db.Engine]string{
	db.SQLite:     `SELECT name FROM sqlite_master WHERE type = 'table'`,
	db.PostgreSQL: `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`,
}

func contents(tx *db.Tx, table string) (string, error) {
	rows, err := tx.Query(background, `SELECT * FROM `+table)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var lines []string
	for rows.Next() {
		values, pointers := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			pointers[i] = &values[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			return "", err
		}
		lines = append(lines, fmt.Sprintf("%v", values))
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:]), rows.Err()
}
