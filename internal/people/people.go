package people

import (
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

type peoplePage struct {
	Asked      string
	People     []personRow
	Recoveries int
}

type personRow struct {
	ID                       db.ID
	Name, Email              string
	Roles                    []string
	Self, Suspended, Invited bool
	Seen                     time.Time
}

func row(p account.Person, actor account.Actor) personRow {
	return personRow{p.ID, p.Name, p.Email, roleNames(p.Roles), p.ID == actor.Account, p.Suspended, p.Invited, p.Seen}
}

func (m *Room) peoplePage(r *route.Request) error {
	data := peoplePage{Asked: r.URL.Query().Get("q")}
	err := m.DB.Read(r.Context(), func(tx *db.Tx) error {
		people, err := account.People(r.Context(), tx, r.Actor.Agency, data.Asked)
		if err != nil {
			return err
		}
		for _, person := range people {
			data.People = append(data.People, row(person, r.Actor))
		}
		open, err := account.Recoveries(r.Context(), tx, r.Actor.Agency)
		data.Recoveries = len(open)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "people.html", page.View{Title: "People in your agency", Width: "full", Data: data})
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
	Name, Email string
	Roles       []string
}

var nameQuestions = []form.Question[newPerson]{
	{Name: "name", Label: "Full name", Kind: form.Text, Required: "Enter their full name", MaxLength: 120, Bind: func(p *newPerson) any { return &p.Name }},
	{Name: "email", Label: "Work e-mail address", Kind: form.Email, Required: "Enter their work e-mail address", Bind: func(p *newPerson) any { return &p.Email }},
}

// rolesQuestion offers the roles that an agency of a kind can have.
func rolesQuestion(kind account.Kind) form.Question[newPerson] {
	var options []form.Option
	for _, role := range account.RolesFor(kind) {
		options = append(options, form.Option{Value: string(role), Label: roleNames([]account.Role{role})[0]})
	}
	return form.Question[newPerson]{Name: "roles", Label: "What do they do?", Hint: "Choose all that apply", Kind: form.Checkboxes, Required: "Choose at least one role",
		Options: options, Bind: func(p *newPerson) any { return &p.Roles }}
}

func newQuestions(kind account.Kind) []form.Question[newPerson] {
	return append(append([]form.Question[newPerson]{}, nameQuestions...), rolesQuestion(kind))
}

func (p newPerson) roles() []account.Role {
	var roles []account.Role
	for _, role := range p.Roles {
		roles = append(roles, account.Role(role))
	}
	return roles
}

func (m *Room) addPage(r *route.Request) error {
	return m.showAdd(r, http.StatusOK, &newPerson{}, nil, nil)
}

func (m *Room) showAdd(r *route.Request, status int, p *newPerson, values url.Values, errs []fault.Field) error {
	return r.Render(m.pages, status, "add_person.html", page.View{Title: "Add somebody to your agency", Errors: errs,
		Back: page.Link{Text: "People", Href: "/people"}, Data: fieldsPage{form.Fields(p, values, errs, newQuestions(r.Actor.AgencyKind))}})
}

// codePage shows a code once, with whom it is for and what to do with it.
type codePage struct {
	Name, Email, Code string
	Back              page.Link
	// Half says that this is one of two codes, of a way back in.
	Half bool
}

func (m *Room) showCode(r *route.Request, data codePage) error {
	return r.Render(m.pages, http.StatusOK, "code.html", page.View{Title: "Give them this code", Back: data.Back, Data: data})
}

var errTaken = []fault.Field{{Name: "email", Message: "Somebody has an account with this e-mail address"}}

// add makes an account in the actor's own agency, and shows once the code with
// which the person chooses how they sign in: nobody ever knows another's password.
func (m *Room) add(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var p newPerson
	if errs := form.Fill(&p, values, newQuestions(r.Actor.AgencyKind)); len(errs) > 0 {
		return m.showAdd(r, http.StatusUnprocessableEntity, &p, values, errs)
	}
	var code string
	err = m.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		code, err = invited(r, tx, r.Actor.Agency, p, p.roles())
		return err
	})
	if db.Duplicate(err) {
		return m.showAdd(r, http.StatusUnprocessableEntity, &p, values, errTaken)
	}
	if err != nil {
		return err
	}
	return m.showCode(r, codePage{Name: p.Name, Email: p.Email, Code: code, Back: page.Link{Text: "People", Href: "/people"}})
}

