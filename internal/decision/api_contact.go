package decision

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
)

// contactOperations are the contacts of a case in the JSON API.
func (r *Room) contactOperations(calls deed.API) {
	deed.Query(calls, access.ReadContact, "list-contacts", "/api/v1/cases/{id}/contacts", "List how the person of a case can be reached", look[deed.On](access.ReadContact, "contacts"),
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *deed.On) (*contactsAnswer, error) {
			contacts, err := r.Contacts(ctx, tx, actor, in.ID)
			var answer contactsAnswer
			answer.Body.Contacts = append([]casefile.ContactOnFile{}, contacts...)
			return &answer, err
		})
	deed.Call(calls, access.KeepContact, "add-contact", "/api/v1/cases/{id}/contacts", "Add a contact to a case",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *addContactRequest) (*deed.Made, error) {
			return deed.MadeOf(r.AddContact(ctx, tx, actor, ContactForm{Case: in.ID, Contact: in.Body, Once: in.Once}))
		})
	deed.Call(calls, access.KeepContact, "check-contact", "/api/v1/cases/{id}/contacts/{contact}/check", "Record that a contact was checked",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *checkContactRequest) (*deed.Made, error) {
			return deed.MadeOf(r.CheckContact(ctx, tx, actor, CheckForm{Case: in.ID, Contact: in.Contact, Safe: in.Body.Safe, On: in.Body.On, Once: in.Once}))
		})
}

type contactsAnswer struct {
	Body struct {
		Contacts []casefile.ContactOnFile `json:"contacts"`
	}
}

type addContactRequest struct {
	deed.On
	deed.Key
	Body casefile.Contact
}

type checkContactRequest struct {
	deed.On
	deed.Key
	Contact db.ID `path:"contact"`
	Body    struct {
		Safe bool      `json:"safe"`
		On   civil.Day `json:"on"`
	}
}
