package invent

import (
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/civil"
)

// Situation is what is already settled about an episode to be invented.
type Situation struct {
	// Forms are codes of the forms of exploitation; Forms of a Generator makes
	// them from the groups of the published statistics.
	Forms []string
	// Child says that the person was under 18 during it.
	Child bool
	// On is the day of the referral; the episode began before it. It must be
	// known.
	On civil.Day
}

// Episode is one time of exploitation. Codes are those of the reference lists.
type Episode struct {
	Forms []string
	Child bool
	// Age is the person's age, in years, when it began.
	Age int
	// From and To say when; To is the zero Partial while it goes on.
	From, To civil.Partial
	// Towns are codes of towns in the United Kingdom; Countries are codes of
	// other countries in which it happened or through which it led.
	Towns, Countries []string
	Address          Address
	// Premises is the kind of place in words ("a hand car wash").
	Premises string
	// Hours, Promised and Debt are in words ("six in the morning until ten at
	// night", "£400", "£17,000").
	Hours, Promised, Debt string
	// Recruiter is the nickname of whoever made the first offer.
	Recruiter string
	Journey   []Leg
	Actors    []Actor
	// Means are codes of means of control.
	Means []string
	// Indicators are codes of the general indicators, and of the child ones
	// for a child.
	Indicators []string
	// LastContact is the code of the band.
	LastContact string
}

// Leg is one stage of a journey.
type Leg struct {
	// From and To are codes of countries.
	From, To string
	// Transport is a code of the list of means of transport.
	Transport string
	// When is a month at best.
	When civil.Partial
}

// Actor is somebody who exploited, as the person describes them.
type Actor struct {
	Nickname string
	// Languages are codes.
	Languages []string
	// Mark is what one would know them by; Vehicle is what they drove.
	Mark, Vehicle string
	// Relationship is a code.
	Relationship string
	// LastKnownTown is a code, or empty.
	LastKnownTown string
}

// Episode invents what happened to a person. An episode of a British national
// has no journey from abroad.
func (g *Generator) Episode(p Person, s Situation) Episode {
	e := Episode{Forms: slices.Clone(s.Forms), Child: s.Child, Address: g.Address()}
	began := s.On.Add(-g.between(60, 1400))
	if s.Child {
		// A child's episode lies within childhood.
		if eighteen := p.Birth.AddMonths(18 * 12); !began.Before(eighteen) {
			began = eighteen.Add(-g.between(30, 400))
		}
	} else if eighteen := p.Birth.AddMonths(18 * 12); began.Before(eighteen) {
		began = eighteen.Add(g.rand.IntN(max(1, min(300, s.On.Sub(eighteen)))))
	}
	if began.Before(p.Birth) {
		began = p.Birth.AddMonths(12)
	}
	if began.After(s.On) {
		began = s.On
	}
	ended := began.Add(g.rand.IntN(max(1, s.On.Sub(began))))
	e.Age = civil.AgeOn(p.Birth, began)
	e.From, e.To = monthOf(began), monthOf(ended)
	if g.chance(12) {
		e.From.About = true
	}
	e.LastContact = bandOf(s.On.Sub(ended))
	e.Towns = []string{e.Address.Town}
	if g.chance(35) {
		if second := g.Town(); second != e.Address.Town {
			e.Towns = append(e.Towns, second)
		}
	}
	e.Premises = pick(g, premises)
	e.Hours = pick(g, hours)
	e.Promised = "£" + strconv.Itoa(50*g.between(4, 12))
	e.Debt = "£" + strconv.Itoa(g.between(2, 32)) + ",000"
	e.Recruiter = pick(g, nicknames)
	g.journey(&e, p, began)
	g.actors(&e, p)
	e.Means = pickSome(g, meansCodes(), 2, 6)
	e.Indicators = pickSome(g, indicatorCodes(), 3, 11)
	if s.Child {
		e.Indicators = append(e.Indicators, pickSome(g, childIndicatorCodes(), 1, 5)...)
	}
	return e
}

func monthOf(d civil.Day) civil.Partial { return civil.Partial{Year: d.Year, Month: int(d.Month)} }

// bandOf gives the band of time since the last contact for a number of days.
func bandOf(days int) string {
	switch {
	case days <= 7:
		return "last-week"
	case days <= 31:
		return "last-month"
	case days <= 92:
		return "last-3-months"
	case days <= 183:
		return "last-6-months"
	case days <= 365:
		return "6-to-12-months"
	default:
		return "over-a-year-ago"
	}
}

