package demo

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/retention"
	"github.com/havenward/havenward/internal/statute"
)

// addRetention makes what a records officer finds: a closed case that is held by
// law, and an entry of a council's list of people to keep away whose time is over.
func addRetention(ctx context.Context, d *db.Database, rules statute.Book) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		officer, _, err := account.LoadByEmail(ctx, tx, "judith.amory@sca.example")
		if err != nil {
			return err
		}
		if err := holdOne(ctx, tx, &retention.Room{DB: d, Rules: rules}, officer); err != nil {
			return err
		}
		social, _, err := account.LoadByEmail(ctx, tx, placeWorker)
		if err != nil {
			return err
		}
		room := &placement.Room{DB: d, Rules: rules, Lists: reference.Default()}
		var file db.ID
		found, err := tx.Row(ctx, `SELECT case_id FROM placement_file WHERE agency_id = $1 AND closed_at IS NULL ORDER BY case_id LIMIT 1`, []any{social.Agency}, &file)
		if err != nil || !found {
			return err
		}
		for _, name := range []string{"Dennis Crake", "Maurice Pell"} {
			entry, err := room.Deny(ctx, tx, social, file, placement.DenialForm{Person: placement.DeniedPerson{Described: placement.Described{Names: []string{name}}, Words: "He waited outside the house."}, Reason: "other", Everyone: true})
			if err != nil {
				return err
			}
			if err := room.Allow(ctx, tx, social, file, entry, placement.ReasonForm{Version: 1, Why: "He died"}); err != nil {
				return err
			}
			// The list is older than the service: its entries were brought along.
			ended := tx.Now().AddDate(-8, 0, 0)
			if _, err := tx.Exec(ctx, `UPDATE denied SET added_at = $2, ended_at = $3 WHERE id = $1`, entry, ended.AddDate(-1, 0, 0), ended); err != nil {
				return err
			}
		}
		return nil
	})
}

// holdOne holds the oldest closed case of an officer's agency.
func holdOne(ctx context.Context, tx *db.Tx, room *retention.Room, officer account.Actor) error {
	var id db.ID
	var version int64
	found, err := tx.Row(ctx, `SELECT c.id, c.version FROM case_file c JOIN case_grant g ON g.case_id = c.id
		WHERE c.closed_at IS NOT NULL AND g.agency_id = $1 AND g.purpose = 'decision' AND g.until_at IS NULL ORDER BY c.closed_at, c.id LIMIT 1`, []any{officer.Agency}, &id, &version)
	if err != nil || !found {
		return err
	}
	return room.Hold(ctx, tx, officer, retention.Form{Case: id, Version: version, Reason: "An inquiry asked that this record be kept"})
}
