package danger

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// OnDanger is told of a new danger, in the transaction that recorded it: of which
// person and how great (the code of a level), never what it is.
type OnDanger func(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, level string) error

// Room is the room of danger with what it works with.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	// OnDanger are the rooms that act on a new danger: one sets a review, another
	// offers a move.
	OnDanger []OnDanger
}

// tellRooms tells the other rooms of a new danger.
func (room *Room) tellRooms(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, level Level) error {
	for _, told := range room.OnDanger {
		if err := told(ctx, tx, actor, id, level.Code()); err != nil {
			return err
		}
	}
	return nil
}

// person is whom rules are about.
type person struct {
	ID        db.ID
	Reference string
	about     statute.Subject
}

// reach asks whether the actor may do an action on a case, and gives what rules
// need of it.
func (room *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (person, error) {
	if err := access.Case(ctx, tx, actor, action, id); err != nil {
		return person{}, err
	}
	return about(ctx, tx, id)
}

// about gives what rules need of a case.
func about(ctx context.Context, tx *db.Tx, id db.ID) (person, error) {
	p := person{ID: id}
	var age string
	if _, err := tx.Row(ctx, `SELECT reference, jurisdiction, age_group FROM case_file WHERE id = $1`, []any{id}, &p.Reference, (*string)(&p.about.Jurisdiction), &age); err != nil {
		return p, err
	}
	p.about.Child = casefile.TreatedAsChild(age)
	return p, nil
}

// tabText is the room's tab on the folder of a person.
const tabText = "Danger"

// Menu is the room's part of the main menu.
func (room *Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ListDanger, Link: page.Link{Text: "Danger", Href: "/danger"}, Says: "See whose danger is high, and with whom to talk about it again"},
		{Action: access.ListAlerts, Link: page.Link{Text: "Alerts", Href: "/alerts"}, Says: "See who may be in danger now, and deal with it"},
	}
}

// Tabs is the room's page on the folder of a person.
func (room *Room) Tabs() []route.Tab {
	return []route.Tab{{Action: access.ReadDanger, Text: tabText, Path: "/danger/people/{id}"}}
}

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	return slices.Concat([]route.Route{
		{Pattern: "GET /danger", Action: access.ListDanger, Handle: room.board},
		{Pattern: "GET /danger/people/{id}", Action: access.ReadDanger, Handle: room.person},
		{Pattern: "GET /danger/people/{id}/assessments", Action: access.ReadDanger, Handle: room.history},
		{Pattern: "GET /danger/people/{id}/assessments/{assessment}", Action: access.ReadDanger, Handle: room.assessment},
		{Pattern: "GET /danger/people/{id}/plan", Action: access.ReadDanger, Handle: room.plan},
		{Pattern: "GET /danger/people/{id}/plan/{number}/print", Action: access.ReadDanger, Handle: room.printPlan},
		{Pattern: "GET /danger/people/{id}/plan/{number}/pdf", Action: access.ReadDanger, Handle: room.planPDF},
		{Pattern: "GET /danger/people/{id}/traces", Action: access.ReadDanger, Handle: room.traces},
		{Pattern: "GET /alerts", Action: access.ListAlerts, Handle: room.alerts},
		{Pattern: "GET /alerts/{alert}", Action: access.AnswerAlert, Handle: room.alert},
		deed.Press("/alerts/{alert}/seen", access.AnswerAlert, room.pressed("seen", room.See)),
		deed.Press("/alerts/{alert}/take", access.AnswerAlert, room.pressed("taken", room.Take)),
		deed.Press("/alerts/{alert}/give-back", access.AnswerAlert, room.pressed("given-back", room.GiveBack)),
		deed.Press("/alerts/{alert}/reopen", access.AnswerAlert, room.pressed("reopened", room.Reopen)),
		deed.Press("/danger/people/{id}/plan/given/{given}/undo", access.KeepSafetyPlan, room.undoGiven),
	}, room.assessDeeds(), room.planDeeds(), room.traceDeeds(), room.alertDeeds())
}
