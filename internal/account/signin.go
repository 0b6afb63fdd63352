package account

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// Limits of sessions and of guessing. One e-mail address may fail so often in
// the window before it has to wait; one network address much more often, since
// a whole council may stand behind one.
const (
	codeTime       = 10 * time.Minute
	idleTime       = 30 * time.Minute
	sessionTime    = 12 * time.Hour
	failureWindow  = 15 * time.Minute
	accountTries   = 8
	addressTries   = 200
	seenResolution = time.Minute
	// provedTime is how long a proof of who somebody is counts for what only they
	// themselves may do.
	provedTime = 10 * time.Minute
)

// By is how somebody proved who they are.
type By string

const (
	// ByCode is a password with a code from an authenticator.
	ByCode By = "code"
	// ByPasskey is a passkey whose device asked for a face, finger or PIN.
	ByPasskey By = "passkey"
	// ByProvider is the identity provider of the person's own agency.
	ByProvider By = "provider"
)

var errCredentials = fault.Wrong("email", "The e-mail address or password is not right")

// NewTOTPSecret makes the secret that a person puts in their authenticator.
func NewTOTPSecret(email string) (string, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Havenward", AccountName: email})
	if err != nil {
		return "", err
	}
	return key.Secret(), nil
}

// SignIn checks an e-mail address and password and gives the token of a session
// that still needs the code. What fails looks and lasts the same whether or not
// somebody has that address.
func SignIn(ctx context.Context, d *db.Database, email, password, origin string) (string, error) {
	email = foldEmail(email)
	var id db.ID
	var stored string
	err := d.Read(ctx, func(tx *db.Tx) error {
		if err := tooManyFailures(ctx, tx, email, origin); err != nil {
			return err
		}
		_, err := tx.Row(ctx, `SELECT a.id, a.password_hash FROM account a JOIN agency g ON g.id = a.agency_id
			WHERE a.email = $1 AND a.suspended_at IS NULL AND g.suspended_at IS NULL`, []any{email}, &id, &stored)
		return err
	})
	if err != nil {
		return "", err
	}
	matches, err := passwordMatches(ctx, stored, password)
	if err != nil {
		return "", err
	}
	if !matches {
		if err := d.Write(ctx, func(tx *db.Tx) error { return recordFailure(ctx, tx, email, origin) }); err != nil {
			return "", err
		}
		return "", errCredentials
	}
	token, hash := newToken()
	err = d.Write(ctx, func(tx *db.Tx) error { return addSession(ctx, tx, hash, id, "code", codeTime) })
	return token, err
}

// EnterCode checks the six-digit code of somebody who has given their password,
// and gives the token of their full session: a new one, so that a token seen
// before sign-in is worth nothing after it.
func EnterCode(ctx context.Context, d *db.Database, token, code, origin string) (newSession string, actor Actor, err error) {
	next, nextHash := newToken()
	wrong := false
	err = d.Write(ctx, func(tx *db.Tx) error {
		var id db.ID
		var email string
		found, err := tx.Row(ctx, `SELECT a.id, a.email FROM session s JOIN account a ON a.id = s.account_id
			WHERE s.token_hash = $1 AND s.stage = 'code' AND s.expires_at > $2 AND a.suspended_at IS NULL`,
			[]any{hashToken(token), tx.Now()}, &id, &email)
		if err != nil {
			return err
		}
		if !found {
			return &fault.Error{Code: fault.SignIn, Message: "Sign in again: your code was not entered in time"}
		}
		if err := tooManyFailures(ctx, tx, email, origin); err != nil {
			return err
		}
		taken, err := takeCode(ctx, tx, id, code)
		if err != nil {
			return err
		}
		if !taken {
			wrong = true
			return recordFailure(ctx, tx, email, origin)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE token_hash = $1`, hashToken(token)); err != nil {
			return err
		}
		if err := addSession(ctx, tx, nextHash, id, "full", sessionTime); err != nil {
			return err
		}
		actor, _, err = Load(ctx, tx, id)
		return err
	})
	if err == nil && wrong {
		err = fault.Wrong("code", "The code is not right, or has been used. Enter the newest code from your authenticator app")
	}
	if err != nil {
		return "", Actor{}, err
	}
	return next, actor, nil
}

// codeStep finds the 30-second step whose code was entered: this one, or a
// neighbour for clocks that differ.
func codeStep(secret, code string, now time.Time) (int64, bool) {
	for _, drift := range []time.Duration{0, -30 * time.Second, 30 * time.Second} {
		at := now.Add(drift)
		ok, err := totp.ValidateCustom(code, secret, at, totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok {
			return at.Unix() / 30, true
		}
	}
	return 0, false
}

// Code gives the six-digit code of a secret at a time; the demonstration prints it.
func Code(secret string, at time.Time) (string, error) { return totp.GenerateCode(secret, at) }

func addSession(ctx context.Context, tx *db.Tx, hash string, id db.ID, stage string, life time.Duration) error {
	_, err := tx.Exec(ctx, `INSERT INTO session (token_hash, id, account_id, stage, proved_at, proved_by, agent, origin, created_at, seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, '', '', $5, $5, $7)`, hash, tx.NewID(), id, stage, tx.Now(), ByCode, tx.Now().Add(life))
	return err
}

// Session gives the actor whose full session a token is, and notes that they
// were here. A session ends after a while without use, and at the latest after
// a working day.
func Session(ctx context.Context, d *db.Database, token string) (actor Actor, found bool, err error) {
	if token == "" {
		return actor, false, nil
	}
	var id db.ID
	var seen, proved time.Time
	hash := hashToken(token)
	err = d.Read(ctx, func(tx *db.Tx) error {
		live, err := tx.Row(ctx, `SELECT account_id, seen_at, proved_at FROM session WHERE token_hash = $1 AND stage = 'full' AND expires_at > $2 AND seen_at > $3`,
			[]any{hash, tx.Now(), tx.Now().Add(-idleTime)}, &id, db.Instant(&seen), db.Instant(&proved))
		if err != nil || !live {
			return err
		}
		actor, found, err = Load(ctx, tx, id)
		actor.ProvedUntil = proved.Add(provedTime)
		return err
	})
	if err != nil || !found {
		return Actor{}, false, err
	}
	if d.Now().Sub(seen) > seenResolution {
		err = d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE session SET seen_at = $2 WHERE token_hash = $1`, hash, tx.Now())
			return err
		})
	}
	return actor, err == nil, err
}

// SignOut ends a session at once.
func SignOut(ctx context.Context, d *db.Database, token string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM session WHERE token_hash = $1`, hashToken(token))
		return err
	})
}

func tooManyFailures(ctx context.Context, tx *db.Tx, email, origin string) error {
	for subject, limit := range map[string]int{"email " + email: accountTries, "address " + origin: addressTries} {
		var failures int
		_, err := tx.Row(ctx, `SELECT count(*) FROM sign_in_failure WHERE subject = $1 AND at > $2`,
			[]any{hashToken(subject), tx.Now().Add(-failureWindow)}, &failures)
		if err != nil {
			return err
		}
		if failures >= limit {
			return &fault.Error{Code: fault.TooMany, Message: "There were too many tries that failed. Wait 15 minutes, then try again"}
		}
	}
	return nil
}

func recordFailure(ctx context.Context, tx *db.Tx, email, origin string) error {
	for _, subject := range []string{"email " + email, "address " + origin} {
		if _, err := tx.Exec(ctx, `INSERT INTO sign_in_failure (subject, at, id) VALUES ($1, $2, $3)`,
			hashToken(subject), tx.Now(), tx.NewID()); err != nil {
			return err
		}
	}
	return nil
}
