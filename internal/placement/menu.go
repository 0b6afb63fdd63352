package placement

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.SeePlacements, Link: page.Link{Text: "Placements", Href: "/placements"}, Says: "Find people a place to live, and keep it sealed"},
		{Action: access.ListVisits, Link: page.Link{Text: "Visitors", Href: "/visits"}, Says: "Decide who may visit, and who is kept away"},
		{Action: access.SeeDoor, Link: page.Link{Text: "Door list", Href: "/door"}, Says: "See who may come today, and who must not"},
		{Action: access.ListMissing, Link: page.Link{Text: "Missing", Href: "/missing"}, Says: "Act when somebody is missing, and keep what the police need ready"},
		{Action: access.ListSights, Link: page.Link{Text: "Addresses", Href: "/sights"}, Says: "Ask to see where somebody lives, for a reason and a time"},
	}
}

// folderTab is the tab of this room on the folder of a person.
const folderTab = "Placement"

// Tabs leads from other pages about a person to this room's.
func (*Room) Tabs() []route.Tab {
	return []route.Tab{{Action: access.ReadPlacement, Text: folderTab, Path: "/placements/people/{id}", Shown: hasFile}}
}

// hasFile reports whether a placement team has taken the person on.
func hasFile(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
	var one int
	return tx.Row(ctx, `SELECT 1 FROM placement_file WHERE case_id = $1`, []any{caseID}, &one)
}
