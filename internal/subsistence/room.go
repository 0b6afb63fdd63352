package subsistence

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// Room is the room of money to live on with what it works with.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	Rates Book
	// Known are the rooms that say something of somebody's life; a person confirms it.
	Known []Known
}

// purpose is why people of a provider look at and write what stands here.
const purpose = "support"

// tabText is the room's tab on the folder of a person.
const tabText = "Money"

// Menu is the room's part of the main menu.
func (room *Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ListSubsistence, Link: page.Link{Text: "Money", Href: "/money"}, Says: "See what people are due to live on, and what is missing"},
		{Action: access.ReadPayments, Link: page.Link{Text: "Payments", Href: "/payments"}, Says: "Prepare payments, agree to them, and record which came back"},
	}
}

// Tabs is the room's page on the folder of a person.
func (room *Room) Tabs() []route.Tab {
	return []route.Tab{{Action: access.ReadSubsistence, Text: tabText, Path: "/money/people/{id}"}}
}

// reach gives the file of a case on which the actor may do an action: within
// reach, and paid by the actor's agency. Any other is missing.
func (room *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (file, error) {
	if err := access.Case(ctx, tx, actor, action, id); err != nil {
		return file{}, err
	}
	f, found, err := loadFile(ctx, tx, id)
	if err == nil && (!found || f.Agency != actor.Agency) {
		err = fault.Missing()
	}
	return f, err
}

// books is all that is known of somebody's money.
type books struct {
	file
	facts     []kept
	grants    []grantRow
	payments  []paid
	decisions []decided
}

// read reads the books of somebody.
func (room *Room) read(ctx context.Context, tx *db.Tx, f file) (b books, err error) {
	b.file = f
	if b.facts, err = factsOf(ctx, tx, f.Case); err != nil {
		return b, err
	}
	if b.grants, err = grantsOf(ctx, tx, f.Case); err != nil {
		return b, err
	}
	if b.payments, err = payments(ctx, tx, `p.case_id = $1`, f.Case); err != nil {
		return b, err
	}
	b.decisions, err = decisionsOf(ctx, tx, f.Case)
	return b, err
}

// account is what the ledger reckons from.
func (b books) account() Account {
	a := Account{Jurisdiction: b.Jurisdiction, From: b.From, Until: b.file.Until}
	for _, fact := range b.facts {
		if fact.Ended.IsZero() {
			a.Facts = append(a.Facts, fact.Fact)
		}
	}
	for _, grant := range b.grants {
		if grant.State == "given" {
			a.Grants = append(a.Grants, Grant{grant.Given, grant.Amount})
		}
	}
	for _, payment := range b.payments {
		if payment.Counts() {
			a.Payments = append(a.Payments, Payment{payment.Until, payment.Amount, payment.Grants})
		}
	}
	for _, d := range b.decisions {
		switch {
		case !d.Ended.IsZero():
		case d.Kind == forgive:
			a.Decisions = append(a.Decisions, Decision{WriteOff: d.Amount, From: d.From})
		default:
			a.Decisions = append(a.Decisions, Decision{Weekly: d.Weekly, From: d.From})
		}
	}
	return a
}
