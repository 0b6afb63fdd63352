package retention

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ListRecords, Link: page.Link{Text: "Records", Href: "/records"}, Says: "See which records are due for removal, hold them or remove them"},
	}
}
