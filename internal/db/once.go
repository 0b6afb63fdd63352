package db

import "context"

// Once makes a retry or a double click one change: the first call with a key
// runs fn and keeps its result, each later call returns that result and runs
// nothing. Keys belong to a scope, usually the account that acts; an empty key
// always runs fn. Keys are kept for as long as the table is (see package job).
func (tx *Tx) Once(ctx context.Context, scope, key string, fn func() (string, error)) (string, error) {
	if key == "" {
		return fn()
	}
	var result string
	done, err := tx.Row(ctx, `SELECT result FROM once WHERE scope = $1 AND key = $2`, []any{scope, key}, &result)
	if err != nil || done {
		return result, err
	}
	// The row is taken before fn runs: on PostgreSQL a second click waits here
	// for the first to commit, then meets the unique key and is run again.
	taken, err := tx.Exec(ctx, `INSERT INTO once (scope, key, result, at) VALUES ($1, $2, '', $3)
		ON CONFLICT (scope, key) DO NOTHING`, scope, key, tx.Now())
	if err != nil {
		return "", err
	}
	if taken == 0 {
		_, err := tx.Row(ctx, `SELECT result FROM once WHERE scope = $1 AND key = $2`, []any{scope, key}, &result)
		return result, err
	}
	if result, err = fn(); err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `UPDATE once SET result = $3 WHERE scope = $1 AND key = $2`, scope, key, result)
	return result, err
}

// ForgetOnce removes keys made before a time; a job calls it.
func (tx *Tx) ForgetOnce(ctx context.Context, before any) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM once WHERE at < $1`, before)
}
