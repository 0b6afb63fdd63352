package exchange

import (
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/invent"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
)

// Profile is what is settled about a referral that is to be invented.
type Profile struct {
	On           civil.Day // of the referral
	Organisation reference.Entry
	Jurisdiction string
	// AgeGroup is casefile.Adult, Child or NotSure on that day, and
	// UnderEighteenThen of an adult whether they were a child during the
	// exploitation (referral.Yes, No or NotSure).
	AgeGroup, UnderEighteenThen string
	Gender                      string   // a code; "" leaves it to chance
	Nationalities               []string // codes; none leaves it to chance
	FormGroups                  []string // of the published statistics
	// Whole asks for every question of the form to be answered; otherwise the
	// referral has the few answers that figures and work lists need.
	Whole bool
}

// Invent makes up a referral of somebody who does not exist. The same generator
// and profile give the same referral.
func Invent(g *invent.Generator, lists *reference.Set, profile Profile) referral.Submission {
	childNow := profile.AgeGroup != casefile.Adult
	childThen := childNow || profile.UnderEighteenThen == referral.Yes
	first := ""
	if len(profile.Nationalities) > 0 {
		first = profile.Nationalities[0]
	}
	person := g.Person(invent.Profile{Nationality: first, Gender: profile.Gender, Child: childNow, On: profile.On})
	episode := g.Episode(person, invent.Situation{Forms: g.Forms(profile.FormGroups, childThen), Child: childThen, On: profile.On})
	i := &inventing{g: g, lists: lists, profile: profile, person: person, episode: episode}
	i.s = referral.Submission{Organisation: profile.Organisation.Code, Jurisdiction: profile.Jurisdiction, AgeGroup: profile.AgeGroup}
	if !childNow {
		i.s.UnderEighteenThen = profile.UnderEighteenThen
	}
	i.who()
	i.what()
	i.referrer()
	if profile.Whole {
		i.whole()
	}
	return i.s
}

type inventing struct {
	g       *invent.Generator
	lists   *reference.Set
	profile Profile
	person  invent.Person
	episode invent.Episode
	s       referral.Submission
}

func (i *inventing) who() {
	record, p := &i.s.Record, i.person
	record.Names = []casefile.Name{{Kind: casefile.NameGiven, Given: p.Given, Family: p.Family}}
	if p.Called != "" {
		record.Names = append(record.Names, casefile.Name{Kind: casefile.Nickname, Given: p.Called})
	}
	record.Birth = i.birth()
	record.Gender, record.Birthplace = p.Gender, p.Birthplace
	record.Nationalities = slices.Clone(i.profile.Nationalities)
	if len(record.Nationalities) == 0 {
		record.Nationalities = []string{p.Nationality}
	}
	i.s.NeedsInterpreter = referral.No
	if p.Language != "en" && p.Language != "" {
		i.s.NeedsInterpreter, record.Interpreter = referral.Yes, p.Language
	}
	record.CurrentTown = p.Address.Town
	if town, ok := i.lists.Towns.ByCode(p.Address.Town); ok {
		record.CurrentRegion = town.Region
	}
	if i.profile.AgeGroup == casefile.Adult {
		record.Consents = []casefile.Consent{{Purpose: casefile.ConsentReferral, Given: true, On: i.profile.On, Language: p.Language}}
		i.s.Support = referral.Yes
	}
}

// birth is as the person tells it, unless a child would seem grown up by it. Of
// somebody whose age is not sure only the year is known, about.
func (i *inventing) birth() civil.Partial {
	told := i.person.BirthTold
	switch day, whole := told.FullDay(); {
	case i.profile.AgeGroup == casefile.NotSure:
		return civil.Partial{Year: i.person.Birth.Year, About: true}
	case i.profile.AgeGroup == casefile.Child && whole && civil.AgeOn(day, i.profile.On) >= 18:
		return civil.PartialOf(i.person.Birth)
	}
	return told
}

func (i *inventing) what() {
	e := i.episode
	i.s.Where = referral.WhereUK
	if len(e.Countries) > 0 && i.person.Nationality != "GB" {
		i.s.Where = referral.WhereBoth
	}
	i.s.LastContact = e.LastContact
	i.s.StillIn, i.s.Cooperation, i.s.ReportedToPolice = referral.No, referral.Yes, referral.No
	if e.LastContact == "last-week" {
		i.s.StillIn = referral.Yes
	}
	places := make([]casefile.Place, 0, len(e.Towns))
	for _, town := range e.Towns {
		places = append(places, casefile.Place{Country: "GB", Town: town})
	}
	i.s.Record.Episodes = []casefile.Episode{{Forms: e.Forms, Started: e.From, Ended: e.To, Ongoing: i.s.StillIn == referral.Yes, Places: places}}
	if i.s.StillIn == referral.Yes {
		i.s.Record.Episodes[0].Ended = civil.Partial{}
	}
	i.tell(casefile.StoryStart, invent.HowStarted)
	i.tell(casefile.StoryInsight, invent.Insight)
}

func (i *inventing) referrer() {
	worker := i.g.FirstResponder(i.profile.Organisation)
	i.s.Referrer = referral.Referrer{Given: worker.Given, Family: worker.Family, Role: worker.Role, Phone: worker.Phone, Email: worker.Email}
	for n := range i.s.Record.Consents {
		i.s.Record.Consents[n].ExplainedBy = worker.Full()
	}
}

func (i *inventing) tell(kind string, story invent.Story) {
	if i.s.Record.Stories == nil {
		i.s.Record.Stories = map[string]string{}
	}
	if text := strings.TrimSpace(i.g.Tell(story, i.person, i.episode)); text != "" {
		i.s.Record.Stories[kind] = text
	}
}
