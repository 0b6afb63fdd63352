package access

import "github.com/havenward/havenward/internal/account"

// The actions on justice and redress.
const (
	ListJustice     Action = "list-justice"
	OpenJustice     Action = "open-justice"
	ReadJustice     Action = "read-justice"
	KeepJustice     Action = "keep-justice"
	ShareJustice    Action = "share-justice"
	ReconcileCrimes Action = "reconcile-crimes"
	SettleCrime     Action = "settle-crime-record"
)

// Those who keep a person's justice file: they stand beside the person, not
// beside the prosecution.
var justiceKeepers = roles(account.SupportProvider, account.SocialWorker)

var justicePolicy = []Rule{
	{Action: ListJustice, Words: "See hearings, limits and what is due of the justice files that one may read", Roles: append(roles(justiceKeepers...), account.SupportManager, account.VictimLiaison)},
	{Action: OpenJustice, Words: "Open a justice file for a person whom one stands beside", Roles: justiceKeepers, OnCase: true, Compartments: Identity},
	{Action: ReadJustice, Words: "Read a person’s justice file: all of it in the agency that keeps it, elsewhere the parts that the person agreed to show", Roles: append(roles(justiceKeepers...), account.SupportManager, account.VictimLiaison), OnCase: true, Compartments: Identity | Justice},
	{Action: KeepJustice, Words: "Record and correct in a person’s justice file: in all of it where one’s agency keeps it, elsewhere in the parts that are shown", Roles: append(roles(justiceKeepers...), account.VictimLiaison), OnCase: true, Compartments: Identity | Justice},
	{Action: ShareJustice, Words: "Record what contact with the police a person wants, show parts of their justice file to an agency, and end that", Roles: justiceKeepers, OnCase: true, Compartments: Identity | Justice},
	{Action: ReconcileCrimes, Words: "List referrals without a crime record for the police forces, without names", Roles: roles(account.TriageOfficer, account.AuthorityManager)},
	{Action: SettleCrime, Words: "Enter what a police force answered about the crime record of a referral", Roles: roles(account.TriageOfficer, account.AuthorityManager), OnCase: true, Compartments: Decision},
}
