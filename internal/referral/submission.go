// Package referral is the desk of the first responder: a referral written page
// by page and kept as a draft, checked, sent, and read again by those who sent
// it; and the notification, without a name, of an adult who does not agree to
// be referred.
package referral

import (
	"github.com/havenward/havenward/internal/casefile"
)

// Submission is everything that a first responder says in one referral of one
// person: what is theirs to say (who refers, what was agreed, who is told) here,
// what is about the person in Record. Codes are those of package reference.
// Answers of one word are "yes", "no" or "not-sure" and empty before they are
// given.
type Submission struct {
	// SenderReference is the sender's own number for the referral. It stays with
	// the sender's agency and must not hold a name.
	SenderReference string `json:"senderReference,omitempty" maxLength:"200" doc:"Your own reference for this referral. Do not use names"`
	// Organisation is a code of the list first-responders.
	Organisation string `json:"organisation,omitempty" doc:"Code of the list first-responders"`
	// Jurisdiction is a code of the list nations.
	Jurisdiction string `json:"jurisdiction,omitempty" doc:"england, wales, scotland or northern-ireland: where the report is made"`
	// AgeGroup is casefile.Adult, Child or NotSure.
	AgeGroup string `json:"ageGroup,omitempty" doc:"adult, child or not-sure. not-sure is treated as a child"`
	// UnderEighteenThen says of an adult whether they were a child at any time
	// during the exploitation: yes, no or not-sure.
	UnderEighteenThen string         `json:"underEighteenThen,omitempty" doc:"Of an adult: whether they were under 18 at any time during the exploitation (yes, no, not-sure)"`
	LocalAuthority    LocalAuthority `json:"localAuthority,omitzero" doc:"Of a child: the local authority that was told"`

	SeveralSituations     string `json:"severalSituations,omitempty" doc:"Exploited in more than one situation (yes, no, not-sure)"`
	TakenSomewhere        string `json:"takenSomewhere,omitempty" doc:"Taken somewhere by those who exploited them (yes, no)"`
	StillIn               string `json:"stillIn,omitempty" doc:"Still in the situation (yes, no)"`
	LastContact           string `json:"lastContact,omitempty" doc:"Code of the list last-contact"`
	ReportedBefore        string `json:"reportedBefore,omitempty" doc:"Whether they told somebody before (yes, no, not-sure)"`
	IndicatorsSeen        string `json:"indicatorsSeen,omitempty" doc:"Whether indicators were seen (yes, no)"`
	CredibilityConcerns   string `json:"credibilityConcerns,omitempty" doc:"Whether there is evidence against the account (yes, no)"`
	ProfessionalsInvolved string `json:"professionalsInvolved,omitempty" doc:"Whether other professionals help the person (yes, no)"`
	// Where is WhereUK, WhereOverseas or WhereBoth.
	Where              string `json:"where,omitempty" doc:"Where the exploitation happened: uk, overseas or both"`
	ExploitersKnown    string `json:"exploitersKnown,omitempty" doc:"Whether it is known where the exploiters are (yes, no)"`
	ExploitersInUK     string `json:"exploitersInUK,omitempty" doc:"Whether the exploiters are in the United Kingdom (yes, no, not-sure)"`
	OtherVictims       string `json:"otherVictims,omitempty" doc:"Whether there are other potential victims (yes, no, not-sure)"`
	FutureConcern      string `json:"futureConcern,omitempty" doc:"Whether they could be exploited again (yes, no)"`
	ReportedToPolice   string `json:"reportedToPolice,omitempty" doc:"Whether the police were told (yes, no). Crime references stand in record.references"`
	Cooperation        string `json:"cooperation,omitempty" doc:"Whether they are willing to help an investigation (yes, no)"`
	Support            string `json:"support,omitempty" doc:"Of an adult: whether they need support (yes, no)"`
	SupportContact     string `json:"supportContact,omitempty" doc:"Of an adult who needs support: whether they can be telephoned (own, someone-else, none)"`
	HasChildren        string `json:"hasChildren,omitempty" doc:"yes, no or not-sure. How many stands in record.children"`
	NeedsInterpreter   string `json:"needsInterpreter,omitempty" doc:"yes or no. The language stands in record.interpreter"`
	NeedsCommunication string `json:"needsCommunication,omitempty" doc:"yes or no. What helps stands in record.communication"`
	HasReferences      string `json:"hasReferences,omitempty" doc:"Whether other bodies know the person by a number (yes, no)"`
	DecisionTo         string `json:"decisionTo,omitempty" doc:"Who the decision is sent to: person or someone-else"`

	Referrer Referrer `json:"referrer,omitzero" doc:"Who the competent authority can ask"`
	Deputy   Deputy   `json:"deputy,omitzero" doc:"Who can be asked while the referrer is away"`

	// Group is the reference of a family or group that the person belongs to.
	Group string `json:"group,omitempty" doc:"Reference of the family or group of people referred together"`
	// ExternalID is the number under which another system sent the referral; the
	// same one is never taken twice.
	ExternalID string `json:"externalId,omitempty" maxLength:"200" doc:"Your system's identifier of this referral. The same one is never taken twice"`
	// Published replaces the groups of the official statistics that would follow
	// from the codes; only importers of published figures give it.
	Published Published `json:"-"`

	// Record is what is said about the person.
	Record casefile.Record `json:"record,omitzero" doc:"What is said about the person"`
}

