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
		{Pattern: "GET /sign-in", Action: access.Anyone, Handle: s.signInPage},
		{Pattern: "POST /sign-in", Action: access.Anyone, Handle: s.signIn},
		{Pattern: "GET /sign-in/code", Action: access.Anyone, Handle: s.codePage},
		{Pattern: "POST /sign-in/code", Action: access.Anyone, Handle: s.enterCode},
		{Pattern: "POST /sign-out", Action: access.SignedIn, Handle: s.signOut},
		{Pattern: "GET /step-up", Action: access.SignedIn, Handle: s.stepUpPage},
		{Pattern: "POST /step-up", Action: access.SignedIn, Handle: s.stepUp},
		{Pattern: "GET /step-up/done", Action: access.SignedIn, Handle: s.text("step_up_done.html", "You proved who you are")},
		{Pattern: "POST /language", Action: access.Anyone, Handle: func(r *route.Request) error { return language(r.Writer, r.Request) }},
		{Pattern: "GET /healthz", Action: access.Anyone, Handle: s.health},

		{Pattern: "GET /help", Action: access.Anyone, Handle: s.help},
		{Pattern: "GET /help/guides/{guide}", Action: access.Anyone, Handle: s.guide},
		{Pattern: "GET /privacy", Action: access.Anyone, Handle: s.text("privacy.html", "Privacy")},
		{Pattern: "GET /accessibility", Action: access.Anyone, Handle: s.text("accessibility.html", "Accessibility")},
		{Pattern: "GET /rules", Action: access.SignedIn, Handle: s.rulesPage},

		{Pattern: "GET /account", Action: access.SignedIn, Handle: s.accountPage},
		{Pattern: "POST /account/tokens", Action: access.SignedIn, Handle: s.issueToken},
		{Pattern: "POST /account/tokens/{id}/revoke", Action: access.SignedIn, Handle: s.revokeToken},

		{Pattern: "GET /people", Action: access.ManageAccounts, StepUp: true, Handle: s.peoplePage},
		{Pattern: "GET /people/add", Action: access.ManageAccounts, StepUp: true, Handle: s.addPersonPage},
		{Pattern: "POST /people/add", Action: access.ManageAccounts, StepUp: true, Handle: s.addPerson},
		{Pattern: "GET /people/{id}/suspend", Action: access.ManageAccounts, StepUp: true, Handle: s.suspendPage},
		{Pattern: "POST /people/{id}/suspend", Action: access.ManageAccounts, StepUp: true, Handle: s.suspend},
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
		entry{access.ManageAccounts, page.Link{Text: "People", Href: "/people"}, "Add people to your agency and end their access"},
		entry{access.SignedIn, page.Link{Text: "Rules", Href: "/rules"}, "Read every time limit, where it comes from and since when it applies"},
		entry{access.SignedIn, page.Link{Text: "Your account", Href: "/account"}, "See your roles and make tokens for programs that act for you"},
	)...)
}
