package machine_test

import (
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
)

// stands checks the stage, the clocks that run and the protections of a case.
func (w *walker) stands(stage machine.Stage, running []machine.ClockKind, protections ...machine.Entitlement) *walker {
	w.t.Helper()
	var have []machine.ClockKind
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

func (w *walker) clock(kind machine.ClockKind, from, due civil.Day) {
	w.t.Helper()
	clock, runs := w.Case.Clock(kind, 0)
	if !runs || clock.From != from || clock.Due != due {
		w.t.Errorf("clock %s runs %v from %s to %s, want from %s to %s", kind, runs, clock.From, clock.Due, from, due)
	}
}

func (w *walker) hasTask(kind machine.TaskKind, want bool) {
	w.t.Helper()
	if has := slices.ContainsFunc(w.Case.Tasks, func(task machine.Task) bool { return task.Kind == kind }); has != want {
		w.t.Errorf("in %s the task %s is set: %v, want %v", w.Case.Stage, kind, has, want)
	}
}

func TestStraightWayToPositive(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).stands(machine.Received, clocks(machine.ClockReasonableGrounds))
	w.clock(machine.ClockReasonableGrounds, monday, monday.Add(7))
	w.hasTask(machine.TaskAllocate, true)
	w.steps(machine.Allocate).stands(machine.AwaitingReasonableGrounds, clocks(machine.ClockReasonableGrounds))
	w.hasTask(machine.TaskAllocate, false)
	w.hasTask(machine.TaskAssign, true)
	w.wait(3).steps(machine.Assign, machine.ReasonableGroundsYes).stands(machine.Recovery, clocks(machine.ClockRecovery, machine.ClockConclusiveEarliest), machine.RemovalBar, machine.AdultSupport)
	w.clock(machine.ClockConclusiveEarliest, monday.Add(3), monday.Add(33))
	w.hasTask(machine.TaskArrangeSupport, true)
	w.wait(29).refused(ada, machine.ConclusiveGroundsYes, fault.Invalid,
		"Conclusive grounds cannot be decided before {day}. The recovery period began on {from} and has a minimum length ({rule})")
	w.refused(ada, machine.ProposeConclusiveGroundsNo, fault.Invalid,
		"Conclusive grounds cannot be decided before {day}. The recovery period began on {from} and has a minimum length ({rule})")
	err := fault.Of(machine.May(w.Case, machine.ConclusiveGroundsYes, ada, w.on))
	if !slices.Equal(err.Args, []any{"day", monday.Add(33), "from", monday.Add(3), "rule", "test-rule@1"}) {
		t.Errorf("the refusal says %v", err.Args)
	}
	w.wait(1).steps(machine.ConclusiveGroundsYes).stands(machine.ConclusiveGroundsPositive, clocks(machine.ClockRecovery), machine.RemovalBar, machine.AdultSupport, machine.LeaveConsideration)
	w.hasTask(machine.TaskConsiderLeave, true)
	w.refused(ada, machine.Close, fault.Invalid, "A letter has not been served. Serve it, or record that there is no safe way to serve it")
	w.wait(5).steps(machine.ServeLetter).stands(machine.ConclusiveGroundsPositive, clocks(machine.ClockMoveOn), machine.RemovalBar, machine.AdultSupport, machine.LeaveConsideration)
	w.clock(machine.ClockMoveOn, w.on, w.on.Add(45))
	w.wait(45).refused(ada, machine.Close, fault.Invalid, "A period of support runs until {day}. Close the case after it has ended")
	w.wait(1).steps(machine.Close).stands(machine.Closed, nil)
	if len(w.Case.Tasks) > 0 {
		t.Errorf("closed with tasks %v", w.Case.Tasks)
	}
}

func TestAnUncountedBarIsABar(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes).wait(500)
	for i := range w.Case.Clocks {
		w.Case.Clocks[i].Due = civil.Day{}
	}
	w.refused(ada, machine.ConclusiveGroundsYes, fault.Invalid, "The first day on which conclusive grounds may be decided has not been worked out yet")
}

