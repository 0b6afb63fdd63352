package seal

import (
	"context"
	"fmt"
	"strings"

	"github.com/havenward/havenward/internal/db"
)

// Destroy destroys every data key of some owners, for ever: what was sealed under
// them cannot be opened again, and nothing more can be sealed for them.
func Destroy(ctx context.Context, tx *db.Tx, owners ...db.ID) error {
	ring, err := Of(tx)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		if owner == db.OfStore || strings.Contains(string(owner), " ") {
			return fmt.Errorf("the keys of %q belong to no case and are never destroyed", owner)
		}
		for _, owner := range []db.ID{owner, RecordOf(owner)} {
			ids, err := db.All(ctx, tx, `DELETE FROM data_key WHERE owner = $1 RETURNING id`, []any{owner}, func(id *int64, scan func(...any) error) error { return scan(id) })
			if err != nil {
				return err
			}
			for _, id := range ids {
				ring.cache.forget(name{owner, uint32(id)})
			}
			delete(heldBy(tx).current, owner)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO data_key_destroyed (owner, destroyed_at) VALUES ($1, $2) ON CONFLICT (owner) DO NOTHING`, owner, tx.Now()); err != nil {
			return err
		}
	}
	return nil
}
