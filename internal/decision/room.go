// Package decision holds the two-stage decision on a case in the competent
// authority: whether there are reasonable grounds, then conclusive grounds, to
// believe that a person is a victim of modern slavery, and all that can happen
// on the way.
//
// What may happen next is said by package machine, which is pure; here it is
// stored, counted by the rules of statute, shown and served as JSON.
package decision

import (
	"context"
	"fmt"
	"slices"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/letter"
	"github.com/havenward/havenward/internal/statute"
)

// Room is the competent authority's desk: the machine with the store, the rules
// of law and the settings it works with.
type Room struct {
	DB       *db.Database
	Rules    statute.Book
	Settings Settings
	// Settled are told, in this order and in the same transaction, what a step has
	// settled. The rooms that support, house and accompany somebody begin and end
	// with what they hear here.
	Settled []casefile.OnSettled
}

// Settings are what a deployment decides. They are values: no agency, address
// or number of days of them is written into the rules.
type Settings struct {
	// Triage names, for each jurisdiction, the agency that takes referrals in
	// and allocates them.
	Triage map[machine.Jurisdiction]string
	// Agencies names the agencies that stand for an authority. An authority may
	// have several (devolved panels); where none is named for the panels, every
	// agency of the kind competent authority that stands for nothing else is one.
	Agencies map[machine.Authority][]string
	// Offices say who signs the letters of an authority and where to answer.
	Offices map[machine.Authority]letter.Office
	// RemindAhead is how many working days before a task is due its holder is
	// reminded.
	RemindAhead int
}

// DefaultSettings are those of the United Kingdom as the national referral
// mechanism works: one authority takes every referral in. The addresses are
// examples; a deployment sets its own before it sends letters.
func DefaultSettings() Settings {
	const single, immigration = "Single Competent Authority", "Immigration Enforcement Competent Authority"
	office := func(authority, email string) letter.Office {
		return letter.Office{Authority: authority, Role: "Decision maker", Email: email}
	}
	return Settings{
		Triage: map[machine.Jurisdiction]string{machine.England: single, machine.Wales: single, machine.Scotland: single, machine.NorthernIreland: single},
		Agencies: map[machine.Authority][]string{
			machine.SingleCompetentAuthority:        {single},
			machine.ImmigrationEnforcementAuthority: {immigration},
		},
		Offices: map[machine.Authority]letter.Office{
			machine.SingleCompetentAuthority:        office(single, "decisions@sca.example"),
			machine.ImmigrationEnforcementAuthority: office(immigration, "decisions@ieca.example"),
			machine.DevolvedPanel:                   office("Devolved panel for children", "panels@sca.example"),
		},
		RemindAhead: 2,
	}
}

// New makes the desk.
func New(d *db.Database, rules statute.Book, settings Settings) *Room {
	return &Room{DB: d, Rules: rules, Settings: settings}
}

// triage is the agency that takes referrals of a jurisdiction in.
func (r *Room) triage(ctx context.Context, tx *db.Tx, jurisdiction machine.Jurisdiction) (db.ID, error) {
	return r.named(ctx, tx, r.Settings.Triage[jurisdiction], "takes in the referrals of "+string(jurisdiction))
}

// named finds a competent authority by its name. That it is not there is a gap
// in how the deployment is set up, which the log says.
func (r *Room) named(ctx context.Context, tx *db.Tx, name, does string) (db.ID, error) {
	agency, found, err := account.FindAgency(ctx, tx, name)
	if err != nil {
		return "", err
	}
	if !found || agency.Kind != account.CompetentAuthority {
		return "", &fault.Error{Code: fault.Internal, Message: "Sorry, there is a problem with the service",
			Cause: fmt.Errorf("decision: there is no competent authority called %q, which %s; add the agency, or name another in the settings", name, does)}
	}
	return agency.ID, nil
}

// Panels lists the agencies that are devolved panels, by name.
func (r *Room) Panels(ctx context.Context, tx *db.Tx) ([]account.Agency, error) {
	agencies, err := account.Agencies(ctx, tx, account.CompetentAuthority)
	if err != nil {
		return nil, err
	}
	named := r.Settings.Agencies[machine.DevolvedPanel]
	return slices.DeleteFunc(agencies, func(agency account.Agency) bool {
		if len(named) > 0 {
			return agency.Suspended || !slices.Contains(named, agency.Name)
		}
		return agency.Suspended || r.central(agency.Name)
	}), nil
}

// central reports whether an agency takes referrals in or stands for a central
// authority.
func (r *Room) central(name string) bool {
	for _, triage := range r.Settings.Triage {
		if triage == name {
			return true
		}
	}
	return slices.Contains(r.Settings.Agencies[machine.SingleCompetentAuthority], name) ||
		slices.Contains(r.Settings.Agencies[machine.ImmigrationEnforcementAuthority], name)
}

// standing is the agency that stands for a central authority.
func (r *Room) standing(ctx context.Context, tx *db.Tx, authority machine.Authority) (db.ID, error) {
	names := r.Settings.Agencies[authority]
	if len(names) == 0 {
		names = []string{""}
	}
	return r.named(ctx, tx, names[0], "stands for "+string(authority))
}

// choosePanel finds the panel that is to have a case: the one that was chosen,
// or the only one there is.
func (r *Room) choosePanel(ctx context.Context, tx *db.Tx, chosen db.ID) (db.ID, error) {
	panels, err := r.Panels(ctx, tx)
	if err != nil {
		return "", err
	}
	if chosen == "" && len(panels) == 1 {
		return panels[0].ID, nil
	}
	if !slices.ContainsFunc(panels, func(panel account.Agency) bool { return panel.ID == chosen }) {
		return "", fault.Wrong("panel", "Choose which panel takes the case")
	}
	return chosen, nil
}

// seat is which agencies have a case: the one whose people work on it, and all
// that may look at it with the purpose of each one's grant.
type seat struct {
	agency  db.ID
	holders map[db.ID]string
}

// Purposes of the grants by which authorities have cases. A panel's is the same
// word as the machine's [machine.GrantPanel].
const (
	purposeDecision = "decision"
	purposePanel    = string(machine.GrantPanel)
)

// legalBasis is the basis of the grants by which authorities have cases.
const legalBasis = "identification"

// seatOf says who has a case. A panel's case stays within reach of the single
// competent authority, which oversees the panels: its managers authorise what a
// panel may not. When work on a panel's case ends, the panel's reach ends too.
func (r *Room) seatOf(ctx context.Context, tx *db.Tx, c machine.Case, now, panel db.ID) (seat, error) {
	switch c.Authority {
	case "":
		return seat{now, map[db.ID]string{now: purposeDecision}}, nil
	case machine.DevolvedPanel:
		single, err := r.standing(ctx, tx, machine.SingleCompetentAuthority)
		if err != nil {
			return seat{}, err
		}
		if slices.Contains([]machine.Stage{machine.Withdrawn, machine.Disqualified, machine.Closed}, c.Stage) {
			return seat{single, map[db.ID]string{single: purposeDecision}}, nil
		}
		return seat{panel, map[db.ID]string{single: purposeDecision, panel: purposePanel}}, nil
	}
	agency, err := r.standing(ctx, tx, c.Authority)
	return seat{agency, map[db.ID]string{agency: purposeDecision}}, err
}
