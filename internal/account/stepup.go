package account

import (
	"context"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

var errProof = fault.Wrong("password", "The password or the security code is not right, or the code has been used")

// ProveByCode takes the password and a new code of somebody who is signed in, as
// proof that it is still they, and gives the new token of their session: the
// one before is worth nothing from then on. It never says which of the two was
// wrong.
func ProveByCode(ctx context.Context, d *db.Database, token, password, code, origin string) (renewed string, err error) {
	var id db.ID
	var email, stored string
	err = d.Read(ctx, func(tx *db.Tx) error {
		found, err := tx.Row(ctx, `SELECT a.id, a.email, a.password_hash FROM session s JOIN account a ON a.id = s.account_id
			WHERE s.token_hash = $1 AND s.stage = 'full' AND s.expires_at > $2 AND a.suspended_at IS NULL`, []any{hashToken(token), tx.Now()}, &id, &email, &stored)
		if err == nil && !found {
			err = &fault.Error{Code: fault.SignIn, Message: "Sign in to go on"}
		}
		if err != nil {
			return err
		}
		return tooManyFailures(ctx, tx, email, origin)
	})
	if err != nil {
		return "", err
	}
	matches, err := passwordMatches(ctx, stored, password)
	if err != nil {
		return "", err
	}
	renewed, renewedHash := newToken()
	wrong := false
	err = d.Write(ctx, func(tx *db.Tx) error {
		taken := false
		if matches {
			if taken, err = takeCode(ctx, tx, id, code); err != nil {
				return err
			}
		}
		if !taken {
			wrong = true
			return recordFailure(ctx, tx, email, origin)
		}
		changed, err := tx.Exec(ctx, `UPDATE session SET token_hash = $2, proved_at = $3, proved_by = $4 WHERE token_hash = $1`, hashToken(token), renewedHash, tx.Now(), ByCode)
		if err == nil && changed == 0 {
			err = &fault.Error{Code: fault.SignIn, Message: "Sign in to go on"}
		}
		return err
	})
	if err == nil && wrong {
		err = errProof
	}
	if err != nil {
		return "", err
	}
	return renewed, nil
}

// takeCode uses up a code of the account's authenticator: true for one that is
// right now and newer than every code used before.
func takeCode(ctx context.Context, tx *db.Tx, id db.ID, code string) (bool, error) {
	var secret string
	if _, err := tx.Row(ctx, `SELECT totp_secret FROM account WHERE id = $1`, []any{id}, &secret); err != nil || secret == "" {
		return false, err
	}
	step, ok := codeStep(secret, code, tx.Now())
	if !ok {
		return false, nil
	}
	changed, err := tx.Exec(ctx, `UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_step < $2`, id, step)
	return changed == 1, err
}
