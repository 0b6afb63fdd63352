package decision

import (
	"testing"

	"github.com/havenward/havenward/internal/fault"
)

func (w *walker) letters(want ...LetterKind) {
	w.t.Helper()
	var waiting []LetterKind
	for _, letter := range w.Case.Letters {
		if letter.waits() {
			waiting = append(waiting, letter.Kind)
		}
	}
	if len(waiting) != len(want) || len(want) > 0 && waiting[0] != want[0] {
		w.t.Errorf("in %s the letters %v wait, want %v", w.Case.Stage, waiting, want)
	}
}

// TestReopenedCasesTellWhereTheyStand checks that nobody is left with the
// letter of an ending that no longer holds.
func TestReopenedCasesTellWhereTheyStand(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(Allocate, Withdraw)
	w.letters(LetterWithdrawn)
	w.steps(Reopen).letters() // nothing was decided yet, so there is nothing to tell
	w.clock(ClockReasonableGrounds, w.on, w.on.Add(7))

	w = walk(t, adult).steps(Allocate, ReasonableGroundsYes, ServeLetter, Withdraw, ServeLetter)
	w.steps(Reopen).letters(LetterReasonablePositive) // the last they heard is that the case ended
	w = walk(t, adult).steps(Allocate, ReasonableGroundsYes, ServeLetter, Withdraw)
	w.steps(Reopen).letters() // the letter of the withdrawal never left

	w = walk(t, adult).steps(Allocate, ReasonableGroundsYes, RequestDisqualification, Disqualify, Reopen)
	if w.Case.Disqualification != nil {
		t.Error("a lifted disqualification is still on the case")
	}
	w = walk(t, adult).steps(CloseEarly, Reopen).stands(Received, clocks(ClockReasonableGrounds))
	w.hasTask(TaskAllocate, true)
}

func TestConclusiveRefusalNeedsAnotherReader(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(Allocate, ReasonableGroundsYes).wait(30).steps(ProposeConclusiveGroundsNo)
	w.refused(ada, AgreeConclusiveGroundsNo, fault.Forbidden, "Somebody other than the person who made the decision must read it")
	w.Case.Facts.Tests.ConclusiveGrounds = "conclusive-grounds-test-balance@2"
	w.refused(ben, AgreeConclusiveGroundsNo, fault.Invalid, "The test has changed since this decision was proposed. Return it so that it is made again")
}

func TestARefusalIsNotClosedInItsWindow(t *testing.T) {
	t.Parallel()
	w := walk(t, child).steps(Allocate, ProposeReasonableGroundsNo, AgreeReasonableGroundsNo)
	w.hasTask(TaskEndSupportSafely, false) // a child's support does not end with the decision
	w.steps(ServeLetter).wait(30).refused(ada, Close, fault.Invalid, "A reconsideration can be asked for until {day}")
	w.wait(1).steps(Close).stands(Closed, nil)
}

func TestACombinedDecisionKeepsTheRecoveryPeriod(t *testing.T) {
	t.Parallel()
	w := walk(t, child).by(ada, Allocate, func(f Form) { f.(*Allocation).Authority = DevolvedPanel }).steps(CombinedYes)
	w.wait(29).steps(ServeLetter).stands(ConclusiveGroundsPositive, clocks(ClockRecovery), RemovalBar, LeaveConsideration)
	w.steps(LetterReturn).wait(1).steps(ServeLetter).stands(ConclusiveGroundsPositive, nil, RemovalBar, LeaveConsideration)
}

// TestLateServiceOfAnOldLetter serves the letter of a reconsideration after
// the case has moved on: it starts nothing.
func TestLateServiceOfAnOldLetter(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(Allocate, ProposeReasonableGroundsNo, AgreeReasonableGroundsNo, HoldLetter,
		RequestReconsideration, AcceptReconsideration, OverturnReasonableGroundsNo)
	before := len(w.Case.Clocks)
	for len(w.Case.Letters) > 0 && May(w.Case, ServeLetter, ada, w.on) == nil {
		w.steps(ServeLetter)
	}
	if len(w.Case.Clocks) != before {
		t.Errorf("old letters started clocks: %v", w.Case.Clocks)
	}
}