func TestNegativeNeedsAnotherReader(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(machine.Allocate, machine.ProposeReasonableGroundsNo).stands(machine.AwaitingReasonableGrounds, clocks(machine.ClockReasonableGrounds))
	w.hasTask(machine.TaskSecondReading, true)
	w.refused(ada, machine.AgreeReasonableGroundsNo, fault.Forbidden, "Somebody other than the person who made the decision must read it")
	w.refused(ada, machine.ProposeReasonableGroundsNo, fault.Invalid, "A negative decision waits for its second reader. It must be agreed or returned first")
	w.refused(ada, machine.ReasonableGroundsYes, fault.Invalid, "A negative decision waits for its second reader. It must be agreed or returned first")
	w.refused(ben, machine.AgreeReasonableGroundsNo, fault.Invalid, "Confirm that you have read the evidence yourself",
		func(f machine.Form) { f.(*machine.Reading).ReadEvidence = false })
	w.by(ben, machine.ReturnProposal)
	w.hasTask(machine.TaskSecondReading, false)
	w.by(ada, machine.ProposeReasonableGroundsNo).by(ben, machine.AgreeReasonableGroundsNo).stands(machine.ReasonableGroundsNegative, nil)
	made, _ := w.Case.Last(machine.ReasonableGrounds)
	if made.By != "ada" || made.SecondReader != "ben" || made.Positive || made.Test != allTests.ReasonableGrounds {
		t.Errorf("kept the decision as %+v", made)
	}
	if !slices.Contains(w.last.EndGrants, machine.GrantSecondReading) {
		t.Error("the second reader's grant does not end with the reading")
	}
}

func TestReconsideration(t *testing.T) {
	t.Parallel()
	negative := func() *walker {
		return walk(t, adult).steps(machine.Allocate, machine.ProposeReasonableGroundsNo, machine.AgreeReasonableGroundsNo)
	}
	w := negative().wait(4).steps(machine.ServeLetter).stands(machine.ReasonableGroundsNegative, clocks(machine.ClockReconsideration))
	w.clock(machine.ClockReconsideration, monday.Add(4), monday.Add(34))
	w.wait(30).steps(machine.RequestReconsideration)
	w.refused(cleo, machine.RequestReconsideration, fault.Invalid, "A reconsideration is open")
	w.refused(cleo, machine.Close, fault.Invalid, "A reconsideration is open")
	w.refused(ada, machine.AcceptReconsideration, fault.Forbidden, "Somebody who took no part in the decision must look at it again")
	w.refused(ben, machine.AcceptReconsideration, fault.Forbidden, "Somebody who took no part in the decision must look at it again")
	w.refused(cleo, machine.OverturnReasonableGroundsNo, fault.Invalid, "No reconsideration has been accepted")
	w.steps(machine.AcceptReconsideration, machine.OverturnReasonableGroundsNo).
		stands(machine.Recovery, clocks(machine.ClockRecovery, machine.ClockConclusiveEarliest), machine.RemovalBar, machine.AdultSupport)
	w.clock(machine.ClockRecovery, w.on, w.on.Add(30))

	w = negative().steps(machine.ServeLetter).wait(31)
	w.refused(ada, machine.RequestReconsideration, fault.Invalid,
		"The last day to ask was {day}. An authority manager may allow a late request in exceptional circumstances")
	w.by(ada, machine.RequestReconsideration, func(f machine.Form) { f.(*machine.ReconsiderationAsked).ReceivedOn = monday.Add(30) }) // came in time, recorded late
	w.steps(machine.RejectReconsideration)
	w.refused(ada, machine.RequestLateReconsideration, fault.Invalid, "Say what the exceptional circumstances are",
		func(f machine.Form) { f.(*machine.LateReconsiderationAsked).Exceptional = " " })
	w.refused(ada, machine.RequestLateReconsideration, fault.Invalid, "This request came in time. Record it as such",
		func(f machine.Form) { f.(*machine.LateReconsiderationAsked).ReceivedOn = monday.Add(30) })
	w.steps(machine.RequestLateReconsideration, machine.AcceptReconsideration, machine.UpholdDecision).stands(machine.ReasonableGroundsNegative, clocks(machine.ClockReconsideration))
	w.steps(machine.ServeLetter, machine.ServeLetter, machine.ServeLetter, machine.Close).stands(machine.Closed, nil)

	w = walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes).wait(30).steps(machine.ProposeConclusiveGroundsNo, machine.AgreeConclusiveGroundsNo, machine.ServeLetter)
	w.stands(machine.ConclusiveGroundsNegative, clocks(machine.ClockReconsideration, machine.ClockNegativeSupport), machine.RemovalBar, machine.AdultSupport)
	w.wait(3).steps(machine.RequestReconsideration, machine.AcceptReconsideration, machine.OverturnConclusiveGroundsNo).
		stands(machine.ConclusiveGroundsPositive, nil, machine.RemovalBar, machine.AdultSupport, machine.LeaveConsideration)
	w.refused(ada, machine.Close, fault.Invalid, "A letter has not been served. Serve it, or record that there is no safe way to serve it")
}

