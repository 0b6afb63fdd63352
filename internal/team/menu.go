package team

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ManageTeams, Link: page.Link{Text: "Teams", Href: "/teams"}, Says: "Keep the teams and duty posts of your agency, with their rotas"},
	}
}
