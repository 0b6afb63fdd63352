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
	"regexp"
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
	writing := time.Now()
	if err := writeOutputs(o, result, profiles, evaluation, linkOptions.Model == nil); err != nil {
		return err
	}
	result.Stages = append(result.Stages, linkage.Stage{Name: "write", Seconds: time.Since(writing).Seconds()})
	if o.json {
		return writeJSON(stdout, result, settings, profiles, evaluation)
	}
	return writeText(stdout, result, settings, profiles, evaluation)
}

// readFiles reads all files into one table.
func readFiles(files []string) (*linkage.Table, error) {
	var table *linkage.Table
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		table, err = linkage.Read(path, f, table)
		f.Close()
		if err != nil {
			return nil, err
		}
	}
	return table, nil
}

// settingsFor reads the settings, or proposes some from what the columns hold.
func settingsFor(o options, table *linkage.Table) (linkage.Settings, []linkage.Profile, error) {
	var settings linkage.Settings
	if o.settings != "" {
		f, err := os.Open(o.settings)
		if err != nil {
			return settings, nil, err
		}
		defer f.Close()
		if settings, err = linkage.ReadSettings(f); err != nil {
			return settings, nil, fmt.Errorf("%s: %w", o.settings, err)
		}
	}
	if o.truth == "" {
		o.truth = settings.Truth
	}
	for _, column := range []string{o.truth, o.source} {
		if column != "" && table.Column(column) < 0 {
			return settings, nil, fmt.Errorf("there is no column %q: the columns are %q", column, table.Header)
		}
	}
	profiles := linkage.ProfileTable(table, o.uniqueID, o.truth)
	if len(settings.Fields) == 0 {
		settings.Fields = linkage.Propose(o.uniqueID, profiles).Fields
	}
	settings.UniqueID, settings.Truth = o.uniqueID, o.truth
	if o.source != "" {
		settings.Source = o.source
	}
	if o.threshold != 0 {
		settings.Threshold = o.threshold
	}
	if o.keep != 0 {
		settings.Keep = o.keep
	}
	if o.seed != 0 {
		settings.Seed = o.seed
	}
	return settings, profiles, nil
}

// readModel reads a model if the file is there.
func readModel(path string) (*linkage.Model, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := linkage.ReadModel(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// readReviewed reads pairs that people have judged.
func readReviewed(path string, table *linkage.Table, uniqueID string) ([]linkage.Reviewed, error) {
	if path == "" {
		return nil, nil
	}
	reviews, err := readFiles([]string{path})
	if err != nil {
		return nil, err
	}
	var columns [3]int
	for i, name := range []string{"left_id", "right_id", "same"} {
		if columns[i] = reviews.Column(name); columns[i] < 0 {
			return nil, fmt.Errorf("%s needs the columns left_id, right_id and same; it has %q", path, reviews.Header)
		}
	}
	records := make(map[string]uint32, table.Len())
	id := table.Column(uniqueID)
	for row := range table.Len() {
		records[table.Cell(row, id)] = uint32(row)
	}
	var reviewed []linkage.Reviewed
	for row := range reviews.Len() {
		left, okLeft := records[reviews.Cell(row, columns[0])]
		right, okRight := records[reviews.Cell(row, columns[1])]
		if !okLeft || !okRight {
			return nil, fmt.Errorf("%s record %d names a %s that no record has", path, row+1, uniqueID)
		}
		switch answer := strings.ToLower(reviews.Cell(row, columns[2])); answer {
		case "yes", "y", "true", "1", "same":
			reviewed = append(reviewed, linkage.Reviewed{Left: left, Right: right, Same: true})
		case "no", "n", "false", "0", "different":
			reviewed = append(reviewed, linkage.Reviewed{Left: left, Right: right})
		case "unsure", "":
		default:
			return nil, fmt.Errorf("%s record %d: same is %q: write yes, no or unsure", path, row+1, answer)
		}
	}
	return reviewed, nil
}

// truthOf returns who each record is, or nil where that is not known.
func truthOf(o options, table *linkage.Table) (func(int) string, error) {
	if o.truth == "" {
		return nil, nil
	}
	column := table.Column(o.truth)
	if o.truthPattern == "" {
		return func(row int) string { return table.Cell(row, column) }, nil
	}
	pattern, err := regexp.Compile(o.truthPattern)
	if err != nil || pattern.NumSubexp() < 1 {
		return nil, fmt.Errorf("--truth-pattern %q must be a regular expression with a group in parentheses", o.truthPattern)
	}
	return func(row int) string {
		found := pattern.FindStringSubmatch(table.Cell(row, column))
		if found == nil {
			return ""
		}
		return found[1]
	}, nil
}

func encode(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
