package invent

import (
	"strings"

	"github.com/havenward/havenward/internal/reference"
)

// Worker is somebody whose work brings them to a case: a first responder, a
// social worker, a solicitor. They are as invented as everybody else.
type Worker struct {
	Given, Family string
	// Role is in words ("Detective constable").
	Role string
	// Organisation is a name in words.
	Organisation string
	// Phone is in national form.
	Phone, Email string
}

// Full is the worker's whole name.
func (w Worker) Full() string { return w.Given + " " + w.Family }

// roles by group of first responder.
var roles = map[string][]string{
	"police":          {"Detective constable", "Police constable", "Detective sergeant", "Modern slavery officer", "Custody sergeant"},
	"rocu":            {"Detective constable", "Modern slavery coordinator"},
	"border":          {"Border Force officer", "Higher officer", "Safeguarding and modern slavery officer"},
	"immigration":     {"Immigration officer", "Chief immigration officer", "Casework officer", "Asylum decision maker"},
	"law-enforcement": {"Investigator", "Senior officer"},
	"labour":          {"Labour abuse prevention officer", "Compliance officer"},
	"local-authority": {"Social worker", "Senior social worker", "Team manager", "Housing officer", "Youth offending team worker"},
	"ngo":             {"Support worker", "First responder adviser", "Outreach worker", "Casework manager"},
}

// FirstResponder invents somebody who refers from an organisation of the list
// of first responders.
func (g *Generator) FirstResponder(organisation reference.Entry) Worker {
	from := roles[organisation.Group]
	if len(from) == 0 {
		from = roles["ngo"]
	}
	return g.worker(pick(g, from), organisation.Name)
}

// CouncilContact invents whom a first responder spoke to at a council about a
// child.
func (g *Generator) CouncilContact(council reference.Entry) Worker {
	return g.worker(pick(g, []string{"Social worker", "Duty social worker", "Senior practitioner", "Team manager"}), council.Name)
}

var firms = []string{"Fable and Figment Solicitors", "Notional Law Centre", "Storybook Surgery", "Imaginary Road Health Centre", "Invented Hope Project", "Paper Town College"}

// Professional invents somebody of a kind of the list of professionals, such as
// "legal" or "gp".
func (g *Generator) Professional(kind string) Worker {
	return g.worker(g.lists.Professionals.Name(kind), pick(g, firms))
}

// workerCultures are the habits of naming among those who do this work.
var workerCultures = []string{"british", "british", "british", "british", "british", "british", "irish", "pakistani", "indian", "punjabi", "caribbean", "yoruba", "polish", "ghanaian"}

func (g *Generator) worker(role, organisation string) Worker {
	c := cultures()[pick(g, workerCultures)]
	given, family := c.given(g, g.chance(58)), pick(g, c.family)
	w := Worker{Given: given.full, Family: family.full, Role: role, Organisation: organisation, Phone: g.Landline()}
	w.Email = mailLocal(given.plain) + "." + mailLocal(family.plain) + "@" + domainOf(organisation)
	return w
}

// domainOf makes the name of an organisation a domain that can never exist.
func domainOf(organisation string) string {
	host := strings.ReplaceAll(reference.Fold(organisation), " ", "-")
	if len(host) > 40 {
		host = strings.TrimRight(host[:40], "-")
	}
	return mailHost(host) + ".example"
}

// mailHost keeps what a domain may hold.
func mailHost(host string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, host)
}
