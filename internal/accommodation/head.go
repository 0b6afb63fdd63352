package accommodation

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// head is the top of every page about one person: the folder's where they have a
// case, the file's own before.
type head struct {
	Folder    *folder.Head
	File      db.ID
	Reference string
	Called    string
}

// Name is how a page that asks calls the person.
func (h *head) Name() string {
	if h.Folder != nil && h.Folder.Name != "" {
		return h.Folder.Name
	}
	return h.Called
}

func filePath(id db.ID) string  { return "/accommodation/files/" + string(id) }
func housePath(id db.ID) string { return "/accommodation/houses/" + string(id) }

// folderTab is the tab of this room on the folder of a person.
const folderTab = "Accommodation"

func (room *Room) headOf(ctx context.Context, tx *db.Tx, r *route.Request, f File) (*head, error) {
	h := &head{File: f.ID, Reference: f.Reference, Called: f.Called}
	if f.Case == "" {
		return h, nil
	}
	of, err := folder.Of(ctx, tx, r, f.Case, folderTab)
	h.Folder = &of
	return h, err
}

// show reads something about a person for a page: it asks for reach, records the
// look before the answer, and reads.
func (room *Room) show(r *route.Request, action access.Action, deed string, read func(ctx context.Context, tx *db.Tx, f File) error) (h *head, f File, err error) {
	id, err := r.ID("shelter")
	if err != nil {
		return nil, f, err
	}
	ctx := r.Context()
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if f, err = room.reach(ctx, tx, r.Actor, action, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: deed, Category: audit.Consultation, Case: f.Case, Subject: "accommodation " + string(f.ID), Why: purpose})
	})
	if err != nil {
		return nil, f, err
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if f, err = room.reach(ctx, tx, r.Actor, action, id); err != nil {
			return err
		}
		if h, err = room.headOf(ctx, tx, r, f); err != nil {
			return err
		}
		return read(ctx, tx, f)
	})
	return h, f, err
}

// list records that somebody looked at a list of people, then reads it.
func list(r *route.Request, action string, read func(ctx context.Context, tx *db.Tx) error) error {
	return deed.Listed(r.Context(), r.DB, r.Actor, action, purpose, func(tx *db.Tx) error { return read(r.Context(), tx) })
}

// view answers with a page of this room.
func view(r *route.Request, name, title, width string, back page.Link, data any) error {
	return r.Render(pages, http.StatusOK, name, page.View{Title: title, Width: width, Back: back, Banner: banner(r), Data: data})
}

var backToBoard = page.Link{Text: "Accommodation", Href: "/accommodation"}

func backToFile(id db.ID) page.Link { return page.Link{Text: "Back to the person", Href: filePath(id)} }
func backToHouse(id db.ID) page.Link {
	return page.Link{Text: "Back to the house", Href: housePath(id)}
}
