package people

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

type agenciesPage struct {
	Asked    string
	Agencies []agencyRow
}

type agencyRow struct {
	account.Agency
	KindName string
}

func kindName(kind account.Kind) string {
	for _, known := range account.Kinds {
		if known.Kind == kind {
			return known.Name
		}
	}
	return string(kind)
}

func (m *Room) agenciesPage(r *route.Request) error {
	data := agenciesPage{Asked: r.URL.Query().Get("q")}
	err := m.DB.Read(r.Context(), func(tx *db.Tx) error {
		all, err := account.Agencies(r.Context(), tx)
		for _, agency := range all {
			if strings.Contains(strings.ToLower(agency.Name), strings.ToLower(strings.TrimSpace(data.Asked))) {
				data.Agencies = append(data.Agencies, agencyRow{agency, kindName(agency.Kind)})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "agencies.html", page.View{Title: "Agencies", Width: "full", Data: data})
}

type newAgency struct{ Name, Kind, Jurisdiction string }

var agencyQuestions = []form.Question[newAgency]{
	{Name: "name", Label: "Name of the agency", Kind: form.Text, Required: "Enter the name of the agency", MaxLength: 120, Bind: func(a *newAgency) any { return &a.Name }},
	{Name: "kind", Label: "What is it?", Kind: form.Radios, Required: "Choose what it is", Options: kindOptions(), Bind: func(a *newAgency) any { return &a.Kind }},
	{Name: "jurisdiction", Label: "Where is it?", Kind: form.Radios, Required: "Choose where it is", Bind: func(a *newAgency) any { return &a.Jurisdiction },
		Options: placeOptions()},
}

// placeOptions are where an agency can be: in the United Kingdom, or in a country
// that people may be handed over to.
func placeOptions() []form.Option {
	var options []form.Option
	for _, j := range statute.Everywhere() {
		options = append(options, form.Option{Value: string(j), Label: string(j.Name())})
	}
	return options
}

func kindOptions() []form.Option {
	var options []form.Option
	for _, known := range account.Kinds {
		options = append(options, form.Option{Value: string(known.Kind), Label: known.Name})
	}
	return options
}

func (m *Room) addAgencyPage(r *route.Request) error {
	return m.showAddAgency(r, http.StatusOK, &newAgency{}, nil, nil)
}

func (m *Room) showAddAgency(r *route.Request, status int, a *newAgency, values url.Values, errs []fault.Field) error {
	return r.Render(m.pages, status, "add_agency.html", page.View{Title: "Add an agency", Errors: errs, Back: page.Link{Text: "Agencies", Href: "/agencies"},
		Data: fieldsPage{form.Fields(a, values, errs, agencyQuestions)}})
}

func (m *Room) addAgency(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var a newAgency
	if errs := form.Fill(&a, values, agencyQuestions); len(errs) > 0 {
		return m.showAddAgency(r, http.StatusUnprocessableEntity, &a, values, errs)
	}
	var id db.ID
	err = m.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if id, err = account.AddAgency(r.Context(), tx, account.Agency{Name: a.Name, Kind: account.Kind(a.Kind), Jurisdiction: a.Jurisdiction}); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "add-agency", Category: audit.Alteration, Subject: "agency " + string(id)})
	})
	if db.Duplicate(err) {
		return m.showAddAgency(r, http.StatusUnprocessableEntity, &a, values, []fault.Field{{Name: "name", Message: "There is an agency with this name already"}})
	}
	if err != nil {
		return err
	}
	return r.Redirect("/agencies/" + string(id))
}

type agencyPage struct {
	agencyRow
	Administrators []personRow
	Provider       *account.IdentityProvider
}

// agency loads the agency that the address names.
func (m *Room) agency(r *route.Request) (agency account.Agency, err error) {
	id, err := r.ID("agency")
	if err != nil {
		return agency, err
	}
	err = m.DB.Read(r.Context(), func(tx *db.Tx) error {
		found := false
		if agency, found, err = account.AgencyOf(r.Context(), tx, id); err == nil && !found {
			err = fault.Missing()
		}
		return err
	})
	return agency, err
}

