package exchange

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/invent"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
)

// whole answers the questions that are left.
func (i *inventing) whole() {
	i.journey()
	i.actors()
	i.indicators()
	i.contacts()
	i.account()
	i.around()
}

func (i *inventing) journey() {
	i.s.TakenSomewhere, i.s.SeveralSituations = referral.No, referral.No
	for _, leg := range i.episode.Journey {
		i.s.Record.Journey = append(i.s.Record.Journey, casefile.Leg{FromCountry: leg.From, ToCountry: leg.To, Transport: leg.Transport, Travelled: leg.When})
	}
	if len(i.episode.Journey) > 0 {
		i.s.TakenSomewhere = referral.Yes
		i.tell(casefile.StoryJourney, invent.Journey)
	}
	for n, place := range i.episode.Countries {
		if n < 3 && place != "GB" {
			i.s.Record.Episodes[0].Places = append(i.s.Record.Episodes[0].Places, casefile.Place{Country: place})
		}
	}
}

func (i *inventing) actors() {
	inUK := referral.Yes
	for _, actor := range i.episode.Actors {
		exploiter := casefile.Actor{Nicknames: []string{actor.Nickname}, Relation: actor.Relationship, Languages: actor.Languages, InUK: inUK,
			Marks: actor.Mark, Vehicles: []string{actor.Vehicle}}
		if actor.LastKnownTown != "" {
			exploiter.LastPlace = i.lists.Towns.Name(actor.LastKnownTown)
		}
		i.s.Record.Actors = append(i.s.Record.Actors, exploiter)
		inUK = referral.NotSure
	}
	i.s.ExploitersKnown, i.s.ExploitersInUK = referral.No, referral.NotSure
	if len(i.episode.Actors) > 0 && i.episode.Actors[0].LastKnownTown != "" {
		i.s.ExploitersKnown, i.s.ExploitersInUK = referral.Yes, referral.Yes
	}
	i.tell(casefile.StoryExploiters, invent.Exploiters)
}

func (i *inventing) indicators() {
	i.s.IndicatorsSeen = referral.No
	for n, code := range i.episode.Indicators {
		indicator := casefile.Indicator{Code: code}
		if n < 3 {
			indicator.Noticed = i.g.Tell(invent.IndicatorSeen, i.person, i.episode)
		}
		i.s.Record.Indicators = append(i.s.Record.Indicators, indicator)
		i.s.IndicatorsSeen = referral.Yes
	}
	i.tell(casefile.StoryInterview, invent.Interview)
}

// contacts are safe, as the first responder has asked. A child is written to
// through a grown-up who may be told.
func (i *inventing) contacts() {
	p, add := i.person, func(contact casefile.Contact) {
		contact.Safe, contact.SafeOn = true, i.profile.On
		i.s.Record.Contacts = append(i.s.Record.Contacts, contact)
	}
	if i.profile.AgeGroup != casefile.Adult {
		worker := i.g.Professional("social-worker")
		i.s.DecisionTo = casefile.SomeoneElse
		add(casefile.Contact{Channel: casefile.Email, Value: worker.Email, Whose: casefile.SomeoneElse, Name: worker.Full(), Relation: worker.Role, Permission: true})
		return
	}
	i.s.DecisionTo, i.s.SupportContact = casefile.ThePerson, referral.NoTelephone
	if p.Email != "" {
		add(casefile.Contact{Channel: casefile.Email, Value: p.Email, Whose: casefile.ThePerson})
	} else {
		add(casefile.Contact{Channel: casefile.Post, Whose: casefile.ThePerson,
			Value: p.Address.Street + "\n" + i.lists.Towns.Name(p.Address.Town) + "\n" + p.Address.Postcode})
	}
	if p.Phone != "" {
		add(casefile.Contact{Channel: casefile.Phone, Value: p.Phone, Whose: casefile.ThePerson})
		i.s.SupportContact = referral.OwnPhone
	}
}

// account is what the person told.
func (i *inventing) account() {
	for _, told := range []struct {
		kind  string
		story invent.Story
	}{
		{casefile.StoryFamily, invent.Family}, {casefile.StoryEducation, invent.Education}, {casefile.StoryEmployment, invent.Employment},
		{casefile.StoryRequired, invent.Work}, {casefile.StoryLiving, invent.Conditions}, {casefile.StoryTreatment, invent.Treatment},
		{casefile.StoryLastContact, invent.LastContact}, {casefile.StoryWhyNow, invent.WhyNow},
		{casefile.StoryOtherVictims, invent.OtherPeople}, {casefile.StoryFutureConcern, invent.FutureConcerns},
	} {
		i.tell(told.kind, told.story)
	}
	i.s.OtherVictims, i.s.FutureConcern, i.s.ReportedBefore, i.s.CredibilityConcerns = referral.Yes, referral.Yes, referral.No, referral.No
	if i.s.StillIn == referral.Yes {
		i.tell(casefile.StoryKeeping, invent.Keeping)
	} else {
		i.tell(casefile.StoryLeaving, invent.Leaving)
	}
}

// around is who else helps, and by which numbers the person is known.
func (i *inventing) around() {
	i.s.HasChildren, i.s.NeedsCommunication, i.s.HasReferences = referral.No, referral.No, referral.No
	kind := "support-worker"
	if i.profile.AgeGroup != casefile.Adult {
		kind = "social-worker"
		if council, ok := i.council(); ok {
			contact := i.g.CouncilContact(council)
			i.s.LocalAuthority = referral.LocalAuthority{Code: council.Code, Phone: contact.Phone, Email: contact.Email, Given: contact.Given, Family: contact.Family}
		}
	}
	helper := i.g.Professional(kind)
	i.s.ProfessionalsInvolved = referral.Yes
	i.s.Record.Professionals = []casefile.Professional{{Kind: kind, Name: helper.Full(), Organisation: helper.Organisation, Phone: helper.Phone, Email: helper.Email}}
	deputy := i.g.FirstResponder(i.profile.Organisation)
	i.s.Deputy = referral.Deputy{Name: deputy.Full(), Email: deputy.Email, Phone: deputy.Phone}
}

// council is the local authority of the county where the person stays, if we
// know one.
func (i *inventing) council() (reference.Entry, bool) {
	region := i.s.Record.CurrentRegion
	for _, council := range i.lists.LocalAuthorities.All() {
		if council.Until.IsZero() && council.Region == region && region != "" {
			return council, true
		}
	}
	return reference.Entry{}, false
}
