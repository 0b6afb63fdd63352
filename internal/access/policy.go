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
	KeepContact    Action = "keep-contact"
	TakeStep       Action = "take-step"
	AssignCases    Action = "assign-cases"
	WorkTasks      Action = "work-tasks"
	ReadLetter     Action = "read-letter"
	ServeLetter    Action = "serve-letter"
	ReadHistory    Action = "read-history"
	ReadFigures    Action = "read-figures"
	RunEstimates   Action = "run-estimates"
	ImportReferral Action = "import-referrals"
	AgreeRecovery  Action = "agree-recovery"
	ManageAgencies Action = "manage-agencies"
	ManageAccounts Action = "manage-accounts"
	ListRecords    Action = "list-records"
	RemoveRecord   Action = "remove-record"

	SeePlacements   Action = "see-placements"
	ManagePlaces    Action = "manage-places"
	TakeOnPerson    Action = "take-on-person"
	ReadPlacement   Action = "read-placement"
	PlacePerson     Action = "place-person"
	AskSight        Action = "ask-sight-of-address"
	ListSights      Action = "list-sights-of-addresses"
	DecideSight     Action = "decide-sight-of-address"
	SeeAddress      Action = "see-address"
	ListVisits      Action = "list-visits"
	AskVisit        Action = "ask-visit"
	ReadVisit       Action = "read-visit"
	CheckVisitor    Action = "check-visitor"
	DecideVisit     Action = "decide-visit"
	OverrideDenial  Action = "override-denial"
	KeepDenyList    Action = "keep-deny-list"
	LogVisit        Action = "log-visit"
	SeeDoor         Action = "see-door-list"
	ListMissing     Action = "list-missing"
	KeepProfile     Action = "keep-missing-profile"
	TakeGrabPack    Action = "take-grab-pack"
	ReportMissing   Action = "report-missing"
	ReadSharing     Action = "read-sharing"
	ShareCase       Action = "share-case"
	RecordConsent   Action = "record-consent"
	DecideRequest   Action = "decide-access-request"
	ListRequests    Action = "list-access-requests"
	AskForAccess    Action = "ask-for-access"
	ListShared      Action = "list-shared-cases"
	ReadShared      Action = "read-shared-case"
	DenyCase        Action = "deny-case"
	OpenInEmergency Action = "open-in-emergency"
	ReadInEmergency Action = "read-in-emergency"
	ListEmergencies Action = "list-emergencies"
	ReviewEmergency Action = "review-emergency"
	ManageTeams     Action = "manage-teams"
	ReviewMatches   Action = "review-matches"
	MergeCases      Action = "merge-cases"
	AnswerMatch     Action = "answer-match-request"
	TeachMatching   Action = "teach-matching"
	FindMatches     Action = "find-matches"
	SearchRecord    Action = "search-record"
	GiveCopy        Action = "give-copy"
)

// Rule is one line of the policy: an action in words, the roles that allow it,
// and, for an action on a case, the compartments that must all be granted.
// Of a rule with Any, one of the compartments is enough, and the action shows
// only what is granted. Shows are compartments that an action shows beside those
// it needs, where they are granted too. Everyone marks what needs no role (and, for Anyone, no sign-in).
type Rule struct {
	Action       Action
	Words        string
	Roles        []account.Role
	OnCase       bool
	Compartments Compartments
	Any          bool
	Shows        Compartments
	Everyone     bool
}

// The roles of the competent authority that read and work on cases.
var authority = []account.Role{account.TriageOfficer, account.DecisionMaker, account.SecondReader, account.AuthorityManager, account.PanelMember}

// The roles outside it that speak with it for a person.
var outside = []account.Role{account.FirstResponder, account.SupportProvider}

// Those who may have to open a case in an emergency.
var emergency = append(roles(outside...), account.TriageOfficer, account.DecisionMaker, account.AuthorityManager, account.PlacementTeam, account.SocialWorker)

// Those in the authority who decide who else may see a case.
var caseworkers = roles(account.TriageOfficer, account.DecisionMaker, account.AuthorityManager)

var deciders = []account.Role{account.DecisionMaker, account.SecondReader, account.AuthorityManager, account.PanelMember}

// The roles that answer for people who were placed, those that look after them,
// and everybody who works with people and may need what another agency keeps.
var (
	placing = []account.Role{account.PlacementTeam, account.SocialWorker}
	caring  = append(roles(account.Carer), placing...)
	askers  = append(append(roles(placing...), outside...), authority...)
)

