package access

import (
	"slices"

	"github.com/havenward/havenward/internal/account"
)

// The actions on going home.
const (
	ListReturns     Action = "list-returns"
	BeginReturn     Action = "begin-return"
	ReadReturn      Action = "read-return"
	PlanReturn      Action = "plan-return"
	DecideInterests Action = "decide-best-interests"
	CountReturns    Action = "count-returns"
	ReadReceivers   Action = "read-receivers"
	KeepReceivers   Action = "keep-receivers"
	ListHandovers   Action = "list-handovers"
	ReadHandover    Action = "read-handover"
)

// Those who arrange a return that a person chose. Nobody who decides on a case or
// on permission to stay is among them.
var returning = slices.Concat(roles(account.ReturnsOfficer), helping)

var returnsPolicy = []Rule{
	{Action: ListReturns, Words: "See the returns that one's agency arranges, and the contacts that are due after them", Roles: returning},
	{Action: BeginReturn, Words: "Record that somebody wants to talk about going home", Roles: helping, OnCase: true, Compartments: Support | Location, Any: true},
	{Action: ReadReturn, Words: "Read the plan of somebody's return", Roles: returning, OnCase: true, Compartments: Identity | Immigration},
	{Action: PlanReturn, Words: "Record choices, risks, papers, travel, the handover and contacts of a return, and stop it", Roles: returning, OnCase: true, Compartments: Identity | Immigration},
	{Action: DecideInterests, Words: "Record whether a return is in a child's best interests", Roles: roles(account.SocialWorker), OnCase: true, Compartments: Identity | Immigration},
	{Action: CountReturns, Words: "Count returns and what was found after them", Roles: slices.Concat(roles(account.Statistician, account.Commissioner), returning)},
	{Action: ReadReceivers, Words: "See which organisations abroad take people on", Roles: returning},
	{Action: KeepReceivers, Words: "Add organisations abroad that take people on, and check what is known of them", Roles: roles(account.ReturnsOfficer, account.SupportManager)},
	{Action: ListHandovers, Words: "See the handovers that one's organisation abroad was asked for, and answer them", Roles: roles(account.ReceivingPartner)},
	{Action: ReadHandover, Words: "Read what a person agreed to hand over, and say how they are", Roles: roles(account.ReceivingPartner), OnCase: true, Compartments: Identity},
}