func TestInformationHoldsUpOnlyARefusal(t *testing.T) {
	t.Parallel()
	const wait = "Information was asked for and may still come. A negative decision must wait until it is answered, ended or overdue"
	w := walk(t, adult).steps(machine.Allocate, machine.RequestInformation, machine.RequestInformation)
	w.stands(machine.AwaitingReasonableGrounds, clocks(machine.ClockReasonableGrounds, machine.ClockInformation, machine.ClockInformation))
	w.refused(ada, machine.ProposeReasonableGroundsNo, fault.Invalid, wait)
	w.steps(machine.RecordInformation).refused(ada, machine.ProposeReasonableGroundsNo, fault.Invalid, wait)
	if err := machine.May(w.Case, machine.ReasonableGroundsYes, ada, w.on); err != nil {
		t.Errorf("a positive decision waits: %v", err)
	}
	w.wait(14).refused(ada, machine.ProposeReasonableGroundsNo, fault.Invalid, wait)
	w.wait(1).steps(machine.ProposeReasonableGroundsNo, machine.AgreeReasonableGroundsNo).stands(machine.ReasonableGroundsNegative, nil)
	w.hasTask(machine.TaskChaseInformation, false)
}

func TestExtension(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes).wait(20).steps(machine.RequestExtension)
	w.refused(ada, machine.GrantExtension, fault.Forbidden, "Somebody other than the person who asked for more time must decide")
	w.refused(ben, machine.GrantExtension, fault.Invalid, "The new last day must be after {day}", func(f machine.Form) { f.(*machine.ExtensionGranted).Until = monday.Add(30) })
	w.by(ben, machine.GrantExtension, func(f machine.Form) { f.(*machine.ExtensionGranted).Until = monday.Add(55) })
	w.clock(machine.ClockRecovery, monday, monday.Add(55))
	w.clock(machine.ClockConclusiveEarliest, monday, monday.Add(55))
	w.wait(34)
	if machine.May(w.Case, machine.ConclusiveGroundsYes, ada, w.on) == nil {
		t.Error("conclusive grounds were decided inside the extension")
	}
	w.wait(1).steps(machine.ConclusiveGroundsYes)
}

func TestSuspensionPausesWorkAndNotRecovery(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(machine.Allocate).wait(2).steps(machine.Suspend).stands(machine.Suspended, clocks(machine.ClockReasonableGrounds, machine.ClockSuspensionReview))
	w.wait(28).steps(machine.ContinueSuspension).clock(machine.ClockSuspensionReview, w.on, w.on.Add(28))
	w.wait(2).steps(machine.Resume).stands(machine.AwaitingReasonableGrounds, clocks(machine.ClockReasonableGrounds))
	w.clock(machine.ClockReasonableGrounds, monday, monday.Add(7+30))

	w = walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes, machine.Suspend)
	w.stands(machine.Suspended, clocks(machine.ClockRecovery, machine.ClockConclusiveEarliest, machine.ClockSuspensionReview), machine.RemovalBar, machine.AdultSupport)
	w.wait(40).steps(machine.Resume).clock(machine.ClockRecovery, monday, monday.Add(30))
}

func TestOnlyAnAdultWithdraws(t *testing.T) {
	t.Parallel()
	for _, facts := range []machine.Facts{child, unsure} {
		walk(t, facts).refused(ada, machine.Withdraw, fault.Invalid, "Only an adult may do this. Somebody under 18, or who may be under 18, is treated as a child")
	}
	w := walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes, machine.Withdraw).stands(machine.Withdrawn, nil)
	w.hasTask(machine.TaskEndSupportSafely, true)
	w.refused(ada, machine.Reopen, fault.Invalid, "An adult must agree before the case goes on", func(f machine.Form) { f.(*machine.Reopening).Consent = nil })
	w.wait(3).steps(machine.Reopen).stands(machine.Recovery, clocks(machine.ClockRecovery, machine.ClockConclusiveEarliest), machine.RemovalBar, machine.AdultSupport)
	w.clock(machine.ClockRecovery, monday, monday.Add(30))
}

