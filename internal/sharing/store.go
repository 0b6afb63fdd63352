package sharing

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// referenceOf reads the reference of a case that the caller has asked access for.
func referenceOf(ctx context.Context, tx *db.Tx, id db.ID) (string, error) {
	var reference string
	found, err := tx.Row(ctx, `SELECT reference FROM case_file WHERE id = $1`, []any{id}, &reference)
	if err == nil && !found {
		err = orMissing(nil)
	}
	return reference, err
}

// caseOf finds a case by its exact reference, whoever may see it: for those who
// ask to see one. "" where there is none.
func caseOf(ctx context.Context, tx *db.Tx, reference string) (db.ID, error) {
	var id db.ID
	_, err := tx.Row(ctx, `SELECT id FROM case_file WHERE reference = $1`, []any{reference}, &id)
	return id, err
}

func agencyOf(ctx context.Context, tx *db.Tx, id db.ID) (agency account.Agency, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT id, name, kind, jurisdiction, suspended_at IS NOT NULL FROM agency WHERE id = $1`, []any{id},
		&agency.ID, &agency.Name, &agency.Kind, &agency.Jurisdiction, &agency.Suspended)
	return agency, found, err
}

// holdings lists every grant on a case, those that count first.
func holdings(ctx context.Context, tx *db.Tx, id db.ID) ([]Holding, error) {
	return db.All(ctx, tx, `SELECT g.id, g.kind, g.agency_id, a.name, coalesce(t.name, p.name, h.name, ''), g.purpose, g.legal_basis, g.compartments,
		g.consent_id, g.sealed, g.from_at, g.until_at, b.name, e.name, g.ended_why
		FROM case_grant g JOIN agency a ON a.id = g.agency_id
		LEFT JOIN team t ON t.id = g.holder AND g.kind = 'team'
		LEFT JOIN duty_post p ON p.id = g.holder AND g.kind = 'post'
		LEFT JOIN account h ON h.id = g.holder AND g.kind = 'person'
		LEFT JOIN account b ON b.id = g.granted_by LEFT JOIN account e ON e.id = g.ended_by
		WHERE g.case_id = $1 ORDER BY CASE WHEN g.until_at IS NULL OR g.until_at > $2 THEN 0 ELSE 1 END, a.name, g.granted_at DESC, g.id`, []any{id, tx.Now()},
		func(h *Holding, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&h.ID, &h.Kind, &h.Agency, &h.AgencyName, &h.Holder, &h.Purpose, &h.Basis, &h.Compartments,
				db.Text((*string)(&h.Consent)), &sealed, db.Instant(&h.From), db.Instant(&h.Until), db.Text(&h.By), db.Text(&h.EndedBy), db.Text(&h.EndedWhy)); err != nil {
				return err
			}
			return casefile.Sealed(sealed).Open(ctx, tx, id, casefile.Row(placeGrant, h.ID), &h.Why)
		})
}

// sealedAgreement is what is sealed of a consent. The record of a case writes
// the first two.
type sealedAgreement struct{ ExplainedBy, Interpreter, Said, Recipient string }

// agreements lists the ledger of a case, the newest first.
func agreements(ctx context.Context, tx *db.Tx, id db.ID) ([]Agreement, error) {
	return db.All(ctx, tx, `SELECT c.id, c.purpose, c.agency_id, a.name, c.compartments, c.given, c.how, c.language, c.sealed, c.on_day, c.recorded_at, r.name,
		c.withdrawn_at, w.name, c.withdrawn_sealed
		FROM consent c LEFT JOIN agency a ON a.id = c.agency_id LEFT JOIN account r ON r.id = c.recorded_by LEFT JOIN account w ON w.id = c.withdrawn_by
		WHERE c.case_id = $1 ORDER BY c.recorded_at DESC, c.id DESC`, []any{id},
		func(a *Agreement, scan func(...any) error) error {
			var sealed, why []byte
			if err := scan(&a.ID, &a.Purpose, db.Text((*string)(&a.Agency)), db.Text(&a.Recipient), &a.Compartments, &a.Given, &a.How, &a.Language, &sealed, &a.On,
				db.Instant(&a.Recorded), db.Text(&a.RecordedBy), db.Instant(&a.Withdrawn), db.Text(&a.WithdrawnBy), &why); err != nil {
				return err
			}
			var hidden sealedAgreement
			if err := casefile.Sealed(sealed).Open(ctx, tx, id, casefile.Row(placeConsent, a.ID), &hidden); err != nil {
				return err
			}
			a.ExplainedBy, a.Interpreter, a.Said = hidden.ExplainedBy, hidden.Interpreter, hidden.Said
			if a.Recipient == "" {
				a.Recipient = hidden.Recipient
			}
			return casefile.Sealed(why).Open(ctx, tx, id, casefile.Row(placeConsent, a.ID, "withdrawn"), &a.WithdrawnWhy)
		})
}

func insertAgreement(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, a Agreement, sealed casefile.Sealed) error {
	var agency any
	if a.Agency != "" {
		agency = a.Agency
	}
	_, err := tx.Exec(ctx, `INSERT INTO consent (case_id, id, purpose, given, on_day, language, sealed, recorded_at, agency_id, compartments, how, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, a.ID, a.Purpose, a.Given, a.On, a.Language, []byte(sealed), tx.Now(), agency, int64(a.Compartments), a.How, actor.Account)
	return err
}

