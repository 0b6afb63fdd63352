package access

import "github.com/havenward/havenward/internal/account"

// The actions on who may see a case.
const (
	ReadSharing     Action = "read-sharing"
	ShareCase       Action = "share-case"
	RecordConsent   Action = "record-consent"
	ListRequests    Action = "list-access-requests"
	DecideRequest   Action = "decide-access-request"
	AskForAccess    Action = "ask-for-access"
	ListShared      Action = "list-shared-cases"
	ReadShared      Action = "read-shared-case"
	DenyCase        Action = "deny-case"
	OpenInEmergency Action = "open-in-emergency"
	ReadInEmergency Action = "read-in-emergency"
	ListEmergencies Action = "list-emergencies"
	ReviewEmergency Action = "review-emergency"
)

var sharingPolicy = []Rule{
	{Action: ReadSharing, Words: "See who may see a case, why and until when, and what the person agreed to", Roles: authority, OnCase: true, Compartments: Sharing},
	{Action: ShareCase, Words: "Share a case with an agency, a team, a post or a person; extend a share or end it", Roles: caseworkers, OnCase: true, Compartments: Sharing},
	{Action: RecordConsent, Words: "Record what a person agrees to share, and that they no longer do", Roles: caseworkers, OnCase: true, Compartments: Sharing},
	{Action: ListRequests, Words: "List who asks to see cases of one's agency", Roles: caseworkers},
	{Action: DecideRequest, Words: "Decide on a request to see a case", Roles: caseworkers, OnCase: true, Compartments: Sharing},
	{Action: AskForAccess, Words: "Ask the agency that keeps a case to see it", Roles: askers},
	{Action: ListShared, Words: "List the cases that are shared with one's agency, team, post or oneself", Roles: askers},
	{Action: ReadShared, Words: "Read what is shared of a case", Roles: askers, OnCase: true, Compartments: Everything | Intelligence, Any: true},
	{Action: DenyCase, Words: "Deny somebody a case because of a conflict of interest, and see who is denied it", Roles: roles(account.AuthorityManager), OnCase: true, Compartments: Sharing},
	{Action: OpenInEmergency, Words: "Open a case by its exact reference in an emergency, without having been granted it", Roles: emergency},
	{Action: ReadInEmergency, Words: "Read what protects a person in an emergency", Roles: emergency, OnCase: true, Compartments: Identity, Shows: Contact | Health},
	{Action: ListEmergencies, Words: "List who opened cases in an emergency", Roles: roles(account.AuthorityManager)},
	{Action: ReviewEmergency, Words: "Review whether it was right to open a case in an emergency", Roles: roles(account.AuthorityManager), OnCase: true, Compartments: Sharing},
}
