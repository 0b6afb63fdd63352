package site

import (
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

type peoplePage struct{ People []personRow }

type personRow struct {
	ID          db.ID
	Name, Email string
	Roles       []string
	Self        bool
}

func (s *Site) peoplePage(r *route.Request) error {
	var people []account.Person
	err := s.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		people, err = account.Colleagues(r.Context(), tx, r.Actor.Agency)
		return err
	})
	if err != nil {
		return err
	}
	var data peoplePage
	for _, person := range people {
		data.People = append(data.People, personRow{person.ID, person.Name, person.Email, roleNames(person.Roles), person.ID == r.Actor.Account})
	}
	return r.Render(s.pages, http.StatusOK, "people.html", page.View{Title: "People in your agency", Width: "full", Data: data})
}

func roleNames(roles []account.Role) []string {
	var names []string
	for _, known := range account.Roles {
		if (account.Actor{Roles: roles}).Has(known.Role) {
			names = append(names, known.Name)
		}
	}
	return names
}

type newPerson struct {
	Name, Email, Password string
	Roles                 []string
}

var newPersonQuestions = []form.Question[newPerson]{
	{Name: "name", Label: "Full name", Kind: form.Text, Required: "Enter their full name", MaxLength: 120, Bind: func(p *newPerson) any { return &p.Name }},
	{Name: "email", Label: "Work e-mail address", Kind: form.Email, Required: "Enter their work e-mail address", Bind: func(p *newPerson) any { return &p.Email }},
	{Name: "password", Label: "First password", Hint: "12 characters or more. Give it to them in person or by telephone", Kind: form.Password,
		Required: "Enter a first password", Autocomplete: "new-password", Bind: func(p *newPerson) any { return &p.Password },
		Check: func(p *newPerson) []fault.Field {
			if problem := account.CheckPassword(p.Password); problem != "" {
				return form.Say(problem)
			}
			return nil
		}},
	{Name: "roles", Label: "What do they do?", Hint: "Choose all that apply", Kind: form.Checkboxes, Required: "Choose at least one role",
		Options: roleOptions(), Bind: func(p *newPerson) any { return &p.Roles }},
}

func roleOptions() []form.Option {
	var options []form.Option
	for _, role := range account.Roles {
		options = append(options, form.Option{Value: string(role.Role), Label: role.Name})
	}
	return options
}

type fieldsPage struct{ Fields []form.Field }

func (s *Site) addPersonPage(r *route.Request) error {
	return s.showAddPerson(r, http.StatusOK, &newPerson{}, nil, nil)
}

func (s *Site) showAddPerson(r *route.Request, status int, p *newPerson, values url.Values, errs []fault.Field) error {
	return r.Render(s.pages, status, "add_person.html", page.View{Title: "Add somebody to your agency", Errors: errs,
		Back: page.Link{Text: "Back", Href: "/people"}, Data: fieldsPage{form.Fields(p, values, errs, newPersonQuestions)}})
}

type addedPage struct{ Name, Email, Secret string }

// addPerson adds somebody to the actor's own agency and shows, once, the secret
// for their authenticator app.
func (s *Site) addPerson(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var p newPerson
	if errs := form.Fill(&p, values, newPersonQuestions); len(errs) > 0 {
		return s.showAddPerson(r, http.StatusUnprocessableEntity, &p, values, errs)
	}
	hash, err := account.HashPassword(r.Context(), p.Password)
	if err != nil {
		return err
	}
	secret, err := account.NewTOTPSecret(p.Email)
	if err != nil {
		return err
	}
	var roles []account.Role
	for _, role := range p.Roles {
		roles = append(roles, account.Role(role))
	}
	err = s.DB.Write(r.Context(), func(tx *db.Tx) error {
		id, err := account.AddAccount(r.Context(), tx, account.NewAccount{Agency: r.Actor.Agency, Email: p.Email, Name: p.Name,
			PasswordHash: hash, TOTPSecret: secret, Roles: roles})
		if err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "add-account", Category: audit.Alteration,
			Subject: "account " + string(id), Change: map[string]any{"roles": roles}})
	})
	if db.Duplicate(err) {
		return s.showAddPerson(r, http.StatusUnprocessableEntity, &p, values, []fault.Field{{Name: "email", Message: "Somebody has an account with this e-mail address"}})
	}
	if err != nil {
		return err
	}
	return r.Render(s.pages, http.StatusOK, "person_added.html", page.View{Title: "Account made", Data: addedPage{p.Name, p.Email, secret}})
}

// colleague finds somebody of the actor's own agency; anybody else is missing.
func (s *Site) colleague(r *route.Request) (account.Person, error) {
	id, err := r.ID("id")
	if err != nil {
		return account.Person{}, err
	}
	var people []account.Person
	err = s.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		people, err = account.Colleagues(r.Context(), tx, r.Actor.Agency)
		return err
	})
	for _, person := range people {
		if person.ID == id {
			return person, err
		}
	}
	if err != nil {
		return account.Person{}, err
	}
	return account.Person{}, fault.Missing()
}

func (s *Site) suspendPage(r *route.Request) error {
	person, err := s.colleague(r)
	if err != nil {
		return err
	}
	return r.Render(s.pages, http.StatusOK, "suspend.html", page.View{Title: "End somebody’s access",
		Back: page.Link{Text: "Back", Href: "/people"}, Data: personRow{ID: person.ID, Name: person.Name, Email: person.Email}})
}

func (s *Site) suspend(r *route.Request) error {
	person, err := s.colleague(r)
	if err != nil {
		return err
	}
	if person.ID == r.Actor.Account {
		return fault.Refuse("You cannot end your own access. Ask a colleague who manages accounts")
	}
	err = s.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := account.Suspend(r.Context(), tx, person.ID); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "suspend-account", Category: audit.Alteration, Subject: "account " + string(person.ID)})
	})
	if err != nil {
		return err
	}
	return r.Redirect("/people")
}
