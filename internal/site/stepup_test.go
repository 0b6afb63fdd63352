package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

// unprove makes every session one whose person proved who they are a while ago.
func (w *world) unprove(t *testing.T, ago time.Duration) {
	t.Helper()
	w.write(t, func(tx *db.Tx) error {
		_, err := tx.Exec(background, `UPDATE session SET proved_until = $1`, tx.Now().Add(account.DefaultLimits().Proof-ago))
		return err
	})
}

// TestEveryRouteThatNeedsProofAsksForIt asks each route that says StepUp in a
// session whose proof is too old: a page leads to where one proves who one is
// and back, a form keeps what was typed. With a fresh proof neither asks.
func TestEveryRouteThatNeedsProofAsksForIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w := newWorld(t, d)
		asked := 0
		for _, fresh := range []bool{true, false} {
			w.unprove(t, map[bool]time.Duration{true: 9 * time.Minute, false: 10 * time.Minute}[fresh])
			for _, line := range w.site.Routes() {
				if !line.StepUp {
					continue
				}
				if line.Action == access.Anyone {
					t.Errorf("%s is for anyone, who can prove nothing", line.Pattern)
				}
				asked++
				method, path := address(line.Pattern)
				answer, body := w.ask(method, path, w.stranger, "")
				led := strings.HasPrefix(answer.Header.Get("Location"), "/step-up?next="+url.QueryEscape(path))
				kept := answer.StatusCode == http.StatusUnauthorized && strings.Contains(body, "Prove again who you are")
				if method == http.MethodGet && led == fresh || method == http.MethodPost && kept == fresh {
					t.Errorf("%s, proof is fresh: %v: %d to %q", line.Pattern, fresh, answer.StatusCode, answer.Header.Get("Location"))
				}
				// Whose role does not allow it is told so, and not asked to prove anything.
				if refused, _ := w.ask(method, path, w.sessions[account.Statistician], ""); line.Action == access.ManageAccounts && refused.StatusCode != http.StatusForbidden {
					t.Errorf("%s, a role that may not: %d", line.Pattern, refused.StatusCode)
				}
			}
		}
		if asked == 0 {
			t.Error("no route asks for proof")
		}
	})
}

// TestProvingGoesBackAndRenewsTheSession walks the way of somebody whose proof is
// too old, with what goes wrong on it.
func TestProvingGoesBackAndRenewsTheSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon }))
	w.unprove(t, time.Hour)
	session := w.sessions[account.AgencyAdministrator]

	typed := url.Values{"name": {"Somebody <New>"}, "email": {"new@example.org"}, "roles": {"first-responder", "panel-member"}}
	if _, body := w.post("/people/add", typed, session); strings.Count(body, `name="roles"`) != 2 || !strings.Contains(body, `value="Somebody &lt;New&gt;"`) || !strings.Contains(body, `action="/people/add"`) {
		t.Errorf("what was typed is not in the page: %s", body)
	}
	if answer, body := w.post("/step-up", url.Values{"next": {"/people"}}, session); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Enter your password") {
		t.Errorf("an empty proof: %d", answer.StatusCode)
	}
	secret := w.secrets[account.AgencyAdministrator]
	next, err := account.Code(secret, w.db.Now().Add(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	used, err := account.Code(secret, w.db.Now())
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(background, tx, emails()[account.AgencyAdministrator])
		if err != nil {
			return err
		}
		if taken, err := account.TakeCode(background, tx, actor.Account, used, 0); err != nil || taken != account.CodeRight {
			t.Errorf("a code that was not used before: %v %v", taken, err)
		}
		return nil
	})
	var wrong []string
	for _, p := range []url.Values{{"password": {"not the password"}, "code": {next}}, {"password": {password}, "code": {"000000"}}, {"password": {password}, "code": {used}}} {
		p.Set("next", "/people")
		answer, body := w.post("/step-up", p, session)
		if answer.StatusCode != http.StatusUnprocessableEntity || len(answer.Cookies()) > 0 {
			t.Errorf("%v: %d", p, answer.StatusCode)
		}
		wrong = append(wrong, strings.ReplaceAll(alike(body), `value="`+p.Get("code")+`"`, ""))
	}
	if wrong[0] != wrong[1] || wrong[1] != wrong[2] {
		t.Error("the page tells whether the password or the code was wrong")
	}
	answer, _ := w.post("/step-up", url.Values{"password": {password}, "code": {next}, "next": {"/people"}}, session)
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/people" || len(answer.Cookies()) != 1 {
		t.Fatalf("the right proof: %d to %q", answer.StatusCode, answer.Header.Get("Location"))
	}
	renewed := answer.Cookies()[0].Value
	if answer, _ := w.ask(http.MethodGet, "/people", renewed, ""); answer.StatusCode != http.StatusOK {
		t.Errorf("after proving: %d", answer.StatusCode)
	}
	if answer, _ := w.ask(http.MethodGet, "/", session, ""); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("the token from before the proof still opens the session: %d", answer.StatusCode)
	}
	for _, elsewhere := range []string{"//evil.example", "https://evil.example/", `/\evil.example`} {
		if _, body := w.ask(http.MethodGet, "/step-up?next="+url.QueryEscape(elsewhere), renewed, ""); !strings.Contains(body, `name="next" value="/"`) {
			t.Errorf("leads to %s", elsewhere)
		}
	}
}

// TestNoTokenIsAProof holds for a program, whatever its person did on the pages.
func TestNoTokenIsAProof(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w := newWorld(t, d)
		actor, found, err := account.Bearer(background, d, w.tokens[account.AgencyAdministrator])
		if err != nil || !found {
			t.Fatal(err)
		}
		actor.Via = account.API
		if err := access.Proof(actor, d.Now()); !fault.Is(err, fault.StepUp) {
			t.Errorf("a token proved: %v", err)
		}
		actor, found, err = account.Session(background, d, w.sessions[account.AgencyAdministrator], account.Device{Origin: "192.0.2.1"})
		if err != nil || !found || access.Proof(actor, d.Now()) != nil || access.Proof(actor, d.Now().Add(10*time.Minute)) == nil {
			t.Errorf("a session that has just proved: %v %v, until %s", found, err, actor.ProvedUntil)
		}
		if err := access.Proof(account.Actor{ProvedUntil: d.Now().Add(time.Hour)}, d.Now()); !fault.Is(err, fault.SignIn) {
			t.Errorf("nobody proved: %v", err)
		}
	})
}
