package danger

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// OwnUnsafe reports whether somebody must have no page of their own: the last time
// they were asked how they take their safety plan along, nothing was safe. What
// cannot be in their pocket cannot be on their telephone either.
func (room *Room) OwnUnsafe(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
	plans, err := plansOf(ctx, tx, caseID)
	return len(plans) > 0 && !MayShow(plans[0]), err
}
