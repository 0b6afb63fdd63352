// Package machine says what may happen next to a case in the competent
// authority, who may do it, and what it starts and stops.
//
// Its heart is one table of rows ([Table]): from which stage and under which
// rules a [Step] may be taken, by whom, where it leads, which clocks it starts
// and stops, which tasks it sets and which letter it makes. [Next], [May] and
// [Apply] read that table and nothing else, so that a page, the JSON API and an
// importer refuse exactly the same steps. They are functions of values: no SQL,
// no HTTP, and the day is passed in. Clocks are named here and counted by the
// rules of statute: [Dated] takes the counting function.
package machine

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
)

// Stage is the main state of a case in the competent authority. What can be
// open beside it (a second reading, a reconsideration, requests for
// information, consent at 18) is a field of [Case].
type Stage string

const (
	// Received is a referral that waits to be allocated to an authority.
	Received Stage = "received"
	// AwaitingReasonableGrounds waits for the first decision.
	AwaitingReasonableGrounds Stage = "awaiting-reasonable-grounds"
	// ReasonableGroundsNegative has a negative first decision.
	ReasonableGroundsNegative Stage = "reasonable-grounds-negative"
	// Recovery has a positive first decision and waits for the second.
	Recovery Stage = "recovery"
	// ConclusiveGroundsPositive has a positive second decision.
	ConclusiveGroundsPositive Stage = "conclusive-grounds-positive"
	// ConclusiveGroundsNegative has a negative second decision.
	ConclusiveGroundsNegative Stage = "conclusive-grounds-negative"
	// Suspended is on hold and remembers the stage it returns to.
	Suspended Stage = "suspended"
	// Withdrawn was ended by the adult it is about.
	Withdrawn Stage = "withdrawn"
	// Disqualified lost the protections of a positive reasonable grounds
	// decision (Nationality and Borders Act 2022 s63).
	Disqualified Stage = "disqualified"
	// Closed is finished in the competent authority.
	Closed Stage = "closed"
)

// Stages lists every stage in the order a reader meets them.
var Stages = []Stage{Received, AwaitingReasonableGrounds, ReasonableGroundsNegative, Recovery,
	ConclusiveGroundsPositive, ConclusiveGroundsNegative, Suspended, Withdrawn, Disqualified, Closed}

// Case is what the rules must know of a case: its facts, its stage, what is
// open beside the stage, and what runs. It is a value: [Apply] returns a new
// one and leaves its argument untouched. It holds no identity, no story and
// nothing about help given to the police, on which no step may depend.
type Case struct {
	Facts Facts `json:"facts"`
	Stage Stage `json:"stage"`
	// ReturnTo is the stage to which a suspended, withdrawn, disqualified or
	// closed case goes back; "" in every other stage.
	ReturnTo  Stage     `json:"return_to,omitempty"`
	Authority Authority `json:"authority,omitempty"`
	// DecisionMaker is the account the case is assigned to, "" for nobody.
	DecisionMaker string `json:"decision_maker,omitempty"`
	// RecoveryFrom is the day of the positive reasonable grounds decision from
	// which the recovery period counts; zero where none was granted.
	RecoveryFrom civil.Day `json:"recovery_from,omitzero"`

	Proposal         *Proposal             `json:"proposal,omitempty"`
	Extension        *ExtensionRequest     `json:"extension,omitempty"`
	Reconsideration  *Reconsideration      `json:"reconsideration,omitempty"`
	Disqualification *DisqualificationFile `json:"disqualification,omitempty"`
	Additional       *Additional           `json:"additional,omitempty"`
	AdultConsent     *AdultConsent         `json:"adult_consent,omitempty"`

	Decisions    []Decision           `json:"decisions,omitempty"`
	Requests     []InformationRequest `json:"requests,omitempty"`
	Letters      []Letter             `json:"letters,omitempty"`
	Clocks       []Clock              `json:"clocks,omitempty"`
	Tasks        []Task               `json:"tasks,omitempty"`
	Entitlements []Entitlement        `json:"entitlements,omitempty"`
	// Numbered is the last number given to a letter or a request of this case.
	Numbered int `json:"numbered,omitempty"`
}

// DecisionKind is one of the two stages of decision.
type DecisionKind string

const (
	// ReasonableGrounds is the first decision.
	ReasonableGrounds DecisionKind = "reasonable-grounds"
	// ConclusiveGrounds is the second, on the balance of probabilities.
	ConclusiveGrounds DecisionKind = "conclusive-grounds"
)

// Decision is a decision that was made. Decisions are added, never changed.
type Decision struct {
	Kind     DecisionKind `json:"kind"`
	Positive bool         `json:"positive"`
	On       civil.Day    `json:"on"`
	By       string       `json:"by"`
	// Test is the dated rule of the standard that was applied.
	Test string `json:"test"`
	// SecondReader is who agreed to a negative decision.
	SecondReader string `json:"second_reader,omitempty"`
	// Overturns says that it replaced an earlier negative one.
	Overturns bool `json:"overturns,omitempty"`
}

