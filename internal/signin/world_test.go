package signin_test

import (
	"context"
	"crypto/sha1"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/signin"
)

var background = context.Background()

const (
	password = "lantern-harbour-42"
	home     = "https://havenward.example"
)

// world is the room of signing in over a database with a few people, and a clock
// that the test turns.
type world struct {
	t       *testing.T
	d       *db.Database
	now     *time.Time
	handler http.Handler
	agency  db.ID
	ids     map[string]db.ID
	secrets map[string]string
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, open(t), signin.Settings{URL: home, Secure: true, Breached: breached(t)}))
		})
	}
}

func newWorld(t *testing.T, url string, settings signin.Settings) *world {
	t.Helper()
	now := dbtest.Noon
	w := &world{t: t, now: &now, ids: map[string]db.ID{}, secrets: map[string]string{}}
	w.d = dbtest.Open(t, url, func() time.Time { return now })
	w.handler = handler(w.d, settings)
	hash, err := account.HashPassword(background, password)
	if err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *db.Tx) (err error) {
		if w.agency, err = account.AddAgency(background, tx, account.Agency{Name: "Ours", Kind: account.Police, Jurisdiction: "england"}); err != nil {
			return err
		}
		for _, name := range []string{"ada", "bob"} {
			email := name + "@ours.example"
			w.secrets[name], _ = account.NewTOTPSecret(email)
			if w.ids[name], err = account.AddAccount(background, tx, account.NewAccount{Agency: w.agency, Email: email, Name: strings.ToUpper(name), PasswordHash: hash,
				TOTPSecret: w.secrets[name], Roles: []account.Role{account.FirstResponder}}); err != nil {
				return err
			}
		}
		w.ids["new"], err = account.AddAccount(background, tx, account.NewAccount{Agency: w.agency, Email: "new@ours.example", Name: "Newcomer", Roles: []account.Role{account.FirstResponder}})
		return err
	})
	return w
}

// known stands on the list of breached passwords, though nobody would guess it.
const known = "gravel copper fjord sleigh"

func breached(t *testing.T) *account.Breached {
	t.Helper()
	path := filepath.Join(t.TempDir(), "breached.txt")
	if err := os.WriteFile(path, fmt.Appendf(nil, "%X:3\r\n", sha1.Sum([]byte(known))), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := account.OpenBreached(path)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// handler serves the routes of the room as the site does.
func handler(d *db.Database, settings signin.Settings) http.Handler {
	room := signin.New(d, settings)
	edge := &page.Edge{Log: slog.New(slog.DiscardHandler), SignIn: signin.Path, StepUp: signin.StepUpPath}
	mux := http.NewServeMux()
	for _, line := range room.Routes() {
		mux.Handle(line.Pattern, edge.Handle(func(w http.ResponseWriter, r *http.Request) error {
			actor, err := room.Actor(r)
			if err != nil {
				return err
			}
			if err := access.Role(actor, line.Action); err != nil {
				return err
			}
			if line.StepUp {
				if err := access.Proof(actor, d.Now()); err != nil {
					return err
				}
			}
			return line.Handle(&route.Request{Writer: w, Request: r, DB: d, Actor: actor, Words: page.WordsFor(r)})
		}))
	}
	return page.RequestID(mux)
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(background, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) code(name string) string {
	code, err := account.Code(w.secrets[name], *w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// events counts what the record holds of an action.
func (w *world) events(action string) (n int) {
	w.write(func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT count(*) FROM audit_event WHERE action = $1`, []any{action}, &n)
		return err
	})
	return n
}

// messages counts what was told to an address.
func (w *world) messages(to string) (n int) {
	w.write(func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT count(*) FROM message WHERE recipient = $1`, []any{to}, &n)
		return err
	})
	return n
}

// browser keeps cookies as a browser does.
type browser struct {
	w       *world
	origin  string // network address
	cookies map[string]string
	last    *http.Response
	body    string
}

func (w *world) browser() *browser {
	return &browser{w: w, origin: "192.0.2.1", cookies: map[string]string{}}
}

func (b *browser) send(method, path string, values url.Values) int {
	var r *http.Request
	if method == http.MethodPost {
		r = httptest.NewRequest(method, home+path, strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else {
		r = httptest.NewRequest(method, home+path, nil)
	}
	r.RemoteAddr = b.origin + ":4711"
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	recorder := httptest.NewRecorder()
	b.w.handler.ServeHTTP(recorder, r)
	b.last, b.body = recorder.Result(), recorder.Body.String()
	for _, cookie := range b.last.Cookies() {
		if !strings.HasPrefix(cookie.Name, "__Host-") || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.Domain != "" || cookie.SameSite != http.SameSiteLaxMode {
			b.w.t.Errorf("the cookie %s is not kept as it should be: %s", cookie.Name, b.last.Header.Get("Set-Cookie"))
		}
		if cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		} else {
			b.cookies[cookie.Name] = cookie.Value
		}
	}
	return b.last.StatusCode
}

func (b *browser) get(path string) int { return b.send(http.MethodGet, path, nil) }

func (b *browser) post(path string, pairs ...string) int {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return b.send(http.MethodPost, path, values)
}

func (b *browser) goes() string { return b.last.Header.Get("Location") }

// in reports whether the browser is signed in.
func (b *browser) in() bool { return b.get("/account") == http.StatusOK }

func (b *browser) signIn(name string) {
	b.w.t.Helper()
	b.post("/sign-in", "email", name+"@ours.example", "password", password)
	if b.post("/sign-in/code", "code", b.w.code(name), "next", "/"); b.last.StatusCode != http.StatusSeeOther {
		b.w.t.Fatalf("%s is not signed in: %d %s", name, b.last.StatusCode, b.body)
	}
}

var optionsOf = regexp.MustCompile(`data-options="([^"]*)"`)

// options are those that the page gives to the browser's own passkeys.
func (b *browser) options() string {
	b.w.t.Helper()
	found := optionsOf.FindStringSubmatch(b.body)
	if found == nil {
		b.w.t.Fatalf("the page asks for no passkey: %d %s", b.last.StatusCode, b.body)
	}
	return html.UnescapeString(found[1])
}
