package people

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

func (m *Room) rolesPage(r *route.Request) error {
	person, err := m.person(r)
	if err != nil {
		return err
	}
	p := newPerson{Name: person.Name}
	for _, role := range person.Roles {
		p.Roles = append(p.Roles, string(role))
	}
	return m.showRoles(r, http.StatusOK, person, &p, nil, nil)
}

type rolesPage struct {
	ID     db.ID
	Name   string
	Fields []form.Field
}

func (m *Room) showRoles(r *route.Request, status int, person account.Person, p *newPerson, values url.Values, errs []fault.Field) error {
	questions := []form.Question[newPerson]{rolesQuestion(r.Actor.AgencyKind)}
	return r.Render(m.pages, status, "roles.html", page.View{Title: "Change what somebody does", Errors: errs,
		Back: page.Link{Text: "Back", Href: "/people/" + string(person.ID)}, Data: rolesPage{person.ID, person.Name, form.Fields(p, values, errs, questions)}})
}

func (m *Room) setRoles(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var p newPerson
	if errs := form.Fill(&p, values, []form.Question[newPerson]{rolesQuestion(r.Actor.AgencyKind)}); len(errs) > 0 {
		person, err := m.person(r)
		if err != nil {
			return err
		}
		return m.showRoles(r, http.StatusUnprocessableEntity, person, &p, values, errs)
	}
	return m.change(r, func(tx *db.Tx, person account.Person) error {
		if err := account.SetRoles(r.Context(), tx, person.ID, p.roles()); err != nil {
			return err
		}
		return note(r.Context(), tx, r.Actor, person, audit.Entry{Action: "set-roles", Change: map[string]any{"before": person.Roles, "after": p.roles()}},
			"What you do in Havenward was changed", r.Actor.Name+" changed your roles, and you were signed out. Sign in again to go on.")
	})
}

func (m *Room) suspendPage(r *route.Request) error {
	person, err := m.person(r)
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "suspend.html", page.View{Title: "End somebody’s access",
		Back: page.Link{Text: "Back", Href: "/people/" + string(person.ID)}, Data: row(person, r.Actor)})
}

func (m *Room) suspend(r *route.Request) error {
	return m.change(r, func(tx *db.Tx, person account.Person) error {
		if err := account.Suspend(r.Context(), tx, person.ID); err != nil {
			return err
		}
		return note(r.Context(), tx, r.Actor, person, audit.Entry{Action: "suspend-account"}, "Your access to Havenward was ended", r.Actor.Name+" ended your access.")
	})
}

func (m *Room) restore(r *route.Request) error {
	return m.change(r, func(tx *db.Tx, person account.Person) error {
		if err := account.Restore(r.Context(), tx, person.ID); err != nil {
			return err
		}
		return note(r.Context(), tx, r.Actor, person, audit.Entry{Action: "restore-account"}, "You can use Havenward again", r.Actor.Name+" gave you access again. Sign in as before. Tokens for programs have to be made again.")
	})
}

// signOut ends the sessions of somebody who keeps their access: of a lost
// telephone, or a desk that was left.
func (m *Room) signOut(r *route.Request) error {
	return m.change(r, func(tx *db.Tx, person account.Person) error {
		if err := account.EndSessions(r.Context(), tx, person.ID, ""); err != nil {
			return err
		}
		return note(r.Context(), tx, r.Actor, person, audit.Entry{Action: "end-sessions"}, "You were signed out of Havenward", r.Actor.Name+" signed you out everywhere. You can sign in again as before.")
	})
}