var (
	premises = []string{"a hand car wash", "a nail bar", "a restaurant kitchen", "a poultry farm", "a building site", "a food packing plant",
		"a care home", "a takeaway", "a clothing workshop", "a strawberry farm", "a recycling yard", "a fishing boat", "a hotel", "a bakery", "a warehouse", "a block-paving crew"}
	hours = []string{"six in the morning until ten at night", "seven in the morning until nine at night", "five in the morning until dark",
		"noon until four in the morning", "eight in the evening until eight in the morning", "whenever they called, day or night"}
	nicknames = []string{"Big D", "Uncle Tan", "Chef", "Tarzan", "The Doctor", "Boss Lee", "Papi", "Grey", "Kobra", "Mister T", "Smiley",
		"The Teacher", "Rico", "Bear", "Old Ho", "Ghost", "Sasha", "Captain", "Slim", "The Tailor", "Doc", "Zed", "Brother Ali"}
	marks = []string{"a tattoo of an anchor on the left hand", "a scar through the right eyebrow", "a gold tooth", "a tattoo of a snake on the neck",
		"a missing tip of one finger", "a limp", "a tattoo of a playing card on the wrist", "a burn mark on the forearm", "very pale eyes", "a birthmark on the cheek",
		"a tattoo of three stars behind the ear", "a deep voice and a cough"}
	vehicleKinds  = []string{"a white van", "a black hatchback", "a blue people carrier", "a silver estate car", "a grey pick-up", "a red minibus", "an old green jeep"}
	landTransport = []string{"car", "van", "lorry", "bus", "train", "walking"}
)

// journey leads from the person's country to the United Kingdom.
func (g *Generator) journey(e *Episode, p Person, began civil.Day) {
	from := ""
	if n, ok := g.lists.Nationalities.ByCode(p.Nationality); ok {
		from = n.Country
	}
	if from == "GB" || from == "" {
		return
	}
	when := began.Add(-g.between(5, 200))
	at := from
	for _, next := range append(slices.Clone(pick(g, routesFrom(from))), "GB") {
		if next == at || next == from {
			continue
		}
		leg := Leg{From: at, To: next, Transport: pick(g, landTransport), When: monthOf(when)}
		switch {
		case next == "GB" && at == "FR":
			leg.Transport = pick(g, []string{"small-boat", "small-boat", "lorry", "ferry"})
		case next == "GB" && (at == "BE" || at == "NL"):
			leg.Transport = pick(g, []string{"lorry", "ferry"})
		case next == "GB", at == from && g.chance(50):
			leg.Transport = "aeroplane"
		case at == "LY":
			leg.Transport = "small-boat"
		}
		e.Journey = append(e.Journey, leg)
		if next != "GB" {
			e.Countries = append(e.Countries, next)
		}
		at = next
		if later := when.Add(g.between(1, 25)); later.Before(began) {
			when = later
		}
	}
	if !slices.Contains(e.Countries, from) {
		e.Countries = append([]string{from}, e.Countries...)
	}
}

func (g *Generator) actors(e *Episode, p Person) {
	for range g.between(1, 3) {
		a := Actor{Nickname: pick(g, nicknames), Mark: pick(g, marks), Vehicle: g.Vehicle(), Relationship: pick(g, actorRelations)}
		a.Languages = []string{"en"}
		if p.Language != "en" && p.Language != "" && g.chance(70) {
			a.Languages = append(a.Languages, p.Language)
		}
		if g.chance(60) {
			a.LastKnownTown = e.Towns[0]
		}
		if !slices.ContainsFunc(e.Actors, func(had Actor) bool { return had.Nickname == a.Nickname }) {
			e.Actors = append(e.Actors, a)
		}
	}
}

var actorRelations = []string{"employer", "agent", "transporter", "group", "friend", "partner", "other-family", "landlord", "stranger", "online"}

// Vehicle describes one with a part of a plate of a year that is never issued.
func (g *Generator) Vehicle() string {
	return pick(g, vehicleKinds) + " with \"Z" + string("ABCDEFGHJKLMNOPRSTUVWXY"[g.rand.IntN(23)]) + "00\" on its plate"
}
