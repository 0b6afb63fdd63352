package site

import (
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
	}
}

// entry is one place in the main menu, for those whose roles allow its action.
type entry struct {
	action access.Action
	link   page.Link
	says   string // what one does there, for the home page
}

func (s *Site) navigation() []entry {
	return append([]entry{{access.SignedIn, page.Link{Text: "Home", Href: "/"}, ""}}, append(s.rooms.navigation(),
		entry{access.ManageAccounts, page.Link{Text: "People", Href: "/people"}, "Add people to your agency, change what they do and end their access"},
		entry{access.ManageAgencies, page.Link{Text: "Agencies", Href: "/agencies"}, "Add agencies, their administrators and their own ways of signing in"},
		entry{access.AgreeRecovery, page.Link{Text: "Ways back in", Href: "/recoveries"}, ""},
		entry{access.ManageTeams, page.Link{Text: "Teams", Href: "/teams"}, "Keep the teams and duty posts of your agency, with their rotas"},
		entry{access.SignedIn, page.Link{Text: "Rules", Href: "/rules"}, "Read every time limit, where it comes from and since when it applies"},
		entry{access.SignedIn, page.Link{Text: "Your account", Href: "/account"}, "See your roles, how and where you sign in, and tokens for programs"},
	)...)
}
