package statute

// Kind says which clock a rule is about. Kinds are data like the rules: a rule
// file may bring its own. The constants are those that the program itself asks
// for.
type Kind string

// The kinds of clock that the program asks for; see docs/rules.md for what the
// book says about each.
const (
	DraftWarning                   Kind = "draft-warning"
	DraftDeletion                  Kind = "draft-deletion"
	CaseRetention                  Kind = "case-retention"
	DraftRetention                 Kind = "draft-retention"
	DutyToNotify                   Kind = "duty-to-notify"
	Acknowledgement                Kind = "acknowledgement"
	ReasonableGroundsDecision      Kind = "reasonable-grounds-decision"
	ReasonableGroundsDecisionPilot Kind = "reasonable-grounds-decision-pilot"
	ReasonableGroundsTest          Kind = "reasonable-grounds-test"
	ConclusiveGroundsTest          Kind = "conclusive-grounds-test"
	RecoveryPeriod                 Kind = "recovery-period"
	FurtherRecoveryPeriod          Kind = "further-recovery-period"
	ConclusiveGroundsEarliest      Kind = "conclusive-grounds-earliest"
	ConclusiveGroundsReview        Kind = "conclusive-grounds-review"
	ConclusiveGroundsDecision      Kind = "conclusive-grounds-decision"
	ReconsiderationRequest         Kind = "reconsideration-request"
	Disqualification               Kind = "disqualification"
	InformationRequest             Kind = "information-request"
	SecondReader                   Kind = "second-reader"
	ExtensionReview                Kind = "extension-review"
	SuspensionReview               Kind = "suspension-review"
	LetterService                  Kind = "letter-service"
	SafeContactCheck               Kind = "safe-contact-check"
	PilotExit                      Kind = "pilot-exit"
	Turning18                      Kind = "turning-18"
	AgeNotCertain                  Kind = "age-not-certain"
	FirstContact                   Kind = "first-contact"
	HousingLookAhead               Kind = "housing-look-ahead"
	MoveOnSupport                  Kind = "move-on-support"
	NegativeSupportEnd             Kind = "negative-support-end"
	TemporaryPermission            Kind = "temporary-permission"
	TemporaryPermissionLength      Kind = "temporary-permission-length"
	MaternityGrantBeforeBirth      Kind = "maternity-grant-before-birth"
	MaternityGrantAfterBirth       Kind = "maternity-grant-after-birth"
	ReturnInterview                Kind = "return-interview"
	StrategyMeeting                Kind = "strategy-meeting"
	AddressSightInside             Kind = "address-sight-inside"
	AddressSightOutside            Kind = "address-sight-outside"
	AddressAgreementInside         Kind = "address-agreement-inside"
	AddressAgreementOutside        Kind = "address-agreement-outside"
	VisitDecision                  Kind = "visit-decision"
	VisitApproval                  Kind = "visit-approval"
	MissingPoliceReport            Kind = "missing-police-report"
	MissingPhoto                   Kind = "missing-photo"
	StrategyMeetingAbsence         Kind = "strategy-meeting-absence"
	StrategyMeetingTrafficked      Kind = "strategy-meeting-trafficked"
	EmergencyAccess                Kind = "emergency-access"
	EmergencyReview                Kind = "emergency-review"
	AccessRequest                  Kind = "access-request"
	TransferScheme                 Kind = "transfer-scheme"
	TransferSchemeHotel            Kind = "transfer-scheme-hotel"
	PermissionRenewal              Kind = "permission-renewal"
	PermissionCondition            Kind = "permission-condition"
	AssistanceCondition            Kind = "assistance-condition"
	LeaveAdvice                    Kind = "leave-advice"
	LeaveRenewal                   Kind = "leave-renewal"
	LeaveReconsideration           Kind = "leave-reconsideration"
	LeaveAppeal                    Kind = "leave-appeal"
	LeaveJudicialReview            Kind = "leave-judicial-review"
	ReturnThinking                 Kind = "return-thinking"
	ReturnConsentRenewal           Kind = "return-consent-renewal"
	ReturnRiskFresh                Kind = "return-risk-fresh"
	ReturnAcceptance               Kind = "return-acceptance"
	ReturnLink                     Kind = "return-link"
	ReturnPartnerAccess            Kind = "return-partner-access"
	ReturnCheckIn1                 Kind = "return-check-in-1"
	ReturnCheckIn2                 Kind = "return-check-in-2"
	ReturnCheckIn3                 Kind = "return-check-in-3"
	ReturnCheckIn4                 Kind = "return-check-in-4"
	VictimsCodeNotice              Kind = "victims-code-notice"
	VictimsCodeNoticeVulnerable    Kind = "victims-code-notice-vulnerable"
	VictimsCodeSupport             Kind = "victims-code-support"
	InjuriesCompensation           Kind = "injuries-compensation"
	CivilClaim                     Kind = "civil-claim"
	EmploymentClaim                Kind = "employment-claim"
	AlertManagers                  Kind = "danger-alert-managers"
	AlertEverybody                 Kind = "danger-alert-everybody"
	AlertDone                      Kind = "danger-alert-done"
	DangerReviewImmediate          Kind = "danger-review-immediate"
	DangerReviewHigh               Kind = "danger-review-high"
	DangerReview                   Kind = "danger-review"
	EarlyConciliation              Kind = "early-conciliation"
	ClaimReminder                  Kind = "claim-reminder"
	ClaimLastReminder              Kind = "claim-last-reminder"
	HearingReminder                Kind = "hearing-reminder"
	CrimeRecord                    Kind = "crime-record"
	OwnPageFirstUse                Kind = "own-page-first-use"
	OwnPageCode                    Kind = "own-page-code"
	OwnPageAnswer                  Kind = "own-page-answer"
)

// KindInfo says what a clock is called and what starts it. Both are catalogue
// sources.
type KindInfo struct {
	Kind Kind `json:"kind"`
	// Name is a short heading, such as "Reasonable grounds decision".
	Name string `json:"name"`
	// Starts is what happened on the first day, in words that follow "when",
	// such as "the referral was received".
	Starts string `json:"starts"`
}
