package site_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/signin"
	"github.com/havenward/havenward/internal/site"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// world is a site with one signed-in person for each role in one agency, and
// one who has every role in another.
type world struct {
	site       *site.Site
	operations *huma.OpenAPI // described once: it takes as long as ten answers
	handler    http.Handler
	db         *db.Database
	sessions   map[account.Role]string
	stranger   string
	charity    db.ID // an agency with which cases are shared
	tokens     map[account.Role]string
	secrets    map[account.Role]string // of their authenticators
}

const (
	password = "an invented password"
	everyone = account.Role("every role, in another agency")
)

func newWorld(t *testing.T, d *db.Database) *world {
	t.Helper()
	return newWorldLogging(t, d, slog.New(slog.DiscardHandler))
}

func newWorldLogging(t *testing.T, d *db.Database, log *slog.Logger) *world {
	t.Helper()
	w := &world{db: d, sessions: map[account.Role]string{}, tokens: map[account.Role]string{}, secrets: map[account.Role]string{},
		site: site.New(site.Config{DB: d, Rules: statute.Default(), Log: log, Mail: notify.Log(log), Version: "test", SignIn: signin.Settings{URL: "https://havenward.example", CodeDrift: 30 * time.Second}})}
	w.operations = w.site.Operations()
	handler, err := w.site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	w.handler = handler
	hash, err := account.HashPassword(background, password)
	if err != nil {
		t.Fatal(err)
	}
	var all []account.Role
	for _, known := range account.Roles {
		all = append(all, known.Role)
	}
	w.charity = w.agency(t, "A Charity", account.NGO)
	ours := w.agency(t, "Single Competent Authority", account.CompetentAuthority)
	theirs := w.agency(t, "Elsewhere Competent Authority", account.CompetentAuthority)
	for i, role := range all {
		w.sessions[role] = w.person(t, ours, fmt.Sprintf("person%d@example.org", i), hash, role)
		w.tokens[role] = w.token(t, fmt.Sprintf("person%d@example.org", i))
	}
	w.stranger = w.person(t, theirs, "stranger@example.org", hash, all...)
	w.tokens[everyone] = w.token(t, "stranger@example.org")
	return w
}

func (w *world) agency(t *testing.T, name string, kind account.Kind) (id db.ID) {
	t.Helper()
	w.write(t, func(tx *db.Tx) (err error) {
		id, err = account.AddAgency(background, tx, account.Agency{Name: name, Kind: kind, Jurisdiction: "england"})
		return err
	})
	return id
}

func (w *world) write(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := w.db.Write(background, fn); err != nil {
		t.Fatal(err)
	}
}

func (w *world) person(t *testing.T, agency db.ID, email, hash string, roles ...account.Role) string {
	t.Helper()
	secret, err := account.NewTOTPSecret(email)
	if err != nil {
		t.Fatal(err)
	}
	var session string
	w.write(t, func(tx *db.Tx) error {
		id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: email, Name: email, PasswordHash: hash, TOTPSecret: secret, Roles: roles})
		if err != nil {
			return err
		}
		session, err = account.OpenSession(background, tx, id, account.ByCode, account.Device{Origin: "192.0.2.1"}, account.DefaultLimits())
		return err
	})
	if len(roles) == 1 {
		w.secrets[roles[0]] = secret
	}
	return session
}

func (w *world) token(t *testing.T, email string) (token string) {
	t.Helper()
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(background, tx, email)
		if err != nil {
			return err
		}
		token, err = account.IssueToken(background, tx, actor.Account, "test")
		return err
	})
	return token
}

// ask sends one request and gives the answer with its body.
func (w *world) ask(method, path, session, token string) (*http.Response, string) {
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(url.Values{"once": {""}}.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
	}
	if session != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: session})
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder.Result(), recorder.Body.String()
}

// address makes an address of a route whose identifiers exist nowhere.
func address(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.TrimSuffix(path, "{$}")
	for strings.Contains(path, "{") {
		before, rest, _ := strings.Cut(path, "{")
		_, after, _ := strings.Cut(rest, "}")
		path = before + "00000000000000000000000000" + after
	}
	return method, path
}

// allowed reports whether the policy lets a role do an action.
func allowed(role account.Role, action access.Action) bool {
	return access.Role(account.Actor{Account: "a", Agency: "b", Roles: []account.Role{role}}, action) == nil
}

