package bench

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/figures"
	"github.com/havenward/havenward/internal/reference"
)

// Targets of the replay of the published table of 30,197 people, and of the
// table over it.
const (
	targetReplay = 60 * time.Second
	targetTable  = time.Second
)

// replay measures the replay of published statistics and the table over it.
func (r *run) replay(ctx context.Context) error {
	if r.Statistics == "" {
		r.say("replay: left out; name the published table with --nrm-statistics")
		return nil
	}
	file, err := os.Open(r.Statistics)
	if err != nil {
		return err
	}
	defer file.Close()
	cells, err := exchange.ReadCells(reference.Default(), file, civil.DayOf(time.Now()))
	if err != nil {
		return err
	}
	w, err := r.newWorld(ctx, "replay")
	if err != nil {
		return err
	}
	defer w.close()
	var importer account.Actor
	err = w.db.Write(ctx, func(tx *db.Tx) error {
		importer, _, err = exchange.Importer(ctx, tx, authorityName, "")
		return err
	})
	if err != nil {
		return err
	}
	room := &exchange.Room{DB: w.db, Desk: w.desk}
	r.say("replay")
	used := processorTime()
	replayed, err := room.ReplayStatistics(ctx, importer, cells, exchange.Replay{Seed: r.Seed, Writers: clients, Progress: func(int, int) {}})
	if err != nil {
		return err
	}
	used = processorTime() - used
	r.report.add(Line{What: fmt.Sprintf("Replay of %s published referrals", thousands(replayed.Added)), Measured: fmt.Sprintf("%s; processor %s", shown(replayed.Took), shown(used)),
		Values:  map[string]float64{"seconds": replayed.Took.Seconds(), "processor_seconds": used.Seconds(), "referrals": float64(replayed.Added)},
		Against: "under " + shown(targetReplay), Verdict: verdict(replayed.Took < targetReplay)})
	return r.table(ctx, w)
}

// table measures the whole published table over the referrals of a world.
func (r *run) table(ctx context.Context, w *world) error {
	by, err := figures.ReadDimensions([]string{"quarter", "first_responder_type", "first_responder", "exploitation_type", "age", "gender", "nationality"})
	if err != nil {
		return err
	}
	var table figures.Table
	done, err := timed(ctx, r.Lasting, 1, func(int) error {
		return w.db.Read(ctx, func(tx *db.Tx) (err error) {
			table, err = figures.ForOperator(ctx, tx, by, figures.Filter{})
			return err
		})
	})
	if err != nil {
		return err
	}
	r.report.add(Line{What: fmt.Sprintf("Table of %s people in %s cells", thousands(table.Total), thousands(len(table.Rows))), Measured: fmt.Sprintf("%s; processor %s each", done.waits, shown(done.each())),
		Values: done.values(), Against: "under " + shown(targetTable), Verdict: verdict(done.waits.quantile(0.99) < targetTable)})
	return nil
}
