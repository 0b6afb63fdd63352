package referral

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

// Shelves are what the referral desk keeps beside cases.
func (room *Room) Shelves() []casefile.Shelf {
	return []casefile.Shelf{
		{Code: "draft", Name: "Drafts of reports", Purpose: "So that somebody can finish a report that they began", Rule: statute.DraftDeletion, Daily: true,
			Kept: keptDrafts, Remove: func(ctx context.Context, tx *db.Tx, actor account.Actor, agency, id db.ID, why string) error {
				return room.destroy(ctx, tx, actor, id, why)
			}},
		{Code: "notification", Name: "Notifications without a name", Purpose: "The duty to notify, and figures about it", Rule: statute.NotificationRetention,
			Kept: keptNotices, Remove: removeNotice},
	}
}

// mostKept bounds how many records of a shelf a list looks at.
const mostKept = 1000

func keptDrafts(ctx context.Context, tx *db.Tx, agency, one db.ID) ([]casefile.Kept, error) {
	return db.All(ctx, tx, `SELECT d.id, d.changed_at, a.jurisdiction FROM draft d JOIN agency a ON a.id = d.agency_id
		WHERE d.agency_id = $1 AND ($2 = '' OR d.id = $2) ORDER BY d.changed_at, d.id LIMIT $3`, []any{agency, one, mostKept}, scanKept(false))
}

func keptNotices(ctx context.Context, tx *db.Tx, agency, one db.ID) ([]casefile.Kept, error) {
	return db.All(ctx, tx, `SELECT id, received_at, jurisdiction, reference FROM notification
		WHERE agency_id = $1 AND removed_at IS NULL AND ($2 = '' OR id = $2) ORDER BY received_at, id LIMIT $3`, []any{agency, one, mostKept}, scanKept(true))
}

func scanKept(numbered bool) func(k *casefile.Kept, scan func(...any) error) error {
	return func(k *casefile.Kept, scan func(...any) error) error {
		var at time.Time
		into := []any{&k.ID, db.Instant(&at), &k.Jurisdiction}
		if numbered {
			into = append(into, &k.Reference)
		}
		err := scan(into...)
		k.Start = casefile.ShelfStart(at)
		return err
	}
}

// removeNotice removes what was told in a notification: its stories with their
// key, its places and its signs. Its number, day and the groups under which it is
// counted stay.
func removeNotice(ctx context.Context, tx *db.Tx, actor account.Actor, agency, id db.ID, why string) error {
	for _, statement := range []string{
		`DELETE FROM notification_story WHERE notification_id = $1`,
		`DELETE FROM notification_place WHERE notification_id = $1`,
		`DELETE FROM notification_indicator WHERE notification_id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, id); err != nil {
			return err
		}
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE notification SET removed_at = $2, nationalities = '' WHERE id = $1 AND agency_id = $3 AND removed_at IS NULL`, id, tx.Now(), agency)); err != nil {
		return err
	}
	if err := casefile.DestroyShelved(ctx, tx, id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "remove-notification", Category: audit.Erasure, Subject: "notification " + string(id), Why: why})
}

// heldDraft says why a draft that is held by law cannot be deleted.
func heldDraft(ctx context.Context, tx *db.Tx, id db.ID) error {
	held, err := casefile.HeldOnShelf(ctx, tx, id)
	if err == nil && held {
		return fault.Refuse("This draft is held by law and cannot be deleted. Ask the records officer of your agency")
	}
	return err
}
