package decision

import (
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// stands checks the stage, the clocks that run and the protections of a case.
func (w *walker) stands(stage Stage, running []ClockKind, protections ...Entitlement) *walker {
	w.t.Helper()
	var have []ClockKind
	for _, clock := range w.Case.Clocks {
		have = append(have, clock.Kind)
	}
	slices.Sort(have)
	want := slices.Sorted(slices.Values(running))
	if w.Case.Stage != stage || !slices.Equal(have, want) {
		w.t.Errorf("stands in %s with clocks %v, want %s with %v", w.Case.Stage, have, stage, want)
	}
	got, wanted := slices.Sorted(slices.Values(w.Case.Entitlements)), slices.Sorted(slices.Values(protections))
	if !slices.Equal(got, wanted) {
		w.t.Errorf("in %s has protections %v, want %v", w.Case.Stage, got, wanted)
	}
	return w
}

func (w *walker) clock(kind ClockKind, from, due civil.Day) {
	w.t.Helper()
	clock, runs := w.Case.Clock(kind, 0)
	if !runs || clock.From != from || clock.Due != due {
		w.t.Errorf("clock %s runs %v from %s to %s, want from %s to %s", kind, runs, clock.From, clock.Due, from, due)
	}
}

func (w *walker) hasTask(kind TaskKind, want bool) {
	w.t.Helper()
	if has := slices.ContainsFunc(w.Case.Tasks, func(task Task) bool { return task.Kind == kind }); has != want {
		w.t.Errorf("in %s the task %s is set: %v, want %v", w.Case.Stage, kind, has, want)
	}
}

func TestStraightWayToPositive(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).stands(Received, clocks(ClockReasonableGrounds))
	w.clock(ClockReasonableGrounds, monday, monday.Add(7))
	w.hasTask(TaskAllocate, true)
	w.steps(Allocate).stands(AwaitingReasonableGrounds, clocks(ClockReasonableGrounds))
	w.hasTask(TaskAllocate, false)
	w.hasTask(TaskAssign, true)
	w.wait(3).steps(Assign, ReasonableGroundsYes).stands(Recovery, clocks(ClockRecovery, ClockConclusiveEarliest), RemovalBar, AdultSupport)
	w.clock(ClockConclusiveEarliest, monday.Add(3), monday.Add(33))
	w.hasTask(TaskArrangeSupport, true)
	w.wait(29).refused(ada, ConclusiveGroundsYes, fault.Invalid,
		"Conclusive grounds cannot be decided before {day}. The recovery period began on {from} and has a minimum length ({rule})")
	w.refused(ada, ProposeConclusiveGroundsNo, fault.Invalid,
		"Conclusive grounds cannot be decided before {day}. The recovery period began on {from} and has a minimum length ({rule})")
	err := fault.Of(May(w.Case, ConclusiveGroundsYes, ada, w.on))
	if !slices.Equal(err.Args, []any{"day", monday.Add(33), "from", monday.Add(3), "rule", "test-rule@1"}) {
		t.Errorf("the refusal says %v", err.Args)
	}
	w.wait(1).steps(ConclusiveGroundsYes).stands(ConclusiveGroundsPositive, clocks(ClockRecovery), RemovalBar, AdultSupport, LeaveConsideration)
	w.hasTask(TaskConsiderLeave, true)
	w.refused(ada, Close, fault.Invalid, "A letter has not been served. Serve it, or record that there is no safe way to serve it")
	w.wait(5).steps(ServeLetter).stands(ConclusiveGroundsPositive, clocks(ClockMoveOn), RemovalBar, AdultSupport, LeaveConsideration)
	w.clock(ClockMoveOn, w.on, w.on.Add(45))
	w.wait(45).refused(ada, Close, fault.Invalid, "A period of support runs until {day}. Close the case after it has ended")
	w.wait(1).steps(Close).stands(Closed, nil)
	if len(w.Case.Tasks) > 0 {
		t.Errorf("closed with tasks %v", w.Case.Tasks)
	}
}

