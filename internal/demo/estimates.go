package demo

import (
	"context"
	"log/slog"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/estimates"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/mse"
)

// statistician is who runs the estimates of the demonstration.
const statistician = "leila.haddad@statistics.example"

// cityTable is invented: five lists of one year, laid out like published ones.
const cityTable = `Council,Charity,Police,Agency,Public,count
1,0,0,0,0,61
0,1,0,0,0,402
0,0,1,0,0,873
0,0,0,1,0,588
0,0,0,0,1,274
1,1,0,0,0,17
1,0,1,0,0,22
1,0,0,1,0,4
0,1,1,0,0,71
0,1,0,1,0,23
0,1,0,0,1,2
0,0,1,1,0,83
0,0,1,0,1,14
0,0,0,1,1,7
1,1,1,0,0,2
1,1,0,1,0,1
0,1,1,1,0,5
1,1,1,1,0,1
`

// regionTable is invented: three lists over three years.
const regionTable = `year,Police,Council,Charity,count
2023,1,0,0,118
2023,0,1,0,92
2023,0,0,1,61
2023,1,1,0,24
2023,1,0,1,13
2023,0,1,1,9
2023,1,1,1,3
2024,1,0,0,131
2024,0,1,0,97
2024,0,0,1,70
2024,1,1,0,26
2024,1,0,1,15
2024,0,1,1,12
2024,1,1,1,4
2025,1,0,0,149
2025,0,1,0,108
2025,0,0,1,84
2025,1,1,0,29
2025,1,0,1,17
2025,0,1,1,13
2025,1,1,1,4
`

// addEstimates makes a finished run, and asks for its repetition and for a larger
// run: both are worked as soon as the program serves, so that nobody waits for
// them to see the first page.
func addEstimates(ctx context.Context, d *db.Database) error {
	room := &estimates.Room{DB: d}
	runner := job.NewRunner(d, "demonstration", slog.New(slog.DiscardHandler))
	room.Jobs(runner)
	var actor account.Actor
	var region db.ID
	err := d.Write(ctx, func(tx *db.Tx) (err error) {
		if actor, _, err = account.LoadByEmail(ctx, tx, statistician); err != nil {
			return err
		}
		region, err = start(ctx, tx, room, actor, "Invented region by year, 2023 to 2025", regionTable,
			estimates.Settings{Methods: []mse.Method{mse.MethodStepwise}, Population: 2_400_000})
		return err
	})
	if err != nil {
		return err
	}
	if err := workEstimates(ctx, runner); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := room.Repeat(ctx, tx, actor, region, ""); err != nil {
			return err
		}
		_, err := start(ctx, tx, room, actor, "Invented city, 2025, five lists", cityTable,
			estimates.Settings{Methods: []mse.Method{mse.MethodStepwise, mse.MethodHomeOffice, mse.MethodBIC}, Replicates: 400})
		return err
	})
}

// start asks for a run over a table of counts.
func start(ctx context.Context, tx *db.Tx, room *estimates.Room, actor account.Actor, name, table string, settings estimates.Settings) (db.ID, error) {
	data, err := estimates.ReadTable("table", table, "")
	if err != nil {
		return "", err
	}
	settings.Seed, settings.Level, settings.Threshold = 2026, 95, mse.DefaultThreshold
	return room.Start(ctx, tx, actor, estimates.Ask{Name: name, Source: estimates.FromTable, Settings: settings, Data: []*mse.Data{data}})
}

func workEstimates(ctx context.Context, runner *job.Runner) error {
	for {
		done, err := runner.OnceSlow(ctx)
		if err != nil || done == 0 {
			return err
		}
	}
}
