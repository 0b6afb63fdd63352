package account

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Passkey is one key by which a person signs in: on their computer, their
// telephone or a security key.
type Passkey struct {
	ID         db.ID
	Account    db.ID
	Name       string
	Site       string // relying party that it was made for
	Credential []byte // record of the WebAuthn library
	Made, Used time.Time
	// Stopped is when a copy of it was noticed; it signs nobody in from then on.
	Stopped time.Time
}

// AddPasskey stores a new passkey. credentialID is the identifier that the
// authenticator gave it.
func AddPasskey(ctx context.Context, tx *db.Tx, key Passkey, credentialID []byte) (db.ID, error) {
	id := tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO passkey (id, account_id, credential_id, site, name, credential, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, key.Account, base64.RawURLEncoding.EncodeToString(credentialID), key.Site, key.Name, string(key.Credential), tx.Now())
	return id, err
}

// Passkeys lists the passkeys of an account, the oldest first.
func Passkeys(ctx context.Context, tx *db.Tx, id db.ID) ([]Passkey, error) {
	return db.All(ctx, tx, `SELECT id, account_id, name, site, credential, made_at, used_at, stopped_at FROM passkey WHERE account_id = $1 ORDER BY id`, []any{id},
		func(k *Passkey, scan func(...any) error) error {
			return scan(&k.ID, &k.Account, &k.Name, &k.Site, &k.Credential, db.Instant(&k.Made), db.Instant(&k.Used), db.Instant(&k.Stopped))
		})
}

// UsePasskey notes that a passkey signed somebody in, with the library's newest
// record of it.
func UsePasskey(ctx context.Context, tx *db.Tx, id db.ID, credential []byte) error {
	_, err := tx.Exec(ctx, `UPDATE passkey SET credential = $2, used_at = $3 WHERE id = $1`, id, string(credential), tx.Now())
	return err
}

// StopPasskey keeps a passkey of which there seems to be a copy from signing
// anybody in.
func StopPasskey(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE passkey SET stopped_at = $2 WHERE id = $1 AND stopped_at IS NULL`, id, tx.Now())
	return err
}

// RenamePasskey gives a passkey of an account another name.
func RenamePasskey(ctx context.Context, tx *db.Tx, account, id db.ID, name string) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE passkey SET name = $3 WHERE id = $1 AND account_id = $2`, id, account, name)
	return changed == 1, err
}

// RemovePasskey removes a passkey of an account.
func RemovePasskey(ctx context.Context, tx *db.Tx, account, id db.ID) (bool, error) {
	changed, err := tx.Exec(ctx, `DELETE FROM passkey WHERE id = $1 AND account_id = $2`, id, account)
	return changed == 1, err
}

// Ways are the ways in which a person can sign in.
type Ways struct {
	Passkeys     int
	PasswordCode bool
	Provider     bool
}

// Count is how many there are.
func (w Ways) Count() int {
	n := w.Passkeys
	for _, has := range []bool{w.PasswordCode, w.Provider} {
		if has {
			n++
		}
	}
	return n
}

// WaysOf gives the ways in which a person can sign in. The account's row is
// touched, so that two removals at once cannot each think that the other stays.
func WaysOf(ctx context.Context, tx *db.Tx, id db.ID) (Ways, error) {
	var ways Ways
	_, err := tx.Row(ctx, `SELECT password_hash <> '' AND totp_sealed IS NOT NULL,
		(SELECT count(*) FROM passkey k WHERE k.account_id = a.id AND k.stopped_at IS NULL),
		EXISTS (SELECT 1 FROM provider_subject s JOIN provider p ON p.id = s.provider_id WHERE s.account_id = a.id AND p.agency_id = a.agency_id AND p.stopped_at IS NULL)
		FROM account a WHERE a.id = $1`, []any{id}, &ways.PasswordCode, &ways.Passkeys, &ways.Provider)
	return ways, err
}

// Hold locks an account's row until the end of the transaction, so that two
// changes to how somebody signs in come one after the other.
func Hold(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE account SET totp_step = totp_step WHERE id = $1`, id)
	return err
}

// Credentials gives the stored password hash of an account, by e-mail address
// and by account, "" where there is none; the account is "" for nobody and for
// the suspended.
func Credentials(ctx context.Context, tx *db.Tx, email string) (id db.ID, passwordHash string, err error) {
	_, err = tx.Row(ctx, `SELECT a.id, a.password_hash FROM account a JOIN agency g ON g.id = a.agency_id
		WHERE a.email = $1 AND a.suspended_at IS NULL AND g.suspended_at IS NULL`, []any{FoldEmail(email)}, &id, &passwordHash)
	return id, passwordHash, err
}

// SetPassword gives an account a password (its hash) and an authenticator. A
// secret of "" keeps the one there is.
func SetPassword(ctx context.Context, tx *db.Tx, id db.ID, hash, secret string, step int64) error {
	if secret == "" {
		_, err := tx.Exec(ctx, `UPDATE account SET password_hash = $2 WHERE id = $1`, id, hash)
		return err
	}
	sealed, err := sealSecret(ctx, tx, id, totpPlace, secret)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE account SET password_hash = $2, totp_sealed = $3, totp_step = $4 WHERE id = $1`, id, hash, sealed, step)
	return err
}

// OpenCeremony keeps what the server must remember between two pages of signing
// in (a challenge, a state) for a short while, and gives the token by which the
// browser takes it up again.
func OpenCeremony(ctx context.Context, tx *db.Tx, kind string, id db.ID, data []byte, life time.Duration) (string, error) {
	token, hash := newToken()
	_, err := tx.Exec(ctx, `INSERT INTO ceremony (token_hash, kind, account_id, data, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		hash, kind, string(id), string(data), tx.Now().Add(life))
	return token, err
}

// TakeCeremony gives what OpenCeremony kept and forgets it: each is taken once,
// whether or not what follows succeeds. False where there is none, or not of
// this kind, or its time is over.
func TakeCeremony(ctx context.Context, tx *db.Tx, kind, token string) (id db.ID, data []byte, found bool, err error) {
	found, err = tx.Row(ctx, `DELETE FROM ceremony WHERE token_hash = $1 AND kind = $2 AND expires_at > $3 RETURNING account_id, data`,
		[]any{hashToken(token), kind, tx.Now()}, &id, &data)
	return id, data, found, err
}
