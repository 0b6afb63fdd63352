package account

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// How often signing in may fail before one has to wait. What is counted most
// strictly is one e-mail address from one network address. One e-mail address
// from anywhere may fail more often, so that many machines cannot guess at one
// account for ever; one network address much more often still, since a whole
// council may stand behind one. A browser in which the person has signed in
// before is counted by itself and by nothing else: whatever others do, it is not
// kept out, so nobody can lock somebody else's account.
const (
	failureWindow = 15 * time.Minute
	pairTries     = 8
	emailTries    = 40
	addressTries  = 200
	deviceTries   = 8
	// deviceTime is how long a browser is known after the last sign-in in it.
	deviceTime = 90 * 24 * time.Hour
)

// Try is an attempt to sign in: as whom, from where, and by which known browser
// (the token that KnowDevice gave, or "").
type Try struct{ Email, Origin, Device string }

type counted struct {
	subject string
	limit   int
}

// counts gives what is counted of a try.
func (t Try) counts(ctx context.Context, tx *db.Tx) ([]counted, error) {
	email := FoldEmail(t.Email)
	known := false
	// Asked whether or not there is a token, so that each try takes as long.
	if _, err := tx.Row(ctx, `SELECT TRUE FROM known_device d JOIN account a ON a.id = d.account_id WHERE d.token_hash = $1 AND a.email = $2 AND d.expires_at > $3`,
		[]any{hashToken(t.Device), email, tx.Now()}, &known); err != nil {
		return nil, err
	}
	if known {
		return []counted{{"device " + t.Device, deviceTries}}, nil
	}
	return []counted{{"pair " + email + " " + t.Origin, pairTries}, {"email " + email, emailTries}, {"address " + t.Origin, addressTries}}, nil
}

// Allow refuses a try after too many that failed.
func (t Try) Allow(ctx context.Context, tx *db.Tx) error {
	counts, err := t.counts(ctx, tx)
	if err != nil {
		return err
	}
	for _, count := range counts {
		var failures int
		_, err := tx.Row(ctx, `SELECT count(*) FROM sign_in_failure WHERE subject = $1 AND at > $2`,
			[]any{hashToken(count.subject), tx.Now().Add(-failureWindow)}, &failures)
		if err != nil {
			return err
		}
		if failures >= count.limit {
			return &fault.Error{Code: fault.TooMany, Message: "There were too many tries that failed. Wait 15 minutes, then try again, or sign in with a passkey"}
		}
	}
	return nil
}

// Failed counts a try that failed.
func (t Try) Failed(ctx context.Context, tx *db.Tx) error {
	counts, err := t.counts(ctx, tx)
	if err != nil {
		return err
	}
	for _, count := range counts {
		if _, err := tx.Exec(ctx, `INSERT INTO sign_in_failure (subject, at, id) VALUES ($1, $2, $3)`, hashToken(count.subject), tx.Now(), tx.NewID()); err != nil {
			return err
		}
	}
	return nil
}

// KnowDevice remembers that somebody signed in with a browser, and gives the
// token by which it is known. It proves nothing and opens nothing: it only keeps
// others' failures from counting against this browser.
func KnowDevice(ctx context.Context, tx *db.Tx, id db.ID) (string, error) {
	token, hash := newToken()
	_, err := tx.Exec(ctx, `INSERT INTO known_device (token_hash, account_id, expires_at) VALUES ($1, $2, $3)`, hash, id, tx.Now().Add(deviceTime))
	return token, err
}

// KnownDevice reports whether a token is of a browser in which the account has
// signed in, and makes it known for as long again.
func KnownDevice(ctx context.Context, tx *db.Tx, id db.ID, token string) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE known_device SET expires_at = $3 WHERE token_hash = $1 AND account_id = $2`, hashToken(token), id, tx.Now().Add(deviceTime))
	return changed == 1, err
}

// DeviceTime is how long a browser keeps the token that KnowDevice gives.
func DeviceTime() time.Duration { return deviceTime }
