package casefile

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

// Moment is one line of a case's timeline. Message is a catalogue source string
// and Args its named values in pairs; neither names the person.
type Moment struct {
	ID      db.ID
	At      time.Time
	Message string
	Args    []any
	Who     string
	Agency  string
}

// Note adds a line to the timeline of a case.
func Note(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, message string, args ...any) error {
	if args == nil {
		args = []any{}
	}
	text, err := json.Marshal(args)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO timeline (id, case_id, at, message, args, account_id, agency_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.NewID(), caseID, tx.Now(), message, string(text), actor.Account, actor.Agency)
	return err
}

// Timeline reads the timeline of a case, newest first. The caller has asked
// package access for the case.
func Timeline(ctx context.Context, tx *db.Tx, caseID db.ID) ([]Moment, error) {
	return db.All(ctx, tx, `SELECT t.id, t.at, t.message, t.args, a.name, g.name FROM timeline t
		LEFT JOIN account a ON a.id = t.account_id LEFT JOIN agency g ON g.id = t.agency_id
		WHERE t.case_id = $1 ORDER BY t.id DESC`, []any{caseID}, func(m *Moment, scan func(...any) error) error {
		var args []byte
		if err := scan(&m.ID, db.Instant(&m.At), &m.Message, &args, db.Text(&m.Who), db.Text(&m.Agency)); err != nil {
			return err
		}
		return json.Unmarshal(args, &m.Args)
	})
}
