package access

import "github.com/havenward/havenward/internal/account"

// The actions on agencies, people and teams; none is on a case.
const (
	ManageAgencies Action = "manage-agencies"
	AgreeRecovery  Action = "agree-recovery"
	ManageAccounts Action = "manage-accounts"
	ManageTeams    Action = "manage-teams"
	ListHeldFiles  Action = "list-held-files"
)

var accountPolicy = []Rule{
	{Action: ManageAgencies, Words: "Manage agencies, their administrators and their own sign-in; nothing of any case", Roles: roles(account.SystemAdministrator)},
	{Action: AgreeRecovery, Words: "Be the second administrator who lets somebody back in", Roles: roles(account.AgencyAdministrator, account.SystemAdministrator)},
	{Action: ManageAccounts, Words: "Manage the accounts of one's agency", Roles: roles(account.AgencyAdministrator)},
	{Action: ManageTeams, Words: "Manage the teams and duty posts of one's agency", Roles: roles(account.AgencyAdministrator)},
	{Action: ListHeldFiles, Words: "See which files of one's agency were held back because of viruses, by kind and day, and have them looked at again", Roles: roles(account.AgencyAdministrator)},
}
