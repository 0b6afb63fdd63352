package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
)

// addAuthenticator gives the tab's browser a passkey store of its own, as a
// telephone has one, which always recognises its owner.
func (p *Page) addAuthenticator() {
	p.t.Helper()
	if _, err := call(p, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		p.t.Fatalf("enable the virtual authenticator: %v", err)
	}
	_, err := call(p, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	if err != nil {
		p.t.Fatalf("add a virtual authenticator: %v", err)
	}
}

// TestSigningInWithAPasskey makes a passkey in a real browser and signs in with it
// from the first page; and signs in, and out, at an agency's own provider. Both belong
// to a name, so the server is visited by one.
func TestSigningInWithAPasskey(t *testing.T) {
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		server.URL = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
		p := Open(t, server, WithScript)
		p.addAuthenticator()
		p.SignIn("daniel.reeve@sca.example")
		p.Visit("/account")
		p.SeeHeading("Your account")
		p.Screenshot("your-account")
		p.Visit("/account/passkeys")
		p.See("You have no passkeys yet.")
		p.Click(Button, "Add a passkey")
		p.SeeHeading("Make a passkey")
		p.Fill("What do you call it?", "Work laptop")
		p.Click(Button, "Make the passkey")
		p.SeeHeading("Your passkeys")
		p.See("Work laptop")
		p.Screenshot("passkeys")
		p.Visit("/account/sessions")
		p.See("This one", "You are signed in nowhere else.")

		p.Click(Button, "Sign out")
		p.SeeHeading("Sign in")
		p.Press(Button, "Sign in with a passkey")
		p.SeeHeading("Hello, Daniel Reeve")
		p.Visit("/account/sessions")
		p.See("Passkey")

		p.Visit("/step-up?next=/account/passkeys")
		p.SeeHeading("Prove again who you are")
		p.Screenshot("prove-again")
		p.Press(Button, "Use a passkey")
		p.SeeHeading("Your passkeys")

		plain := Open(t, server, WithoutScript)
		plain.Visit("/sign-in")
		plain.Click(Button, "Sign in with a passkey")
		plain.See("Passkeys need JavaScript")
		plain.Click(Link, "Sign in another way")
		plain.SeeHeading("Sign in")
		plain.SignIn("grace.okafor@sca.example")
		plain.SeeHeading("Hello, Grace Okafor")

		if server.Database() == "" { // a provider knows nothing of the engine, and once is enough
			signInAtProvider(t, server)
		}
	})
}
