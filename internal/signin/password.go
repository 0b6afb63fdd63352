package signin

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

const codePath = "/sign-in/code"

var errCredentials = fault.Wrong("email", "The e-mail address or password is not right")

// password checks an e-mail address and password and gives the token of a stage
// that still needs the code. What fails looks and lasts the same whether or not
// somebody has that address.
func (m *Room) password(ctx context.Context, email, password string, v visit) (string, error) {
	try := v.try(email)
	var id db.ID
	var stored string
	err := m.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err := try.Allow(ctx, tx); err != nil {
			return err
		}
		id, stored, err = account.Credentials(ctx, tx, email)
		return err
	})
	if err != nil {
		return "", err
	}
	matches, err := account.PasswordMatches(ctx, stored, password)
	if err != nil {
		return "", err
	}
	if !matches {
		if err := m.DB.Write(ctx, func(tx *db.Tx) error { return failed(ctx, tx, try, v, id, "password") }); err != nil {
			return "", err
		}
		return "", errCredentials
	}
	var token string
	err = m.DB.Write(ctx, func(tx *db.Tx) (err error) {
		token, err = account.OpenStage(ctx, tx, id, account.CodeStage, account.ByCode, v.device, codeTime)
		return err
	})
	return token, err
}

// code checks the six-digit code of somebody who has given their password, and
// signs them in: with a new token, so that one seen before sign-in is worth
// nothing after it.
func (m *Room) code(ctx context.Context, stage, code string, v visit) (s signed, err error) {
	taken := account.CodeRight
	err = m.DB.Write(ctx, func(tx *db.Tx) error {
		actor, found, err := account.Stage(ctx, tx, stage, account.CodeStage)
		if err != nil {
			return err
		}
		if !found {
			return &fault.Error{Code: fault.SignIn, Message: "Sign in again: your code was not entered in time"}
		}
		try := v.try(actor.Email)
		if err := try.Allow(ctx, tx); err != nil {
			return err
		}
		if taken, err = account.TakeCode(ctx, tx, actor.Account, code, m.CodeDrift); err != nil {
			return err
		}
		if taken != account.CodeRight {
			return failed(ctx, tx, try, v, actor.Account, "code")
		}
		if _, err := account.CloseSession(ctx, tx, stage); err != nil {
			return err
		}
		s, err = m.finish(ctx, tx, actor.Account, account.ByCode, v)
		return err
	})
	switch {
	case err != nil:
	case taken == account.CodeLate:
		err = errLate
	case taken == account.CodeWrong:
		err = fault.Wrong("code", "The code is not right, or has been used. Enter the newest code from your authenticator app")
	}
	return s, err
}

var errLate = fault.Wrong("code", "That code has just changed. Enter the code that your authenticator app shows now")

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
	Passkeys      bool // can be used at this address
	Providers     bool // some agency has one
}

func (m *Room) signInPage(r *route.Request) error {
	return m.showSignIn(r, http.StatusOK, &credentials{}, nil, nil)
}

func (m *Room) showSignIn(r *route.Request, status int, c *credentials, values url.Values, errs []fault.Field) error {
	data := signInPage{Fields: form.Fields(c, values, errs, credentialQuestions), Next: page.LocalPath(r.FormValue("next")),
		Demonstration: m.Demonstration, Passkeys: m.party(r.Request) != nil}
	err := m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data.Providers, err = account.AnyProvider(r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(m.pages, status, "signin.html", page.View{Title: "Sign in", Errors: errs, Data: data})
}

func (m *Room) signIn(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var c credentials
	if errs := form.Fill(&c, values, credentialQuestions); len(errs) > 0 {
		return m.showSignIn(r, http.StatusUnprocessableEntity, &c, values, errs)
	}
	token, err := m.password(r.Context(), c.Email, c.Password, m.visit(r))
	if fault.Is(err, fault.Invalid) {
		return m.showSignIn(r, http.StatusUnprocessableEntity, &c, values, fault.Of(err).Fields)
	}
	if err != nil {
		return err
	}
	m.setCookie(r, codeCookie, token, codeTime)
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

func (m *Room) codePage(r *route.Request) error {
	if m.cookie(r, codeCookie) == "" {
		return r.Redirect(Path)
	}
	return m.showCode(r, http.StatusOK, nil, nil)
}

func (m *Room) showCode(r *route.Request, status int, values url.Values, errs []fault.Field) error {
	return r.Render(m.pages, status, "code.html", page.View{Title: "Enter your security code", Errors: errs, Back: page.Link{Text: "Back", Href: Path},
		Data: codePage{form.Fields(&oneCode{}, values, errs, codeQuestions), page.LocalPath(r.FormValue("next")), m.demonstrationCodes()}})
}

func (m *Room) demonstrationCodes() []demonstrationCode {
	if m.Demonstration == nil {
		return nil
	}
	var codes []demonstrationCode
	for _, person := range m.Demonstration.People {
		if code, err := account.Code(person.Secret, m.DB.Now()); err == nil {
			codes = append(codes, demonstrationCode{person.Name, code})
		}
	}
	return codes
}

func (m *Room) enterCode(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var typed oneCode
	if errs := form.Fill(&typed, values, codeQuestions); len(errs) > 0 {
		return m.showCode(r, http.StatusUnprocessableEntity, values, errs)
	}
	signed, err := m.code(r.Context(), m.cookie(r, codeCookie), digits(typed.Code), m.visit(r))
	switch {
	case fault.Is(err, fault.Invalid):
		return m.showCode(r, http.StatusUnprocessableEntity, values, fault.Of(err).Fields)
	case fault.Is(err, fault.SignIn):
		return r.Redirect(Path)
	case err != nil:
		return err
	}
	return m.welcome(r, signed, values.Get("next"))
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
