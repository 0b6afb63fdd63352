package reference

import (
	"embed"
	"io/fs"
	"sync"
)

//go:embed data/*.json
var embedded embed.FS

// Set is all lists together, under which a referral is asked and read.
type Set struct {
	Nations           *List // nations of the United Kingdom
	Countries         *List // ISO 3166-1 alpha-2
	Nationalities     *List // ISO 3166 codes; see SplitNationalities for two in one string
	Regions           *List // counties and regions of the United Kingdom
	Towns             *List // cities and towns, with region and police force
	PoliceForces      *List
	LocalAuthorities  *List // councils and health and social care trusts, former ones with their end
	FirstResponders   *List // organisations that may refer: agencies, charities, forces, councils
	Languages         *List // ISO 639, the commonest of interpreters first
	ExploitationForms *List
	Indicators        *List // the 36 general ones
	ChildIndicators   *List // the 17 of children
	MeansOfControl    *List
	Relationships     *List // of an exploiter to the person
	LastContact       *List // bands of time since the last contact with exploiters
	Genders           *List
	AgeGroups         *List // of the published statistics
	ReferenceKinds    *List // what kind of number a reference is
	Professionals     *List // kinds of professional working with the person
	Transport         *List
	LegalBases        *List // on which a grant on a case may rest
	SharingPurposes   *List
	ConsentExplained  *List // how a consent was explained to the person
	VictimsRights     *List // of the code of practice for victims of crime, by jurisdiction
	ConventionRights  *List // of Articles 10 to 16 of the Convention, kept for each person
	SpecialMeasures   *List // that help somebody to give evidence, by jurisdiction
	KeyDecisions      *List // of a criminal case, of which a victim is told
}

// slots gives each list its key. The order matters where one list includes
// another: the included ones come first.
func (s *Set) slots() []slot {
	return []slot{
		{"nations", &s.Nations}, {"countries", &s.Countries}, {"nationalities", &s.Nationalities},
		{"regions", &s.Regions}, {"towns", &s.Towns}, {"police-forces", &s.PoliceForces},
		{"local-authorities", &s.LocalAuthorities}, {"first-responders", &s.FirstResponders},
		{"languages", &s.Languages}, {"exploitation-forms", &s.ExploitationForms},
		{"indicators", &s.Indicators}, {"child-indicators", &s.ChildIndicators},
		{"means-of-control", &s.MeansOfControl}, {"relationships", &s.Relationships},
		{"last-contact", &s.LastContact}, {"genders", &s.Genders}, {"age-groups", &s.AgeGroups},
		{"reference-kinds", &s.ReferenceKinds}, {"professionals", &s.Professionals}, {"transport", &s.Transport},
		{"legal-bases", &s.LegalBases}, {"sharing-purposes", &s.SharingPurposes}, {"consent-explained", &s.ConsentExplained},
		{"victims-rights", &s.VictimsRights}, {"convention-rights", &s.ConventionRights}, {"special-measures", &s.SpecialMeasures}, {"key-decisions", &s.KeyDecisions},
	}
}

type slot struct {
	key  string
	list **List
}

// Lists returns every list in a fixed order.
func (s *Set) Lists() []*List {
	var all []*List
	for _, slot := range s.slots() {
		all = append(all, *slot.list)
	}
	return all
}

// List returns the list with a key such as "police-forces".
func (s *Set) List(key string) (*List, bool) {
	for _, slot := range s.slots() {
		if slot.key == key {
			return *slot.list, true
		}
	}
	return nil, false
}

// Default returns the lists that are part of the program.
func Default() *Set { return builtIn() }

var builtIn = sync.OnceValue(func() *Set {
	data, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err)
	}
	s := &Set{}
	if err := s.read(data, nil); err != nil {
		panic("the embedded lists cannot be read: " + err.Error())
	}
	return s
})
