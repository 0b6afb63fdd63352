package estimates

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/mse"
	"github.com/havenward/havenward/mse/report"
)

// EstimateJob is the work of one try of a run.
const EstimateJob job.Kind = "estimate"

type order struct {
	Run     db.ID `json:"run"`
	Attempt int   `json:"attempt"`
}

// Jobs says how the work of this room is done.
func (room *Room) Jobs(runner *job.Runner) { runner.Slow(EstimateJob, room.work) }

func (room *Room) log() *slog.Logger {
	if room.Log != nil {
		return room.Log
	}
	return slog.Default()
}

// workers is how many processors a run may use: half of them, so that pages never
// wait for an estimate.
func workers() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// work does one try of a run.
func (room *Room) work(ctx context.Context, d *db.Database, payload json.RawMessage) error {
	var todo order
	if err := json.Unmarshal(payload, &todo); err != nil {
		return err
	}
	var run Run
	var wanted bool
	var texts []string
	err := d.Write(ctx, func(tx *db.Tx) (err error) {
		if run, wanted, err = begin(ctx, tx, todo.Run, todo.Attempt); err != nil || !wanted {
			return err
		}
		texts, err = tables(ctx, tx, run.ID)
		return err
	})
	if err != nil || !wanted {
		return err
	}
	doing, stop := context.WithCancel(ctx)
	meter := &meter{}
	told := make(chan struct{})
	go func() {
		defer close(told)
		room.watch(doing, stop, d, run, meter)
	}()
	reports, failure := makeReports(doing, run, texts, meter)
	cancelled := doing.Err() != nil
	stop()
	<-told
	if ctx.Err() != nil {
		return ctx.Err() // the program stops; the try begins again when it is back
	}
	run.settle(reports, failure)
	if run.State == Failed && !cancelled {
		room.log().Error("an estimate failed", "run", run.ID, "error", failure)
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		wanted, err := finish(ctx, tx, run, reports)
		if err != nil || !wanted {
			return err
		}
		return audit.Append(ctx, tx, account.System(account.Job), audit.Entry{Action: "finish-estimate", Category: audit.Alteration, Subject: "estimate " + string(run.ID),
			Change: map[string]any{"state": run.State, "result": run.ResultHash}})
	})
}

// settle notes in the run what came of it.
func (run *Run) settle(reports map[string][]byte, failure error) {
	run.Program = mse.Version
	var no *mse.NoEstimateError
	var in *mse.InputError
	switch {
	case errors.As(failure, &no):
		run.State, run.Problem = None, no.Text
	case errors.As(failure, &in):
		run.State, run.Problem = Failed, in.Text
	case failure != nil:
		run.State, run.Problem = Failed, "The run stopped because of a fault in the program. Its operator can find the cause in the log."
	default:
		run.State = Done
		sum := sha256.Sum256(reports[formatJSON])
		run.ResultHash = hex.EncodeToString(sum[:])
		if result, err := ReadResult(reports[formatJSON]); err == nil {
			run.Headline = result.Headline()
		}
	}
}

// The formats of a report. body is for the page of this program.
const (
	formatJSON = "json"
	formatHTML = "html"
	formatText = "text"
	formatCSV  = "csv"
	formatBody = "body"
)

// makeReports runs the estimate and writes its report in every format.
func makeReports(ctx context.Context, run Run, texts []string, meter *meter) (reports map[string][]byte, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("estimate: %v", broken)
		}
	}()
	var data []*mse.Data
	for _, text := range texts {
		d, err := reread(text, len(run.Settings.Strata))
		if err != nil {
			return nil, err
		}
		data = append(data, d)
	}
	s := run.Settings
	asked := report.Options{Title: run.Name, Methods: s.Methods, Consistent: true, Thorough: s.Thorough, Population: float64(s.Population), Missed: s.Missed, Stage: meter.stage,
		Run: mse.RunOptions{Level: float64(s.Level) / 100, Threshold: s.Threshold, Replicates: s.Replicates, Seed: uint64(s.Seed), Workers: workers()}}
	if s.HideSmall {
		asked.Small = Small
	}
	found, err := report.Make(ctx, data, asked)
	if err != nil {
		return nil, err
	}
	reports = map[string][]byte{}
	for format, write := range map[string]func(io.Writer) error{formatJSON: found.JSON, formatHTML: found.HTML, formatText: found.Text, formatCSV: found.CSV, formatBody: found.Body} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			return nil, err
		}
		reports[format] = out.Bytes()
	}
	return reports, nil
}

// meter keeps how far a try is, for those who watch.
type meter struct {
	mu      sync.Mutex
	name    string
	percent int
}

func (m *meter) stage(name string) (func(done, total float64), func()) {
	m.set(name, 0)
	return func(done, total float64) {
		if total > 0 {
			m.set(name, min(99, max(0, int(100*done/total))))
		}
	}, func() {}
}

func (m *meter) set(name string, percent int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.name, m.percent = name, percent
}

func (m *meter) read() (string, int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.name, m.percent
}

// watchEvery is how often progress is written and a cancellation noticed.
const watchEvery = time.Second

// watch writes the progress of a try where it changed, and stops the work when the
// run is cancelled or deleted.
func (room *Room) watch(ctx context.Context, stop context.CancelFunc, d *db.Database, run Run, meter *meter) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(watchEvery):
		}
		stage, percent := meter.read()
		wanted := true
		err := d.Write(ctx, func(tx *db.Tx) (err error) {
			wanted, err = tell(ctx, tx, run, stage, percent)
			return err
		})
		if err == nil && !wanted {
			stop()
			return
		}
	}
}
