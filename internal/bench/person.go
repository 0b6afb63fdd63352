package bench

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/invent"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
)

// submission invents the n-th referral of a population: whole, as a careful
// first responder sends it. It depends on the seed, n and the day only. Every
// third is of a child, every fourth of each of the commonest forms.
func submission(seed, n uint64, on civil.Day) referral.Submission {
	lists := reference.Default()
	organisations := lists.FirstResponders.All()
	profile := exchange.Profile{On: on, Organisation: organisations[n*7919%uint64(len(organisations))], Jurisdiction: "england",
		AgeGroup: casefile.Adult, UnderEighteenThen: referral.No, Whole: true,
		FormGroups: []string{[]string{"Labour", "Criminal", "Sexual", "Domestic"}[n%4]}}
	if !profile.Organisation.InUse(on) {
		profile.Organisation = organisations[0]
	}
	if n%3 == 0 {
		profile.AgeGroup, profile.UnderEighteenThen = casefile.Child, ""
	}
	s := exchange.Invent(invent.Nth(seed, n), lists, profile)
	s.SenderReference = "BENCH/" + strconv.FormatUint(n, 10)
	// What Invent leaves to the first responder.
	s.Record.Names[0].Family = cmp.Or(s.Record.Names[0].Family, noFamily)
	s.Record.Stories[casefile.StoryNoContact] = "Through the person who refers."
	s.Record.Stories[casefile.StoryExploitersLocation] = "Only the town, from what the person heard."
	if profile.AgeGroup == casefile.Child {
		s.LocalAuthority = referral.LocalAuthority{Code: lists.LocalAuthorities.All()[0].Code, Phone: "01632 960001", Email: "children@council.example"}
	}
	return s
}

// noFamily is what a careful first responder writes where there is no last name.
const noFamily = "-"

// namesOf are a person's names as a referral gives them.
func namesOf(person invent.Person) []casefile.Name {
	names := []casefile.Name{{Kind: casefile.NameGiven, Given: person.Given, Family: cmp.Or(person.Family, noFamily)}}
	if person.Called != "" {
		names = append(names, casefile.Name{Kind: casefile.Nickname, Given: person.Called})
	}
	for _, alias := range person.Aliases {
		given, family, _ := strings.Cut(alias, " ")
		names = append(names, casefile.Name{Kind: casefile.Alias, Given: given, Family: family})
	}
	return names
}