func TestAnUncountedBarIsABar(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(Allocate, ReasonableGroundsYes).wait(500)
	for i := range w.Case.Clocks {
		w.Case.Clocks[i].Due = civil.Day{}
	}
	w.refused(ada, ConclusiveGroundsYes, fault.Invalid, "The first day on which conclusive grounds may be decided has not been worked out yet")
}

func TestNegativeNeedsAnotherReader(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(Allocate, ProposeReasonableGroundsNo).stands(AwaitingReasonableGrounds, clocks(ClockReasonableGrounds))
	w.hasTask(TaskSecondReading, true)
	w.refused(ada, AgreeReasonableGroundsNo, fault.Forbidden, "Somebody other than the person who made the decision must read it")
	w.refused(ada, ProposeReasonableGroundsNo, fault.Invalid, "A negative decision waits for its second reader. It must be agreed or returned first")
	w.refused(ada, ReasonableGroundsYes, fault.Invalid, "A negative decision waits for its second reader. It must be agreed or returned first")
	w.refused(ben, AgreeReasonableGroundsNo, fault.Invalid, "Confirm that you have read the evidence yourself",
		func(f Form) { f.(*Reading).ReadEvidence = false })
	w.by(ben, ReturnProposal)
	w.hasTask(TaskSecondReading, false)
	w.by(ada, ProposeReasonableGroundsNo).by(ben, AgreeReasonableGroundsNo).stands(ReasonableGroundsNegative, nil)
	made, _ := w.Case.Last(ReasonableGrounds)
	if made.By != "ada" || made.SecondReader != "ben" || made.Positive || made.Test != allTests.ReasonableGrounds {
		t.Errorf("kept the decision as %+v", made)
	}
	if !slices.Contains(w.last.EndGrants, GrantSecondReading) {
		t.Error("the second reader's grant does not end with the reading")
	}
}

func TestReconsideration(t *testing.T) {
	t.Parallel()
	negative := func() *walker {
		return walk(t, adult).steps(Allocate, ProposeReasonableGroundsNo, AgreeReasonableGroundsNo)
	}
	w := negative().wait(4).steps(ServeLetter).stands(ReasonableGroundsNegative, clocks(ClockReconsideration))
	w.clock(ClockReconsideration, monday.Add(4), monday.Add(34))
	w.wait(30).steps(RequestReconsideration)
	w.refused(cleo, RequestReconsideration, fault.Invalid, "A reconsideration is open")
	w.refused(cleo, Close, fault.Invalid, "A reconsideration is open")
	w.refused(ada, AcceptReconsideration, fault.Forbidden, "Somebody who took no part in the decision must look at it again")
	w.refused(ben, AcceptReconsideration, fault.Forbidden, "Somebody who took no part in the decision must look at it again")
	w.refused(cleo, OverturnReasonableGroundsNo, fault.Invalid, "No reconsideration has been accepted")
	w.steps(AcceptReconsideration, OverturnReasonableGroundsNo).
		stands(Recovery, clocks(ClockRecovery, ClockConclusiveEarliest), RemovalBar, AdultSupport)
	w.clock(ClockRecovery, w.on, w.on.Add(30))

	w = negative().steps(ServeLetter).wait(31)
	w.refused(ada, RequestReconsideration, fault.Invalid,
		"The last day to ask was {day}. An authority manager may allow a late request in exceptional circumstances")
	w.by(ada, RequestReconsideration, func(f Form) { f.(*ReconsiderationAsked).ReceivedOn = monday.Add(30) }) // came in time, recorded late
	w.steps(RejectReconsideration)
	w.refused(ada, RequestLateReconsideration, fault.Invalid, "Say what the exceptional circumstances are",
		func(f Form) { f.(*LateReconsiderationAsked).Exceptional = " " })
	w.refused(ada, RequestLateReconsideration, fault.Invalid, "This request came in time. Record it as such",
		func(f Form) { f.(*LateReconsiderationAsked).ReceivedOn = monday.Add(30) })
	w.steps(RequestLateReconsideration, AcceptReconsideration, UpholdDecision).stands(ReasonableGroundsNegative, clocks(ClockReconsideration))
	w.steps(ServeLetter, ServeLetter, ServeLetter, Close).stands(Closed, nil)

	w = walk(t, adult).steps(Allocate, ReasonableGroundsYes).wait(30).steps(ProposeConclusiveGroundsNo, AgreeConclusiveGroundsNo, ServeLetter)
	w.stands(ConclusiveGroundsNegative, clocks(ClockReconsideration, ClockNegativeSupport), RemovalBar, AdultSupport)
	w.wait(3).steps(RequestReconsideration, AcceptReconsideration, OverturnConclusiveGroundsNo).
		stands(ConclusiveGroundsPositive, nil, RemovalBar, AdultSupport, LeaveConsideration)
	w.refused(ada, Close, fault.Invalid, "A letter has not been served. Serve it, or record that there is no safe way to serve it")
}

