package casefile

// Kinds of story: the keys of Record.Stories, under which free text stays free.
const (
	StoryFamily             = "family"
	StoryEducation          = "education"
	StoryEmployment         = "employment"
	StoryDates              = "dates"
	StoryStart              = "start"
	StoryJourney            = "journey"
	StoryRequired           = "required"
	StoryLiving             = "living"
	StoryTreatment          = "treatment"
	StoryKeeping            = "keeping"
	StoryLeaving            = "leaving"
	StoryLastContact        = "last-contact"
	StoryReportedBefore     = "reported-before"
	StoryWhyNow             = "why-now"
	StoryIndicators         = "indicators"
	StoryInterview          = "interview"
	StoryInsight            = "insight"
	StoryCredibility        = "credibility"
	StoryProfessionals      = "professionals"
	StoryUKPlaces           = "uk-places"
	StoryOverseasPlaces     = "overseas-places"
	StoryExploiters         = "exploiters"
	StoryExploitersLocation = "exploiters-location"
	StoryOtherForm          = "other-form"
	StoryOtherVictims       = "other-victims"
	StoryFutureConcern      = "future-concern"
	StoryCooperation        = "cooperation"
	StoryReferences         = "references"
	StoryNoContact          = "no-contact"
	StoryEvidence           = "evidence"
	StoryRefusal            = "refusal"
	StoryEpisodes           = "episodes" // of a notification: what was told beside the coded episodes
	StoryLegs               = "legs"     // of a notification: what was told beside the coded journey
)

// StoryKind is a kind of story with its title, a catalogue source.
type StoryKind struct{ Kind, Title string }

// StoryKinds lists every kind of story in the order in which pages ask for them.
var StoryKinds = []StoryKind{
	{StoryFamily, "Their family"},
	{StoryEducation, "Their education"},
	{StoryEmployment, "Work before the exploitation"},
	{StoryDates, "More about when it happened"},
	{StoryEpisodes, "More about each situation"},
	{StoryOtherForm, "Another form of exploitation"},
	{StoryStart, "How it started"},
	{StoryRequired, "What they were made to do"},
	{StoryLiving, "Living conditions"},
	{StoryTreatment, "How they were treated"},
	{StoryJourney, "Where they were taken"},
	{StoryLegs, "More about the journey"},
	{StoryKeeping, "What keeps them in the situation"},
	{StoryLeaving, "How and why they left"},
	{StoryLastContact, "Last contact with those who exploited them"},
	{StoryReportedBefore, "Earlier reports"},
	{StoryWhyNow, "What kept them from reporting sooner"},
	{StoryIndicators, "What was noticed"},
	{StoryInterview, "The interview"},
	{StoryInsight, "Why the referral is made"},
	{StoryCredibility, "Concerns about the account"},
	{StoryProfessionals, "Other professionals"},
	{StoryUKPlaces, "Places in the United Kingdom"},
	{StoryOverseasPlaces, "Places overseas"},
	{StoryExploiters, "Who exploited them"},
	{StoryExploitersLocation, "Where the exploiters are"},
	{StoryOtherVictims, "Other potential victims"},
	{StoryFutureConcern, "Why they could be exploited again"},
	{StoryCooperation, "Helping an investigation"},
	{StoryReferences, "References"},
	{StoryNoContact, "Why they cannot be telephoned"},
	{StoryEvidence, "Evidence"},
	{StoryRefusal, "Why they do not agree to be referred"},
}

// StoryTitle gives the title of a kind of story, or the kind itself where an
// importer brought one of its own.
func StoryTitle(kind string) string {
	for _, known := range StoryKinds {
		if known.Kind == kind {
			return known.Title
		}
	}
	return kind
}
