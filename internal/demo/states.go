package demo

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/statute"
)

// states are where the people of the demonstration stand, how many in each, and
// how each came there. Days are counted back from today.
var states = []struct {
	name   string
	people int
	script func(*script)
}{
	{"received today", 10, func(s *script) { s.refer(0, casefile.Adult) }},
	{"received, waiting to be allocated", 8, func(s *script) { s.refer(1+s.variant%3, casefile.Adult) }},
	{"age not sure", 5, func(s *script) { s.refer(2+s.variant%2, casefile.NotSure) }},
	{"waiting for reasonable grounds, on time", 18, func(s *script) { s.begin(2 + s.variant%3) }},
	{"reasonable grounds due today", 6, func(s *script) { s.begin(s.dueOn(0)) }},
	{"reasonable grounds overdue", 10, func(s *script) { s.begin(s.dueOn(0) + 3 + 4*s.variant) }},
	{"in the other authority", 6, func(s *script) {
		s.refer(4+s.variant, casefile.Adult)
		s.allocate(3, machine.ImmigrationEnforcementAuthority)
		s.assign(2, other, other)
	}},
	{"information asked for", 7, func(s *script) { s.begin(5); s.ask(3) }},
	{"information overdue", 4, func(s *script) { s.begin(60); s.ask(55) }},
	{"second reading waits, reasonable grounds", 5, func(s *script) { s.begin(5); s.proposeReasonableNo(1) }},
	{"recovery period", 18, func(s *script) { s.begin(14 + s.variant); s.reasonable(9 + s.variant); s.serve(8 + s.variant) }},
	{"longer recovery asked for", 4, func(s *script) { s.begin(26); s.reasonable(21); s.serve(20); s.askLonger(2) }},
	{"longer recovery granted", 3, func(s *script) { s.begin(30); s.reasonable(25); s.serve(24); s.askLonger(8); s.grantLonger(5) }},
	{"conclusive grounds possible", 14, func(s *script) {
		s.begin(60 + 9*s.variant)
		s.reasonable(54 + 9*s.variant)
		s.serve(53 + 9*s.variant)
	}},
	{"second reading waits, conclusive grounds", 3, func(s *script) { s.begin(140); s.reasonable(133); s.serve(132); s.proposeConclusiveNo(2) }},
	{"conclusive grounds positive", 12, func(s *script) { s.decided(180+15*s.variant, 20+2*s.variant); s.serve(19 + 2*s.variant) }},
	{"conclusive grounds negative", 5, func(s *script) { s.refused(150, 12+s.variant); s.serve(11 + s.variant) }},
	{"reasonable grounds negative", 7, func(s *script) { s.turnedAway(10 + s.variant) }},
	{"reconsideration asked for", 4, func(s *script) { s.turnedAway(20); s.reconsider(2) }},
	{"reconsideration accepted", 3, func(s *script) { s.turnedAway(24); s.reconsider(9); s.acceptReconsideration(6) }},
	{"reconsideration rejected", 3, func(s *script) { s.turnedAway(24); s.reconsider(9); s.rejectReconsideration(5) }},
	{"decision overturned", 4, func(s *script) {
		s.turnedAway(40)
		s.reconsider(25)
		s.acceptReconsideration(22)
		s.overturn(15)
		s.serve(14)
	}},
	{"decision upheld", 2, func(s *script) { s.turnedAway(40); s.reconsider(25); s.acceptReconsideration(22); s.uphold(12) }},
	{"suspended", 5, func(s *script) { s.begin(30); s.suspend(20 - s.variant) }},
	{"withdrawn", 5, func(s *script) { s.begin(25); s.withdraw(18 - s.variant) }},
	{"disqualification asked for", 2, func(s *script) { s.begin(45); s.reasonable(39); s.serve(38); s.askDisqualification(3) }},
	{"disqualified", 2, func(s *script) {
		s.begin(70)
		s.reasonable(64)
		s.serve(63)
		s.askDisqualification(20)
		s.disqualify(12)
	}},
	{"closed", 5, func(s *script) { s.begin(120); s.withdraw(110); s.serve(108); s.close(60) }},
	{"child with a devolved panel", 7, func(s *script) { s.child(12, 14) }},
	{"child decided by a panel", 3, func(s *script) {
		s.child(60, 13)
		s.panelDecides(30)
		s.serve(28)
	}},
	{"child who turns 18 soon", 5, func(s *script) {
		s.soonGrownUp()
		s.allocate(2, machine.SingleCompetentAuthority)
		s.assign(1, triage, s.decider())
	}},
	{"met twice", len(twice), func(s *script) { s.metTwice() }},
	{"family", 2, func(s *script) { s.family(4) }},
	{"notification", 10, func(s *script) { s.notify(1 + 5*s.variant) }},
	{"draft", 6, func(s *script) { s.draft([]int{21, 0, 1, 6, 13, 3}[s.variant]) }},
	{"child decided at once by a panel", 2, func(s *script) {
		s.child(60, 14)
		s.panelDecidesBoth(25)
		s.serve(24)
	}},
	{"turned 18", 3, func(s *script) { s.grownUp(9) }},
	{"additional decision asked for", 2, func(s *script) {
		s.decided(300, 120)
		s.serve(119)
		s.askAgain(2)
	}},
}

// dueOn is how many days ago somebody was referred whose first decision is due
// that many days from today.
func (s *script) dueOn(inDays int) int {
	about := statute.Subject{Jurisdiction: statute.Jurisdiction(s.jurisdiction())}
	ago, err := s.agoFor(statute.ReasonableGroundsDecision, about, s.today.Add(inDays))
	if s.err == nil {
		s.err = err
	}
	return ago
}

// turnedAway has a negative first decision, served the day after.
func (s *script) turnedAway(daysAgo int) {
	s.variant -= s.variant % 3 // the case is the maker's, whom the reader reads for
	s.begin(daysAgo + 7)
	s.reasonableNo(daysAgo)
	s.serve(daysAgo - 1)
}

// decided has two positive decisions.
func (s *script) decided(referred, daysAgo int) {
	s.begin(referred)
	s.reasonable(referred - 6)
	s.serve(referred - 7)
	s.conclusive(daysAgo)
}

// refused has a positive first and a negative second decision.
func (s *script) refused(referred, daysAgo int) {
	s.variant -= s.variant % 3
	s.begin(referred)
	s.reasonable(referred - 6)
	s.serve(referred - 7)
	s.conclusiveNo(daysAgo)
}
