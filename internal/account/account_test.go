package account_test

import (
	"context"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

var background = context.Background()

const password = "an invented password"

// world is a database with one person in it, and a clock that the test turns.
type world struct {
	d       *db.Database
	now     *time.Time
	secret  string
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
			hash, err := account.HashPassword(background, password)
			if err != nil {
				t.Fatal(err)
			}
			err = w.d.Write(background, func(tx *db.Tx) error {
				agency, err := account.AddAgency(background, tx, account.Agency{Name: "Ours", Kind: account.Police, Jurisdiction: "england"})
				if err != nil {
					return err
				}
				w.account, err = account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: "Ada@Example.org", Name: "Ada Example",
					PasswordHash: hash, TOTPSecret: w.secret, Roles: []account.Role{account.FirstResponder, account.AgencyAdministrator}})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			test(t, w)
		})
	}
}

func (w world) code(t *testing.T) string {
	t.Helper()
	code, err := account.Code(w.secret, *w.now)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (w world) signIn(t *testing.T) string {
	t.Helper()
	half, err := account.SignIn(background, w.d, " ADA@example.org", password, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	full, actor, err := account.EnterCode(background, w.d, half, w.code(t), "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	if actor.Name != "Ada Example" || !actor.Has(account.FirstResponder) || actor.Has(account.DecisionMaker) {
		t.Fatalf("signed in as %+v", actor)
	}
	if full == half {
		t.Fatal("the token from before the code is worth something after it")
	}
	return full
}

func (w world) live(t *testing.T, token string) bool {
	t.Helper()
	_, found, err := account.Session(background, w.d, token)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestSignInTakesPasswordAndCode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		half, err := account.SignIn(background, w.d, "ada@example.org", password, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		if w.live(t, half) {
			t.Error("the password alone signed in")
		}
		if _, _, err := account.EnterCode(background, w.d, half, "000000", "192.0.2.1"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a wrong code: %v", err)
		}
		code := w.code(t)
		full, _, err := account.EnterCode(background, w.d, half, code, "192.0.2.1")
		if err != nil || !w.live(t, full) {
			t.Fatalf("the right code: %v", err)
		}
		again, err := account.SignIn(background, w.d, "ada@example.org", password, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := account.EnterCode(background, w.d, again, code, "192.0.2.1"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code used twice: %v", err)
		}
		if err := account.SignOut(background, w.d, full); err != nil || w.live(t, full) {
			t.Errorf("still signed in after signing out: %v", err)
		}
	})
}

func TestWrongPasswordAndUnknownAddressLookTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		_, wrong := account.SignIn(background, w.d, "ada@example.org", "not the password", "192.0.2.1")
		_, unknown := account.SignIn(background, w.d, "nobody@example.org", password, "192.0.2.1")
		if wrong == nil || unknown == nil || wrong.Error() != unknown.Error() {
			t.Errorf("they differ: %v and %v", wrong, unknown)
		}
	})
}

func TestGuessingSlowsDownAndOthersAreNotLockedOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		for range 8 {
			if _, err := account.SignIn(background, w.d, "guess@example.org", "not the password", "192.0.2.9"); !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
		}
		if _, err := account.SignIn(background, w.d, "guess@example.org", "not the password", "192.0.2.9"); !fault.Is(err, fault.TooMany) {
			t.Errorf("after eight failures: %v", err)
		}
		if _, err := account.SignIn(background, w.d, "ada@example.org", password, "192.0.2.9"); err != nil {
			t.Errorf("a colleague behind the same address: %v", err)
		}
		*w.now = w.now.Add(16 * time.Minute)
		if _, err := account.SignIn(background, w.d, "guess@example.org", "not the password", "192.0.2.9"); !fault.Is(err, fault.Invalid) {
			t.Errorf("after waiting: %v", err)
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		token := w.signIn(t)
		for range 24 {
			*w.now = w.now.Add(25 * time.Minute)
			if !w.live(t, token) {
				t.Fatal("a session in use ended")
			}
		}
		*w.now = w.now.Add(31 * time.Minute)
		if w.live(t, token) {
			t.Error("a session without use went on")
		}
		token = w.signIn(t)
		if err := w.d.Write(background, func(tx *db.Tx) error { return account.Suspend(background, tx, w.account) }); err != nil {
			t.Fatal(err)
		}
		if w.live(t, token) {
			t.Error("a suspended person's session went on")
		}
		if _, err := account.SignIn(background, w.d, "ada@example.org", password, "192.0.2.1"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a suspended person signs in: %v", err)
		}
	})
}

func TestTokensActForTheirAccountUntilRevoked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		var token string
		var tokens []account.Token
		err := w.d.Write(background, func(tx *db.Tx) (err error) {
			if token, err = account.IssueToken(background, tx, w.account, "our case system"); err != nil {
				return err
			}
			tokens, err = account.Tokens(background, tx, w.account)
			return err
		})
		if err != nil || len(tokens) != 1 {
			t.Fatal(err, tokens)
		}
		actor, found, err := account.Bearer(background, w.d, token)
		if err != nil || !found || actor.Account != w.account {
			t.Errorf("bearer: %+v %v %v", actor, found, err)
		}
		if _, found, _ := account.Bearer(background, w.d, token+"x"); found {
			t.Error("a wrong token was taken")
		}
		err = w.d.Write(background, func(tx *db.Tx) error {
			if revoked, err := account.RevokeToken(background, tx, "another account", tokens[0].ID); err != nil || revoked {
				t.Errorf("another account revoked it: %v", err)
			}
			_, err := account.RevokeToken(background, tx, w.account, tokens[0].ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, found, _ := account.Bearer(background, w.d, token); found {
			t.Error("a revoked token was taken")
		}
	})
}

func TestPasswordsAreJudged(t *testing.T) {
	t.Parallel()
	for password, good := range map[string]bool{"short": false, "twelve chars": true, "aaaaaaaaaaaaaaaa": false, "đường phố dài": true, "": false} {
		if got := account.CheckPassword(password) == ""; got != good {
			t.Errorf("%q: good %v, want %v", password, got, good)
		}
	}
}