func TestDisqualification(t *testing.T) {
	t.Parallel()
	walk(t, adult).steps(machine.Allocate).refused(ada, machine.RequestDisqualification, fault.Invalid, "This cannot be done to the case as it stands: {stage}")
	w := walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes, machine.RequestDisqualification).wait(40)
	w.refused(ada, machine.ConclusiveGroundsYes, fault.Invalid, "A request for disqualification is open")
	w.refused(ada, machine.Disqualify, fault.Forbidden, "Somebody other than the person who asked for disqualification must decide")
	w.refused(ben, machine.Disqualify, fault.Invalid, "Somebody asked for disqualification on the other ground. Refuse that request first",
		func(f machine.Form) { f.(*machine.DisqualificationDecision).Ground = "bad-faith" })
	w.steps(machine.Disqualify).stands(machine.Disqualified, nil)
	w.refused(ben, machine.Reopen, fault.Forbidden, "Somebody other than the person who disqualified must reopen the case")
	w.steps(machine.Reopen).stands(machine.Recovery, clocks(machine.ClockRecovery, machine.ClockConclusiveEarliest), machine.RemovalBar, machine.AdultSupport)
	w.by(ada, machine.RequestDisqualification).by(ben, machine.RefuseDisqualification)
	w.hasTask(machine.TaskDisqualification, false)
}

func TestPanel(t *testing.T) {
	t.Parallel()
	panel := func(f machine.Form) { f.(*machine.Allocation).Authority = machine.DevolvedPanel }
	walk(t, unsure).refused(ada, machine.Allocate, fault.Invalid, "A devolved panel decides only about a child whose age is certain", panel)
	walk(t, child).wait(300).refused(ada, machine.Allocate, fault.Invalid, "The child is too close to 18 for a devolved panel", panel)
	walk(t, child).refused(ada, machine.Allocate, fault.Invalid, "This authority does not decide about children, or about anybody who may be a child",
		func(f machine.Form) { f.(*machine.Allocation).Authority = machine.ImmigrationEnforcementAuthority })

	w := walk(t, child).by(ada, machine.Allocate, panel)
	w.stands(machine.AwaitingReasonableGrounds, clocks(machine.ClockReasonableGroundsPilot, machine.ClockPilotExit, machine.ClockTurning18))
	w.clock(machine.ClockReasonableGroundsPilot, monday, monday.Add(45))
	w.refused(ada, machine.CombinedYes, fault.Invalid, "The panel needs the local authority, the police and health",
		func(f machine.Form) {
			f.(*machine.CombinedDecision).Panel.Members = f.(*machine.CombinedDecision).Panel.Members[:2]
		})
	w.refused(ada, machine.CombinedYes, fault.Invalid, "The chair must not be the child's lead social worker",
		func(f machine.Form) { f.(*machine.CombinedDecision).Panel.LeadsCare = true })
	w.wait(20).steps(machine.CombinedYes).stands(machine.ConclusiveGroundsPositive, clocks(machine.ClockRecovery), machine.RemovalBar, machine.LeaveConsideration)
	w.steps(machine.ServeLetter).refused(ada, machine.Close, fault.Invalid, "A period of support runs until {day}. Close the case after it has ended")
	w.wait(31).steps(machine.Close)

	w = walk(t, child).by(ada, machine.Allocate, panel)
	w.refused(ada, machine.LeavePilot, fault.Invalid, "The child is still far enough from 18 for the devolved panel to decide")
	w.wait(300).refused(ada, machine.ReasonableGroundsYes, fault.Invalid, "The child is too close to 18 for a devolved panel. Move the case out of the pilot first")
	w.steps(machine.LeavePilot).stands(machine.AwaitingReasonableGrounds, clocks(machine.ClockReasonableGrounds, machine.ClockTurning18))
	w.clock(machine.ClockReasonableGrounds, w.on, w.on.Add(7))
	if w.Case.Authority != machine.SingleCompetentAuthority || !slices.Contains(w.last.EndGrants, machine.GrantPanel) {
		t.Errorf("left the panel for %s, ending %v", w.Case.Authority, w.last.EndGrants)
	}
}

