package accommodation

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
)

// watchJob looks every quarter of an hour at what nobody may forget: offers whose
// time is over, people who did not arrive or come back when they were expected.
const watchJob job.Kind = "watch-accommodation"

// indexJob makes the names of residents findable anew every night, since a record
// can get another name.
const indexJob job.Kind = "index-residents"

const (
	watchEvery = 15 * time.Minute
	indexEvery = 24 * time.Hour
	// lateAfter is how long after the time that was agreed somebody is told of.
	lateAfter = time.Hour
)

// Jobs says how the recurring work is done.
func (room *Room) Jobs(runner *job.Runner) {
	runner.Handle(watchJob, func(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
		if err := room.Watch(ctx, tx); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, watchJob, "quarter", tx.Now().Add(watchEvery), nil)
	})
	runner.Handle(indexJob, func(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
		if err := room.indexResidents(ctx, tx); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, indexJob, "daily", tx.Now().Add(indexEvery), nil)
	})
}

// Schedule makes sure that the recurring work is queued.
func (room *Room) Schedule(ctx context.Context, tx *db.Tx) error {
	if err := job.Enqueue(ctx, tx, watchJob, "quarter", tx.Now().Add(watchEvery), nil); err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, indexJob, "daily", tx.Now().Add(indexEvery), nil)
}

// Watch ends offers whose time is over, and says of those who did not arrive or
// come back that they were not seen.
func (room *Room) Watch(ctx context.Context, tx *db.Tx) error {
	actor := account.System(account.Job)
	over, err := db.All(ctx, tx, `SELECT id, file_id FROM bed_offer WHERE answered_at IS NULL AND until_at <= $1 ORDER BY id LIMIT 200`, []any{tx.Now()},
		func(o *Offer, scan func(...any) error) error { return scan(&o.ID, &o.File) })
	if err != nil {
		return err
	}
	for _, lapsed := range over {
		file, _, err := loadFile(ctx, tx, lapsed.File)
		if err != nil {
			return err
		}
		list, err := offersOf(ctx, tx, file)
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.ID != lapsed.ID {
				continue
			}
			if err := room.endOffer(ctx, tx, actor, file, o, answerLapsed, "", ""); err != nil {
				return err
			}
			if err := tellWorker(ctx, tx, file, "bed-lapsed "+string(o.ID), "A bed is not held any more", "Nobody answered an offer in time, so the bed was given back. Ask the desk again if it is still wanted.\n\nThis message says nothing about the person."); err != nil {
				return err
			}
		}
	}
	late := tx.Now().Add(-lateAfter)
	stays, err := db.All(ctx, tx, `SELECT id, file_id FROM stay WHERE ended_at IS NULL AND told_at IS NULL AND
		(presence = 'expected' AND arrive_at <= $1 OR presence IN ('out', 'overnight') AND back_at IS NOT NULL AND back_at <= $1) ORDER BY id LIMIT 200`, []any{late},
		func(s *Stay, scan func(...any) error) error { return scan(&s.ID, &s.File) })
	if err != nil {
		return err
	}
	for _, waited := range stays {
		file, _, err := loadFile(ctx, tx, waited.File)
		if err != nil {
			return err
		}
		stay, lives, err := stayOf(ctx, tx, file)
		if err != nil {
			return err
		}
		if lives {
			if err := room.setPresence(ctx, tx, actor, file, stay, NotSeen, time.Time{}, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// indexResidents makes the tokens of everybody who has a bed anew.
func (room *Room) indexResidents(ctx context.Context, tx *db.Tx) error {
	list, err := files(ctx, tx, `f.state IN ('offered', 'housed') ORDER BY f.id`)
	if err != nil {
		return err
	}
	for _, f := range list {
		if err := room.reindex(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
}
