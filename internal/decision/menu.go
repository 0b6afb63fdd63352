package decision

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ListCases, Link: page.Link{Text: "Work", Href: "/work"}, Says: "See what is due, and work on cases"},
	}
}

// folderTab is the tab of this room on the folder of a person.
const folderTab = "Case"

// Tabs leads from other pages about a person to this room's.
func (*Room) Tabs() []route.Tab {
	return []route.Tab{{Action: access.ReadCase, Text: folderTab, Path: "/cases/{id}"}}
}
