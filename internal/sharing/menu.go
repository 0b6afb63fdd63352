package sharing

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ListShared, Link: page.Link{Text: "Shared", Href: "/shared"}, Says: "Read cases that other agencies share with you, or ask to see one"},
		{Action: access.ListRequests, Link: page.Link{Text: "Requests", Href: "/sharing/requests"}, Says: "Answer those who ask to see cases of your agency"},
		{Action: access.OpenInEmergency, Link: page.Link{Text: "Emergency", Href: "/emergency"}, Says: "Open a case without having been granted it, to protect somebody who is in danger now"},
		{Action: access.ListEmergencies, Link: page.Link{Text: "Emergencies", Href: "/emergencies"}, Says: "Review the cases that were opened in an emergency"},
	}
}
