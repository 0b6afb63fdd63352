package people

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type providerForm struct {
	Issuer, ClientID, Secret, Binding string
	Domains, ACR, AMR                 []string
	Stopped                           bool
}

// domain is the part of e-mail addresses after the @.
var domain = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)

var providerQuestions = []form.Question[providerForm]{
	{Name: "issuer", Label: "Issuer", Hint: "The exact address by which the provider calls itself, such as https://login.agency.example", Kind: form.Text, Required: "Enter the issuer", MaxLength: 300,
		Bind: func(p *providerForm) any { return &p.Issuer }, Check: func(p *providerForm) []fault.Field {
			if !account.Trustworthy(p.Issuer) {
				return form.Say("Issuer must be an address that begins with https://")
			}
			return nil
		}},
	{Name: "client-id", Label: "Client identifier", Kind: form.Text, Required: "Enter the client identifier", MaxLength: 200, Bind: func(p *providerForm) any { return &p.ClientID }},
	{Name: "secret", Label: "Client secret", Hint: "Leave it empty to keep the one there is", Kind: form.Password, Autocomplete: "off", MaxLength: 400, Bind: func(p *providerForm) any { return &p.Secret }},
	{Name: "domains", Label: "E-mail domains of the agency’s people", Hint: "One to a line, such as agency.example", Kind: form.Lines, Required: "Enter at least one domain", Bind: func(p *providerForm) any { return &p.Domains },
		Check: func(p *providerForm) []fault.Field {
			for i, name := range p.Domains {
				if p.Domains[i] = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(name), "@")); !domain.MatchString(p.Domains[i]) {
					return form.Say("Each line must be a domain, such as agency.example")
				}
			}
			return nil
		}},
	{Name: "binding", Label: "How are its people known here?", Hint: "Either way they have an account here first", Kind: form.Radios, Required: "Choose how its people are known here", Bind: func(p *providerForm) any { return &p.Binding },
		Options: []form.Option{{Value: string(account.BySubject), Label: "By the identifier that their administrator enters for each"},
			{Value: string(account.ByEmail), Label: "By their verified e-mail address the first time, and by their identifier from then on"}}},
	{Name: "acr", Label: "Levels of assurance (acr) that are enough", Hint: "One to a line. Leave it empty where the provider says none", Kind: form.Lines, Bind: func(p *providerForm) any { return &p.ACR }},
	{Name: "amr", Label: "Methods (amr) of which one must have been used", Hint: "One to a line, such as mfa, hwk or otp", Kind: form.Lines, Bind: func(p *providerForm) any { return &p.AMR }},
	{Name: "stopped", Label: "Nobody signs in there for now", Kind: form.Tick, Bind: func(p *providerForm) any { return &p.Stopped }},
}

type providerPage struct {
	ID     db.ID
	Name   string
	Fields []form.Field
}

func (m *Room) providerPage(r *route.Request) error {
	agency, err := m.agency(r)
	if err != nil {
		return err
	}
	var p account.IdentityProvider
	err = m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		p, _, err = account.ProviderOf(r.Context(), tx, agency.ID)
		return err
	})
	if err != nil {
		return err
	}
	return m.showProvider(r, http.StatusOK, agency, &providerForm{Issuer: p.Issuer, ClientID: p.ClientID, Binding: string(p.Binding), Domains: p.Domains, ACR: p.ACR, AMR: p.AMR, Stopped: p.Stopped}, nil, nil)
}

func (m *Room) showProvider(r *route.Request, status int, agency account.Agency, p *providerForm, values url.Values, errs []fault.Field) error {
	return r.Render(m.pages, status, "provider.html", page.View{Title: "An agency’s own sign-in", Errors: errs, Back: page.Link{Text: "Back", Href: "/agencies/" + string(agency.ID)},
		Data: providerPage{ID: agency.ID, Name: agency.Name, Fields: form.Fields(p, values, errs, providerQuestions)}})
}

func (m *Room) setProvider(r *route.Request) error {
	agency, err := m.agency(r)
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	var p providerForm
	errs := form.Fill(&p, values, providerQuestions)
	if len(errs) == 0 {
		err = m.DB.Write(r.Context(), func(tx *db.Tx) error {
			set := account.IdentityProvider{Agency: agency.ID, Issuer: p.Issuer, ClientID: p.ClientID, Secret: p.Secret, Binding: account.Binding(p.Binding), Domains: p.Domains, ACR: p.ACR, AMR: p.AMR, Stopped: p.Stopped}
			for _, name := range p.Domains {
				other, found, err := account.ProviderFor(r.Context(), tx, "x@"+name)
				if err != nil {
					return err
				}
				if found && other.Agency != agency.ID {
					return fault.Wrong("domains", "Another agency has one of these domains")
				}
			}
			if err := account.SetProvider(r.Context(), tx, set); err != nil {
				return err
			}
			if err := tellAdministrators(r, tx, agency.ID, "set-provider", "Your agency's own sign-in to Havenward was changed", "changed at which provider your agency's people sign in."); err != nil {
				return err
			}
			return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "set-provider", Category: audit.Alteration, Subject: "agency " + string(agency.ID),
				Change: map[string]any{"issuer": p.Issuer, "binding": p.Binding, "acr": p.ACR, "amr": p.AMR, "stopped": p.Stopped}})
		})
		if fault.Is(err, fault.Invalid) {
			errs, err = fault.Of(err).Fields, nil
		}
		if err != nil {
			return err
		}
	}
	if len(errs) > 0 {
		return m.showProvider(r, http.StatusUnprocessableEntity, agency, &p, values, errs)
	}
	return r.Redirect("/agencies/" + string(agency.ID))
}
