package decision

import (
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/letter"
	"github.com/havenward/havenward/internal/statute"
)

// office is who signs: the authority that has the case, or had it last.
func (c composing) office() letter.Office {
	for _, authority := range []machine.Authority{c.after.Authority, c.before.Authority, machine.SingleCompetentAuthority} {
		if office, set := c.room.Settings.Offices[authority]; set {
			return office
		}
	}
	return letter.Office{}
}

// to chooses where the letter goes: a safe contact of the person, or the
// organisation that is asked.
func (c composing) to(l *letter.Letter) (letter.Recipient, error) {
	if asked, ok := c.form.(*machine.InformationAsked); ok && l.Kind == letter.Information && asked.Of != "person" {
		l.Person.Born = c.record.Birth
		return organisation(asked.Name, asked.Email, c.record.Professionals)
	}
	return letter.Address(l.Person, c.record.Contacts, c.on, c.room.contactsGoodFor(c.after, c.on))
}

// organisation finds the address of somebody who is asked for information: the
// one given, else one among the professionals of the case.
func organisation(name, email string, professionals []casefile.Professional) (letter.Recipient, error) {
	if email != "" {
		return letter.Organisation(name, casefile.Email, email)
	}
	for _, known := range professionals {
		if known.Email != "" && (strings.EqualFold(known.Organisation, name) || strings.EqualFold(known.Name, name)) {
			return letter.Organisation(name, casefile.Email, known.Email)
		}
	}
	return letter.Organisation(name, casefile.Email, "")
}

// contactsGoodFor is for how many days a contact marked safe stays good.
func (r *Room) contactsGoodFor(c machine.Case, on civil.Day) int {
	due, err := r.Rules.Due(statute.SafeContactCheck, about(c, civil.Day{}), on)
	if err != nil {
		return 0 // without a rule no contact is taken as safe
	}
	return due.Rule.Amount
}
