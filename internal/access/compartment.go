package access

import "github.com/havenward/havenward/internal/account"

// Compartments is a set of parts of a case.
type Compartments int64

// The compartments. Sharing is who may see the case: whoever has it decides on
// grants, denials and requests, so it is given only to the agency that keeps
// the case and is never shared on. Support is what a person tells those who
// support them; it is granted to their provider alone, so that nobody who
// decides, polices or returns ever reads it. Justice is what a person was offered
// and told as a victim of crime; it is granted to who keeps that file, and, with the
// person's agreement, to the police for the parts that they agreed to.
const (
	Identity Compartments = 1 << iota
	Story
	Decision
	Health
	Immigration
	Contact
	Location
	Intelligence
	Sharing
	Support
	Justice
)

// Everything is what an agency that works on a case as a whole is granted:
// every compartment but intelligence, which is never granted in bulk, sharing,
// which only the agency that keeps the case has, support and justice.
const Everything = Identity | Story | Decision | Health | Immigration | Contact | Location

// every is all the bits that mean something.
const every = Everything | Intelligence | Sharing | Support | Justice

// Compartment is a compartment with its name in words.
type Compartment struct {
	Bit   Compartments
	Code  string
	Name  string
	Holds string // what it holds
}

// Names lists the compartments in order.
var Names = []Compartment{
	{Identity, "identity", "Identity", "Names, birth, nationality, numbers, and the professionals around the person"},
	{Story, "story", "Story", "The account of what happened, places, exploiters, indicators and documents"},
	{Decision, "decision", "Decision", "The stage, steps, clocks, tasks, decisions and letters"},
	{Health, "health", "Health", "Health needs and treatment"},
	{Immigration, "immigration", "Immigration", "Permission to stay, applications, and going home"},
	{Contact, "contact", "Contact", "How the person can safely be reached"},
	{Location, "location", "Location", "Where the person is or was placed"},
	{Intelligence, "intelligence", "Intelligence", "What is known and suspected of exploiters"},
	{Sharing, "sharing", "Sharing", "Who may see the case, and why"},
	{Support, "support", "Support", "Needs, the plan, money, and what was noted by those who support the person"},
	{Justice, "justice", "Justice", "What the person was offered, told and claimed as a victim of crime"},
}

// Each gives the compartments of a set, in order.
func (c Compartments) Each() []Compartment {
	var found []Compartment
	for _, named := range Names {
		if c&named.Bit != 0 {
			found = append(found, named)
		}
	}
	return found
}

// ByCode gives the compartment of a code; 0 where there is none.
func ByCode(code string) Compartments {
	for _, named := range Names {
		if named.Code == code {
			return named.Bit
		}
	}
	return 0
}

// ceilings are the compartments that the actions of a role need or show. What
// no action of a role needs, no grant puts within its reach: an agency that is
// granted a case does not thereby grant it to its administrators.
var ceilings = func() map[account.Role]Compartments {
	most := map[account.Role]Compartments{}
	for _, rule := range Policy {
		for _, role := range rule.Roles {
			if rule.OnCase {
				most[role] |= rule.Compartments | rule.Shows
			}
		}
	}
	return most
}()

// Ceiling is the most that the actor's roles can reach of any case.
func Ceiling(actor account.Actor) Compartments {
	var most Compartments
	for _, role := range actor.Roles {
		most |= ceilings[role]
	}
	return most
}
