package casefile

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// ContactOnFile is a contact of a case with the identifier of its row.
type ContactOnFile struct {
	ID db.ID `json:"id"`
	Contact
}

// Contacts lists the contacts of a case that have not been replaced or ended, in
// the order in which [Load] gives them.
func Contacts(ctx context.Context, tx *db.Tx, caseID db.ID) ([]ContactOnFile, error) {
	return db.All(ctx, tx, `SELECT id, channel, whose, safe, safe_on, permission, sealed FROM contact WHERE case_id = $1 AND ended_at IS NULL ORDER BY id`,
		[]any{caseID}, func(c *ContactOnFile, scan func(...any) error) error {
			var hidden sealedContact
			var sealed []byte
			if err := scan(&c.ID, &c.Channel, &c.Whose, &c.Safe, &c.SafeOn, &c.Permission, &sealed); err != nil {
				return err
			}
			err := Sealed(sealed).Open(ctx, tx, caseID, Row("contact", c.ID), &hidden)
			c.Value, c.Name, c.Relation = hidden.Value, hidden.Name, hidden.Relation
			return err
		})
}

// EndContact ends a contact of a case, which is kept and used no more. It reports
// whether there was one.
func EndContact(ctx context.Context, tx *db.Tx, caseID, id db.ID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE contact SET ended_at = $3 WHERE case_id = $1 AND id = $2 AND ended_at IS NULL`, caseID, id, tx.Now())
	return n > 0, err
}
