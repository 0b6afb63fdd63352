package access

import (
	"context"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Grant puts compartments of one case within reach of an agency, or of one
// person in it, for a purpose and a time.
type Grant struct {
	Agency       db.ID
	Case         db.ID
	Account      db.ID // "" for everyone in the agency whose role allows it
	Purpose      string
	Compartments Compartments
	LegalBasis   string
	Until        time.Time // zero: until it is ended
}

// Give stores a grant; one for the same purpose is replaced.
func Give(ctx context.Context, tx *db.Tx, actor account.Actor, grant Grant) error {
	_, err := tx.Exec(ctx, `INSERT INTO case_grant (agency_id, case_id, account_id, purpose, compartments, legal_basis, from_at, until_at, granted_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (agency_id, case_id, account_id, purpose) DO UPDATE SET
		compartments = excluded.compartments, legal_basis = excluded.legal_basis, from_at = excluded.from_at,
		until_at = excluded.until_at, granted_by = excluded.granted_by`,
		grant.Agency, grant.Case, grant.Account, grant.Purpose, grant.Compartments, grant.LegalBasis, tx.Now(), grant.Until, actor.Account)
	return err
}

// End ends an agency's grants on a case for a purpose, at once.
func End(ctx context.Context, tx *db.Tx, caseID, agency db.ID, purpose string) error {
	_, err := tx.Exec(ctx, `UPDATE case_grant SET until_at = $4 WHERE case_id = $1 AND agency_id = $2 AND purpose = $3 AND (until_at IS NULL OR until_at > $4)`,
		caseID, agency, purpose, tx.Now())
	return err
}

// EndAll ends every agency's grants on a case for a purpose, at once.
func EndAll(ctx context.Context, tx *db.Tx, caseID db.ID, purpose string) error {
	_, err := tx.Exec(ctx, `UPDATE case_grant SET until_at = $3 WHERE case_id = $1 AND purpose = $2 AND (until_at IS NULL OR until_at > $3)`,
		caseID, purpose, tx.Now())
	return err
}

// Case asks whether the actor may do an action to a case. A case out of reach
// is missing, exactly like one that does not exist; a case within reach whose
// action the actor's role does not allow is refused. Anything unknown denies.
func Case(ctx context.Context, tx *db.Tx, actor account.Actor, action Action, caseID db.ID) error {
	rule, ok := byAction[action]
	if !ok || !rule.OnCase {
		return fault.Missing()
	}
	if !actor.Known() {
		return &fault.Error{Code: fault.SignIn, Message: "Sign in to go on"}
	}
	granted, err := Granted(ctx, tx, actor, caseID)
	if err != nil {
		return err
	}
	if granted == 0 || granted&rule.Compartments != rule.Compartments {
		return fault.Missing()
	}
	return Role(actor, action)
}

// Granted gives the compartments of a case that the actor's live grants reach.
func Granted(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID) (Compartments, error) {
	if !actor.Known() {
		return 0, nil
	}
	var granted Compartments
	err := tx.Each(ctx, `SELECT compartments FROM case_grant WHERE agency_id = $1 AND case_id = $2 AND account_id IN ('', $3)
		AND from_at <= $4 AND (until_at IS NULL OR until_at > $4)`, []any{actor.Agency, caseID, actor.Account, tx.Now()},
		func(scan func(...any) error) error {
			var bits Compartments
			err := scan(&bits)
			granted |= bits
			return err
		})
	return granted, err
}

// Visible is the condition that a query joins to return only cases of which the
// actor's live grants reach all the compartments: a piece of SQL on the column
// that holds the case's identifier, whose placeholders start at $first, and its
// arguments. It is part of every query that returns rows about people.
func Visible(tx *db.Tx, actor account.Actor, column string, compartments Compartments, first int) (string, []any) {
	if !actor.Known() {
		return "FALSE", nil
	}
	condition := fmt.Sprintf(`EXISTS (SELECT 1 FROM case_grant visible WHERE visible.agency_id = $%d AND visible.case_id = %s
		AND visible.account_id IN ('', $%d) AND visible.compartments & $%d = $%d
		AND visible.from_at <= $%d AND (visible.until_at IS NULL OR visible.until_at > $%d))`,
		first, column, first+1, first+2, first+2, first+3, first+3)
	return condition, []any{actor.Agency, actor.Account, int64(compartments), tx.Now()}
}
