package record

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.SearchRecord, Link: page.Link{Text: "Record", Href: "/record"}, Says: "Search who did and saw what, and look for unusual volumes"},
	}
}
