package referral

import (
	"fmt"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/reference"
)

// record checks what is said about the person.
func (c *checking) record(lists *reference.Set, r *casefile.Record) {
	c.code("record.gender", r.Gender, lists.Genders)
	c.code("record.interpreter", r.Interpreter, lists.Languages)
	c.code("record.currentTown", r.CurrentTown, lists.Towns)
	c.code("record.currentRegion", r.CurrentRegion, lists.Regions)
	c.partial("record.birth", r.Birth)
	c.length("record.birthplace", r.Birthplace, maxStory)
	c.length("record.communication", r.Communication, maxStory)
	if r.Children < 0 || r.Children > 99 {
		c.wrong("record.children", "The number of children must be from 0 to 99")
	}
	for i, code := range r.Nationalities {
		c.code(at("record.nationalities", i, ""), code, lists.Nationalities)
	}
	for kind, story := range r.Stories {
		c.length("record.stories."+shortened(kind), kind, 60)
		c.length("record.stories."+shortened(kind), story, maxStory)
	}
	for name, n := range map[string]int{
		"names": len(r.Names), "nationalities": len(r.Nationalities), "episodes": len(r.Episodes), "journey": len(r.Journey),
		"actors": len(r.Actors), "indicators": len(r.Indicators), "professionals": len(r.Professionals),
		"references": len(r.References), "contacts": len(r.Contacts), "consents": len(r.Consents), "stories": len(r.Stories),
	} {
		c.items("record."+name, n)
	}
	for i, name := range r.Names {
		c.word(at("record.names", i, "kind"), name.Kind, casefile.NameGiven, casefile.Nickname, casefile.Alias)
		c.length(at("record.names", i, "given"), name.Given, 500)
		c.length(at("record.names", i, "family"), name.Family, 500)
		if name.Kind == "" {
			c.wrong(at("record.names", i, "kind"), "Say what kind of name this is: name, nickname or alias")
		}
	}
	c.happened(lists, r)
	c.around(lists, r)
}

// happened checks the episodes, the journey, those who took part and the signs.
func (c *checking) happened(lists *reference.Set, r *casefile.Record) {
	for i, episode := range r.Episodes {
		c.items(at("record.episodes", i, "places"), len(episode.Places))
		c.items(at("record.episodes", i, "forms"), len(episode.Forms))
		for j, form := range episode.Forms {
			c.code(at(at("record.episodes", i, "forms"), j, ""), form, lists.ExploitationForms)
		}
		c.partial(at("record.episodes", i, "started"), episode.Started)
		c.partial(at("record.episodes", i, "ended"), episode.Ended)
		c.length(at("record.episodes", i, "detail"), episode.Detail, maxStory)
		for j, place := range episode.Places {
			name := at(at("record.episodes", i, "places"), j, "")
			c.code(name+".country", place.Country, lists.Countries)
			c.code(name+".town", place.Town, lists.Towns)
			c.length(name+".detail", place.Detail, maxStory)
		}
	}
	for i, leg := range r.Journey {
		c.code(at("record.journey", i, "fromCountry"), leg.FromCountry, lists.Countries)
		c.code(at("record.journey", i, "toCountry"), leg.ToCountry, lists.Countries)
		c.code(at("record.journey", i, "transport"), leg.Transport, lists.Transport)
		c.partial(at("record.journey", i, "travelled"), leg.Travelled)
		c.length(at("record.journey", i, "fromPlace"), leg.FromPlace, 500)
		c.length(at("record.journey", i, "toPlace"), leg.ToPlace, 500)
		c.length(at("record.journey", i, "detail"), leg.Detail, maxStory)
	}
	for i, actor := range r.Actors {
		c.code(at("record.actors", i, "relation"), actor.Relation, lists.Relationships)
		c.word(at("record.actors", i, "inUK"), actor.InUK, Yes, No, NotSure)
		for j, language := range actor.Languages {
			c.code(at(at("record.actors", i, "languages"), j, ""), language, lists.Languages)
		}
		for list, texts := range map[string][]string{"names": actor.Names, "nicknames": actor.Nicknames, "phones": actor.Phones, "vehicles": actor.Vehicles} {
			c.items(at("record.actors", i, list), len(texts))
			for j, text := range texts {
				c.length(at(at("record.actors", i, list), j, ""), text, 500)
			}
		}
		c.length(at("record.actors", i, "marks"), actor.Marks, maxStory)
		c.length(at("record.actors", i, "lastPlace"), actor.LastPlace, maxStory)
		c.length(at("record.actors", i, "detail"), actor.Detail, maxStory)
	}
	for i, indicator := range r.Indicators {
		if _, general := lists.Indicators.ByCode(indicator.Code); !general {
			if _, ofChildren := lists.ChildIndicators.ByCode(indicator.Code); !ofChildren {
				c.wrong(at("record.indicators", i, "code"), "“{code}” is not a code of the lists of indicators", "code", shortened(indicator.Code))
			}
		}
		c.length(at("record.indicators", i, "noticed"), indicator.Noticed, maxStory)
	}
}

