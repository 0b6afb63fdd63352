package machine

// Row is one line of the machine: everything the rules say about one step.
type Row struct {
	Step Step
	From []Stage // the step is possible in these stages
	When []Rule  // and only where all of these hold
	Who  []Role  // by somebody with one of these roles
	Not  []Deed  // who has done none of these
	To   Stage   // where it leads: "" stays, back returns to where the case came from

	Start, Stop  []ClockKind
	Pause        []ClockKind // or resume them, where Resumes
	Resumes      bool
	Set, Finish  []TaskKind
	Letter       LetterKind
	Begin, End   []Entitlement
	EndGrants    []Grant
	Then         []Action // what depends on the case, in order, after the above
	Form         func() Form
	Title, Story string // catalogue strings: the deed, and the line in the timeline
}

// back as a row's To returns the case to [Case.ReturnTo].
const back Stage = "back"

// Table is the machine. A step that has no row does not exist, and a row's
// stages and rules are all there is. Moving to another stage also finishes the
// standing task of the old one and sets that of the new one (standingTasks);
// a stage that ends the work finishes the tasks that only served it (workTasks).
var Table = []Row{
	// Intake: which authority, which rules, who.
	{Step: Allocate, From: stages(Received), When: rules(ageCurrent), Who: roles(TriageOfficer, AuthorityManager),
		To: AwaitingReasonableGrounds, Set: tasks(TaskAssign), Then: acts(giveToAuthority), Form: form[Allocation],
		Title: "Allocate to a competent authority", Story: "Allocated to a competent authority"},
	{Step: Assign, From: append(stages(ReasonableGroundsNegative, ConclusiveGroundsNegative), allocated...), Who: roles(TriageOfficer, AuthorityManager),
		Finish: tasks(TaskAssign), Then: acts(assignTo), Form: form[Assignment],
		Title: "Assign to a decision maker", Story: "Assigned to a decision maker"},
	{Step: TransferAuthority, From: allocated, When: rules(noProposal, ageCurrent), Who: roles(TriageOfficer, AuthorityManager),
		Set: tasks(TaskAssign), Then: acts(giveToAuthority), Form: form[Transfer],
		Title: "Move to another competent authority", Story: "Moved to another competent authority"},
	{Step: LeavePilot, From: allocated, When: rules(inPanel, panelOver), Who: roles(System, TriageOfficer, AuthorityManager),
		Set: tasks(TaskAssign), Then: acts(dropProposal, leavePanel), Form: form[Nothing],
		Title: "Move out of the devolved pilot", Story: "Left the devolved pilot, because the child is close to 18"},
	{Step: CorrectJurisdiction, From: live, When: rules(noProposal), Who: roles(TriageOfficer, AuthorityManager),
		Then: acts(recount), Form: form[Correction],
		Title: "Correct the jurisdiction", Story: "Jurisdiction corrected, and the days counted again"},

	// Information from others.
	{Step: RequestInformation, From: stages(AwaitingReasonableGrounds, Recovery, ReasonableGroundsNegative, ConclusiveGroundsNegative),
		When: rules(beingDecided), Who: roles(Deciding, AuthorityManager), Letter: LetterInformation, Then: acts(askInformation), Form: form[InformationAsked],
		Title: "Ask for information", Story: "Information asked for"},
	{Step: RecordInformation, From: live, When: rules(requestsOpen), Who: roles(Deciding, TriageOfficer, AuthorityManager, FirstResponder, SupportProvider),
		Then: acts(answerInformation), Form: form[InformationGiven],
		Title: "Record an answer", Story: "Information received"},
	{Step: EndInformationRequest, From: live, When: rules(requestsOpen), Who: roles(Deciding, AuthorityManager),
		Then: acts(endInformation), Form: form[InformationEnded],
		Title: "End a request that was not answered", Story: "Request for information ended without an answer"},

	// Reasonable grounds.
	{Step: ReasonableGroundsYes, From: stages(AwaitingReasonableGrounds), When: rules(noProposal, ageCurrent, mayStay, panelOpen), Who: roles(Deciding),
		To: Recovery, Stop: clocks(ClockReasonableGrounds, ClockReasonableGroundsPilot), Letter: LetterReasonablePositive,
		Then: acts(decide(ReasonableGrounds, true), beginRecovery), Form: form[ReasonableDecision],
		Title: "Decide that there are reasonable grounds", Story: "Reasonable grounds decision: positive"},
	{Step: ProposeReasonableGroundsNo, From: stages(AwaitingReasonableGrounds), When: rules(noProposal, ageCurrent, mayStay, panelOpen, answersDue), Who: roles(Deciding),
		Set: tasks(TaskSecondReading), Then: acts(propose(ReasonableGrounds)), Form: form[ReasonableDecision],
		Title: "Propose a negative reasonable grounds decision", Story: "Negative reasonable grounds decision sent to a second reader"},
	{Step: AgreeReasonableGroundsNo, From: stages(AwaitingReasonableGrounds), When: rules(proposalWaits(ReasonableGrounds), ageCurrent, mayStay, panelOpen, answersDue),
		Who: roles(reading), Not: deeds(proposed), To: ReasonableGroundsNegative,
		Stop:   clocks(ClockReasonableGrounds, ClockReasonableGroundsPilot, ClockPilotExit, ClockTurning18),
		Letter: LetterReasonableNegative, Set: tasks(TaskEndSupportSafely),
		Then: acts(agree, closeRequests), Form: form[Reading],
		Title: "Agree to a negative reasonable grounds decision", Story: "Reasonable grounds decision: negative, agreed by a second reader"},
	{Step: CombinedYes, From: stages(AwaitingReasonableGrounds), When: rules(inPanel, firstDecision, noProposal, ageCurrent, panelOpen), Who: roles(Deciding),
		To: ConclusiveGroundsPositive, Stop: clocks(ClockReasonableGroundsPilot, ClockPilotExit, ClockTurning18),
		Letter: LetterCombinedPositive, Set: tasks(TaskConsiderLeave), Begin: rights(LeaveConsideration),
		Then: acts(decide(ReasonableGrounds, true), decide(ConclusiveGrounds, true), protectRecovery, closeRequests), Form: form[CombinedDecision],
		Title: "Decide on reasonable and conclusive grounds together", Story: "Reasonable and conclusive grounds decided together: positive"},

	// The recovery period and what can happen in it.
	{Step: RequestExtension, From: stages(Recovery), When: rules(recoveryRuns, noExtension), Who: roles(Deciding, SupportProvider, FirstResponder),
		Set: tasks(TaskExtension), Then: acts(askExtension), Form: form[ExtensionAsked],
		Title: "Ask for a longer recovery period", Story: "Longer recovery period asked for"},
	{Step: GrantExtension, From: stages(Recovery), When: rules(extensionAsked), Who: roles(AuthorityManager), Not: deeds(askedExtension),
		Finish: tasks(TaskExtension), Letter: LetterExtended, Then: acts(extend), Form: form[ExtensionGranted],
		Title: "Authorise a longer recovery period", Story: "Longer recovery period authorised"},
	{Step: RefuseExtension, From: stages(Recovery), When: rules(extensionAsked), Who: roles(AuthorityManager), Not: deeds(askedExtension),
		Finish: tasks(TaskExtension), Then: acts(dropExtension), Form: form[Reason],
		Title: "Refuse a longer recovery period", Story: "Longer recovery period refused"},
	{Step: AuthoriseSecondPeriod, From: stages(AwaitingReasonableGrounds, Recovery), When: rules(secondPeriodOpen), Who: roles(AuthorityManager), Not: deeds(decidedReasonable),
		Finish: tasks(TaskConsiderSecondSpell), Letter: LetterSecondPeriod, Then: acts(authoriseSecond), Form: form[Reason],
		Title: "Authorise a second recovery period", Story: "Second recovery period authorised"},

	// Conclusive grounds.
	{Step: ConclusiveGroundsYes, From: stages(Recovery), When: rules(earliest, noProposal, ageCurrent, mayStay, panelOpen, noDisqualification), Who: roles(Deciding),
		To: ConclusiveGroundsPositive, Stop: decidedStops, Letter: LetterConclusivePositive, Set: tasks(TaskConsiderLeave),
		Begin: rights(LeaveConsideration), Then: acts(decide(ConclusiveGrounds, true), dropExtension, closeRequests), Form: form[ConclusiveDecision],
		Title: "Decide that there are conclusive grounds", Story: "Conclusive grounds decision: positive"},
	{Step: ProposeConclusiveGroundsNo, From: stages(Recovery), When: rules(earliest, noProposal, ageCurrent, mayStay, panelOpen, noDisqualification, noExtension, answersDue), Who: roles(Deciding),
		Set: tasks(TaskSecondReading), Then: acts(propose(ConclusiveGrounds)), Form: form[ConclusiveDecision],
		Title: "Propose a negative conclusive grounds decision", Story: "Negative conclusive grounds decision sent to a second reader"},
	{Step: AgreeConclusiveGroundsNo, From: stages(Recovery), When: rules(proposalWaits(ConclusiveGrounds), earliest, ageCurrent, mayStay, panelOpen, noDisqualification, noExtension, answersDue),
		Who: roles(reading), Not: deeds(proposed), To: ConclusiveGroundsNegative, Stop: decidedStops, Letter: LetterConclusiveNegative,
		Set: tasks(TaskEndSupportSafely), Then: acts(agree, closeRequests), Form: form[Reading],
		Title: "Agree to a negative conclusive grounds decision", Story: "Conclusive grounds decision: negative, agreed by a second reader"},
	{Step: ReturnProposal, From: stages(AwaitingReasonableGrounds, Recovery), When: rules(anyProposal), Who: roles(reading, Deciding, AuthorityManager),
		Then: acts(dropProposal), Form: form[Reason],
		Title: "Return a negative decision to its maker", Story: "Negative decision returned by the second reader"},

	// On hold, and out.
	{Step: Suspend, From: stages(AwaitingReasonableGrounds, Recovery), When: rules(noProposal), Who: roles(AuthorityManager),
		To: Suspended, Start: clocks(ClockSuspensionReview), Pause: workClocks, Letter: LetterSuspended, Form: form[Suspension],
		Title: "Suspend", Story: "Suspended"},
	{Step: ContinueSuspension, From: stages(Suspended), Who: roles(AuthorityManager),
		Stop: clocks(ClockSuspensionReview), Start: clocks(ClockSuspensionReview), Form: form[Reason],
		Title: "Continue the suspension after review", Story: "Suspension reviewed and continued"},
	{Step: Resume, From: stages(Suspended), Who: roles(Deciding, AuthorityManager),
		To: back, Stop: clocks(ClockSuspensionReview), Pause: workClocks, Resumes: true, Form: form[Reason],
		Title: "Resume", Story: "Resumed"},
	{Step: Withdraw, From: Undecided, When: rules(onlyAdult), Who: roles(Deciding, TriageOfficer, AuthorityManager, FirstResponder, SupportProvider),
		To: Withdrawn, Stop: clocks(everyClock), Letter: LetterWithdrawn, Set: tasks(TaskEndSupportSafely), End: everyRight, EndGrants: allGrants,
		Then: acts(dropConditions), Form: form[Withdrawal],
		Title: "Record that the person withdraws", Story: "Withdrawn by the person"},
	{Step: RequestDisqualification, From: stages(Recovery, ConclusiveGroundsPositive, Suspended), When: rules(positiveNow, noDisqualification), Who: roles(Deciding, TriageOfficer, FirstResponder),
		Set: tasks(TaskDisqualification), Then: acts(askDisqualification), Form: form[DisqualificationAsked],
		Title: "Ask for disqualification", Story: "Disqualification asked for"},
	{Step: Disqualify, From: stages(Recovery, ConclusiveGroundsPositive, Suspended), When: rules(positiveNow, disqualificationAsked), Who: roles(AuthorityManager), Not: deeds(askedDisqualification),
		To: Disqualified, Stop: clocks(everyClock), Letter: LetterDisqualified, Set: tasks(TaskEndSupportSafely), End: everyRight, EndGrants: allGrants,
		Then: acts(decideDisqualification, dropConditions), Form: form[DisqualificationDecision],
		Title: "Disqualify", Story: "Disqualified from protection and support"},
	{Step: RefuseDisqualification, From: stages(Recovery, ConclusiveGroundsPositive, Suspended), When: rules(disqualificationAsked), Who: roles(AuthorityManager), Not: deeds(askedDisqualification),
		Finish: tasks(TaskDisqualification), Then: acts(dropDisqualification), Form: form[Reason],
		Title: "Refuse a disqualification", Story: "Disqualification refused"},

	// Looking again.
	{Step: RequestReconsideration, From: negative, When: rules(noReconsideration), Who: askers,
		Set: tasks(TaskScreenReconsider), Then: acts(askReconsideration), Form: form[ReconsiderationAsked],
		Title: "Ask for a reconsideration", Story: "Reconsideration asked for"},
	{Step: RequestLateReconsideration, From: negative, When: rules(noReconsideration, windowPassed, letterServed), Who: roles(AuthorityManager),
		Set: tasks(TaskScreenReconsider), Then: acts(askLateReconsideration), Form: form[LateReconsiderationAsked],
		Title: "Allow a late request for reconsideration", Story: "Late request for reconsideration allowed in exceptional circumstances"},
	{Step: WithdrawReconsideration, From: negative, When: rules(reconsiderOpen), Who: askers,
		Finish: reconsiderTasks, Then: acts(endReconsideration), Form: form[Reason],
		Title: "Record that the request for reconsideration is withdrawn", Story: "Request for reconsideration withdrawn"},
	{Step: AcceptReconsideration, From: negative, When: rules(reconsiderAsked), Who: roles(Deciding, AuthorityManager), Not: deeds(decidedLast),
		Set: tasks(TaskReconsider), Finish: tasks(TaskScreenReconsider), Letter: LetterReconsiderationAccepted, Then: acts(acceptReconsideration), Form: form[Reason],
		Title: "Accept a request for reconsideration", Story: "Request for reconsideration accepted"},
	{Step: RejectReconsideration, From: negative, When: rules(reconsiderAsked), Who: roles(Deciding, AuthorityManager), Not: deeds(decidedLast),
		Finish: reconsiderTasks, Letter: LetterReconsiderationRejected, Then: acts(endReconsideration), Form: form[Reason],
		Title: "Reject a request for reconsideration", Story: "Request for reconsideration rejected"},
	{Step: UpholdDecision, From: negative, When: rules(reconsiderAccepted, answersDue), Who: roles(Deciding, AuthorityManager), Not: deeds(decidedLast),
		Finish: reconsiderTasks, Letter: LetterUpheld, Then: acts(endReconsideration), Form: form[Reconsidered],
		Title: "Uphold the decision", Story: "Reconsidered: decision upheld"},
	{Step: OverturnReasonableGroundsNo, From: stages(ReasonableGroundsNegative), When: rules(reconsiderAccepted), Who: roles(Deciding, AuthorityManager), Not: deeds(decidedLast),
		To: Recovery, Stop: clocks(ClockReconsideration), Finish: overturnedTasks, Letter: LetterReasonablePositive,
		Then: acts(overturn(ReasonableGrounds), beginRecovery, watchAge), Form: form[Reconsidered],
		Title: "Overturn the reasonable grounds decision", Story: "Reconsidered: reasonable grounds decision is now positive"},
	{Step: OverturnConclusiveGroundsNo, From: stages(ConclusiveGroundsNegative), When: rules(reconsiderAccepted), Who: roles(Deciding, AuthorityManager), Not: deeds(decidedLast),
		To: ConclusiveGroundsPositive, Stop: clocks(ClockReconsideration, ClockNegativeSupport), Finish: overturnedTasks, Letter: LetterConclusivePositive,
		Set: tasks(TaskConsiderLeave), Begin: rights(LeaveConsideration), Then: acts(overturn(ConclusiveGrounds), closeRequests, offerSupport), Form: form[Reconsidered],
		Title: "Overturn the conclusive grounds decision", Story: "Reconsidered: conclusive grounds decision is now positive"},
	{Step: RequestAdditional, From: stages(ConclusiveGroundsPositive, ConclusiveGroundsNegative, Closed),
		When: rules(positiveBefore, noReconsideration, served, windowPassed, noDisqualification), Who: askers,
		To: AwaitingReasonableGrounds, Start: clocks(ClockReasonableGrounds), Set: tasks(TaskAssign), Then: acts(openAdditional, watchAge), Form: form[AdditionalAsked],
		Title: "Ask for an additional reasonable grounds decision", Story: "Additional reasonable grounds decision asked for"},

	// Growing up, and ages settled.
	{Step: TurnEighteen, From: Undecided, When: rules(notAdult, is18), Who: roles(System, Deciding, TriageOfficer, AuthorityManager),
		Stop: clocks(ClockTurning18, ClockPilotExit), Set: consentTasks, Letter: LetterConsentAt18,
		Then: acts(dropProposal, becomeAdult, leavePanel), Form: form[Nothing],
		Title: "Record that the person has turned 18", Story: "Turned 18: asked for consent to stay and, separately, to support"},
	{Step: SettleAsAdult, From: Undecided, When: rules(notAdult), Who: roles(Deciding, TriageOfficer, AuthorityManager),
		Stop: clocks(ClockTurning18, ClockPilotExit), Set: consentTasks, Letter: LetterConsentAt18,
		Then: acts(dropProposal, becomeAdult, leavePanel), Form: form[AdultSettled],
		Title: "Record that the person is an adult", Story: "Age settled as adult: asked for consent to stay and, separately, to support"},
	{Step: SettleAsChild, From: Undecided, Who: roles(Deciding, TriageOfficer, AuthorityManager),
		Stop: clocks(ClockTurning18), Set: tasks(TaskTellLocalAuthority), Finish: consentTasks, End: rights(AdultSupport),
		Then: acts(dropProposal, becomeChild), Form: form[ChildSettled],
		Title: "Record that the person is a child", Story: "Age settled as child"},
	{Step: ConsentToStay, From: Undecided, When: rules(stayUnanswered), Who: consentTakers,
		Finish: tasks(TaskAskToStay), Then: acts(stay), Form: form[Consent],
		Title: "Record consent to stay as an adult", Story: "Agreed to stay in the national referral mechanism as an adult"},
	{Step: DeclineToStay, From: Undecided, When: rules(onlyAdult, stayUnanswered), Who: consentTakers,
		To: Withdrawn, Stop: clocks(everyClock), Letter: LetterWithdrawn, Set: tasks(TaskEndSupportSafely), End: everyRight, EndGrants: allGrants,
		Then: acts(dropConditions), Form: form[Withdrawal],
		Title: "Record that the person does not want to stay as an adult", Story: "Did not agree to stay as an adult"},
	{Step: AcceptSupport, From: supportStages, When: rules(onlyAdult), Who: consentTakers,
		Finish: tasks(TaskAskSupport, TaskEndSupportSafely), Then: acts(answerSupport(Yes)), Form: form[Consent],
		Title: "Record consent to adult support", Story: "Agreed to adult support"},
	{Step: DeclineSupport, From: supportStages, When: rules(onlyAdult), Who: consentTakers,
		Stop: clocks(ClockMoveOn), Finish: tasks(TaskAskSupport, TaskArrangeSupport), End: rights(AdultSupport), Then: acts(answerSupport(No)), Form: form[Consent],
		Title: "Record that adult support is declined", Story: "Declined adult support"},

	// Letters.
	{Step: ServeLetter, From: open, When: rules(letterWaits), Who: roles(Deciding, TriageOfficer, AuthorityManager, SupportProvider),
		Then: acts(serve), Form: form[Service],
		Title: "Record that a letter was served", Story: "Letter served"},
	{Step: HoldLetter, From: open, When: rules(letterWaits), Who: roles(AuthorityManager),
		Then: acts(hold), Form: form[LetterHeld],
		Title: "Hold a letter that cannot be served safely", Story: "Letter held, because there is no safe way to serve it"},
	{Step: LetterReturn, From: open, When: rules(letterServed, noReconsideration), Who: roles(Deciding, TriageOfficer, AuthorityManager, SupportProvider),
		Then: acts(takeLetterBack), Form: form[LetterReturned],
		Title: "Record that a letter came back", Story: "Letter came back undelivered"},

	// The end, and another beginning.
	{Step: Close, From: stages(ReasonableGroundsNegative, ConclusiveGroundsPositive, ConclusiveGroundsNegative, Withdrawn, Disqualified),
		When: rules(noReconsideration, noDisqualification, windowPassed, served, supportOver), Who: roles(Deciding, AuthorityManager, TriageOfficer),
		To: Closed, Stop: clocks(everyClock), End: everyRight, EndGrants: allGrants, Then: acts(dropConditions, finishAll), Form: form[Closing],
		Title: "Close", Story: "Closed"},
	{Step: CloseEarly, From: Undecided, Who: roles(AuthorityManager),
		To: Closed, Stop: clocks(everyClock), End: everyRight, EndGrants: allGrants, Then: acts(dropConditions, finishAll), Form: form[EarlyClosing],
		Title: "Close without a decision", Story: "Closed without a decision"},
	{Step: Reopen, From: stages(Withdrawn, Disqualified, Closed), Who: roles(AuthorityManager), Not: deeds(disqualified),
		To: back, Then: acts(restart), Form: form[Reopening],
		Title: "Reopen", Story: "Reopened"},
}

