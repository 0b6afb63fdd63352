package site

import (
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// ownRoutes are the routes of the site itself; each room adds its own.
func (s *Site) ownRoutes() []route.Route {
	language := page.ChooseLanguage(s.Secure)
	return []route.Route{
		{Pattern: "GET /{$}", Action: access.SignedIn, Handle: s.home},
		{Pattern: "POST /language", Action: access.Anyone, Handle: func(r *route.Request) error { return language(r.Writer, r.Request) }},
		{Pattern: "GET /healthz", Action: access.Anyone, Handle: s.health},

		{Pattern: "GET /help", Action: access.Anyone, Handle: s.help},
		{Pattern: "GET /help/guides/{guide}", Action: access.Anyone, Handle: s.guide},
		{Pattern: "GET /privacy", Action: access.Anyone, Handle: s.text("privacy.html", "Privacy")},
		{Pattern: "GET /accessibility", Action: access.Anyone, Handle: s.text("accessibility.html", "Accessibility")},
		{Pattern: "GET /rules", Action: access.SignedIn, Handle: s.rulesPage},
		{Pattern: "GET /rules/why", Action: access.SignedIn, Handle: s.whyPage},
	}
}

// menu is where everybody can go: home, what the rooms offer, and what everybody
// has.
func (s *Site) menu() []route.Entry {
	home := []route.Entry{{Action: access.SignedIn, Link: page.Link{Text: "Home", Href: "/"}}}
	return slices.Concat(home, s.rooms.menu(), []route.Entry{
		{Action: access.SignedIn, Aside: true, Link: page.Link{Text: "Rules", Href: "/rules"}, Says: "Read every time limit, where it comes from and since when it applies"},
		{Action: access.SignedIn, Aside: true, Link: page.Link{Text: "Your account", Href: "/account"}, Says: "See your roles, how and where you sign in, and tokens for programs"},
	})
}
