package retention

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// Item is one record of a shelf: what a room keeps beside cases.
type Item struct {
	casefile.Kept
	Shelf        casefile.Shelf
	Agency       db.ID
	Due          statute.Due
	Held         bool
	Approved     time.Time // zero while nobody approved its removal
	Approver     db.ID
	ApproverName string
}

// Number is what a list calls it: its reference, or else the end of its identifier,
// which no two records of a list share in practice.
func (i Item) Number() string {
	if i.Reference != "" || len(i.ID) < 8 {
		return i.Reference
	}
	end := strings.ToUpper(string(i.ID[len(i.ID)-8:]))
	return end[:4] + "-" + end[4:]
}

// InUse reports that its time does not count yet.
func (i Item) InUse() bool { return i.Start.IsZero() }

// IsDue reports whether its time is over on a day.
func (i Item) IsDue(today civil.Day) bool {
	return !i.InUse() && !i.Due.On.IsZero() && !today.Before(i.Due.On)
}

// judge works out from when it is to be removed; one in use never is.
func (i *Item) judge(book statute.Book) (err error) {
	if i.InUse() {
		return nil
	}
	about := statute.Subject{Jurisdiction: statute.Jurisdiction(i.Jurisdiction), Child: i.Child}
	if !about.Jurisdiction.Domestic() {
		about.Jurisdiction = statute.England
	}
	i.Due, err = book.Due(i.Shelf.Rule, about, i.Start)
	return err
}

// mayApprove says why its removal cannot be approved now.
func (i *Item) mayApprove(today civil.Day) error {
	switch {
	case i.Shelf.Daily:
		return fault.Refuse("This record is removed on its day. Hold it by law to keep it")
	case i.Held:
		return fault.Refuse("This record is held by law. Lift the hold first")
	case i.InUse():
		return fault.Refuse("This record is in use")
	case !i.IsDue(today):
		return fault.Refuse("This record is to be kept until {day}", "day", i.Due.On)
	case !i.Approved.IsZero():
		return fault.Refuse("The removal of this record was approved before. Somebody else has to confirm it")
	}
	return nil
}

// mayConfirm says why somebody cannot be the second to approve its removal now. It
// is asked again whether it is due: an entry can be in use again meanwhile.
func (i *Item) mayConfirm(by db.ID, today civil.Day) error {
	switch {
	case i.Held:
		return fault.Refuse("This record is held by law. Lift the hold first")
	case i.Approved.IsZero():
		return fault.Refuse("Nobody has approved the removal of this record yet")
	case i.Approver == by:
		return fault.Refuse("You approved this removal. Somebody else has to confirm it")
	case !i.IsDue(today):
		return fault.Refuse("This record is not due for removal any more")
	}
	return nil
}

// items lists what an agency keeps on a shelf, or the one that is named.
func (room *Room) items(ctx context.Context, tx *db.Tx, shelf casefile.Shelf, agency, one db.ID) ([]Item, error) {
	kept, err := shelf.Kept(ctx, tx, agency, one)
	if err != nil {
		return nil, err
	}
	held, approved, err := marks(ctx, tx, agency, shelf.Code)
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(kept))
	for n, k := range kept {
		items[n] = Item{Kept: k, Shelf: shelf, Agency: agency, Held: held[k.ID]}
		if a, ok := approved[k.ID]; ok {
			items[n].Approved, items[n].Approver, items[n].ApproverName = a.at, a.by, a.name
		}
		if err := items[n].judge(room.Rules); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// item reads one record of the actor's agency; one of another's is missing.
func (room *Room) item(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Item, error) {
	for _, shelf := range room.Shelves {
		items, err := room.items(ctx, tx, shelf, actor.Agency, id)
		if err != nil {
			return Item{}, err
		}
		if len(items) == 1 {
			return items[0], nil
		}
	}
	return Item{}, fault.Missing()
}

// approval is who approved a removal first.
type approval struct {
	at   time.Time
	by   db.ID
	name string
}

// marks reads what of an agency's shelf is held, and what waits for a second person.
func marks(ctx context.Context, tx *db.Tx, agency db.ID, shelf string) (map[db.ID]bool, map[db.ID]approval, error) {
	held, approved := map[db.ID]bool{}, map[db.ID]approval{}
	if err := tx.Each(ctx, `SELECT record_id FROM shelf_hold WHERE agency_id = $1 AND shelf = $2 AND lifted_at IS NULL`, []any{agency, shelf}, func(scan func(...any) error) error {
		var id db.ID
		err := scan(&id)
		held[id] = true
		return err
	}); err != nil {
		return nil, nil, err
	}
	err := tx.Each(ctx, `SELECT m.record_id, m.approved_at, m.approved_by, a.name FROM shelf_removal m LEFT JOIN account a ON a.id = m.approved_by
		WHERE m.agency_id = $1 AND m.shelf = $2 AND m.removed_at IS NULL`, []any{agency, shelf}, func(scan func(...any) error) error {
		var id db.ID
		var a approval
		err := scan(&id, db.Instant(&a.at), &a.by, db.Text(&a.name))
		approved[id] = a
		return err
	})
	return held, approved, err
}

func approveItem(ctx context.Context, tx *db.Tx, actor account.Actor, i Item) error {
	return fault.Touched(tx.Exec(ctx, `INSERT INTO shelf_removal (record_id, shelf, agency_id, rule, due_on, approved_at, approved_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (record_id) DO NOTHING`, i.ID, i.Shelf.Code, actor.Agency, i.Due.Rule.Ref(), i.Due.On, tx.Now(), actor.Account))
}

func finishItem(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	return fault.Touched(tx.Exec(ctx, `UPDATE shelf_removal SET removed_at = $2, removed_by = $3 WHERE record_id = $1 AND removed_at IS NULL`, id, tx.Now(), actor.Account))
}

func dropItem(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM shelf_removal WHERE record_id = $1 AND removed_at IS NULL`, id)
	return err
}