// Sets of stages, clocks, tasks and roles that several rows share.
var (
	allocated = stages(AwaitingReasonableGrounds, Recovery, Suspended)
	// Undecided are the stages in which a decision is still to be made.
	Undecided     = stages(Received, AwaitingReasonableGrounds, Recovery, Suspended)
	supportStages = append(stages(ConclusiveGroundsPositive), Undecided...)
	negative      = stages(ReasonableGroundsNegative, ConclusiveGroundsNegative)
	live          = stages(Received, AwaitingReasonableGrounds, ReasonableGroundsNegative, Recovery, ConclusiveGroundsPositive, ConclusiveGroundsNegative, Suspended)
	open          = append(stages(Withdrawn, Disqualified), live...)

	// workClocks measure the authority's or an informant's work; a suspension
	// pauses them and never the person's recovery period or birthdays.
	workClocks   = clocks(ClockReasonableGrounds, ClockReasonableGroundsPilot, ClockInformation)
	decidedStops = clocks(ClockConclusiveEarliest, ClockPilotExit, ClockTurning18)

	workTasks       = tasks(TaskAssign, TaskSecondReading, TaskExtension, TaskAskToStay, TaskConsiderSecondSpell)
	consentTasks    = tasks(TaskAskToStay, TaskAskSupport)
	reconsiderTasks = tasks(TaskScreenReconsider, TaskReconsider)
	overturnedTasks = append(tasks(TaskEndSupportSafely), reconsiderTasks...)
	everyRight      = rights(RemovalBar, AdultSupport, LeaveConsideration)
	allGrants       = []Grant{GrantPanel, GrantSecondReading, GrantInformation}
	askers          = roles(FirstResponder, SupportProvider, Deciding, TriageOfficer)
	consentTakers   = roles(FirstResponder, SupportProvider, Deciding, TriageOfficer)
	standingTasks   = map[Stage]TaskKind{Received: TaskAllocate, AwaitingReasonableGrounds: TaskReasonableGrounds, Recovery: TaskConclusiveGrounds, Suspended: TaskReviewSuspension,
		ReasonableGroundsNegative: TaskClose, ConclusiveGroundsPositive: TaskClose, ConclusiveGroundsNegative: TaskClose, Withdrawn: TaskClose, Disqualified: TaskClose}
)

func stages(list ...Stage) []Stage             { return list }
func rules(list ...Rule) []Rule                { return list }
func roles(list ...Role) []Role                { return list }
func deeds(list ...Deed) []Deed                { return list }
func clocks(list ...ClockKind) []ClockKind     { return list }
func tasks(list ...TaskKind) []TaskKind        { return list }
func rights(list ...Entitlement) []Entitlement { return list }
func acts(list ...Action) []Action             { return list }
