package demo

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
)

// met is somebody who does not exist, as two agencies wrote them down.
type met struct {
	ageGroup string
	over     bool // the first case was closed before the person was met again
	records  [2]casefile.Record
}

// named is what is written down of who somebody is.
func named(given, family, birth, nationality, phone, passport string) casefile.Record {
	r := casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: given, Family: family}}, Gender: "female", Nationalities: []string{nationality}}
	r.Birth, _ = civil.ParsePartial(birth)
	if phone != "" {
		r.Contacts = []casefile.Contact{{Channel: casefile.Phone, Value: phone, Whose: casefile.ThePerson}}
	}
	if passport != "" {
		r.References = []casefile.Reference{{Kind: "passport", Value: passport}}
	}
	return r
}

// twice are the people whom the demonstration meets twice: in another order and
// without marks, again after the case was closed, as a child, and under another
// spelling.
var twice = []met{
	{casefile.Adult, false, [2]casefile.Record{named("Thị Thảo", "Nguyễn", "1998-04-11", "VN", "07700 900411", ""), named("Nguyen", "Thao", "1998-11-04", "VN", "07700 900411", "")}},
	{casefile.Adult, true, [2]casefile.Record{named("Precious Osaretin", "Omoregie", "1995-02-18", "NG", "", "A04711903"), named("Osas", "Omoregbe", "1995-01-01", "NG", "", "A04711930")}},
	{casefile.Child, false, [2]casefile.Record{named("Valbona", "Përmeti", "2010-07-23", "AL", "", ""), named("Valbona", "Permeti", "2009-07-23", "AL", "", "")}},
	{casefile.Adult, false, [2]casefile.Record{named("Ștefania", "Ionescu", "1989-12-02", "RO", "", "059117428"), named("Stefania", "Jonescu", "1989-12-02", "RO", "07700 900589", "")}},
}

// metTwice refers somebody twice, by two agencies that wrote them down
// differently.
func (s *script) metTwice() {
	person := twice[s.variant%len(twice)]
	s.who = &person.records[0]
	if person.over {
		s.begin(120)
		s.withdraw(110)
		s.serve(108)
		s.close(60)
	} else {
		s.refer(20+s.variant, person.ageGroup)
	}
	s.who, s.id, s.version, s.letters = &person.records[1], "", 0, nil
	s.number++ // another agency refers
	s.refer(2, person.ageGroup)
}

// writtenDown puts who the script's person is in the place of who was invented.
func (s *script) writtenDown(r *casefile.Record) {
	if s.who == nil {
		return
	}
	r.Names, r.Gender, r.Nationalities, r.References = s.who.Names, s.who.Gender, s.who.Nationalities, s.who.References
	if s.born.IsZero() {
		r.Birth = s.who.Birth
	}
	r.Birthplace = ""
	kept := s.who.Contacts
	for _, contact := range r.Contacts {
		if contact.Channel != casefile.Phone {
			kept = append(kept[:len(kept):len(kept)], contact)
		}
	}
	r.Contacts = kept
}
