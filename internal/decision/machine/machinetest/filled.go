// Package machinetest fills in the forms of the decision machine for tests.
package machinetest

import (
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
)

// Tests are the standards that the filled in forms apply.
var Tests = machine.Tests{ReasonableGrounds: "reasonable-grounds-test-is@1", ConclusiveGrounds: "conclusive-grounds-test-balance@1"}

func filledWeighing(c machine.Case, on civil.Day) machine.Weighing {
	w := machine.Weighing{Evidence: []string{"Interview of 3 March", "Medical report"}, Reasons: "The account is consistent and supported."}
	if c.Authority == machine.DevolvedPanel {
		w.Panel = &machine.Panel{HeldOn: on, Chair: "Head of safeguarding", Members: []machine.AtTable{
			{Name: "Invented One", Agency: "local-authority"}, {Name: "Invented Two", Agency: "police"}, {Name: "Invented Three", Agency: "health"}}}
	}
	return w
}

// Filled gives a form of the step that is right for the case on that day, as
// far as one exists.
func Filled(step machine.Step, c machine.Case, on civil.Day) machine.Form {
	const why = "Because the record shows it."
	consent := machine.Consent{ExplainedBy: "A support worker", Language: "vi", GivenOn: on}
	first := func(waits func(machine.Letter) bool) int {
		for _, letter := range c.Letters {
			if waits(letter) {
				return letter.Number
			}
		}
		return 0
	}
	switch form := machine.Blank(step).(type) {
	case *machine.Allocation:
		form.Authority = machine.SingleCompetentAuthority
		return form
	case *machine.Transfer:
		form.Authority, form.Reasons = machine.SingleCompetentAuthority, why
		if c.Authority == machine.SingleCompetentAuthority {
			form.Authority = machine.ImmigrationEnforcementAuthority
			if c.Facts.Age != machine.Adult {
				form.Authority = machine.DevolvedPanel
			}
		}
		return form
	case *machine.Assignment:
		form.DecisionMaker = "dora"
		return form
	case *machine.Correction:
		form.Jurisdiction, form.Reasons = machine.Scotland, why
		if c.Facts.Jurisdiction == machine.Scotland {
			form.Jurisdiction = machine.NorthernIreland
		}
		return form
	case *machine.InformationAsked:
		form.Of, form.Name, form.Question = machine.Police, "Invented Constabulary", "What was found at the address?"
		return form
	case *machine.InformationGiven:
		form.ReceivedOn, form.Summary = on, "A report"
		if len(c.Requests) > 0 {
			form.Request = c.Requests[0].Number
		}
		return form
	case *machine.InformationEnded:
		form.Reasons = why
		if len(c.Requests) > 0 {
			form.Request = c.Requests[0].Number
		}
		return form
	case *machine.ReasonableDecision:
		form.Test, form.Weighing = Tests.ReasonableGrounds, filledWeighing(c, on)
		return form
	case *machine.ConclusiveDecision:
		form.Test, form.Weighing = Tests.ConclusiveGrounds, filledWeighing(c, on)
		return form
	case *machine.CombinedDecision:
		form.ReasonableTest, form.ConclusiveTest, form.BestInterests = Tests.ReasonableGrounds, Tests.ConclusiveGrounds, why
		form.Weighing = filledWeighing(c, on)
		return form
	case *machine.Reading:
		form.ReadEvidence, form.Reasons = true, why
		return form
	case *machine.Reconsidered:
		form.Test, form.Weighing = Tests.ReasonableGrounds, filledWeighing(c, on)
		if c.Reconsideration != nil && c.Reconsideration.Kind == machine.ConclusiveGrounds {
			form.Test = Tests.ConclusiveGrounds
		}
		return form
	case *machine.ReconsiderationAsked:
		*form = machine.ReconsiderationAsked{By: "person", ReceivedOn: on, Grounds: []string{"new-evidence"}, Reasons: why}
		return form
	case *machine.LateReconsiderationAsked:
		form.ReconsiderationAsked = machine.ReconsiderationAsked{By: "person", ReceivedOn: on, Grounds: []string{"new-evidence"}, Reasons: why}
		form.Exceptional = "In hospital the whole time"
		return form
	case *machine.ExtensionAsked:
		clock, _ := c.Clock(machine.ClockRecovery, 0)
		*form = machine.ExtensionAsked{Until: later(clock.Due, on).Add(30), Because: "health", Reasons: why}
		return form
	case *machine.ExtensionGranted:
		clock, _ := c.Clock(machine.ClockRecovery, 0)
		*form = machine.ExtensionGranted{Until: later(clock.Due, on).Add(30), Reasons: why}
		return form
	case *machine.Suspension:
		*form = machine.Suspension{Because: "ill", Reasons: why}
		return form
	case *machine.Withdrawal:
		*form = machine.Withdrawal{How: "form", GivenOn: on, Document: "17", ExplainedBy: "A support worker"}
		return form
	case *machine.Consent:
		*form = consent
		return form
	case *machine.AdultSettled:
		*form = machine.AdultSettled{Basis: "assessment", Reasons: why}
		return form
	case *machine.ChildSettled:
		*form = machine.ChildSettled{Basis: "document", Turns18: on.Add(150), Reasons: why}
		return form
	case *machine.AdditionalAsked:
		*form = machine.AdditionalAsked{By: "support-provider", Reasons: why, Consent: &consent}
		return form
	case *machine.Reopening:
		*form = machine.Reopening{Reasons: why, Consent: &consent}
		return form
	case *machine.DisqualificationAsked:
		*form = machine.DisqualificationAsked{Ground: "public-order", Reasons: why}
		return form
	case *machine.DisqualificationDecision:
		*form = machine.DisqualificationDecision{Ground: "public-order", RiskConsidered: why, Reasons: why}
		return form
	case *machine.Service:
		*form = machine.Service{Letter: first(func(l machine.Letter) bool { return l.Served.IsZero() }), ServedOn: on, Channel: "post", Contact: "3"}
		return form
	case *machine.LetterHeld:
		*form = machine.LetterHeld{Letter: first(machine.Letter.Waits), Reasons: why}
		return form
	case *machine.LetterReturned:
		*form = machine.LetterReturned{Letter: first(func(l machine.Letter) bool { return !l.Served.IsZero() }), ReturnedOn: on, Reasons: why}
		return form
	case *machine.Closing:
		form.Because = "decided"
		if c.Stage == machine.Withdrawn || c.Stage == machine.Disqualified {
			form.Because = string(c.Stage)
		}
		return form
	case *machine.EarlyClosing:
		*form = machine.EarlyClosing{Because: "duplicate", Reasons: why}
		return form
	case *machine.Reason:
		form.Reasons = why
		return form
	default:
		return form
	}
}

func later(a, b civil.Day) civil.Day {
	if a.After(b) {
		return a
	}
	return b
}
