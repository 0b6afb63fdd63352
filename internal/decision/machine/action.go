package machine

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
)

// Action is what a step does that depends on the case or on the form. Text
// states it for a reader of the table.
type Action struct {
	Text string
	do   func(*turn)
}

var (
	giveToAuthority = Action{"the authority of the form gets the case, with its own clock for reasonable grounds", func(t *turn) {
		switch form := t.form.(type) {
		case *Allocation:
			t.giveTo(form.Authority, t.Facts.Referred)
		case *Transfer:
			t.giveTo(form.Authority, t.Facts.Referred)
		}
	}}

	// leavePanel gives a case back from a panel. Reasonable grounds are due
	// from the day of leaving: the panel's longer time was the child's.
	leavePanel = Action{"a case with a devolved panel goes to the single competent authority, whose time starts today", func(t *turn) {
		if t.Authority == DevolvedPanel {
			t.giveTo(SingleCompetentAuthority, t.on)
			t.set(TaskAssign, 0)
		}
	}}

	assignTo = Action{"the case is assigned to the person of the form", func(t *turn) {
		t.DecisionMaker = t.form.(*Assignment).DecisionMaker
	}}

	recount = Action{"every clock of law is counted again from its first day by the rules of the jurisdiction of the form", func(t *turn) {
		t.Facts.Jurisdiction = t.form.(*Correction).Jurisdiction
		for i := range t.Clocks {
			if clock := &t.Clocks[i]; clock.Kind != ClockTurning18 && clock.Kind != ClockPilotExit {
				clock.Due, clock.Rule = civil.Day{}, ""
				t.effects.Clocks = append(t.effects.Clocks, ClockChange{Recounted, *clock})
			}
		}
	}}

	askInformation = Action{"a numbered request starts its own clock and a task to chase it", func(t *turn) {
		request := InformationRequest{Number: t.number(), Of: t.form.(*InformationAsked).Of, On: t.on}
		t.Requests = append(t.Requests, request)
		t.startFrom(Clock{Kind: ClockInformation, Subject: request.Number, From: t.on})
		t.set(TaskChaseInformation, request.Number)
	}}
	answerInformation = Action{"the request of the form is closed", func(t *turn) { t.endRequest(t.form.(*InformationGiven).Request) }}
	endInformation    = Action{"the request of the form is closed", func(t *turn) { t.endRequest(t.form.(*InformationEnded).Request) }}
	closeRequests     = Action{"all open requests for information are closed", (*turn).endRequests}

	dropProposal = Action{"a negative decision that waits for its second reader is dropped", (*turn).dropProposal}

	agree = Action{"the negative decision stands, by its maker and its second reader", func(t *turn) {
		t.Decisions = append(t.Decisions, Decision{Kind: t.Proposal.Kind, On: t.on, By: t.Proposal.By, Test: t.Proposal.Test, SecondReader: t.by})
		t.dropProposal()
	}}

	beginRecovery = Action{"the recovery period, the bar on removal and adult support begin; after an additional decision only if the exploitation came later or a second period is authorised", (*turn).beginRecovery}

	protectRecovery = Action{"the recovery period and the bar on removal begin all the same and last their minimum", func(t *turn) {
		t.RecoveryFrom = t.on
		t.start(ClockRecovery)
		t.begin(RemovalBar)
	}}

	askExtension = Action{"the request waits for its authoriser", func(t *turn) {
		t.Extension = &ExtensionRequest{By: t.by, On: t.on, Until: t.form.(*ExtensionAsked).Until}
	}}
	extend = Action{"the recovery period and the first day for conclusive grounds move to the day of the form", func(t *turn) {
		t.Extension = nil
		for _, kind := range clocks(ClockRecovery, ClockConclusiveEarliest) {
			if clock, runs := t.Clock(kind, 0); runs {
				clock.Until, clock.Due, clock.Rule = t.form.(*ExtensionGranted).Until, civil.Day{}, ""
				t.startFrom(clock)
			}
		}
	}}
	dropExtension = Action{"a request for a longer recovery period is dropped", func(t *turn) { t.Extension = nil }}

	openAdditional = Action{"the case is open again for an additional decision, by the single competent authority where a devolved panel had it", func(t *turn) {
		form := t.form.(*AdditionalAsked)
		t.Additional = &Additional{On: t.on, ExploitedSince: form.ExploitedSince}
		if t.Authority == DevolvedPanel {
			t.Authority = SingleCompetentAuthority
			t.endGrant(GrantPanel)
		}
		t.DecisionMaker = ""
		t.stop(ClockReconsideration, 0)
		t.Disqualification = nil
		if !form.ExploitedSince {
			t.set(TaskConsiderSecondSpell, 0)
		}
	}}
	authoriseSecond = Action{"a second recovery period begins with, or straight after, a positive decision", func(t *turn) {
		t.Additional.Authorised = true
		if t.Stage == Recovery {
			t.beginRecovery()
		}
	}}

	askReconsideration = Action{"the request waits to be accepted or rejected", func(t *turn) {
		t.openReconsideration(t.form.(*ReconsiderationAsked).ReceivedOn, false)
	}}
	askLateReconsideration = Action{"the request waits to be accepted or rejected", func(t *turn) {
		t.openReconsideration(t.form.(*LateReconsiderationAsked).ReceivedOn, true)
	}}
	acceptReconsideration = Action{"the decision is being looked at again", func(t *turn) { t.Reconsideration.Accepted = true }}
	endReconsideration    = Action{"the reconsideration is over and the decision stands", func(t *turn) {
		t.Reconsideration = nil
		t.endRequests()
	}}

	askDisqualification = Action{"the request waits for the decision of somebody else", func(t *turn) {
		t.Disqualification = &DisqualificationFile{Ground: t.form.(*DisqualificationAsked).Ground, RequestedBy: t.by, On: t.on}
	}}
	decideDisqualification = Action{"who decided is kept", func(t *turn) {
		t.Disqualification.DecidedBy = t.by
		t.finish(TaskDisqualification, 0)
	}}
	dropDisqualification = Action{"the request is over", func(t *turn) { t.Disqualification = nil }}

	watchAge = Action{"for a child the clocks to 18 run again", (*turn).watchAge}

	becomeAdult = Action{"the person is an adult who has not yet said whether to stay, nor, separately, whether to be supported", func(t *turn) {
		if _, assessed := t.form.(*AdultSettled); assessed {
			t.Facts.Turns18 = civil.Day{}
		}
		t.Facts.Age, t.Facts.PilotEnds, t.Facts.Support = Adult, civil.Day{}, Unanswered
		t.AdultConsent = &AdultConsent{Since: t.on}
	}}
	becomeChild = Action{"the person is a child: no consent is needed, and no authority that decides only about adults keeps the case", func(t *turn) {
		t.Facts.Age, t.Facts.Support = Child, Unanswered
		t.Facts.Turns18, t.Facts.PilotEnds = t.form.(*ChildSettled).Turns18, civil.Day{}
		t.AdultConsent = nil
		t.finish(TaskArrangeSupport, 0)
		t.finish(TaskEndSupportSafely, 0)
		t.cancel(func(kind LetterKind) bool { return kind == LetterConsentAt18 })
		if t.Authority == ImmigrationEnforcementAuthority {
			t.giveTo(SingleCompetentAuthority, t.Facts.Referred)
			t.set(TaskAssign, 0)
		}
		t.watchAge()
	}}
	stay = Action{"the person stays", func(t *turn) {
		t.AdultConsent.Stays = true
		t.settleConsent()
	}}

	serve = Action{"the day of service starts the clocks of the letter, if the case still stands where the letter says", func(t *turn) {
		form := t.form.(*Service)
		letter := t.Letter(form.Letter)
		letter.Served, letter.Held = form.ServedOn, false
		t.finish(TaskServeLetter, letter.Number)
		if clock, runs := t.Clock(ClockRecovery, 0); runs && letter.endsRecovery() && !clock.Due.IsZero() && !form.ServedOn.Before(clock.Due) {
			t.stop(ClockRecovery, 0)
		}
		for _, kind := range t.served(*letter) {
			t.startFrom(Clock{Kind: kind, From: form.ServedOn})
		}
	}}
	hold = Action{"the letter is held and starts no clock", func(t *turn) {
		letter := t.Letter(t.form.(*LetterHeld).Letter)
		letter.Held = true
		t.finish(TaskServeLetter, letter.Number)
	}}
	takeLetterBack = Action{"the clocks that its service started stop, and it waits to be served again", func(t *turn) {
		letter := t.Letter(t.form.(*LetterReturned).Letter)
		letter.Served = civil.Day{}
		for _, kind := range t.served(*letter) {
			t.stop(kind, 0)
		}
		t.set(TaskServeLetter, letter.Number)
	}}

	offerSupport = Action{"an adult who has not declined has support", (*turn).offerSupport}

	dropConditions = Action{"all that is open beside the stage is dropped", func(t *turn) {
		t.dropProposal()
		t.endRequests()
		t.Extension, t.AdultConsent, t.Reconsideration = nil, nil, nil
		if t.DisqualificationOpen() {
			t.Disqualification = nil
			t.finish(TaskDisqualification, 0)
		}
	}}
	finishAll = Action{"letters that were not served are cancelled and all tasks are finished", func(t *turn) {
		t.cancel(func(LetterKind) bool { return true })
		for _, task := range slices.Clone(t.Tasks) {
			t.finish(task.Kind, task.Subject)
		}
	}}
	restart = Action{"the clocks, protections and letters of the stage it returns to begin again; a recovery period keeps its first day", (*turn).restart}
)

