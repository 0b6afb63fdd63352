package estimates

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/mse"
)

// Room is the room of estimates.
type Room struct {
	DB *db.Database
	// Lists reads the casework; nil for Unlinked.
	Lists Lists
	// Log gets why a run failed; nil for slog.Default.
	Log *slog.Logger
}

// Ask is a run that somebody asks for: its settings and its data.
type Ask struct {
	Name     string
	Source   string
	Settings Settings
	Data     []*mse.Data // draws, the best first
	Vintage  time.Time
	Once     string
}

// FromCaseworkRecords puts into ask the data of a run from the casework it names. It changes nothing and
// may take a while, so it stands before the transaction of Start.
func (room *Room) FromCaseworkRecords(ctx context.Context, actor account.Actor, ask *Ask) error {
	if err := access.Role(actor, access.RunEstimates); err != nil {
		return err
	}
	asked := *ask.Settings.Casework
	if errs := checkPeriod(asked.Period); len(errs) > 0 {
		return fault.Mend(errs...)
	}
	lists := room.Lists
	if lists == nil {
		lists = Unlinked
	}
	var draws []Draw
	err := room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if ask.Vintage, err = vintage(ctx, tx, asked.Period); err != nil {
			return err
		}
		draws, err = lists(ctx, tx, actor, asked.Period, asked.By)
		return err
	})
	if err != nil {
		return err
	}
	for _, draw := range draws {
		d, err := draw.table(columnsOf(asked.Strata))
		if err != nil {
			return err
		}
		ask.Data, ask.Settings.Missed = append(ask.Data, d), draw.Missed
	}
	if len(ask.Data) == 0 {
		return fault.Wrong("from-day", "Nobody was referred or notified in this period. Choose a longer one")
	}
	return nil
}

// Start saves a run and queues its work.
func (room *Room) Start(ctx context.Context, tx *db.Tx, actor account.Actor, ask Ask) (db.ID, error) {
	if err := access.Role(actor, access.RunEstimates); err != nil {
		return "", err
	}
	if err := fault.Mend(ask.check()...); err != nil {
		return "", err
	}
	ask.Settings.Strata = ask.Data[0].Strata
	var texts []string
	for _, d := range ask.Data {
		text, err := write(d)
		if err != nil {
			return "", err
		}
		texts = append(texts, text)
	}
	id, err := tx.Once(ctx, string(actor.Account), onceKey("start-estimate", ask.Once), func() (string, error) {
		run := Run{ID: tx.NewID(), Agency: actor.Agency, Account: actor.Account, Name: ask.Name, Source: ask.Source, Settings: ask.Settings, DataHash: hashOf(texts),
			People: ask.Data[0].Table.N(), SmallCounts: smallCounts(ask.Data[0]), Vintage: ask.Vintage, State: Queued, Attempt: 1, Asked: tx.Now()}
		return string(run.ID), room.save(ctx, tx, actor, run, texts)
	})
	return db.ID(id), err
}

func onceKey(deed, once string) string {
	if once == "" {
		return ""
	}
	return deed + " " + once
}

// hashOf is that of the data of a run, all draws.
func hashOf(texts []string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:])
}

func (room *Room) save(ctx context.Context, tx *db.Tx, actor account.Actor, run Run, texts []string) error {
	if err := insertRun(ctx, tx, run, texts); err != nil {
		return err
	}
	category := audit.Collection
	if run.Source == FromCasework {
		category = audit.Combination
	}
	err := audit.Append(ctx, tx, actor, audit.Entry{Action: "start-estimate", Category: category, Subject: "estimate " + string(run.ID),
		Change: map[string]any{"source": run.Source, "method": run.Settings.Method(), "seed": run.Settings.Seed, "data": run.DataHash, "repeats": run.Repeats}})
	if err != nil {
		return err
	}
	return queue(ctx, tx, run)
}

func queue(ctx context.Context, tx *db.Tx, run Run) error {
	return job.Enqueue(ctx, tx, EstimateJob, jobKey(run), tx.Now(), order{run.ID, run.Attempt})
}

func jobKey(run Run) string { return string(run.ID) + " " + strconv.Itoa(run.Attempt) }

// Cancel stops a run that has still to end.
func (room *Room) Cancel(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	run, err := Find(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if !run.State.Live() || !run.Deleted.IsZero() {
		return fault.Refuse("This run has ended already, so it cannot be cancelled")
	}
	if _, err := change(ctx, tx, run, Cancelled, run.Attempt); err != nil {
		return err
	}
	if err := job.Cancel(ctx, tx, EstimateJob, jobKey(run)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "cancel-estimate", Category: audit.Alteration, Subject: "estimate " + string(id)})
}

// Retry begins a run again that failed or was cancelled.
func (room *Room) Retry(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	run, err := Find(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if !run.State.Again() || !run.Deleted.IsZero() {
		return fault.Refuse("Only a run that failed or was cancelled can be tried again. To repeat a finished one, run it again with the same seed")
	}
	if _, err := change(ctx, tx, run, Queued, run.Attempt+1); err != nil {
		return err
	}
	run.Attempt++
	if err := queue(ctx, tx, run); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "retry-estimate", Category: audit.Alteration, Subject: "estimate " + string(id)})
}

// Repeat saves a new run of the same data with the same settings, whose digits must
// be the same.
func (room *Room) Repeat(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, once string) (db.ID, error) {
	run, err := Find(ctx, tx, actor, id)
	if err != nil {
		return "", err
	}
	if run.State != Done && run.State != None || !run.Deleted.IsZero() {
		return "", fault.Refuse("Only a finished run can be repeated")
	}
	texts, err := tables(ctx, tx, id)
	if err != nil {
		return "", err
	}
	made, err := tx.Once(ctx, string(actor.Account), onceKey("repeat-estimate", once), func() (string, error) {
		again := run
		again.ID, again.Account, again.Agency, again.State, again.Attempt, again.Asked = tx.NewID(), actor.Account, actor.Agency, Queued, 1, tx.Now()
		again.Repeats = id
		return string(again.ID), room.save(ctx, tx, actor, again, texts)
	})
	return db.ID(made), err
}

// Delete takes a run out of the lists for a reason. It is kept, and can be restored.
func (room *Room) Delete(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, why string) error {
	run, err := Find(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	if why == "" {
		return fault.Wrong("why", "Say why this run is deleted")
	}
	if len([]rune(why)) > 500 {
		return fault.Wrong("why", "The reason must be 500 characters or fewer")
	}
	if !run.Deleted.IsZero() {
		return fault.Refuse("This run is deleted already")
	}
	if run.State.Live() {
		if err := job.Cancel(ctx, tx, EstimateJob, jobKey(run)); err != nil {
			return err
		}
		if _, err := change(ctx, tx, run, Cancelled, run.Attempt); err != nil {
			return err
		}
	}
	if _, err := setDeleted(ctx, tx, run, actor.Account, why); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "delete-estimate", Category: audit.Erasure, Subject: "estimate " + string(id), Reason: why})
}

// Restore takes a deletion back.
func (room *Room) Restore(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	run, err := Find(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if run.Deleted.IsZero() {
		return fault.Refuse("This run is not deleted")
	}
	if _, err := setDeleted(ctx, tx, run, actor.Account, ""); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "restore-estimate", Category: audit.Alteration, Subject: "estimate " + string(id)})
}
