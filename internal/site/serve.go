package site

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// unknown answers every address that no route has.
var unknown = route.Route{Pattern: "/", Action: access.Anyone, Handle: func(*route.Request) error { return fault.Missing() }}

// serve answers one line of the route table: it finds out who asks, asks the
// policy whether they may, and calls the room.
func (s *Site) serve(line route.Route) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		actor, err := s.actor(r)
		if err != nil {
			return err
		}
		r = page.AsViewer(r, s.viewer(actor, r.URL.Path))
		if err := access.Role(actor, line.Action); err != nil {
			if fault.Is(err, fault.SignIn) && r.Method == http.MethodPost {
				return s.keepTyped(w, r)
			}
			return s.refused(r, actor, line, err)
		}
		request := &route.Request{Writer: w, Request: r, DB: s.DB, Actor: actor, Words: page.WordsFor(r)}
		if err := line.Handle(request); err != nil {
			return s.refused(r, actor, line, err)
		}
		return nil
	}
}

// actor is who asks: somebody whose session the cookie is, or nobody.
func (s *Site) actor(r *http.Request) (account.Actor, error) {
	actor := account.Actor{}
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		found, live, err := account.Session(r.Context(), s.DB, cookie.Value)
		if err != nil {
			return actor, err
		}
		if live {
			actor = found
		}
	}
	actor.Via, actor.Origin, actor.Request = account.Page, origin(r), page.RequestIDOf(r)
	return actor, nil
}

func origin(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// refused records that somebody known was refused, with the route and never
// the address, which could hold what they were looking for. Where it cannot be
// recorded, that is the answer.
func (s *Site) refused(r *http.Request, actor account.Actor, line route.Route, err error) error {
	if !actor.Known() || !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
		return err
	}
	entry := audit.Entry{Action: string(line.Action), Category: audit.Refusal, Subject: line.Pattern, Why: fault.Of(err).Code.String()}
	failed := s.DB.Write(context.WithoutCancel(r.Context()), func(tx *db.Tx) error {
		return audit.Append(r.Context(), tx, actor, entry)
	})
	if failed != nil {
		return errors.Join(failed, err)
	}
	return err
}

// viewer is what the header shows of somebody, with the pages their roles allow.
func (s *Site) viewer(actor account.Actor, path string) page.Viewer {
	if !actor.Known() {
		return page.Viewer{}
	}
	viewer := page.Viewer{Name: actor.Name, Agency: actor.AgencyName, SignedIn: true}
	for _, entry := range s.navigation() {
		if access.Role(actor, entry.action) == nil {
			link := entry.link
			link.Current = link.Href == path
			viewer.Navigation = append(viewer.Navigation, link)
		}
	}
	return viewer
}

type resendPage struct {
	Action string
	Values []typed
}

type typed struct{ Name, Value string }

// keepTyped answers a form that was sent after the session had ended: what was
// typed goes back into the page, which can be sent again after signing in.
func (s *Site) keepTyped(w http.ResponseWriter, r *http.Request) error {
	values, err := page.Form(r)
	if err != nil {
		return err
	}
	data := resendPage{Action: r.URL.Path}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			data.Values = append(data.Values, typed{name, value})
		}
	}
	return s.pages.Render(w, r, http.StatusUnauthorized, "resend.html", page.View{Title: "You were signed out", Data: data})
}
