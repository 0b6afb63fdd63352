package support

import (
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/support/course"
)

// domains are the parts of a life in which somebody may need something, in the
// order in which they are talked about.
var domains = form.Codes{
	{"safety", "Safety", "From those who exploited them, at home, on the phone and online"},
	{"housing", "Somewhere to live", "Tonight, and for longer"},
	{"health-body", "Health of the body", "Pain, medicine, dentist, pregnancy"},
	{"health-mind", "Health of the mind", "Sleep, fear, memories, someone to talk to"},
	{"money", "Money", "Food, travel, debts, a bank account"},
	{"legal", "Legal advice", "Compensation, rights, being a witness"},
	{"immigration", "Leave to stay", "Status, papers, a lawyer"},
	{"language", "Language", "English, an interpreter, reading and writing"},
	{"children", "Children", "Their school, health and safety"},
	{"learning-work", "Education and work", "What they want to learn or do"},
	{"family", "Family and friends", "Whom they trust, and whom they fear for"},
	{"faith", "Faith and culture", "Food, prayer, people from home"},
}

// levels are how much is needed in a domain.
var levels = form.Codes{
	{"0", "Nothing now", ""}, {"1", "A little help", ""}, {"2", "A lot of help", ""}, {helpToday, "Help today", ""},
}

// helpToday is the level that cannot wait.
const helpToday = "3"

// outcomes are the seven core outcomes that survivors and those who help them
// chose together (Modern Slavery Core Outcome Set), as questions to the person.
var outcomes = form.Codes{
	{"housing", "Secure and suitable housing", "I have a safe place to live that suits me"},
	{"safety", "Safety from any trafficker or other abuser", "I am safe from the people who harmed me"},
	{"support", "Long-term consistent support", "There are people who keep helping me"},
	{"compassion", "Compassionate, trauma-informed services", "People who help me are kind and understand"},
	{"purpose", "Finding purpose in life and self-actualisation", "My life has meaning and I decide about it"},
	{"medical", "Access to medical treatment", "I get treatment when I need it"},
	{"education", "Access to education", "I can learn what I want to learn"},
}

// scores are the answers to a question about an outcome.
var scores = form.Codes{{"1", "Not at all", ""}, {"2", "A little", ""}, {"3", "Partly", ""}, {"4", "Mostly", ""}, {"5", "Yes, fully", ""}}

// entryKinds are what the journal holds.
var entryKinds = form.Codes{
	{kindContact, "Contact, or an attempt", "A call, a message, a visit: also when nobody answered"},
	{"key-work", "Key work", "What you did and talked about together"},
	{"journey", "Journey", "Something that happened in their life"},
	{"observed", "Something you noticed", "What you saw. Say so when the person could not talk"},
}

// kindContact is a journal entry of somebody being contacted.
const kindContact = "contact"

// hows are the ways to reach somebody.
var hows = form.Codes{
	{"in-person", "In person", ""}, {"phone", "By phone", ""}, {"message", "By message", ""}, {"video", "By video", ""},
	{"interpreter-phone", "By phone with an interpreter", ""}, {"email", "By email", ""}, {"through", "Through somebody they trust", ""},
}

// reached is the outcome of a contact in which the person was spoken with.
const reached = "reached"

// contactOutcomes are what came of trying.
var contactOutcomes = form.Codes{
	{reached, "We spoke", ""}, {"no-answer", "No answer", ""}, {"safe-message", "Left a message that is safe to leave", ""},
	{"not-safe", "It was not safe to talk", "Try another time or way"}, {"later", "They asked us to come back later", ""},
	{"declined", "They do not want to be contacted now", "Their right to support stays. Ask when to try again"}, {"wrong-number", "The number is wrong or off", ""},
}

// goalOwners are whose task a goal is.
var goalOwners = form.Codes{{"person", "The person", ""}, {"worker", "Their support worker", ""}, {"together", "Both together", ""}, {"service", "A service", ""}}

// States of a goal.
const (
	goalOpen    = "open"
	goalDone    = "done"
	goalPartly  = "partly"
	goalDropped = "dropped"
)

var goalStates = form.Codes{{goalOpen, "Being worked on", ""}, {goalDone, "Reached", ""}, {goalPartly, "Partly reached", ""}, {goalDropped, "Not wanted any more", ""}}

// services are kinds of service that are asked to help.
var services = form.Codes{
	{"legal", "Legal advice", ""}, {"immigration", "Immigration advice", ""}, {"housing", "Housing", ""}, {"gp", "Doctor or hospital", ""},
	{"mental-health", "Mental health", ""}, {"counselling", "Counselling", ""}, {"dentist", "Dentist or optician", ""}, {"maternity", "Maternity", ""},
	{"esol", "English classes (ESOL)", ""}, {"education", "School, college or training", ""}, {"work", "Work and volunteering", ""},
	{"benefits", "Benefits and debt advice", ""}, {"children", "Children’s services", ""}, {"faith", "Faith or community group", ""}, {"other", "Something else", ""},
}

// States of a service that was asked.
const (
	serviceAsked     = "asked"
	serviceAccepted  = "accepted"
	serviceWaiting   = "waiting-list"
	serviceRefused   = "refused"
	serviceDone      = "done"
	serviceWithdrawn = "withdrawn"
)

