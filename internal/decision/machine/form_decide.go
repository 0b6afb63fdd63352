package machine

import (
	"fmt"
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// Weighing is what every decision has: what was considered, and why it led to
// the decision. Panel is filled in by a devolved panel and by nobody else.
type Weighing struct {
	Evidence []string `json:"evidence"`
	Reasons  string   `json:"reasons"`
	Panel    *Panel   `json:"panel,omitempty"`
}

// Panel is the meeting of a devolved panel that decided.
type Panel struct {
	HeldOn  civil.Day `json:"held_on"`
	Chair   string    `json:"chair"`
	Members []AtTable `json:"members"`
	// LeadsCare says that the chair is the child's lead social worker, which
	// is not allowed.
	LeadsCare bool `json:"chair_is_lead_social_worker"`
}

// AtTable is somebody who took part in a panel's meeting, and for whom.
type AtTable struct {
	Name   string `json:"name"`
	Agency string `json:"agency"`
}

func (k *check) weighing(w Weighing, c Case, on civil.Day) {
	switch {
	case len(w.Evidence) == 0:
		k.wrong("evidence", "List the evidence that was considered")
	case len(w.Evidence) > MaxEvidence:
		k.wrong("evidence", "List {limit} pieces of evidence or fewer", "limit", MaxEvidence)
	}
	for i, item := range w.Evidence {
		if i == MaxEvidence {
			break
		}
		k.line(fmt.Sprintf("evidence.%d", i), item, "Describe this piece of evidence or remove it")
	}
	k.reasons(w.Reasons)
	switch {
	case c.Authority == DevolvedPanel && w.Panel == nil:
		k.wrong("panel", "Record the meeting of the panel")
	case c.Authority == DevolvedPanel:
		k.panel(*w.Panel, c, on)
	case w.Panel != nil:
		k.wrong("panel", "Only a devolved panel decides by a meeting of a panel")
	}
}

// panel asks for local authority, police and health at the table, and for a
// chair who is not the child's lead social worker.
func (k *check) panel(p Panel, c Case, on civil.Day) {
	k.past("panel.held_on", p.HeldOn, c.Facts.Referred, on)
	k.line("panel.chair", p.Chair, "Enter who chaired the meeting")
	if p.LeadsCare {
		k.wrong("panel.chair_is_lead_social_worker", "The chair must not be the child's lead social worker")
	}
	for i, member := range p.Members {
		k.line(fmt.Sprintf("panel.members.%d.name", i), member.Name, "Enter the member's name")
		k.choice(fmt.Sprintf("panel.members.%d.agency", i), member.Agency, PanelAgencies, "Choose the member's agency")
	}
	for _, agency := range []string{"local-authority", "police", "health"} {
		if !slices.ContainsFunc(p.Members, func(m AtTable) bool { return m.Agency == agency }) {
			k.wrong("panel.members", "The panel needs the local authority, the police and health")
			return
		}
	}
}

// test asks that the standard applied is the one in force.
func (k *check) test(name, applied, inForce string) {
	switch {
	case inForce == "":
		k.wrong(name, "The test in force on this day is not known. Ask the person who looks after the rules")
	case applied == "":
		k.wrong(name, "Confirm the test that was applied")
	case applied != inForce:
		k.wrong(name, "This is not the test in force on this day. Read the test again and decide by it")
	}
}

// ReasonableDecision is a first decision, positive or negative.
type ReasonableDecision struct {
	Test string `json:"test"`
	Weighing
}

// Check asks for the test in force, the evidence and the reasons.
func (f ReasonableDecision) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.test("test", f.Test, c.Facts.Tests.ReasonableGrounds)
	k.weighing(f.Weighing, c, on)
	return k.fields
}

// ConclusiveDecision is a second decision, positive or negative.
type ConclusiveDecision struct {
	Test string `json:"test"`
	Weighing
}

// Check asks for the test in force, the evidence and the reasons.
func (f ConclusiveDecision) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.test("test", f.Test, c.Facts.Tests.ConclusiveGrounds)
	k.weighing(f.Weighing, c, on)
	return k.fields
}

// CombinedDecision is both decisions in one meeting of a devolved panel.
type CombinedDecision struct {
	ReasonableTest string `json:"reasonable_test"`
	ConclusiveTest string `json:"conclusive_test"`
	// BestInterests is why deciding both at once is best for this child.
	BestInterests string `json:"best_interests"`
	Weighing
}

