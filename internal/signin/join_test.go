package signin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

// TestSomebodyJoinsWithTheirInvitation goes from the code to a password and an
// authenticator that nobody else has seen.
func TestSomebodyJoinsWithTheirInvitation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var old, code string
		w.write(func(tx *db.Tx) (err error) {
			if old, err = account.Invite(background, tx, w.ids["new"], w.ids["ada"]); err != nil {
				return err
			}
			code, err = account.Invite(background, tx, w.ids["new"], w.ids["ada"])
			return err
		})
		b := w.browser()
		for name, pair := range map[string][2]string{"an older code": {"new@ours.example", old}, "somebody else's address": {"ada@ours.example", code}, "half a code": {"new@ours.example", code[:11]}} {
			if status := b.post("/join", "email", pair[0], "code", pair[1]); status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", name, status)
			}
		}
		if b.get("/join/password") != http.StatusSeeOther {
			t.Error("the page to choose is open to anybody")
		}
		if b.post("/join", "email", "NEW@ours.example", "code", strings.ReplaceAll(strings.ToLower(code), "-", " ")); b.goes() != "/join/choose" {
			t.Fatalf("the right code: %d %s", b.last.StatusCode, b.body)
		}
		if b.in() {
			t.Error("the invitation alone signs in")
		}
		b.get("/join/choose")
		b.get("/join/password")
		secret := secretOf(b.body)
		if !strings.Contains(b.body, "<svg") || secret == "" {
			t.Error("no picture of the key")
		}
		right, err := account.Code(secret, *w.now)
		if err != nil {
			t.Fatal(err)
		}
		if b.post("/join/password", "password", "newcomer2026", "secret", secret, "code", right); b.last.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a password made of the name: %d", b.last.StatusCode)
		}
		if b.post("/join/password", "password", "orbit pencil velvet tram", "secret", "ABC", "code", right); b.last.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a secret of one's own making: %d", b.last.StatusCode)
		}
		if b.post("/join/password", "password", "orbit pencil velvet tram", "secret", secret, "code", right); !b.in() {
			t.Fatalf("joining: %d %s", b.last.StatusCode, b.body)
		}
		if b.cookies["__Host-joining"] != "" {
			t.Error("the invitation's cookie stays")
		}
		if again := w.browser(); again.post("/join", "email", "new@ours.example", "code", code) != http.StatusUnprocessableEntity {
			t.Error("an invitation is taken up twice")
		}
		w.write(func(tx *db.Tx) (err error) {
			code, err = account.Invite(background, tx, w.ids["bob"], w.ids["ada"])
			return err
		})
		*w.now = w.now.Add(account.InvitationTime + time.Minute)
		if b := w.browser(); b.post("/join", "email", "bob@ours.example", "code", code) != http.StatusUnprocessableEntity {
			t.Error("an invitation that is over is taken")
		}
	})
}

// TestTwoAdministratorsLetSomebodyBackIn needs both, and ends what was before.
func TestTwoAdministratorsLetSomebodyBackIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		thief := w.browser()
		thief.signIn("ada")
		var first, second string
		var recovery db.ID
		w.write(func(tx *db.Tx) (err error) {
			first, recovery, _, err = account.AskRecovery(background, tx, w.ids["ada"], w.ids["bob"], "lost telephone")
			return err
		})
		b := w.browser()
		if b.post("/recover", "email", "ada@ours.example", "first", first, "second", first); b.last.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("one administrator's code twice: %d", b.last.StatusCode)
		}
		w.write(func(tx *db.Tx) error {
			for name, by := range map[string]db.ID{"who asked": w.ids["bob"], "who it is for": w.ids["ada"]} {
				if _, agreed, err := account.AgreeRecovery(background, tx, recovery, by); err != nil || agreed {
					t.Errorf("%s agreed: %v", name, err)
				}
			}
			if _, _, started, err := account.AskRecovery(background, tx, w.ids["ada"], w.ids["new"], "again"); err != nil || started {
				t.Errorf("a second way back in at once: %v", err)
			}
			var agreed bool
			var err error
			second, agreed, err = account.AgreeRecovery(background, tx, recovery, w.ids["new"])
			if !agreed {
				t.Error("the second administrator cannot agree")
			}
			return err
		})
		if b.post("/recover", "email", "bob@ours.example", "first", first, "second", second); b.last.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("for somebody else: %d", b.last.StatusCode)
		}
		if b.post("/recover", "email", "ada@ours.example", "first", second, "second", first); b.goes() != "/join/choose" {
			t.Fatalf("both codes: %d %s", b.last.StatusCode, b.body)
		}
		if !thief.in() {
			t.Error("the codes alone changed something")
		}
		k := w.newKey("ada")
		b.post("/join/passkey/begin")
		if b.post("/join/passkey", "name", "New telephone", "credential", k.made(b, party)); !b.in() {
			t.Fatalf("back in: %d %s", b.last.StatusCode, b.body)
		}
		if thief.in() {
			t.Error("a session from before goes on")
		}
		*w.now = w.now.Add(time.Minute)
		if old := w.browser(); old.post("/sign-in", "email", "ada@ours.example", "password", password) != http.StatusUnprocessableEntity {
			t.Error("the old password still works")
		}
		for _, email := range []string{"ada@ours.example", "bob@ours.example", "new@ours.example"} {
			if w.messages(email) == 0 {
				t.Errorf("%s was not told", email)
			}
		}
		if again := w.browser(); again.post("/recover", "email", "ada@ours.example", "first", first, "second", second) != http.StatusUnprocessableEntity {
			t.Error("a way back in is used twice")
		}
		if w.events("recover") != 1 {
			t.Error("the record does not say that it was used")
		}
	})
}

// TestAWayBackInCanBeStopped at any moment before it is used.
func TestAWayBackInCanBeStopped(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var first, second string
		var recovery db.ID
		w.write(func(tx *db.Tx) (err error) {
			if first, recovery, _, err = account.AskRecovery(background, tx, w.ids["ada"], w.ids["bob"], "lost telephone"); err != nil {
				return err
			}
			second, _, err = account.AgreeRecovery(background, tx, recovery, w.ids["new"])
			return err
		})
		b := w.browser()
		b.post("/recover", "email", "ada@ours.example", "first", first, "second", second)
		k := w.newKey("ada")
		b.post("/join/passkey/begin")
		answer := k.made(b, party)
		w.write(func(tx *db.Tx) error { _, err := account.StopRecovery(background, tx, recovery); return err })
		if b.post("/join/passkey", "name", "Key", "credential", answer); b.in() {
			t.Error("a stopped way back in lets somebody in")
		}
		w.write(func(tx *db.Tx) error {
			if keys, err := account.Passkeys(background, tx, w.ids["ada"]); err != nil || len(keys) != 0 {
				t.Errorf("it left %d passkeys: %v", len(keys), err)
			}
			return nil
		})
	})
}
