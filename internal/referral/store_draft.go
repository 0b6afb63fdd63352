package referral

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// draftPlace is under which drafts are sealed.
const draftPlace = "draft"

func insertDraft(ctx context.Context, tx *db.Tx, actor account.Actor, d *Draft) error {
	sealed, err := casefile.Seal(ctx, tx, d.ID, draftPlace, d.content)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO draft (id, account_id, agency_id, version, sealed, started_at, changed_at, warn_on, delete_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		d.ID, actor.Account, actor.Agency, d.Version, []byte(sealed), d.Started, d.Changed, d.WarnOn, d.DeleteOn)
	return err
}

// updateDraft stores a draft as the version after the one that was read.
func updateDraft(ctx context.Context, tx *db.Tx, actor account.Actor, d *Draft) error {
	sealed, err := casefile.Seal(ctx, tx, d.ID, draftPlace, d.content)
	if err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE draft SET version = version + 1, sealed = $4, changed_at = $5, warn_on = $6, delete_on = $7
		WHERE id = $1 AND account_id = $2 AND version = $3`,
		d.ID, actor.Account, d.Version, []byte(sealed), d.Changed, d.WarnOn, d.DeleteOn)
	if err == nil && changed == 0 {
		return fault.Stale(nil, nil)
	}
	return err
}

func deleteDraft(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM draft WHERE id = $1`, id)
	return err
}

const draftColumns = `id, version, sealed, started_at, changed_at, warn_on, delete_on FROM draft`

func scanDraft(ctx context.Context, tx *db.Tx) func(d *Draft, scan func(...any) error) error {
	return func(d *Draft, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&d.ID, &d.Version, &sealed, db.Instant(&d.Started), db.Instant(&d.Changed), &d.WarnOn, &d.DeleteOn); err != nil {
			return err
		}
		return casefile.Sealed(sealed).Open(ctx, tx, d.ID, draftPlace, &d.content)
	}
}

func loadDraft(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (*Draft, bool, error) {
	found, err := db.All(ctx, tx, `SELECT `+draftColumns+` WHERE id = $1 AND account_id = $2 AND agency_id = $3`,
		[]any{id, actor.Account, actor.Agency}, scanDraft(ctx, tx))
	if err != nil || len(found) == 0 {
		return nil, false, err
	}
	return &found[0], true, nil
}

// mostDrafts bounds how many drafts a list shows; nobody has more at work.
const mostDrafts = 200

// Drafts lists the drafts of the actor, the latest changed first.
func Drafts(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Draft, error) {
	return db.All(ctx, tx, `SELECT `+draftColumns+` WHERE account_id = $1 AND agency_id = $2 ORDER BY changed_at DESC, id LIMIT $3`,
		[]any{actor.Account, actor.Agency, mostDrafts}, scanDraft(ctx, tx))
}