// Check asks for both tests, and for why not to wait is best for the child.
func (f CombinedDecision) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.test("reasonable_test", f.ReasonableTest, c.Facts.Tests.ReasonableGrounds)
	k.test("conclusive_test", f.ConclusiveTest, c.Facts.Tests.ConclusiveGrounds)
	k.text("best_interests", f.BestInterests, "Say why deciding both at once is in the child's best interests")
	k.weighing(f.Weighing, c, on)
	return k.fields
}

// Reading is a second reader's agreement to a negative decision.
type Reading struct {
	// ReadEvidence confirms that the evidence itself was read, not the reasons
	// alone.
	ReadEvidence bool   `json:"read_evidence"`
	Reasons      string `json:"reasons"`
}

// Check asks that the evidence was read, for the reader's own reasons, and that
// the test that the maker applied is still in force.
func (f Reading) Check(c Case, _ civil.Day) []fault.Field {
	var k check
	if !f.ReadEvidence {
		k.wrong("read_evidence", "Confirm that you have read the evidence yourself")
	}
	k.reasons(f.Reasons)
	inForce := c.Facts.Tests.ReasonableGrounds
	if c.Proposal.Kind == ConclusiveGrounds {
		inForce = c.Facts.Tests.ConclusiveGrounds
	}
	if c.Proposal.Test != inForce {
		k.wrong("read_evidence", "The test has changed since this decision was proposed. Return it so that it is made again")
	}
	return k.fields
}

// ReconsiderationAsked is a request to look at a negative decision again.
type ReconsiderationAsked struct {
	By         string    `json:"by"`
	ReceivedOn civil.Day `json:"received_on"`
	Grounds    []string  `json:"grounds"`
	Reasons    string    `json:"reasons"`
}

func (f ReconsiderationAsked) check(k *check, c Case, on civil.Day) {
	k.choice("by", f.By, Askers, "Choose who asks for the reconsideration")
	made := civil.Day{}
	if len(c.Decisions) > 0 {
		made = c.Decisions[len(c.Decisions)-1].On
	}
	k.past("received_on", f.ReceivedOn, made, on)
	if len(f.Grounds) == 0 {
		k.wrong("grounds", "Choose at least one ground")
	}
	for _, ground := range f.Grounds {
		if !Among(ground, ReconsiderationGrounds) {
			k.wrong("grounds", "Choose grounds from the list")
			break
		}
	}
	k.reasons(f.Reasons)
}

// Check asks who, when and on which grounds. A request that came after the last
// day is refused here and may be allowed by [RequestLateReconsideration]. The
// time to ask does not run before the letter is served.
func (f ReconsiderationAsked) Check(c Case, on civil.Day) []fault.Field {
	var k check
	f.check(&k, c, on)
	if clock, runs := c.Clock(ClockReconsideration, 0); runs {
		switch {
		case clock.Due.IsZero():
			k.wrong("received_on", "The last day to ask for reconsideration has not been worked out yet")
		case f.ReceivedOn.After(clock.Due):
			k.wrong("received_on", "The last day to ask was {day}. An authority manager may allow a late request in exceptional circumstances", "day", clock.Due)
		}
	}
	return k.fields
}

// LateReconsiderationAsked is a request after the last day, allowed by the
// authority manager who takes the step.
type LateReconsiderationAsked struct {
	ReconsiderationAsked
	// Exceptional says what was exceptional.
	Exceptional string `json:"exceptional"`
}

// Check asks also for the exceptional circumstances.
func (f LateReconsiderationAsked) Check(c Case, on civil.Day) []fault.Field {
	var k check
	f.check(&k, c, on)
	k.text("exceptional", f.Exceptional, "Say what the exceptional circumstances are")
	if clock, runs := c.Clock(ClockReconsideration, 0); runs && !f.ReceivedOn.After(clock.Due) {
		k.wrong("received_on", "This request came in time. Record it as such")
	}
	return k.fields
}

// Reconsidered is the outcome of a reconsideration.
type Reconsidered struct {
	Test string `json:"test"`
	Weighing
}

// Check asks for the test of the decision that is looked at again, the evidence
// and the reasons.
func (f Reconsidered) Check(c Case, on civil.Day) []fault.Field {
	var k check
	inForce := c.Facts.Tests.ReasonableGrounds
	if c.Reconsideration.Kind == ConclusiveGrounds {
		inForce = c.Facts.Tests.ConclusiveGrounds
	}
	k.test("test", f.Test, inForce)
	k.weighing(f.Weighing, c, on)
	return k.fields
}
