package casefile

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/seal"
)

// Tombstones is the kind of job that writes what was erased to the list outside
// the database.
const Tombstones job.Kind = seal.TombstoneJob

// Erase destroys the keys of a case and of its files: its names, stories, files
// and letters can never be read again, in this database or in a copy that is put
// in its place (docs/adr/1004-erasure-destroys-keys.md). What stays is its number,
// codes and days, for figures, and the record of who did what. A case that is
// open, or held by law, is not erased. The caller has asked package access; why is
// a code, reason what somebody typed.
func Erase(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, why, reason string) error {
	var closed, erased, held bool
	found, err := tx.Row(ctx, `SELECT closed_at IS NOT NULL, erased_at IS NOT NULL, EXISTS (SELECT 1 FROM case_hold h WHERE h.case_id = c.id AND h.lifted_at IS NULL)
		FROM case_file c WHERE c.id = $1`, []any{id}, &closed, &erased, &held)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.Missing()
	case erased:
		return fault.Refuse("This record was removed before")
	case held:
		return fault.Refuse("This record is held by law. Lift the hold first")
	case !closed:
		return fault.Refuse("This case is open. Close it first")
	}
	// The event comes first: its reason is sealed with the case and goes with it.
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "erase-case", Category: audit.Erasure, Case: id, Subject: "case " + string(id), Why: why}); err != nil {
		return err
	}
	if reason != "" {
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "erase-case-reason", Category: audit.Erasure, Subject: "case " + string(id), Why: why, Reason: reason}); err != nil {
			return err
		}
	}
	if err := Forget(ctx, tx, id); err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, Tombstones, string(id), tx.Now(), nil)
}

// Mourners records what the list outside the database and the database did not
// agree on.
func Mourners() seal.Mourners {
	return seal.Mourners{Again: ForgetAgain, Relisted: relisted, Taken: taken}
}

// taken records which list of what was erased belongs to the database.
func taken(ctx context.Context, tx *db.Tx, list db.ID) error {
	return audit.Append(ctx, tx, account.System(account.Command), audit.Entry{Action: "take-erasure-list", Category: audit.Alteration, Subject: "list " + string(list),
		Why: "It is the list of what was erased that belongs to this database"})
}

// relisted records that lines were taken from the list of what was erased.
func relisted(ctx context.Context, tx *db.Tx, owners []db.ID) error {
	return audit.Append(ctx, tx, account.System(account.Command), audit.Entry{Action: "list-erasures-again", Category: audit.Erasure, Subject: "list of erasures",
		Why: "Lines were gone from the list of what was erased", Change: map[string]any{"count": len(owners), "erased": owners[:min(len(owners), mostNamed)]}})
}

// mostNamed bounds how many identifiers one event names.
const mostNamed = 500

// ForgetAgain erases what the list outside the database says was erased and the
// database has again, with a backup that was put in its place. It is recorded: a
// line that somebody else wrote into the list destroys nothing unseen.
func ForgetAgain(ctx context.Context, tx *db.Tx, owner db.ID) error {
	entry := audit.Entry{Action: "erase-again", Category: audit.Erasure, Subject: "keys of " + string(owner), Why: "The list of what was erased names it"}
	found, err := tx.Row(ctx, `SELECT id FROM case_file WHERE id = $1`, []any{owner}, &entry.Case)
	if err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, account.System(account.Command), entry); err != nil || !found {
		return err
	}
	return Forget(ctx, tx, owner)
}

// Forget does what erasing a case does to the store.
func Forget(ctx context.Context, tx *db.Tx, id db.ID) error {
	owners, err := ownersOf(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := RemoveFiles(ctx, tx, id); err != nil {
		return err
	}
	if err := access.EndEvery(ctx, tx, id, "erased"); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM search_token WHERE case_id = $1`,
		`DELETE FROM match_card WHERE case_id = $1`,
		`DELETE FROM tie_token WHERE owner_id IN (SELECT id FROM shelter_file WHERE case_id = $1)`,
	} {
		if _, err := tx.Exec(ctx, statement, id); err != nil {
			return err
		}
	}
	if err := CancelTasks(ctx, tx, id, ""); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE case_file SET erased_at = coalesce(erased_at, $2), version = version + 1 WHERE id = $1`, id, tx.Now()); err != nil {
		return err
	}
	return seal.Destroy(ctx, tx, owners...)
}

// Hold is a legal hold on a case, while it lasts.
type Hold struct {
	ID     db.ID
	Reason string
}

// PutHold keeps a case from removal. The caller has asked package access.
func PutHold(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, reason string) error {
	hold := tx.NewID()
	sealed, err := Seal(ctx, tx, id, Row("case_hold", hold), reason)
	if err != nil {
		return err
	}
	added, err := tx.Exec(ctx, `INSERT INTO case_hold (id, case_id, sealed, put_at, put_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (case_id) WHERE lifted_at IS NULL DO NOTHING`, hold, id, []byte(sealed), tx.Now(), actor.Account)
	if err == nil && added == 0 {
		return fault.Refuse("This record is held already")
	}
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "hold-record", Category: audit.Alteration, Case: id, Subject: "case " + string(id), Why: "Legal hold", Reason: reason})
}

// LiftHold ends the hold on a case.
func LiftHold(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, reason string) error {
	hold, found, err := HoldOn(ctx, tx, id)
	if err != nil {
		return err
	}
	if !found {
		return fault.Refuse("This record is not held")
	}
	sealed, err := Seal(ctx, tx, id, Row("case_hold.lifted", hold.ID), reason)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE case_hold SET lifted_at = $2, lifted_by = $3, lifted_sealed = $4 WHERE id = $1`, hold.ID, tx.Now(), actor.Account, []byte(sealed)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "lift-hold", Category: audit.Alteration, Case: id, Subject: "case " + string(id), Why: "Legal hold", Reason: reason})
}

// HoldOn reads the hold on a case; false where there is none.
func HoldOn(ctx context.Context, tx *db.Tx, id db.ID) (hold Hold, found bool, err error) {
	var sealed []byte
	found, err = tx.Row(ctx, `SELECT id, sealed FROM case_hold WHERE case_id = $1 AND lifted_at IS NULL`, []any{id}, &hold.ID, &sealed)
	if err != nil || !found {
		return hold, false, err
	}
	return hold, true, Sealed(sealed).Open(ctx, tx, id, Row("case_hold", hold.ID), &hold.Reason)
}
