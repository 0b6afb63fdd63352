package placement

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// head is the top of every page of this room about one person.
type head struct {
	folder.Head
	ID      db.ID
	Tabs    []page.Link
	Missing bool
}

// peoplePath is the address of a person's placement page.
func peoplePath(id db.ID) string { return "/placements/people/" + string(id) }

func visitPath(id db.ID) string   { return "/visits/" + string(id) }
func placePath(id db.ID) string   { return "/placements/places/" + string(id) }
func missingPath(id db.ID) string { return "/missing/people/" + string(id) }
func episodePath(id db.ID) string { return "/missing/episodes/" + string(id) }

// whoIs says only whom a page is about, for what leads nowhere else: a pack on
// paper, or the page of somebody outside the team.
func whoIs(ctx context.Context, tx *db.Tx, actor account.Actor, f File) (*head, error) {
	names, err := casefile.Headlines(ctx, tx, actor, []db.ID{f.Case})
	return &head{Head: folder.Head{Case: f.Case, Reference: f.Reference, Name: names[f.Case], Child: f.Child()}, ID: f.Case}, err
}

// headOf makes the top of a page about a person. current is the tab one is on.
func headOf(ctx context.Context, tx *db.Tx, r *route.Request, f File, current string) (*head, error) {
	top, err := folder.Of(ctx, tx, r, f.Case, folderTab)
	if err != nil {
		return nil, err
	}
	h := &head{Head: top, ID: f.Case}
	var one int
	if h.Missing, err = tx.Row(ctx, `SELECT 1 FROM missing_episode WHERE case_id = $1 AND found_at IS NULL`, []any{f.Case}, &one); err != nil {
		return nil, err
	}
	tab := func(name, text, href string, action access.Action) {
		if access.Role(r.Actor, action) == nil {
			h.Tabs = append(h.Tabs, page.Link{Text: text, Href: href, Current: name == current})
		}
	}
	tab("placement", "Placement", peoplePath(f.Case), access.ReadPlacement)
	tab("sights", "Who saw the address", peoplePath(f.Case)+"/sights", access.ReadPlacement)
	tab("visits", "Visitors", peoplePath(f.Case)+"/visits", access.ReadVisit)
	tab("missing", "Missing", missingPath(f.Case), access.KeepProfile)
	return h, nil
}

// show reads something about a person for a page: it asks for reach, records
// the look before the answer, and reads.
func (room *Room) show(r *route.Request, action access.Action, deed, tab string, read func(ctx context.Context, tx *db.Tx, f File) error) (*head, File, error) {
	id, err := r.ID("id")
	if err != nil {
		return nil, File{}, err
	}
	return room.showCase(r, id, action, deed, tab, read)
}

func (room *Room) showCase(r *route.Request, id db.ID, action access.Action, deed, tab string, read func(ctx context.Context, tx *db.Tx, f File) error) (h *head, f File, err error) {
	ctx := r.Context()
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if f, err = room.reach(ctx, tx, r.Actor, action, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: deed, Category: audit.Consultation, Case: id, Subject: "placement file", Why: teamPurpose})
	})
	if err != nil {
		return nil, f, err
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if f, err = room.reach(ctx, tx, r.Actor, action, id); err != nil {
			return err
		}
		if h, err = headOf(ctx, tx, r, f, tab); err != nil {
			return err
		}
		return read(ctx, tx, f)
	})
	return h, f, err
}

// list records that somebody looked at a list of people, then reads it.
func list(r *route.Request, action string, read func(ctx context.Context, tx *db.Tx) error) error {
	return deed.Listed(r.Context(), r.DB, r.Actor, action, teamPurpose, func(tx *db.Tx) error { return read(r.Context(), tx) })
}

// view answers with a page about somebody.
func view(r *route.Request, name, title, width string, back page.Link, data any) error {
	return r.Render(pages, http.StatusOK, name, page.View{Title: title, Width: width, Back: back, Banner: banner(r), Data: data})
}

var backToBoard = page.Link{Text: "Placements", Href: "/placements"}

// backToPerson leads back to the page of a person.
func backToPerson(id db.ID) page.Link {
	return page.Link{Text: "Back to the person", Href: peoplePath(id)}
}
