package decision

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/route"
)

// contactOperations are the contacts of a case in the JSON API.
func (r *Room) contactOperations(api huma.API, operation func(id, method, path, summary string) huma.Operation) {
	route.API(api, access.ReadContact, operation("list-contacts", http.MethodGet, "/cases/{id}/contacts", "List how the person of a case can be reached"), r.apiContacts)
	route.API(api, access.KeepContact, operation("add-contact", http.MethodPost, "/cases/{id}/contacts", "Add a contact to a case"), r.apiAddContact)
	route.API(api, access.KeepContact, operation("check-contact", http.MethodPost, "/cases/{id}/contacts/{contact}/check", "Record that a contact was checked"), r.apiCheckContact)
}

type contactsAnswer struct {
	Body struct {
		Contacts []casefile.ContactOnFile `json:"contacts"`
	}
}

func (r *Room) apiContacts(ctx context.Context, actor account.Actor, in *CaseAddress) (*contactsAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	answer := new(contactsAnswer)
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		contacts, err := r.Contacts(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		answer.Body.Contacts = append([]casefile.ContactOnFile{}, contacts...)
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-case", Category: audit.Consultation, Case: id, Subject: "contacts", Why: purposeDecision})
	})
	return answer, err
}

type addContactRequest struct {
	CaseAddress
	OnceHeader
	Body casefile.Contact
}

func (r *Room) apiAddContact(ctx context.Context, actor account.Actor, in *addContactRequest) (*idAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var answer idAnswer
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		answer.Body.ID, err = r.AddContact(ctx, tx, actor, ContactForm{Case: id, Contact: in.Body, Once: in.Once})
		return err
	})
	return &answer, err
}

type checkContactRequest struct {
	CaseAddress
	OnceHeader
	Contact string `path:"contact"`
	Body    struct {
		Safe bool      `json:"safe"`
		On   civil.Day `json:"on"`
	}
}

func (r *Room) apiCheckContact(ctx context.Context, actor account.Actor, in *checkContactRequest) (*idAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var answer idAnswer
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		answer.Body.ID, err = r.CheckContact(ctx, tx, actor, CheckForm{Case: id, Contact: db.ID(in.Contact), Safe: in.Body.Safe, On: in.Body.On, Once: in.Once})
		return err
	})
	return &answer, err
}
