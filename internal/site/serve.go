package site

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/signin"
)

// unknown answers every address that no route has.
var unknown = route.Route{Pattern: "/", Action: access.Anyone, Handle: func(*route.Request) error { return fault.Missing() }}

// serve answers one line of the route table: it finds out who asks, asks the
// policy whether they may, and calls the room.
func (s *Site) serve(line route.Route) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		actor, err := s.rooms.signin.Actor(r)
		if err != nil {
			return s.unsaved(w, r, line, err)
		}
		r = page.AsViewer(r, s.viewer(actor, r.URL.Path))
		if err := access.Role(actor, line.Action); err != nil {
			if fault.Is(err, fault.SignIn) && r.Method == http.MethodPost {
				return s.keepTyped(w, r, signedOut)
			}
			return s.refused(r, actor, line, err)
		}
		if line.StepUp {
			if err := access.Proof(actor, s.DB.Now()); err != nil {
				return s.askProof(w, r, err)
			}
		}
		watched, watch := audit.Watched(r.Context())
		r = r.WithContext(watched)
		out := &recorder{ResponseWriter: w, record: func(status int) error {
			if watch.Recorded() || line.Action == access.Anyone || line.Action == access.SignedIn {
				return nil
			}
			return s.looked(r, actor, status, line.Pattern, watch.About(), false)
		}}
		request := &route.Request{Writer: out, Request: r, DB: s.DB, Actor: actor, Words: page.WordsFor(r), Shelf: s.shelf}
		if err := line.Handle(request); err != nil {
			if fault.Is(err, fault.StepUp) {
				return s.askProof(w, r, err)
			}
			return s.unsaved(w, r, line, s.refused(r, actor, line, err))
		}
		return out.err
	}
}

// unsaved answers a form that came while the store could not be reached: what was
// typed goes back into the page, to be sent again. A password never does.
func (s *Site) unsaved(w http.ResponseWriter, r *http.Request, line route.Route, err error) error {
	if r.Method != http.MethodPost || line.Action == access.Anyone || !fault.Is(err, fault.Unavailable) || s.DB.Frozen() != nil {
		return err
	}
	s.Log.ErrorContext(r.Context(), "a form was not saved", "request", page.RequestIDOf(r), "route", line.Pattern, "error", err)
	return s.keepTyped(w, r, unreached)
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
		return &fault.Error{Code: fault.Internal, Cause: errors.Join(failed, err)}
	}
	return err
}

// viewer is what the header shows of somebody, with the pages their roles allow.
func (s *Site) viewer(actor account.Actor, path string) page.Viewer {
	if !actor.Known() {
		return page.Viewer{}
	}
	viewer := page.Viewer{Name: actor.Name, Agency: actor.AgencyName, SignedIn: true}
	for _, entry := range s.menu() {
		if !entry.Aside && access.Role(actor, entry.Action) == nil {
			link := entry.Link
			link.Current, link.Active = link.Href == path, inPart(path, link.Href)
			viewer.Navigation = append(viewer.Navigation, link)
		}
	}
	return viewer
}

// partOf says under which entry of the menu a page is whose address begins
// otherwise than the entry's own.
var partOf = map[string]string{
	"/cases": "/work", "/joined": "/matches", "/encounters": "/matches", "/match-questions": "/matches", "/match-learning": "/matches",
}

// inPart reports whether the page at path belongs to the entry of the menu that
// leads to href, which is the page itself or one above it.
func inPart(path, href string) bool {
	if href == "/" {
		return path == href
	}
	if first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/"); partOf["/"+first] == href {
		return true
	}
	return path == href || strings.HasPrefix(path, href+"/")
}

// askProof asks somebody to prove again who they are: a page that was asked for
// by way of the page for that, a form with what was typed in it kept.
func (s *Site) askProof(w http.ResponseWriter, r *http.Request, err error) error {
	if r.Method == http.MethodPost {
		return s.keepTyped(w, r, unproved)
	}
	return err
}

type resendPage struct {
	resend
	Action string
	Values []typed
	// Files says that files came along, which no page can send back.
	Files bool
}

type typed struct{ Name, Value string }

// resend is why a form was not taken and what lets it be sent again: the page
// that Link leads to or, where there is none, time.
type resend struct {
	title, Why, Link, Href string
	status                 int
}

var (
	signedOut = resend{"You were signed out", "You were away for a while, so we signed you out. What you typed is still on this page and has not been saved yet.",
		"Sign in (opens in a new tab)", signin.Path, http.StatusUnauthorized}
	unproved = resend{"Prove again who you are", "What you asked for is done only for somebody who proved a short while ago that it is really they. What you typed is still on this page and has not been saved yet.",
		"Prove who you are (opens in a new tab)", signin.StepUpPath + "?next=" + signin.StepUpDone, http.StatusUnauthorized}
	unreached = resend{title: "Sorry, the service cannot save or read records just now", status: http.StatusServiceUnavailable,
		Why: "Nothing you saved before has been lost. What you just sent has not been saved. It is still on this page: leave the page open, wait a few minutes and choose Send again."}
)

// keepTyped answers a form that cannot be taken before its sender has signed in
// or proved who they are: what was typed goes back into the page, which can then
// be sent again.
func (s *Site) keepTyped(w http.ResponseWriter, r *http.Request, why resend) error {
	values, err := page.Form(r)
	if err != nil {
		return err
	}
	data := resendPage{resend: why, Action: r.URL.Path, Files: r.MultipartForm != nil && len(r.MultipartForm.File) > 0}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			data.Values = append(data.Values, typed{name, value})
		}
	}
	return s.pages.Render(w, r, why.status, "resend.html", page.View{Title: why.title, Data: data})
}
