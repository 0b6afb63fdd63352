// Package casefile is the record of a person: who they are as sources say it,
// what happened where and when, who did it, how to reach them safely, what they
// agreed to, and what has been done and is due on their case.
package casefile

import "github.com/havenward/havenward/internal/civil"

// Age groups as a first responder answers "is the person under 18?".
const (
	Adult   = "adult"
	Child   = "child"
	NotSure = "not-sure" // treated as a child until their age is settled
)

// TreatedAsChild reports whether somebody of this age group has a child's
// rights: no consent is asked and nobody doubts their age to their loss.
func TreatedAsChild(ageGroup string) bool { return ageGroup != Adult }

// Record is what one source says about one person. Lists are closed lists of
// package reference, given by code; text that identifies is plain here and
// sealed in the store.
type Record struct {
	Names         []Name            `json:"names,omitempty"`
	Birth         civil.Partial     `json:"birth,omitzero" doc:"Date of birth as far as it is known: 2004, 2004-05 or 2004-05-17; ~ before it means about"`
	Gender        string            `json:"gender,omitempty"`
	Nationalities []string          `json:"nationalities,omitempty"`
	Birthplace    string            `json:"birthplace,omitempty"`
	Children      int               `json:"children,omitempty"`
	Interpreter   string            `json:"interpreter,omitempty" doc:"Language in which an interpreter is needed; empty if none"`
	Communication string            `json:"communication,omitempty" doc:"Other help with communication; empty if none"`
	CurrentTown   string            `json:"currentTown,omitempty"`
	CurrentRegion string            `json:"currentRegion,omitempty"`
	Episodes      []Episode         `json:"episodes,omitempty"`
	Journey       []Leg             `json:"journey,omitempty"`
	Actors        []Actor           `json:"actors,omitempty"`
	Indicators    []Indicator       `json:"indicators,omitempty"`
	Professionals []Professional    `json:"professionals,omitempty"`
	References    []Reference       `json:"references,omitempty"`
	Contacts      []Contact         `json:"contacts,omitempty"`
	Consents      []Consent         `json:"consents,omitempty"`
	Stories       map[string]string `json:"stories,omitempty" doc:"Free text by kind of story"`
}

// Name is one name of a person, in parts as the source gives them.
type Name struct {
	Kind   string `json:"kind" enum:"name,nickname,alias" doc:"name, nickname or a name used during exploitation"`
	Given  string `json:"given,omitempty"`
	Family string `json:"family,omitempty"`
}

// Kinds of name.
const (
	NameGiven = "name"
	Nickname  = "nickname"
	Alias     = "alias"
)

// Full is the name in one line.
func (n Name) Full() string {
	switch {
	case n.Family == "":
		return n.Given
	case n.Given == "":
		return n.Family
	}
	return n.Given + " " + n.Family
}

// Episode is one stretch of exploitation: its forms as a set, when, and where.
type Episode struct {
	Forms   []string      `json:"forms,omitempty"`
	Started civil.Partial `json:"started,omitzero"`
	Ended   civil.Partial `json:"ended,omitzero"`
	Ongoing bool          `json:"ongoing,omitempty"`
	Places  []Place       `json:"places,omitempty"`
	Detail  string        `json:"detail,omitempty"`
}

// Place is somewhere: a country, a town in it, and what only a story can say.
type Place struct {
	Country string `json:"country,omitempty"`
	Town    string `json:"town,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

// Leg is one part of a journey.
type Leg struct {
	FromCountry string        `json:"fromCountry,omitempty"`
	FromPlace   string        `json:"fromPlace,omitempty"`
	ToCountry   string        `json:"toCountry,omitempty"`
	ToPlace     string        `json:"toPlace,omitempty"`
	Transport   string        `json:"transport,omitempty"`
	Travelled   civil.Partial `json:"travelled,omitzero"`
	Detail      string        `json:"detail,omitempty"`
}

// Actor is somebody who took part in the exploitation.
type Actor struct {
	Names     []string `json:"names,omitempty"`
	Nicknames []string `json:"nicknames,omitempty"`
	Relation  string   `json:"relation,omitempty"`
	Languages []string `json:"languages,omitempty"`
	InUK      string   `json:"inUK,omitempty" enum:"yes,no,not-sure,"`
	Marks     string   `json:"marks,omitempty" doc:"Tattoos, scars, what they look like"`
	LastPlace string   `json:"lastPlace,omitempty"`
	Phones    []string `json:"phones,omitempty"`
	Vehicles  []string `json:"vehicles,omitempty"`
	Detail    string   `json:"detail,omitempty"`
}

// Indicator is a sign of exploitation and where it was noticed.
type Indicator struct {
	Code    string `json:"code"`
	Noticed string `json:"noticed,omitempty"`
}

// Professional is somebody else who helps the person.
type Professional struct {
	Kind         string `json:"kind,omitempty"`
	Name         string `json:"name,omitempty"`
	Organisation string `json:"organisation,omitempty"`
	Phone        string `json:"phone,omitempty"`
	Email        string `json:"email,omitempty"`
}

// Reference is a number under which another body knows the person.
type Reference struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
	Force string `json:"force,omitempty"`
}

// Contact is a way to reach the person, or somebody who may be written to for
// them. Value is an e-mail address, a phone number or an address in lines.
type Contact struct {
	Channel    string    `json:"channel" enum:"email,post,phone"`
	Value      string    `json:"value"`
	Whose      string    `json:"whose" enum:"person,someone-else"`
	Name       string    `json:"name,omitempty"`
	Relation   string    `json:"relation,omitempty"`
	Safe       bool      `json:"safe"`
	SafeOn     civil.Day `json:"safeOn,omitzero"`
	Permission bool      `json:"permission,omitempty"`
}

// Channels and owners of contacts.
const (
	Email       = "email"
	Post        = "post"
	Phone       = "phone"
	ThePerson   = "person"
	SomeoneElse = "someone-else"
)

// Consent is what somebody agreed to or refused, explained by whom, in which
// language, and when.
type Consent struct {
	Purpose     string    `json:"purpose"`
	Given       bool      `json:"given"`
	On          civil.Day `json:"on,omitzero"`
	ExplainedBy string    `json:"explainedBy,omitempty"`
	Language    string    `json:"language,omitempty"`
	Interpreter string    `json:"interpreter,omitempty"`
}

// Purposes of consent.
const (
	ConsentReferral    = "referral"    // to enter the national referral mechanism
	ConsentSupport     = "support"     // to receive support
	ConsentCooperation = "cooperation" // to co-operate with the police
)

// Headline is the name to show first: the first full name, else the first of
// any kind, else empty.
func (r Record) Headline() string {
	for _, name := range r.Names {
		if name.Kind == NameGiven && name.Full() != "" {
			return name.Full()
		}
	}
	for _, name := range r.Names {
		if name.Full() != "" {
			return name.Full()
		}
	}
	return ""
}

// tells reports whether a record says anything by which somebody could be known
// again.
func (r Record) tells() bool {
	return len(r.Names)+len(r.References)+len(r.Contacts) > 0 || !r.Birth.IsZero()
}