// conflicts lists the denials on a case, those that count first.
func conflicts(ctx context.Context, tx *db.Tx, id db.ID) ([]Conflict, error) {
	return db.All(ctx, tx, `SELECT d.id, d.kind, a.name, coalesce(t.name, h.name, ''), d.sealed, d.from_at, d.until_at, b.name, e.name, d.ended_sealed
		FROM case_denial d JOIN agency a ON a.id = d.agency_id
		LEFT JOIN team t ON t.id = d.holder AND d.kind = 'team' LEFT JOIN account h ON h.id = d.holder AND d.kind = 'person'
		LEFT JOIN account b ON b.id = d.denied_by LEFT JOIN account e ON e.id = d.ended_by
		WHERE d.case_id = $1 ORDER BY CASE WHEN d.until_at IS NULL OR d.until_at > $2 THEN 0 ELSE 1 END, d.from_at DESC, d.id`, []any{id, tx.Now()},
		func(c *Conflict, scan func(...any) error) error {
			var why, ended []byte
			if err := scan(&c.ID, &c.Kind, &c.AgencyName, &c.Holder, &why, db.Instant(&c.From), db.Instant(&c.Until), db.Text(&c.By), db.Text(&c.EndedBy), &ended); err != nil {
				return err
			}
			if err := casefile.Sealed(why).Open(ctx, tx, id, casefile.Row(placeDenial, c.ID), &c.Why); err != nil {
				return err
			}
			return casefile.Sealed(ended).Open(ctx, tx, id, casefile.Row(placeDenial, c.ID, "ended"), &c.EndedWhy)
		})
}

// keepers lists the agencies that keep a case now.
func keepers(ctx context.Context, tx *db.Tx, id db.ID) ([]db.ID, error) {
	return db.All(ctx, tx, `SELECT DISTINCT agency_id FROM case_grant WHERE case_id = $1 AND compartments & $2 <> 0 AND from_at <= $3 AND (until_at IS NULL OR until_at > $3)
		ORDER BY agency_id`, []any{id, int64(access.Sharing), tx.Now()}, func(agency *db.ID, scan func(...any) error) error { return scan(agency) })
}

// shared is a case in the list of what is shared with somebody.
type shared struct {
	ID        db.ID
	Reference string
}

// sharedWith lists the cases that are within the actor's reach and that their
// agency does not keep, from after a case on.
func sharedWith(ctx context.Context, tx *db.Tx, actor account.Actor, after db.ID, limit int) ([]shared, error) {
	visible, more := access.ReachableAny(tx, actor, "f.id", shareable, 3)
	if len(more) == 0 {
		return nil, nil // no role of theirs reaches anything
	}
	return db.All(ctx, tx, `SELECT f.id, f.reference FROM case_file f WHERE f.id > $1 AND `+visible+`
		AND NOT EXISTS (SELECT 1 FROM case_grant k WHERE k.case_id = f.id AND k.agency_id = $3 AND k.compartments & 256 <> 0 AND k.from_at <= $5 AND (k.until_at IS NULL OR k.until_at > $5))
		ORDER BY f.id LIMIT $2`, append([]any{after, limit}, more...), func(s *shared, scan func(...any) error) error { return scan(&s.ID, &s.Reference) })
}
