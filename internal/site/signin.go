package site

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

const (
	signInPath    = "/sign-in"
	codePath      = "/sign-in/code"
	sessionCookie = "session"
	codeCookie    = "signing-in"
)

type credentials struct{ Email, Password string }

var credentialQuestions = []form.Question[credentials]{
	{Name: "email", Label: "E-mail address", Kind: form.Email, Required: "Enter your e-mail address", Autocomplete: "username", Width: "30",
		Bind: func(c *credentials) any { return &c.Email }},
	{Name: "password", Label: "Password", Kind: form.Password, Required: "Enter your password", Autocomplete: "current-password", Width: "30",
		Bind: func(c *credentials) any { return &c.Password }},
}

type signInPage struct {
	Fields        []form.Field
	Next          string
	Demonstration *Demonstration
}

func (s *Site) signInPage(r *route.Request) error {
	return s.showSignIn(r, http.StatusOK, &credentials{}, nil, nil)
}

func (s *Site) showSignIn(r *route.Request, status int, c *credentials, values url.Values, errs []fault.Field) error {
	return r.Render(s.pages, status, "signin.html", page.View{Title: "Sign in", Errors: errs,
		Data: signInPage{form.Fields(c, values, errs, credentialQuestions), page.LocalPath(r.FormValue("next")), s.Demonstration}})
}

func (s *Site) signIn(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var c credentials
	if errs := form.Fill(&c, values, credentialQuestions); len(errs) > 0 {
		return s.showSignIn(r, http.StatusUnprocessableEntity, &c, values, errs)
	}
	token, err := account.SignIn(r.Context(), s.DB, c.Email, c.Password, r.Actor.Origin)
	if problem := fault.Of(err); problem != nil {
		if problem.Code == fault.Invalid {
			return s.showSignIn(r, http.StatusUnprocessableEntity, &c, values, problem.Fields)
		}
		return err
	}
	s.setCookie(r, codeCookie, token, 10*time.Minute)
	return r.Redirect(codePath + "?" + url.Values{"next": {page.LocalPath(values.Get("next"))}}.Encode())
}

type oneCode struct{ Code string }

var codeQuestions = []form.Question[oneCode]{
	{Name: "code", Label: "Security code", Hint: "The 6 digits that your authenticator app shows now", Kind: form.Text, Width: "10",
		Required: "Enter the security code", Inputmode: "numeric", Autocomplete: "one-time-code", MaxLength: 12,
		Bind: func(c *oneCode) any { return &c.Code }},
}

type codePage struct {
	Fields []form.Field
	Next   string
	// Codes are the codes of the demonstration's people at this moment.
	Codes []demonstrationCode
}

type demonstrationCode struct{ Name, Code string }

func (s *Site) codePage(r *route.Request) error {
	if _, err := r.Cookie(codeCookie); err != nil {
		return r.Redirect(signInPath)
	}
	return s.showCode(r, http.StatusOK, nil, nil)
}

func (s *Site) showCode(r *route.Request, status int, values url.Values, errs []fault.Field) error {
	return r.Render(s.pages, status, "code.html", page.View{Title: "Enter your security code", Errors: errs, Back: page.Link{Text: "Back", Href: signInPath},
		Data: codePage{form.Fields(&oneCode{}, values, errs, codeQuestions), page.LocalPath(r.FormValue("next")), s.demonstrationCodes()}})
}

func (s *Site) demonstrationCodes() []demonstrationCode {
	if s.Demonstration == nil {
		return nil
	}
	var codes []demonstrationCode
	for _, person := range s.Demonstration.People {
		if code, err := account.Code(person.Secret, s.DB.Now()); err == nil {
			codes = append(codes, demonstrationCode{person.Name, code})
		}
	}
	return codes
}

func (s *Site) enterCode(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var typed oneCode
	if errs := form.Fill(&typed, values, codeQuestions); len(errs) > 0 {
		return s.showCode(r, http.StatusUnprocessableEntity, values, errs)
	}
	cookie, err := r.Cookie(codeCookie)
	if err != nil {
		return r.Redirect(signInPath)
	}
	token, actor, err := account.EnterCode(r.Context(), s.DB, cookie.Value, digits(typed.Code), r.Actor.Origin)
	if problem := fault.Of(err); problem != nil {
		switch problem.Code {
		case fault.Invalid:
			return s.showCode(r, http.StatusUnprocessableEntity, values, problem.Fields)
		case fault.SignIn:
			return r.Redirect(signInPath)
		}
		return err
	}
	actor.Via, actor.Origin, actor.Request = r.Actor.Via, r.Actor.Origin, r.Actor.Request
	if err := s.record(r, actor, "sign-in"); err != nil {
		return err
	}
	s.setCookie(r, codeCookie, "", -time.Second)
	s.setCookie(r, sessionCookie, token, 0)
	return r.Redirect(page.LocalPath(values.Get("next")))
}

func digits(typed string) string {
	var kept []rune
	for _, r := range typed {
		if r >= '0' && r <= '9' {
			kept = append(kept, r)
		}
	}
	return string(kept)
}

func (s *Site) record(r *route.Request, actor account.Actor, action string) error {
	return s.DB.Write(r.Context(), func(tx *db.Tx) error {
		return audit.Append(r.Context(), tx, actor, audit.Entry{Action: action, Category: audit.SignIn, Subject: "account " + string(actor.Account)})
	})
}

func (s *Site) signOut(r *route.Request) error {
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		if err := errors.Join(account.SignOut(r.Context(), s.DB, cookie.Value), s.record(r, r.Actor, "sign-out")); err != nil {
			return err
		}
	}
	s.setCookie(r, sessionCookie, "", -time.Second)
	return r.Redirect(signInPath)
}

// setCookie keeps a token in the browser: not readable by scripts, and only sent
// from this site's own pages. A life of 0 lasts until the browser closes.
func (s *Site) setCookie(r *route.Request, name, value string, life time.Duration) {
	http.SetCookie(r.Writer, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: s.Secure || r.TLS != nil, SameSite: http.SameSiteLaxMode})
}
