package account_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

var background = context.Background()

// world is a database with one person in it, and a clock that the test turns.
type world struct {
	d       *db.Database
	now     *time.Time
	secret  string
	agency  db.ID
	account db.ID
}

func each(t *testing.T, test func(t *testing.T, w world)) {
	t.Helper()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := dbtest.Noon
			w := world{now: &now, d: dbtest.Open(t, url(t), func() time.Time { return now })}
			w.secret, _ = account.NewTOTPSecret("ada@example.org")
			w.write(t, func(tx *db.Tx) (err error) {
				if w.agency, err = account.AddAgency(background, tx, account.Agency{Name: "Ours", Kind: account.Police, Jurisdiction: "england"}); err != nil {
					return err
				}
				w.account, err = account.AddAccount(background, tx, account.NewAccount{Agency: w.agency, Email: "Ada@Example.org", Name: "Ada Example",
					PasswordHash: "unused", TOTPSecret: w.secret, Roles: []account.Role{account.FirstResponder, account.AgencyAdministrator}})
				return err
			})
			test(t, w)
		})
	}
}

func (w world) write(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := w.d.Write(background, fn); err != nil {
		t.Fatal(err)
	}
}

// aBrowser is where the sessions of the tests are opened.
var aBrowser = account.Device{Agent: "a browser", Origin: "192.0.2.1"}

func (w world) open(t *testing.T) (token string) {
	t.Helper()
	w.write(t, func(tx *db.Tx) (err error) {
		token, err = account.OpenSession(background, tx, w.account, account.ByCode, aBrowser, account.DefaultLimits())
		return err
	})
	return token
}

func (w world) live(t *testing.T, token string) bool {
	t.Helper()
	_, found, err := account.Session(background, w.d, token, aBrowser)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		token := w.open(t)
		for range 24 {
			*w.now = w.now.Add(25 * time.Minute)
			if !w.live(t, token) {
				t.Fatal("a session in use ended")
			}
		}
		if *w.now = w.now.Add(2 * time.Hour); w.live(t, token) {
			t.Error("a session went on past its working day")
		}
		token = w.open(t)
		if *w.now = w.now.Add(29 * time.Minute); !w.live(t, token) {
			t.Error("a session ended before it was idle long enough")
		}
		if *w.now = w.now.Add(30 * time.Minute); w.live(t, token) {
			t.Error("a session without use went on")
		}
		var stage string
		w.write(t, func(tx *db.Tx) (err error) {
			stage, err = account.OpenStage(background, tx, w.account, account.CodeStage, account.ByCode, account.Device{}, 10*time.Minute)
			return err
		})
		if w.live(t, stage) {
			t.Error("what is only good for the code page opens the service")
		}
	})
}

// TestNothingGoesOnAfterAccessEnds ends access in each way there is, and asks
// again with the session from before: the next request finds nobody.
func TestNothingGoesOnAfterAccessEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		for name, end := range map[string][2]func(tx *db.Tx) error{
			"the person is suspended": {func(tx *db.Tx) error { return account.Suspend(background, tx, w.account) }, func(tx *db.Tx) error { return account.Restore(background, tx, w.account) }},
			"the agency is suspended": {func(tx *db.Tx) error { return account.SuspendAgency(background, tx, w.agency) }, func(tx *db.Tx) error { return account.RestoreAgency(background, tx, w.agency) }},
			"the roles change": {func(tx *db.Tx) error {
				return account.SetRoles(background, tx, w.account, []account.Role{account.SupportProvider})
			}, func(*db.Tx) error { return nil }},
			"every session is ended": {func(tx *db.Tx) error { return account.EndSessions(background, tx, w.account, "") }, func(*db.Tx) error { return nil }},
		} {
			token, program := w.open(t), ""
			w.write(t, func(tx *db.Tx) (err error) {
				program, err = account.IssueToken(background, tx, w.account, "test")
				return err
			})
			w.write(t, end[0])
			if w.live(t, token) {
				t.Errorf("%s, and the session goes on", name)
			}
			if _, found, _ := account.Bearer(background, w.d, program); found && strings.Contains(name, "suspended") {
				t.Errorf("%s, and the token goes on", name)
			}
			w.write(t, end[1])
			if w.live(t, token) {
				t.Errorf("%s, and the session came back to life", name)
			}
		}
		actor, _, err := account.Session(background, w.d, w.open(t), aBrowser)
		if err != nil || !slices.Equal(actor.Roles, []account.Role{account.SupportProvider}) {
			t.Errorf("after the roles changed: %v %v", actor.Roles, err)
		}
	})
}