func TestInformationHoldsUpOnlyARefusal(t *testing.T) {
	t.Parallel()
	const wait = "Information was asked for and may still come. A negative decision must wait until it is answered, ended or overdue"
	w := walk(t, adult).steps(Allocate, RequestInformation, RequestInformation)
	w.stands(AwaitingReasonableGrounds, clocks(ClockReasonableGrounds, ClockInformation, ClockInformation))
	w.refused(ada, ProposeReasonableGroundsNo, fault.Invalid, wait)
	w.steps(RecordInformation).refused(ada, ProposeReasonableGroundsNo, fault.Invalid, wait)
	if err := May(w.Case, ReasonableGroundsYes, ada, w.on); err != nil {
		t.Errorf("a positive decision waits: %v", err)
	}
	w.wait(14).refused(ada, ProposeReasonableGroundsNo, fault.Invalid, wait)
	w.wait(1).steps(ProposeReasonableGroundsNo, AgreeReasonableGroundsNo).stands(ReasonableGroundsNegative, nil)
	w.hasTask(TaskChaseInformation, false)
}

func TestExtension(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(Allocate, ReasonableGroundsYes).wait(20).steps(RequestExtension)
	w.refused(ada, GrantExtension, fault.Forbidden, "Somebody other than the person who asked for more time must decide")
	w.refused(ben, GrantExtension, fault.Invalid, "The new last day must be after {day}", func(f Form) { f.(*ExtensionGranted).Until = monday.Add(30) })
	w.by(ben, GrantExtension, func(f Form) { f.(*ExtensionGranted).Until = monday.Add(55) })
	w.clock(ClockRecovery, monday, monday.Add(55))
	w.clock(ClockConclusiveEarliest, monday, monday.Add(55))
	w.wait(34)
	if May(w.Case, ConclusiveGroundsYes, ada, w.on) == nil {
		t.Error("conclusive grounds were decided inside the extension")
	}
	w.wait(1).steps(ConclusiveGroundsYes)
}

func TestSuspensionPausesWorkAndNotRecovery(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(Allocate).wait(2).steps(Suspend).stands(Suspended, clocks(ClockReasonableGrounds, ClockSuspensionReview))
	w.wait(28).steps(ContinueSuspension).clock(ClockSuspensionReview, w.on, w.on.Add(28))
	w.wait(2).steps(Resume).stands(AwaitingReasonableGrounds, clocks(ClockReasonableGrounds))
	w.clock(ClockReasonableGrounds, monday, monday.Add(7+30))

	w = walk(t, adult).steps(Allocate, ReasonableGroundsYes, Suspend)
	w.stands(Suspended, clocks(ClockRecovery, ClockConclusiveEarliest, ClockSuspensionReview), RemovalBar, AdultSupport)
	w.wait(40).steps(Resume).clock(ClockRecovery, monday, monday.Add(30))
}

