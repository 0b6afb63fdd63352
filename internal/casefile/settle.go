package casefile

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// SetStage records how far a case is, as a code that every room can show.
func SetStage(ctx context.Context, tx *db.Tx, id db.ID, stage string) error {
	_, err := tx.Exec(ctx, `UPDATE case_file SET stage = $2 WHERE id = $1`, id, stage)
	return err
}

// SettleJurisdiction puts right by whose rules a case goes.
func SettleJurisdiction(ctx context.Context, tx *db.Tx, id db.ID, jurisdiction string) error {
	_, err := tx.Exec(ctx, `UPDATE case_file SET jurisdiction = $2 WHERE id = $1`, id, jurisdiction)
	return err
}

// SetClosed records that a case is closed, or open again.
func SetClosed(ctx context.Context, tx *db.Tx, id db.ID, closed bool) error {
	var at any
	if closed {
		at = tx.Now()
	}
	_, err := tx.Exec(ctx, `UPDATE case_file SET closed_at = $2 WHERE id = $1`, id, at)
	return err
}

// SettleAge records that an age group was settled, and until then which.
func SettleAge(ctx context.Context, tx *db.Tx, id db.ID, ageGroup string) error {
	_, err := tx.Exec(ctx, `UPDATE case_file SET age_group = $2 WHERE id = $1`, id, ageGroup)
	return err
}
