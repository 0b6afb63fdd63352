package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/form"
)

// phrase is the title of a kind of story as a value inside another message.
func phrase(kind string) form.Phrase { return form.Phrase(casefile.StoryTitle(kind)) }

// pageOfStory says on which page each kind of story is asked.
var pageOfStory = map[string]string{
	casefile.StoryFamily: "background", casefile.StoryEducation: "background", casefile.StoryEmployment: "background", casefile.StoryDates: "situations", casefile.StoryStart: "how",
	casefile.StoryJourney: "journey", casefile.StoryRequired: "how", casefile.StoryLiving: "how", casefile.StoryTreatment: "how", casefile.StoryKeeping: "now", casefile.StoryLeaving: "now",
	casefile.StoryLastContact: "now", casefile.StoryReportedBefore: "reporting", casefile.StoryWhyNow: "reporting", casefile.StoryIndicators: "indicators", casefile.StoryInterview: "interview",
	casefile.StoryInsight: "interview", casefile.StoryCredibility: "interview", casefile.StoryProfessionals: "professionals", casefile.StoryUKPlaces: "places",
	casefile.StoryOverseasPlaces: "places", casefile.StoryExploiters: "people", casefile.StoryExploitersLocation: "people", casefile.StoryOtherForm: "situations",
	casefile.StoryOtherVictims: "others", casefile.StoryFutureConcern: "risk", casefile.StoryCooperation: "risk", casefile.StoryReferences: "references",
	casefile.StoryNoContact: "support", casefile.StoryEvidence: "evidence", casefile.StoryRefusal: "refusal",
}
