// Package letter writes the letters of the competent authority: what was
// decided and why, what happens next and when, what a person may ask for and
// who helps. The words are plain English in the message catalogue; a letter is
// drawn as HTML, as plain text and as PDF from the same lines.
//
// A letter is addressed only to a contact that is marked safe (see [Address]).
// What can be seen without opening it, an envelope or the subject of an e-mail,
// says nothing about what it is about. A child's letter goes to the grown-up
// who looks after the child's case, with a page in easy words for the child.
//
// The package is pure: no SQL, no HTTP, no clock. It has no days or numbers of
// days of its own: they come with the letter, from the rules of statute.
package letter

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
)

// Kind names a letter. Those that the decision machine makes have the same
// strings as there.
type Kind string

// The letters.
const (
	ReasonablePositive      Kind = "reasonable-grounds-positive"
	ReasonableNegative      Kind = "reasonable-grounds-negative"
	CombinedPositive        Kind = "combined-positive"
	ConclusivePositive      Kind = "conclusive-grounds-positive"
	ConclusiveNegative      Kind = "conclusive-grounds-negative"
	Information             Kind = "information-request"
	Extended                Kind = "recovery-period-extended"
	SecondPeriod            Kind = "second-recovery-period"
	Suspended               Kind = "suspended"
	Withdrawn               Kind = "withdrawn"
	ReconsiderationAccepted Kind = "reconsideration-accepted"
	ReconsiderationRejected Kind = "reconsideration-rejected"
	Upheld                  Kind = "decision-upheld"
	Disqualified            Kind = "disqualified"
	ConsentAt18             Kind = "consent-as-adult"
	// Acknowledged says that a referral has arrived, and Resumed that work goes
	// on after a suspension. No step of the machine makes them by itself.
	Acknowledged Kind = "referral-acknowledged"
	Resumed      Kind = "resumed"
)

// Kinds lists every letter there are words for.
var Kinds = []Kind{Acknowledged, ReasonablePositive, ReasonableNegative, CombinedPositive, ConclusivePositive,
	ConclusiveNegative, Information, Extended, SecondPeriod, Suspended, Resumed, Withdrawn, ReconsiderationAccepted,
	ReconsiderationRejected, Upheld, Disqualified, ConsentAt18}

// Stage says which of the two decisions a letter is about.
type Stage string

// The two decisions.
const (
	Reasonable Stage = "reasonable-grounds"
	Conclusive Stage = "conclusive-grounds"
)

// Letter is all that a letter says. Each kind takes the facts it needs (see
// [Letter.Check]) and leaves the others out.
type Letter struct {
	Kind Kind `json:"kind"`
	// Language is the BCP 47 tag of the language it is written in, "" for English.
	Language string    `json:"language,omitempty"`
	To       Recipient `json:"to"`
	// Reference is the reference of the case.
	Reference string    `json:"reference"`
	Date      civil.Day `json:"date"`
	Person    Person    `json:"person"`
	From      Office    `json:"from"`
	// Help lists who can help, as [HelpIn] gives it for a part of the country.
	Help []Help `json:"help,omitempty"`

	Decision Decision `json:"decision,omitzero"`
	Recovery Recovery `json:"recovery,omitzero"`
	// Reconsider is the time to ask for a reconsideration; in a letter that
	// rejects a request, what is left of it.
	Reconsider Window `json:"reconsider,omitzero"`
	// Support is how long support goes on; zero where the person has none.
	Support Window `json:"support,omitzero"`
	// Because is the code of a choice of the decision machine: why work is
	// suspended ("ill"), why a recovery period is longer ("health"), or the ground
	// of a disqualification ("public-order"). The letter has its own words for it.
	Because string `json:"because,omitempty"`
	// Asked is the day on which the person asked for a reconsideration, said that
	// they leave, or was referred.
	Asked civil.Day `json:"asked,omitzero"`
	// By is the day by which something should happen: an answer to a request for
	// information, the review of a suspension, the first decision.
	By civil.Day `json:"by,omitzero"`
	// Question is what a request for information asks, as the decision maker
	// wrote it.
	Question string `json:"question,omitempty"`
	// Adult is the day of the 18th birthday; zero where the age was settled in
	// another way.
	Adult civil.Day `json:"adult,omitzero"`
}

// Person is whom a letter is about.
type Person struct {
	Name string `json:"name"`
	// Child is somebody who is treated as a child.
	Child bool `json:"child,omitempty"`
	// Born is written only to an organisation that is asked for information, so
	// that it finds the right person.
	Born civil.Partial `json:"born,omitzero"`
}

// Decision is what was decided.
type Decision struct {
	// Stage is needed where the kind of the letter does not say it.
	Stage Stage     `json:"stage,omitempty"`
	On    civil.Day `json:"on"`
	// Tests are the standards that were applied, as catalogue strings of the
	// rules of statute; two for a combined decision.
	Tests []string `json:"tests,omitempty"`
	// Reasons and Evidence are as the decision maker wrote them.
	Reasons  string   `json:"reasons,omitempty"`
	Evidence []string `json:"evidence,omitempty"`
	// Overturns says that it takes the place of an earlier negative decision.
	Overturns bool `json:"overturns,omitempty"`
}

