// Package folder is the top of every page about one person, the same in every
// room: who it is about, as far as the reader may know, the pages of all rooms
// about them that the reader may open, and the warnings that everybody who can
// act must see. Pages draw it with the partials folder-head and folder-rooms.
package folder

import (
	"cmp"
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Head is the top of a page about one person.
type Head struct {
	Case      db.ID
	Reference string
	Name      string // "" for who may not see it
	Child     bool
	// Rooms leads to the pages of the rooms about the person; it is empty where
	// there is no other than the one the reader is on.
	Rooms    []page.Link
	Warnings []route.Warning
}

// Of makes the top of a page about a person. current is the text of the tab that
// one is on. The caller has asked package access for what the page shows. Where it
// records no look of its own, one stands in the record of the case all the same;
// a case of which the reader reaches nothing is missing.
func Of(ctx context.Context, tx *db.Tx, r *route.Request, caseID db.ID, current string) (Head, error) {
	head, err := Around(ctx, tx, r, caseID, current)
	if err != nil {
		return head, err
	}
	var age string
	if found, err := tx.Row(ctx, `SELECT reference, age_group FROM case_file WHERE id = $1`, []any{caseID}, &head.Reference, &age); err != nil || !found {
		return head, cmp.Or(err, fault.Missing())
	}
	head.Child = casefile.TreatedAsChild(age)
	names, err := casefile.Headlines(ctx, tx, r.Actor, []db.ID{caseID})
	head.Name = names[caseID]
	return head, err
}

// Around gives only what stands around a page: the pages of other rooms and the
// warnings, and says in the record whom the answer shows. It is for a page that
// says in its own way who it is about.
func Around(ctx context.Context, tx *db.Tx, r *route.Request, caseID db.ID, current string) (Head, error) {
	head := Head{Case: caseID}
	granted, err := access.Granted(ctx, tx, r.Actor, caseID)
	switch {
	case err != nil:
		return head, err
	case granted == 0:
		return head, fault.Missing()
	}
	audit.About(ctx, caseID)
	if r.Shelf == nil {
		return head, nil
	}
	if head.Rooms, err = rooms(ctx, tx, r, caseID, granted, current); err != nil {
		return head, err
	}
	for _, warn := range r.Shelf.Warnings {
		more, err := warn(ctx, tx, r.Actor, caseID)
		if err != nil {
			return head, err
		}
		head.Warnings = append(head.Warnings, more...)
	}
	return head, nil
}

// rooms lists the tabs of the folder that the reader may open.
func rooms(ctx context.Context, tx *db.Tx, r *route.Request, caseID db.ID, granted access.Compartments, current string) ([]page.Link, error) {
	var links []page.Link
	for _, tab := range r.Shelf.Tabs {
		if access.Decide(r.Actor, tab.Action, granted) != nil {
			continue
		}
		if tab.Shown != nil && tab.Text != current {
			if shown, err := tab.Shown(ctx, tx, caseID); err != nil || !shown {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		links = append(links, page.Link{Text: tab.Text, Href: tab.To(caseID), Current: tab.Text == current})
	}
	if len(links) == 1 && links[0].Current {
		return nil, nil
	}
	return links, nil
}
