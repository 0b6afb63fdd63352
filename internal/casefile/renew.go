package casefile

import (
	"context"
	"fmt"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/seal"
)

// Resealing is the kind of job that seals all of a case anew under its new key.
const Resealing job.Kind = "reseal-case"

// resealAtOnce is how many values are sealed anew in one transaction: few, since
// each may be a part of a file.
const resealAtOnce = 40

// SealedColumns are where this package's sealed values stand.
func SealedColumns() []seal.Column {
	columns := []seal.Column{
		seal.ByRow("fact", "sealed", "case_id", "fact", "id"),
		seal.ByRow("story", "sealed", "case_id", "story", "kind", "source"),
		seal.ByRow("episode", "sealed", "case_id", "episode", "number"),
		seal.ByRow("episode_place", "sealed", "case_id", "episode_place", "number", "place"),
		seal.ByRow("journey_leg", "sealed", "case_id", "journey_leg", "leg"),
		seal.ByRow("actor", "sealed", "case_id", "actor", "number"),
		seal.ByRow("indicator", "sealed", "case_id", "indicator", "code"),
		seal.ByRow("professional", "sealed", "case_id", "professional", "number"),
		seal.ByRow("outside_reference", "sealed", "case_id", "outside_reference", "number"),
		seal.ByRow("contact", "sealed", "case_id", "contact", "id"),
		seal.ByRow("consent", "sealed", "case_id", "consent", "id"),
		seal.ByRow("case_hold", "sealed", "case_id", "case_hold", "id"),
		seal.ByRow("case_hold", "lifted_sealed", "case_id", "case_hold.lifted", "id"),
		seal.ByRow("shelf_hold", "sealed", "agency_id", shelfHold, "id"),
		seal.ByRow("shelf_hold", "lifted_sealed", "agency_id", shelfLift, "id"),
		seal.ByRow("file", "sealed", "id", "file"),
		seal.ByRow("file_part", "sealed", "file_id", "file_part", "part"),
	}
	return columns
}

// ownersOf lists whose values belong to a case: the case itself, its files, and
// what was asked or opened about it, which have keys of their own.
func ownersOf(ctx context.Context, tx *db.Tx, id db.ID) ([]db.ID, error) {
	owners, err := db.All(ctx, tx, `SELECT id FROM file WHERE owner = $1 OR case_id = $1 UNION ALL SELECT id FROM share_request WHERE case_id = $1
		UNION ALL SELECT id FROM emergency_access WHERE case_id = $1`, []any{id}, func(owner *db.ID, scan func(...any) error) error { return scan(owner) })
	return append(owners, id), err
}

// RenewKey gives a case, with its files and all that belongs to it, new keys:
// whatever is written from now on is sealed under them, and a job seals anew what
// is there already. The caller has asked package access; the reason is kept sealed.
func RenewKey(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, reason string) error {
	var erased bool
	found, err := tx.Row(ctx, `SELECT erased_at IS NOT NULL FROM case_file WHERE id = $1`, []any{id}, &erased)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.Missing()
	case erased:
		return fault.Refuse("This record was removed before")
	}
	owners, err := ownersOf(ctx, tx, id)
	if err != nil {
		return err
	}
	renewed := 0
	for _, owner := range owners {
		retired, err := seal.Retire(ctx, tx, owner)
		if err != nil {
			return err
		}
		if retired {
			renewed++
		}
	}
	if renewed == 0 {
		return fault.Refuse("The keys of this record are being renewed already")
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "renew-case-key", Category: audit.Alteration, Case: id, Subject: "case " + string(id),
		Why: "Keeping records", Reason: reason, Change: map[string]int{"keys": renewed}}); err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, Resealing, string(id), tx.Now(), id)
}

// Reseal seals all of a case anew under its current keys and lets go of the keys
// before. It works in small transactions while the service goes on: broken off
// at any point it loses nothing, and called again it goes on where it stopped.
func Reseal(ctx context.Context, d *db.Database, columns []seal.Column, id db.ID, progress func(done int)) error {
	var owners []db.ID
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		owners, err = ownersOf(ctx, tx, id)
		return err
	}); err != nil {
		return err
	}
	total, renewed := 0, false
	for _, owner := range owners {
		retired := false
		for done := 1; done > 0; {
			if err := d.Write(ctx, func(tx *db.Tx) (err error) {
				if retired, err = seal.Retired(ctx, tx, owner); err != nil || !retired {
					done = 0
					return err
				}
				done, err = seal.Reseal(ctx, tx, columns, owner, resealAtOnce)
				return err
			}); err != nil {
				return fmt.Errorf("seal case %s anew: %w", id, err)
			}
			total += done
			progress(total)
		}
		if retired {
			renewed = true
			if err := seal.Finish(ctx, d, owner); err != nil {
				return fmt.Errorf("seal case %s anew: %w", id, err)
			}
		}
	}
	if !renewed {
		return nil
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, account.System(account.Job), audit.Entry{Action: "renewed-case-key", Category: audit.Alteration, Case: id, Subject: "case " + string(id),
			Why: "Keeping records", Change: map[string]int{"values": total}})
	})
}

// Renewing lists the references of cases, among those a condition leaves, whose
// keys are being renewed, with the oldest first.
func Renewing(ctx context.Context, tx *db.Tx, visible string, args []any) ([]string, error) {
	return db.All(ctx, tx, `SELECT c.reference FROM case_file c WHERE EXISTS (SELECT 1 FROM data_key k WHERE k.owner = c.id AND k.retired_at IS NOT NULL) AND `+visible+` ORDER BY c.id`,
		args, func(reference *string, scan func(...any) error) error { return scan(reference) })
}

// ByReference finds a case by its reference; false where what was typed is none,
// or there is no such case. The caller asks package access about it.
func ByReference(ctx context.Context, tx *db.Tx, typed string) (id db.ID, found bool, err error) {
	reference, ours := ReadReference(typed)
	if !ours {
		reference = "" // no case has it: the same work
	}
	found, err = tx.Row(ctx, `SELECT id FROM case_file WHERE reference = $1`, []any{reference}, &id)
	return id, found, err
}
