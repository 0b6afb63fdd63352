package access

import "github.com/havenward/havenward/internal/account"

// The actions on figures, which are of nobody.
const (
	ReadFigures  Action = "read-figures"
	RunEstimates Action = "run-estimates"
)

var figuresPolicy = []Rule{
	{Action: ReadFigures, Words: "Read tables of figures", Roles: roles(account.Statistician, account.AuthorityManager)},
	{Action: RunEstimates, Words: "Estimate how many people there are, from tables and from casework, and read the runs of one's agency", Roles: roles(account.Statistician, account.AuthorityManager)},
}