// Proposal is a negative decision that waits for its second reader.
type Proposal struct {
	Kind DecisionKind `json:"kind"`
	By   string       `json:"by"`
	On   civil.Day    `json:"on"`
	Test string       `json:"test"`
}

// ExtensionRequest asks for a longer recovery period.
type ExtensionRequest struct {
	By    string    `json:"by"`
	On    civil.Day `json:"on"`
	Until civil.Day `json:"until"`
}

// Reconsideration is an open request to look at a negative decision again.
type Reconsideration struct {
	Kind       DecisionKind `json:"kind"`
	ReceivedOn civil.Day    `json:"received_on"`
	Late       bool         `json:"late,omitempty"`
	Accepted   bool         `json:"accepted,omitempty"`
}

// DisqualificationFile is a request to disqualify, kept after the decision so
// that somebody else looks when the case is reopened.
type DisqualificationFile struct {
	Ground      string    `json:"ground"`
	RequestedBy string    `json:"requested_by"`
	On          civil.Day `json:"on"`
	DecidedBy   string    `json:"decided_by,omitempty"`
}

// Additional is a further reasonable grounds decision on somebody who has had a
// recovery period. A second period follows only where the exploitation came
// after the first decision, or where it is authorised (Nationality and Borders
// Act 2022 s62).
type Additional struct {
	On             civil.Day `json:"on"`
	ExploitedSince bool      `json:"exploited_since,omitempty"`
	Authorised     bool      `json:"authorised,omitempty"`
}

// AdultConsent is open when somebody whose referral needed no consent turns 18
// or is found to be an adult. Staying and support are two separate answers; the
// condition closes when both are known.
type AdultConsent struct {
	Since   civil.Day `json:"since"`
	Stays   bool      `json:"stays,omitempty"`
	Support Answer    `json:"support,omitempty"`
}

// InformationRequest is a question to somebody outside that was not answered yet.
type InformationRequest struct {
	Number int       `json:"number"`
	Of     Source    `json:"of"`
	On     civil.Day `json:"on"`
}

// Letter is a letter made by a step. Its words are written elsewhere.
type Letter struct {
	Number int        `json:"number"`
	Kind   LetterKind `json:"kind"`
	Made   civil.Day  `json:"made"`
	Served civil.Day  `json:"served,omitzero"`
	// Held says that there was no safe way to serve it; no clock starts.
	Held bool `json:"held,omitempty"`
}

// Clone copies the case so deeply that no change to the copy reaches c.
func (c Case) Clone() Case {
	c.Proposal = copied(c.Proposal)
	c.Extension = copied(c.Extension)
	c.Reconsideration = copied(c.Reconsideration)
	c.Disqualification = copied(c.Disqualification)
	c.Additional = copied(c.Additional)
	c.AdultConsent = copied(c.AdultConsent)
	c.Decisions = slices.Clone(c.Decisions)
	c.Requests = slices.Clone(c.Requests)
	c.Letters = slices.Clone(c.Letters)
	c.Clocks = slices.Clone(c.Clocks)
	c.Tasks = slices.Clone(c.Tasks)
	c.Entitlements = slices.Clone(c.Entitlements)
	return c
}

func copied[T any](value *T) *T {
	if value == nil {
		return nil
	}
	twin := *value
	return &twin
}

// Clock returns the running clock of that kind; subject is 0 for all kinds but
// those of a numbered thing, such as a request for information.
func (c Case) Clock(kind ClockKind, subject int) (Clock, bool) {
	for _, clock := range c.Clocks {
		if clock.Kind == kind && clock.Subject == subject {
			return clock, true
		}
	}
	return Clock{}, false
}

// Last returns the latest decision of that kind.
func (c Case) Last(kind DecisionKind) (Decision, bool) {
	for _, made := range slices.Backward(c.Decisions) {
		if made.Kind == kind {
			return made, true
		}
	}
	return Decision{}, false
}

// Decided is the day of the decision that a clock is about: the latest.
func (c Case) Decided() civil.Day {
	if len(c.Decisions) == 0 {
		return civil.Day{}
	}
	return c.Decisions[len(c.Decisions)-1].On
}

// Letter returns the letter with that number, nil where there is none.
func (c *Case) Letter(number int) *Letter {
	for i := range c.Letters {
		if c.Letters[i].Number == number {
			return &c.Letters[i]
		}
	}
	return nil
}

// working is the stage in which the work stands or stood before it was
// suspended.
func (c Case) working() Stage {
	if c.Stage == Suspended {
		return c.ReturnTo
	}
	return c.Stage
}

// AdultSupport reports whether the clocks of adult support apply: not to a
// child, whom the local authority supports, nor to an adult who declined.
func (c Case) AdultSupport() bool { return c.Facts.Age == Adult && c.Facts.Support != No }
