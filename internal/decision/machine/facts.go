package machine

import "github.com/havenward/havenward/internal/civil"

// Facts are what the rules must know about the person and the referral. They
// are settled elsewhere (the referral, an age assessment, the counting rules)
// and passed in.
type Facts struct {
	Jurisdiction Jurisdiction `json:"jurisdiction"`
	// Referred is the day the referral arrived.
	Referred civil.Day `json:"referred"`
	Age      Age       `json:"age"`
	// Turns18 is the day a child becomes an adult; zero where no birth date is
	// settled.
	Turns18 civil.Day `json:"turns_18,omitzero"`
	// PilotEnds is the first day on which the child is too near 18 for a
	// devolved panel, as counted by statute; zero where it is not known.
	PilotEnds civil.Day `json:"pilot_ends,omitzero"`
	// Support is the adult's answer to being supported. It is never asked of a
	// child.
	Support Answer `json:"support,omitempty"`
	Tests   Tests  `json:"-"`
}

// Age is what is settled about somebody's age.
type Age string

const (
	// Adult is 18 or older.
	Adult Age = "adult"
	// Child is under 18, with certainty.
	Child Age = "child"
	// Unsure may be under 18 and is treated as a child until the age is settled
	// (Modern Slavery Act 2015 s51).
	Unsure Age = "unsure"
)

// Answer is yes, no, or not yet given.
type Answer string

const (
	// Unanswered has not been asked or answered.
	Unanswered Answer = ""
	// Yes is consent.
	Yes Answer = "yes"
	// No is a refusal.
	No Answer = "no"
)

// Jurisdiction is the part of the United Kingdom whose rules count for a case,
// by the same strings as in statute.
type Jurisdiction string

// The jurisdictions. Which limits follow is for statute to say.
const (
	England         Jurisdiction = "england"
	Wales           Jurisdiction = "wales"
	Scotland        Jurisdiction = "scotland"
	NorthernIreland Jurisdiction = "northern-ireland"
)

// Tests are the standards in force on the day of a step, as references to
// dated rules of statute, such as "reasonable-grounds-test-is@1". They change
// with the day and are not kept with the case; each decision keeps its own.
type Tests struct {
	ReasonableGrounds string
	ConclusiveGrounds string
}

// Authority is the competent authority that decides a case.
type Authority string

const (
	// SingleCompetentAuthority decides most cases.
	SingleCompetentAuthority Authority = "sca"
	// ImmigrationEnforcementAuthority decides the cases of some adults who are
	// subject to immigration control, since November 2021.
	ImmigrationEnforcementAuthority Authority = "ieca"
	// DevolvedPanel is a local multi-agency panel that decides about children.
	DevolvedPanel Authority = "devolved-panel"
)

// panelMayDecide says whether a devolved panel can take or keep the case on
// that day, as the catalogue string of the reason why not, "" where it can.
func (f Facts) panelMayDecide(on civil.Day) string {
	switch {
	case f.Age != Child:
		return "A devolved panel decides only about a child whose age is certain"
	case f.PilotEnds.IsZero():
		return "The last day on which a devolved panel may decide has not been worked out. Add the date of birth first"
	case !on.Before(f.PilotEnds):
		return "The child is too close to 18 for a devolved panel"
	}
	return ""
}
