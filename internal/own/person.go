package own

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

//go:embed look/*
var look embed.FS

var pages = page.New(files, "pages/*.html")

// Door is where a person types their code; every page of theirs is below it. The
// addresses say nothing of what the pages are.
const Door = "/info"

// menu are the person's pages: the title that a browser keeps is their number.
var menu = []struct{ words, file string }{
	{"What happens now", "now.html"},
	{"My plan and my days", "life.html"},
	{"My rights", "rights.html"},
	{"Who looked at my file", "looks.html"},
	{"Ask or say something is wrong", "ask.html"},
	{"What I agreed to", "agreed.html"},
}

// frame is what the layout of the person's pages needs beside the page.
type frame struct {
	Exit      string
	Idle      int // seconds until the page leaves by itself; 0 outside
	Minutes   int
	Emergency string
	In        bool
	Child     bool
	Menu      []page.Link
	Langs     []page.Language // to choose inside
	Doors     []page.Language // to choose before
	Drafted   bool            // a machine wrote some of the page
	Missing   bool            // some of the page is in English
}

// common are the texts of the layout that stand on every page.
var common = sourcesOf("_own.html")

// sourcesOf lists the fixed texts of a page.
func sourcesOf(name string) []string {
	all, err := page.Sources(files, "pages/"+name)
	if err != nil {
		panic("own: " + err.Error()) // a template that is part of the program
	}
	return all[name]
}

// judge notes how far the texts of a page can be trusted.
func (f *frame) judge(words page.Words, sources ...string) {
	for _, source := range sources {
		switch words.State(source) {
		case page.Drafted:
			f.Drafted = true
		case page.Untranslated:
			f.Missing = true
		}
	}
}

// visitor is a request on a person's page.
type visitor struct {
	*route.Request
	session
	words page.Words
	token string
}

// quiet answers with a page of this room whatever goes wrong: the service's own
// pages of failures have its name on them.
func (r *Room) quiet(handle func(*route.Request) error) func(*route.Request) error {
	return func(request *route.Request) error {
		header := request.Writer.Header()
		header.Set("Content-Security-Policy", r.policy())
		err := handle(request)
		if err == nil {
			return nil
		}
		problem := fault.Of(err)
		status := page.Status(problem.Code)
		if problem.Code == fault.Internal || problem.Code == fault.Unavailable {
			// The route and never what was typed.
			r.Log.ErrorContext(request.Context(), "a request failed", "request", page.RequestIDOf(request.Request), "route", request.Pattern, "status", status, "error", err)
		}
		data := sorryPage{frame: r.outside(), Heading: "Sorry, this does not work just now", Message: "Try again in a few minutes."}
		switch problem.Code {
		case fault.NotFound:
			data.Heading, data.Message = "This page is not here", ""
		case fault.TooMany:
			data.Heading, data.Message = "Please wait", problem.Message
		case fault.Conflict, fault.Invalid, fault.TooLarge, fault.Forbidden:
			data.Heading, data.Message = "This was not done", "Go back and try again."
		}
		words := page.WordsFor(request.Request)
		data.judge(words, append(append(sourcesOf("sorry.html"), common...), data.Heading, data.Message)...)
		return request.Render(pages, status, "sorry.html", page.View{Title: "Page {number}", TitleArgs: []any{"number", 0}, Layout: "own", Data: data})
	}
}

