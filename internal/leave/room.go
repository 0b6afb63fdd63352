package leave

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// Room is the room of permission to stay with what it works with.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	Lists *reference.Set
	// Stands tells where a person's decision stands; false for one who never came to
	// a competent authority. Another room knows.
	Stands func(ctx context.Context, tx *db.Tx, caseID db.ID) (Standing, bool, error)
}

// removal says whether nobody may remove a person, and why.
func (room *Room) removal(ctx context.Context, tx *db.Tx, caseID db.ID) (casefile.Sentence, bool, error) {
	if room.Stands == nil {
		return casefile.Sentence{}, false, nil
	}
	standing, found, err := room.Stands(ctx, tx, caseID)
	if err != nil || !found {
		return casefile.Sentence{Text: "No identification is open"}, false, err
	}
	why, barred := NoRemoval(standing, dayOf(tx))
	return why, barred, nil
}

// Warnings tell everybody who can act on a case that nobody removes the person
// while identification is open.
func (room *Room) Warnings() []route.Warn {
	return []route.Warn{func(ctx context.Context, tx *db.Tx, _ account.Actor, caseID db.ID) ([]route.Warning, error) {
		why, barred, err := room.removal(ctx, tx, caseID)
		if err != nil || !barred {
			return nil, err
		}
		return []route.Warning{{Text: why.Text, Args: why.Args}}, nil
	}}
}

// IsSeeking reports whether a person asks for protection here, for the room of
// returns: their embassy is not contacted.
func (room *Room) IsSeeking(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
	var one int
	return tx.Row(ctx, `SELECT 1 FROM leave_file f WHERE f.case_id = $1 AND (f.status = 'asylum' OR EXISTS (SELECT 1 FROM leave_application a WHERE a.case_id = f.case_id AND a.basis = 'asylum' AND a.state IN ('considered', 'preparing', 'sent')))`, []any{caseID}, &one)
}

const folderTab = "Permission to stay"

// Menu says where the room stands in the main menu.
func (room *Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ListLeave, Link: page.Link{Text: "Permission to stay", Href: "/leave"}, Says: "Keep in view whose permission ends when, and what is to be sent before"},
		{Action: access.ReadPauses, Link: page.Link{Text: "Pauses", Href: "/leave/pauses"}, Says: ""},
	}
}

// Tabs is the room's page about a person.
func (room *Room) Tabs() []route.Tab {
	return []route.Tab{{Action: access.ReadLeave, Text: folderTab, Path: "/leave/people/{id}", Shown: func(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
		var one int
		return tx.Row(ctx, `SELECT 1 FROM leave_file WHERE case_id = $1`, []any{caseID}, &one)
	}}}
}

// ownOrder is where the part stands on a person's own page.
const ownOrder = 60

// Own tells a person about their permission to stay.
func (room *Room) Own(ctx context.Context, tx *db.Tx, caseID db.ID) ([]casefile.OwnPart, error) {
	part := casefile.OwnPart{Title: "Permission to stay", Order: ownOrder}
	add := func(on civil.Day, text string, why ...casefile.Sentence) {
		part.Lines = append(part.Lines, casefile.OwnLine{Sentence: casefile.Sentence{Text: text}, On: on, Why: why})
	}
	if _, barred, err := room.removal(ctx, tx, caseID); err != nil {
		return nil, err
	} else if barred {
		add(civil.Day{}, "Nobody may send you away while we find out what happened to you.")
	}
	f, found, err := load(ctx, tx, caseID)
	if err != nil || !found {
		if len(part.Lines) == 0 {
			return nil, err
		}
		return []casefile.OwnPart{part}, err
	}
	for _, a := range f.Applications {
		switch a.State {
		case Considered, Preparing, Sent:
			add(a.Begun, "You asked to stay, or it is being looked at. There is no answer yet.")
		case Granted:
			add(a.Until, "You may stay until this day. You can ask to stay longer.")
			if a.Work == "yes" {
				add(civil.Day{}, "You may work.")
			}
		case Refused:
			add(a.Decided, "The answer was no. Your worker or a lawyer can ask again for you.")
		}
	}
	limits, err := Limits(f, room.Rules)
	for _, l := range limits {
		if l.Due.Rule.Kind == statute.LeaveAdvice && l.Open() && !l.On.Before(dayOf(tx)) {
			add(l.On, "See a lawyer or adviser by this day, so that there is time.", casefile.Sentence{Text: ownAdviceWhy, Args: []any{"day", l.Due.Start}})
		}
	}
	return []casefile.OwnPart{part}, err
}

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	return slices.Concat([]route.Route{
		{Pattern: "GET /leave", Action: access.ListLeave, Handle: room.list},
		{Pattern: "GET /leave/calendar", Action: access.ListLeave, Handle: room.calendar},
		{Pattern: "GET /leave/pauses", Action: access.ReadPauses, Handle: room.pausesPage},
		{Pattern: "GET /leave/people/{id}", Action: access.ReadLeave, Handle: room.person},
		{Pattern: "GET /leave/people/{id}/packs/{pack}", Action: access.SendEvidence, Handle: room.packPage},
		{Pattern: "GET /leave/people/{id}/applications/{application}/papers/{paper}", Action: access.SendEvidence, Handle: room.paper},
		{Pattern: "POST /leave/people/{id}/packs/{pack}/file", Action: access.SendEvidence, Handle: room.packFile},
	}, room.deeds())
}
