package access

import "github.com/havenward/havenward/internal/account"

// The actions of the competent authority on its cases.
const (
	ListCases    Action = "list-cases"
	SearchCases  Action = "search-cases"
	ReadCase     Action = "read-case"
	ReadIdentity Action = "read-identity"
	ReadStory    Action = "read-story"
	ReadContact  Action = "read-contact"
	ReadDocument Action = "read-document"
	KeepContact  Action = "keep-contact"
	AddDocument  Action = "add-document"
	TakeStep     Action = "take-step"
	AssignCases  Action = "assign-cases"
	WorkTasks    Action = "work-tasks"
	ReadLetter   Action = "read-letter"
	ServeLetter  Action = "serve-letter"
)

var decisionPolicy = []Rule{
	{Action: ListCases, Words: "See the work lists of the competent authority", Roles: authority},
	{Action: SearchCases, Words: "Search cases by name, alias, reference or number", Roles: authority},
	{Action: ReadCase, Words: "Open a case", Roles: authority, OnCase: true, Compartments: Decision},
	{Action: ReadIdentity, Words: "Read who a case is about", Roles: authority, OnCase: true, Compartments: Identity},
	{Action: ReadStory, Words: "Read the account in a referral", Roles: authority, OnCase: true, Compartments: Story},
	{Action: ReadContact, Words: "Read how a person can safely be reached", Roles: authority, OnCase: true, Compartments: Contact},
	{Action: ReadDocument, Words: "Read a document of a case", Roles: authority, OnCase: true, Compartments: Story},
	{Action: KeepContact, Words: "Add a contact to a case, and record that one was checked", Roles: authority, OnCase: true, Compartments: Contact},
	{Action: AddDocument, Words: "Add a document to a case", Roles: authority, OnCase: true, Compartments: Story},
	{Action: TakeStep, Words: "Take a step in a case (which one, the machine of decisions says)", Roles: authority, OnCase: true, Compartments: Decision},
	{Action: AssignCases, Words: "Give cases to people", Roles: roles(account.TriageOfficer, account.AuthorityManager)},
	{Action: WorkTasks, Words: "See and finish tasks", Roles: authority, OnCase: true, Compartments: Decision},
	{Action: ReadLetter, Words: "Read a letter", Roles: authority, OnCase: true, Compartments: Decision | Identity},
	{Action: ServeLetter, Words: "Send a letter and record its service", Roles: deciders, OnCase: true, Compartments: Decision | Identity | Contact},
}
