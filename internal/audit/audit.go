// Package audit is the record of every write and every look: who, when, what,
// why and where from, in the same transaction as what it records. What cannot
// be recorded does not happen.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

// Category is the kind of processing, as section 62 of the Data Protection Act
// 2018 lists them, with sign-ins and refusals beside.
type Category string

const (
	Collection   Category = "collection"
	Alteration   Category = "alteration"
	Consultation Category = "consultation"
	Disclosure   Category = "disclosure"
	Combination  Category = "combination"
	Erasure      Category = "erasure"
	SignIn       Category = "sign-in"
	Refusal      Category = "refusal"
)

// Entry is one thing done. Subject names what it was done to (a kind and an
// identifier, never a person's name); Why is the purpose or reason given.
// Change holds what differs before and after, of things that name nobody.
type Entry struct {
	Action   string
	Category Category
	Case     db.ID
	Subject  string
	Why      string
	Change   any
}

// Append records an entry in the transaction that does what it tells.
func Append(ctx context.Context, tx *db.Tx, actor account.Actor, entry Entry) error {
	var change any
	if entry.Change != nil {
		text, err := json.Marshal(entry.Change)
		if err != nil {
			return fmt.Errorf("audit %s: %w", entry.Action, err)
		}
		change = string(text)
	}
	_, err := tx.Exec(ctx, `INSERT INTO audit_event (id, at, action, category, account_id, agency_id, case_id, subject, why, change, via, origin, request)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.NewID(), tx.Now(), entry.Action, entry.Category, nullable(actor.Account), nullable(actor.Agency), nullable(entry.Case),
		entry.Subject, entry.Why, change, actor.Via, actor.Origin, actor.Request)
	return err
}

func nullable(id db.ID) any {
	if id == "" {
		return nil
	}
	return string(id)
}

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
			return scan(&e.ID, db.Instant(&e.At), &e.Action, &e.Category, db.Text(&e.Who), db.Text(&e.AgencyName), &e.Why, &e.Via, &e.Subject)
		})
}
