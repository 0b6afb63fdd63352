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
	"github.com/havenward/havenward/internal/statute"
)

// Room is the room of retention.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	// Shelves are what rooms keep beside cases.
	Shelves []casefile.Shelf
}

// Form is what every command of this room is given.
type Form struct {
	Case    db.ID
	Version int64
	Reason  string // of a hold and of lifting it
}

// begin asks access and checks the version, and gives the record as it stands.
func (room *Room) begin(ctx context.Context, tx *db.Tx, actor account.Actor, form Form) (Record, error) {
	if err := access.Case(ctx, tx, actor, access.RemoveRecord, form.Case); err != nil {
		return Record{}, err
	}
	record, err := recordOf(ctx, tx, actor, room.Rules, form.Case)
	if err != nil {
		return Record{}, err
	}
	return record, casefile.Touch(ctx, tx, form.Case, form.Version)
}

func note(ctx context.Context, tx *db.Tx, actor account.Actor, r Record, action string) error {
	return audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Alteration, Case: r.ID, Subject: "case " + string(r.ID), Why: "Retention: " + r.Due.Rule.Ref()})
}

// Approve says that a record whose time is over may be removed. It is removed
// when a second person confirms.
func (room *Room) Approve(ctx context.Context, tx *db.Tx, actor account.Actor, form Form) error {
	record, err := room.begin(ctx, tx, actor, form)
	if err != nil {
		return err
	}
	if err := record.mayApprove(civil.DayOf(tx.Now())); err != nil {
		return err
	}
	if err := insertRemoval(ctx, tx, actor, record); err != nil {
		return err
	}
	return note(ctx, tx, actor, record, "approve-removal")
}

// Withdraw takes an approval back.
func (room *Room) Withdraw(ctx context.Context, tx *db.Tx, actor account.Actor, form Form) error {
	record, err := room.begin(ctx, tx, actor, form)
	if err != nil {
		return err
	}
	if err := deleteRemoval(ctx, tx, record.ID); err != nil {
		return err
	}
	return note(ctx, tx, actor, record, "withdraw-removal")
}

// Confirm removes a record that somebody else approved for removal.
func (room *Room) Confirm(ctx context.Context, tx *db.Tx, actor account.Actor, form Form) error {
	record, err := room.begin(ctx, tx, actor, form)
	if err != nil {
		return err
	}
	if err := record.mayConfirm(actor.Account); err != nil {
		return err
	}
	if err := finishRemoval(ctx, tx, actor, record.ID); err != nil {
		return err
	}
	return casefile.Erase(ctx, tx, actor, record.ID, "Retention: "+record.Due.Rule.Ref(), "")
}

// Hold keeps a record from removal for as long as the law needs it. An approval
// that was given falls.
func (room *Room) Hold(ctx context.Context, tx *db.Tx, actor account.Actor, form Form) error {
	record, err := room.begin(ctx, tx, actor, form)
	if err != nil {
		return err
	}
	if form.Reason == "" {
		return fault.Wrong("reason", "Enter why")
	}
	if err := deleteRemoval(ctx, tx, record.ID); err != nil {
		return err
	}
	return casefile.PutHold(ctx, tx, actor, record.ID, form.Reason)
}

// Lift ends a hold.
func (room *Room) Lift(ctx context.Context, tx *db.Tx, actor account.Actor, form Form) error {
	record, err := room.begin(ctx, tx, actor, form)
	if err != nil {
		return err
	}
	if form.Reason == "" {
		return fault.Wrong("reason", "Enter why")
	}
	return casefile.LiftHold(ctx, tx, actor, record.ID, form.Reason)
}
