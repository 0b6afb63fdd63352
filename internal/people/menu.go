package people

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ManageAccounts, Link: page.Link{Text: "People", Href: "/people"}, Says: "Add people to your agency, change what they do and end their access"},
		{Action: access.ManageAgencies, Link: page.Link{Text: "Agencies", Href: "/agencies"}, Says: "Add agencies, their administrators and their own ways of signing in"},
		{Action: access.AgreeRecovery, Link: page.Link{Text: "Ways back in", Href: "/recoveries"}},
	}
}
