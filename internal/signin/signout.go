package signin

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// signedOutPath is where providers send people back to who signed out there.
const signedOutPath = "/sign-in/signed-out"

// leaveTime is how long signing out waits for a provider to tell where to go.
const leaveTime = 3 * time.Second

// signOut ends the session. Who came through their agency's sign-in is still in
// there, so whoever uses the browser next could come in as them: they are led on.
func (m *Room) signOut(r *route.Request) error {
	var provider account.IdentityProvider
	through := false
	err := m.DB.Write(r.Context(), func(tx *db.Tx) error {
		by, err := account.CloseSession(r.Context(), tx, m.cookie(r, sessionCookie))
		if err != nil {
			return err
		}
		if by == account.ByProvider {
			if provider, through, err = account.ProviderOf(r.Context(), tx, r.Actor.Agency); err != nil {
				return err
			}
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "sign-out", Category: audit.SignIn, Subject: "account " + string(r.Actor.Account)})
	})
	if err != nil {
		return err
	}
	m.dropCookie(r, sessionCookie)
	// Nothing of what was seen stays behind in the browser. Cookies are left: the
	// session's is gone, and that by which the browser is known may stay.
	r.Writer.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	if !through {
		return r.Redirect(Path)
	}
	// The page that follows is nobody's: it has no name and no menu on it.
	r.Actor, r.Request = m.visit(r).asker, page.AsViewer(r.Request, page.Viewer{})
	return m.leave(r, provider)
}

type leavePage struct{ Host, Address string }

// leave leads from here to where the provider ends its own session, or says that
// it still lasts where the provider tells no such place. Like onward it is a page:
// what a form here leads to must stay here, as browsers are told.
func (m *Room) leave(r *route.Request, provider account.IdentityProvider) error {
	data := leavePage{}
	if issuer, err := url.Parse(provider.Issuer); err == nil {
		data.Host = issuer.Host
	}
	ctx, done := context.WithTimeout(r.Context(), leaveTime)
	defer done()
	if d, err := m.talk(ctx, r.Request, provider); err == nil {
		data.Address = d.farewell()
	}
	title := "You are signed out of Havenward"
	if data.Address != "" {
		r.Writer.Header().Set("Refresh", "1; url="+data.Address)
	}
	return r.Render(m.pages, http.StatusOK, "leave.html", page.View{Title: title, Data: data})
}

// farewell is where a provider ends its session with somebody, asking it to send
// them back; "" where it names no place that can be gone to. It is told which
// service asks, and not of whom: it knows its own session, and asks the person.
func (d *dialogue) farewell() string {
	address := endSession(d.provider.Issuer, d.says.EndSession)
	if address == nil {
		return ""
	}
	query := address.Query()
	query.Set("client_id", d.provider.ClientID)
	query.Set("post_logout_redirect_uri", d.home+signedOutPath)
	address.RawQuery = query.Encode()
	return address.String()
}

// signedOutPage is where people come back to.
func (m *Room) signedOutPage(r *route.Request) error {
	return r.Render(m.pages, http.StatusOK, "signed_out.html", page.View{Title: "You are signed out"})
}