// LocalAuthority is whom the first responder told about a child.
type LocalAuthority struct {
	Told   string `json:"told,omitempty" doc:"yes or no; a code means yes"`
	Code   string `json:"code,omitempty" doc:"Code of the list local-authorities"`
	Phone  string `json:"phone,omitempty"`
	Email  string `json:"email,omitempty"`
	Given  string `json:"given,omitempty" doc:"First name of the contact"`
	Family string `json:"family,omitempty" doc:"Last name of the contact"`
}

// Referrer is the first responder who can be asked about the referral.
type Referrer struct {
	Given  string `json:"given,omitempty"`
	Family string `json:"family,omitempty"`
	Role   string `json:"role,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Email  string `json:"email,omitempty"`
}

// Deputy is who can be asked while the referrer is away.
type Deputy struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Answers of one word.
const (
	Yes     = "yes"
	No      = "no"
	NotSure = "not-sure"
)

// Where the exploitation happened.
const (
	WhereUK       = "uk"
	WhereOverseas = "overseas"
	WhereBoth     = "both"
)

// Who can be telephoned about support.
const (
	OwnPhone    = "own"
	OtherPhone  = "someone-else"
	NoTelephone = "none"
)

// Path is what becomes of a draft when it is sent.
type Path string

const (
	// Referral is a referral with the person's identity.
	Referral Path = "referral"
	// Notification is a duty to notify without it.
	Notification Path = "notification"
	// NotificationWithCase is a notification of an adult who agreed to
	// co-operate: the notification has no name, and a case beside it has.
	NotificationWithCase Path = "notification-with-case"
)

// TreatedAsChild reports whether the person has a child's rights: no consent is
// asked, the local authority is, and adult support is not offered.
func (s *Submission) TreatedAsChild() bool {
	return s.AgeGroup != "" && casefile.TreatedAsChild(s.AgeGroup)
}

// Consent gives what was recorded of the consent to be referred; false before
// it was asked.
func (s *Submission) Consent() (casefile.Consent, bool) {
	for _, consent := range s.Record.Consents {
		if consent.Purpose == casefile.ConsentReferral {
			return consent, true
		}
	}
	return casefile.Consent{}, false
}

// Path tells what sending makes: an adult who refuses to be referred is
// notified without a name, unless they agreed to co-operate.
func (s *Submission) Path() Path {
	consent, asked := s.Consent()
	switch {
	case s.AgeGroup != casefile.Adult || !asked || consent.Given:
		return Referral
	case s.Cooperation == Yes:
		return NotificationWithCase
	}
	return Notification
}

// Forms gives every form of exploitation of any episode, each once, in the
// order in which they are first named.
func (s *Submission) Forms() []string {
	var forms []string
	seen := map[string]bool{}
	for _, episode := range s.Record.Episodes {
		for _, form := range episode.Forms {
			if !seen[form] {
				seen[form] = true
				forms = append(forms, form)
			}
		}
	}
	return forms
}
