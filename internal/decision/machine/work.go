package machine

// What several actions do, each a change of one thing.

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
)

// giveTo moves the case to an authority. Where reasonable grounds are still to
// be decided, the authority's own clock runs from the day from.
func (t *turn) giveTo(authority Authority, from civil.Day) {
	if t.Authority == DevolvedPanel && authority != DevolvedPanel {
		t.endGrant(GrantPanel)
	}
	t.Authority, t.DecisionMaker = authority, ""
	t.stop(ClockPilotExit, 0)
	if authority == DevolvedPanel {
		t.start(ClockPilotExit)
	}
	if !slices.Contains(stages(Received, AwaitingReasonableGrounds), t.working()) {
		return
	}
	wanted, other := ClockReasonableGrounds, ClockReasonableGroundsPilot
	if authority == DevolvedPanel {
		wanted, other = other, wanted
	}
	t.stop(other, 0)
	if _, runs := t.Clock(wanted, 0); !runs {
		if t.Additional != nil && t.Additional.On.After(from) {
			from = t.Additional.On
		}
		t.startFrom(Clock{Kind: wanted, From: from})
	}
}

func (t *turn) endRequest(number int) {
	t.Requests = slices.DeleteFunc(t.Requests, func(r InformationRequest) bool { return r.Number == number })
	t.stop(ClockInformation, number)
	t.finish(TaskChaseInformation, number)
	t.endGrant(GrantInformation)
}

func (t *turn) endRequests() {
	for _, request := range slices.Clone(t.Requests) {
		t.endRequest(request.Number)
	}
	t.cancel(func(kind LetterKind) bool { return kind == LetterInformation })
}

func (t *turn) dropProposal() {
	if t.Proposal != nil {
		t.Proposal = nil
		t.finish(TaskSecondReading, 0)
		t.endGrant(GrantSecondReading)
	}
}

func (t *turn) beginRecovery() {
	if extra := t.Additional; extra != nil && !extra.ExploitedSince && !extra.Authorised {
		t.RecoveryFrom = civil.Day{}
		t.set(TaskConsiderSecondSpell, 0)
		return
	}
	t.RecoveryFrom = t.on
	t.stop(ClockMoveOn, 0)
	t.stop(ClockNegativeSupport, 0)
	t.start(ClockRecovery)
	t.start(ClockConclusiveEarliest)
	t.finish(TaskConsiderSecondSpell, 0)
	t.begin(RemovalBar)
	t.offerSupport()
}

func (t *turn) offerSupport() {
	if t.AdultSupport() {
		t.begin(AdultSupport)
		t.set(TaskArrangeSupport, 0)
	}
}

// test is the standard in force for that kind of decision.
func (t *turn) test(kind DecisionKind) string {
	if kind == ReasonableGrounds {
		return t.Facts.Tests.ReasonableGrounds
	}
	return t.Facts.Tests.ConclusiveGrounds
}

func (t *turn) openReconsideration(received civil.Day, late bool) {
	kind := ReasonableGrounds
	if t.Stage == ConclusiveGroundsNegative {
		kind = ConclusiveGrounds
	}
	t.Reconsideration = &Reconsideration{Kind: kind, ReceivedOn: received, Late: late}
}

func (t *turn) watchAge() {
	if t.Facts.Age != Child || t.Facts.Turns18.IsZero() {
		return
	}
	t.start(ClockTurning18)
	if t.Authority == DevolvedPanel {
		t.start(ClockPilotExit)
	}
}

// settleConsent ends the condition once both answers are known.
func (t *turn) settleConsent() {
	if t.AdultConsent.Stays && t.AdultConsent.Support != Unanswered {
		t.AdultConsent = nil
	}
}

// letterStages says of the letters of decisions where the case stands while
// they are true.
var letterStages = map[LetterKind]Stage{
	LetterReasonableNegative: ReasonableGroundsNegative,
	LetterReasonablePositive: Recovery,
	LetterCombinedPositive:   ConclusiveGroundsPositive,
	LetterConclusivePositive: ConclusiveGroundsPositive,
	LetterConclusiveNegative: ConclusiveGroundsNegative,
}

// served lists the clocks that the service of a letter starts: none where the
// case has moved on since the letter was made.
func (c Case) served(letter Letter) []ClockKind {
	if letterStages[letter.Kind] != c.Stage {
		return nil
	}
	switch {
	case c.Stage == ReasonableGroundsNegative:
		return clocks(ClockReconsideration)
	case c.Stage == ConclusiveGroundsNegative && c.AdultSupport():
		return clocks(ClockReconsideration, ClockNegativeSupport)
	case c.Stage == ConclusiveGroundsNegative:
		return clocks(ClockReconsideration)
	case c.Stage == ConclusiveGroundsPositive && c.AdultSupport():
		return clocks(ClockMoveOn)
	}
	return nil
}

// endsRecovery reports whether the recovery period is over with this letter,
// provided that its minimum has run.
func (l Letter) endsRecovery() bool {
	return slices.Contains([]LetterKind{LetterCombinedPositive, LetterConclusivePositive, LetterConclusiveNegative}, l.Kind)
}

// restart sets going what belongs to the stage to which a case has returned.
func (t *turn) restart() {
	t.Disqualification = nil
	if t.Authority == DevolvedPanel && t.Facts.panelMayDecide(t.on) != "" {
		t.Authority = SingleCompetentAuthority
		t.endGrant(GrantPanel)
	}
	switch t.Stage {
	case Received:
		t.startFrom(Clock{Kind: ClockReasonableGrounds, From: t.on})
	case AwaitingReasonableGrounds:
		kind := ClockReasonableGrounds
		if t.Authority == DevolvedPanel {
			kind = ClockReasonableGroundsPilot
		}
		t.startFrom(Clock{Kind: kind, From: t.on})
	case Recovery:
		if !t.RecoveryFrom.IsZero() {
			t.start(ClockRecovery)
			t.start(ClockConclusiveEarliest)
			t.begin(RemovalBar)
			t.offerSupport()
		}
	case ConclusiveGroundsPositive:
		t.begin(LeaveConsideration)
		t.offerSupport()
	}
	if slices.Contains(Undecided, t.Stage) {
		t.watchAge()
	}
	t.cancel(LetterKind.outcome)
	for _, kind := range outcomes {
		if letterStages[kind] == t.Stage && kind != LetterCombinedPositive && !t.told() {
			t.write(kind)
		}
	}
}

// told reports whether the person has had a letter that says where the case
// stands now.
func (c Case) told() bool {
	for _, letter := range slices.Backward(c.Letters) {
		if letter.Kind.outcome() {
			return letterStages[letter.Kind] == c.Stage
		}
	}
	return false
}
