package placement

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// Shelves are what this room keeps beside cases: who is to be kept away.
func (*Room) Shelves() []casefile.Shelf {
	return []casefile.Shelf{{Code: "denial", Name: "People to keep away", Purpose: "To keep from somebody those who are a danger to them, and to answer for it afterwards",
		Rule: statute.DenialRetention, Kept: keptDenials, Remove: removeDenial}}
}

// mostKept bounds how many entries a list looks at.
const mostKept = 1000

// keptDenials lists entries. The time of one counts from the day it was ended, or
// from the day the case of the person whom it protects was closed; until then it is
// in use.
func keptDenials(ctx context.Context, tx *db.Tx, agency, one db.ID) ([]casefile.Kept, error) {
	return db.All(ctx, tx, `SELECT d.id, coalesce(d.ended_at, c.closed_at), coalesce(nullif(c.jurisdiction, ''), a.jurisdiction), coalesce(c.age_group, '')
		FROM denied d JOIN agency a ON a.id = d.agency_id LEFT JOIN case_file c ON c.id = d.case_id
		WHERE d.agency_id = $1 AND ($2 = '' OR d.id = $2) ORDER BY coalesce(d.ended_at, c.closed_at) NULLS LAST, d.id LIMIT $3`, []any{agency, one, mostKept},
		func(k *casefile.Kept, scan func(...any) error) error {
			var at time.Time
			var age string
			err := scan(&k.ID, db.Instant(&at), &k.Jurisdiction, &age)
			k.Start, k.Child = casefile.ShelfStart(at), age != "" && casefile.TreatedAsChild(age)
			return err
		})
}

// removeDenial removes an entry with its corrections and what resembled it.
func removeDenial(ctx context.Context, tx *db.Tx, actor account.Actor, agency, id db.ID, why string) error {
	for _, statement := range []string{`DELETE FROM resemblance WHERE denied_id = $1`, `DELETE FROM denied_before WHERE denied_id = $1`} {
		if _, err := tx.Exec(ctx, statement, id); err != nil {
			return err
		}
	}
	if err := fault.Touched(tx.Exec(ctx, `DELETE FROM denied WHERE id = $1 AND agency_id = $2`, id, agency)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "remove-denial", Category: audit.Erasure, Subject: "denied " + string(id), Why: why})
}
