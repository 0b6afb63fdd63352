package site_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
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
	for path, item := range w.operations.Paths {
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

// ofCase reports whether the question names a case, or a thing of one, which the
// policy guards.
func (q question) ofCase() bool {
	rule, _ := access.RuleFor(q.action)
	return rule.OnCase && strings.Contains(q.path, "{id}")
}

// within reports whether the policy puts a question within reach of somebody who
// is granted those compartments.
func (q question) within(actor account.Actor, granted access.Compartments) bool {
	return access.Decide(actor, q.action, granted&access.Ceiling(actor)) == nil
}

// put asks a question about a holding as somebody, and counts the statements that
// the answer took.
func (w *world) put(t *testing.T, q question, h holding, session, token string) (status int, body string, statements int64) {
	t.Helper()
	var text string
	if q.api && q.body != nil {
		encoded, err := json.Marshal(h.named(q.body))
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

// named is the body of a call in which the fields that name a thing by the word of
// its placeholder name one that there is.
func (h holding) named(body any) any {
	fields, ok := body.(map[string]any)
	if !ok {
		return body
	}
	fields = maps.Clone(fields)
	for field := range fields {
		if thing := h.things[field]; thing != "" {
			fields[field] = thing
		}
	}
	return fields
}

// caller is somebody with one role in an agency that nothing is granted to but
// what the matrix grants to them.
type caller struct {
	actor          account.Actor
	session, token string
}

func (w *world) callers(t *testing.T, agency db.ID, hash string) []caller {
	t.Helper()
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

// newMatrix is a world with an agency that has one person for each role and keeps
// one of each thing of a case, which nothing is granted of any more: whatever is
// reached is reached by what the matrix grants.
func newMatrix(t *testing.T) (w *world, kept holding, callers []caller) {
	t.Helper()
	w = newWorld(t, dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon }))
	hash, err := account.HashPassword(background, password)
	if err != nil {
		t.Fatal(err)
	}
	agency := w.agency(t, "Matrix Authority", account.CompetentAuthority)
	callers = w.callers(t, agency, hash)
	return w, w.kept(t, agency, hash, "Foxglove"), callers
}

// kept makes one of each thing of a case that an agency keeps, by somebody there
// who has every role.
func (w *world) kept(t *testing.T, agency db.ID, hash, name string) holding {
	t.Helper()
	var every []account.Role
	for _, known := range account.Roles {
		every = append(every, known.Role)
	}
	keeper := strings.ToLower(name) + "-keeper@example.org"
	w.person(t, agency, keeper, hash, every...)
	w.token(t, keeper)
	h := w.hold(t, keeper, name)
	w.letter(t, &h)
	w.place(t, keeper, &h)
	w.judge(t, keeper, &h)
	w.keep(t, keeper, &h)
	w.write(t, func(tx *db.Tx) error { return access.EndEvery(background, tx, db.ID(h.caseID), "the matrix begins") })
	return h
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

// whole is every compartment there is.
var whole = func() (all access.Compartments) {
	for _, part := range access.Names {
		all |= part.Bit
	}
	return all
}()

// grants are what the matrix grants: everything, nothing, everything but each
// compartment, and each compartment alone.
func grants() []access.Compartments {
	tried := []access.Compartments{whole, 0}
	for _, part := range access.Names {
		tried = append(tried, whole&^part.Bit, part.Bit)
	}
	return tried
}

// TestTheMatrix asks every route and every operation of the API as every role,
// of a case of which everything is granted, nothing, everything but each
// compartment, each compartment alone, and of a case that does not exist, and
// holds each answer against the policy.
func TestTheMatrix(t *testing.T) {
	t.Parallel()
	w, theirs, callers := newMatrix(t)
	nothing, asked, refused := absent(), 0, 0
	nothing.letter = theirs.letter
	all := w.questions(t)
	before, compared := w.fingerprint(t), map[string]bool{}
	for _, c := range callers {
		w.put(t, question{method: http.MethodGet, path: "/api/v1/shared-cases", api: true}, nothing, c.session, c.token) // the first use of a token notes it
		for _, q := range all {
			if access.Role(c.actor, q.action) == nil {
				continue
			}
			asked++
			status, _, there := w.put(t, q, theirs, c.session, c.token)
			if status != http.StatusForbidden {
				t.Errorf("%v, %s: %d, and the role does not allow it", c.actor.Roles, q.name, status)
			}
			if compared[q.name] || !strings.Contains(q.path, "{") {
				continue
			}
			// The role comes first: whatever the case, the answer is the same. One role
			// is enough to know that of a question.
			compared[q.name] = true
			again, _, nowhere := w.put(t, q, nothing, c.session, c.token)
			if status != again || there != nowhere {
				t.Errorf("%v, %s: %d and %d in %d and %d statements, and the role does not allow it", c.actor.Roles, q.name, status, again, there, nowhere)
			}
		}
		// One grant after the other, so that each question meets every lack of its own.
		for _, grant := range grants() {
			w.give(t, c, theirs.caseID, grant)
			for _, q := range all {
				rule, _ := access.RuleFor(q.action)
				if !q.ofCase() || access.Role(c.actor, q.action) != nil || grant != 0 && grant != whole && (grant&rule.Compartments == 0 || whole&^grant&rule.Compartments == 0) {
					continue
				}
				reach := q.within(c.actor, grant)
				if reach && q.method != http.MethodGet {
					continue // it would be done: see TestWhatIsWithinReachCanBeDone
				}
				asked++
				status, body, there := w.put(t, q, theirs, c.session, c.token)
				if reach {
					if status != http.StatusOK && narrower(c.actor, q) == "" && !theirs.lacks(t, q.path) {
						t.Errorf("%v, %s with %s: %d, and the policy lets them", c.actor.Roles, q.name, codes(grant), status)
					}
					w.silent(t, c, q, theirs, grant, body)
					continue
				}
				refused++
				none, nowhereBody, nowhere := w.put(t, q, nothing, c.session, c.token)
				if status != http.StatusNotFound || status != none || alike(body) != alike(nowhereBody) {
					t.Errorf("%v, %s with %s, out of reach: %d, of a case that does not exist %d; want the same 404", c.actor.Roles, q.name, codes(grant), status, none)
				}
				if there != nowhere && grant == 0 {
					t.Errorf("%v, %s out of reach: %d statements, of a case that does not exist %d", c.actor.Roles, q.name, there, nowhere)
				}
			}
		}
		w.give(t, c, theirs.caseID, 0)
	}
	t.Logf("%d routes and operations, %d roles, %d questions, %d of them refused for the case", len(all), len(callers), asked, refused)
	if asked < 1000 || refused < 1000 {
		t.Errorf("only %d questions were asked, and %d refused for the case", asked, refused)
	}
	w.unchanged(t, before)
}

// silent holds a page that is within reach against what else is of the case: what
// is in a compartment that is not granted is not on it.
func (w *world) silent(t *testing.T, c caller, q question, h holding, granted access.Compartments, body string) {
	t.Helper()
	for _, told := range []struct {
		in   access.Compartments
		text string
	}{
		{access.Identity, "Somebody Foxglove"},
		{access.Story, "A story of Foxglove"},
		{access.Contact, "somebody@foxglove.example"},
		{whole + 1, "1 Quillfeather Lane"}, // sealed: nobody sees it by a grant alone
	} {
		if granted&told.in == 0 && strings.Contains(body, told.text) {
			t.Errorf("%v, %s with %s shows %q", c.actor.Roles, q.name, codes(granted), told.text)
		}
	}
}

// codes names compartments.
func codes(set access.Compartments) string {
	if set == whole {
		return "everything"
	}
	var names []string
	for _, part := range set.Each() {
		names = append(names, part.Code)
	}
	return strings.Join(names, " ")
}

// lacks reports whether an address names a thing that the holding has none of.
func (h holding) lacks(t *testing.T, path string) bool {
	return strings.Contains(h.fill(t, path), absent().caseID)
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

// narrower says why a room opens a page to fewer than the policy lets in; "" where
// it opens it to all of them.
func narrower(actor account.Actor, q question) string {
	for _, n := range []struct {
		role       account.Role // "" for every one
		part, says string
	}{
		{"", "/cases/{id}/steps/", "the machine of decisions says who may take which step, and when"},
		{"", "/cases/{id}/sharing/{grant}", "the grant was ended, with all others, when the matrix began"},
		{"", "/cases/{id}/grants/{grant}", "the same"},
		{"", "/cases/{id}/own-page/", "the person has no page of their own yet"},
		{"", "/support/cases/{id}", "the agency does not support the person: no case was settled so that it could"},
		{"", "/returns/people/{id}/contacts", "there are contacts afterwards once the day of travel is known"},
		{"", "/returns/people/{id}/documents/", "the document is of the case and no travel document"},
		{"", "/returns/people/{id}/pack", "nobody is told who somebody is before they agree"},
		{"", "/returns/people/{id}/handovers/{handover}/pack", "the same"},
		{"", "/leave/people/{id}/applications/{application}/pack", "nothing is sent before the person agrees"},
		{"", "/leave/people/{id}/packs", "the same"},
		{"", "/handovers/{id}/contacts", "there are contacts afterwards once the day of travel is known"},
		{"", "/danger/people/{id}/plan/{number}", "there is no plan yet"},
		{"", "/missing/people/{id}/photo", "there is no photo yet"},
		{account.Carer, "/missing/people/{id}", "carers reach those alone who live with them"},
		{account.Carer, "/placements/people/{id}", "the same"},
		{account.Carer, "/missing/episodes/{id}", "the same"},
		{account.Carer, "/visits/{id}", "the same"},
		{account.Carer, "/accommodation/", "the same"},
		{"", "/money/people/{id}/known/", "no other room knows anything of their money yet"},
		{"", "/danger/people/{id}/traces", "what it names in its body does not exist"},
		{account.VictimLiaison, "/justice/people/{id}", "the police reach the parts alone that the person agreed to show them"},
		{account.RecordsOfficer, "/records/{id}", "only what is due to be removed"},
		{account.RecordsOfficer, "/records/kept/", "only what is kept beside cases"},
	} {
		if strings.Contains(q.path, n.part) && (n.role == "" || actor.Has(n.role)) {
			return n.says
		}
	}
	if q.name == "GET /accommodation/people/{id}" {
		return "it leads on to the page of the file"
	}
	return ""
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
