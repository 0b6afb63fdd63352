package exchange

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// receipt gives the reference under which an object was taken in before.
func receipt(ctx context.Context, tx *db.Tx, source, externalID string) (reference string, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT reference FROM exchange_receipt WHERE source = $1 AND external_id = $2`, []any{source, externalID}, &reference)
	return reference, found, err
}

func insertReceipt(ctx context.Context, tx *db.Tx, source, externalID, reference string) error {
	_, err := tx.Exec(ctx, `INSERT INTO exchange_receipt (source, external_id, reference, received_at) VALUES ($1, $2, $3, $4)`,
		source, externalID, reference, tx.Now())
	return err
}

// replayed gives the external identifiers of the replay that are in the store.
func replayed(ctx context.Context, tx *db.Tx) (map[string]bool, error) {
	there := map[string]bool{}
	err := tx.Each(ctx, `SELECT external_id FROM referral WHERE external_scope = $1 AND external_id IS NOT NULL`, []any{replayScope},
		func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			there[id] = true
			return err
		})
	return there, err
}
