package placement

import (
	"slices"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
)

// Visitor is who asks to come, as they say it: all of it sealed.
type Visitor struct {
	Described
	Relation string `json:"relation,omitempty" doc:"The relationship they claim, in words"`
	Purpose  string `json:"purpose"`
}

// Visit is a request to visit somebody, with its decision.
type Visit struct {
	ID           db.ID
	Reference    string
	Case         db.ID
	Agency       db.ID
	Version      int64
	State        VisitState
	Relationship string
	Supervision  string
	Refusal      string
	From, Until  civil.Day
	AnswerBy     civil.Day
	Rule         string
	Visitor      Visitor
	Decision     VisitWords
	Asked        time.Time
	AskedBy      db.ID
	Decided      time.Time
	DecidedBy    db.ID
	AskedWho     string
	DecidedWho   string
	Checks       []Check
	Warnings     []Warning
}

// VisitWords is what is sealed of a decision.
type VisitWords struct {
	Reasons    string
	Conditions string
}

// VisitState is how far a request to visit is. Nobody comes unless it is
// approved: no answer is a refusal.
type VisitState string

// The states of a request to visit.
const (
	VisitAsked     VisitState = "asked"
	VisitApproved  VisitState = "approved"
	VisitRefused   VisitState = "refused"
	VisitWithdrawn VisitState = "withdrawn"
	VisitEnded     VisitState = "ended"
)

var visitStates = form.Codes{{string(VisitAsked), "Waiting for a decision: not allowed yet"}, {string(VisitApproved), "Approved"}, {string(VisitRefused), "Refused"},
	{string(VisitWithdrawn), "Withdrawn"}, {string(VisitEnded), "Approval ended"}}

// StateWords is the state, a catalogue source.
func (v Visit) StateWords() string { return visitStates.Words(string(v.State)) }

var relationships = form.Codes{{"parent", "Parent"}, {"family", "Other family"}, {"partner", "Partner"}, {"friend", "Friend"}, {"professional", "Somebody who works with them"},
	{"faith", "Faith or community leader"}, {"employer", "Employer or former employer"}, {"stranger", "No relationship"}, {"other", "Something else"}}

// RelationshipWords is the relationship that is claimed, a catalogue source.
func (v Visit) RelationshipWords() string { return relationships.Words(v.Relationship) }

var supervisions = form.Codes{{"sight-and-sound", "Somebody sees and hears all of it"}, {"near", "Somebody is near by"}, {"elsewhere", "Not at home: at a place that we choose, with somebody there"},
	{"call", "By telephone or video only, with somebody there"}, {"none", "Without supervision"}}

// SupervisionWords is how the visit is supervised, a catalogue source.
func (v Visit) SupervisionWords() string { return supervisions.Words(v.Supervision) }

var refusals = form.Codes{{"identity", "They did not show who they are"}, {"relationship", "The relationship was not shown"}, {"checks", "A check found a concern, or was not done"},
	{"denied", "They are, or resemble somebody, on the list of people to keep away"}, {"wishes", "The person does not want it"}, {"order", "A court order or bail condition forbids it"},
	{"risk", "It would not be safe"}, {"other", "Something else"}}

// RefusalWords is why it was refused, a catalogue source.
func (v Visit) RefusalWords() string { return refusals.Words(v.Refusal) }

// Check is what one check of a visitor showed.
type Check struct {
	ID       db.ID
	Kind     string
	Result   string
	Document string
	Done     civil.Day
	Expires  civil.Day // zero: no end
	Note     string    // sealed
	Recorded time.Time
	By       string
}

// The kinds of check, and what they can show.
const (
	CheckIdentity = "identity"
	CheckDBS      = "dbs"
	CheckWorker   = "social-worker"
	CheckPolice   = "police"

	ResultClear     = "clear"
	ResultConcern   = "concern"
	ResultNotNeeded = "not-needed"
)

var checkKinds = form.Codes{{CheckIdentity, "Who they are: documents seen"}, {CheckDBS, "DBS certificate"}, {CheckWorker, "The social worker’s view"}, {CheckPolice, "Police information"}}

var checkResults = form.Codes{{ResultClear, "Nothing against it"}, {ResultConcern, "There is a concern"}, {ResultNotNeeded, "Not needed, and why"}}

var documents = form.Codes{{"passport", "Passport"}, {"licence", "Driving licence"}, {"card", "Identity or residence card"}, {"work", "Work identity, confirmed by telephone with the employer"},
	{"none", "None"}, {"other", "Another document"}}

// KindWords is what was checked, a catalogue source.
func (c Check) KindWords() string { return checkKinds.Words(c.Kind) }

// ResultWords is what the check showed, a catalogue source.
func (c Check) ResultWords() string { return checkResults.Words(c.Result) }

// DocumentWords is what was seen, a catalogue source; "" where none was asked.
func (c Check) DocumentWords() string {
	if c.Document == "" {
		return ""
	}
	return documents.Words(c.Document)
}

