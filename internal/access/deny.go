package access

import (
	"context"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Denial keeps somebody from a case whatever they are granted: a conflict of
// interest. It beats every grant and every emergency.
type Denial struct {
	ID     db.ID // made by Deny where it is empty
	Case   db.ID
	Agency db.ID // that is denied, or that the team or person is of
	// At most one of these; where none is named, the whole agency is denied.
	Team, Account db.ID
	From          time.Time // zero: now
	Until         time.Time // zero: until it is ended
	Sealed        []byte    // why, as casefile.Seal sealed it for the case
}

// Holder is who is denied.
func (d Denial) Holder() (Kind, db.ID) {
	return Grant{Agency: d.Agency, Team: d.Team, Account: d.Account}.Holder()
}

// Deny stores a denial, which counts at once.
func Deny(ctx context.Context, tx *db.Tx, actor account.Actor, denial Denial) error {
	if denial.ID == "" {
		denial.ID = tx.NewID()
	}
	if denial.From.IsZero() {
		denial.From = tx.Now()
	}
	kind, holder := denial.Holder()
	switch {
	case denial.Case == "" || denial.Agency == "" || len(denial.Sealed) == 0 || denial.Team != "" && denial.Account != "":
		return fmt.Errorf("access: a denial needs a case, one who is denied and a reason")
	case !denial.Until.IsZero() && !denial.Until.After(denial.From):
		return fault.Wrong("until", "The end must be after the start")
	}
	if kind != ToAgency {
		ours, err := Grant{Agency: denial.Agency, Team: denial.Team, Account: denial.Account}.holderIsOfAgency(ctx, tx)
		if err != nil || !ours {
			return orMissing(err)
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO case_denial (id, case_id, kind, holder, agency_id, sealed, from_at, until_at, denied_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		denial.ID, denial.Case, kind, holder, denial.Agency, denial.Sealed, denial.From, denial.Until, actor.Account)
	return err
}

// EndDenial ends a denial on a case, at once, for a reason that is sealed as
// Denial.Sealed is; false where there is none to end.
func EndDenial(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, denial db.ID, sealed []byte) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE case_denial SET until_at = $3, ended_at = $3, ended_by = $4, ended_sealed = $5
		WHERE id = $1 AND case_id = $2 AND (until_at IS NULL OR until_at > $3)`, denial, caseID, tx.Now(), actor.Account, sealed)
	return changed == 1, err
}

// Denied reports whether the actor is denied a case: for what is about to be
// opened without a grant. To anybody else a denial looks like a case that does
// not exist.
func Denied(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID) (bool, error) {
	one := 0
	free, err := tx.Row(ctx, `SELECT 1 WHERE `+undenied("$1", 2), []any{caseID, actor.Agency, actor.Account, tx.Now()}, &one)
	return !free || !actor.Known(), err
}
