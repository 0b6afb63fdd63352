package letter

import (
	"net/mail"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// Recipient is whom a letter goes to and where. Make one with [Address] or
// [Organisation].
type Recipient struct {
	Name string `json:"name"`
	// Relation is who they are to the person ("Social worker"), "" for the person
	// and for an organisation.
	Relation string `json:"relation,omitempty"`
	// Channel is casefile.Post or casefile.Email.
	Channel string `json:"channel"`
	// Lines are those of a postal address, without the name.
	Lines []string `json:"lines,omitempty"`
	Email string   `json:"email,omitempty"`
	// ThePerson says that the contact is the person's own.
	ThePerson bool `json:"the_person,omitempty"`
	// SafeOn is the day on which the contact was last confirmed as safe; zero for
	// an organisation.
	SafeOn civil.Day `json:"safe_on,omitzero"`
	// Contact is the place of the contact in the list that Address was given,
	// from 0, to be kept with the service of the letter; -1 for an organisation.
	Contact int `json:"contact"`
}

// Address chooses where a letter to a person goes on a day: a contact marked
// safe and confirmed within staleDays days (the rule safe-contact-check of
// statute), by post or e-mail. An adult's own contact comes first, then that of
// somebody else for whom the person has given permission. A child's letter goes
// only to somebody else, such as the social worker or guardian. Among several
// the one confirmed last is taken, and among those the first in the list.
//
// Where there is none, the error is a fault for the field "contact" that says
// why and what to do.
func Address(person Person, contacts []casefile.Contact, on civil.Day, staleDays int) (Recipient, error) {
	best := -1
	var refused refusals
	for i, contact := range contacts {
		if why := refuse(person, contact, on, staleDays); why != usable {
			refused.add(why, contact, on)
			continue
		}
		if best < 0 || closer(contact, contacts[best]) {
			best = i
		}
	}
	if best < 0 {
		return Recipient{}, refused.fault(person, staleDays)
	}
	chosen := contacts[best]
	to, _ := place(chosen)
	to.Name, to.Relation = clean(chosen.Name), clean(chosen.Relation)
	to.ThePerson, to.SafeOn, to.Contact = chosen.Whose == casefile.ThePerson, chosen.SafeOn, best
	if to.ThePerson || to.Name == "" && !person.Child {
		to.Name = clean(person.Name)
	}
	if to.ThePerson {
		to.Relation = ""
	}
	return to, nil
}

// Organisation is the recipient of a request for information that goes to an
// organisation: its name and an address in lines or an e-mail address. The error
// is a fault for the field "to".
func Organisation(name, channel, value string) (Recipient, error) {
	to, ok := place(casefile.Contact{Channel: channel, Value: value})
	to.Name, to.Contact = clean(name), -1
	switch {
	case to.Name == "":
		return Recipient{}, fault.Wrong("to", "Enter the name of the organisation to ask")
	case !ok:
		return Recipient{}, fault.Wrong("to", "Enter a postal address in two lines or more, or an email address")
	}
	return to, nil
}

// refusal is why a contact cannot take a letter, the nearer to being usable the
// greater.
type refusal int

const (
	unsafe refusal = iota
	phoneOnly
	noPermission
	childsOwn
	unwritable
	nameless
	stale
	usable
)

func refuse(person Person, contact casefile.Contact, on civil.Day, staleDays int) refusal {
	own := contact.Whose == casefile.ThePerson
	_, writable := place(contact)
	switch {
	case !contact.Safe || !own && contact.Whose != casefile.SomeoneElse:
		return unsafe
	case contact.Channel == casefile.Phone:
		return phoneOnly
	case !own && !contact.Permission:
		return noPermission
	case own && person.Child:
		return childsOwn
	case !writable:
		return unwritable
	case person.Child && clean(contact.Name) == "":
		return nameless
	case contact.SafeOn.IsZero() || contact.SafeOn.After(on) || on.Sub(contact.SafeOn) > staleDays:
		return stale
	}
	return usable
}

// closer reports whether a letter should rather go to a than to b.
func closer(a, b casefile.Contact) bool {
	if own := a.Whose == casefile.ThePerson; own != (b.Whose == casefile.ThePerson) {
		return own
	}
	return a.SafeOn.After(b.SafeOn)
}

// place reads the address of a contact and reports whether a letter can go there.
func place(contact casefile.Contact) (Recipient, bool) {
	to := Recipient{Channel: contact.Channel}
	switch contact.Channel {
	case casefile.Email:
		to.Email = strings.TrimSpace(contact.Value)
		parsed, err := mail.ParseAddress(to.Email)
		return to, err == nil && parsed.Address == to.Email && clean(to.Email) == to.Email
	case casefile.Post:
		for line := range strings.SplitSeq(paragraphs(contact.Value), "\n") {
			if line = clean(line); line != "" {
				to.Lines = append(to.Lines, line)
			}
		}
		return to, len(to.Lines) > 1
	}
	return to, false
}

func (r Recipient) complete() bool {
	switch r.Channel {
	case casefile.Email:
		return r.Name != "" && r.Email != ""
	case casefile.Post:
		return r.Name != "" && len(r.Lines) > 0 && !slices.Contains(r.Lines, "")
	}
	return false
}

// refusals keeps the nearest of the refused contacts.
type refusals struct {
	nearest   refusal
	confirmed civil.Day
}

func (r *refusals) add(why refusal, contact casefile.Contact, on civil.Day) {
	r.nearest = max(r.nearest, why)
	if why == stale && contact.SafeOn.After(r.confirmed) && !contact.SafeOn.After(on) {
		r.confirmed = contact.SafeOn
	}
}

func (r refusals) fault(person Person, staleDays int) error {
	switch r.nearest {
	case phoneOnly:
		return fault.Wrong("contact", "There is no safe address to send this letter to. The only safe contact is a phone number. Call, and ask for a safe address or email address")
	case noPermission:
		return fault.Wrong("contact", "There is no safe address to send this letter to. Ask the person for permission to write to somebody else, or for a safe address of their own")
	case childsOwn:
		return fault.Wrong("contact", "There is no safe address to send this letter to. A child's letter goes to the social worker or guardian. Ask the local authority for their address")
	case unwritable:
		return fault.Wrong("contact", "There is no safe address to send this letter to. The safe contact is not a whole address. Ask for the rest of it")
	case nameless:
		return fault.Wrong("contact", "There is no safe address to send this letter to. Ask the local authority for the name of the social worker or guardian")
	case stale:
		if r.confirmed.IsZero() {
			return fault.Wrong("contact", "There is no safe address to send this letter to. Nobody has noted when the contact was checked. Ask if it is still safe, and note the day")
		}
		return fault.Wrong("contact", "There is no safe address to send this letter to. The contact was last checked on {day}, and a check is good for {days} days. Ask if it is still safe, and note the day",
			"day", r.confirmed, "days", staleDays)
	}
	if person.Child {
		return fault.Wrong("contact", "There is no safe address to send this letter to. Ask the local authority who looks after the child's case")
	}
	return fault.Wrong("contact", "There is no safe address to send this letter to. Ask the person, or their support worker or first responder, for one")
}
