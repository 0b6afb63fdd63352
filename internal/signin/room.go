// Package signin is how people prove who they are: by a passkey, by a password
// and a code, or through their agency's identity provider; their first way in by
// invitation and their way back by two administrators; and the pages on which
// they look after all that.
package signin

import (
	"embed"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

// Addresses that others lead to.
const (
	Path       = "/sign-in"
	StepUpPath = "/step-up"
	// StepUpDone says to go back to the tab where a form waits.
	StepUpDone = "/step-up/done"
)

// Settings are what a deployment chooses.
type Settings struct {
	// URL is the address by which people reach the service. Passkeys and identity
	// providers are bound to it; without it there are passkeys on localhost alone.
	URL string
	// Secure says that people reach the service over TLS.
	Secure bool
	Limits account.Limits
	// CodeDrift is how far the clocks of authenticators may differ: a code counts so
	// much longer before and after the 30 seconds in which it is shown.
	CodeDrift time.Duration
	// Breached is the list of passwords that nobody may choose; nil where there is
	// none beside the common ones that the program knows.
	Breached *account.Breached
	// Demonstration shows on the sign-in page who can sign in and how.
	Demonstration *Demonstration
}

// Demonstration is what the sign-in page of a demonstration tells.
type Demonstration struct {
	Password string
	People   []DemonstrationPerson
}

// DemonstrationPerson is an invented person who can sign in.
type DemonstrationPerson struct {
	Name, Email, Does, Secret string
}

// Room is signing in.
type Room struct {
	DB *db.Database
	Settings
	pages *page.Renderer
	// providers are the identity providers, as they described themselves.
	providers *directory
}

// New makes the room.
func New(d *db.Database, settings Settings) *Room {
	if settings.Limits == (account.Limits{}) {
		settings.Limits = account.DefaultLimits()
	}
	return &Room{DB: d, Settings: settings, pages: page.New(files, "pages/*.html"), providers: &directory{client: providerClient(), known: map[string]described{}}}
}

// Routes are the addresses of signing in.
func (m *Room) Routes() []route.Route {
	return forAbroad([]route.Route{
		{Pattern: "GET /sign-in", Action: access.Anyone, Handle: m.signInPage},
		{Pattern: "POST /sign-in", Action: access.Anyone, Handle: m.signIn},
		{Pattern: "GET /sign-in/code", Action: access.Anyone, Handle: m.codePage},
		{Pattern: "POST /sign-in/code", Action: access.Anyone, Handle: m.enterCode},
		{Pattern: "POST /sign-in/passkey/begin", Action: access.Anyone, Handle: m.beginSignIn},
		{Pattern: "POST /sign-in/passkey", Action: access.Anyone, Handle: m.passkeySignIn},
		{Pattern: "GET /sign-in/agency", Action: access.Anyone, Handle: m.agencyPage},
		{Pattern: "POST /sign-in/agency", Action: access.Anyone, Handle: m.goToProvider},
		{Pattern: "GET /sign-in/provider", Action: access.Anyone, Handle: m.fromProvider},
		{Pattern: "GET /sign-in/signed-out", Action: access.Anyone, Handle: m.signedOutPage},
		{Pattern: "POST /sign-out", Action: access.SignedIn, Handle: m.signOut},

		{Pattern: "GET /join", Action: access.Anyone, Handle: m.joinPage},
		{Pattern: "POST /join", Action: access.Anyone, Handle: m.join},
		{Pattern: "GET /recover", Action: access.Anyone, Handle: m.recoverPage},
		{Pattern: "POST /recover", Action: access.Anyone, Handle: m.recover},
		{Pattern: "GET /join/choose", Action: access.Anyone, Handle: m.choosePage},
		{Pattern: "POST /join/passkey/begin", Action: access.Anyone, Handle: m.beginJoin},
		{Pattern: "POST /join/passkey", Action: access.Anyone, Handle: m.joinWithPasskey},
		{Pattern: "GET /join/password", Action: access.Anyone, Handle: m.joinPasswordPage},
		{Pattern: "POST /join/password", Action: access.Anyone, Handle: m.joinWithPassword},

		{Pattern: "GET /step-up", Action: access.SignedIn, Handle: m.stepUpPage},
		{Pattern: "POST /step-up", Action: access.SignedIn, Handle: m.stepUp},
		{Pattern: "POST /step-up/passkey/begin", Action: access.SignedIn, Handle: m.beginStepUp},
		{Pattern: "POST /step-up/passkey", Action: access.SignedIn, Handle: m.stepUpWithPasskey},
		{Pattern: "POST /step-up/provider", Action: access.SignedIn, Handle: m.stepUpAtProvider},
		{Pattern: "GET /step-up/done", Action: access.SignedIn, Handle: m.stepUpDone},

		{Pattern: "GET /account", Action: access.SignedIn, Handle: m.accountPage},
		{Pattern: "GET /account/tokens", Action: access.SignedIn, StepUp: true, Handle: m.tokensPage},
		{Pattern: "POST /account/tokens", Action: access.SignedIn, StepUp: true, Handle: m.issueToken},
		{Pattern: "POST /account/tokens/{id}/revoke", Action: access.SignedIn, Handle: m.revokeToken},
		{Pattern: "GET /account/sessions", Action: access.SignedIn, Handle: m.sessionsPage},
		{Pattern: "POST /account/sessions/end-others", Action: access.SignedIn, Handle: m.endOtherSessions},
		{Pattern: "POST /account/sessions/{session}/end", Action: access.SignedIn, Handle: m.endSession},
		{Pattern: "GET /account/passkeys", Action: access.SignedIn, StepUp: true, Handle: m.passkeysPage},
		{Pattern: "POST /account/passkeys/begin", Action: access.SignedIn, StepUp: true, Handle: m.beginAdd},
		{Pattern: "POST /account/passkeys", Action: access.SignedIn, StepUp: true, Handle: m.addPasskey},
		{Pattern: "GET /account/passkeys/{passkey}/remove", Action: access.SignedIn, StepUp: true, Handle: m.removePasskeyPage},
		{Pattern: "POST /account/passkeys/{passkey}/remove", Action: access.SignedIn, StepUp: true, Handle: m.removePasskey},
		{Pattern: "GET /account/password", Action: access.SignedIn, StepUp: true, Handle: m.passwordPage},
		{Pattern: "POST /account/password", Action: access.SignedIn, StepUp: true, Handle: m.changePassword},
		{Pattern: "GET /account/authenticator", Action: access.SignedIn, StepUp: true, Handle: m.authenticatorPage},
		{Pattern: "POST /account/authenticator", Action: access.SignedIn, StepUp: true, Handle: m.changeAuthenticator},
	})
}

// forAbroad offers the languages of organisations abroad where nobody is signed
// in yet: their people come to the same door.
func forAbroad(routes []route.Route) []route.Route {
	for i, line := range routes {
		if line.Action == access.Anyone {
			routes[i].Handle = func(r *route.Request) error {
				r.Request = page.ForAbroad(r.Request)
				r.Words = page.WordsFor(r.Request)
				return line.Handle(r)
			}
		}
	}
	return routes
}

// Actor is who asks: somebody whose session the cookie is, or nobody.
func (m *Room) Actor(r *http.Request) (account.Actor, error) {
	actor := account.Actor{}
	if cookie, err := r.Cookie(m.cookieName(r, sessionCookie)); err == nil {
		found, live, err := account.Session(r.Context(), m.DB, cookie.Value, account.Device{Agent: r.UserAgent(), Origin: Origin(r)})
		if err != nil {
			return actor, err
		}
		if live {
			actor = found
		}
	}
	actor.Via, actor.Origin, actor.Request = account.Page, Origin(r), page.RequestIDOf(r)
	return actor, nil
}

// Origin is the network address that a request came from.
func Origin(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// device is where a request came from.
func device(r *route.Request) account.Device {
	return account.Device{Agent: r.UserAgent(), Origin: r.Actor.Origin}
}

// address is the address of the service as browsers of this request know it; nil
// where it is not known well enough to bind keys to it: no address is set, and the
// browser is not on this very machine.
func (m *Room) address(r *http.Request) *url.URL {
	if m.URL != "" {
		parsed, err := url.Parse(m.URL)
		if err != nil || parsed.Host == "" {
			return nil
		}
		return &url.URL{Scheme: parsed.Scheme, Host: parsed.Host}
	}
	local := url.URL{Scheme: "http", Host: r.Host}
	if local.Hostname() != "localhost" {
		return nil
	}
	return &local
}
