// Package account keeps who may act: agencies, the people in them, their roles,
// how they sign in, and the tokens by which programs act for them.
package account

import (
	"slices"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Role is what somebody does in their agency. What a role may do is decided in
// package access and nowhere else.
type Role string

const (
	FirstResponder      Role = "first-responder"
	TriageOfficer       Role = "triage-officer"
	DecisionMaker       Role = "decision-maker"
	SecondReader        Role = "second-reader"
	AuthorityManager    Role = "authority-manager"
	PanelMember         Role = "panel-member"
	SupportProvider     Role = "support-provider"
	Statistician        Role = "statistician"
	AgencyAdministrator Role = "agency-administrator"
	// PlacementTeam finds a place to live and guards the address; SocialWorker
	// answers for a person who was placed; Carer looks after people in one house:
	// a foster carer, the manager of a children's home or of a safe house.
	PlacementTeam Role = "placement-team"
	SocialWorker  Role = "social-worker"
	Carer         Role = "carer"
	// RecordsOfficer removes records that are no longer needed and keeps those that
	// the law holds; they see numbers and days, not content.
	RecordsOfficer Role = "records-officer"
	// SystemAdministrator runs the service: agencies, keys, jobs. No action on a
	// case is ever theirs, so they read no content.
	SystemAdministrator Role = "system-administrator"
	// Auditor reads who did what and when, and nothing of what they saw.
	Auditor Role = "auditor"
	// SupportManager allocates a provider's support cases and authorises what a
	// worker may not alone; SupportProvider is the worker.
	SupportManager Role = "support-manager"
	// AccommodationDesk finds beds and safe houses; who runs one house is a Carer.
	AccommodationDesk Role = "accommodation-desk"
	// PaymentsOfficer pays what rules say is due to a person.
	PaymentsOfficer Role = "payments-officer"
	// ReturnsOfficer arranges a return that a person chose; ReceivingPartner is the
	// organisation abroad that takes the person on, and sees that return alone.
	ReturnsOfficer   Role = "returns-officer"
	ReceivingPartner Role = "receiving-partner"
	// VictimLiaison keeps a person told about the case in which they are a victim.
	VictimLiaison Role = "victim-liaison"
	// Commissioner compares providers, in figures that are of nobody.
	Commissioner Role = "commissioner"
)

// Roles lists every role with its name in words (a catalogue source string).
var Roles = []struct {
	Role Role
	Name string
}{
	{FirstResponder, "First responder"},
	{TriageOfficer, "Triage officer"},
	{DecisionMaker, "Decision maker"},
	{SecondReader, "Second reader"},
	{AuthorityManager, "Manager in the competent authority"},
	{PanelMember, "Panel member"},
	{SupportProvider, "Support provider"},
	{Statistician, "Statistician"},
	{AgencyAdministrator, "Agency administrator"},
	{PlacementTeam, "Placement team"},
	{SocialWorker, "Social worker or support worker"},
	{Carer, "Carer or house manager"},
	{RecordsOfficer, "Records officer"},
	{SystemAdministrator, "System administrator"},
	{Auditor, "Auditor"},
	{SupportManager, "Support manager"},
	{AccommodationDesk, "Accommodation desk"},
	{PaymentsOfficer, "Payments officer"},
	{ReturnsOfficer, "Returns officer"},
	{ReceivingPartner, "Receiving organisation abroad"},
	{VictimLiaison, "Victim liaison officer"},
	{Commissioner, "Commissioner of support"},
}

// Via is the door through which somebody acts.
type Via string

const (
	Page    Via = "page"
	API     Via = "api"
	Command Via = "command"
	Job     Via = "job"
	// OwnPage is the page that a person has about themselves: they act there, with
	// no account.
	OwnPage Via = "own-page"
)

// Actor is who acts in one request, job or command, and where from. The zero
// Actor is nobody and may do nothing.
type Actor struct {
	Account      db.ID
	Name         string
	Email        string
	Agency       db.ID
	AgencyName   string
	AgencyKind   Kind
	Jurisdiction string
	Roles        []Role
	Via          Via
	// Session is the session that the actor acts in; "" for programs and jobs.
	Session db.ID
	// Origin is the network address that the request came from, Request its id.
	Origin, Request string
	// ProvedUntil is until when it counts that the person proved who they are, by
	// a passkey or by password and code. Programs with a token have no such time.
	ProvedUntil time.Time
}

// Proved reports whether the actor proved who they are not long ago: what a
// session left open on a desk, or a stolen one, cannot.
func (a Actor) Proved(now time.Time) bool { return now.Before(a.ProvedUntil) }

// Has reports whether the actor has one of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(role Role) bool { return slices.Contains(a.Roles, role) })
}

// Known reports whether the actor is somebody.
func (a Actor) Known() bool { return a.Account != "" && a.Agency != "" }

// Kind is what sort of body an agency is; statistics group first responders by it.
type Kind string

const (
	Government         Kind = "government"
	Police             Kind = "police"
	LocalAuthority     Kind = "local-authority"
	NGO                Kind = "ngo"
	CompetentAuthority Kind = "competent-authority"
	Provider           Kind = "provider"
)

// Kinds lists every kind of agency with its name in words.
var Kinds = []struct {
	Kind Kind
	Name string
}{
	{Government, "Government agency"},
	{Police, "Police"},
	{LocalAuthority, "Local authority"},
	{NGO, "NGO and third sector"},
	{CompetentAuthority, "Competent authority"},
	{Provider, "Support provider"},
}

// Agency is a body whose people use the service.
type Agency struct {
	ID           db.ID
	Name         string
	Kind         Kind
	Jurisdiction string
	Suspended    bool
}

// Person is somebody with an account, as lists show them.
type Person struct {
	ID        db.ID
	Agency    db.ID
	Name      string
	Email     string
	Roles     []Role
	Suspended bool
	// Invited says that the person has not chosen a way to sign in yet; Seen is
	// when they last signed in.
	Invited bool
	Seen    time.Time
}
