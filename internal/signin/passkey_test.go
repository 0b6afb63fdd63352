package signin_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/signin"
)

var party = virtualwebauthn.RelyingParty{Name: "Havenward", ID: "havenward.example", Origin: home}

// key is a passkey on a device of somebody.
type key struct {
	device     virtualwebauthn.Authenticator
	credential virtualwebauthn.Credential
}

// newKey makes a key on a device of the person.
func (w *world) newKey(name string) *key {
	return &key{virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(w.ids[name])}), newCredential()}
}

// newCredential makes a key pair that the device can state. The library writes
// the two coordinates of a public key without their leading zeros, which no
// browser does and no server may take: one key in 128 would be refused.
func newCredential() virtualwebauthn.Credential {
	for {
		c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
		if len(c.Key.AttestationData()) == coordinatesWhole {
			return c
		}
	}
}

// coordinatesWhole is the length of a stated key on P-256 whose coordinates both
// take their 32 bytes.
const coordinatesWhole = 77

// made is the answer of the device to the page that has a key made.
func (k *key) made(b *browser, party virtualwebauthn.RelyingParty) string {
	b.w.t.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(b.options())
	if err != nil {
		b.w.t.Fatal(err)
	}
	return virtualwebauthn.CreateAttestationResponse(party, k.device, k.credential, *options)
}

// used is the answer of the device to the page that asks for a key.
func (k *key) used(b *browser, party virtualwebauthn.RelyingParty) string {
	b.w.t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(b.options())
	if err != nil {
		b.w.t.Fatal(err)
	}
	k.credential.Counter++
	return virtualwebauthn.CreateAssertionResponse(party, k.device, k.credential, *options)
}

// add adds a passkey to the account of who is signed in.
func (b *browser) add(k *key, name string) {
	b.w.t.Helper()
	b.post("/account/passkeys/begin")
	if b.post("/account/passkeys", "name", name, "credential", k.made(b, party)); b.goes() != "/account/passkeys" {
		b.w.t.Fatalf("the passkey was not added: %d %s", b.last.StatusCode, b.body)
	}
}

func TestAPasskeySignsIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		b, k := w.browser(), w.newKey("ada")
		b.signIn("ada")
		b.add(k, "Blue key")
		if b.get("/account/passkeys"); !strings.Contains(b.body, "Blue key") {
			t.Error("the list does not name it")
		}
		fresh := w.browser()
		fresh.post("/sign-in/passkey/begin", "next", "/account")
		if !strings.Contains(fresh.options(), `"userVerification":"required"`) || strings.Contains(fresh.options(), "allowCredentials") {
			t.Errorf("what the browser is asked: %s", fresh.options())
		}
		if fresh.post("/sign-in/passkey", "credential", k.used(fresh, party), "next", "/account"); fresh.goes() != "/account" || !fresh.in() {
			t.Fatalf("the passkey does not sign in: %d %s", fresh.last.StatusCode, fresh.body)
		}
		*w.now = w.now.Add(11 * time.Minute)
		if fresh.get("/account/passkeys"); !strings.HasPrefix(fresh.goes(), "/step-up") {
			t.Fatalf("a proof of eleven minutes ago counts: %d", fresh.last.StatusCode)
		}
		before := fresh.cookies["__Host-session"]
		fresh.post("/step-up/passkey/begin", "next", "/account/passkeys")
		if fresh.post("/step-up/passkey", "credential", k.used(fresh, party), "next", "/account/passkeys"); fresh.goes() != "/account/passkeys" || fresh.get("/account/passkeys") != http.StatusOK {
			t.Errorf("the passkey proves nothing: %d", fresh.last.StatusCode)
		}
		if fresh.cookies["__Host-session"] == before {
			t.Error("the session's token was not renewed")
		}
	})
}