// Warning is a resemblance to somebody on the deny list.
type Warning struct {
	ID         db.ID
	Denied     db.ID
	Strength   Strength
	Agreements []Agreement // sealed
	Found      time.Time
	Overridden time.Time
	Overrider  string
	Why        string // sealed
	Reason     string // code: why that person is on the list
}

// ReasonWords is why the person is on the list, a catalogue source.
func (w Warning) ReasonWords() string { return denials.Words(w.Reason) }

// Open reports whether the warning still blocks approval.
func (w Warning) Open() bool { return w.Overridden.IsZero() }

// Latest gives the check of a kind that counts: the last that was recorded.
func (v Visit) Latest(kind string) (Check, bool) {
	for _, check := range slices.Backward(v.Checks) {
		if check.Kind == kind {
			return check, true
		}
	}
	return Check{}, false
}

// Blocks says what stands against approving the visit on a day, as catalogue
// sources: none means that somebody may approve it. Default deny: what was not
// checked stands against it.
func (v Visit) Blocks(today civil.Day) []string {
	var blocks []string
	for _, warning := range v.Warnings {
		if warning.Open() {
			blocks = append(blocks, "They resemble somebody on the list of people to keep away")
			break
		}
	}
	for _, asked := range []struct {
		kind, missing string
		needed        bool
	}{{CheckIdentity, "Nobody has seen a document that shows who they are", true}, {CheckDBS, "There is no DBS check, and nobody said that it is not needed", false},
		{CheckWorker, "The social worker has not given a view", true}} {
		check, done := v.Latest(asked.kind)
		switch {
		case !done, asked.needed && check.Result == ResultNotNeeded:
			blocks = append(blocks, asked.missing)
		case check.Kind == CheckIdentity && check.Document == "none":
			blocks = append(blocks, asked.missing)
		case !check.Expires.IsZero() && check.Expires.Before(today):
			blocks = append(blocks, "A check has expired")
		}
	}
	for _, kind := range checkKinds {
		if check, done := v.Latest(kind.Code()); done && check.Result == ResultConcern {
			blocks = append(blocks, "A check found a concern")
			break
		}
	}
	return slices.Compact(blocks)
}

// LastDay is the last day on which an approval can run: that of the rule, or of
// the first check that expires.
func (v Visit) LastDay(most civil.Day) civil.Day {
	for _, kind := range checkKinds {
		if check, done := v.Latest(kind.Code()); done && !check.Expires.IsZero() && check.Expires.Before(most) {
			most = check.Expires
		}
	}
	return most
}

// MayComeOn reports whether the visitor may come on a day.
func (v Visit) MayComeOn(day civil.Day) bool {
	return v.State == VisitApproved && !day.Before(v.From) && !day.After(v.Until) && len(v.Blocks(day)) == 0
}

// Denied is somebody who is never to have contact.
type Denied struct {
	ID      db.ID
	Case    db.ID // "" for every person of the agency
	Agency  db.ID
	Version int64
	Reason  string
	Person  DeniedPerson
	Added   time.Time
	By      string
	Ended   time.Time
	EndedBy string
	Why     string // sealed: why the entry ended
}

// DeniedPerson is what is sealed of somebody who is denied.
type DeniedPerson struct {
	Described
	Looks string `json:"looks,omitempty" doc:"What they look like, in words"`
	Words string `json:"words,omitempty" doc:"Why they are never to have contact, in words"`
}

var denials = form.Codes{{"exploiter", "Exploited the person, or helped to"}, {"order", "A court order or bail condition"}, {"threat", "Threatened the person or a carer"},
	{"claims-family", "Claimed to be family, and is not"}, {"searching", "Has been asking where the person is"}, {"abuse", "Hurt the person before"}, {"other", "Something else"}}

// ReasonWords is why the person is on the list, a catalogue source.
func (d Denied) ReasonWords() string { return denials.Words(d.Reason) }

// VisitLog is a visit as it happened, or somebody who was turned away.
type VisitLog struct {
	ID         db.ID
	Visit      db.ID
	TurnedAway bool
	Arrived    time.Time
	Left       time.Time
	Concerned  bool
	Supervisor string // sealed
	Concerns   string // sealed
	Who        string // the visitor, sealed
	By         string
}

// Enquiry is somebody who asked about a person.
type Enquiry struct {
	ID       db.ID
	Channel  string
	At       time.Time
	Caller   Described // sealed, as are the two after it
	Asked    string
	Told     string
	By       string
	Warnings []Warning
}

var channels = form.Codes{{"phone", "By telephone"}, {"door", "At a door"}, {"message", "By e-mail, message or social media"}, {"other", "In another way"}}

// ChannelWords is how they asked, a catalogue source.
func (e Enquiry) ChannelWords() string { return channels.Words(e.Channel) }
