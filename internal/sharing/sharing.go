// Package sharing is the room in which an agency that keeps a case decides who
// else may see it: shares, the ledger of what the person agreed to, requests to
// see a case, conflicts of interest, and cases that were opened in an emergency.
// What it decides is stored and enforced by package access.
package sharing

import (
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// Room is the capability over a database.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	Lists *reference.Set
}

// Holding is a grant on a case as those who decide on sharing see it.
type Holding struct {
	ID           db.ID
	Kind         access.Kind
	Agency       db.ID
	AgencyName   string
	Holder       string // the team, post or person; "" for the whole agency
	Purpose      string // code
	Basis        string // code
	Compartments access.Compartments
	Consent      db.ID
	Why          string
	From, Until  time.Time // Until zero: until it is ended
	By           string
	EndedBy      string
	EndedWhy     string
}

// Live reports whether the grant counts at a time.
func (h Holding) Live(at time.Time) bool { return !h.From.After(at) && !h.Over(at) }

// Over reports whether the grant counts no more.
func (h Holding) Over(at time.Time) bool { return !h.Until.IsZero() && !h.Until.After(at) }

// Manual reports whether a caseworker gave the grant and may end it: those that
// follow from a rule of the service end by that rule.
func (h Holding) Manual(lists *reference.Set) bool {
	purpose, known := lists.SharingPurposes.ByCode(h.Purpose)
	basis, listed := lists.LegalBases.ByCode(h.Basis)
	return known && listed && purpose.Group == "share" && basis.Group != "service"
}

// Agreement is one line of the ledger of consents of a case.
type Agreement struct {
	ID           db.ID
	Purpose      string
	Agency       db.ID  // "" where the recipient has no account here
	Recipient    string // the agency's name, or who the person named
	Compartments access.Compartments
	Given        bool
	How          string // code of consent-explained
	Language     string // code
	ExplainedBy  string
	Interpreter  string
	Said         string // what was agreed, in the person's words
	On           civil.Day
	Recorded     time.Time
	RecordedBy   string
	Withdrawn    time.Time // zero while it stands
	WithdrawnBy  string
	WithdrawnWhy string
}

// Stands reports whether the consent may carry a share.
func (a Agreement) Stands() bool { return a.Given && a.Withdrawn.IsZero() && a.Compartments != 0 }

// Covers reports whether the consent carries a share of compartments for a
// purpose with an agency.
func (a Agreement) Covers(agency db.ID, purpose string, compartments access.Compartments) bool {
	return a.Stands() && a.Agency == agency && a.Agency != "" && a.Purpose == purpose && compartments != 0 && compartments&^a.Compartments == 0
}

// Conflict is a denial as those who manage it see it.
type Conflict struct {
	ID          db.ID
	Kind        access.Kind
	AgencyName  string
	Holder      string // the team or person; "" for the whole agency
	Why         string
	From, Until time.Time
	By          string
	EndedBy     string
	EndedWhy    string
}

// Over reports whether the denial counts no more.
func (c Conflict) Over(at time.Time) bool { return !c.Until.IsZero() && !c.Until.After(at) }

// Asked is a request to see a case.
type Asked struct {
	ID           db.ID
	Reference    string
	Case         db.ID // "" where nobody can be asked
	Agency       db.ID
	AgencyName   string
	Account      db.ID
	Who          string
	Purpose      string
	Compartments access.Compartments
	Basis        string
	Why          string
	At           time.Time
	Due          civil.Day
	Decided      time.Time
	Granted      bool
	Answer       string
}

// Opened is a case that somebody opened, or tried to, in an emergency.
type Opened struct {
	ID           db.ID
	Reference    string
	Case         db.ID // "" where there is none
	Account      db.ID
	Who          string
	AgencyName   string
	Grant        db.ID
	Compartments access.Compartments
	Why          string
	At           time.Time
	Until        time.Time // zero where nothing was opened
	ReviewOn     civil.Day
	Reviewed     time.Time
	ReviewedBy   string
	Justified    bool
	Review       string
}

// Overdue reports whether a review is late on a day.
func (o Opened) Overdue(today civil.Day) bool { return o.Reviewed.IsZero() && o.ReviewOn.Before(today) }

// shareable are the compartments that can be shared by hand.
const shareable = access.Everything | access.Intelligence

// compartments reads a set from the codes of a form.
func compartments(codes []string) access.Compartments {
	var set access.Compartments
	for _, code := range codes {
		set |= access.ByCode(code) & shareable
	}
	return set
}

// codes gives the codes of a set, for a form.
func codes(set access.Compartments) []string {
	var list []string
	for _, part := range set.Each() {
		list = append(list, part.Code)
	}
	return list
}

// endOf is the instant at which a share that lasts until a day ends: with it.
func endOf(day civil.Day) time.Time {
	if day.IsZero() {
		return time.Time{}
	}
	return day.Add(1).Start()
}

// lastDay is the day that endOf was given.
func lastDay(until time.Time) civil.Day {
	if until.IsZero() {
		return civil.Day{}
	}
	return civil.DayOf(until.Add(-time.Second))
}
