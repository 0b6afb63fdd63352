package casefile

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/seal"
	"github.com/havenward/havenward/internal/statute"
)

// Shelf is a sort of records that a room keeps beside cases, for one purpose and as
// long as one rule says. Name, Purpose and Starts are catalogue sources.
type Shelf struct {
	Code    string
	Name    string
	Purpose string
	Rule    statute.Kind
	// Daily says that a job removes each record on its day; else two people do.
	Daily bool
	// Kept lists an agency's records, the oldest first: all of them that the shelf
	// bounds, or the one that is named.
	Kept func(ctx context.Context, tx *db.Tx, agency db.ID, one db.ID) ([]Kept, error)
	// Remove removes a record for ever. It asks nobody.
	Remove func(ctx context.Context, tx *db.Tx, actor account.Actor, agency, id db.ID, why string) error
}

// Kept is one record of a shelf by number and days, without its content.
type Kept struct {
	ID           db.ID
	Reference    string // "" where it has none
	Jurisdiction string
	Child        bool
	Start        civil.Day // from when its time counts; zero while it is in use
}

// ShelfHold keeps one record of a shelf from removal.
type ShelfHold struct {
	ID     db.ID
	Reason string
}

const shelfHold, shelfLift = "shelf_hold", "shelf_hold.lifted"

// HeldOnShelf reports that a record of a shelf is held by law.
func HeldOnShelf(ctx context.Context, tx *db.Tx, id db.ID) (bool, error) {
	var held bool
	_, err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM shelf_hold WHERE record_id = $1 AND lifted_at IS NULL)`, []any{id}, &held)
	return held, err
}

// HoldOnShelf reads the hold on a record of a shelf; false where there is none.
func HoldOnShelf(ctx context.Context, tx *db.Tx, agency, id db.ID) (hold ShelfHold, found bool, err error) {
	var sealed []byte
	found, err = tx.Row(ctx, `SELECT id, sealed FROM shelf_hold WHERE record_id = $1 AND agency_id = $2 AND lifted_at IS NULL`, []any{id, agency}, &hold.ID, &sealed)
	if err != nil || !found {
		return hold, false, err
	}
	return hold, true, Sealed(sealed).Open(ctx, tx, agency, Row(shelfHold, hold.ID), &hold.Reason)
}

// PutShelfHold keeps a record of a shelf from removal, with a reason. The caller
// has asked package access.
func PutShelfHold(ctx context.Context, tx *db.Tx, actor account.Actor, shelf string, id db.ID, reason string) error {
	hold := tx.NewID()
	sealed, err := Seal(ctx, tx, actor.Agency, Row(shelfHold, hold), reason)
	if err != nil {
		return err
	}
	added, err := tx.Exec(ctx, `INSERT INTO shelf_hold (id, shelf, record_id, agency_id, sealed, put_at, put_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (record_id) WHERE lifted_at IS NULL DO NOTHING`, hold, shelf, id, actor.Agency, []byte(sealed), tx.Now(), actor.Account)
	if err == nil && added == 0 {
		return fault.Refuse("This record is held already")
	}
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "hold-record", Category: audit.Alteration, Subject: shelf + " " + string(id), Why: "Legal hold", Reason: reason})
}

// LiftShelfHold ends the hold on a record of a shelf.
func LiftShelfHold(ctx context.Context, tx *db.Tx, actor account.Actor, shelf string, id db.ID, reason string) error {
	hold, found, err := HoldOnShelf(ctx, tx, actor.Agency, id)
	if err != nil {
		return err
	}
	if !found {
		return fault.Refuse("This record is not held")
	}
	sealed, err := Seal(ctx, tx, actor.Agency, Row(shelfLift, hold.ID), reason)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE shelf_hold SET lifted_at = $2, lifted_by = $3, lifted_sealed = $4 WHERE id = $1`, hold.ID, tx.Now(), actor.Account, []byte(sealed)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "lift-hold", Category: audit.Alteration, Subject: shelf + " " + string(id), Why: "Legal hold", Reason: reason})
}

// DestroyShelved destroys the keys of a record that has keys of its own, in older
// backups too, once the list outside the database names it.
func DestroyShelved(ctx context.Context, tx *db.Tx, id db.ID) error {
	if err := seal.Destroy(ctx, tx, id); err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, Tombstones, string(id), tx.Now(), nil)
}

// ShelfStart is the day from which the time of a record counts.
func ShelfStart(at time.Time) civil.Day {
	if at.IsZero() {
		return civil.Day{}
	}
	return civil.DayOf(at)
}
