package access

import "github.com/havenward/havenward/internal/account"

// The actions on the record of who did what, and on records that are due for removal.
const (
	ReadHistory  Action = "read-history"
	GiveCopy     Action = "give-copy"
	SearchRecord Action = "search-record"
	ListRecords  Action = "list-records"
	RemoveRecord Action = "remove-record"
	RemoveKept   Action = "remove-kept"
	RenewKey     Action = "renew-key"
)

var recordPolicy = []Rule{
	{Action: ReadHistory, Words: "Read who looked at a case and who changed it", Roles: roles(account.AuthorityManager), OnCase: true, Compartments: Decision},
	{Action: GiveCopy, Words: "Print for a person who looked at their file", Roles: deciders, OnCase: true, Compartments: Decision},
	{Action: SearchRecord, Words: "Search who did and saw what, of one's agency (an auditor of the competent authority: of all), without content", Roles: roles(account.Auditor)},
	{Action: ListRecords, Words: "See which records of closed cases are due for removal, by number and day", Roles: roles(account.RecordsOfficer)},
	{Action: RemoveRecord, Words: "Approve or confirm the removal of a record, hold it by law, or lift a hold; without reading it", Roles: roles(account.RecordsOfficer), OnCase: true, Compartments: Decision},
	{Action: RemoveKept, Words: "Approve or confirm the removal of what one's agency keeps beside cases (notifications, people to keep away), hold it or a draft by law, or lift a hold; without reading it", Roles: roles(account.RecordsOfficer)},
	{Action: RenewKey, Words: "Give a case new keys, under which all of it is sealed anew; without reading it", Roles: roles(account.RecordsOfficer), OnCase: true, Compartments: Decision},
}