func TestTurning18AsksTwice(t *testing.T) {
	t.Parallel()
	w := walk(t, child).steps(machine.Allocate, machine.ReasonableGroundsYes).stands(machine.Recovery, clocks(machine.ClockRecovery, machine.ClockConclusiveEarliest, machine.ClockTurning18), machine.RemovalBar)
	w.wait(399).refused(ada, machine.TurnEighteen, fault.Invalid, "The person has not turned 18 yet, or the birth date is not settled")
	w.wait(1).refused(ada, machine.ConclusiveGroundsYes, fault.Invalid, "The person has turned 18. Record that first, so that they are asked for their consent")
	w.steps(machine.TurnEighteen)
	w.hasTask(machine.TaskAskToStay, true)
	w.hasTask(machine.TaskAskSupport, true)
	w.refused(ada, machine.ConclusiveGroundsYes, fault.Invalid, "The person has not yet said whether they want to stay in the national referral mechanism as an adult")
	w.steps(machine.ConsentToStay).hasTask(machine.TaskAskSupport, true)
	if err := machine.May(w.Case, machine.ConclusiveGroundsYes, ada, w.on); err != nil {
		t.Errorf("staying is not enough to be decided about: %v", err)
	}
	w.steps(machine.DeclineSupport).stands(machine.Recovery, clocks(machine.ClockRecovery, machine.ClockConclusiveEarliest), machine.RemovalBar)
	if w.Case.AdultConsent != nil {
		t.Error("both answers are known and the condition is open")
	}
	w.steps(machine.AcceptSupport).stands(machine.Recovery, clocks(machine.ClockRecovery, machine.ClockConclusiveEarliest), machine.RemovalBar, machine.AdultSupport)
	w.steps(machine.ConclusiveGroundsYes)

	walk(t, child).steps(machine.Allocate).wait(400).steps(machine.TurnEighteen, machine.DeclineToStay).stands(machine.Withdrawn, nil)
}

func TestAgeSettled(t *testing.T) {
	t.Parallel()
	w := walk(t, unsure).steps(machine.Allocate, machine.SettleAsAdult)
	w.refused(ada, machine.ReasonableGroundsYes, fault.Invalid, "The person has not yet said whether they want to stay in the national referral mechanism as an adult")
	w = walk(t, adult).by(ada, machine.Allocate, func(f machine.Form) { f.(*machine.Allocation).Authority = machine.ImmigrationEnforcementAuthority })
	w.steps(machine.ReasonableGroundsYes, machine.SettleAsChild).stands(machine.Recovery, clocks(machine.ClockRecovery, machine.ClockConclusiveEarliest, machine.ClockTurning18), machine.RemovalBar)
	w.clock(machine.ClockTurning18, monday, monday.Add(150))
	if w.Case.Authority != machine.SingleCompetentAuthority {
		t.Errorf("a child's case is with %s", w.Case.Authority)
	}
	w.hasTask(machine.TaskTellLocalAuthority, true)
	w.hasTask(machine.TaskArrangeSupport, false)
}

