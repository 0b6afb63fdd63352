package casefile

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Agreed is what a person agreed to share with one agency for one purpose, as it
// stands in the ledger of consents of their case.
type Agreed struct {
	Agency       db.ID
	Purpose      string // a code of the list sharing-purposes
	Compartments access.Compartments
	How          string // a code of the list consent-explained
	Language     string
	ExplainedBy  string
	Interpreter  string
	Said         string
	On           civil.Day
}

// sealedAgreed is what is sealed of a consent to share. The record of a case
// writes the first two.
type sealedAgreed struct{ ExplainedBy, Interpreter, Said, Recipient string }

// Agree adds what a person agreed to share to the ledger of their case. The
// caller has asked package access, and gives the grant that rests on it.
func Agree(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, agreed Agreed) (db.ID, error) {
	id := tx.NewID()
	sealed, err := Seal(ctx, tx, caseID, Row("consent", id), sealedAgreed{agreed.ExplainedBy, agreed.Interpreter, agreed.Said, ""})
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO consent (case_id, id, purpose, given, on_day, language, sealed, recorded_at, agency_id, compartments, how, recorded_by)
		VALUES ($1, $2, $3, TRUE, $4, $5, $6, $7, $8, $9, $10, $11)`,
		caseID, id, agreed.Purpose, agreed.On, agreed.Language, []byte(sealed), tx.Now(), agreed.Agency, int64(agreed.Compartments), agreed.How, actor.Account); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "record-consent", Category: audit.Collection, Case: caseID, Subject: "consent " + string(id),
		Why: agreed.Purpose, Change: map[string]any{"given": true, "agency": agreed.Agency}})
}

// TakeBack withdraws a consent to share and ends at once every grant that rests
// on it; false where it does not stand.
func TakeBack(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, consent db.ID, reason string) (bool, error) {
	sealed, err := Seal(ctx, tx, caseID, Row("consent", consent, "withdrawn"), reason)
	if err != nil {
		return false, err
	}
	changed, err := tx.Exec(ctx, `UPDATE consent SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_sealed = $5
		WHERE id = $1 AND case_id = $2 AND given AND compartments <> 0 AND withdrawn_at IS NULL`, consent, caseID, tx.Now(), actor.Account, []byte(sealed))
	if err != nil || changed == 0 {
		return false, err
	}
	if err := access.EndConsented(ctx, tx, actor, caseID, consent); err != nil {
		return false, err
	}
	return true, audit.Append(ctx, tx, actor, audit.Entry{Action: "withdraw-consent", Category: audit.Alteration, Case: caseID, Subject: "consent " + string(consent), Why: "the person no longer agrees"})
}