// decide records a decision made by one person.
func decide(kind DecisionKind, positive bool) Action {
	return Action{"the " + string(kind) + " decision is kept", func(t *turn) {
		t.Decisions = append(t.Decisions, Decision{Kind: kind, Positive: positive, On: t.on, By: t.by, Test: t.test(kind)})
	}}
}

// propose keeps a negative decision until somebody else has read it.
func propose(kind DecisionKind) Action {
	return Action{"the negative decision has no effect until a second reader agrees", func(t *turn) {
		t.Proposal = &Proposal{Kind: kind, By: t.by, On: t.on, Test: t.test(kind)}
	}}
}

// overturn records a positive decision in place of a negative one.
func overturn(kind DecisionKind) Action {
	return Action{"the positive decision is kept beside the one it overturns", func(t *turn) {
		t.Reconsideration = nil
		t.Decisions = append(t.Decisions, Decision{Kind: kind, Positive: true, On: t.on, By: t.by, Test: t.test(kind), Overturns: true})
	}}
}

// answerSupport keeps an adult's answer to being supported.
func answerSupport(answer Answer) Action {
	return Action{"the answer is kept; where a positive decision stands, support begins or ends with it", func(t *turn) {
		t.Facts.Support = answer
		if t.AdultConsent != nil {
			t.AdultConsent.Support = answer
			t.settleConsent()
		}
		if answer != Yes || !slices.Contains(stages(Recovery, ConclusiveGroundsPositive), t.working()) {
			return
		}
		t.offerSupport()
		for _, letter := range t.Letters {
			if _, runs := t.Clock(ClockMoveOn, 0); !letter.Served.IsZero() && !runs && slices.Contains(t.served(letter), ClockMoveOn) {
				t.startFrom(Clock{Kind: ClockMoveOn, From: t.on})
			}
		}
	}}
}
