package machine

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// ExtensionAsked asks for a longer recovery period.
type ExtensionAsked struct {
	Until   civil.Day `json:"until"`
	Because string    `json:"because"`
	Reasons string    `json:"reasons"`
}

// Check asks for a later day, and why.
func (f ExtensionAsked) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.until(f.Until, c, on)
	k.choice("because", f.Because, ExtensionReasons, "Choose why more time is needed")
	k.reasons(f.Reasons)
	return k.fields
}

// ExtensionGranted authorises a longer recovery period; the authoriser is who
// takes the step.
type ExtensionGranted struct {
	Until   civil.Day `json:"until"`
	Reasons string    `json:"reasons"`
}

// Check asks for a later day, and why.
func (f ExtensionGranted) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.until(f.Until, c, on)
	k.reasons(f.Reasons)
	return k.fields
}

func (k *check) until(until civil.Day, c Case, on civil.Day) {
	clock, _ := c.Clock(ClockRecovery, 0)
	switch {
	case until.IsZero() || !until.Valid():
		k.wrong("until", "Enter the new last day of the recovery period")
	case clock.Due.IsZero():
		k.wrong("until", "The last day of the recovery period has not been worked out yet")
	case !until.After(clock.Due):
		k.wrong("until", "The new last day must be after {day}", "day", clock.Due)
	case !until.After(on):
		k.wrong("until", "The new last day must be in the future")
	}
}

// Suspension puts a case on hold.
type Suspension struct {
	Because string `json:"because"`
	Reasons string `json:"reasons"`
}

// Check asks why.
func (f Suspension) Check(Case, civil.Day) []fault.Field {
	var k check
	k.choice("because", f.Because, SuspensionReasons, "Choose why the case is suspended")
	k.reasons(f.Reasons)
	return k.fields
}

// Withdrawal is an adult's own wish to leave, always in writing.
type Withdrawal struct {
	How     string    `json:"how"`
	GivenOn civil.Day `json:"given_on"`
	// Document is the number of the writing among the documents of the case.
	Document string `json:"document"`
	// ExplainedBy is who told the person what they lose by it.
	ExplainedBy string `json:"explained_by"`
}

// Check asks how and when it was given, and that it was explained.
func (f Withdrawal) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.choice("how", f.How, WithdrawalWays, "Choose how the person told us in writing")
	k.past("given_on", f.GivenOn, c.Facts.Referred, on)
	k.line("document", f.Document, "Choose the document in which the person says so")
	k.line("explained_by", f.ExplainedBy, "Enter who explained to the person what this means")
	return k.fields
}

// Consent is an adult's informed answer to one question. The step says which,
// and whether it is yes or no.
type Consent struct {
	ExplainedBy string    `json:"explained_by"`
	Language    string    `json:"language"`
	GivenOn     civil.Day `json:"given_on"`
}

// Check asks who explained it, in which language, and when.
func (f Consent) Check(c Case, on civil.Day) []fault.Field {
	var k check
	earliest := c.Facts.Referred
	if c.AdultConsent != nil && !c.Facts.Turns18.IsZero() {
		earliest = c.Facts.Turns18
	}
	k.line("explained_by", f.ExplainedBy, "Enter who explained it")
	k.line("language", f.Language, "Enter the language it was explained in")
	k.past("given_on", f.GivenOn, earliest, on)
	return k.fields
}

// AdultSettled records that somebody treated as a child is an adult.
type AdultSettled struct {
	Basis   string `json:"basis"`
	Reasons string `json:"reasons"`
}

// Check asks for the basis.
func (f AdultSettled) Check(Case, civil.Day) []fault.Field {
	var k check
	k.choice("basis", f.Basis, AgeBases, "Choose how the age was settled")
	k.reasons(f.Reasons)
	return k.fields
}

// ChildSettled records that somebody is a child, and until when.
type ChildSettled struct {
	Basis   string    `json:"basis"`
	Turns18 civil.Day `json:"turns_18"`
	Reasons string    `json:"reasons"`
}

// Check asks for the basis and for an 18th birthday to come.
func (f ChildSettled) Check(_ Case, on civil.Day) []fault.Field {
	var k check
	k.choice("basis", f.Basis, AgeBases, "Choose how the age was settled")
	switch {
	case f.Turns18.IsZero() || !f.Turns18.Valid():
		k.wrong("turns_18", "Enter the date of birth that was settled")
	case !f.Turns18.After(on):
		k.wrong("turns_18", "By this date of birth the person is already 18")
	}
	k.reasons(f.Reasons)
	return k.fields
}

// AdditionalAsked asks for a further reasonable grounds decision.
type AdditionalAsked struct {
	By string `json:"by"`
	// ExploitedSince says that the exploitation came after the first
	// reasonable grounds decision; a new recovery period then follows by law.
	ExploitedSince bool   `json:"exploited_since"`
	Reasons        string `json:"reasons"`
	// Consent is an adult's to being referred again.
	Consent *Consent `json:"consent,omitempty"`
}

// Check asks who, why, and for an adult's consent.
func (f AdditionalAsked) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.choice("by", f.By, Askers, "Choose who asks for the additional decision")
	k.reasons(f.Reasons)
	k.again(f.Consent, c, on)
	return k.fields
}

// again asks for an adult's consent to being decided about again.
func (k *check) again(consent *Consent, c Case, on civil.Day) {
	switch {
	case c.Facts.Age != Adult:
	case consent == nil:
		k.wrong("consent", "An adult must agree before the case goes on")
	default:
		for _, field := range consent.Check(c, on) {
			k.wrong("consent."+field.Name, field.Message, field.Args...)
		}
	}
}

// Reopening opens an ended case again.
type Reopening struct {
	Reasons string   `json:"reasons"`
	Consent *Consent `json:"consent,omitempty"`
}

// Check asks why, and for an adult's consent where work goes on that the adult
// may end; who was disqualified is not asked to agree to having the protections
// back.
func (f Reopening) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.reasons(f.Reasons)
	if c.Stage != Disqualified && slices.Contains(Undecided, c.ReturnTo) {
		k.again(f.Consent, c, on)
	}
	return k.fields
}

// DisqualificationAsked asks that somebody be disqualified.
type DisqualificationAsked struct {
	Ground  string `json:"ground"`
	Reasons string `json:"reasons"`
}

// Check asks for the ground of law and the reasons.
func (f DisqualificationAsked) Check(Case, civil.Day) []fault.Field {
	var k check
	k.choice("ground", f.Ground, DisqualificationGrounds, "Choose the ground")
	k.reasons(f.Reasons)
	return k.fields
}

// DisqualificationDecision disqualifies somebody on the ground asked for.
type DisqualificationDecision struct {
	Ground string `json:"ground"`
	// RiskConsidered is what was found about the risk of being exploited again
	// if protection ends.
	RiskConsidered string `json:"risk_considered"`
	Reasons        string `json:"reasons"`
}

// Check asks for the ground that was asked for, the risk and the reasons.
func (f DisqualificationDecision) Check(c Case, _ civil.Day) []fault.Field {
	var k check
	k.choice("ground", f.Ground, DisqualificationGrounds, "Choose the ground")
	if Among(f.Ground, DisqualificationGrounds) && f.Ground != c.Disqualification.Ground {
		k.wrong("ground", "Somebody asked for disqualification on the other ground. Refuse that request first")
	}
	k.text("risk_considered", f.RiskConsidered, "Say what was found about the risk of being exploited again")
	k.reasons(f.Reasons)
	return k.fields
}
