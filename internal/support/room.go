package support

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// Room is the room of support with what it works with.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	Lists *reference.Set
	// Ledger is the ledger of consents.
	Ledger Ledger
	// Arranged is told, in the same transaction, that a provider has accepted the
	// support of somebody; nil where nobody asks.
	Arranged func(ctx context.Context, tx *db.Tx, caseID db.ID) error
}

// Routes are the addresses of the room.
func (r *Room) Routes() []route.Route {
	return slices.Concat([]route.Route{
		{Pattern: "GET /support", Action: access.ListSupport, Handle: r.list},
		{Pattern: "POST /support/search", Action: access.ListSupport, Handle: r.search},
		{Pattern: "GET /support/print", Action: access.ListSupport, Handle: r.printList},
		{Pattern: "GET /support/waiting", Action: access.TakeSupport, Handle: r.waiting},
		{Pattern: "GET /support/overview", Action: access.TakeSupport, Handle: r.overview},
		{Pattern: "GET /support/cases/{id}", Action: access.ReadSupport, Handle: r.person},
		{Pattern: "GET /support/cases/{id}/needs", Action: access.ReadSupport, Handle: r.needs},
		{Pattern: "GET /support/cases/{id}/outcomes", Action: access.ReadSupport, Handle: r.outcomes},
		{Pattern: "GET /support/cases/{id}/plan", Action: access.ReadSupport, Handle: r.plan},
		{Pattern: "GET /support/cases/{id}/plan/print", Action: access.ReadSupport, Handle: r.printPlan},
		{Pattern: "GET /support/cases/{id}/journal", Action: access.ReadSupport, Handle: r.journal},
		{Pattern: "GET /support/cases/{id}/around", Action: access.ReadSupport, Handle: r.around},
		{Pattern: "GET /support/cases/{id}/time", Action: access.ReadSupport, Handle: r.time},
		{Pattern: "GET /support/cases/{id}/next-address", Action: access.EndSupport, Handle: r.nextAddress, StepUp: true},
	}, r.caseDeeds(), r.planDeeds(), r.aroundDeeds(), r.timeDeeds())
}

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ListSupport, Link: page.Link{Text: "Support", Href: "/support"}, Says: "See whom you support, by what is due, and work with them"},
	}
}

// folderTab is the tab of this room on the folder of a person.
const folderTab = "Support"

// Tabs leads from other pages about a person to this room's.
func (*Room) Tabs() []route.Tab {
	return []route.Tab{{Action: access.ReadSupport, Text: folderTab, Path: "/support/cases/{id}", Shown: hasSupport}}
}
