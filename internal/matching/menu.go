package matching

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ReviewMatches, Link: page.Link{Text: "Matches", Href: "/matches"}, Says: "Compare records that may be of one person, and join those that are"},
	}
}
