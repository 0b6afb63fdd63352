package returns

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// Room is the room of returns with what it works with.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	Lists *reference.Set
	// URL is the address of the service, for links in messages; "" for the address
	// that a request came to.
	URL string
	// Seeking tells whether a person asks for protection here: then no embassy is
	// contacted about them, whatever they agreed to. Another room knows.
	Seeking func(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error)
}

// purpose is the purpose of the grants of a return, a code of the list
// sharing-purposes.
const purpose = "return"

// assistance is the legal basis on which those who help keep the plan: a code of
// the list of legal bases.
const assistance = "assistance"

// Kinds of task of the room.
const (
	TaskAnswer  = "return-answer"
	TaskAgain   = "return-ask-again"
	TaskContact = "return-contact"
	TaskSignal  = "return-signal"
)

var tasks = []string{TaskAnswer, TaskAgain, TaskContact, TaskSignal}

func dayOf(tx *db.Tx) civil.Day { return civil.DayOf(tx.Now()) }

func (room *Room) law(p Plan) Law { return Law{room.Rules, p.About()} }

// seeking asks the room that knows.
func (room *Room) seeking(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
	if room.Seeking == nil {
		return false, nil
	}
	return room.Seeking(ctx, tx, caseID)
}

// tell writes to the people of an agency in some roles, in their language, a
// message that names nobody, once for each key.
func tell(ctx context.Context, tx *db.Tx, agency db.ID, language, key, subject, body string, args []any, roles ...account.Role) error {
	people, err := account.Colleagues(ctx, tx, agency, roles...)
	if err != nil {
		return err
	}
	words := page.In(language)
	for _, person := range people {
		if err := notify.Tell(ctx, tx, key+" "+string(person.ID), person.Email, words.Text(subject),
			words.Text(body, args...)+"\n\n"+words.Text("This message says nothing about anybody, to keep people safe. Please do not reply to it.")); err != nil {
			return err
		}
	}
	return nil
}

// Menu says where the room stands in the main menu.
func (room *Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ListReturns, Link: page.Link{Text: "Returns", Href: "/returns"}, Says: "Help people to go home who chose to, and stay in touch afterwards"},
		{Action: access.ListHandovers, Link: page.Link{Text: "Handovers", Href: "/handovers"}, Says: "Answer whether your organisation takes somebody on, and say how they are"},
	}
}

// Tabs is the room's page about a person.
func (room *Room) Tabs() []route.Tab {
	return []route.Tab{{Action: access.ReadReturn, Text: folderTab, Path: "/returns/people/{id}", Shown: func(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
		var one int
		return tx.Row(ctx, `SELECT 1 FROM return_plan WHERE case_id = $1 LIMIT 1`, []any{caseID}, &one)
	}}}
}

const folderTab = "Going home"

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	return slices.Concat([]route.Route{
		{Pattern: "GET /returns", Action: access.ListReturns, Handle: room.list},
		{Pattern: "GET /returns/calendar", Action: access.ListReturns, Handle: room.calendar},
		{Pattern: "GET /returns/figures", Action: access.CountReturns, Handle: room.figures},
		{Pattern: "GET /returns/receivers", Action: access.ReadReceivers, Handle: room.receivers},
		{Pattern: "GET /returns/people/{id}", Action: access.ReadReturn, Handle: room.person},
		{Pattern: "GET /returns/people/{id}/print", Action: access.ReadReturn, Handle: room.print},
		{Pattern: "GET /returns/people/{id}/handovers/{handover}/pack", Action: access.ReadReturn, Handle: room.packShown},
		{Pattern: "POST /returns/people/{id}/handovers/{handover}/link", Action: access.PlanReturn, Handle: room.linkMade},

		{Pattern: "GET /handover/{token}", Action: access.Anyone, Handle: room.link},
	}, room.planDeeds(), room.journeyDeeds(), room.handoverDeeds(), room.theirs(append(room.partnerDeeds(), []route.Route{
		{Pattern: "GET /handovers", Action: access.ListHandovers, Handle: room.handovers},
		{Pattern: "GET /handovers/{handover}", Action: access.ListHandovers, Handle: room.handover},
	}...)))
}