var serviceStates = form.Codes{
	{serviceAsked, "Waiting for an answer", ""}, {serviceAccepted, "Accepted", ""}, {serviceWaiting, "On a waiting list", ""}, {serviceRefused, "Refused", ""},
	{serviceDone, "Finished", ""}, {serviceWithdrawn, "The person does not want it any more", ""},
}

// serviceAnswers are the states that an answer brings.
var serviceAnswers = serviceStates[1:]

// dependantKinds are who depends on the person.
var dependantKinds = form.Codes{{"child", "Child", ""}, {"unborn", "Baby on the way", ""}, {"partner", "Partner", ""}, {"parent", "Parent", ""}, {"other", "Somebody else", ""}}

// dependantNeeds are what a dependant needs of their own.
var dependantNeeds = form.Codes{
	{"school", "A school or nursery place", ""}, {"health", "A doctor or health visitor", ""}, {"talk", "Somebody to talk to", ""}, {"clothes", "Clothes, bed, toys", ""},
	{"language", "Help with language", ""}, {"disability", "Help with a disability", ""}, {"safe", "Protection from somebody", ""}, {"papers", "Papers of their own", ""},
}

// appointmentKinds are what somebody is met for.
var appointmentKinds = form.Codes{
	{"worker", "Meeting with your support worker", ""}, {"lawyer", "Lawyer", ""}, {"doctor", "Doctor or clinic", ""}, {"counsellor", "Counsellor", ""},
	{"class", "Class or course", ""}, {"housing", "About where you live", ""}, {"review", "Review of your plan", ""}, {"other", "Something else", ""},
}

// States of an appointment.
const (
	appointmentMade      = "made"
	appointmentKept      = "kept"
	appointmentMissed    = "missed"
	appointmentCancelled = "cancelled"
)

var appointmentStates = form.Codes{{appointmentMade, "To come", ""}, {appointmentKept, "Went", ""}, {appointmentMissed, "Could not go", ""}, {appointmentCancelled, "Cancelled", ""}}

// genderWishes are whom somebody wishes to be supported by.
var genderWishes = form.Codes{{"", "No wish, or not asked yet", ""}, {"female", "A woman", ""}, {"male", "A man", ""}, {"any", "It does not matter", ""}}

// extensionReasons are why support goes on for longer.
var extensionReasons = form.Codes{
	{"health", "Health of body or mind", ""}, {"pregnancy", "Pregnancy or a new baby", ""}, {"housing", "No safe place to live yet", ""}, {"danger", "Danger", ""},
	{"legal", "Legal advice or a claim that is under way", ""}, {"immigration", "Leave to stay is not decided", ""}, {"children", "Children’s school or health", ""},
	{"further-needs", "A recovery needs assessment", ""}, {"other", "Something else", ""},
}

// Kinds of review.
const (
	reviewDay30  = "day-30"
	reviewEnd    = "period-end"
	reviewDanger = "new-danger"
	reviewLonger = "extension"
)

var reviewKinds = form.Codes{
	{reviewDay30, "Review 30 days after the decision", ""}, {reviewEnd, "Review before a period ends", ""}, {reviewDanger, "Review after a new danger", ""}, {reviewLonger, "Review of an extension", ""},
}

// withoutReasons are why a part of what comes next is not recorded.
var withoutReasons = form.Codes{
	{"not-told", "The person does not want us to know", ""}, {"not-reached", "The person could not be reached, after every attempt in the journal", ""},
	{"not-needed", "Another service has this and keeps it", ""}, {"not-there", "There is none yet: we stay in touch until there is", ""}, {"died", "The person died", ""},
}

func endingReasons() form.Codes {
	var list form.Codes
	for _, reason := range course.Reasons {
		hint := ""
		if !reason.Early {
			hint = "Only after the last day"
		}
		list = append(list, form.Coded{reason.Code, reason.Words, hint})
	}
	return list
}

// passKinds are what happened to who has the case.
var passKinds = form.Codes{
	{passGiven, "Given to the provider by its area", ""}, {passWaits, "No provider takes this area: it waits for one", ""}, {passTaken, "Taken on by a provider", ""},
	{passNamed, "A worker was named", ""}, {passOver, "Handed over to another provider", ""}, {passBack, "Given back: it waits for another provider", ""},
}

// Kinds of change of who has a case.
const (
	passGiven = "given"
	passWaits = "waits"
	passTaken = "taken"
	passNamed = "named"
	passOver  = "handed-over"
	passBack  = "given-back"
)

// periodWords names the kinds of period.
var periodWords = form.Codes{
	{"recovery-period", "Recovery period", ""}, {"move-on-support", "Move-on support", ""}, {"negative-support-end", "Time to leave support safely", ""},
}

// phaseWords names where somebody's support is.
var phaseWords = form.Codes{{string(course.Recovering), "Recovery period", ""}, {string(course.MovingOn), "Move-on support", ""}, {string(course.Leaving), "Leaving support", ""}}

// stopWords says why the right to support is over.
var stopWords = form.Codes{
	{string(course.Withdrawn), "The person left the national referral mechanism", ""}, {string(course.Disqualified), "The person was disqualified", ""},
	{string(course.Declined), "The person said that they do not want support", ""}, {string(course.BecameChild), "The person is a child: the local authority supports them", ""},
	{string(course.NotAgreed), "The first decision was negative", ""},
}
