package own

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Menu is the room's part of the main menu, for those who help people.
func (*Room) Menu() []route.Entry {
	return []route.Entry{{Action: access.ListOwnQuestions, Link: page.Link{Text: "Questions", Href: "/own-questions"},
		Says: "Answer what people ask on their own pages, and what they say is wrong"}}
}

// folderTab is the tab of this room on the folder of a person.
const folderTab = "Their own page"

// Tabs leads from other pages about a person to this room's.
func (*Room) Tabs() []route.Tab {
	return []route.Tab{{Action: access.GiveOwnPage, Text: folderTab, Path: "/cases/{id}/own-page"}}
}

// Routes are the addresses of the room: the person's, then those of staff.
func (r *Room) Routes() []route.Route {
	return append(r.personRoutes(), []route.Route{
		{Pattern: "GET /own-questions", Action: access.ListOwnQuestions, Handle: r.questionsPage},
		{Pattern: "GET /cases/{id}/own-page", Action: access.GiveOwnPage, Handle: r.staffPage},
		{Pattern: "GET /cases/{id}/own-page/give", Action: access.GiveOwnPage, Handle: r.givePage},
		{Pattern: "POST /cases/{id}/own-page/give", Action: access.GiveOwnPage, Handle: r.give},
		{Pattern: "POST /cases/{id}/own-page/renew", Action: access.GiveOwnPage, Handle: r.renew},
		{Pattern: "GET /cases/{id}/own-page/end", Action: access.GiveOwnPage, Handle: r.endPage},
		{Pattern: "POST /cases/{id}/own-page/end", Action: access.GiveOwnPage, Handle: r.end},
		{Pattern: "GET /cases/{id}/own-page/messages", Action: access.AnswerOwnPage, Handle: r.messagesPage},
		{Pattern: "POST /cases/{id}/own-page/messages", Action: access.AnswerOwnPage, Handle: r.write},
		{Pattern: "POST /cases/{id}/own-page/answers", Action: access.AnswerOwnPage, Handle: r.answer},
	}...)
}
