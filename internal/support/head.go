package support

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// head is the top of every page of this room about one person.
type head struct {
	folder.Head
	ID   db.ID
	Tabs []page.Link
	Case Case
	Late bool // nobody has spoken with the person in time
	May  bool // change things
	// Manages says that the reader names workers and answers requests.
	Manages bool
}

// casePath is the address of the support of somebody.
func casePath(id db.ID) string { return "/support/cases/" + string(id) }

// tabs are the pages of this room about one person.
var tabs = []struct{ name, text, path string }{
	{"now", "Now", ""}, {"plan", "Plan", "/plan"}, {"needs", "Needs", "/needs"}, {"outcomes", "Outcomes", "/outcomes"},
	{"journal", "Journal", "/journal"}, {"around", "Around them", "/around"}, {"time", "Time", "/time"},
}

// headOf makes the top of a page about a person. current is the tab one is on.
func headOf(ctx context.Context, tx *db.Tx, r *route.Request, c Case, current string) (*head, error) {
	top, err := folder.Of(ctx, tx, r, c.ID, folderTab)
	if err != nil {
		return nil, err
	}
	h := &head{Head: top, ID: c.ID, Case: c, Late: c.Late(tx.Now()), May: c.Open() && access.Role(r.Actor, access.WorkSupport) == nil,
		Manages: access.Role(r.Actor, access.ManageSupport) == nil}
	for _, tab := range tabs {
		h.Tabs = append(h.Tabs, page.Link{Text: tab.text, Href: casePath(c.ID) + tab.path, Current: tab.name == current})
	}
	return h, nil
}

// show reads something about a person for a page: it asks for reach, records the
// look before the answer, and reads.
func (room *Room) show(r *route.Request, action access.Action, deed, tab string, read func(ctx context.Context, tx *db.Tx, c Case) error) (h *head, err error) {
	id, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := room.reach(ctx, tx, r.Actor, action, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: deed, Category: audit.Consultation, Case: id, Subject: "support case", Why: supportPurpose})
	})
	if err != nil {
		return nil, err
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		c, err := room.reach(ctx, tx, r.Actor, action, id)
		if err != nil {
			return err
		}
		if h, err = headOf(ctx, tx, r, c, tab); err != nil {
			return err
		}
		return read(ctx, tx, c)
	})
	return h, err
}

// looked records that somebody looked at a list of people, then reads it.
func looked(r *route.Request, action string, read func(ctx context.Context, tx *db.Tx) error) error {
	return deed.Listed(r.Context(), r.DB, r.Actor, action, supportPurpose, func(tx *db.Tx) error { return read(r.Context(), tx) })
}

// view answers with a page.
func view(r *route.Request, name, title, width string, back page.Link, data any) error {
	return r.Render(pages, http.StatusOK, name, page.View{Title: title, Width: width, Back: back, Banner: banner(r), Data: data})
}

var backToList = page.Link{Text: "Support", Href: "/support"}

// hasSupport reports whether somebody supports or supported the person.
func hasSupport(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
	var one int
	return tx.Row(ctx, `SELECT 1 FROM support_case WHERE case_id = $1`, []any{caseID}, &one)
}

// about begins a page that asks something about a person: it asks for reach and
// gives the top of the page. Support that has ended takes no changes.
func (room *Room) about(ctx context.Context, tx *db.Tx, r *route.Request, action access.Action, tab string) (*head, error) {
	id, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	c, err := room.reach(ctx, tx, r.Actor, action, id)
	if err != nil {
		return nil, err
	}
	if !c.Open() {
		return nil, fault.Refuse("Support has ended. Undo the end first")
	}
	return headOf(ctx, tx, r, c, tab)
}

// backTo leads back to a page about a person.
func backTo(h *head, path string) page.Link {
	return page.Link{Text: "Back", Href: casePath(h.ID) + path}
}

func backToTime(h *head) page.Link {
	if h == nil {
		return page.Link{}
	}
	return backTo(h, "/time")
}
