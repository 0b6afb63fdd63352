package sharing

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

func insertAsked(ctx context.Context, tx *db.Tx, a Asked, sealed casefile.Sealed) error {
	_, err := tx.Exec(ctx, `INSERT INTO share_request (id, reference, case_id, agency_id, account_id, purpose, compartments, legal_basis, sealed, asked_at, due_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.ID, a.Reference, db.Null(a.Case), a.Agency, a.Account, a.Purpose, int64(a.Compartments), a.Basis, []byte(sealed), tx.Now(), a.Due)
	return err
}

// askedWhere lists requests that a condition on share_request r selects, those
// that wait first, then the newest.
func askedWhere(ctx context.Context, tx *db.Tx, condition string, args ...any) ([]Asked, error) {
	return db.All(ctx, tx, `SELECT r.id, r.reference, r.case_id, r.agency_id, g.name, r.account_id, a.name, r.purpose, r.compartments, r.legal_basis, r.sealed, r.asked_at, r.due_on,
		r.decided_at, coalesce(r.granted, FALSE), r.decision_sealed
		FROM share_request r JOIN agency g ON g.id = r.agency_id JOIN account a ON a.id = r.account_id
		WHERE `+condition+` ORDER BY CASE WHEN r.decided_at IS NULL THEN 0 ELSE 1 END, r.id DESC LIMIT 200`, args,
		func(a *Asked, scan func(...any) error) error {
			var why, answer []byte
			if err := scan(&a.ID, &a.Reference, db.Text((*string)(&a.Case)), &a.Agency, &a.AgencyName, &a.Account, &a.Who, &a.Purpose, &a.Compartments, &a.Basis, &why,
				db.Instant(&a.At), &a.Due, db.Instant(&a.Decided), &a.Granted, &answer); err != nil {
				return err
			}
			if err := casefile.Sealed(why).Open(ctx, tx, a.ID, placeRequest, &a.Why); err != nil {
				return err
			}
			return casefile.Sealed(answer).Open(ctx, tx, a.ID, placeRequest+"/answer", &a.Answer)
		})
}

// waiting lists the requests about cases that the actor decides on.
func waiting(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Asked, error) {
	visible, more := access.Visible(tx, actor, "r.case_id", access.Sharing, 1)
	return askedWhere(ctx, tx, `r.case_id IS NOT NULL AND `+visible, more...)
}

func decideAsked(ctx context.Context, tx *db.Tx, actor account.Actor, a Asked, grant db.ID, sealed casefile.Sealed) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE share_request SET decided_at = $2, decided_by = $3, granted = $4, decision_sealed = $5, grant_id = $6 WHERE id = $1 AND decided_at IS NULL`,
		a.ID, tx.Now(), actor.Account, a.Granted, []byte(sealed), db.Null(grant))
	return changed == 1, err
}

func insertOpened(ctx context.Context, tx *db.Tx, actor account.Actor, e Opened, rule string, sealed casefile.Sealed) error {
	_, err := tx.Exec(ctx, `INSERT INTO emergency_access (id, reference, case_id, agency_id, account_id, grant_id, compartments, sealed, at, until_at, review_on, rule)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.ID, e.Reference, db.Null(e.Case), actor.Agency, actor.Account, db.Null(e.Grant), int64(e.Compartments), []byte(sealed), tx.Now(), e.Until, e.ReviewOn, rule)
	return err
}

func triesOf(ctx context.Context, tx *db.Tx, actor account.Actor, since time.Time) (n int, err error) {
	_, err = tx.Row(ctx, `SELECT count(*) FROM emergency_access WHERE account_id = $1 AND at > $2`, []any{actor.Account, since}, &n)
	return n, err
}

// openedWhere lists emergencies that a condition on emergency_access e selects,
// those that wait for a review first.
func openedWhere(ctx context.Context, tx *db.Tx, condition string, args ...any) ([]Opened, error) {
	return db.All(ctx, tx, `SELECT e.id, e.reference, e.case_id, e.account_id, a.name, g.name, e.grant_id, e.compartments, e.sealed, e.at, e.until_at, e.review_on,
		e.reviewed_at, b.name, coalesce(e.justified, FALSE), e.review_sealed
		FROM emergency_access e JOIN agency g ON g.id = e.agency_id JOIN account a ON a.id = e.account_id LEFT JOIN account b ON b.id = e.reviewed_by
		WHERE `+condition+` ORDER BY CASE WHEN e.reviewed_at IS NULL THEN 0 ELSE 1 END, e.id DESC LIMIT 200`, args,
		func(e *Opened, scan func(...any) error) error {
			var why, review []byte
			if err := scan(&e.ID, &e.Reference, db.Text((*string)(&e.Case)), &e.Account, &e.Who, &e.AgencyName, db.Text((*string)(&e.Grant)), &e.Compartments, &why,
				db.Instant(&e.At), db.Instant(&e.Until), &e.ReviewOn, db.Instant(&e.Reviewed), db.Text(&e.ReviewedBy), &e.Justified, &review); err != nil {
				return err
			}
			if err := casefile.Sealed(why).Open(ctx, tx, e.ID, placeEmergency, &e.Why); err != nil {
				return err
			}
			return casefile.Sealed(review).Open(ctx, tx, e.ID, placeEmergency+"/review", &e.Review)
		})
}

// toReview lists the emergencies that the actor reviews: on cases that their
// agency keeps, and tries of their own agency at references that lead nowhere.
func toReview(ctx context.Context, tx *db.Tx, actor account.Actor) (onCases, tries []Opened, err error) {
	visible, more := access.Visible(tx, actor, "e.case_id", access.Sharing, 1)
	if onCases, err = openedWhere(ctx, tx, `e.case_id IS NOT NULL AND `+visible, more...); err != nil {
		return nil, nil, err
	}
	tries, err = openedWhere(ctx, tx, `e.case_id IS NULL AND e.agency_id = $1`, actor.Agency)
	return onCases, tries, err
}

func reviewOpened(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, justified bool, sealed casefile.Sealed) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE emergency_access SET reviewed_at = $2, reviewed_by = $3, justified = $4, review_sealed = $5 WHERE id = $1 AND reviewed_at IS NULL`,
		id, tx.Now(), actor.Account, justified, []byte(sealed))
	return changed == 1, err
}