func TestASessionListShowsWhatIsLiveAndEndsIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		first, second := w.open(t), w.open(t)
		actor, _, err := account.Session(background, w.d, second, aBrowser)
		if err != nil {
			t.Fatal(err)
		}
		var listed []account.OpenedSession
		w.write(t, func(tx *db.Tx) (err error) {
			if listed, err = account.Sessions(background, tx, w.account); err != nil {
				return err
			}
			if ended, err := account.EndSession(background, tx, "somebody else", actor.Session); err != nil || ended {
				t.Errorf("somebody else ended it: %v", err)
			}
			return account.EndSessions(background, tx, w.account, actor.Session)
		})
		if len(listed) != 2 || listed[0].Device.Agent != "a browser" || listed[0].Until != w.now.Add(30*time.Minute) {
			t.Errorf("listed %+v", listed)
		}
		if w.live(t, first) || !w.live(t, second) {
			t.Error("ending all others did not leave this one alone")
		}
	})
}

// TestGuessingSlowsDownWithoutLockingAnybodyOut has one address guess at one
// account, then many guess at it, and looks at whom that keeps out.
func TestGuessingSlowsDownWithoutLockingAnybodyOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		allowed := func(try account.Try) (allowed bool) {
			w.write(t, func(tx *db.Tx) error {
				err := try.Allow(background, tx)
				if err != nil && !fault.Is(err, fault.TooMany) {
					t.Error(err)
				}
				allowed = err == nil
				return nil
			})
			return allowed
		}
		fail := func(try account.Try, times int) {
			for range times {
				w.write(t, func(tx *db.Tx) error { return try.Failed(background, tx) })
			}
		}
		var device string
		w.write(t, func(tx *db.Tx) (err error) { device, err = account.KnowDevice(background, tx, w.account); return err })
		one := account.Try{Email: "ADA@example.org", Origin: "192.0.2.9"}
		if fail(one, 7); !allowed(one) {
			t.Error("kept out too soon")
		}
		if fail(one, 1); allowed(one) {
			t.Error("one address goes on guessing at one account")
		}
		if !allowed(account.Try{Email: "ada@example.org", Origin: "192.0.2.10"}) {
			t.Error("the person herself is kept out at another address")
		}
		if !allowed(account.Try{Email: "bob@example.org", Origin: "192.0.2.9"}) {
			t.Error("a colleague behind the same address is kept out")
		}
		for i := range 40 {
			fail(account.Try{Email: "ada@example.org", Origin: "198.51.100." + string(rune('a'+i))}, 1)
		}
		if allowed(account.Try{Email: "ada@example.org", Origin: "203.0.113.1"}) {
			t.Error("many addresses go on guessing at one account")
		}
		hers := account.Try{Email: "ada@example.org", Origin: "192.0.2.9", Device: device}
		if !allowed(hers) {
			t.Error("others locked her account in the browser that she always uses")
		}
		if allowed(account.Try{Email: "ada@example.org", Origin: "203.0.113.1", Device: device + "x"}) || allowed(account.Try{Email: "ada@example.org", Origin: "203.0.113.1", Device: ""}) {
			t.Error("an unknown browser passes for a known one")
		}
		if fail(hers, 8); allowed(hers) {
			t.Error("a known browser guesses without end")
		}
		if *w.now = w.now.Add(15 * time.Minute); !allowed(one) || !allowed(hers) {
			t.Error("waiting does not help")
		}
		for i := range 200 {
			fail(account.Try{Email: string(rune('a'+i%26)) + "@" + string(rune('a'+i/26)) + ".example", Origin: "192.0.2.9"}, 1)
		}
		if allowed(account.Try{Email: "new@example.org", Origin: "192.0.2.9"}) {
			t.Error("one address tries two hundred accounts and goes on")
		}
	})
}

