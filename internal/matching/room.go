package matching

import (
	"context"
	"log/slog"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
)

// Room compares records and keeps what people decide about them.
type Room struct {
	DB  *db.Database
	Log *slog.Logger
	// Responsible tells which agency and, where there is one, which person works
	// on a case; Over tells why a case is over ("closed", "returned-home"), or "".
	// Other rooms know; package site hands them over.
	Responsible func(ctx context.Context, tx *db.Tx, id db.ID) (agency, person db.ID, err error)
	Over        func(ctx context.Context, tx *db.Tx, id db.ID) (why string, err error)
	// Flagged are told, in the same transaction, that somebody whose earlier case
	// is over seems to have been met again.
	Flagged []func(ctx context.Context, tx *db.Tx, actor account.Actor, earlier, later db.ID, why string) error
	// Regrouped are told, in the same transaction, that two records were joined or
	// parted.
	Regrouped []func(ctx context.Context, tx *db.Tx, leader, follower db.ID) error

	index index
}

// New makes the room. Where nobody says otherwise, a case is worked on by the
// agency that holds it, and is over when its file is closed.
func New(d *db.Database, log *slog.Logger) *Room {
	return &Room{DB: d, Log: log, Responsible: responsible, Over: Over}
}

// Jobs says how the work of the room that is due later is done.
func (room *Room) Jobs(runner *job.Runner) {
	runner.Handle(casefile.IdentityChanged, room.identityChanged)
	runner.Handle(askHolders, room.askHolders)
}

// Follow keeps this node's index loaded and in step until the context ends.
func (room *Room) Follow(ctx context.Context, pause time.Duration) {
	for ctx.Err() == nil {
		if err := room.Refresh(ctx); err != nil && ctx.Err() == nil {
			room.Log.Error("records could not be made ready to be compared", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// Refresh loads the index where it is not loaded, and takes in what changed.
func (room *Room) Refresh(ctx context.Context) error {
	if err := room.index.Load(ctx, room.DB); err != nil {
		return err
	}
	return room.DB.Read(ctx, func(tx *db.Tx) error {
		_, _, err := room.index.ready(ctx, tx, "")
		return err
	})
}

// Actions and purposes as they stand in the audit record.
const purposeMatching = "matching"

// system is who compares records: nobody's view of them decides what is found.
var system = account.System(account.Job)

// Over is the answer where only the case file is asked.
func Over(ctx context.Context, tx *db.Tx, id db.ID) (string, error) {
	var closed bool
	_, err := tx.Row(ctx, `SELECT closed_at IS NOT NULL FROM case_file WHERE id = $1`, []any{id}, &closed)
	if err != nil || !closed {
		return "", err
	}
	return OverClosed, nil
}

// responsible is the first agency that holds a case.
func responsible(ctx context.Context, tx *db.Tx, id db.ID) (agency, person db.ID, err error) {
	agencies, err := holders(ctx, tx, id)
	if err != nil || len(agencies) == 0 {
		return "", "", err
	}
	return agencies[0], "", nil
}

func dayOf(tx *db.Tx) civil.Day { return civil.DayOf(tx.Now()) }
