package referral

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.WriteReferral, Link: page.Link{Text: "Referrals", Href: "/referrals"}, Says: "Refer somebody, go on with a draft, or read what you sent"},
	}
}
