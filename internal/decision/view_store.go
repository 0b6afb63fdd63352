package decision

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

// othersOf lists the other cases of a group that the actor may see.
func othersOf(ctx context.Context, tx *db.Tx, actor account.Actor, group, id db.ID) ([]db.ID, error) {
	if group == "" {
		return nil, nil
	}
	visible, more := access.Visible(tx, actor, "f.id", access.Decision, 3)
	return db.All(ctx, tx, `SELECT f.id FROM case_file f WHERE f.group_id = $1 AND f.id <> $2 AND `+visible+` ORDER BY f.id LIMIT 50`, append([]any{group, id}, more...),
		func(other *db.ID, scan func(...any) error) error { return scan(other) })
}

// agencyName is what an agency is called, "" where it has no account here.
func agencyName(ctx context.Context, tx *db.Tx, id db.ID) (string, error) {
	var name string
	_, err := tx.Row(ctx, `SELECT name FROM agency WHERE id = $1`, []any{id}, &name)
	return name, err
}

// taken reports whether a command with this idempotency key of the actor was
// done before, so that the second click of two gets the page of the first.
func taken(ctx context.Context, tx *db.Tx, actor account.Actor, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	var result string
	found, err := tx.Row(ctx, `SELECT result FROM once WHERE scope = $1 AND key = $2`, []any{"decision " + accountOf(actor), key}, &result)
	return found && result != "", err
}
