package accommodation

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// undoLeaveFor is for how long it can be undone that a stay ended: whoever came
// back the next day is at home, whoever comes later is offered a bed.
const undoLeaveFor = 24 * time.Hour

// undoable reports whether a stay that ended can be taken up again: a move is
// undone by a move, and who did not come is offered a bed anew.
func (s Stay) undoable(now time.Time) bool {
	return !s.Ended.IsZero() && now.Sub(s.Ended) < undoLeaveFor && s.EndedWhy != endedMoved && s.EndedWhy != endedCancelled && s.EndedWhy != "died"
}

// UndoLeave undoes that a stay ended: they have the same bed as before, if nobody
// has it and nothing bars it by now. Sights of the address that ended stay ended.
func (room *Room) UndoLeave(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	var of db.ID
	if found, err := tx.Row(ctx, `SELECT file_id FROM stay WHERE id = $1`, []any{id}, &of); err != nil {
		return err
	} else if !found {
		return fault.Missing()
	}
	file, err := room.reach(ctx, tx, actor, access.OfferBed, of)
	if err != nil {
		return err
	}
	list, err := staysOf(ctx, tx, file)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].ID != id || !list[0].undoable(tx.Now()) || file.lives() {
		return fault.Refuse("This stay cannot be taken up again. Offer them a bed instead")
	}
	stay := list[0]
	bed, err := loadBed(ctx, tx, stay.Bed)
	if err != nil {
		return err
	}
	if bed.State == BedCleaning {
		if err := setBed(ctx, tx, bed, bed.Version, BedFree, nil); err != nil {
			return err
		}
	}
	if err := takeBed(ctx, tx, bed, stay.People, BedTaken); err != nil {
		return fault.Refuse("Their bed is not free any more. Offer them another")
	}
	house, verdict, err := room.judge(ctx, tx, file, bed)
	if err != nil {
		return err
	}
	if !verdict.Offerable() {
		return fault.Refuse("By now something keeps them from this bed. Look at the beds that fit, and offer another")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE stay SET ended_at = NULL, ended_by = NULL, ended_why = NULL, version = version + 1 WHERE id = $1 AND ended_at IS NOT NULL`, id)); err != nil {
		return err
	}
	// What was asked when the stay ended was never wanted; where nothing came of it,
	// it is not counted as demand.
	if _, err := tx.Exec(ctx, `DELETE FROM bed_request WHERE file_id = $1 AND ended_at IS NULL AND asked_at >= $2 AND NOT EXISTS (SELECT 1 FROM bed_offer o WHERE o.request_id = bed_request.id)`, file.ID, stay.Ended); err != nil {
		return err
	}
	file.State = Housed
	if err := room.settle(ctx, tx, actor, file, house, outcomeWithdrawn); err != nil {
		return err
	}
	if file.Case != "" {
		if err := casefile.Note(ctx, tx, actor, file.Case, "They stay in the safe place after all"); err != nil {
			return err
		}
	}
	if err := room.tellKeepers(ctx, tx, house, "undo-leave "+string(id)+" "+string(tx.NewID()), "Somebody stays at your house after all", "The end of a stay at a house that you look after was undone. Sign in to see who is there.\n\nThis message says nothing about the person."); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "undo-end-stay", Category: audit.Alteration, Case: file.Case, Subject: "stay " + string(id), Why: purpose, Change: map[string]any{"bed": bed.ID}})
}