func TestOnlyAnAdultWithdraws(t *testing.T) {
	t.Parallel()
	for _, facts := range []Facts{child, unsure} {
		walk(t, facts).refused(ada, Withdraw, fault.Invalid, "Only an adult may do this. Somebody under 18, or who may be under 18, is treated as a child")
	}
	w := walk(t, adult).steps(Allocate, ReasonableGroundsYes, Withdraw).stands(Withdrawn, nil)
	w.hasTask(TaskEndSupportSafely, true)
	w.refused(ada, Reopen, fault.Invalid, "An adult must agree before the case goes on", func(f Form) { f.(*Reopening).Consent = nil })
	w.wait(3).steps(Reopen).stands(Recovery, clocks(ClockRecovery, ClockConclusiveEarliest), RemovalBar, AdultSupport)
	w.clock(ClockRecovery, monday, monday.Add(30))
}

func TestDisqualification(t *testing.T) {
	t.Parallel()
	walk(t, adult).steps(Allocate).refused(ada, RequestDisqualification, fault.Invalid, "This cannot be done to the case as it stands: {stage}")
	w := walk(t, adult).steps(Allocate, ReasonableGroundsYes, RequestDisqualification).wait(40)
	w.refused(ada, ConclusiveGroundsYes, fault.Invalid, "A request for disqualification is open")
	w.refused(ada, Disqualify, fault.Forbidden, "Somebody other than the person who asked for disqualification must decide")
	w.refused(ben, Disqualify, fault.Invalid, "Somebody asked for disqualification on the other ground. Refuse that request first",
		func(f Form) { f.(*DisqualificationDecision).Ground = "bad-faith" })
	w.steps(Disqualify).stands(Disqualified, nil)
	w.refused(ben, Reopen, fault.Forbidden, "Somebody other than the person who disqualified must reopen the case")
	w.steps(Reopen).stands(Recovery, clocks(ClockRecovery, ClockConclusiveEarliest), RemovalBar, AdultSupport)
	w.by(ada, RequestDisqualification).by(ben, RefuseDisqualification)
	w.hasTask(TaskDisqualification, false)
}

func TestPanel(t *testing.T) {
	t.Parallel()
	panel := func(f Form) { f.(*Allocation).Authority = DevolvedPanel }
	walk(t, unsure).refused(ada, Allocate, fault.Invalid, "A devolved panel decides only about a child whose age is certain", panel)
	walk(t, child).wait(300).refused(ada, Allocate, fault.Invalid, "The child is too close to 18 for a devolved panel", panel)
	walk(t, child).refused(ada, Allocate, fault.Invalid, "This authority does not decide about children, or about anybody who may be a child",
		func(f Form) { f.(*Allocation).Authority = ImmigrationEnforcementAuthority })

	w := walk(t, child).by(ada, Allocate, panel)
	w.stands(AwaitingReasonableGrounds, clocks(ClockReasonableGroundsPilot, ClockPilotExit, ClockTurning18))
	w.clock(ClockReasonableGroundsPilot, monday, monday.Add(45))
	w.refused(ada, CombinedYes, fault.Invalid, "The panel needs the local authority, the police and health",
		func(f Form) { f.(*CombinedDecision).Panel.Members = f.(*CombinedDecision).Panel.Members[:2] })
	w.refused(ada, CombinedYes, fault.Invalid, "The chair must not be the child's lead social worker",
		func(f Form) { f.(*CombinedDecision).Panel.LeadsCare = true })
	w.wait(20).steps(CombinedYes).stands(ConclusiveGroundsPositive, clocks(ClockRecovery), RemovalBar, LeaveConsideration)
	w.steps(ServeLetter).refused(ada, Close, fault.Invalid, "A period of support runs until {day}. Close the case after it has ended")
	w.wait(31).steps(Close)

	w = walk(t, child).by(ada, Allocate, panel)
	w.refused(ada, LeavePilot, fault.Invalid, "The child is still far enough from 18 for the devolved panel to decide")
	w.wait(300).refused(ada, ReasonableGroundsYes, fault.Invalid, "The child is too close to 18 for a devolved panel. Move the case out of the pilot first")
	w.steps(LeavePilot).stands(AwaitingReasonableGrounds, clocks(ClockReasonableGrounds, ClockTurning18))
	w.clock(ClockReasonableGrounds, w.on, w.on.Add(7))
	if w.Case.Authority != SingleCompetentAuthority || !slices.Contains(w.last.EndGrants, GrantPanel) {
		t.Errorf("left the panel for %s, ending %v", w.Case.Authority, w.last.EndGrants)
	}
}

