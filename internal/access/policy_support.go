package access

import "github.com/havenward/havenward/internal/account"

// The actions of those who support somebody. Support is a compartment of its own:
// it is granted to the provider alone, and no action of anybody who decides or
// investigates needs it.
const (
	ListSupport     Action = "list-support"
	ReadSupport     Action = "read-support"
	WorkSupport     Action = "work-support"
	EndSupport      Action = "end-support"
	ManageSupport   Action = "manage-support"
	TakeSupport     Action = "take-support"
	SetSupportAreas Action = "set-support-areas"
	HearConsent     Action = "hear-consent"
)

var supporting = roles(account.SupportProvider, account.SupportManager)

var supportPolicy = []Rule{
	{Action: ListSupport, Words: "List the people whom one's provider supports, by what is due", Roles: supporting},
	{Action: ReadSupport, Words: "Read how somebody is supported: needs, plan, notes and periods", Roles: supporting, OnCase: true, Compartments: Identity | Support, Shows: Contact | Health | Location | Immigration},
	{Action: WorkSupport, Words: "Record contacts, needs, outcomes, plans, services, notes and reviews of somebody who is supported", Roles: supporting, OnCase: true, Compartments: Identity | Support},
	{Action: EndSupport, Words: "End somebody's support with what comes next, or undo that", Roles: supporting, OnCase: true, Compartments: Identity | Support},
	{Action: ManageSupport, Words: "Name the worker of somebody who is supported, pass the case on, and authorise longer support", Roles: roles(account.SupportManager), OnCase: true, Compartments: Identity | Support},
	{Action: TakeSupport, Words: "See, without names, who waits for a provider, and take them on", Roles: roles(account.SupportManager)},
	{Action: SetSupportAreas, Words: "Say in which areas one's provider takes people on", Roles: roles(account.SupportManager)},
	{Action: HearConsent, Words: "Record, as who supports a person, what the person agrees to share and that they no longer do", Roles: supporting, OnCase: true, Compartments: Identity | Support},
}
