package retention

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
)

// findDue is the daily job that looks for records whose time is over.
const findDue job.Kind = "find-due-records"

// Jobs says how the room's recurring work is done.
func (room *Room) Jobs(runner *job.Runner) {
	runner.Handle(findDue, func(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
		if err := room.findDue(ctx, tx); err != nil {
			return err
		}
		if err := room.RemoveDaily(ctx, tx); err != nil {
			return err
		}
		return tomorrow(ctx, tx)
	})
}

// Schedule queues the daily job.
func (*Room) Schedule(ctx context.Context, tx *db.Tx) error {
	return job.Enqueue(ctx, tx, findDue, civil.DayOf(tx.Now()).String(), tx.Now(), nil)
}

func tomorrow(ctx context.Context, tx *db.Tx) error {
	due := tx.Now().Add(24 * time.Hour)
	return job.Enqueue(ctx, tx, findDue, civil.DayOf(due).String(), due, nil)
}

// findDue tells the records officers of each agency how many records are due for
// removal and how many removals wait for a second person: once a week, and not at
// all while there are none. It removes nothing; two people do.
func (room *Room) findDue(ctx context.Context, tx *db.Tx) error {
	agencies, err := account.Agencies(ctx, tx)
	if err != nil {
		return err
	}
	today := civil.DayOf(tx.Now())
	year, week := tx.Now().ISOWeek()
	for _, agency := range agencies {
		officers, err := account.Colleagues(ctx, tx, agency.ID, account.RecordsOfficer)
		if err != nil {
			return err
		}
		if len(officers) == 0 {
			continue
		}
		due, waiting, err := room.countDue(ctx, tx, officers[0].ID, today)
		if err != nil {
			return err
		}
		if due+waiting == 0 {
			continue
		}
		if err := audit.Append(ctx, tx, account.System(account.Job), audit.Entry{Action: "find-due-records", Category: audit.Consultation, Subject: "agency " + string(agency.ID),
			Why: "Retention", Change: map[string]int{"due": due, "waiting": waiting}}); err != nil {
			return err
		}
		for _, officer := range officers {
			if err := notify.Tell(ctx, tx, fmt.Sprintf("due-records %s %d-%d", officer.ID, year, week), officer.Email, "Records to remove",
				fmt.Sprintf("Records due for removal: %d. Removals that wait for a second person: %d. Sign in to Havenward and see Records: each says which rule it is due under, and nothing is removed before two people agree.", due, waiting)); err != nil {
				return err
			}
		}
	}
	return nil
}

// countDue counts what an officer would see on the page of records.
func (room *Room) countDue(ctx context.Context, tx *db.Tx, officer db.ID, today civil.Day) (due, waiting int, err error) {
	actor, found, err := account.Load(ctx, tx, officer)
	if err != nil || !found {
		return 0, 0, err
	}
	records, err := closedRecords(ctx, tx, actor, room.Rules)
	for i := range records {
		switch r := &records[i]; {
		case r.Held:
		case !r.Approved.IsZero():
			waiting++
		case r.IsDue(today):
			due++
		}
	}
	if err != nil {
		return 0, 0, err
	}
	shelves, err := room.shelves(ctx, tx, actor)
	for _, shelf := range shelves {
		waiting += len(shelf.Waiting)
		if !shelf.Daily {
			due += len(shelf.Due)
		}
	}
	return due, waiting, err
}
