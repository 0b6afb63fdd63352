package site

import (
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

const (
	stepUpPath     = "/step-up"
	stepUpDonePath = "/step-up/done"
)

type proof struct{ Password, Code string }

var proofQuestions = []form.Question[proof]{
	{Name: "password", Label: "Password", Kind: form.Password, Required: "Enter your password", Autocomplete: "current-password", Width: "30",
		Bind: func(p *proof) any { return &p.Password }},
	{Name: "code", Label: "Security code", Hint: "The 6 digits that your authenticator app shows now", Kind: form.Text, Width: "10",
		Required: "Enter the security code", Inputmode: "numeric", Autocomplete: "one-time-code", MaxLength: 12,
		Bind: func(p *proof) any { return &p.Code }},
}

func (s *Site) stepUpPage(r *route.Request) error {
	return s.showStepUp(r, http.StatusOK, &proof{}, nil, nil)
}

func (s *Site) showStepUp(r *route.Request, status int, p *proof, values url.Values, errs []fault.Field) error {
	return r.Render(s.pages, status, "step_up.html", page.View{Title: "Prove again who you are", Errors: errs,
		Data: codePage{form.Fields(p, values, errs, proofQuestions), page.LocalPath(r.FormValue("next")), s.demonstrationCodes()}})
}

// stepUp takes the proof, renews the session and goes on to where the person was.
func (s *Site) stepUp(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var p proof
	if errs := form.Fill(&p, values, proofQuestions); len(errs) > 0 {
		return s.showStepUp(r, http.StatusUnprocessableEntity, &p, values, errs)
	}
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return r.Redirect(signInPath)
	}
	token, err := account.ProveByCode(r.Context(), s.DB, cookie.Value, p.Password, digits(p.Code), r.Actor.Origin)
	if fault.Is(err, fault.Invalid) {
		return s.showStepUp(r, http.StatusUnprocessableEntity, &p, values, fault.Of(err).Fields)
	}
	if err != nil {
		return err
	}
	if err := s.record(r, r.Actor, "step-up"); err != nil {
		return err
	}
	s.setCookie(r, sessionCookie, token, 0)
	return r.Redirect(page.LocalPath(values.Get("next")))
}
