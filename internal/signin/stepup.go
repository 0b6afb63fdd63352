package signin

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

var errProof = fault.Wrong("password", "The password or the security code is not right, or the code has been used")

// prove takes the password and a new code of somebody who is signed in, as proof
// that it is still they, and gives the new token of their session. It never says
// which of the two was wrong.
func (m *Room) prove(ctx context.Context, actor account.Actor, password, code string, v visit) (token string, err error) {
	try := v.try(actor.Email)
	var stored string
	err = m.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err := try.Allow(ctx, tx); err != nil {
			return err
		}
		_, stored, err = account.Credentials(ctx, tx, actor.Email)
		return err
	})
	if err != nil {
		return "", err
	}
	matches, err := account.PasswordMatches(ctx, stored, password)
	if err != nil {
		return "", err
	}
	taken := account.CodeWrong
	err = m.DB.Write(ctx, func(tx *db.Tx) error {
		taken = account.CodeWrong
		if matches {
			if taken, err = account.TakeCode(ctx, tx, actor.Account, code, m.CodeDrift); err != nil {
				return err
			}
		}
		if taken != account.CodeRight {
			return failed(ctx, tx, try, v, actor.Account, "step-up")
		}
		token, err = m.proved(ctx, tx, actor, account.ByCode, v.device)
		return err
	})
	switch {
	case err != nil:
	case taken == account.CodeLate:
		err = errLate
	case taken == account.CodeWrong:
		err = errProof
	}
	return token, err
}

// proved renews the actor's session after a proof, and records it.
func (m *Room) proved(ctx context.Context, tx *db.Tx, actor account.Actor, by account.By, from account.Device) (string, error) {
	token, found, err := account.Renew(ctx, tx, actor.Session, by, from, m.Limits)
	if err == nil && !found {
		err = errNotIn
	}
	if err != nil {
		return "", err
	}
	return token, audit.Append(ctx, tx, actor, audit.Entry{Action: "step-up", Category: audit.SignIn, Subject: "account " + string(actor.Account), Change: map[string]any{"by": by}})
}

type proof struct{ Password, Code string }

var proofQuestions = []form.Question[proof]{
	{Name: "password", Label: "Password", Kind: form.Password, Required: "Enter your password", Autocomplete: "current-password", Width: "30",
		Bind: func(p *proof) any { return &p.Password }},
	{Name: "code", Label: "Security code", Hint: "The 6 digits that your authenticator app shows now", Kind: form.Text, Width: "10",
		Required: "Enter the security code", Inputmode: "numeric", Autocomplete: "one-time-code", MaxLength: 12,
		Bind: func(p *proof) any { return &p.Code }},
}

type stepUpPage struct {
	codePage
	Ways account.Ways
}

func (m *Room) stepUpPage(r *route.Request) error {
	return m.showStepUp(r, http.StatusOK, &proof{}, nil, nil)
}

func (m *Room) showStepUp(r *route.Request, status int, p *proof, values url.Values, errs []fault.Field) error {
	data := stepUpPage{codePage: codePage{form.Fields(p, values, errs, proofQuestions), page.LocalPath(r.FormValue("next")), m.demonstrationCodes()}}
	err := m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data.Ways, err = account.WaysOf(r.Context(), tx, r.Actor.Account)
		return err
	})
	if err != nil {
		return err
	}
	if m.party(r.Request) == nil {
		data.Ways.Passkeys = 0
	}
	return r.Render(m.pages, status, "step_up.html", page.View{Title: "Prove again who you are", Errors: errs, Data: data})
}

// stepUp takes the proof, renews the session and goes on to where the person was.
func (m *Room) stepUp(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var p proof
	if errs := form.Fill(&p, values, proofQuestions); len(errs) > 0 {
		return m.showStepUp(r, http.StatusUnprocessableEntity, &p, values, errs)
	}
	token, err := m.prove(r.Context(), r.Actor, p.Password, digits(p.Code), m.visit(r))
	if fault.Is(err, fault.Invalid) {
		return m.showStepUp(r, http.StatusUnprocessableEntity, &p, values, fault.Of(err).Fields)
	}
	if err != nil {
		return err
	}
	m.setCookie(r, sessionCookie, token, 0)
	return r.Redirect(page.LocalPath(values.Get("next")))
}

func (m *Room) stepUpDone(r *route.Request) error {
	return r.Render(m.pages, http.StatusOK, "step_up_done.html", page.View{Title: "You proved who you are"})
}
