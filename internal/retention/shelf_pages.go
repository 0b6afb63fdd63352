package retention

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type keptCommand = func(context.Context, *db.Tx, account.Actor, db.ID, KeptForm) error

// keptRoutes are the addresses of what is kept beside cases.
func (room *Room) keptRoutes() []route.Route {
	command := func(name string, run keptCommand, done string) route.Route {
		return route.Route{Pattern: "POST /records/kept/{id}/" + name, Action: access.RemoveKept, Handle: func(r *route.Request) error { return room.postKept(r, run, done) }}
	}
	return []route.Route{
		{Pattern: "GET /records/kept/{id}", Action: access.RemoveKept, Handle: func(r *route.Request) error { return room.showKept(r, http.StatusOK, nil, nil) }},
		command("approve", room.ApproveKept, "approved"),
		command("withdraw", room.WithdrawKept, "withdrawn"),
		command("confirm", room.ConfirmKept, "removed"),
		command("hold", room.HoldKept, "held"),
		command("lift", room.LiftKept, "lifted"),
	}
}

// ahead is how many days ahead a list shows what a job will remove.
const ahead = 14

// shelfPage is one shelf of the list: what waits, is due, goes soon and is held.
type shelfPage struct {
	casefile.Shelf
	Waiting, Due, Soon, Held []Item
	Kept                     int
}

// Empty reports that nothing of the shelf asks for anybody.
func (s shelfPage) Empty() bool { return len(s.Waiting)+len(s.Due)+len(s.Soon)+len(s.Held) == 0 }

// shelves reads every shelf of the actor's agency as it stands today.
func (room *Room) shelves(ctx context.Context, tx *db.Tx, actor account.Actor) ([]shelfPage, error) {
	today := civil.DayOf(tx.Now())
	var all []shelfPage
	for _, shelf := range room.Shelves {
		items, err := room.items(ctx, tx, shelf, actor.Agency, "")
		if err != nil {
			return nil, err
		}
		one := shelfPage{Shelf: shelf, Kept: len(items)}
		for _, i := range items {
			switch {
			case i.Held:
				one.Held = append(one.Held, i)
			case !i.Approved.IsZero():
				one.Waiting = append(one.Waiting, i)
			case i.IsDue(today):
				one.Due = append(one.Due, i)
			case shelf.Daily && i.IsDue(today.Add(ahead)):
				one.Soon = append(one.Soon, i)
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// keptPage is one record of a shelf, why it is due, and what may be done.
type keptPage struct {
	Item
	Today      civil.Day
	Mine       bool
	Why        []casefile.Sentence
	HoldReason string
	Fields     []ask.Field
}

// DueToday reports whether its time is over.
func (p keptPage) DueToday() bool { return p.IsDue(p.Today) }

func (room *Room) showKept(r *route.Request, status int, values url.Values, errs []fault.Field) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var data keptPage
	if err := r.DB.Write(r.Context(), func(tx *db.Tx) error {
		i, err := room.reach(r.Context(), tx, r.Actor, id)
		if err != nil {
			return err
		}
		data = keptPage{Item: i, Today: civil.DayOf(tx.Now()), Mine: i.Approver == r.Actor.Account, Fields: ask.Fields(&reasoned{}, values, errs, reasonQuestions)}
		if !i.InUse() {
			data.Why = casefile.Sentences(i.Due)
		}
		hold, _, err := casefile.HoldOnShelf(r.Context(), tx, r.Actor.Agency, id)
		if err != nil {
			return err
		}
		data.HoldReason = hold.Reason
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "read-retention", Category: audit.Consultation, Subject: i.Shelf.Code + " " + string(id), Why: "Retention"})
	}); err != nil {
		return err
	}
	return r.Render(pages, status, "kept.html", page.View{Title: "Record to remove", Errors: errs, Back: page.Link{Text: "Records to remove", Href: "/records"}, Banner: banner(r), Data: data})
}

func (room *Room) postKept(r *route.Request, run keptCommand, done string) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	var typed reasoned
	_ = ask.Fill(&typed, values, reasonQuestions) // the command says what is missing
	next, err := deed.Once(r, "kept "+string(id)+" "+done, values, func(tx *db.Tx) (string, error) {
		if err := run(r.Context(), tx, r.Actor, id, KeptForm(typed)); err != nil {
			return "", err
		}
		if done == "removed" {
			return deed.Done("/records", done), nil
		}
		return deed.Done("/records/kept/"+string(id), done), nil
	})
	if problem := fault.Of(err); err != nil && problem.Code == fault.Invalid {
		return room.showKept(r, http.StatusUnprocessableEntity, values, problem.Fields)
	}
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

// Lists are the parts of a shelf in the order in which they ask for somebody.
func (s shelfPage) Lists() []namedList {
	named := []namedList{{"Approved, waiting for a second person", s.Waiting}, {"Due for removal", s.Due}, {"Removed on their day, unless held", s.Soon}, {"Held by law", s.Held}}
	return slices.DeleteFunc(named, func(l namedList) bool { return len(l.Items) == 0 })
}

// namedList is one table of the page.
type namedList struct {
	Caption string
	Items   []Item
}
