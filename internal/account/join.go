package account

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// InvitationTime is how long an invitation can be taken up, RecoveryTime how long
// an agreed way back in.
const (
	InvitationTime = 7 * 24 * time.Hour
	RecoveryTime   = 24 * time.Hour
)

// newCode makes a code of 100 bits that can be read out over the telephone, and
// the hash by which it is kept.
func newCode() (code, hash string) {
	text := rand.Text()[:20]
	return text[:5] + "-" + text[5:10] + "-" + text[10:15] + "-" + text[15:], hashCode(text)
}

// hashCode is the hash of a code however it was typed: with spaces or dashes, in
// small letters, with a 0 for the O or a 1 for the I, which no code has.
func hashCode(typed string) string {
	typed = strings.NewReplacer("0", "O", "1", "I", "8", "B").Replace(strings.ToUpper(typed))
	return hashToken(strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '2' && r <= '7' {
			return r
		}
		return -1
	}, typed))
}

// Invite makes the code with which somebody chooses how they sign in, for the
// first time; one made before is worth nothing any more.
func Invite(ctx context.Context, tx *db.Tx, id, by db.ID) (string, error) {
	code, hash := newCode()
	_, err := tx.Exec(ctx, `INSERT INTO invitation (account_id, code_hash, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account_id) DO UPDATE SET code_hash = excluded.code_hash, made_by = excluded.made_by, made_at = excluded.made_at, expires_at = excluded.expires_at`,
		id, hash, string(by), tx.Now(), tx.Now().Add(InvitationTime))
	return code, err
}

// Invited gives the account that an e-mail address and the code of an invitation
// are of.
func Invited(ctx context.Context, tx *db.Tx, email, code string) (id db.ID, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT a.id FROM invitation i JOIN account a ON a.id = i.account_id JOIN agency g ON g.id = a.agency_id
		WHERE a.email = $1 AND i.code_hash = $2 AND i.expires_at > $3 AND a.suspended_at IS NULL AND g.suspended_at IS NULL`,
		[]any{FoldEmail(email), hashCode(code), tx.Now()}, &id)
	return id, found, err
}

// Recovery is the way back in of somebody who has lost theirs: one administrator
// asks for it, another agrees, and each has one of two codes for the person.
type Recovery struct {
	ID                      db.ID
	Account, Asked, Agreed  db.ID
	Name, Email             string
	Agency                  db.ID
	AgencyName, Reason      string
	AskedName, AgreedName   string
	AskedAt, AgreedAt, Ends time.Time
}

const recoveryColumns = `r.id, r.account_id, r.asked_by, coalesce(r.agreed_by, ''), a.name, a.email, a.agency_id, g.name, r.reason, b.name, coalesce(c.name, ''), r.asked_at, r.agreed_at, r.expires_at
	FROM recovery r JOIN account a ON a.id = r.account_id JOIN agency g ON g.id = a.agency_id JOIN account b ON b.id = r.asked_by LEFT JOIN account c ON c.id = r.agreed_by
	WHERE r.ended_at IS NULL AND r.expires_at > $1`

func scanRecovery(r *Recovery) []any {
	return []any{&r.ID, &r.Account, &r.Asked, &r.Agreed, &r.Name, &r.Email, &r.Agency, &r.AgencyName, &r.Reason, &r.AskedName, &r.AgreedName,
		db.Instant(&r.AskedAt), db.Instant(&r.AgreedAt), db.Instant(&r.Ends)}
}

// AskRecovery starts a recovery and gives the first code; false where there is
// one already.
func AskRecovery(ctx context.Context, tx *db.Tx, id, by db.ID, reason string) (code string, recovery db.ID, started bool, err error) {
	if _, err := tx.Exec(ctx, `UPDATE recovery SET ended_at = $2, ended = 'expired' WHERE account_id = $1 AND ended_at IS NULL AND expires_at <= $2`, id, tx.Now()); err != nil {
		return "", "", false, err
	}
	code, hash := newCode()
	recovery = tx.NewID()
	added, err := tx.Exec(ctx, `INSERT INTO recovery (id, account_id, reason, asked_by, asked_at, asked_code, expires_at, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, '')
		ON CONFLICT DO NOTHING`, recovery, id, reason, by, tx.Now(), hash, tx.Now().Add(RecoveryTime))
	return code, recovery, added == 1, err
}

// AgreeRecovery has a second administrator agree, and gives the second code;
// false where there is nothing to agree to, or it is one's own asking.
func AgreeRecovery(ctx context.Context, tx *db.Tx, recovery, by db.ID) (code string, agreed bool, err error) {
	code, hash := newCode()
	changed, err := tx.Exec(ctx, `UPDATE recovery SET agreed_by = $2, agreed_at = $3, agreed_code = $4, expires_at = $5
		WHERE id = $1 AND ended_at IS NULL AND expires_at > $3 AND agreed_by IS NULL AND asked_by <> $2 AND account_id <> $2`,
		recovery, by, tx.Now(), hash, tx.Now().Add(RecoveryTime))
	return code, changed == 1, err
}

// StopRecovery ends a recovery before it is used.
func StopRecovery(ctx context.Context, tx *db.Tx, recovery db.ID) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE recovery SET ended_at = $2, ended = 'stopped' WHERE id = $1 AND ended_at IS NULL AND expires_at > $2`, recovery, tx.Now())
	return changed == 1, err
}