func TestAdditionalDecision(t *testing.T) {
	t.Parallel()
	decided := func() *walker {
		return walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes).wait(30).steps(machine.ConclusiveGroundsYes, machine.ServeLetter)
	}
	w := decided().steps(machine.RequestAdditional).stands(machine.AwaitingReasonableGrounds, clocks(machine.ClockReasonableGrounds, machine.ClockMoveOn), machine.RemovalBar, machine.AdultSupport, machine.LeaveConsideration)
	w.clock(machine.ClockReasonableGrounds, w.on, w.on.Add(7))
	w.refused(ada, machine.CombinedYes, fault.Invalid, "No devolved panel has this case")
	w.by(ada, machine.ReasonableGroundsYes).stands(machine.Recovery, clocks(machine.ClockMoveOn), machine.RemovalBar, machine.AdultSupport, machine.LeaveConsideration)
	w.hasTask(machine.TaskConsiderSecondSpell, true)
	w.refused(ada, machine.AuthoriseSecondPeriod, fault.Forbidden, "Somebody other than the person who made the decision must authorise a second recovery period")
	w.wait(2).by(ben, machine.AuthoriseSecondPeriod).clock(machine.ClockRecovery, w.on, w.on.Add(30))
	w.hasTask(machine.TaskConsiderSecondSpell, false)
	w.refused(ada, machine.ConclusiveGroundsYes, fault.Invalid,
		"Conclusive grounds cannot be decided before {day}. The recovery period began on {from} and has a minimum length ({rule})")

	w = decided().by(ada, machine.RequestAdditional, func(f machine.Form) { f.(*machine.AdditionalAsked).ExploitedSince = true })
	w.wait(1).steps(machine.ReasonableGroundsYes).clock(machine.ClockRecovery, w.on, w.on.Add(30))

	w = decided().steps(machine.RequestAdditional, machine.ReasonableGroundsYes)
	w.steps(machine.ConclusiveGroundsYes) // no second period, so no bar
	w = walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes).wait(30).steps(machine.ProposeConclusiveGroundsNo, machine.AgreeConclusiveGroundsNo, machine.ServeLetter)
	w.wait(30).refused(ada, machine.RequestAdditional, fault.Invalid, "A reconsideration can be asked for until {day}")
	w.wait(1).steps(machine.RequestAdditional)
}

func TestLetters(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes)
	w.refused(ada, machine.ServeLetter, fault.Invalid, "The date must be today or in the past", func(f machine.Form) { f.(*machine.Service).ServedOn = w.on.Add(1) })
	w.refused(ada, machine.ServeLetter, fault.Invalid, "Choose a letter that waits to be served", func(f machine.Form) { f.(*machine.Service).Letter = 99 })
	w.wait(30).steps(machine.ProposeConclusiveGroundsNo, machine.AgreeConclusiveGroundsNo)
	if len(w.last.Cancelled) != 1 || len(w.Case.Letters) != 1 {
		t.Errorf("the unserved letter of the first decision was not cancelled: %v, %v", w.last.Cancelled, w.Case.Letters)
	}
	w.steps(machine.HoldLetter).stands(machine.ConclusiveGroundsNegative, clocks(machine.ClockRecovery), machine.RemovalBar, machine.AdultSupport)
	w.wait(3).steps(machine.ServeLetter).clock(machine.ClockReconsideration, w.on, w.on.Add(30))
	w.wait(3).steps(machine.LetterReturn).stands(machine.ConclusiveGroundsNegative, nil, machine.RemovalBar, machine.AdultSupport)
	w.hasTask(machine.TaskServeLetter, true)
	w.steps(machine.ServeLetter).clock(machine.ClockReconsideration, w.on, w.on.Add(30))
}

func TestJurisdictionCorrected(t *testing.T) {
	t.Parallel()
	w := walk(t, child).steps(machine.Allocate)
	w.steps(machine.CorrectJurisdiction)
	if w.Case.Facts.Jurisdiction != machine.Scotland || len(w.last.Clocks) != 1 || w.last.Clocks[0].Op != machine.Recounted ||
		w.last.Clocks[0].Clock.Kind != machine.ClockReasonableGrounds || !w.last.Clocks[0].Clock.Due.IsZero() {
		t.Errorf("recounted %+v", w.last.Clocks)
	}
	w.refused(ada, machine.CorrectJurisdiction, fault.Invalid, "This is already the jurisdiction of the case",
		func(f machine.Form) { f.(*machine.Correction).Jurisdiction = machine.Scotland })
}

// TestSupportDoesNotDependOnThePolice walks the same way twice, once with the
// police answering and once without: the person's clocks and protections agree.
func TestSupportDoesNotDependOnThePolice(t *testing.T) {
	t.Parallel()
	way := func(answer machine.Step) *walker {
		return walk(t, adult).steps(machine.Allocate, machine.RequestInformation, machine.ReasonableGroundsYes, answer).wait(31).steps(machine.ConclusiveGroundsYes, machine.ServeLetter)
	}
	helped, silent := way(machine.RecordInformation), way(machine.EndInformationRequest)
	if !slices.Equal(helped.Case.Clocks, silent.Case.Clocks) || !slices.Equal(helped.Case.Entitlements, silent.Case.Entitlements) ||
		!slices.Equal(helped.Case.Tasks, silent.Case.Tasks) {
		t.Errorf("with the police: %+v\nwithout: %+v", helped.Case, silent.Case)
	}
}
