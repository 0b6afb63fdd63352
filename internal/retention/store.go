package retention

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

const recordColumns = `c.id, c.reference, c.version, c.jurisdiction, c.age_group, c.closed_at,
	EXISTS (SELECT 1 FROM case_hold h WHERE h.case_id = c.id AND h.lifted_at IS NULL), m.approved_at, m.approved_by, a.name
	FROM case_file c LEFT JOIN removal m ON m.case_id = c.id LEFT JOIN account a ON a.id = m.approved_by
	WHERE c.closed_at IS NOT NULL AND c.erased_at IS NULL AND `

func scanRecord(r *Record, scan func(...any) error) error {
	return scan(&r.ID, &r.Reference, &r.Version, &r.Jurisdiction, &r.AgeGroup, db.Instant(&r.Closed), &r.Held,
		db.Instant(&r.Approved), db.Text((*string)(&r.Approver)), db.Text(&r.ApproverName))
}

// mostListed bounds how many closed cases a list looks at, those that were
// closed first.
const mostListed = 1000

// closedRecords lists the closed cases of the actor's reach, the oldest first.
func closedRecords(ctx context.Context, tx *db.Tx, actor account.Actor, book statute.Book) ([]Record, error) {
	visible, args := access.Visible(tx, actor, "c.id", access.Decision, 2)
	records, err := db.All(ctx, tx, `SELECT `+recordColumns+visible+` ORDER BY c.closed_at, c.id LIMIT $1`, append([]any{mostListed}, args...), scanRecord)
	if err != nil {
		return nil, err
	}
	for i := range records {
		if err := records[i].judge(book); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// recordOf reads one closed case; one out of reach is missing.
func recordOf(ctx context.Context, tx *db.Tx, actor account.Actor, book statute.Book, id db.ID) (Record, error) {
	visible, args := access.Visible(tx, actor, "c.id", access.Decision, 2)
	records, err := db.All(ctx, tx, `SELECT `+recordColumns+`c.id = $1 AND `+visible, append([]any{id}, args...), scanRecord)
	if err != nil {
		return Record{}, err
	}
	if len(records) == 0 {
		return Record{}, fault.Missing()
	}
	return records[0], records[0].judge(book)
}

func insertRemoval(ctx context.Context, tx *db.Tx, actor account.Actor, r Record) error {
	_, err := tx.Exec(ctx, `INSERT INTO removal (case_id, rule, due_on, approved_at, approved_by) VALUES ($1, $2, $3, $4, $5)`,
		r.ID, r.Due.Rule.Ref(), r.Due.On, tx.Now(), actor.Account)
	return err
}

func finishRemoval(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE removal SET removed_at = $2, removed_by = $3 WHERE case_id = $1`, id, tx.Now(), actor.Account)
	return err
}

func deleteRemoval(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM removal WHERE case_id = $1 AND removed_at IS NULL`, id)
	return err
}
