package decision

import (
	"context"
	"fmt"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
)

// Contacts lists the ways in which a person can be reached.
func (r *Room) Contacts(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) ([]casefile.ContactOnFile, error) {
	if err := access.Case(ctx, tx, actor, access.ReadContact, id); err != nil {
		return nil, err
	}
	return casefile.Contacts(ctx, tx, id)
}

// ContactForm adds a contact to a case.
type ContactForm struct {
	Case    db.ID
	Contact casefile.Contact
	Once    string
}

// AddContact adds a way to reach the person. No other change can contradict it,
// so it needs no version.
func (r *Room) AddContact(ctx context.Context, tx *db.Tx, actor account.Actor, form ContactForm) (db.ID, error) {
	return once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Case(ctx, tx, actor, access.KeepContact, form.Case); err != nil {
			return "", err
		}
		asked := casefile.Asked(form.Contact)
		if errs := ask.Check(&asked, casefile.ContactQuestions); len(errs) > 0 {
			return "", fault.Mend(errs...)
		}
		return keepContact(ctx, tx, actor, form.Case, asked.Answer(), "Contact added", "add-contact")
	})
}

// CheckForm records that somebody asked whether a contact is safe.
type CheckForm struct {
	Case    db.ID
	Contact db.ID
	Safe    bool
	On      civil.Day
	Once    string
}

// CheckContact records that a contact was checked: that it is still safe, from
// which letters count how long a check is good for, or that it must not be used.
// The contact as it was is kept, ended.
func (r *Room) CheckContact(ctx context.Context, tx *db.Tx, actor account.Actor, form CheckForm) (db.ID, error) {
	return once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Case(ctx, tx, actor, access.KeepContact, form.Case); err != nil {
			return "", err
		}
		contacts, err := casefile.Contacts(ctx, tx, form.Case)
		if err != nil {
			return "", err
		}
		at := slices.IndexFunc(contacts, func(c casefile.ContactOnFile) bool { return c.ID == form.Contact })
		if at < 0 {
			return "", fault.Missing()
		}
		if form.On.IsZero() {
			return "", fault.Wrong("on", "Enter the day on which it was checked")
		}
		checked := contacts[at].Contact
		checked.Safe, checked.SafeOn = form.Safe, form.On
		if _, err := casefile.EndContact(ctx, tx, form.Case, form.Contact); err != nil {
			return "", err
		}
		story := "Contact checked: it is safe"
		if !form.Safe {
			story = "Contact checked: it must not be used"
		}
		return keepContact(ctx, tx, actor, form.Case, checked, story, "check-contact")
	})
}

// keepContact stores a contact and tells of it, without a word of how the person
// is reached.
func keepContact(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, contact casefile.Contact, story, action string) (db.ID, error) {
	if contact.SafeOn.After(today(tx)) {
		return "", fault.Wrong("safe-on", "The date must be today or in the past")
	}
	if err := casefile.TouchLatest(ctx, tx, id); err != nil {
		return "", err
	}
	before, err := casefile.Contacts(ctx, tx, id)
	if err != nil {
		return "", err
	}
	if err := casefile.Put(ctx, tx, actor, id, action, casefile.Record{Contacts: []casefile.Contact{contact}}); err != nil {
		return "", err
	}
	if err := casefile.Note(ctx, tx, actor, id, story); err != nil {
		return "", err
	}
	contacts, err := casefile.Contacts(ctx, tx, id)
	if err != nil {
		return "", err
	}
	added := slices.DeleteFunc(contacts, func(c casefile.ContactOnFile) bool {
		return slices.ContainsFunc(before, func(b casefile.ContactOnFile) bool { return b.ID == c.ID })
	})
	kept := added[0].ID
	return kept, audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Alteration, Case: id,
		Subject: fmt.Sprintf("contact %s of case %s", kept, id), Why: purposeDecision})
}
