// Package link is the command "havenward link": it finds the records of one or
// several CSV files that are one person, and measures itself against a column
// that knows.
package link

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"time"

	"github.com/havenward/havenward/linkage"
)

const usage = `Usage:
  havenward link FILE [FILE...] --unique-id COL [--pairs OUT.csv] [--clusters OUT.csv] [--report OUT.html] [--json]
  havenward link evaluate FILE [FILE...] --unique-id COL --truth COL

Finds the records that are one person, in one file or across several with the
same columns. Files are CSV in UTF-8 with a header line. Without --settings the
columns are looked at and a model is proposed and printed.

`

// The exit codes of the command.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// options are the command line.
type options struct {
	files        []string
	evaluate     bool
	uniqueID     string
	model        string
	settings     string
	pairs        string
	clusters     string
	report       string
	reviewed     string
	truth        string
	truthPattern string
	source       string
	threshold    float64
	keep         float64
	seed         uint64
	json         bool
	quiet        bool
}

// Run runs the command with its arguments, after the word "link", and returns
// the exit code: 0 done, 1 failed, 2 not understood.
func Run(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	if err != nil {
		fmt.Fprintf(stderr, "link: %v\n", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "link: %v\n", err)
		return exitFailed
	}
	return exitDone
}

// parse reads the command line; flags may stand before, between and after the
// files.
func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("link", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		io.WriteString(stderr, usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&o.uniqueID, "unique-id", "", "`column` that identifies each record")
	flags.StringVar(&o.model, "model", "", "`file` of a learned model: used if it is there, else written after learning")
	flags.StringVar(&o.settings, "settings", "", "`file` of settings: columns, kinds, bounds")
	flags.StringVar(&o.pairs, "pairs", "", "CSV `file` to write the pairs to")
	flags.StringVar(&o.clusters, "clusters", "", "CSV `file` to write the clusters to")
	flags.StringVar(&o.report, "report", "", "HTML `file` to write a report to")
	flags.StringVar(&o.reviewed, "reviewed", "", "CSV `file` of reviewed pairs to learn from: left_id, right_id, same (yes or no)")
	flags.StringVar(&o.truth, "truth", "", "`column` that says who is who; takes no part in linking")
	flags.StringVar(&o.truthPattern, "truth-pattern", "", "regular `expression` whose first group is the person in the truth column")
	flags.StringVar(&o.source, "source", "", "`column` that says where a record came from, for overlaps")
	flags.Float64Var(&o.threshold, "threshold", 0, "`probability` from which two records are one person (chosen without labels if not set)")
	flags.Float64Var(&o.keep, "keep", 0, "least `probability` of a pair that is written (0.01 if not set)")
	flags.Uint64Var(&o.seed, "seed", 0, "`number` that fixes every choice by chance")
	flags.BoolVar(&o.json, "json", false, "print a summary as JSON")
	flags.BoolVar(&o.quiet, "quiet", false, "do not print progress")
	if len(args) > 0 && args[0] == "evaluate" {
		o.evaluate = true
		args = args[1:]
	}
	for {
		if err := flags.Parse(args); err != nil {
			return o, err
		}
		if flags.NArg() == 0 {
			break
		}
		o.files = append(o.files, flags.Arg(0))
		args = flags.Args()[1:]
	}
	switch {
	case len(o.files) == 0:
		return o, errors.New("name at least one CSV file to link")
	case o.uniqueID == "":
		return o, errors.New("name the column that identifies each record: --unique-id COL")
	case o.evaluate && o.truth == "":
		return o, errors.New("name the column that says who is who: --truth COL")
	}
	return o, nil
}

// collectEarly is the growth of the heap, in per cent, after which memory is
// collected. The command holds large tables for a short time, and memory is
// scarcer than the little time this costs.
const collectEarly = 50

func run(ctx context.Context, o options, stdout, stderr io.Writer) error {
	defer debug.SetGCPercent(debug.SetGCPercent(collectEarly))
	started := time.Now()
	table, err := readFiles(o.files)
	if err != nil {
		return err
	}
	reading := linkage.Stage{Name: "read", Seconds: time.Since(started).Seconds()}
	if err := table.CheckUnique(o.uniqueID); err != nil {
		return err
	}
	settings, profiles, err := settingsFor(o, table)
	if err != nil {
		return err
	}
	linkOptions := linkage.Options{}
	if linkOptions.Model, err = readModel(o.model); err != nil {
		return err
	}
	if linkOptions.Reviewed, err = readReviewed(o.reviewed, table, o.uniqueID); err != nil {
		return err
	}
	if !o.quiet {
		linkOptions.Progress = func(stage string, done float64) {
			fmt.Fprintf(stderr, "%3.0f%% %s\n", 100*done, stage)
		}
	}
	result, err := linkage.Link(ctx, table, settings, linkOptions)
	if err != nil {
		return err
	}
	if result.Compared == 0 {
		return fmt.Errorf("nothing was written: %s", strings.Join(result.Warnings, "; "))
	}
	result.Stages = append([]linkage.Stage{reading}, result.Stages...)
	truth, err := truthOf(o, table)
	if err != nil {
		return err
	}
	var evaluation *linkage.Evaluation
	if truth != nil {
		e := result.Evaluate(truth)
		evaluation = &e
	}
	var overlaps []linkage.Overlap
	if o.source != "" {
		overlaps = result.Overlaps(o.source)
		if truth != nil {
			result.TrueOverlaps(overlaps, o.source, truth)
		}
	}
	writing := time.Now()
	if err := writeOutputs(o, result, profiles, evaluation, linkOptions.Model == nil); err != nil {
		return err
	}
	result.Stages = append(result.Stages, linkage.Stage{Name: "write", Seconds: time.Since(writing).Seconds()})
	if o.json {
		return writeJSON(stdout, result, settings, profiles, evaluation, overlaps)
	}
	return writeText(stdout, result, settings, profiles, evaluation, overlaps)
}

func encode(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
