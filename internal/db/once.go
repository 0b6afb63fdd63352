package db

import "context"

// Once makes a retry or a double click one change: the first call with a key
// runs fn and keeps its result, each later call returns that result and runs
// nothing. Keys belong to a scope, usually the account that acts; an empty key
// always runs fn. Keys are kept for as long as the table is (see package job).
// Both stand in the store so that nobody reads them there: a key may be a digest
// of what was typed, which could be guessed.
func (tx *Tx) Once(ctx context.Context, scope, key string, fn func() (string, error)) (string, error) {
	if key == "" {
		return fn()
	}
	key, err := tx.sealer.Blind(ctx, tx, "once", key)
	if err != nil {
		return "", err
	}
	if result, done, err := tx.doneOnce(ctx, scope, key); err != nil || done {
		return result, err
	}
	// The row is taken before fn runs: on PostgreSQL a second click waits here
	// for the first to commit, then meets the unique key and is run again.
	taken, err := tx.Exec(ctx, `INSERT INTO once (scope, key, result, at) VALUES ($1, $2, NULL, $3)
		ON CONFLICT (scope, key) DO NOTHING`, scope, key, tx.Now())
	if err != nil {
		return "", err
	}
	if taken == 0 {
		result, _, err := tx.doneOnce(ctx, scope, key)
		return result, err
	}
	result, err := fn()
	if err != nil {
		return "", err
	}
	sealed, err := tx.sealer.Seal(ctx, tx, OfStore, oncePlace(scope, key), []byte(result))
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `UPDATE once SET result = $3 WHERE scope = $1 AND key = $2`, scope, key, sealed)
	return result, err
}

func oncePlace(scope, key string) string { return "once.result/" + scope + "/" + key }

// doneOnce gives the result kept under a key; empty where it is still on its way
// in a transaction that is not yet over.
func (tx *Tx) doneOnce(ctx context.Context, scope, key string) (string, bool, error) {
	var sealed []byte
	done, err := tx.Row(ctx, `SELECT result FROM once WHERE scope = $1 AND key = $2`, []any{scope, key}, &sealed)
	if err != nil || !done || len(sealed) == 0 {
		return "", done, err
	}
	result, err := tx.sealer.Open(ctx, tx, OfStore, oncePlace(scope, key), sealed)
	return string(result), true, err
}

// ForgetOnce removes keys made before a time; a job calls it.
func (tx *Tx) ForgetOnce(ctx context.Context, before any) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM once WHERE at < $1`, before)
}