func TestTurning18AsksTwice(t *testing.T) {
	t.Parallel()
	w := walk(t, child).steps(Allocate, ReasonableGroundsYes).stands(Recovery, clocks(ClockRecovery, ClockConclusiveEarliest, ClockTurning18), RemovalBar)
	w.wait(399).refused(ada, TurnEighteen, fault.Invalid, "The person has not turned 18 yet, or the birth date is not settled")
	w.wait(1).refused(ada, ConclusiveGroundsYes, fault.Invalid, "The person has turned 18. Record that first, so that they are asked for their consent")
	w.steps(TurnEighteen)
	w.hasTask(TaskAskToStay, true)
	w.hasTask(TaskAskSupport, true)
	w.refused(ada, ConclusiveGroundsYes, fault.Invalid, "The person has not yet said whether they want to stay in the national referral mechanism as an adult")
	w.steps(ConsentToStay).hasTask(TaskAskSupport, true)
	if err := May(w.Case, ConclusiveGroundsYes, ada, w.on); err != nil {
		t.Errorf("staying is not enough to be decided about: %v", err)
	}
	w.steps(DeclineSupport).stands(Recovery, clocks(ClockRecovery, ClockConclusiveEarliest), RemovalBar)
	if w.Case.AdultConsent != nil {
		t.Error("both answers are known and the condition is open")
	}
	w.steps(AcceptSupport).stands(Recovery, clocks(ClockRecovery, ClockConclusiveEarliest), RemovalBar, AdultSupport)
	w.steps(ConclusiveGroundsYes)

	walk(t, child).steps(Allocate).wait(400).steps(TurnEighteen, DeclineToStay).stands(Withdrawn, nil)
}

func TestAgeSettled(t *testing.T) {
	t.Parallel()
	w := walk(t, unsure).steps(Allocate, SettleAsAdult)
	w.refused(ada, ReasonableGroundsYes, fault.Invalid, "The person has not yet said whether they want to stay in the national referral mechanism as an adult")
	w = walk(t, adult).by(ada, Allocate, func(f Form) { f.(*Allocation).Authority = ImmigrationEnforcementAuthority })
	w.steps(ReasonableGroundsYes, SettleAsChild).stands(Recovery, clocks(ClockRecovery, ClockConclusiveEarliest, ClockTurning18), RemovalBar)
	w.clock(ClockTurning18, monday, monday.Add(150))
	if w.Case.Authority != SingleCompetentAuthority {
		t.Errorf("a child's case is with %s", w.Case.Authority)
	}
	w.hasTask(TaskTellLocalAuthority, true)
	w.hasTask(TaskArrangeSupport, false)
}

