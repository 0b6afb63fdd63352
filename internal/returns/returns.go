// Package returns helps somebody to go home who chose to: what they were told and
// what they chose, the risks on both sides, an organisation there that takes them
// on by name, papers, travel, a pack of no more than is needed, and contacts
// afterwards. Nothing goes on without the person's standing choice, no embassy is
// spoken to without it, and a choice taken back stops everything at once.
package returns

import (
	"strings"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// State is how far a return is.
type State string

// The states of a return.
const (
	Planning  State = "planning"
	Departed  State = "departed"
	Arrived   State = "arrived"
	Withdrawn State = "withdrawn" // the person no longer wants it
	Ended     State = "ended"     // nothing is left to do
)

var states = form.Codes{{string(Planning), "Being planned"}, {string(Departed), "On the way"}, {string(Arrived), "Arrived"},
	{string(Withdrawn), "Stopped: the person no longer wants it"}, {string(Ended), "Ended"}}

// contactsDone is why a return ends well.
const contactsDone = "contacts-done"

// Why a return ended, beside the person's own no.
var endings = form.Codes{{contactsDone, "The contacts that were agreed are done"}, {"stays", "The person stays, and knows it"}, {"other-way", "The person went another way"},
	{"mistake", "It was recorded by mistake"}, {"other", "Something else"}}

// Kinds of choice that a person makes.
const (
	ToReturn   = "return"   // to go home, after hearing what else there is
	ToEmbassy  = "embassy"  // that their embassy or consulate may be spoken to
	ToHandOver = "handover" // that an organisation there is told who they are
	ToTravel   = "travel"   // asked again, just before the journey
)

var choiceKinds = form.Codes{{ToReturn, "To go home"}, {ToEmbassy, "That the embassy or consulate may be contacted"},
	{ToHandOver, "That the receiving organisation is told who they are"}, {ToTravel, "Still to go, asked again before travel"}}

// alternatives are what else there is, which is explained before anybody chooses.
var alternatives = form.Codes{{"stay", "Staying, and how permission to stay can be asked for"}, {"asylum", "Asking for protection (asylum)"}, {"support", "Support here goes on whatever they choose"},
	{"elsewhere", "Living in another part of the country"}, {"later", "Going home later"}, {"self", "Going home without help from us"}, {"no-police", "None of it depends on helping the police"}}

// Sides of an assessment of risks.
const (
	Here  = "here"
	There = "there"
)

var sides = form.Codes{{Here, "Here, until they travel"}, {There, "There, after they arrive"}}

// Levels of risk.
const (
	Low  = "low"
	Some = "some"
	High = "high"
)

var levels = form.Codes{{Low, "Low"}, {Some, "Some"}, {High, "High"}}

var factors = form.Codes{{"exploiters", "The exploiters, or people who work for them, are near"}, {"family", "Family or friends took part, or would send them back"}, {"debt", "A debt is claimed from them"},
	{"housing", "They would have no safe place to live"}, {"money", "They would have no money or work"}, {"health", "Treatment would stop or is not to be had"}, {"papers", "They would have no papers"},
	{"shame", "They would be blamed or shut out"}, {"authorities", "They fear the authorities, or the authorities cannot protect them"}, {"children", "Children would be at risk"},
	{"online", "They can be found by their telephone or accounts"}}

// Kinds and states of papers.
const (
	Needed = "needed"
	Asked  = "asked"
	Ready  = "ready"
)

var documentKinds = form.Codes{{"passport", "Passport"}, {"identity-card", "Identity card"}, {"emergency", "Emergency travel document"}, {"birth", "Birth certificate"}, {"child", "Permission for a child to travel"}, {"other", "Another document"}}

var documentStates = form.Codes{{Needed, "Needed"}, {Asked, "Asked for"}, {Ready, "Ready: the person has it"}}

// travelDocuments are those with which one can travel.
var travelDocuments = []string{"passport", "identity-card", "emergency"}

// What a child's best interests were decided to be.
const (
	InterestsReturn = "return"
	InterestsStay   = "stay"
)

var interests = form.Codes{{InterestsReturn, "To go home, with the plan as it is"}, {InterestsStay, "To stay here"}}

// needs are what a person will need there: codes, so that an organisation can be
// asked before it is told who they are.
var needs = form.Codes{{"housing", "A safe place to live"}, {"health", "Treatment by a doctor"}, {"counselling", "Somebody to talk to"}, {"legal", "Legal advice"}, {"protection", "Protection from those who exploited them"},
	{"money", "Money for the first weeks"}, {"work", "Work or training"}, {"school", "School or language lessons"}, {"children", "Help for their children"}, {"papers", "Papers and registration"}, {"family", "Help to find or talk to family"}}

// The states of a handover.
const (
	HandoverAsked    = "asked"
	HandoverAccepted = "accepted"
	HandoverDeclined = "declined"
	HandoverRecalled = "recalled" // the person took their choice back, or we did
	HandoverEnded    = "ended"
)

var handoverStates = form.Codes{{HandoverAsked, "Waiting for an answer"}, {HandoverAccepted, "Accepted"}, {HandoverDeclined, "Declined"}, {HandoverRecalled, "Taken back"}, {HandoverEnded, "Ended"}}

var refusals = form.Codes{{"full", "We have no place now"}, {"needs", "We cannot give what is needed"}, {"unsafe", "It would not be safe here"}, {"not-ours", "We do not help people in this situation"}, {"other", "Something else"}}

// What a contact found.
const (
	FoundWell      = "well"
	FoundHelp      = "needs-help"
	FoundWorried   = "worried"
	FoundNoAnswer  = "no-answer"
	FoundExploited = "exploited"
	FoundNo        = "no-contact"
)

var findings = form.Codes{{FoundWell, "They are well and safe"}, {FoundHelp, "They are safe and need more help"}, {FoundWorried, "We are worried about them"}, {FoundExploited, "There are signs that they are exploited again"},
	{FoundNoAnswer, "We could not reach them"}, {FoundNo, "They do not want to be contacted any more"}}

var arrivals = form.Codes{{"met", "Met by the person who was named"}, {"met-other", "Met by somebody else of the organisation"}, {"alone", "Not met, and they called"}}

// Where a sign of being exploited again came from, and what was found.
const (
	SignalContact   = "contact"
	SignalEncounter = "encounter"

	SignalOpen = ""
)

var signalSources = form.Codes{{SignalContact, "A contact after the return"}, {SignalEncounter, "They seem to have been met again in the United Kingdom"}}

var signalOutcomes = form.Codes{{"re-trafficked", "There are signs of re-trafficking"}, {"safe", "They are safe, and no sign of re-trafficking"}, {"other-person", "It was somebody else"}}

// Plan is one person's return, with all that belongs to it.
type Plan struct {
	ID            db.ID
	Reference     string
	Case          db.ID
	CaseReference string
	Agency        db.ID
	Version       int64
	State         State
	Country       string
	AgeGroup      string
	Jurisdiction  string
	Wish          Wish
	Interests     string
	InterestsOn   civil.Day
	InterestsWhy  string
	InterestsBy   string
	TravelOn      civil.Day
	Travel        Travel
	DepartedOn    civil.Day
	ArrivedOn     civil.Day
	ArrivedHow    string
	Opened        time.Time
	OpenedBy      string
	EndedAt       time.Time
	EndedWhy      string
	EndedWords    string
	Choices       []Choice
	Risks         []Risk
	Documents     []Document
	Handovers     []Handover
	Contacts      []Contact
	Signals       []Signal
}

// Wish is what the person says they want, sealed.
type Wish struct {
	Town  string `json:"town,omitempty" doc:"Where they want to live"`
	Words string `json:"words" doc:"What they want, in their own words"`
}

// Travel is how somebody travels, sealed.
type Travel struct {
	Route     string `json:"route"`
	Companion string `json:"companion,omitempty" doc:"Who travels with them; empty if nobody"`
	MetBy     string `json:"metBy" doc:"Who meets them, and where"`
	Phone     string `json:"phone,omitempty" doc:"A number that works on the journey"`
}

// Live reports whether anything can still be done on the plan.
func (p Plan) Live() bool { return p.EndedAt.IsZero() }

// Child reports whether the person has a child's rights.
func (p Plan) Child() bool { return casefile.TreatedAsChild(p.AgeGroup) }

// About is what rules need to know of the person.
func (p Plan) About() statute.Subject {
	return statute.Subject{Jurisdiction: statute.Jurisdiction(p.Jurisdiction), Child: p.Child()}
}

// Home reports whether the person has gone home, as far as this room knows.
func (p Plan) Home() bool { return !p.DepartedOn.IsZero() }

// StateWords is the state, a catalogue source.
func (p Plan) StateWords() string { return states.Words(string(p.State)) }

// EndedBecause is why it ended, a catalogue source; "" where it did not.
func (p Plan) EndedBecause() string {
	if p.EndedWhy == "" {
		return ""
	}
	return endings.Words(p.EndedWhy)
}

// InterestsWords is what a child's best interests were decided to be.
func (p Plan) InterestsWords() string { return interests.Words(p.Interests) }

// ArrivedWords is how the person arrived.
func (p Plan) ArrivedWords() string { return arrivals.Words(p.ArrivedHow) }

// Handover gives the handover that an organisation has accepted and that stands.
func (p Plan) Handover() (Handover, bool) {
	for _, h := range p.Handovers {
		if h.State == HandoverAccepted {
			return h, true
		}
	}
	return Handover{}, false
}

// Standing gives the last answer to a question, where it is yes and was not taken
// back.
func (p Plan) Standing(kind string) (Choice, bool) {
	for _, c := range p.Choices { // the newest first
		if c.Kind == kind {
			return c, c.Given && c.Withdrawn.IsZero()
		}
	}
	return Choice{}, false
}

// Risk gives the last assessment of one side that counts.
func (p Plan) Risk(side string) (Risk, bool) {
	for _, r := range p.Risks { // the newest first
		if r.Side == side && r.Undone.IsZero() {
			return r, true
		}
	}
	return Risk{}, false
}

// OpenSignal reports whether a sign of re-trafficking waits for somebody to look.
func (p Plan) OpenSignal() bool {
	for _, s := range p.Signals {
		if s.Outcome == SignalOpen {
			return true
		}
	}
	return false
}

func splitCodes(text string) []string { return strings.Fields(text) }

func joinCodes(codes []string) string { return strings.Join(codes, " ") }