// Recovery is a recovery period.
type Recovery struct {
	// Until is the last day by the rule of statute: the recovery period ends then
	// or with the second decision, whichever is later; where AtMost (the rule's
	// bound is a maximum, as in Scotland), whichever is earlier.
	Until  civil.Day `json:"until"`
	AtMost bool      `json:"at_most,omitempty"`
	// Earliest is the first day on which conclusive grounds may be decided.
	Earliest civil.Day `json:"earliest,omitzero"`
}

// Window is a number of days that begins the day after a letter is served. The
// day of service is not known while the letter is written; where it can be
// foreseen, Served and Last give an example that the person can check.
type Window struct {
	Days   int       `json:"days"`
	Served civil.Day `json:"served,omitzero"`
	Last   civil.Day `json:"last,omitzero"`
}

// Office is who writes: the role of the decision maker and the authority, not a
// name. Authority, Role and Hours are catalogue strings.
type Office struct {
	Authority string `json:"authority"`
	Role      string `json:"role"`
	Phone     string `json:"phone,omitempty"`
	Email     string `json:"email,omitempty"`
	Hours     string `json:"hours,omitempty"`
}

func (l Letter) words() page.Words { return page.In(l.Language) }

// organisation reports whether it is written to an organisation about somebody,
// not to the person nor to who looks after a child.
func (l Letter) organisation() bool { return l.Kind == Information && l.To.SafeOn.IsZero() }

// Check returns nil or a fault that names each fact which the letter needs and
// does not have. Nothing is drawn of a letter that fails it: a letter with a gap
// is never sent.
func (l Letter) Check() error {
	known, ok := texts[l.Kind]
	if !ok {
		return fault.Wrong("kind", "There are no words for this letter")
	}
	var missing []fault.Field
	need := func(there bool, name, message string) {
		if !there {
			missing = append(missing, fault.Field{Name: name, Message: message})
		}
	}
	need(clean(l.Person.Name) != "", "person", "The letter needs the name of the person")
	need(clean(l.Reference) != "", "reference", "The letter needs the reference of the case")
	need(l.Date.Valid(), "date", "The letter needs a date")
	need(l.From.Authority != "" && l.From.Role != "", "from", "The letter needs the authority and the role of who signs it")
	need(l.From.Phone != "" || l.From.Email != "", "from", "The letter needs a phone number or an email address to answer to")
	need(l.To.complete(), "to", "The letter needs somebody to go to, and an address")
	if !l.organisation() {
		need(!l.To.SafeOn.IsZero(), "to", "The letter may go only to a contact marked safe. Choose the address again")
		need(!l.Person.Child || !l.To.ThePerson, "to", "A child's letter goes to the social worker or guardian. Choose the address again")
	}
	need(!l.Person.Child || !known.adultsOnly, "kind", "This letter is only for an adult")
	for _, f := range known.needs {
		need(f.there(l), f.name, f.message)
	}
	return fault.Mend(missing...)
}

// fact is one that a kind of letter cannot do without.
type fact struct {
	name, message string
	there         func(Letter) bool
}

var (
	needDecision = fact{"decision", "The letter needs the day of the decision, the test, the evidence and the reasons", func(l Letter) bool {
		return l.Decision.On.Valid() && len(l.Decision.Tests) > 0 && clean(l.Decision.Reasons) != "" &&
			slices.ContainsFunc(l.Decision.Evidence, func(item string) bool { return clean(item) != "" })
	}}
	needStage      = fact{"stage", "The letter needs to say which decision it is about", func(l Letter) bool { return l.Decision.Stage == Reasonable || l.Decision.Stage == Conclusive }}
	needReasons    = fact{"reasons", "The letter needs the reasons", func(l Letter) bool { return l.Decision.On.Valid() && clean(l.Decision.Reasons) != "" }}
	needReconsider = fact{"reconsider", "The letter needs the number of days to ask for a reconsideration", func(l Letter) bool { return l.Reconsider.Days > 0 }}
	needUntil      = fact{"recovery", "The letter needs the last day of the recovery period", func(l Letter) bool { return l.Recovery.Until.Valid() }}
	needAsked      = fact{"asked", "The letter needs the day on which this was asked or received", func(l Letter) bool { return l.Asked.Valid() }}
	needBy         = fact{"by", "The letter needs the day by which this should happen", func(l Letter) bool { return l.By.Valid() }}
	needBecause    = fact{"because", "The letter needs the reason from the list", func(l Letter) bool { _, known := becauses[l.Kind][l.Because]; return known }}
	needQuestion   = fact{"question", "The letter needs the question", func(l Letter) bool { return clean(l.Question) != "" }}
)
