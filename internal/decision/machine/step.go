package machine

import "slices"

// Step is one thing that can be done to a case.
type Step string

// The steps, in the order in which a case may meet them.
const (
	Allocate            Step = "allocate"
	Assign              Step = "assign"
	TransferAuthority   Step = "transfer-authority"
	LeavePilot          Step = "leave-pilot"
	CorrectJurisdiction Step = "correct-jurisdiction"

	RequestInformation    Step = "request-information"
	RecordInformation     Step = "record-information"
	EndInformationRequest Step = "end-information-request"

	ReasonableGroundsYes        Step = "reasonable-grounds-positive"
	ProposeReasonableGroundsNo  Step = "propose-reasonable-grounds-negative"
	AgreeReasonableGroundsNo    Step = "agree-reasonable-grounds-negative"
	CombinedYes                 Step = "combined-decision-positive"
	ConclusiveGroundsYes        Step = "conclusive-grounds-positive"
	ProposeConclusiveGroundsNo  Step = "propose-conclusive-grounds-negative"
	AgreeConclusiveGroundsNo    Step = "agree-conclusive-grounds-negative"
	ReturnProposal              Step = "return-proposal"
	RequestExtension            Step = "request-extension"
	GrantExtension              Step = "grant-extension"
	RefuseExtension             Step = "refuse-extension"
	Suspend                     Step = "suspend"
	ContinueSuspension          Step = "continue-suspension"
	Resume                      Step = "resume"
	Withdraw                    Step = "withdraw"
	RequestAdditional           Step = "request-additional-reasonable-grounds"
	AuthoriseSecondPeriod       Step = "authorise-second-recovery-period"
	RequestReconsideration      Step = "request-reconsideration"
	RequestLateReconsideration  Step = "request-late-reconsideration"
	WithdrawReconsideration     Step = "withdraw-reconsideration"
	AcceptReconsideration       Step = "accept-reconsideration"
	RejectReconsideration       Step = "reject-reconsideration"
	UpholdDecision              Step = "uphold-decision"
	OverturnReasonableGroundsNo Step = "overturn-reasonable-grounds-negative"
	OverturnConclusiveGroundsNo Step = "overturn-conclusive-grounds-negative"
	RequestDisqualification     Step = "request-disqualification"
	Disqualify                  Step = "disqualify"
	RefuseDisqualification      Step = "refuse-disqualification"

	TurnEighteen   Step = "turn-18"
	SettleAsAdult  Step = "settle-age-adult"
	SettleAsChild  Step = "settle-age-child"
	ConsentToStay  Step = "consent-to-stay"
	DeclineToStay  Step = "decline-to-stay"
	AcceptSupport  Step = "accept-support"
	DeclineSupport Step = "decline-support"

	ServeLetter  Step = "serve-letter"
	HoldLetter   Step = "hold-letter"
	LetterReturn Step = "letter-returned"

	Close      Step = "close"
	CloseEarly Step = "close-early"
	Reopen     Step = "reopen"
)

// Role is what somebody is in the mechanism; package access says who holds it.
type Role string

// The roles that take steps.
const (
	FirstResponder   Role = "first-responder"
	TriageOfficer    Role = "triage-officer"
	DecisionMaker    Role = "decision-maker"
	SecondReader     Role = "second-reader"
	AuthorityManager Role = "authority-manager"
	PanelMember      Role = "panel-member"
	SupportProvider  Role = "support-provider"
	// System takes the steps that a calendar day brings about by itself.
	System Role = "system"

	// Deciding and reading stand in the table for whoever decides or reads in
	// the authority that has the case; see [Case.Holders].
	Deciding Role = "whoever decides"
	reading  Role = "whoever reads second"
)

// Actor is who takes a step: an account and the roles it holds for this case.
type Actor struct {
	ID    string
	Roles []Role
}

// Holders turns the two stand-ins into roles: in a devolved panel its members
// decide and read for each other, elsewhere decision makers and second readers.
func (c Case) Holders(roles []Role) []Role {
	var held []Role
	for _, role := range roles {
		switch {
		case role == Deciding && c.Authority == DevolvedPanel, role == reading && c.Authority == DevolvedPanel:
			role = PanelMember
		case role == Deciding:
			role = DecisionMaker
		case role == reading:
			role = SecondReader
		}
		if !slices.Contains(held, role) {
			held = append(held, role)
		}
	}
	return held
}