// policy is as strict as elsewhere. The button that leaves is a form, so forms may
// go where it leads.
func (r *Room) policy() string {
	to := "'self'"
	if exit, err := url.Parse(r.Exit); err == nil && exit.Host != "" {
		to += " " + exit.Scheme + "://" + exit.Host
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action " + to + "; frame-ancestors 'none'; base-uri 'none'"
}

type sorryPage struct {
	frame
	Heading, Message string
	Args             []any
}

func (r *Room) outside() frame { return frame{Exit: r.Exit, Minutes: int(r.Idle.Minutes())} }

// inside finds the visit that a request belongs to and hands it on; without one it
// leads to the door.
func (r *Room) inside(handle func(v visitor) error) func(*route.Request) error {
	return r.quiet(func(request *route.Request) error {
		v := visitor{Request: request, token: r.token(request)}
		live := false
		err := r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
			if v.session, live, err = r.visit(request.Context(), tx, v.token); err != nil || !live {
				return err
			}
			unsafe, err := r.unsafe(request.Context(), tx, v.Case)
			live = !unsafe
			return err
		})
		if err != nil {
			return err
		}
		if !live {
			r.setCookie(request, "")
			return request.Redirect(Door + "?x=1")
		}
		if !known(v.Language) {
			v.Language = page.English
		}
		request.Request = page.WithLanguage(request.Request, v.Language)
		v.words = page.WordsFor(request.Request)
		return handle(v)
	})
}

// known reports whether a language is one that can be chosen.
func known(tag string) bool {
	return slices.ContainsFunc(page.PersonLanguages, func(l page.Language) bool { return l.Tag == tag })
}

// look reads for a page of a visit, and records the look before anything goes out.
func (r *Room) look(v visitor, what string, read func(ctx context.Context, tx *db.Tx) error) error {
	ctx := v.Context()
	return r.DB.Write(ctx, func(tx *db.Tx) error {
		if read != nil {
			if err := read(ctx, tx); err != nil {
				return err
			}
		}
		if err := touch(ctx, tx, v.session, v.Language); err != nil {
			return err
		}
		return audit.Append(ctx, tx, casefile.AsPerson(page.RequestIDOf(v.Request.Request)), audit.Entry{Action: "read-own-page", Category: audit.Consultation, Case: v.Case, Subject: what, Why: "own page"})
	})
}

// frameOf makes what stands around page number n of a visit.
func (r *Room) frameOf(v visitor, n int) frame {
	f := frame{Exit: r.Exit, Idle: int(r.Idle.Seconds()), Minutes: int(r.Idle.Minutes()), In: true, Child: v.Child, Langs: page.PersonLanguages, Emergency: "112"}
	for i, entry := range menu {
		f.Menu = append(f.Menu, page.Link{Text: entry.words, Href: fmt.Sprintf("%s/%d", Door, i+1), Current: i+1 == n})
		f.judge(v.words, entry.words)
	}
	f.judge(v.words, common...)
	return f
}

// show answers with page number n of a visit.
func (r *Room) show(v visitor, n, status int, file string, errs []fault.Field, data any) error {
	return v.Render(pages, status, file, page.View{Title: "Page {number}", TitleArgs: []any{"number", n}, Layout: "own", Errors: errs, Data: data})
}

// cookieName says nothing; over TLS it is bound to this host.
func (r *Room) cookieName(request *http.Request) string {
	if r.Secure || request.TLS != nil {
		return "__Host-v"
	}
	return "v"
}

// setCookie keeps the token of a visit until the browser closes; "" removes it.
// The browser sends it with nothing that another site asks for.
func (r *Room) setCookie(request *route.Request, token string) {
	cookie := &http.Cookie{Name: r.cookieName(request.Request), Value: token, Path: "/", HttpOnly: true, Secure: r.Secure || request.TLS != nil, SameSite: http.SameSiteStrictMode}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(request.Writer, cookie)
}

func (r *Room) token(request *route.Request) string {
	cookie, err := request.Cookie(r.cookieName(request.Request))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// file serves how the pages look. It is never kept: a browser that kept it would
// say where it came from.
func file(name, kind string) func(*route.Request) error {
	content, err := look.ReadFile("look/" + name)
	if err != nil {
		panic("own: " + err.Error())
	}
	return func(request *route.Request) error {
		request.Writer.Header().Set("Content-Type", kind)
		_, _ = request.Writer.Write(content) // nobody is left to tell when the connection is gone
		return nil
	}
}

// fieldsOf gives the fields to mend of an error; false where it is another.
func fieldsOf(err error) ([]fault.Field, bool) {
	var problem *fault.Error
	if errors.As(err, &problem) && problem.Code == fault.Invalid {
		return problem.Fields, true
	}
	return nil, false
}