// TestWhatIsNoPasskeyOfThisMomentIsRefused has everything that is wrong with an
// answer, each time after the right beginning.
func TestWhatIsNoPasskeyOfThisMomentIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		owner, k := w.browser(), w.newKey("ada")
		owner.signIn("ada")
		owner.add(k, "Blue key")
		elsewhere, sibling := party, party
		elsewhere.ID, elsewhere.Origin = "evil.example", "https://evil.example"
		sibling.Origin = "https://other.havenward.example"
		present := *k
		present.device.Options.UserNotVerified = true
		forged := key{k.device, newCredential()}
		forged.credential.ID = k.credential.ID
		other := *k
		other.device.Options.UserHandle = []byte(w.ids["bob"])
		nobody := *k
		nobody.device.Options.UserHandle = []byte("nobody at all")
		var replayed string
		for name, answer := range map[string]func(b *browser) string{
			"another site":           func(b *browser) string { return k.used(b, elsewhere) },
			"another origin":         func(b *browser) string { return k.used(b, sibling) },
			"nobody was verified":    func(b *browser) string { return present.used(b, party) },
			"another private key":    func(b *browser) string { return forged.used(b, party) },
			"somebody else's handle": func(b *browser) string { return other.used(b, party) },
			"nobody's handle":        func(b *browser) string { return nobody.used(b, party) },
			"nothing":                func(*browser) string { return "" },
			"nonsense":               func(*browser) string { return `{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}` },
			"another challenge": func(b *browser) string {
				replayed = k.used(b, party)
				b.post("/sign-in/passkey/begin")
				return replayed
			},
			"too late": func(b *browser) string {
				answer := k.used(b, party)
				*w.now = w.now.Add(5*time.Minute + time.Second)
				return answer
			},
		} {
			b := w.browser()
			b.post("/sign-in/passkey/begin")
			if status := b.post("/sign-in/passkey", "credential", answer(b)); status != http.StatusUnprocessableEntity || b.in() {
				t.Errorf("%s: %d", name, status)
			}
		}
		// The same answer twice, in the browser whose it is.
		b := w.browser()
		b.post("/sign-in/passkey/begin")
		ceremony, answer := b.cookies["__Host-proving"], k.used(b, party)
		if b.post("/sign-in/passkey", "credential", answer); !b.in() {
			t.Fatal("the right answer is refused")
		}
		again := w.browser()
		again.cookies["__Host-proving"] = ceremony
		if again.post("/sign-in/passkey", "credential", answer); again.in() {
			t.Error("an answer signs in twice")
		}
		// Begun for one thing, answered for another.
		crossed := w.browser()
		crossed.post("/sign-in/passkey/begin")
		stolen := k.used(crossed, party)
		victim := w.browser()
		victim.signIn("bob")
		victim.cookies["__Host-proving"] = crossed.cookies["__Host-proving"]
		if status := victim.post("/step-up/passkey", "credential", stolen); status != http.StatusUnprocessableEntity {
			t.Errorf("a sign-in's challenge proves: %d", status)
		}
		// Ada's key proves nothing of Bob.
		victim.post("/step-up/passkey/begin")
		if status := victim.post("/step-up/passkey", "credential", k.used(victim, party)); status != http.StatusUnprocessableEntity {
			t.Errorf("Ada's key proves who Bob is: %d", status)
		}
		w.write(func(tx *db.Tx) error { return account.Suspend(background, tx, w.ids["ada"]) })
		b = w.browser()
		b.post("/sign-in/passkey/begin")
		if b.post("/sign-in/passkey", "credential", k.used(b, party)); b.in() {
			t.Error("a suspended person signs in")
		}
	})
}

func TestACopyOfAPasskeyIsNoticed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		owner, k := w.browser(), w.newKey("ada")
		owner.signIn("ada")
		owner.add(k, "Blue key")
		copied := *k
		for range 3 {
			b := w.browser()
			b.post("/sign-in/passkey/begin")
			if b.post("/sign-in/passkey", "credential", k.used(b, party)); !b.in() {
				t.Fatal("the key does not sign in")
			}
		}
		told := w.messages("ada@ours.example")
		b := w.browser()
		b.post("/sign-in/passkey/begin")
		if b.post("/sign-in/passkey", "credential", copied.used(b, party)); b.in() || w.messages("ada@ours.example") != told+1 || w.events("stop-passkey") != 1 {
			t.Errorf("a copy signs in, or nobody is told of it: %s", b.body)
		}
		b = w.browser()
		b.post("/sign-in/passkey/begin")
		if b.post("/sign-in/passkey", "credential", k.used(b, party)); b.in() {
			t.Error("a stopped key signs in")
		}
		if owner.get("/account/passkeys"); !strings.Contains(owner.body, "Stopped") {
			t.Error("the list does not say that it was stopped")
		}
	})
}