// invited makes an account and the invitation to it.
func invited(r *route.Request, tx *db.Tx, agency db.ID, p newPerson, roles []account.Role) (string, error) {
	id, err := account.AddAccount(r.Context(), tx, account.NewAccount{Agency: agency, Email: p.Email, Name: p.Name, Roles: roles})
	if err != nil {
		return "", err
	}
	code, err := account.Invite(r.Context(), tx, id, r.Actor.Account)
	if err != nil {
		return "", err
	}
	return code, note(r.Context(), tx, r.Actor, account.Person{ID: id, Email: account.FoldEmail(p.Email)}, audit.Entry{Action: "add-account", Change: map[string]any{"roles": roles}},
		"You have an account with Havenward", r.Actor.Name+" made an account for you with Havenward. They give you a code, in person or by telephone, with which you choose how you sign in.")
}

// invite makes a new code for somebody who has no way to sign in yet.
func (m *Room) invite(r *route.Request) error {
	var code string
	person, err := m.changed(r, func(tx *db.Tx, person account.Person) error {
		ways, err := account.WaysOf(r.Context(), tx, person.ID)
		if err != nil {
			return err
		}
		if ways.Count() > 0 || person.Suspended {
			return fault.Refuse("They can sign in already. If they have lost their ways to sign in, start a way back in, which takes two administrators")
		}
		if code, err = account.Invite(r.Context(), tx, person.ID, r.Actor.Account); err != nil {
			return err
		}
		return note(r.Context(), tx, r.Actor, person, audit.Entry{Action: "invite"}, "A new invitation to Havenward", r.Actor.Name+" made a new code for you. An older one does not work any more.")
	})
	if err != nil {
		return err
	}
	return m.showCode(r, codePage{Name: person.Name, Email: person.Email, Code: code, Back: page.Link{Text: "Back", Href: "/people/" + string(person.ID)}})
}

type personPage struct {
	personRow
	Sessions int // in which they are signed in now
	Ways     account.Ways
	Recovery *account.Recovery
	Provider bool
	Subject  []form.Field
}

func (m *Room) personPage(r *route.Request) error { return m.showPerson(r, http.StatusOK, nil, nil) }

func (m *Room) showPerson(r *route.Request, status int, values url.Values, errs []fault.Field) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var data personPage
	err = m.DB.Read(r.Context(), func(tx *db.Tx) error {
		person, err := one(r.Context(), tx, r.Actor, id)
		if err != nil {
			return err
		}
		data.personRow = row(person, r.Actor)
		if data.Ways, err = account.WaysOf(r.Context(), tx, id); err != nil {
			return err
		}
		sessions, err := account.Sessions(r.Context(), tx, id)
		if err != nil {
			return err
		}
		data.Sessions = len(sessions)
		recovery, open, err := account.RecoveryOf(r.Context(), tx, id)
		if err != nil {
			return err
		}
		if open {
			data.Recovery = &recovery
		}
		provider, found, err := account.ProviderOf(r.Context(), tx, r.Actor.Agency)
		if err != nil || !found || provider.Stopped {
			return err
		}
		var bound subject
		bound.Subject, err = account.SubjectOf(r.Context(), tx, id)
		data.Provider, data.Subject = true, form.Fields(&bound, values, errs, subjectQuestions)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(m.pages, status, "person.html", page.View{Title: "Somebody in your agency", Back: page.Link{Text: "People", Href: "/people"}, Errors: errs, Data: data})
}

type subject struct{ Subject string }

var subjectQuestions = []form.Question[subject]{
	{Name: "subject", Label: "Their identifier at your agency’s sign-in", Hint: "The “subject” by which it knows them. Leave it empty to let go of it", Kind: form.Text, MaxLength: 255,
		Bind: func(s *subject) any { return &s.Subject }},
}

// bind binds somebody to a subject of the agency's identity provider.
func (m *Room) bind(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var s subject
	if errs := form.Fill(&s, values, subjectQuestions); len(errs) > 0 {
		return m.showPerson(r, http.StatusUnprocessableEntity, values, errs)
	}
	err = m.change(r, func(tx *db.Tx, person account.Person) error {
		provider, found, err := account.ProviderOf(r.Context(), tx, r.Actor.Agency)
		if err == nil && (!found || provider.Stopped) {
			err = fault.Missing()
		}
		if err != nil {
			return err
		}
		if err := account.BindSubject(r.Context(), tx, provider, s.Subject, person.ID); err != nil {
			return err
		}
		return note(r.Context(), tx, r.Actor, person, audit.Entry{Action: "bind-subject"}, "How you sign in to Havenward was changed", r.Actor.Name+" changed who you are at your agency's own sign-in.")
	})
	if db.Duplicate(err) {
		return m.showPerson(r, http.StatusUnprocessableEntity, values, []fault.Field{{Name: "subject", Message: "Somebody else in your agency has this identifier"}})
	}
	return err
}