func TestAdditionalDecision(t *testing.T) {
	t.Parallel()
	decided := func() *walker {
		return walk(t, adult).steps(Allocate, ReasonableGroundsYes).wait(30).steps(ConclusiveGroundsYes, ServeLetter)
	}
	w := decided().steps(RequestAdditional).stands(AwaitingReasonableGrounds, clocks(ClockReasonableGrounds, ClockMoveOn), RemovalBar, AdultSupport, LeaveConsideration)
	w.clock(ClockReasonableGrounds, w.on, w.on.Add(7))
	w.refused(ada, CombinedYes, fault.Invalid, "No devolved panel has this case")
	w.by(ada, ReasonableGroundsYes).stands(Recovery, clocks(ClockMoveOn), RemovalBar, AdultSupport, LeaveConsideration)
	w.hasTask(TaskConsiderSecondSpell, true)
	w.refused(ada, AuthoriseSecondPeriod, fault.Forbidden, "Somebody other than the person who made the decision must authorise a second recovery period")
	w.wait(2).by(ben, AuthoriseSecondPeriod).clock(ClockRecovery, w.on, w.on.Add(30))
	w.hasTask(TaskConsiderSecondSpell, false)
	w.refused(ada, ConclusiveGroundsYes, fault.Invalid,
		"Conclusive grounds cannot be decided before {day}. The recovery period began on {from} and has a minimum length ({rule})")

	w = decided().by(ada, RequestAdditional, func(f Form) { f.(*AdditionalAsked).ExploitedSince = true })
	w.wait(1).steps(ReasonableGroundsYes).clock(ClockRecovery, w.on, w.on.Add(30))

	w = decided().steps(RequestAdditional, ReasonableGroundsYes)
	w.steps(ConclusiveGroundsYes) // no second period, so no bar
	w = walk(t, adult).steps(Allocate, ReasonableGroundsYes).wait(30).steps(ProposeConclusiveGroundsNo, AgreeConclusiveGroundsNo, ServeLetter)
	w.wait(30).refused(ada, RequestAdditional, fault.Invalid, "A reconsideration can be asked for until {day}")
	w.wait(1).steps(RequestAdditional)
}

func TestLetters(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(Allocate, ReasonableGroundsYes)
	w.refused(ada, ServeLetter, fault.Invalid, "The date must be today or in the past", func(f Form) { f.(*Service).ServedOn = w.on.Add(1) })
	w.refused(ada, ServeLetter, fault.Invalid, "Choose a letter that waits to be served", func(f Form) { f.(*Service).Letter = 99 })
	w.wait(30).steps(ProposeConclusiveGroundsNo, AgreeConclusiveGroundsNo)
	if len(w.last.Cancelled) != 1 || len(w.Case.Letters) != 1 {
		t.Errorf("the unserved letter of the first decision was not cancelled: %v, %v", w.last.Cancelled, w.Case.Letters)
	}
	w.steps(HoldLetter).stands(ConclusiveGroundsNegative, clocks(ClockRecovery), RemovalBar, AdultSupport)
	w.wait(3).steps(ServeLetter).clock(ClockReconsideration, w.on, w.on.Add(30))
	w.wait(3).steps(LetterReturn).stands(ConclusiveGroundsNegative, nil, RemovalBar, AdultSupport)
	w.hasTask(TaskServeLetter, true)
	w.steps(ServeLetter).clock(ClockReconsideration, w.on, w.on.Add(30))
}

func TestJurisdictionCorrected(t *testing.T) {
	t.Parallel()
	w := walk(t, child).steps(Allocate)
	w.steps(CorrectJurisdiction)
	if w.Case.Facts.Jurisdiction != Scotland || len(w.last.Clocks) != 1 || w.last.Clocks[0].Op != Recounted ||
		w.last.Clocks[0].Clock.Kind != ClockReasonableGrounds || !w.last.Clocks[0].Clock.Due.IsZero() {
		t.Errorf("recounted %+v", w.last.Clocks)
	}
	w.refused(ada, CorrectJurisdiction, fault.Invalid, "This is already the jurisdiction of the case",
		func(f Form) { f.(*Correction).Jurisdiction = Scotland })
}

// TestSupportDoesNotDependOnThePolice walks the same way twice, once with the
// police answering and once without: the person's clocks and protections agree.
func TestSupportDoesNotDependOnThePolice(t *testing.T) {
	t.Parallel()
	way := func(answer Step) *walker {
		return walk(t, adult).steps(Allocate, RequestInformation, ReasonableGroundsYes, answer).wait(31).steps(ConclusiveGroundsYes, ServeLetter)
	}
	helped, silent := way(RecordInformation), way(EndInformationRequest)
	if !slices.Equal(helped.Case.Clocks, silent.Case.Clocks) || !slices.Equal(helped.Case.Entitlements, silent.Case.Entitlements) ||
		!slices.Equal(helped.Case.Tasks, silent.Case.Tasks) {
		t.Errorf("with the police: %+v\nwithout: %+v", helped.Case, silent.Case)
	}
}
