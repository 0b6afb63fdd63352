// Package people is the administration of accounts: agencies by system
// administrators, and the people of an agency by its own administrators. Every
// change is recorded and told to the person it is about, and is made only by
// somebody who has just proved who they are.
package people

import (
	"context"
	"embed"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

// Room is the administration of accounts.
type Room struct {
	DB    *db.Database
	pages *page.Renderer
}

// New makes the room.
func New(d *db.Database) *Room { return &Room{DB: d, pages: page.New(files, "pages/*.html")} }

// Routes are the addresses of the administration of accounts.
func (m *Room) Routes() []route.Route {
	routes := []route.Route{
		{Pattern: "GET /people", Action: access.ManageAccounts, Handle: m.peoplePage},
		{Pattern: "GET /people/add", Action: access.ManageAccounts, Handle: m.addPage},
		{Pattern: "POST /people/add", Action: access.ManageAccounts, Handle: m.add},
		{Pattern: "GET /people/{id}", Action: access.ManageAccounts, Handle: m.personPage},
		{Pattern: "POST /people/{id}/invite", Action: access.ManageAccounts, Handle: m.invite},
		{Pattern: "POST /people/{id}/sign-out", Action: access.ManageAccounts, Handle: m.signOut},
		{Pattern: "GET /people/{id}/roles", Action: access.ManageAccounts, Handle: m.rolesPage},
		{Pattern: "POST /people/{id}/roles", Action: access.ManageAccounts, Handle: m.setRoles},
		{Pattern: "GET /people/{id}/suspend", Action: access.ManageAccounts, Handle: m.suspendPage},
		{Pattern: "POST /people/{id}/suspend", Action: access.ManageAccounts, Handle: m.suspend},
		{Pattern: "POST /people/{id}/restore", Action: access.ManageAccounts, Handle: m.restore},
		{Pattern: "GET /people/{id}/recover", Action: access.ManageAccounts, Handle: m.askPage},
		{Pattern: "POST /people/{id}/recover", Action: access.ManageAccounts, Handle: m.ask},
		{Pattern: "POST /people/{id}/subject", Action: access.ManageAccounts, Handle: m.bind},

		{Pattern: "GET /recoveries", Action: access.AgreeRecovery, Handle: m.recoveriesPage},
		{Pattern: "POST /recoveries/{recovery}/agree", Action: access.AgreeRecovery, Handle: m.agree},
		{Pattern: "POST /recoveries/{recovery}/stop", Action: access.AgreeRecovery, Handle: m.stop},

		{Pattern: "GET /agencies", Action: access.ManageAgencies, Handle: m.agenciesPage},
		{Pattern: "GET /agencies/add", Action: access.ManageAgencies, Handle: m.addAgencyPage},
		{Pattern: "POST /agencies/add", Action: access.ManageAgencies, Handle: m.addAgency},
		{Pattern: "GET /agencies/{agency}", Action: access.ManageAgencies, Handle: m.agencyPage},
		{Pattern: "GET /agencies/{agency}/administrator", Action: access.ManageAgencies, Handle: m.administratorPage},
		{Pattern: "POST /agencies/{agency}/administrator", Action: access.ManageAgencies, Handle: m.addAdministrator},
		{Pattern: "GET /agencies/{agency}/suspend", Action: access.ManageAgencies, Handle: m.suspendAgencyPage},
		{Pattern: "POST /agencies/{agency}/suspend", Action: access.ManageAgencies, Handle: m.suspendAgency},
		{Pattern: "POST /agencies/{agency}/restore", Action: access.ManageAgencies, Handle: m.restoreAgency},
		{Pattern: "GET /agencies/{agency}/provider", Action: access.ManageAgencies, Handle: m.providerPage},
		{Pattern: "POST /agencies/{agency}/provider", Action: access.ManageAgencies, Handle: m.setProvider},
	}
	for i := range routes {
		routes[i].StepUp = true
	}
	return routes
}

type fieldsPage struct{ Fields []form.Field }

// note records a change to an account, and tells the person about it.
func note(ctx context.Context, tx *db.Tx, actor account.Actor, person account.Person, entry audit.Entry, subject, body string) error {
	entry.Category, entry.Subject = audit.Alteration, "account "+string(person.ID)
	if err := audit.Append(ctx, tx, actor, entry); err != nil {
		return err
	}
	return notify.Tell(ctx, tx, "account-"+string(tx.NewID()), person.Email, subject, body+" If you did not expect this, telephone "+actor.Name+" or your agency's other administrators.")
}

// person loads the person that the address names, of the actor's own agency;
// anybody else is missing.
func (m *Room) person(r *route.Request) (person account.Person, err error) {
	id, err := r.ID("id")
	if err != nil {
		return person, err
	}
	err = m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		person, err = one(r.Context(), tx, r.Actor, id)
		return err
	})
	return person, err
}

func one(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (account.Person, error) {
	person, found, err := account.PersonOf(ctx, tx, actor.Agency, id)
	if err == nil && !found {
		err = fault.Missing()
	}
	return person, err
}

// change runs a command on the person that the address names, who must not be
// the actor, and goes back to their page.
func (m *Room) change(r *route.Request, command func(tx *db.Tx, person account.Person) error) error {
	person, err := m.changed(r, command)
	if err != nil {
		return err
	}
	return r.Redirect("/people/" + string(person.ID))
}

func (m *Room) changed(r *route.Request, command func(tx *db.Tx, person account.Person) error) (person account.Person, err error) {
	id, err := r.ID("id")
	if err != nil {
		return person, err
	}
	err = m.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if person, err = one(r.Context(), tx, r.Actor, id); err != nil {
			return err
		}
		if person.ID == r.Actor.Account {
			return fault.Refuse("You cannot change your own access. Ask a colleague who manages accounts")
		}
		return command(tx, person)
	})
	return person, err
}
