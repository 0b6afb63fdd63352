package e2e

import (
	"slices"
	"testing"
)

// TestSigningIn goes through the front door: what is wrong is said without
// saying whether the account exists, what is right leads to one's own page.
func TestSigningIn(t *testing.T) {
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		EachMode(t, server, func(t *testing.T, p *Page) {
			p.Visit("/")
			p.SeeHeading("Sign in")
			p.See("Everybody in it is invented")
			p.Screenshot("sign-in")

			p.Click(Button, "Continue")
			p.SeeError("Enter your e-mail address")
			p.SeeError("Enter your password")
			if p.Status() != 422 {
				t.Errorf("status %d for an empty form, want 422", p.Status())
			}

			var refusals [][]string
			for _, email := range []string{"daniel.reeve@sca.example", "nobody@sca.example"} {
				p.Visit("/sign-in")
				p.Fill("E-mail address", email)
				p.Fill("Password", "not-the-password")
				p.Click(Button, "Continue")
				if p.Status() != 422 {
					t.Errorf("status %d for a wrong password, want 422", p.Status())
				}
				refusals = append(refusals, p.Errors())
			}
			if len(refusals[0]) == 0 || !slices.Equal(refusals[0], refusals[1]) {
				t.Errorf("an address with an account is told %q, one without %q", refusals[0], refusals[1])
			}

			p.SignIn("daniel.reeve@sca.example")
			p.SeeHeading("Hello, Daniel Reeve")
			second := p.NewTab()
			second.Visit("/")
			second.SeeHeading("Hello, Daniel Reeve")
			stranger := Open(t, server, p.Mode())
			stranger.Visit("/")
			stranger.SeeHeading("Sign in")

			p.Click(Button, "Sign out")
			second.Visit("/")
			second.SeeHeading("Sign in")
		})
	})
}