func TestTokensActForTheirAccountUntilRevoked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		var token string
		var tokens []account.Token
		w.write(t, func(tx *db.Tx) (err error) {
			if token, err = account.IssueToken(background, tx, w.account, "our case system"); err != nil {
				return err
			}
			tokens, err = account.Tokens(background, tx, w.account)
			return err
		})
		if len(tokens) != 1 {
			t.Fatal(tokens)
		}
		actor, found, err := account.Bearer(background, w.d, token)
		if err != nil || !found || actor.Account != w.account {
			t.Errorf("bearer: %+v %v %v", actor, found, err)
		}
		if _, found, _ := account.Bearer(background, w.d, token+"x"); found {
			t.Error("a wrong token was taken")
		}
		w.write(t, func(tx *db.Tx) error {
			if revoked, err := account.RevokeToken(background, tx, "another account", tokens[0].ID); err != nil || revoked {
				t.Errorf("another account revoked it: %v", err)
			}
			_, err := account.RevokeToken(background, tx, w.account, tokens[0].ID)
			return err
		})
		if _, found, _ := account.Bearer(background, w.d, token); found {
			t.Error("a revoked token was taken")
		}
	})
}

func TestPasswordsAreJudged(t *testing.T) {
	t.Parallel()
	for password, good := range map[string]bool{"short": false, "": false, "aaaaaaaaaaaaaaaa": false, "Password123456!": false, "qwertyuiop1234567890": false,
		"Ada Example 2026": false, "ada@example.org1": false, "Westhaven Police": false, "havenwardhavenward": false,
		"đường phố dài lắm": true, "lantern-harbour-42": true, "orbit pencil velvet tram": true, strings.Repeat("x7", 101): false} {
		if got := account.CheckPassword(password, "Ada Example", "ada@example.org", "Westhaven Police") == ""; got != good {
			t.Errorf("%q: good %v, want %v", password, got, good)
		}
	}
}

// TestNoSecretIsReadableInTheDatabase looks for what was stored of an
// authenticator, a session and a code in every text of the tables.
func TestNoSecretIsReadableInTheDatabase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		token := w.open(t)
		w.write(t, func(tx *db.Tx) error {
			code, err := account.Invite(background, tx, w.account, w.account)
			if err != nil {
				return err
			}
			if err := account.SetProvider(background, tx, account.IdentityProvider{Agency: w.agency, Issuer: "https://login.example", ClientID: "havenward", Secret: "a client secret of theirs", Binding: account.BySubject, Domains: []string{"example.org"}}); err != nil {
				return err
			}
			for _, query := range []string{`SELECT totp_sealed FROM account`, `SELECT token_hash FROM session`, `SELECT code_hash FROM invitation`, `SELECT secret FROM provider`} {
				var stored []byte
				if found, err := tx.Row(background, query, nil, &stored); err != nil || !found || len(stored) == 0 {
					t.Errorf("%s: %v %v", query, found, err)
				}
				for _, secret := range []string{w.secret, token, code, "client secret"} {
					if strings.Contains(string(stored), secret) {
						t.Errorf("%s gives %q", query, secret)
					}
				}
			}
			provider, found, err := account.ProviderFor(background, tx, "anybody@EXAMPLE.org")
			if err != nil || !found || provider.Secret != "a client secret of theirs" {
				t.Errorf("the provider of a domain: %+v %v %v", provider, found, err)
			}
			for _, email := range []string{"x@example.orgs", "x@notexample.org", "x@%", "x@", "x", "x@example_org"} {
				if _, found, err := account.ProviderFor(background, tx, email); err != nil || found {
					t.Errorf("%s leads to a provider: %v", email, err)
				}
			}
			return nil
		})
	})
}
