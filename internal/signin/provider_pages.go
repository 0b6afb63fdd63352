package signin

import (
	"encoding/json"
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

type oneEmail struct{ Email string }

var emailQuestions = []form.Question[oneEmail]{
	{Name: "email", Label: "Work e-mail address", Kind: form.Email, Required: emailQuestion, Autocomplete: "username", Width: "30", Bind: func(e *oneEmail) any { return &e.Email }},
}

type agencyPage struct {
	Fields []form.Field
	Next   string
}

// agencyPage asks for an e-mail address, to find at which agency somebody signs in.
func (m *Room) agencyPage(r *route.Request) error {
	return m.showAgency(r, http.StatusOK, &oneEmail{}, nil, nil)
}

func (m *Room) showAgency(r *route.Request, status int, e *oneEmail, values url.Values, errs []fault.Field) error {
	return r.Render(m.pages, status, "agency.html", page.View{Title: "Sign in through your agency", Errors: errs, Back: page.Link{Text: "Sign in", Href: Path},
		Data: agencyPage{form.Fields(e, values, errs, emailQuestions), page.LocalPath(r.FormValue("next"))}})
}

// goToProvider leads to the provider of an e-mail address's agency. It looks at
// the domain alone, so it tells nothing about any account.
func (m *Room) goToProvider(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var e oneEmail
	if errs := form.Fill(&e, values, emailQuestions); len(errs) > 0 {
		return m.showAgency(r, http.StatusUnprocessableEntity, &e, values, errs)
	}
	var provider account.IdentityProvider
	found := false
	err = m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		provider, found, err = account.ProviderFor(r.Context(), tx, e.Email)
		return err
	})
	if err != nil {
		return err
	}
	if !found {
		return m.showAgency(r, http.StatusUnprocessableEntity, &e, values, []fault.Field{{Name: "email", Message: "No agency with this kind of e-mail address has a sign-in of its own. Use a passkey, or a password and a code"}})
	}
	return m.onward(r, provider, page.LocalPath(values.Get("next")), "")
}

type onwardPage struct{ Host, Address string }

// onward shows where the person goes next and leads there. It is a page and not a
// redirect: what a form here leads to must stay here, as browsers are told.
func (m *Room) onward(r *route.Request, provider account.IdentityProvider, next string, prove db.ID) error {
	d, err := m.talk(r.Context(), r.Request, provider)
	if err != nil {
		return err
	}
	address, token, err := m.depart(r.Context(), d, next, prove)
	if err != nil {
		return err
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return err
	}
	m.setCookie(r, ceremonyCookie, token, providerTime)
	r.Writer.Header().Set("Refresh", "1; url="+address)
	return r.Render(m.pages, http.StatusOK, "onward.html", page.View{Title: "Go on to your agency’s sign-in", Data: onwardPage{parsed.Host, address}})
}

func (m *Room) stepUpAtProvider(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var provider account.IdentityProvider
	found := false
	err = m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		provider, found, err = account.ProviderOf(r.Context(), tx, r.Actor.Agency)
		return err
	})
	if err == nil && (!found || provider.Stopped) {
		err = fault.Missing()
	}
	if err != nil {
		return err
	}
	return m.onward(r, provider, page.LocalPath(values.Get("next")), r.Actor.Account)
}

// fromProvider is where a provider sends people back to. The journey is taken up
// by the cookie of the browser in which it began, and only once.
func (m *Room) fromProvider(r *route.Request) error {
	query := r.URL.Query()
	var j journey
	var provider account.IdentityProvider
	found := false
	err := m.DB.Write(r.Context(), func(tx *db.Tx) error {
		_, data, taken, err := account.TakeCeremony(r.Context(), tx, providerCeremony, m.cookie(r, ceremonyCookie))
		if err != nil || !taken {
			return err
		}
		if err := json.Unmarshal(data, &j); err != nil {
			return err
		}
		provider, found, err = account.LiveProvider(r.Context(), tx, j.Provider)
		return err
	})
	if err != nil {
		return err
	}
	m.dropCookie(r, ceremonyCookie)
	if !found || query.Get("state") == "" || query.Get("state") != j.State {
		return m.providerRefused(r, j, errLost)
	}
	if query.Get("error") != "" {
		return m.providerRefused(r, j, because(errDeclined, &url.Error{Op: "provider", URL: provider.Issuer, Err: errorText(query.Get("error"))}))
	}
	d, err := m.talk(r.Context(), r.Request, provider)
	if err != nil {
		return err
	}
	s, err := m.arrive(r.Context(), d, j, query.Get("code"), query.Get("iss"))
	if err != nil {
		if fault.Of(err).Cause != nil {
			// Its addresses may be others by now.
			m.providers.forget(provider.Issuer)
		}
		return m.providerRefused(r, j, err)
	}
	v := m.visit(r)
	var in signed
	renewed := ""
	err = m.DB.Write(r.Context(), func(tx *db.Tx) error {
		id, err := meet(r.Context(), tx, provider, s, v)
		if err != nil {
			return err
		}
		if j.Prove == "" {
			in, err = m.finish(r.Context(), tx, id, account.ByProvider, v)
			return err
		}
		if id != j.Prove || r.Actor.Account != id {
			return errSomebody
		}
		renewed, err = m.proved(r.Context(), tx, r.Actor, account.ByProvider, v.device)
		return err
	})
	switch {
	case fault.Is(err, fault.Invalid):
		return m.providerRefused(r, j, err)
	case fault.Is(err, fault.SignIn):
		// Suspended here, whatever the provider says: as unknown as anybody.
		return m.providerRefused(r, j, errUnknown)
	case err != nil:
		return err
	case renewed != "":
		m.setCookie(r, sessionCookie, renewed, 0)
		return r.Redirect(page.LocalPath(j.Next))
	}
	return m.welcome(r, in, j.Next)
}

// errorText is an error code of a provider, kept short for the log.
type errorText string

func (e errorText) Error() string { return string(e[:min(len(e), 60)]) }

type refusedPage struct {
	Prove  bool // they are signed in, and were to prove again who they are
	Fields []fault.Field
	Again  string
}

// providerRefused says in words why what the provider answered did not sign the
// person in, and records it.
func (m *Room) providerRefused(r *route.Request, j journey, refusal error) error {
	problem := fault.Of(refusal)
	if problem.Code != fault.Invalid {
		return refusal
	}
	why := problem.Fields[0].Message
	if problem.Cause != nil {
		why = "not relied on"
	}
	err := m.DB.Write(r.Context(), func(tx *db.Tx) error {
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "provider", Category: audit.Refusal, Subject: "provider " + string(j.Provider), Why: why})
	})
	if err != nil {
		return err
	}
	again, title := Path, "You were not signed in"
	if j.Prove != "" {
		again, title = StepUpPath, "You did not prove who you are"
	}
	return r.Render(m.pages, http.StatusUnprocessableEntity, "provider_refused.html", page.View{Title: title, Data: refusedPage{j.Prove != "", problem.Fields, again}})
}
