package machine_test

import (
	"testing"

	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
)

func (w *walker) letters(want ...machine.LetterKind) {
	w.t.Helper()
	var waiting []machine.LetterKind
	for _, letter := range w.Case.Letters {
		if letter.Waits() {
			waiting = append(waiting, letter.Kind)
		}
	}
	if len(waiting) != len(want) || len(want) > 0 && waiting[0] != want[0] {
		w.t.Errorf("in %s the letters %v wait, want %v", w.Case.Stage, waiting, want)
	}
}

// TestReopenedCasesTellWhereTheyStand checks that nobody is left with the
// Letter of an ending that no longer holds.
func TestReopenedCasesTellWhereTheyStand(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(machine.Allocate, machine.Withdraw)
	w.letters(machine.LetterWithdrawn)
	w.steps(machine.Reopen).letters() // nothing was decided yet, so there is nothing to tell
	w.clock(machine.ClockReasonableGrounds, w.on, w.on.Add(7))

	w = walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes, machine.ServeLetter, machine.Withdraw, machine.ServeLetter)
	w.steps(machine.Reopen).letters(machine.LetterReasonablePositive) // the last they heard is that the case ended
	w = walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes, machine.ServeLetter, machine.Withdraw)
	w.steps(machine.Reopen).letters() // the letter of the withdrawal never left

	w = walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes, machine.RequestDisqualification, machine.Disqualify, machine.Reopen)
	if w.Case.Disqualification != nil {
		t.Error("a lifted disqualification is still on the case")
	}
	w = walk(t, adult).steps(machine.CloseEarly, machine.Reopen).stands(machine.Received, clocks(machine.ClockReasonableGrounds))
	w.hasTask(machine.TaskAllocate, true)
}

func TestConclusiveRefusalNeedsAnotherReader(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(machine.Allocate, machine.ReasonableGroundsYes).wait(30).steps(machine.ProposeConclusiveGroundsNo)
	w.refused(ada, machine.AgreeConclusiveGroundsNo, fault.Forbidden, "Somebody other than the person who made the decision must read it")
	w.Case.Facts.Tests.ConclusiveGrounds = "conclusive-grounds-test-balance@2"
	w.refused(ben, machine.AgreeConclusiveGroundsNo, fault.Invalid, "The test has changed since this decision was proposed. Return it so that it is made again")
}

func TestARefusalIsNotClosedInItsWindow(t *testing.T) {
	t.Parallel()
	w := walk(t, child).steps(machine.Allocate, machine.ProposeReasonableGroundsNo, machine.AgreeReasonableGroundsNo)
	w.hasTask(machine.TaskEndSupportSafely, false) // a child's support does not end with the decision
	w.steps(machine.ServeLetter).wait(30).refused(ada, machine.Close, fault.Invalid, "A reconsideration can be asked for until {day}")
	w.wait(1).steps(machine.Close).stands(machine.Closed, nil)
}

func TestACombinedDecisionKeepsTheRecoveryPeriod(t *testing.T) {
	t.Parallel()
	w := walk(t, child).by(ada, machine.Allocate, func(f machine.Form) { f.(*machine.Allocation).Authority = machine.DevolvedPanel }).steps(machine.CombinedYes)
	w.wait(29).steps(machine.ServeLetter).stands(machine.ConclusiveGroundsPositive, clocks(machine.ClockRecovery), machine.RemovalBar, machine.LeaveConsideration)
	w.steps(machine.LetterReturn).wait(1).steps(machine.ServeLetter).stands(machine.ConclusiveGroundsPositive, nil, machine.RemovalBar, machine.LeaveConsideration)
}

// TestLateServiceOfAnOldLetter serves the letter of a reconsideration after
// the case has moved on: it starts nothing.
func TestLateServiceOfAnOldLetter(t *testing.T) {
	t.Parallel()
	w := walk(t, adult).steps(machine.Allocate, machine.ProposeReasonableGroundsNo, machine.AgreeReasonableGroundsNo, machine.HoldLetter,
		machine.RequestReconsideration, machine.AcceptReconsideration, machine.OverturnReasonableGroundsNo)
	before := len(w.Case.Clocks)
	for len(w.Case.Letters) > 0 && machine.May(w.Case, machine.ServeLetter, ada, w.on) == nil {
		w.steps(machine.ServeLetter)
	}
	if len(w.Case.Clocks) != before {
		t.Errorf("old letters started clocks: %v", w.Case.Clocks)
	}
}