// The roles that decide whether two records are one person.
var reviewers = []account.Role{account.TriageOfficer, account.DecisionMaker, account.SecondReader, account.AuthorityManager}

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
	{Action: KeepContact, Words: "Add a contact to a case, and record that one was checked", Roles: authority, OnCase: true, Compartments: Contact},
	{Action: AddDocument, Words: "Add a document to a case", Roles: authority, OnCase: true, Compartments: Story},
	{Action: TakeStep, Words: "Take a step in a case (which one, the machine of decisions says)", Roles: authority, OnCase: true, Compartments: Decision},
	{Action: TakeSharedStep, Words: "Take a step that those who speak for a person may take as well as the authority", Roles: append(roles(outside...), authority...), OnCase: true, Compartments: Identity},
	{Action: AssignCases, Words: "Give cases to people", Roles: roles(account.TriageOfficer, account.AuthorityManager)},
	{Action: WorkTasks, Words: "See and finish tasks", Roles: authority, OnCase: true, Compartments: Decision},
	{Action: ReadLetter, Words: "Read a letter", Roles: authority, OnCase: true, Compartments: Decision | Identity},
	{Action: ServeLetter, Words: "Send a letter and record its service", Roles: deciders, OnCase: true, Compartments: Decision | Identity | Contact},
	{Action: ReadHistory, Words: "Read who looked at a case and who changed it", Roles: roles(account.AuthorityManager), OnCase: true, Compartments: Decision},

	{Action: GiveCopy, Words: "Print for a person who looked at their file", Roles: deciders, OnCase: true, Compartments: Decision},
	{Action: SearchRecord, Words: "Search who did and saw what, of one's agency (an auditor of the competent authority: of all), without content", Roles: roles(account.Auditor)},

	{Action: SeePlacements, Words: "See the boards of placements and places of one's agency, without addresses", Roles: placing},
	{Action: ManagePlaces, Words: "Add places to live and change them, and name who looks after people there", Roles: roles(account.PlacementTeam)},
	{Action: TakeOnPerson, Words: "Take on a person as their placement team", Roles: roles(account.PlacementTeam), OnCase: true, Compartments: Identity},
	{Action: ReadPlacement, Words: "Read somebody's placements, without the address", Roles: placing, OnCase: true, Compartments: Identity | Location},
	{Action: PlacePerson, Words: "Place somebody, move them, or end a placement", Roles: roles(account.PlacementTeam), OnCase: true, Compartments: Identity | Location},
	{Action: AskSight, Words: "Ask to see somebody's address, with a reason", Roles: askers, OnCase: true, Compartments: Identity},
	{Action: ListSights, Words: "See what addresses one asked to see, and what waits for one's team", Roles: askers},
	{Action: DecideSight, Words: "Agree or refuse that somebody sees an address, or end it", Roles: roles(account.PlacementTeam), OnCase: true, Compartments: Identity | Location},
	{Action: SeeAddress, Words: "See an address while a sight of it lasts", Roles: askers},
	{Action: ListVisits, Words: "See who asks to visit people of one's agency", Roles: placing},
	{Action: AskVisit, Words: "Ask that somebody may visit, or record who asked about a person", Roles: caring, OnCase: true, Compartments: Identity | Location},
	{Action: ReadVisit, Words: "Read a request to visit", Roles: placing, OnCase: true, Compartments: Identity | Location},
	{Action: CheckVisitor, Words: "Record what checks of a visitor showed", Roles: placing, OnCase: true, Compartments: Identity | Location},
	{Action: DecideVisit, Words: "Approve or refuse a visitor", Roles: placing, OnCase: true, Compartments: Identity | Location},
	{Action: OverrideDenial, Words: "Override the warning that a visitor resembles somebody who is denied", Roles: roles(account.PlacementTeam), OnCase: true, Compartments: Identity | Location},
	{Action: KeepDenyList, Words: "Keep the list of who is never to have contact", Roles: placing, OnCase: true, Compartments: Identity | Location},
	{Action: LogVisit, Words: "Record a visit, or somebody who was turned away", Roles: caring, OnCase: true, Compartments: Identity | Location},
	{Action: SeeDoor, Words: "See the contact list for the door of a house that one looks after", Roles: roles(account.Carer)},
	{Action: ListMissing, Words: "See who is missing, and which return interviews are due", Roles: caring},
	{Action: KeepProfile, Words: "Keep what the police need when somebody goes missing", Roles: caring, OnCase: true, Compartments: Identity | Location},
	{Action: TakeGrabPack, Words: "Print the pack for the police when somebody goes missing", Roles: caring, OnCase: true, Compartments: Identity | Location},
	{Action: ReportMissing, Words: "Record that somebody is missing, what is done, and the return", Roles: caring, OnCase: true, Compartments: Identity | Location},
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
	{Action: FindMatches, Words: "Look for earlier records of a person, among those within reach", Roles: append(roles(outside...), authority...)},
	{Action: ReviewMatches, Words: "Compare records that may be of one person, and decide", Roles: reviewers},
	{Action: MergeCases, Words: "Join the records of one person, and undo it", Roles: roles(account.TriageOfficer, account.DecisionMaker, account.AuthorityManager)},
	{Action: AnswerMatch, Words: "Answer whether a record is of somebody whom another agency knows, and read such answers", Roles: append(roles(outside...), reviewers...)},
	{Action: TeachMatching, Words: "Let the comparison of records learn from what people decided", Roles: roles(account.AuthorityManager)},

	{Action: ReadFigures, Words: "Read tables of figures", Roles: roles(account.Statistician, account.AuthorityManager)},
	{Action: RunEstimates, Words: "Estimate how many people there are, from tables and from casework, and read the runs of one's agency", Roles: roles(account.Statistician, account.AuthorityManager)},
	{Action: ImportReferral, Words: "Import referrals from another system", Roles: roles(account.TriageOfficer, account.AuthorityManager)},
	{Action: ManageAgencies, Words: "Manage agencies, their administrators and their own sign-in; nothing of any case", Roles: roles(account.SystemAdministrator)},
	{Action: AgreeRecovery, Words: "Be the second administrator who lets somebody back in", Roles: roles(account.AgencyAdministrator, account.SystemAdministrator)},
	{Action: ManageAccounts, Words: "Manage the accounts of one's agency", Roles: roles(account.AgencyAdministrator)},
	{Action: ListRecords, Words: "See which records of closed cases are due for removal, by number and day", Roles: roles(account.RecordsOfficer)},
	{Action: RemoveRecord, Words: "Approve or confirm the removal of a record, hold it by law, or lift a hold; without reading it", Roles: roles(account.RecordsOfficer), OnCase: true, Compartments: Decision},
	{Action: ManageTeams, Words: "Manage the teams and duty posts of one's agency", Roles: roles(account.AgencyAdministrator)},
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