// TestTheLastWayInStays removes what can be removed, and no more.
func TestTheLastWayInStays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var code string
		w.write(func(tx *db.Tx) (err error) {
			code, err = account.Invite(background, tx, w.ids["new"], w.ids["ada"])
			return err
		})
		b, first, second := w.browser(), w.newKey("new"), w.newKey("new")
		b.post("/join", "email", "new@ours.example", "code", strings.ToLower(code))
		b.post("/join/passkey/begin")
		if b.post("/join/passkey", "name", "Laptop", "credential", first.made(b, party)); !b.in() {
			t.Fatalf("joining with a passkey: %d %s", b.last.StatusCode, b.body)
		}
		remove := regexp.MustCompile(`/account/passkeys/[0-9A-Za-z]{26}/remove`)
		b.get("/account/passkeys")
		laptop := remove.FindString(b.body)
		if status := b.post(laptop); status != http.StatusForbidden || !strings.Contains(b.body, "only way") {
			t.Errorf("removing the only way in: %d", status)
		}
		stranger := w.browser()
		stranger.signIn("ada")
		if stranger.get(laptop) != http.StatusNotFound || stranger.post(laptop) != http.StatusNotFound {
			t.Error("somebody else's passkey can be removed")
		}
		b.add(second, "Telephone")
		if b.post(laptop); b.goes() != "/account/passkeys" {
			t.Errorf("removing one of two: %d", b.last.StatusCode)
		}
		fresh := w.browser()
		fresh.post("/sign-in/passkey/begin")
		if fresh.post("/sign-in/passkey", "credential", first.used(fresh, party)); fresh.in() {
			t.Error("a removed passkey signs in")
		}
		if again := w.browser(); again.post("/join", "email", "new@ours.example", "code", code) != http.StatusUnprocessableEntity {
			t.Error("an invitation is taken up twice")
		}
	})
}

// TestAPasskeyIsMadeOnlyHereAndOnce has what is wrong with the making of a key.
func TestAPasskeyIsMadeOnlyHereAndOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		b, k := w.browser(), w.newKey("ada")
		b.signIn("ada")
		elsewhere := party
		elsewhere.Origin = "https://evil.example"
		unverified := *k
		unverified.device.Options.UserNotVerified = true
		for name, answer := range map[string]func() string{"another origin": func() string { return k.made(b, elsewhere) }, "nobody was verified": func() string { return unverified.made(b, party) }, "nothing": func() string { return "" }} {
			b.post("/account/passkeys/begin")
			if status := b.post("/account/passkeys", "name", "Key", "credential", answer()); status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", name, status)
			}
		}
		b.add(k, "Key")
		b.post("/account/passkeys/begin")
		if !strings.Contains(b.options(), "excludeCredentials") {
			t.Error("the browser is not told which keys there are")
		}
		if status := b.post("/account/passkeys", "name", "", "credential", k.made(b, party)); status != http.StatusUnprocessableEntity || !strings.Contains(b.body, "Enter a name") {
			t.Errorf("a key without a name: %d", status)
		}
	})
}

// TestPasskeysAreOfferedOnlyWhereTheyCanBe looks at addresses without a name, and
// at a service that was told no address.
func TestPasskeysAreOfferedOnlyWhereTheyCanBe(t *testing.T) {
	t.Parallel()
	for address, offered := range map[string]bool{home: true, "http://192.0.2.7": false, "nonsense": false, "": false} {
		w := newWorld(t, dbtest.SQLite(t), signin.Settings{URL: address, Secure: true})
		b := w.browser()
		if b.get("/sign-in"); strings.Contains(b.body, "Sign in with a passkey") != offered {
			t.Errorf("%q: offered %v, want %v", address, !offered, offered)
		}
	}
}
