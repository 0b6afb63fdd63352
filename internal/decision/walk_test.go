package decision

import (
	"fmt"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

var (
	monday   = civil.MustDay("2026-03-02")
	allTests = Tests{ReasonableGrounds: "reasonable-grounds-test-is@1", ConclusiveGrounds: "conclusive-grounds-test-balance@1"}

	adult  = Facts{Jurisdiction: England, Referred: monday, Age: Adult, Support: Yes, Tests: allTests}
	unsure = Facts{Jurisdiction: England, Referred: monday, Age: Unsure, Tests: allTests}
	child  = Facts{Jurisdiction: England, Referred: monday, Age: Child, Turns18: monday.Add(400), PilotEnds: monday.Add(300), Tests: allTests}

	everyRole = []Role{FirstResponder, TriageOfficer, DecisionMaker, SecondReader, AuthorityManager, PanelMember, SupportProvider, System}
	ada       = Actor{"ada", everyRole}
	ben       = Actor{"ben", everyRole}
	cleo      = Actor{"cleo", everyRole}
)

// lengths stand in for the rules of statute, in days; they need only be fixed.
var lengths = map[ClockKind]int{ClockReasonableGrounds: 7, ClockReasonableGroundsPilot: 45, ClockRecovery: 30, ClockConclusiveEarliest: 30,
	ClockInformation: 14, ClockReconsideration: 30, ClockMoveOn: 45, ClockNegativeSupport: 14, ClockSuspensionReview: 28, ClockPilotExit: 300, ClockTurning18: 400}

func counted(t testing.TB, c Case) Case {
	t.Helper()
	after, err := Dated(c, func(_ Case, clock Clock) (civil.Day, string, error) {
		days, known := lengths[clock.Kind]
		if !known {
			return civil.Day{}, "", fmt.Errorf("no rule for %q", clock.Kind)
		}
		return clock.From.Add(days + clock.PausedDays), "test-rule@1", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return after
}

func filledWeighing(c Case, on civil.Day) Weighing {
	w := Weighing{Evidence: []string{"Interview of 3 March", "Medical report"}, Reasons: "The account is consistent and supported."}
	if c.Authority == DevolvedPanel {
		w.Panel = &Panel{HeldOn: on, Chair: "Head of safeguarding", Members: []AtTable{
			{"Invented One", "local-authority"}, {"Invented Two", "police"}, {"Invented Three", "health"}}}
	}
	return w
}

// filled gives a form of the step that is right for the case on that day, as
// far as one exists.
func filled(step Step, c Case, on civil.Day) Form {
	const why = "Because the record shows it."
	consent := Consent{ExplainedBy: "A support worker", Language: "vi", GivenOn: on}
	first := func(waits func(Letter) bool) int {
		for _, letter := range c.Letters {
			if waits(letter) {
				return letter.Number
			}
		}
		return 0
	}
	switch form := Blank(step).(type) {
	case *Allocation:
		form.Authority = SingleCompetentAuthority
		return form
	case *Transfer:
		form.Authority, form.Reasons = SingleCompetentAuthority, why
		if c.Authority == SingleCompetentAuthority {
			form.Authority = ImmigrationEnforcementAuthority
			if c.Facts.Age != Adult {
				form.Authority = DevolvedPanel
			}
		}
		return form
	case *Assignment:
		form.DecisionMaker = "dora"
		return form
	case *Correction:
		form.Jurisdiction, form.Reasons = Scotland, why
		if c.Facts.Jurisdiction == Scotland {
			form.Jurisdiction = NorthernIreland
		}
		return form
	case *InformationAsked:
		form.Of, form.Name, form.Question = Police, "Invented Constabulary", "What was found at the address?"
		return form
	case *InformationGiven:
		form.ReceivedOn, form.Summary = on, "A report"
		if len(c.Requests) > 0 {
			form.Request = c.Requests[0].Number
		}
		return form
	case *InformationEnded:
		form.Reasons = why
		if len(c.Requests) > 0 {
			form.Request = c.Requests[0].Number
		}
		return form
	case *ReasonableDecision:
		form.Test, form.Weighing = allTests.ReasonableGrounds, filledWeighing(c, on)
		return form
	case *ConclusiveDecision:
		form.Test, form.Weighing = allTests.ConclusiveGrounds, filledWeighing(c, on)
		return form
	case *CombinedDecision:
		form.ReasonableTest, form.ConclusiveTest, form.BestInterests = allTests.ReasonableGrounds, allTests.ConclusiveGrounds, why
		form.Weighing = filledWeighing(c, on)
		return form
	case *Reading:
		form.ReadEvidence, form.Reasons = true, why
		return form
	case *Reconsidered:
		form.Test, form.Weighing = allTests.ReasonableGrounds, filledWeighing(c, on)
		if c.Reconsideration != nil && c.Reconsideration.Kind == ConclusiveGrounds {
			form.Test = allTests.ConclusiveGrounds
		}
		return form
	case *ReconsiderationAsked:
		*form = ReconsiderationAsked{By: "person", ReceivedOn: on, Grounds: []string{"new-evidence"}, Reasons: why}
		return form
	case *LateReconsiderationAsked:
		form.ReconsiderationAsked = ReconsiderationAsked{By: "person", ReceivedOn: on, Grounds: []string{"new-evidence"}, Reasons: why}
		form.Exceptional = "In hospital the whole time"
		return form
	case *ExtensionAsked:
		clock, _ := c.Clock(ClockRecovery, 0)
		*form = ExtensionAsked{Until: later(clock.Due, on).Add(30), Because: "health", Reasons: why}
		return form
	case *ExtensionGranted:
		clock, _ := c.Clock(ClockRecovery, 0)
		*form = ExtensionGranted{Until: later(clock.Due, on).Add(30), Reasons: why}
		return form
	case *Suspension:
		*form = Suspension{Because: "ill", Reasons: why}
		return form
	case *Withdrawal:
		*form = Withdrawal{How: "form", GivenOn: on, Document: "17", ExplainedBy: "A support worker"}
		return form
	case *Consent:
		*form = consent
		return form
	case *AdultSettled:
		*form = AdultSettled{Basis: "assessment", Reasons: why}
		return form
	case *ChildSettled:
		*form = ChildSettled{Basis: "document", Turns18: on.Add(150), Reasons: why}
		return form
	case *AdditionalAsked:
		*form = AdditionalAsked{By: "support-provider", Reasons: why, Consent: &consent}
		return form
	case *Reopening:
		*form = Reopening{Reasons: why, Consent: &consent}
		return form
	case *DisqualificationAsked:
		*form = DisqualificationAsked{Ground: "public-order", Reasons: why}
		return form
	case *DisqualificationDecision:
		*form = DisqualificationDecision{Ground: "public-order", RiskConsidered: why, Reasons: why}
		return form
	case *Service:
		*form = Service{Letter: first(func(l Letter) bool { return l.Served.IsZero() }), ServedOn: on, Channel: "post", Contact: "3"}
		return form
	case *LetterHeld:
		*form = LetterHeld{Letter: first(Letter.waits), Reasons: why}
		return form
	case *LetterReturned:
		*form = LetterReturned{Letter: first(func(l Letter) bool { return !l.Served.IsZero() }), ReturnedOn: on, Reasons: why}
		return form
	case *Closing:
		form.Because = "decided"
		if c.Stage == Withdrawn || c.Stage == Disqualified {
			form.Because = string(c.Stage)
		}
		return form
	case *EarlyClosing:
		*form = EarlyClosing{Because: "duplicate", Reasons: why}
		return form
	case *Reason:
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

// walker takes steps one after the other and fails the test where one is
// refused.
type walker struct {
	t    testing.TB
	Case Case
	on   civil.Day
	last Effects
}

func walk(t testing.TB, facts Facts) *walker {
	t.Helper()
	c, effects := Opened(facts, facts.Referred)
	return &walker{t: t, Case: counted(t, c), on: facts.Referred, last: effects}
}

func (w *walker) wait(days int) *walker {
	w.on = w.on.Add(days)
	return w
}

// by takes a step with a filled form, changed by the edits.
func (w *walker) by(who Actor, step Step, edits ...func(Form)) *walker {
	w.t.Helper()
	form := filled(step, w.Case, w.on)
	for _, edit := range edits {
		edit(form)
	}
	after, effects, err := Apply(w.Case, Taken{Step: step, By: who, On: w.on, Form: form})
	if err != nil {
		w.t.Fatalf("%s on %s in %s: %v", step, w.on, w.Case.Stage, err)
	}
	w.Case, w.last = counted(w.t, after), effects
	return w
}

// steps takes steps as ada, but second readings and authorisations as ben.
func (w *walker) steps(steps ...Step) *walker {
	w.t.Helper()
	for _, step := range steps {
		who := ada
		if row, _ := RowOf(step); len(row.Not) > 0 {
			who = ben
			if step == AcceptReconsideration || step == RejectReconsideration || step == UpholdDecision ||
				step == OverturnReasonableGroundsNo || step == OverturnConclusiveGroundsNo || step == Reopen {
				who = cleo
			}
		}
		w.by(who, step)
	}
	return w
}

// refused checks that a step is refused with that message, and changes nothing.
func (w *walker) refused(who Actor, step Step, code fault.Code, message string, edits ...func(Form)) {
	w.t.Helper()
	form := filled(step, w.Case, w.on)
	for _, edit := range edits {
		edit(form)
	}
	after, _, err := Apply(w.Case, Taken{Step: step, By: who, On: w.on, Form: form})
	if err == nil {
		w.t.Errorf("%s on %s was not refused; it led to %s", step, w.on, after.Stage)
		return
	}
	got := fault.Of(err)
	texts := []string{got.Message}
	for _, field := range got.Fields {
		texts = append(texts, field.Message)
	}
	if got.Code != code || texts[len(texts)-1] != message && texts[0] != message {
		w.t.Errorf("%s was refused by %v %q, want %v %q", step, got.Code, texts, code, message)
	}
	if fmt.Sprintf("%+v", after) != fmt.Sprintf("%+v", w.Case) {
		w.t.Errorf("%s was refused and still changed the case", step)
	}
}
