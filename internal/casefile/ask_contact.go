package casefile

import (
	"strings"

	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// AskedContact is a contact as pages ask for it, with a place to type the value
// of each channel in.
type AskedContact struct {
	Contact
	email, phone, post string
}

// Asked puts a contact in the form in which pages ask for it.
func Asked(contact Contact) AskedContact {
	asked := AskedContact{Contact: contact}
	switch contact.Channel {
	case Email:
		asked.email = contact.Value
	case Phone:
		asked.phone = contact.Value
	case Post:
		asked.post = contact.Value
	}
	return asked
}

// Answer gives the contact as it was entered.
func (a AskedContact) Answer() Contact {
	contact := a.Contact
	contact.Value = strings.TrimSpace(a.email + a.phone + a.post)
	return contact
}

// ContactQuestions ask for a way to reach a person, wherever one is entered.
var ContactQuestions = []form.Question[AskedContact]{
	{Name: "whose", Label: "Whose contact is it?", Kind: form.Radios,
		Options:  []form.Option{{Value: ThePerson, Label: "The person’s own"}, {Value: SomeoneElse, Label: "Somebody else’s"}},
		Required: "Choose whose contact it is",
		Bind:     func(c *AskedContact) any { return &c.Whose }},
	{Name: "contact-name", Label: "Their name", Noun: "Name of the contact", Kind: form.Text, MaxLength: 200, Under: "whose=" + SomeoneElse,
		Bind: func(c *AskedContact) any { return &c.Name }},
	{Name: "contact-relation", Label: "Who are they to the person?", Noun: "Relation", Kind: form.Text, MaxLength: 250, Under: "whose=" + SomeoneElse,
		Required: "Enter who they are to the person",
		Bind:     func(c *AskedContact) any { return &c.Relation }},
	{Name: "permission", Label: "The person agrees that we contact them", Noun: "Agreed by the person", Kind: form.Tick, Under: "whose=" + SomeoneElse,
		Required: "Ask the person whether we may contact somebody else, and tick the box if they agree",
		Bind:     func(c *AskedContact) any { return &c.Permission }},
	{Name: "channel", Label: "How?", Noun: "Channel", Kind: form.Radios,
		Options:  []form.Option{{Value: Email, Label: "Email"}, {Value: Phone, Label: "Telephone"}, {Value: Post, Label: "Post"}},
		Required: "Choose email, telephone or post",
		Bind:     func(c *AskedContact) any { return &c.Channel }},
	{Name: "email", Label: "Email address", Kind: form.Email, Under: "channel=" + Email, Required: "Enter the email address",
		Bind: func(c *AskedContact) any { return &c.email }},
	{Name: "phone", Label: "Telephone number", Hint: "With the country code if it is not a number of the United Kingdom", Kind: form.Phone, Under: "channel=" + Phone, Required: "Enter the telephone number",
		Bind: func(c *AskedContact) any { return &c.phone }},
	{Name: "post", Label: "Address", Hint: "With the postcode", Kind: form.Story, Rows: 4, MaxLength: 1000, Under: "channel=" + Post, Required: "Enter the address",
		Bind: func(c *AskedContact) any { return &c.post }},
	{Name: "safe", Label: "It is safe to use this contact: nobody who exploited the person can see or hear it", Noun: "Safe to use", Kind: form.Tick,
		Bind: func(c *AskedContact) any { return &c.Safe }},
	{Name: "safe-on", Label: "When did you check that it is safe?", Noun: "Checked on", Hint: "Needed if it is safe to use this contact", Kind: form.Date, Conditional: true,
		Bind: func(c *AskedContact) any { return &c.SafeOn },
		Check: func(c *AskedContact) []fault.Field {
			if c.Safe && c.SafeOn.IsZero() {
				return form.Say("Enter the day on which you checked that it is safe")
			}
			return nil
		}},
}
