package account

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Limits are how long sessions last. The zero value is of no use: see
// DefaultLimits.
type Limits struct {
	// Idle ends a session that nobody used, Whole every session.
	Idle, Whole time.Duration
	// Proof is how long a proof of who somebody is counts for what only they
	// themselves may do.
	Proof time.Duration
}

// DefaultLimits are half an hour without use, a working day at most, and ten
// minutes for a proof.
func DefaultLimits() Limits {
	return Limits{Idle: 30 * time.Minute, Whole: 12 * time.Hour, Proof: 10 * time.Minute}
}

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

// Stages of a session: a full one, and those that are only good for the next
// page of signing in.
const (
	full = "full"
	// CodeStage is after the password, before the code.
	CodeStage = "code"
	// JoinStage is after an invitation or recovery was shown, before a way to sign
	// in is chosen.
	JoinStage = "join"
)

// seenResolution is how exactly it is noted when a session was last used.
const seenResolution = time.Minute

// OpenSession signs somebody in who has proved who they are, and gives the token
// of their session. The caller has made sure that the account is not suspended.
func OpenSession(ctx context.Context, tx *db.Tx, id db.ID, by By, device Device, limits Limits) (string, error) {
	if _, err := tx.Exec(ctx, `UPDATE account SET seen_at = $2 WHERE id = $1`, id, tx.Now()); err != nil {
		return "", err
	}
	token, hash := newToken()
	return token, addSession(ctx, tx, hash, id, full, by, device, limits)
}

// OpenStage starts a session that is only good for one stage of signing in.
func OpenStage(ctx context.Context, tx *db.Tx, id db.ID, stage string, by By, device Device, life time.Duration) (string, error) {
	token, hash := newToken()
	return token, addSession(ctx, tx, hash, id, stage, by, device, Limits{Idle: life, Whole: life})
}

func addSession(ctx context.Context, tx *db.Tx, hash string, id db.ID, stage string, by By, device Device, limits Limits) error {
	_, err := tx.Exec(ctx, `INSERT INTO session (token_hash, id, account_id, stage, proved_at, proved_until, proved_by, agent, origin, created_at, seen_at, idle_seconds, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $5, $5, $10, $11)`, hash, tx.NewID(), id, stage, tx.Now(), tx.Now().Add(limits.Proof), by,
		clip(device.Agent), clip(device.Origin), int64(limits.Idle/time.Second), tx.Now().Add(limits.Whole))
	return err
}

// Stage gives the account of a session at a stage of signing in; false where the
// token is none, or its time is over, or the person is suspended.
func Stage(ctx context.Context, tx *db.Tx, token, stage string) (actor Actor, found bool, err error) {
	var id db.ID
	found, err = tx.Row(ctx, `SELECT account_id FROM session WHERE token_hash = $1 AND stage = $2 AND expires_at > $3`, []any{hashToken(token), stage, tx.Now()}, &id)
	if err != nil || !found {
		return Actor{}, false, err
	}
	return Load(ctx, tx, id)
}

// Session gives the actor whose full session a token is, and notes that they
// were here. A session ends after a while without use, and at the latest after
// a working day. Away from where it was given, a proof is none.
func Session(ctx context.Context, d *db.Database, token string, from Device) (actor Actor, found bool, err error) {
	if token == "" {
		return actor, false, nil
	}
	var seen time.Time
	hash := hashToken(token)
	err = d.Read(ctx, func(tx *db.Tx) error {
		var id, session db.ID
		var until time.Time
		var idle int64
		var proved Device
		live, err := tx.Row(ctx, `SELECT id, account_id, seen_at, proved_until, idle_seconds, agent, origin FROM session WHERE token_hash = $1 AND stage = 'full' AND expires_at > $2`,
			[]any{hash, tx.Now()}, &session, &id, db.Instant(&seen), db.Instant(&until), &idle, &proved.Agent, &proved.Origin)
		if err != nil || !live || tx.Now().Sub(seen) >= time.Duration(idle)*time.Second {
			return err
		}
		actor, found, err = Load(ctx, tx, id)
		if actor.Session = session; proved.Near(from) {
			actor.ProvedUntil = until
		}
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

// Renew notes a new proof, and where it was given, in a full session and gives it a new token; the one
// before is worth nothing from then on. False where there is no such session. One
// whose person was at their provider stays so marked: there they are signed in too.
func Renew(ctx context.Context, tx *db.Tx, session db.ID, by By, from Device, limits Limits) (token string, found bool, err error) {
	token, hash := newToken()
	changed, err := tx.Exec(ctx, `UPDATE session SET token_hash = $2, proved_at = $3, proved_until = $4, proved_by = CASE WHEN proved_by = $6 THEN proved_by ELSE $5 END, agent = $7, origin = $8
		WHERE id = $1 AND stage = 'full'`, session, hash, tx.Now(), tx.Now().Add(limits.Proof), by, ByProvider, clip(from.Agent), clip(from.Origin))
	return token, changed == 1, err
}

// CloseSession ends the session of a token at once, at whatever stage, and gives
// how its person had signed in.
func CloseSession(ctx context.Context, tx *db.Tx, token string) (by By, err error) {
	hash := hashToken(token)
	if _, err := tx.Row(ctx, `SELECT proved_by FROM session WHERE token_hash = $1`, []any{hash}, &by); err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `DELETE FROM session WHERE token_hash = $1`, hash)
	return by, err
}

// OpenedSession is a session as its person's list shows it.
type OpenedSession struct {
	ID           db.ID
	Device       Device
	By           By
	Opened, Seen time.Time
	Until        time.Time
}

// Sessions lists the full sessions of an account that have not ended, the one
// used last first.
func Sessions(ctx context.Context, tx *db.Tx, id db.ID) ([]OpenedSession, error) {
	all, err := db.All(ctx, tx, `SELECT id, agent, origin, proved_by, created_at, seen_at, expires_at, idle_seconds FROM session
		WHERE account_id = $1 AND stage = 'full' AND expires_at > $2 ORDER BY seen_at DESC, id DESC`, []any{id, tx.Now()},
		func(s *OpenedSession, scan func(...any) error) error {
			var idle int64
			err := scan(&s.ID, &s.Device.Agent, &s.Device.Origin, &s.By, db.Instant(&s.Opened), db.Instant(&s.Seen), db.Instant(&s.Until), &idle)
			if out := s.Seen.Add(time.Duration(idle) * time.Second); out.Before(s.Until) {
				s.Until = out
			}
			return err
		})
	var live []OpenedSession
	for _, s := range all {
		if s.Until.After(tx.Now()) {
			live = append(live, s)
		}
	}
	return live, err
}

// EndSession ends one session of an account; false where it has none such.
func EndSession(ctx context.Context, tx *db.Tx, id, session db.ID) (bool, error) {
	changed, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id = $1 AND id = $2`, id, session)
	return changed == 1, err
}

// EndSessions ends every session of an account but one ("" for all of them).
func EndSessions(ctx context.Context, tx *db.Tx, id, but db.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id = $1 AND id <> $2`, id, but)
	return err
}
