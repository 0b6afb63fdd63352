package estimates

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.RunEstimates, Link: page.Link{Text: "Estimates", Href: "/estimates"}, Says: "Estimate how many people there are that nobody has met"},
	}
}
