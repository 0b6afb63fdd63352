package retention

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// KeptForm is what a command on a record of a shelf is given.
type KeptForm struct {
	Reason string `json:"reason,omitempty" maxLength:"2000" doc:"Of a hold, and of lifting it. Do not use anybody's name"`
}

// reach asks access and reads one record of the actor's agency.
func (room *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Item, error) {
	if err := access.Role(actor, access.RemoveKept); err != nil {
		return Item{}, err
	}
	return room.item(ctx, tx, actor, id)
}

func noteItem(ctx context.Context, tx *db.Tx, actor account.Actor, i Item, action string) error {
	return audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Alteration, Subject: i.Shelf.Code + " " + string(i.ID), Why: "Retention: " + i.Due.Rule.Ref()})
}

// ApproveKept says that a record whose time is over may be removed. It is removed
// when a second person confirms.
func (room *Room) ApproveKept(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, _ KeptForm) error {
	i, err := room.reach(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := i.mayApprove(civil.DayOf(tx.Now())); err != nil {
		return err
	}
	if err := approveItem(ctx, tx, actor, i); err != nil {
		return err
	}
	return noteItem(ctx, tx, actor, i, "approve-removal")
}

// WithdrawKept takes an approval back.
func (room *Room) WithdrawKept(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, _ KeptForm) error {
	i, err := room.reach(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := dropItem(ctx, tx, id); err != nil {
		return err
	}
	return noteItem(ctx, tx, actor, i, "withdraw-removal")
}

// ConfirmKept removes a record that somebody else approved for removal.
func (room *Room) ConfirmKept(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, _ KeptForm) error {
	i, err := room.reach(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := i.mayConfirm(actor.Account, civil.DayOf(tx.Now())); err != nil {
		return err
	}
	if err := finishItem(ctx, tx, actor, id); err != nil {
		return err
	}
	return i.Shelf.Remove(ctx, tx, actor, actor.Agency, id, "Retention: "+i.Due.Rule.Ref())
}

// HoldKept keeps a record from removal for as long as the law needs it. An approval
// that was given falls.
func (room *Room) HoldKept(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, form KeptForm) error {
	i, err := room.reach(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if form.Reason == "" {
		return fault.Wrong("reason", "Enter why")
	}
	if err := dropItem(ctx, tx, id); err != nil {
		return err
	}
	return casefile.PutShelfHold(ctx, tx, actor, i.Shelf.Code, id, form.Reason)
}

// LiftKept ends a hold.
func (room *Room) LiftKept(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, form KeptForm) error {
	i, err := room.reach(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if form.Reason == "" {
		return fault.Wrong("reason", "Enter why")
	}
	return casefile.LiftShelfHold(ctx, tx, actor, i.Shelf.Code, id, form.Reason)
}
