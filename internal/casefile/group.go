package casefile

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// Kinds of group.
const (
	FamilyGroup   = "family"
	TogetherGroup = "together" // people who were found or referred together
)

// JoinGroup puts a case that is in no group into one, and gives the reference
// of the group that it is in then: the one it was in before, if there was one.
func JoinGroup(ctx context.Context, tx *db.Tx, id db.ID, kind string) (string, error) {
	var reference string
	found, err := tx.Row(ctx, `SELECT g.reference FROM case_group g JOIN case_file c ON c.group_id = g.id WHERE c.id = $1`, []any{id}, &reference)
	if err != nil || found {
		return reference, err
	}
	group, reference, err := NewGroup(ctx, tx, kind)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `UPDATE case_file SET group_id = $2 WHERE id = $1`, id, group)
	return reference, err
}
