package access

import "github.com/havenward/havenward/internal/account"

// The actions of those who refer a person and speak for them.
const (
	WriteReferral  Action = "write-referral"
	ReadReferral   Action = "read-referral"
	WithdrawForPV  Action = "report-withdrawal"
	AnswerRequest  Action = "answer-request"
	ActForPV       Action = "act-for-person"
	TakeSharedStep Action = "take-shared-step"
	ImportReferral Action = "import-referrals"
)

var referralPolicy = []Rule{
	{Action: WriteReferral, Words: "Write and send a referral", Roles: roles(account.FirstResponder)},
	{Action: ReadReferral, Words: "Read a referral that one's agency sent", Roles: roles(account.FirstResponder), OnCase: true, Compartments: Identity | Story},
	{Action: WithdrawForPV, Words: "Tell the competent authority that an adult withdraws", Roles: outside, OnCase: true, Compartments: Identity},
	{Action: AnswerRequest, Words: "Answer a request for further information", Roles: outside, OnCase: true, Compartments: Story},
	{Action: ActForPV, Words: "Ask the competent authority for something, or tell it something, for a person (what, the machine of decisions says)", Roles: outside, OnCase: true, Compartments: Identity},
	{Action: TakeSharedStep, Words: "Take a step that those who speak for a person may take as well as the authority", Roles: append(roles(outside...), authority...), OnCase: true, Compartments: Identity, Or: TakeStep},
	{Action: ImportReferral, Words: "Import referrals from another system", Roles: roles(account.TriageOfficer, account.AuthorityManager)},
}