// around checks who else helps, numbers, ways to reach the person, and what was
// agreed.
func (c *checking) around(lists *reference.Set, r *casefile.Record) {
	for i, professional := range r.Professionals {
		c.code(at("record.professionals", i, "kind"), professional.Kind, lists.Professionals)
		for _, line := range []named{{"name", professional.Name}, {"organisation", professional.Organisation},
			{"phone", professional.Phone}, {"email", professional.Email}} {
			c.length(at("record.professionals", i, line.name), line.value, 500)
		}
	}
	for i, reference := range r.References {
		c.code(at("record.references", i, "kind"), reference.Kind, lists.ReferenceKinds)
		c.code(at("record.references", i, "force"), reference.Force, lists.PoliceForces)
		c.length(at("record.references", i, "value"), reference.Value, 500)
		if reference.Kind == "" || reference.Value == "" {
			c.wrong(at("record.references", i, "value"), "A reference needs its kind and its number")
		}
	}
	for i, contact := range r.Contacts {
		c.word(at("record.contacts", i, "channel"), contact.Channel, casefile.Email, casefile.Post, casefile.Phone)
		c.word(at("record.contacts", i, "whose"), contact.Whose, casefile.ThePerson, casefile.SomeoneElse)
		c.length(at("record.contacts", i, "value"), contact.Value, 2000)
		c.length(at("record.contacts", i, "name"), contact.Name, 500)
		c.length(at("record.contacts", i, "relation"), contact.Relation, 500)
		if contact.Channel == "" || contact.Whose == "" || contact.Value == "" {
			c.wrong(at("record.contacts", i, "value"), "A contact needs its channel, whose it is, and its value")
		}
		if !contact.SafeOn.IsZero() && !contact.SafeOn.Valid() {
			c.wrong(at("record.contacts", i, "safeOn"), "This must be a real date")
		}
	}
	for i, consent := range r.Consents {
		c.word(at("record.consents", i, "purpose"), consent.Purpose, casefile.ConsentReferral, casefile.ConsentSupport, casefile.ConsentCooperation)
		c.code(at("record.consents", i, "language"), consent.Language, lists.Languages)
		c.length(at("record.consents", i, "explainedBy"), consent.ExplainedBy, 500)
		c.length(at("record.consents", i, "interpreter"), consent.Interpreter, 500)
		if consent.Purpose == "" {
			c.wrong(at("record.consents", i, "purpose"), "Say what the consent is for")
		}
		if !consent.On.IsZero() && !consent.On.Valid() {
			c.wrong(at("record.consents", i, "on"), "This must be a real date")
		}
	}
}

func (c *checking) partial(name string, date civil.Partial) {
	if !date.IsZero() && !date.Valid() {
		c.wrong(name, "This must be a real date")
	}
}

// at names one entry of a list, or a part of it: record.names[2].given.
func at(list string, index int, part string) string {
	if part == "" {
		return fmt.Sprintf("%s[%d]", list, index)
	}
	return fmt.Sprintf("%s[%d].%s", list, index, part)
}
