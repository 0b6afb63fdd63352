package accommodation

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
		{Action: access.SeeAccommodation, Link: page.Link{Text: "Accommodation", Href: "/accommodation"}, Says: "See who needs a safe place, offer beds, and keep people safe in them"},
		{Action: access.ManageHouses, Link: page.Link{Text: "Safe houses", Href: "/accommodation/houses"}, Says: "See which beds are free, and keep houses and beds"},
		{Action: access.SeeHouseDay, Link: page.Link{Text: "House today", Href: "/accommodation/today"}, Says: "Record who arrived, who is in and out, and print the night list"},
		{Action: access.ListOutreach, Link: page.Link{Text: "Outreach", Href: "/accommodation/outreach"}, Says: "See whom you meet next, and who has not been met"},
		{Action: access.AskAtNight, Link: page.Link{Text: "Place tonight", Href: "/accommodation/night"}, Says: "Ask for a safe place at once, in two minutes"},
		{Action: access.ReadHousingDemand, Link: page.Link{Text: "Beds and demand", Href: "/accommodation/demand"}, Says: "Count beds that are free, refused and wanting"},
		{Action: access.ReadHousingFigures, Link: page.Link{Text: "Beds and demand", Href: "/accommodation/figures"}, Says: "Count beds that are free, refused and wanting at all desks"},
	}
}

// Tabs leads from other pages about a person to this room's. Those who may ask for
// a place reach it before there is anything to see.
func (*Room) Tabs() []route.Tab {
	return []route.Tab{
		{Action: access.ReadAccommodation, Text: folderTab, Path: "/accommodation/people/{id}", Shown: hasFile},
		{Action: access.AskAccommodation, Text: "Ask for a safe place", Path: "/accommodation/people/{id}/ask", Shown: hasNone},
	}
}

func hasFile(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
	var one int
	return tx.Row(ctx, `SELECT 1 FROM shelter_file WHERE case_id = $1`, []any{caseID}, &one)
}

func hasNone(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
	has, err := hasFile(ctx, tx, caseID)
	return !has, err
}
