package referral

import (
	"context"
	"encoding/json"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
)

// The kinds of work that the referral desk leaves for later.
const (
	warnOfDraft job.Kind = "warn-of-draft"
	removeDraft job.Kind = "remove-draft"
	cleanStore  job.Kind = "clean-store"
)

// Jobs tells a runner how the work of the referral desk is done.
func (room *Room) Jobs(runner *job.Runner) {
	runner.Handle(warnOfDraft, room.warn)
	runner.Handle(removeDraft, room.expire)
	runner.Errand(cleanStore, func(ctx context.Context, d *db.Database, _ json.RawMessage) error {
		return d.Forget(ctx, "draft", "file", "file_part")
	})
}

// aging is a draft whose day has come.
type aging struct {
	email    string
	warnOn   civil.Day
	deleteOn civil.Day
}

func readAging(ctx context.Context, tx *db.Tx, payload json.RawMessage) (id db.ID, draft aging, found bool, err error) {
	if err = json.Unmarshal(payload, &id); err != nil {
		return id, draft, false, err
	}
	found, err = tx.Row(ctx, `SELECT a.email, d.warn_on, d.delete_on FROM draft d JOIN account a ON a.id = d.account_id WHERE d.id = $1`, []any{id},
		&draft.email, &draft.warnOn, &draft.deleteOn)
	return id, draft, found, err
}

// warn tells a writer that a draft will be deleted; not of one that was changed
// since the job was set.
func (room *Room) warn(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	id, draft, found, err := readAging(ctx, tx, payload)
	if err != nil || !found || draft.warnOn.After(civil.DayOf(tx.Now())) {
		return err
	}
	words := page.In(page.English)
	return notify.Tell(ctx, tx, "draft-warning "+string(id)+" "+draft.warnOn.String(), draft.email,
		words.Text("A draft report will be deleted on {day}", "day", draft.deleteOn),
		words.Text("You started a report and have not sent it. We delete it on {day} if you do not change it before then.\n\nSign in to finish and send it, or to delete it now. If you change it, the days are counted again.",
			"day", draft.deleteOn))
}

// expire deletes a draft whose day has come.
func (room *Room) expire(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	id, draft, found, err := readAging(ctx, tx, payload)
	if err != nil || !found || draft.deleteOn.After(civil.DayOf(tx.Now())) {
		return err
	}
	held, err := casefile.HeldOnShelf(ctx, tx, id)
	if err != nil || held {
		return err // the daily job of retention removes it once the hold is lifted
	}
	return room.destroy(ctx, tx, account.System(account.Job), id, "Not changed for as long as the rule allows")
}
