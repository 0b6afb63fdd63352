package access

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// IdentityChange tells that an agency has come to be granted the identity
// compartment of a case, or no longer is.
type IdentityChange struct {
	Case   db.ID
	Agency db.ID
	Gained bool // else lost
}

var identityHook func(ctx context.Context, tx *db.Tx, change IdentityChange) error

// OnIdentityChange sets what is called, in the same transaction, when Give or
// one of the functions that end grants has changed whether an agency (or anybody
// in it) is granted identity on a case. Package casefile sets it once, when the
// program starts, to keep each agency's search index.
//
// A grant with a later start counts from the moment it is given. One that runs
// out by its own date is told of by Lapse, which an hourly job calls: until then
// an index may hold a case that the agency no longer reaches, so every query of
// it also joins Visible.
func OnIdentityChange(hook func(ctx context.Context, tx *db.Tx, change IdentityChange) error) {
	identityHook = hook
}

// watching remembers which agencies had identity on a case before a change.
type watching struct {
	caseID   db.ID
	agencies []db.ID
	before   map[db.ID]bool
}

func watchIdentity(ctx context.Context, tx *db.Tx, caseID db.ID, agencies ...db.ID) (watching, error) {
	w := watching{caseID: caseID, agencies: agencies}
	if identityHook == nil {
		return w, nil
	}
	var err error
	w.before, err = identified(ctx, tx, caseID)
	return w, err
}

// tell calls the hook for each agency for which the change made a difference.
func (w watching) tell(ctx context.Context, tx *db.Tx) error {
	if identityHook == nil {
		return nil
	}
	after, err := identified(ctx, tx, w.caseID)
	if err != nil {
		return err
	}
	for _, agency := range w.agencies {
		if after[agency] == w.before[agency] {
			continue
		}
		if err := identityHook(ctx, tx, IdentityChange{w.caseID, agency, after[agency]}); err != nil {
			return err
		}
	}
	return nil
}

// identified gives the agencies that are, or from a later day will be, granted
// the identity of a case.
func identified(ctx context.Context, tx *db.Tx, caseID db.ID) (map[db.ID]bool, error) {
	agencies := map[db.ID]bool{}
	err := tx.Each(ctx, `SELECT DISTINCT agency_id FROM case_grant WHERE case_id = $1 AND compartments & 1 <> 0 AND (until_at IS NULL OR until_at > $2)`,
		[]any{caseID, tx.Now()}, func(scan func(...any) error) error {
			var agency db.ID
			err := scan(&agency)
			agencies[agency] = true
			return err
		})
	return agencies, err
}

// Identified lists the agencies that are, or from a later day will be, granted
// the identity of a case, for whoever keeps something for each of them.
func Identified(ctx context.Context, tx *db.Tx, caseID db.ID) ([]db.ID, error) {
	return db.All(ctx, tx, `SELECT DISTINCT agency_id FROM case_grant WHERE case_id = $1 AND compartments & 1 <> 0 AND (until_at IS NULL OR until_at > $2)
		ORDER BY agency_id`, []any{caseID, tx.Now()}, func(id *db.ID, scan func(...any) error) error { return scan(id) })
}

// Lapse tells of the grants that ran out by their own date since a time. A job
// calls it, each time from where the last call stopped.
func Lapse(ctx context.Context, tx *db.Tx, since any) error {
	if identityHook == nil {
		return nil
	}
	type lapsed struct{ caseID, agency db.ID }
	over, err := db.All(ctx, tx, `SELECT DISTINCT g.case_id, g.agency_id FROM case_grant g
		WHERE g.compartments & 1 <> 0 AND g.until_at > $1 AND g.until_at <= $2 AND g.ended_why IS NULL`, []any{since, tx.Now()},
		func(l *lapsed, scan func(...any) error) error { return scan(&l.caseID, &l.agency) })
	if err != nil {
		return err
	}
	for _, l := range over {
		still, err := identified(ctx, tx, l.caseID)
		if err != nil {
			return err
		}
		if still[l.agency] {
			continue
		}
		if err := identityHook(ctx, tx, IdentityChange{l.caseID, l.agency, false}); err != nil {
			return err
		}
	}
	return nil
}
