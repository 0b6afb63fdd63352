package placement

import (
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/casefile"
)

// Spill is a part of the pack for the police, as somebody typed it, in which
// something stands that the pack must not tell. It says where and what, as catalogue
// sources, and never the thing itself: who makes the pack may not be shown it.
type Spill struct {
	Where string
	What  string
}

// kept is something that a pack must not tell.
type kept struct {
	address string
	phones  []string
	// street, postcode and phone are what it is called.
	street, postcode, phone string
	// numbers says that the parts of the pack which are for telephone numbers may
	// have its own.
	numbers bool
}

// keptPlace is what the pack must not tell of a place where somebody lives or lived.
func keptPlace(a Address, lives bool) kept {
	k := kept{address: strings.Join(a.Lines, "\n"), phones: []string{a.Phone}, street: "The street of a place where they lived before", postcode: "The postcode of a place where they lived before", phone: "The telephone number of a place where they lived before"}
	if lives {
		k.street, k.postcode, k.phone = "The street of the sealed address", "The postcode of the sealed address", "The telephone number of the place where they live"
	}
	return k
}

// keptContact is what the pack must not tell of a contact on the file.
func keptContact(c casefile.Contact) kept {
	k := kept{street: "The street of an address on the file", postcode: "The postcode of an address on the file", phone: "A telephone number on the file", numbers: true}
	switch c.Channel {
	case casefile.Post:
		k.address = strings.ReplaceAll(c.Value, ",", "\n")
	case casefile.Phone:
		k.phones = []string{c.Value}
	}
	return k
}

// typed is a part of the pack that somebody typed.
type typed struct {
	where   string
	texts   []string
	numbers bool // it is for telephone numbers
}

// typed are the parts of the pack that somebody typed, in their order.
func (p Pack) typed() []typed {
	var parts []typed
	if e := p.Episode; e != nil {
		parts = append(parts, typed{where: "Last seen", texts: []string{e.Words.LastSeen}}, typed{where: "Clothes", texts: []string{e.Words.Clothes}}, typed{where: "Police reference", texts: []string{e.Words.PoliceRef}})
	}
	f := p.Profile
	parts = append(parts, typed{where: "What they look like", texts: []string{f.Looks}}, typed{where: "Medicine and health", texts: []string{f.Medical}}, typed{where: "What could happen to them", texts: []string{f.Risks}},
		typed{where: "How to speak with them", texts: []string{f.Safe}}, typed{where: "Friends and family", texts: f.Friends, numbers: true}, typed{where: "Where they go, or might be taken", texts: f.Places},
		typed{where: "Their telephones and accounts", texts: f.Phones, numbers: true}, typed{where: "Money and how they get about", texts: []string{f.Transport}})
	var found, away []string
	for _, l := range p.Likely {
		found = append(found, l.Place)
	}
	for _, e := range p.Earlier {
		found = append(found, e.Words.FoundWhere)
	}
	for _, d := range p.Denied {
		away = append(append(away, d.Person.Looks), d.Person.Addresses...)
	}
	return append(parts, typed{where: "Where they were found before", texts: found}, typed{where: "Who may be with them or looking for them", texts: away, numbers: true})
}

// spills finds what the pack must not tell in what somebody typed, each once.
func (p Pack) spills(secrets []kept) []Spill {
	var found []Spill
	add := func(s Spill) {
		if !slices.Contains(found, s) {
			found = append(found, s)
		}
	}
	for _, part := range p.typed() {
		text := strings.Join(part.texts, "\n\n")
		for _, secret := range secrets {
			switch alike.MentionsAddress(text, secret.address) {
			case alike.PostcodeMentioned:
				add(Spill{part.where, secret.postcode})
			case alike.StreetMentioned:
				add(Spill{part.where, secret.street})
			case alike.NotMentioned:
			}
			if secret.numbers && part.numbers {
				continue
			}
			for _, phone := range secret.phones {
				if alike.MentionsPhone(text, phone) {
					add(Spill{part.where, secret.phone})
				}
			}
		}
	}
	return found
}
