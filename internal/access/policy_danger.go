package access

import "github.com/havenward/havenward/internal/account"

// The actions on danger: what somebody said of it, their safety plan, and alerts.
const (
	ListDanger     Action = "list-danger"
	ReadDanger     Action = "read-danger"
	AssessDanger   Action = "assess-danger"
	KeepSafetyPlan Action = "keep-safety-plan"
	RaiseAlert     Action = "raise-alert"
	ListAlerts     Action = "list-alerts"
	AnswerAlert    Action = "answer-alert"
)

// Those who support a person, and those of their provider who may be on duty.
var (
	dangerWorkers = []account.Role{account.SupportProvider, account.SupportManager}
	dangerDuty    = append(roles(dangerWorkers...), account.AccommodationDesk)
)

var dangerPolicy = []Rule{
	{Action: ListDanger, Words: "See whose danger is high, of the people one supports", Roles: dangerWorkers},
	{Action: ReadDanger, Words: "Read what somebody said of danger, and their safety plan", Roles: dangerWorkers, OnCase: true, Compartments: Support},
	{Action: AssessDanger, Words: "Talk about danger with somebody and record it", Roles: dangerWorkers, OnCase: true, Compartments: Support},
	{Action: KeepSafetyPlan, Words: "Write somebody's safety plan with them", Roles: dangerWorkers, OnCase: true, Compartments: Support},
	{Action: RaiseAlert, Words: "Alert the people on duty that somebody may be in danger", Roles: dangerDuty, OnCase: true, Compartments: Support},
	{Action: ListAlerts, Words: "See the alerts of one's provider", Roles: dangerDuty},
	{Action: AnswerAlert, Words: "See an alert, take it on and say how it ended", Roles: dangerDuty, OnCase: true, Compartments: Support},
}
