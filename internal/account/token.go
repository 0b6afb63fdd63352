package account

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Token is a key by which a program acts for an account through the JSON API.
type Token struct {
	ID            db.ID
	Name          string
	Made, LastUse time.Time
}

// IssueToken makes a token for an account. The token itself is given once and
// only its hash is kept.
func IssueToken(ctx context.Context, tx *db.Tx, account db.ID, name string) (string, error) {
	token, hash := newToken()
	_, err := tx.Exec(ctx, `INSERT INTO api_token (token_hash, id, account_id, name, created_at) VALUES ($1, $2, $3, $4, $5)`,
		hash, tx.NewID(), account, name, tx.Now())
	return token, err
}

// RevokeToken ends a token of an account; false where it has no such live token.
func RevokeToken(ctx context.Context, tx *db.Tx, account, id db.ID) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE api_token SET revoked_at = $3 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL`, id, account, tx.Now())
	return changed == 1, err
}

// Tokens lists the live tokens of an account, newest first.
func Tokens(ctx context.Context, tx *db.Tx, account db.ID) ([]Token, error) {
	return db.All(ctx, tx, `SELECT id, name, created_at, used_at FROM api_token WHERE account_id = $1 AND revoked_at IS NULL ORDER BY id DESC`,
		[]any{account}, func(t *Token, scan func(...any) error) error {
			return scan(&t.ID, &t.Name, db.Instant(&t.Made), db.Instant(&t.LastUse))
		})
}

// Bearer gives the actor for whom a token of the JSON API acts.
func Bearer(ctx context.Context, d *db.Database, token string) (actor Actor, found bool, err error) {
	var id db.ID
	var used time.Time
	hash := hashToken(token)
	err = d.Read(ctx, func(tx *db.Tx) error {
		live, err := tx.Row(ctx, `SELECT account_id, used_at FROM api_token WHERE token_hash = $1 AND revoked_at IS NULL`,
			[]any{hash}, &id, db.Instant(&used))
		if err != nil || !live {
			return err
		}
		actor, found, err = Load(ctx, tx, id)
		return err
	})
	if err != nil || !found {
		return Actor{}, false, err
	}
	if d.Now().Sub(used) > seenResolution {
		err = d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE api_token SET used_at = $2 WHERE token_hash = $1`, hash, tx.Now())
			return err
		})
	}
	return actor, err == nil, err
}
