package justice

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// head is the top of every page of this room about one person.
type head struct {
	folder.Head
	File File
	Tabs []page.Link
	// May says that the reader may record in the file.
	May bool
}

func filePath(id db.ID) string            { return "/justice/people/" + string(id) }
func partPath(id db.ID, part Part) string { return filePath(id) + "/" + string(part) }

// headOf makes the top of a page about a person. current is the part one is on;
// "" is the first page of the file.
func headOf(ctx context.Context, tx *db.Tx, r *route.Request, f File, current Part) (*head, error) {
	top, err := folder.Of(ctx, tx, r, f.Case, tabText)
	if err != nil {
		return nil, err
	}
	h := &head{Head: top, File: f, May: access.Role(r.Actor, access.KeepJustice) == nil}
	h.Tabs = append(h.Tabs, page.Link{Text: "Summary", Href: filePath(f.Case), Current: current == ""})
	for _, info := range parts {
		if f.Sees(info.Part) {
			h.Tabs = append(h.Tabs, page.Link{Text: info.Title, Href: partPath(f.Case, info.Part), Current: info.Part == current})
		}
	}
	return h, nil
}

// show reads something about a person for a page: it asks for reach, records the
// look before the answer, and reads. A part that is not shown is missing.
func (room *Room) show(r *route.Request, action access.Action, deed string, part Part, read func(ctx context.Context, tx *db.Tx, h *head) error) (*head, error) {
	id, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	return room.showCase(r, id, action, deed, part, read)
}

func (room *Room) showCase(r *route.Request, id db.ID, action access.Action, deed string, part Part, read func(ctx context.Context, tx *db.Tx, h *head) error) (h *head, err error) {
	ctx := r.Context()
	if err = room.looked(ctx, r.DB, r.Actor, action, id, deed, part); err != nil {
		return nil, err
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		f, err := room.seen(ctx, tx, r.Actor, action, id, part)
		if err != nil {
			return err
		}
		if h, err = headOf(ctx, tx, r, f, part); err != nil {
			return err
		}
		return read(ctx, tx, h)
	})
	return h, err
}

// seen is reach for one part of a file.
func (room *Room) seen(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID, part Part) (File, error) {
	f, err := room.reach(ctx, tx, actor, action, id)
	if err == nil && part != "" && !f.Sees(part) {
		err = missing
	}
	return f, err
}

// looked records a look at a file before it is read.
func (room *Room) looked(ctx context.Context, d *db.Database, actor account.Actor, action access.Action, id db.ID, deed string, part Part) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := room.seen(ctx, tx, actor, action, id, part); err != nil {
			return err
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Consultation, Case: id, Subject: subjectOf(part), Why: keepPurpose})
	})
}

func subjectOf(part Part) string {
	if part == "" {
		return "justice file"
	}
	return "justice file " + string(part)
}

// listed records that somebody looked at a list of people, then reads it.
func listed(ctx context.Context, d *db.Database, actor account.Actor, action string, read func(tx *db.Tx) error) error {
	return deed.Listed(ctx, d, actor, action, keepPurpose, read)
}

// view answers with a page.
func view(r *route.Request, name, title, width string, back page.Link, data any) error {
	return r.Render(pages, http.StatusOK, name, page.View{Title: title, Width: width, Back: back, Banner: banner(r), Data: data})
}

var backToBoard = page.Link{Text: "Justice", Href: "/justice"}