// Recoveries lists the recoveries that are open in an agency ("" for all).
func Recoveries(ctx context.Context, tx *db.Tx, agency db.ID) ([]Recovery, error) {
	return db.All(ctx, tx, `SELECT `+recoveryColumns+` AND ($2 = '' OR a.agency_id = $2) ORDER BY r.id`, []any{tx.Now(), string(agency)},
		func(r *Recovery, scan func(...any) error) error { return scan(scanRecovery(r)...) })
}

// RecoveryOf gives the open recovery of an account.
func RecoveryOf(ctx context.Context, tx *db.Tx, id db.ID) (r Recovery, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT `+recoveryColumns+` AND r.account_id = $2`, []any{tx.Now(), id}, scanRecovery(&r)...)
	return r, found, err
}

// Recovered gives the account that an e-mail address and the two codes of an
// agreed recovery are of, in whichever order they were typed.
func Recovered(ctx context.Context, tx *db.Tx, email, one, other string) (id db.ID, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT a.id FROM recovery r JOIN account a ON a.id = r.account_id JOIN agency g ON g.id = a.agency_id
		WHERE a.email = $1 AND r.ended_at IS NULL AND r.expires_at > $4 AND r.agreed_at IS NOT NULL
		AND (r.asked_code = $2 AND r.agreed_code = $3 OR r.asked_code = $3 AND r.agreed_code = $2) AND a.suspended_at IS NULL AND g.suspended_at IS NULL`,
		[]any{FoldEmail(email), hashCode(one), hashCode(other), tx.Now()}, &id)
	return id, found, err
}

// EndJoining uses up the invitation or the recovery by which somebody has just
// chosen a way to sign in. A recovery is given back, since everything that came
// before it must go; false where there is neither any more.
func EndJoining(ctx context.Context, tx *db.Tx, id db.ID) (recovery *Recovery, found bool, err error) {
	used, err := tx.Exec(ctx, `DELETE FROM invitation WHERE account_id = $1 AND expires_at > $2`, id, tx.Now())
	if err != nil || used == 1 {
		return nil, used == 1, err
	}
	r, found, err := RecoveryOf(ctx, tx, id)
	if err != nil || !found || r.AgreedAt.IsZero() {
		return nil, false, err
	}
	_, err = tx.Exec(ctx, `UPDATE recovery SET ended_at = $2, ended = 'used' WHERE id = $1`, r.ID, tx.Now())
	return &r, true, err
}

// ForgetWays takes from an account every way to sign in that it had, but one
// passkey ("" for none), with all its sessions, tokens and known browsers.
func ForgetWays(ctx context.Context, tx *db.Tx, id, but db.ID) error {
	for _, statement := range []string{
		`DELETE FROM passkey WHERE account_id = $1 AND id <> $2`,
		`UPDATE account SET password_hash = '', totp_sealed = NULL WHERE id = $1 AND $2 = $2`,
		`DELETE FROM known_device WHERE account_id = $1 AND $2 = $2`,
		`DELETE FROM session WHERE account_id = $1 AND $2 = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, id, string(but)); err != nil {
			return err
		}
	}
	return revokeTokens(ctx, tx, id)
}

func revokeTokens(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE api_token SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL`, id, tx.Now())
	return err
}
