package access

import "github.com/havenward/havenward/internal/account"

// The actions on figures of all rooms.
const (
	ReadStatistics  Action = "read-statistics"
	DrillStatistics Action = "drill-statistics"
)

var statisticsPolicy = []Rule{
	{Action: ReadStatistics, Words: "Read caseload, demand, what is overdue and outcomes: of one’s own provider, or of all providers with small numbers hidden", Roles: roles(account.SupportManager, account.Commissioner)},
	{Action: DrillStatistics, Words: "See which people stand behind a number, by provider, as far as one may see them and what is counted", Roles: roles(account.SupportManager, account.Commissioner)},
}
