package figures

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ReadFigures, Link: page.Link{Text: "Figures", Href: "/figures"}, Says: "Count referrals by quarter, age, nationality and more"},
	}
}
