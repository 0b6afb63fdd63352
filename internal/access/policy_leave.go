package access

import (
	"slices"

	"github.com/havenward/havenward/internal/account"
)

// The actions on permission to stay.
const (
	ListLeave    Action = "list-leave"
	OpenLeave    Action = "open-leave"
	ReadLeave    Action = "read-leave"
	KeepLeave    Action = "keep-leave"
	SendEvidence Action = "send-evidence"
	ReadPauses   Action = "read-leave-pauses"
	KeepPauses   Action = "keep-leave-pauses"
	CheckRemoval Action = "check-removal"
)

// Those who help a person with permission to stay and with a return: the workers
// of their support provider, and the social worker of a child.
var helping = roles(account.SupportProvider, account.SupportManager, account.SocialWorker)

var leavePolicy = []Rule{
	{Action: ListLeave, Words: "See the permissions to stay that one's agency keeps in view, and when they end", Roles: helping},
	{Action: OpenLeave, Words: "Begin to keep somebody's permission to stay in view", Roles: helping, OnCase: true, Compartments: Support | Location, Any: true},
	{Action: ReadLeave, Words: "Read somebody's permission to stay and applications", Roles: slices.Concat(helping, roles(account.ReturnsOfficer), deciders), OnCase: true, Compartments: Identity | Immigration},
	{Action: KeepLeave, Words: "Record somebody's permission to stay, applications, answers and challenges", Roles: helping, OnCase: true, Compartments: Identity | Immigration},
	{Action: SendEvidence, Words: "Put together evidence that a person agreed to send", Roles: helping, OnCase: true, Compartments: Identity | Immigration},
	{Action: ReadPauses, Words: "Read which kinds of permission to stay are paused", Roles: slices.Concat(helping, roles(account.ReturnsOfficer), authority)},
	{Action: KeepPauses, Words: "Record that decisions on a kind of permission are paused, and that they go on", Roles: roles(account.AuthorityManager, account.SupportManager)},
	{Action: CheckRemoval, Words: "Ask whether somebody may not be removed because identification is open", Roles: slices.Concat(askers, roles(account.SupportManager, account.ReturnsOfficer, account.Carer)), OnCase: true, Compartments: Identity},
}
