package access

import "github.com/havenward/havenward/internal/account"

// The actions on sealed placements, visits and missing people.
const (
	SeePlacements  Action = "see-placements"
	ManagePlaces   Action = "manage-places"
	TakeOnPerson   Action = "take-on-person"
	ReadPlacement  Action = "read-placement"
	PlacePerson    Action = "place-person"
	AskSight       Action = "ask-sight-of-address"
	ListSights     Action = "list-sights-of-addresses"
	OfferSight     Action = "offer-sight-of-address"
	DecideSight    Action = "decide-sight-of-address"
	SeeAddress     Action = "see-address"
	ListVisits     Action = "list-visits"
	AskVisit       Action = "ask-visit"
	ReadVisit      Action = "read-visit"
	CheckVisitor   Action = "check-visitor"
	DecideVisit    Action = "decide-visit"
	OverrideDenial Action = "override-denial"
	KeepDenyList   Action = "keep-deny-list"
	LogVisit       Action = "log-visit"
	SeeDoor        Action = "see-door-list"
	ListMissing    Action = "list-missing"
	KeepProfile    Action = "keep-missing-profile"
	TakeGrabPack   Action = "take-grab-pack"
	ReportMissing  Action = "report-missing"
)

var placementPolicy = []Rule{
	{Action: SeePlacements, Words: "See the boards of placements and places of one's agency, without addresses", Roles: placing},
	{Action: ManagePlaces, Words: "Add places to live and change them, and name who looks after people there", Roles: roles(account.PlacementTeam)},
	{Action: TakeOnPerson, Words: "Take on a person as their placement team", Roles: roles(account.PlacementTeam), OnCase: true, Compartments: Identity},
	{Action: ReadPlacement, Words: "Read somebody's placements, without the address", Roles: placing, OnCase: true, Compartments: Identity | Location},
	{Action: PlacePerson, Words: "Place somebody, move them, or end a placement", Roles: roles(account.PlacementTeam), OnCase: true, Compartments: Identity | Location},
	{Action: AskSight, Words: "Ask to see somebody's address, with a reason", Roles: askers, OnCase: true, Compartments: Identity},
	{Action: ListSights, Words: "See what addresses one asked to see, and what waits for one's team", Roles: askers},
	{Action: OfferSight, Words: "Offer somebody a sight of an address that they did not ask for", Roles: roles(account.PlacementTeam), OnCase: true, Compartments: Identity | Location},
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
}