// TestEveryRouteRefusesWhoMayNot asks each line of the route table as nobody and
// as each role alone that the policy lets, and holds the answer against it. What
// each role that it does not let is answered is in [TestTheMatrix]; the door that
// refuses them asks no engine.
func TestEveryRouteRefusesWhoMayNot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w := newWorld(t, d)
		for _, line := range w.site.Routes() {
			rule, ok := access.RuleFor(line.Action)
			if !ok {
				t.Errorf("%s has the action %q, which the policy does not name", line.Pattern, line.Action)
				continue
			}
			method, path := address(line.Pattern)
			answer, body := w.ask(method, path, "", "")
			if line.Action == access.Anyone {
				continue
			}
			if method == http.MethodGet && (answer.StatusCode != http.StatusSeeOther || !strings.HasPrefix(answer.Header.Get("Location"), "/sign-in")) {
				t.Errorf("nobody, %s: %d", line.Pattern, answer.StatusCode)
			}
			if method == http.MethodPost && (answer.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "You were signed out")) {
				t.Errorf("nobody, %s: %d", line.Pattern, answer.StatusCode)
			}
			if line.Pattern == "POST /sign-out" {
				continue // would end the session that the test goes on with
			}
			for role, session := range w.sessions {
				if !allowed(role, line.Action) {
					continue
				}
				answer, body := w.ask(method, path, session, "")
				if answer.StatusCode == http.StatusForbidden {
					t.Errorf("%s, %s: %d, and the policy allows it", role, line.Pattern, answer.StatusCode)
				}
				if answer.StatusCode >= 500 {
					t.Errorf("%s, %s: %d\n%s", role, line.Pattern, answer.StatusCode, body)
				}
			}
			if rule.OnCase && strings.Contains(line.Pattern, "{id}") {
				answer, _ := w.ask(method, path, w.stranger, "")
				if answer.StatusCode != http.StatusNotFound {
					t.Errorf("somebody with every role, %s of a case that does not exist: %d", line.Pattern, answer.StatusCode)
				}
			}
		}
	})
}

// TestEveryOperationRefusesWhoMayNot does the same for the JSON API, where what
// comes with a wrong token is refused too.
func TestEveryOperationRefusesWhoMayNot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w := newWorld(t, d)
		for path, item := range w.operations.Paths {
			for method, operation := range operations(item) {
				action, ok := route.ActionOf(operation)
				if !ok {
					t.Errorf("%s %s has no action", method, path)
					continue
				}
				if _, ok := access.RuleFor(action); !ok {
					t.Errorf("%s %s has the action %q, which the policy does not name", method, path, action)
				}
				_, concrete := address(method + " " + path)
				if answer, _ := w.ask(method, concrete, "", ""); answer.StatusCode != http.StatusUnauthorized {
					t.Errorf("nobody, %s %s: %d", method, path, answer.StatusCode)
				}
				if answer, _ := w.ask(method, concrete, "", "wrong token"); answer.StatusCode != http.StatusUnauthorized {
					t.Errorf("a wrong token, %s %s: %d", method, path, answer.StatusCode)
				}
				for role, token := range w.tokens {
					if role != everyone && !allowed(role, action) {
						continue // see TestTheMatrix
					}
					answer, body := w.ask(method, concrete, "", token)
					if answer.StatusCode >= 500 || role != everyone && answer.StatusCode == http.StatusForbidden {
						t.Errorf("%s, %s %s: %d\n%s", role, method, path, answer.StatusCode, body)
					}
				}
			}
		}
	})
}

// TestEveryPageIsWhole draws every page that can be drawn in an empty database,
// in the language that marks what went through the catalogue, and looks at its
// headers.
func TestEveryPageIsWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon }))
	for _, line := range w.site.Routes() {
		method, path := address(line.Pattern)
		if method != http.MethodGet {
			continue
		}
		answer, body := w.ask(method, path, w.stranger, "")
		for header, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got := answer.Header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", line.Pattern, header, got, want)
			}
		}
		if answer.StatusCode == http.StatusOK && strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") && strings.Count(body, "<h1") != 1 {
			t.Errorf("%s has %d main headings", line.Pattern, strings.Count(body, "<h1"))
		}
		if strings.Contains(body, "<script>") || strings.Contains(body, " style=") {
			t.Errorf("%s has something inline that the content security policy blocks", line.Pattern)
		}
	}
}

// TestAnUnknownAddressIsMissing holds whatever the address.
func TestAnUnknownAddressIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon }))
	for _, path := range []string{"/nothing", "/cases/x", "/people/../../etc/passwd/suspend", "/api/v1/nothing", "/assets/nothing.css"} {
		if answer, _ := w.ask(http.MethodGet, path, w.stranger, w.tokens[everyone]); answer.StatusCode != http.StatusNotFound && answer.StatusCode != http.StatusTemporaryRedirect {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

func TestTemplatesGoThroughTheCatalogue(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, site.Files())
}

func operations(item *huma.PathItem) map[string]*huma.Operation {
	found := map[string]*huma.Operation{}
	for method, operation := range map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put,
		http.MethodPatch: item.Patch, http.MethodDelete: item.Delete} {
		if operation != nil {
			found[method] = operation
		}
	}
	return found
}
