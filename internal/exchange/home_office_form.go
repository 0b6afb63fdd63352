package exchange

import (
	"fmt"

	"github.com/havenward/havenward/internal/casefile"
)

// row maps one key of an export. It gives "" or, as a catalogue source string,
// why the value has no place.
type row struct {
	key  string
	into func(m *mapping, value string) (why string)
}

// homeOfficeForm maps every key that the form writes (UKHomeOffice/modern-slavery,
// apps/nrm/models/submission.js, and the form of April 2026) in the order of its
// pages. Keys of older versions stand beside those that took their place.
var homeOfficeForm = []row{
	{"Type", kindOfCase(referralType, notificationType)},
	{"NRMOrDuty", kindOfCase("NRM", "DTN")},
	{"DTNReason", story(casefile.StoryRefusal)},
	{"ExternalId", line(func(m *mapping) *string { return &m.s.ExternalID })},

	// Your report
	{"Agent.Organisation", (*mapping).organisation},
	{"Case.Jurisdiction", (*mapping).jurisdiction},
	{"Country", (*mapping).jurisdiction},
	{"CountryLabel", (*mapping).jurisdiction},
	{"AdultOrChild", (*mapping).age},
	{"AdultOrChildDuringExploitation", (*mapping).ageThen},
	{"LocalAuthority", (*mapping).localAuthority},
	{"LAPhone", line(func(m *mapping) *string { return &m.s.LocalAuthority.Phone })},
	{"LAEmail", line(func(m *mapping) *string { return &m.s.LocalAuthority.Email })},
	{"LAFirstName", line(func(m *mapping) *string { return &m.s.LocalAuthority.Given })},
	{"LALastName", line(func(m *mapping) *string { return &m.s.LocalAuthority.Family })},

	// What happened
	{"PVBirthplace", line(func(m *mapping) *string { return &m.s.Record.Birthplace })},
	{"PVFamily", story(casefile.StoryFamily)},
	{"PVEducation", story(casefile.StoryEducation)},
	{"PVEmploymentHistory", story(casefile.StoryEmployment)},
	{"MoreThanOneExploitationSituations", answer(func(m *mapping) *string { return &m.s.SeveralSituations })},
	{"MultipleExploitationSituations", (*mapping).situations},
	{"ExploitationDates", story(casefile.StoryDates)},
	{"HowExploitationStarted", story(casefile.StoryStart)},
	{"VictimAccount", story(casefile.StoryEpisodes)},
	{"ExploitationTakenSomewhere", answer(func(m *mapping) *string { return &m.s.TakenSomewhere })},
	{"ExploitationJourneyDetails", story(casefile.StoryJourney)},
	{"ExploitationAverageDay", story(casefile.StoryRequired)},
	{"ExploitationLivingConditions", story(casefile.StoryLiving)},
	{"ExploitationTreatment", story(casefile.StoryTreatment)},
	{"PVStillInExploitativeSituation", answer(func(m *mapping) *string { return &m.s.StillIn })},
	{"KeepingPVInSituation", story(casefile.StoryKeeping)},
	{"ExploitationWhyTheyStayed", story(casefile.StoryKeeping)},
	{"ExploitationReasonTheyLeft", story(casefile.StoryLeaving)},
	{"PVExploitersLastContact", (*mapping).lastContact},
	{"DetailsLastContact", story(casefile.StoryLastContact)},
	// The form asks "Has the potential victim reported this before?"; its key
	// says the opposite.
	{"FirstChanceToReport", answer(func(m *mapping) *string { return &m.s.ReportedBefore })},
	{"ReportedBeforeFurtherInfo", story(casefile.StoryReportedBefore)},
	{"ReasonForReportingNow", story(casefile.StoryWhyNow)},

	// What the first responder saw
	{"IdentifiedModernSlaveryIndicators", answer(func(m *mapping) *string { return &m.s.IndicatorsSeen })},
	{"IdentifiedModernSlaveryIndicatorsDetails", story(casefile.StoryIndicators)},
	{"DetailsAboutInterview", story(casefile.StoryInterview)},
	{"ProfessionalInsight", story(casefile.StoryInsight)},
	{"ReasonForMakingReferral", story(casefile.StoryInsight)},
	{"EvidenceOfDishonesty", answer(func(m *mapping) *string { return &m.s.CredibilityConcerns })},
	{"DetailsOfEvidenceOfDishonesty", story(casefile.StoryCredibility)},
	{"ProfessionalsInvolved", answer(func(m *mapping) *string { return &m.s.ProfessionalsInvolved })},
	{"DetailsOfProfessionalsInvolved", story(casefile.StoryProfessionals)},

	// Where, and who
	{"ExploitationLocationPresented", (*mapping).where},
	{"City1", (*mapping).town}, {"City2", (*mapping).town}, {"City3", (*mapping).town}, {"City4", (*mapping).town}, {"City5", (*mapping).town},
	{"City6", (*mapping).town}, {"City7", (*mapping).town}, {"City8", (*mapping).town}, {"City9", (*mapping).town}, {"City10", (*mapping).town},
	{"ExploitationUKAddress", story(casefile.StoryUKPlaces)},
	{"Country1", (*mapping).country}, {"Country2", (*mapping).country}, {"Country3", (*mapping).country}, {"Country4", (*mapping).country}, {"Country5", (*mapping).country},
	{"Country6", (*mapping).country}, {"Country7", (*mapping).country}, {"Country8", (*mapping).country}, {"Country9", (*mapping).country}, {"Country10", (*mapping).country},
	{"ExploitationOverseasAddress", story(casefile.StoryOverseasPlaces)},
	{"PVCurrentCounty", (*mapping).currentRegion}, // before the town, whose name several may share
	{"PVCurrentCityTown", (*mapping).currentTown},
	{"ExploiterDetails", story(casefile.StoryExploiters)},
	{"ExploitersLocationInformationPresent", answer(func(m *mapping) *string { return &m.s.ExploitersKnown })},
	{"ExploitersInUK", answer(func(m *mapping) *string { return &m.s.ExploitersInUK })},
	{"InformationOnExploitersCurrentLocation", story(casefile.StoryExploitersLocation)},
	{"ComponentForcedToWorkForNothing", form("forced-work")},
	{"ComponentWagesTaken", form("wages-taken")},
	{"ComponentFraud", form("fraud")},
	{"ComponentProstitution", form("sexual-exploitation")},
	{"ComponentChildExploitation", form("child-sexual-exploitation")},
	{"ComponentSexuallyassaulted", form("held-and-assaulted")},
	{"ComponentForcedCrime", form("forced-crime")},
	{"ComponentOrgansRemoved", form("organ-removal")},
	{"ComponentDomesticServitude", form("domestic-servitude")},
	{"ExploitationOther", (*mapping).otherForm},
	{"OtherVictims", answer(func(m *mapping) *string { return &m.s.OtherVictims })},
	{"OtherVictimsFurtherInfo", story(casefile.StoryOtherVictims)},
	{"ConcernsOfFurtherExploitationToPV", answer(func(m *mapping) *string { return &m.s.FutureConcern })},
	{"ReasonForConcernsReFurtherExploitation", story(casefile.StoryFutureConcern)},
	{"ReasonForConcernsOfFurtherExploitationToPV", story(casefile.StoryFutureConcern)},
	{"ReportedCase", answer(func(m *mapping) *string { return &m.s.ReportedToPolice })},
	{"PoliceForce", (*mapping).policeForce},
	{"PoliceForceCRN", line(func(m *mapping) *string { return &m.crime.Value })},
	{"WillingToCooperate", answer(func(m *mapping) *string { return &m.s.Cooperation })},
	{"CollaborationInfo", story(casefile.StoryCooperation)},
	{"CanPoliceContactPV", labelled(casefile.StoryCooperation, "The police may contact the person")},

	// The person
	{"NeedSupport", answer(func(m *mapping) *string { return &m.s.Support })},
	{"Customer.Forename1", line(func(m *mapping) *string { return &m.name.Given })},
	{"Customer.Surname", line(func(m *mapping) *string { return &m.name.Family })},
	{"Customer.Alias", line(func(m *mapping) *string { return &m.nickname.Given })},
	{"Customer.Custom7", (*mapping).birthKnown},
	{"Customer.DOB", (*mapping).birth},
	{"Customer.Custom17", (*mapping).gender},
	{"Customer.Custom9", answer(func(m *mapping) *string { return &m.s.HasChildren })},
	{"Customer.Custom10", (*mapping).children},
	{"Customer.Nationality", (*mapping).nationality},
	{"Customer.Custom11", (*mapping).nationality},
	{"Customer.Custom13", answer(func(m *mapping) *string { return &m.s.NeedsInterpreter })},
	{"Customer.Custom14", (*mapping).interpreter},
	{"Customer.Custom15", answer(func(m *mapping) *string { return &m.s.NeedsCommunication })},
	{"Customer.Custom16", line(func(m *mapping) *string { return &m.s.Record.Communication })},
	{"CIDReference", line(func(m *mapping) *string { return &m.homeOffice })},

	// How to reach them
	{"WhoToSendDecisionTo", (*mapping).decisionTo},
	{"Customer.Email", line(func(m *mapping) *string { return &m.own.email })},
	{"Customer.Address", line(func(m *mapping) *string { return &m.own.street })},
	{"Customer.Town", line(func(m *mapping) *string { return &m.own.town })},
	{"Customer.County", line(func(m *mapping) *string { return &m.own.county })},
	{"Customer.Postcode", line(func(m *mapping) *string { return &m.own.postcode })},
	{"Customer.Custom12", line(func(m *mapping) *string { return &m.own.country })},
	{"Customer.Phone", line(func(m *mapping) *string { return &m.phone })},
	{"SupportProviderContactByPhone", line(func(m *mapping) *string { return &m.supportPhone })},
	{"SafeToEmail", answer(func(m *mapping) *string { return &m.own.safeEmail })},
	{"SafeToPostal", answer(func(m *mapping) *string { return &m.own.safePost })},
	{"Customer.ContactMethod", (*mapping).channels},
	{"HowToNotify", (*mapping).channels},
	{"AltContactFirstName", line(func(m *mapping) *string { return &m.other.given })},
	{"AltContactName", line(func(m *mapping) *string { return &m.other.family })},
	{"AltContactEmail", line(func(m *mapping) *string { return &m.other.email })},
	{"AltContactAddress", line(func(m *mapping) *string { return &m.other.street })},
	{"AltContactTown", line(func(m *mapping) *string { return &m.other.town })},
	{"AltContactCounty", line(func(m *mapping) *string { return &m.other.county })},
	{"AltContactPostcode", line(func(m *mapping) *string { return &m.other.postcode })},
	{"AltContactPermissionToSend", answer(func(m *mapping) *string { return &m.permission })},

	// Who refers
	{"Agent.Forename1", line(func(m *mapping) *string { return &m.s.Referrer.Given })},
	{"Agent.Name", line(func(m *mapping) *string { return &m.s.Referrer.Family })},
	{"Agent.Jobtitle", line(func(m *mapping) *string { return &m.s.Referrer.Role })},
	{"Agent.Phone", line(func(m *mapping) *string { return &m.s.Referrer.Phone })},
	{"Agent.Email", line(func(m *mapping) *string { return &m.s.Referrer.Email })},
	{"AlternateFREmail", line(func(m *mapping) *string { return &m.s.Deputy.Email })},
	{"EvidenceSubmitted", story(casefile.StoryEvidence)},
}

// mostFiles is how many files the form takes.
const mostFiles = 100

// files are the keys of the files that an export names: Document1.Name and so on.
var files = func() map[string]int {
	keys := map[string]int{}
	for i := 1; i <= mostFiles; i++ {
		for _, part := range []string{"Name", "URL", "MimeType"} {
			keys[fmt.Sprintf("Document%d.%s", i, part)] = i
		}
	}
	return keys
}()
