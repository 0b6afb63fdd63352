package audit

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Event is an entry as it was recorded.
type Event struct {
	ID         db.ID
	At         time.Time
	Action     string
	Category   Category
	Who        string
	AgencyName string
	Why        string
	Via        string
	Subject    string
}

// OfCase lists what was done to a case, newest first, at most limit events
// older than before ("" for the newest).
func OfCase(ctx context.Context, tx *db.Tx, caseID, before db.ID, limit int) ([]Event, error) {
	if before == "" {
		before = "~" // after every identifier
	}
	return db.All(ctx, tx, `SELECT e.id, e.at, e.action, e.category, a.name, g.name, e.why, e.via, e.subject
		FROM audit_event e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN agency g ON g.id = e.agency_id
		WHERE e.case_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3`, []any{caseID, before, limit},
		func(e *Event, scan func(...any) error) error {
			if err := scan(&e.ID, db.Instant(&e.At), &e.Action, &e.Category, db.Text(&e.Who), db.Text(&e.AgencyName), &e.Why, &e.Via, &e.Subject); err != nil {
				return err
			}
			reason, err := Reason(ctx, tx, caseID, string(e.ID), e.Why)
			e.Why = Purpose(e.Why)
			if reason != "" {
				e.Why = strings.TrimPrefix(e.Why+": "+reason, ": ")
			}
			return err
		})
}
