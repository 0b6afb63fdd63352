package referral

import (
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
	"pgregory.net/rapid"
)

var testChoices = choicesOf(reference.Default())

// drawSubmission draws a sound submission of any shape, whole or not.
func drawSubmission(t *rapid.T) Submission {
	c := testChoices
	word := rapid.SampledFrom([]string{"", "", Yes, No})
	threeWay := rapid.SampledFrom([]string{"", Yes, No, NotSure})
	line := rapid.StringMatching(`([A-Za-zÀ-ž0-9][A-Za-zÀ-ž0-9 '.-]{0,20}[A-Za-z0-9])?`)
	text := rapid.StringMatching(`([A-Za-z][A-Za-z0-9 ,.\n]{0,40}[a-z])?`)
	code := func(options []form.Option) string {
		return rapid.SampledFrom(append([]string{"", ""}, values(options)...)).Draw(t, "code")
	}
	date := func() civil.Partial {
		p := civil.Partial{Year: rapid.IntRange(0, 3).Draw(t, "year")}
		if p.Year == 0 {
			return p
		}
		p.Year += 2018
		p.Month = rapid.IntRange(0, 12).Draw(t, "month")
		if p.Month > 0 {
			p.Day = rapid.IntRange(0, 28).Draw(t, "day")
		}
		p.About = rapid.Bool().Draw(t, "about")
		return p
	}
	s := Submission{
		SenderReference: line.Draw(t, "reference"), Organisation: code(c.organisations), Jurisdiction: code(c.nations),
		AgeGroup:          rapid.SampledFrom([]string{"", casefile.Adult, casefile.Adult, casefile.Child, casefile.NotSure}).Draw(t, "age"),
		UnderEighteenThen: threeWay.Draw(t, "then"), SeveralSituations: threeWay.Draw(t, "several"), TakenSomewhere: word.Draw(t, "taken"),
		StillIn: word.Draw(t, "still"), LastContact: code(c.lastContact), ReportedBefore: threeWay.Draw(t, "before"),
		IndicatorsSeen: word.Draw(t, "seen"), CredibilityConcerns: word.Draw(t, "doubt"), ProfessionalsInvolved: word.Draw(t, "professionals"),
		Where: rapid.SampledFrom([]string{"", WhereUK, WhereOverseas, WhereBoth}).Draw(t, "where"), ExploitersKnown: word.Draw(t, "known"),
		ExploitersInUK: threeWay.Draw(t, "in uk"), OtherVictims: threeWay.Draw(t, "others"), FutureConcern: word.Draw(t, "future"),
		ReportedToPolice: word.Draw(t, "police"), Cooperation: word.Draw(t, "cooperation"), Support: word.Draw(t, "support"),
		HasReferences: word.Draw(t, "references"), HasChildren: word.Draw(t, "children"), NeedsInterpreter: word.Draw(t, "needs"),
		NeedsCommunication: word.Draw(t, "communication"), DecisionTo: rapid.SampledFrom([]string{"", casefile.ThePerson, casefile.SomeoneElse}).Draw(t, "to"),
		Referrer: Referrer{Given: line.Draw(t, "given"), Email: "a@example.org"}, Deputy: Deputy{Name: line.Draw(t, "deputy")},
		ExternalID: line.Draw(t, "external"),
	}
	r := &s.Record
	for _, kind := range rapid.SliceOfN(rapid.SampledFrom([]string{casefile.NameGiven, casefile.Nickname, casefile.Alias}), 0, 4).Draw(t, "names") {
		r.Names = append(r.Names, casefile.Name{Kind: kind, Given: "A" + line.Draw(t, "name"), Family: line.Draw(t, "family")})
	}
	r.Names = answersOf(s, today).names() // in the order in which pages put them
	r.Birth, r.Gender, r.Birthplace = date(), code(c.genders), line.Draw(t, "birthplace")
	r.Nationalities = rapid.SliceOfNDistinct(rapid.SampledFrom(values(c.nationalities)), 0, 3, rapid.ID).Draw(t, "nationalities")
	r.Children, r.Interpreter, r.Communication = rapid.IntRange(0, 3).Draw(t, "children"), code(c.languages), line.Draw(t, "helps")
	r.CurrentTown, r.CurrentRegion = code(c.towns), code(c.regions)
	for range rapid.IntRange(0, 3).Draw(t, "episodes") {
		episode := casefile.Episode{Forms: rapid.SliceOfNDistinct(rapid.SampledFrom(values(c.forms)), 1, 3, rapid.ID).Draw(t, "forms"),
			Started: date(), Ongoing: rapid.Bool().Draw(t, "ongoing"), Detail: text.Draw(t, "detail")}
		slices.SortFunc(episode.Forms, func(a, b string) int { return slices.Index(values(c.forms), a) - slices.Index(values(c.forms), b) })
		if !episode.Ongoing {
			episode.Ended = date()
		}
		for range rapid.IntRange(0, 2).Draw(t, "places") {
			episode.Places = append(episode.Places, casefile.Place{Country: code(c.countries), Town: code(c.towns), Detail: text.Draw(t, "place")})
		}
		r.Episodes = append(r.Episodes, episode)
	}
	for range rapid.IntRange(0, 2).Draw(t, "legs") {
		r.Journey = append(r.Journey, casefile.Leg{FromCountry: code(c.countries), ToCountry: code(c.countries), ToPlace: line.Draw(t, "to"),
			Transport: code(c.transport), Travelled: date(), Detail: text.Draw(t, "leg")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "actors") {
		r.Actors = append(r.Actors, casefile.Actor{Nicknames: []string{"N" + line.Draw(t, "nickname")}, Relation: code(c.relationships),
			Languages: rapid.SliceOfNDistinct(rapid.SampledFrom(values(c.languages)), 0, 4, rapid.ID).Draw(t, "languages"), InUK: threeWay.Draw(t, "there")})
	}
	for _, sign := range rapid.SliceOfNDistinct(rapid.SampledFrom(append(values(c.signs), values(c.childSigns)...)), 0, 4, rapid.ID).Draw(t, "signs") {
		r.Indicators = append(r.Indicators, casefile.Indicator{Code: sign, Noticed: text.Draw(t, "noticed")})
	}
	order := append(values(c.signs), values(c.childSigns)...)
	slices.SortFunc(r.Indicators, func(a, b casefile.Indicator) int { return slices.Index(order, a.Code) - slices.Index(order, b.Code) })
	for range rapid.IntRange(0, 2).Draw(t, "references") {
		r.References = append(r.References, casefile.Reference{Kind: code(c.referenceKinds), Value: "R" + line.Draw(t, "value"), Force: code(c.forces)})
	}
	for _, channel := range rapid.SliceOfN(rapid.SampledFrom([]string{casefile.Email, casefile.Phone, casefile.Post}), 0, 3).Draw(t, "contacts") {
		value := map[string]string{casefile.Email: "someone@example.org", casefile.Phone: "01632 960001", casefile.Post: "1 High Street\nAnytown"}[channel]
		r.Contacts = append(r.Contacts, casefile.Contact{Channel: channel, Value: value, Whose: casefile.ThePerson,
			Safe: true, SafeOn: civil.MustDay("2026-02-01")})
	}
	if answer := word.Draw(t, "agrees"); answer != "" {
		r.Consents = append(r.Consents, casefile.Consent{Purpose: casefile.ConsentReferral, Given: answer == Yes, ExplainedBy: line.Draw(t, "by"),
			Language: code(c.languages), On: civil.MustDay("2026-02-27")})
	}
	for _, kind := range rapid.SliceOfNDistinct(rapid.SampledFrom(casefile.StoryKinds), 0, 5, rapid.ID).Draw(t, "stories") {
		if r.Stories == nil {
			r.Stories = map[string]string{}
		}
		r.Stories[kind.Kind] = "A" + text.Draw(t, "story")
	}
	return s
}
