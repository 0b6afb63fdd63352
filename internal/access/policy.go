// Package access is the only place that answers whether an actor may do an
// action, and to which cases. Roles allow actions (the table below); grants,
// which are rows, put cases and compartments of them within reach.
package access

import (
	"slices"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/fault"
)

// Action is something a route or command does.
type Action string

const (
	// Anyone is what needs no sign-in: the sign-in pages, help, health.
	Anyone Action = "anyone"
	// SignedIn is what every person with an account may do: home, own tokens.
	SignedIn Action = "signed-in"

	WriteReferral  Action = "write-referral"
	ReadReferral   Action = "read-referral"
	WithdrawForPV  Action = "report-withdrawal"
	AnswerRequest  Action = "answer-request"
	ActForPV       Action = "act-for-person"
	TakeSharedStep Action = "take-shared-step"
	ListCases      Action = "list-cases"
	SearchCases    Action = "search-cases"
	ReadCase       Action = "read-case"
	ReadIdentity   Action = "read-identity"
	ReadStory      Action = "read-story"
	ReadContact    Action = "read-contact"
	ReadDocument   Action = "read-document"
	AddDocument    Action = "add-document"
	TakeStep       Action = "take-step"
	AssignCases    Action = "assign-cases"
	WorkTasks      Action = "work-tasks"
	ReadLetter     Action = "read-letter"
	ServeLetter    Action = "serve-letter"
	ReadHistory    Action = "read-history"
	ReadFigures    Action = "read-figures"
	ImportReferral Action = "import-referrals"
	ManageAccounts Action = "manage-accounts"
)

// Compartments is a set of parts of a case.
type Compartments int64

const (
	Identity Compartments = 1 << iota
	Story
	Decision
	Health
	Immigration
	Contact
	Location
	Intelligence
)

// Everything is every compartment but intelligence, which is never granted in bulk.
const Everything = Identity | Story | Decision | Health | Immigration | Contact | Location

// Compartment is a compartment with its name in words.
type Compartment struct {
	Bit  Compartments
	Name string
}

// Names lists the compartments in order.
var Names = []Compartment{
	{Identity, "Identity"}, {Story, "Story"}, {Decision, "Decision"}, {Health, "Health"},
	{Immigration, "Immigration"}, {Contact, "Contact"}, {Location, "Location"}, {Intelligence, "Intelligence"},
}

// Rule is one line of the policy: an action in words, the roles that allow it,
// and, for an action on a case, the compartments that must all be granted.
// Everyone marks what needs no role (and, for Anyone, no sign-in).
type Rule struct {
	Action       Action
	Words        string
	Roles        []account.Role
	OnCase       bool
	Compartments Compartments
	Everyone     bool
}

// The roles of the competent authority that read and work on cases.
var authority = []account.Role{account.TriageOfficer, account.DecisionMaker, account.SecondReader, account.AuthorityManager, account.PanelMember}

// The roles outside it that speak with it for a person.
var outside = []account.Role{account.FirstResponder, account.SupportProvider}

var deciders = []account.Role{account.DecisionMaker, account.SecondReader, account.AuthorityManager, account.PanelMember}

// Policy is the whole policy. What is not in it is refused.
var Policy = []Rule{
	{Action: Anyone, Words: "Reach pages that need no sign-in", Everyone: true},
	{Action: SignedIn, Words: "Reach one's own home, tokens and sign-out", Everyone: true},

	{Action: WriteReferral, Words: "Write and send a referral", Roles: roles(account.FirstResponder)},
	{Action: ReadReferral, Words: "Read a referral that one's agency sent", Roles: roles(account.FirstResponder), OnCase: true, Compartments: Identity | Story},
	{Action: WithdrawForPV, Words: "Tell the competent authority that an adult withdraws", Roles: outside, OnCase: true, Compartments: Identity},
	{Action: AnswerRequest, Words: "Answer a request for further information", Roles: outside, OnCase: true, Compartments: Story},
	{Action: ActForPV, Words: "Ask the competent authority for something, or tell it something, for a person (what, the machine of decisions says)", Roles: outside, OnCase: true, Compartments: Identity},

	{Action: ListCases, Words: "See the work lists of the competent authority", Roles: authority},
	{Action: SearchCases, Words: "Search cases by name, alias, reference or number", Roles: authority},
	{Action: ReadCase, Words: "Open a case", Roles: authority, OnCase: true, Compartments: Decision},
	{Action: ReadIdentity, Words: "Read who a case is about", Roles: authority, OnCase: true, Compartments: Identity},
	{Action: ReadStory, Words: "Read the account in a referral", Roles: authority, OnCase: true, Compartments: Story},
	{Action: ReadContact, Words: "Read how a person can safely be reached", Roles: authority, OnCase: true, Compartments: Contact},
	{Action: ReadDocument, Words: "Read a document of a case", Roles: authority, OnCase: true, Compartments: Story},
	{Action: AddDocument, Words: "Add a document to a case", Roles: authority, OnCase: true, Compartments: Story},
	{Action: TakeStep, Words: "Take a step in a case (which one, the machine of decisions says)", Roles: authority, OnCase: true, Compartments: Decision},
	{Action: TakeSharedStep, Words: "Take a step that those who speak for a person may take as well as the authority", Roles: append(roles(outside...), authority...), OnCase: true, Compartments: Identity},
	{Action: AssignCases, Words: "Give cases to people", Roles: roles(account.TriageOfficer, account.AuthorityManager)},
	{Action: WorkTasks, Words: "See and finish tasks", Roles: authority, OnCase: true, Compartments: Decision},
	{Action: ReadLetter, Words: "Read a letter", Roles: authority, OnCase: true, Compartments: Decision | Identity},
	{Action: ServeLetter, Words: "Send a letter and record its service", Roles: deciders, OnCase: true, Compartments: Decision | Identity | Contact},
	{Action: ReadHistory, Words: "Read who looked at a case and who changed it", Roles: roles(account.AuthorityManager), OnCase: true, Compartments: Decision},

	{Action: ReadFigures, Words: "Read tables of figures", Roles: roles(account.Statistician, account.AuthorityManager)},
	{Action: ImportReferral, Words: "Import referrals from another system", Roles: roles(account.TriageOfficer, account.AuthorityManager)},
	{Action: ManageAccounts, Words: "Manage the accounts of one's agency", Roles: roles(account.AgencyAdministrator)},
}

func roles(list ...account.Role) []account.Role { return list }

var byAction = func() map[Action]Rule {
	rules := map[Action]Rule{}
	for _, rule := range Policy {
		rules[rule.Action] = rule
	}
	return rules
}()

// RuleFor gives the policy's line for an action; false where there is none.
func RuleFor(action Action) (Rule, bool) {
	rule, ok := byAction[action]
	return rule, ok
}

// Role reports whether the actor's roles allow an action at all, wherever the
// case. Nobody, and an action that the policy does not name, are refused.
func Role(actor account.Actor, action Action) error {
	rule, ok := byAction[action]
	switch {
	case !ok:
		return fault.Missing()
	case action == Anyone:
		return nil
	case !actor.Known():
		return &fault.Error{Code: fault.SignIn, Message: "Sign in to go on"}
	case rule.Everyone:
		return nil
	case slices.ContainsFunc(rule.Roles, func(role account.Role) bool { return actor.Has(role) }):
		return nil
	}
	return fault.Refuse("Your role does not allow this. Ask your agency's administrator if you think it should")
}