// agencyPage shows an agency and who administers it: not its other people, who are
// its own administrators' affair, and nothing of any case.
func (m *Room) agencyPage(r *route.Request) error {
	agency, err := m.agency(r)
	if err != nil {
		return err
	}
	data := agencyPage{agencyRow: agencyRow{agency, kindName(agency.Kind)}}
	err = m.DB.Read(r.Context(), func(tx *db.Tx) error {
		people, err := account.People(r.Context(), tx, agency.ID, "")
		if err != nil {
			return err
		}
		for _, person := range people {
			if slices.Contains(person.Roles, account.AgencyAdministrator) {
				data.Administrators = append(data.Administrators, row(person, r.Actor))
			}
		}
		provider, found, err := account.ProviderOf(r.Context(), tx, agency.ID)
		if found {
			data.Provider = &provider
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "agency.html", page.View{Title: "An agency", Back: page.Link{Text: "Agencies", Href: "/agencies"}, Data: data})
}

type administratorPage struct {
	ID     db.ID
	Name   string
	Fields []form.Field
}

func (m *Room) administratorPage(r *route.Request) error {
	return m.showAdministrator(r, http.StatusOK, &newPerson{}, nil, nil)
}

func (m *Room) showAdministrator(r *route.Request, status int, p *newPerson, values url.Values, errs []fault.Field) error {
	agency, err := m.agency(r)
	if err != nil {
		return err
	}
	return r.Render(m.pages, status, "add_administrator.html", page.View{Title: "Add an administrator", Errors: errs, Back: page.Link{Text: "Back", Href: "/agencies/" + string(agency.ID)},
		Data: administratorPage{agency.ID, agency.Name, form.Fields(p, values, errs, nameQuestions)}})
}

func (m *Room) addAdministrator(r *route.Request) error {
	agency, err := m.agency(r)
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	var p newPerson
	if errs := form.Fill(&p, values, nameQuestions); len(errs) > 0 {
		return m.showAdministrator(r, http.StatusUnprocessableEntity, &p, values, errs)
	}
	var code string
	err = m.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if code, err = invited(r, tx, agency.ID, p, []account.Role{account.AgencyAdministrator}); err != nil {
			return err
		}
		return tellAdministrators(r, tx, agency.ID, "add-account", "An administrator was added to your agency", "made an account for another administrator of your agency in Havenward.")
	})
	if db.Duplicate(err) {
		return m.showAdministrator(r, http.StatusUnprocessableEntity, &p, values, errTaken)
	}
	if err != nil {
		return err
	}
	return m.showCode(r, codePage{Name: p.Name, Email: p.Email, Code: code, Back: page.Link{Text: "Back", Href: "/agencies/" + string(agency.ID)}})
}

func (m *Room) suspendAgencyPage(r *route.Request) error {
	agency, err := m.agency(r)
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "suspend_agency.html", page.View{Title: "Suspend an agency", Back: page.Link{Text: "Back", Href: "/agencies/" + string(agency.ID)}, Data: agency})
}

func (m *Room) suspendAgency(r *route.Request) error { return m.stand(r, true) }

func (m *Room) restoreAgency(r *route.Request) error { return m.stand(r, false) }

// stand suspends or restores an agency, and tells its administrators.
func (m *Room) stand(r *route.Request, suspend bool) error {
	agency, err := m.agency(r)
	if err != nil {
		return err
	}
	if agency.ID == r.Actor.Agency {
		return fault.Refuse("You cannot suspend your own agency")
	}
	err = m.DB.Write(r.Context(), func(tx *db.Tx) error {
		action, subject, body, stand := "restore-agency", "Your agency can use Havenward again", "let your agency use Havenward again.", account.RestoreAgency
		if suspend {
			action, subject, body, stand = "suspend-agency", "Your agency's access to Havenward was ended", "ended your agency's access. All its people were signed out.", account.SuspendAgency
		}
		if err := stand(r.Context(), tx, agency.ID); err != nil {
			return err
		}
		if err := audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: action, Category: audit.Alteration, Subject: "agency " + string(agency.ID)}); err != nil {
			return err
		}
		return tellAdministrators(r, tx, agency.ID, action, subject, body)
	})
	if err != nil {
		return err
	}
	return r.Redirect("/agencies/" + string(agency.ID))
}

// tellAdministrators tells those who administer an agency what a system
// administrator did to it: nothing of theirs changes unseen.
func tellAdministrators(r *route.Request, tx *db.Tx, agency db.ID, action, subject, body string) error {
	people, err := account.People(r.Context(), tx, agency, "")
	if err != nil {
		return err
	}
	for _, person := range people {
		if slices.Contains(person.Roles, account.AgencyAdministrator) && !person.Suspended {
			if err := note(r.Context(), tx, r.Actor, person, audit.Entry{Action: "tell-administrator", Why: action}, subject, r.Actor.Name+" "+body); err != nil {
				return err
			}
		}
	}
	return nil
}
