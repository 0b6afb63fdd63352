package estimate

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/havenward/havenward/mse"
	"github.com/havenward/havenward/mse/report"
)

func estimate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o := newOptions("estimate", stderr)
	f := o.flags
	f.StringVar(&o.method, "method", report.All, "all, or one of "+methodList())
	f.BoolVar(&o.json, "json", false, "write JSON; the same as --format json")
	f.StringVar(&o.format, "format", "text", "text, json, csv or html")
	f.StringVar(&o.output, "output", "", "file to write to; the standard output if empty")
	f.StringVar(&o.resampled, "resampled", "", "file of many tables, one a row: rep and c00001, c00010, ...")
	f.BoolVar(&o.check, "check", false, "also estimate each list from the others, where the truth is known")
	f.BoolVar(&o.thorough, "thorough", false, "with all: latent classes for every set of lists; takes minutes")
	f.Float64Var(&o.population, "population", 0, "residents, for the rate per 100,000")
	o.inputFlags()
	o.runFlags()
	if err := o.parse(args); err != nil {
		return err
	}
	if o.json {
		o.format = "json"
	}
	if !slices.Contains([]string{"text", "json", "csv", "html"}, o.format) {
		return usageErrorf("There is no format called %q. The formats are text, json, csv and html.", o.format)
	}
	if o.population < 0 {
		return usageErrorf("The number of residents, %g, is negative.", o.population)
	}
	if o.resampled != "" {
		return o.runResampled(ctx, stdout, stderr)
	}
	data, err := o.read()
	if err != nil {
		return err
	}
	r, err := o.build(ctx, data, stderr)
	if err != nil {
		return err
	}
	return o.write(r, stdout)
}

func methodList() string {
	var out []string
	for _, m := range mse.Methods() {
		out = append(out, string(m))
	}
	return strings.Join(out, ", ")
}

// build runs what was asked for.
func (o *options) build(ctx context.Context, data *mse.Data, stderr io.Writer) (*report.Report, error) {
	r := &report.Report{Title: title(o.file), Method: o.method, Table: data.Table, Seed: o.run.Seed, Level: o.run.Level, Population: o.population}
	var err error
	if o.method == report.All {
		if err := o.everything(ctx, r, stderr); err != nil {
			return nil, err
		}
	} else {
		run := o.run
		var end func()
		run.Progress, end = startProgress(stderr, o.method, o.quiet)
		r.Answer, err = mse.Run(ctx, data.Table, mse.Method(o.method), run)
		end()
		if err != nil {
			return nil, err
		}
		if r.Answer.Fit != nil {
			if r.Check, err = mse.CheckFit(data.Table, r.Answer.Fit, o.run.Seed); err != nil {
				return nil, err
			}
		}
		if r.Answer.Posterior != nil {
			r.Check = r.Answer.Posterior.Check
		}
		if r.Answer.Graphs != nil {
			r.Check = r.Answer.Graphs.Check
		}
	}
	if err := o.addConsistency(ctx, r, stderr); err != nil {
		return nil, err
	}
	return r, o.addStrata(ctx, r, data, stderr)
}

// everything runs the multiverse. It fails only if no method has an answer with
// all lists, and then for the reason of the first.
func (o *options) everything(ctx context.Context, r *report.Report, stderr io.Writer) error {
	run := o.run
	if run.Replicates == 0 {
		run.Replicates = 1000
	}
	say, end := startProgress(stderr, "every method", o.quiet)
	defer end()
	var err error
	r.Universes, err = mse.Multiverse(ctx, r.Table, mse.MultiverseOptions{Run: run, Thorough: o.thorough, Progress: say})
	if err != nil {
		return err
	}
	for _, u := range r.Universes {
		if u.Variation.Omitted == "" && u.Variation.Merged == nil && u.Answer != nil {
			return nil
		}
	}
	return &mse.NoEstimateError{Reason: mse.DoesNotExist, Text: r.Universes[0].Why}
}

func (o *options) addConsistency(ctx context.Context, r *report.Report, stderr io.Writer) error {
	if !o.check && o.method != report.All || r.Table.K() < 3 {
		return nil
	}
	r.Tested = mse.MethodStepwise
	if o.method != report.All {
		r.Tested = mse.Method(o.method)
	}
	say, end := startProgress(stderr, "internal consistency", o.quiet)
	defer end()
	run := o.run
	run.Progress = say
	var err error
	r.Consistency, err = mse.InternalConsistency(ctx, r.Table, r.Tested, run)
	return err
}

func (o *options) addStrata(ctx context.Context, r *report.Report, data *mse.Data, stderr io.Writer) error {
	if len(data.Parts) == 0 {
		return nil
	}
	method := mse.MethodStepwise
	if m := mse.Method(o.method); m.LogLinear() {
		method = m
	}
	say, end := startProgress(stderr, "strata", o.quiet)
	defer end()
	var err error
	r.Strata, err = mse.EstimateStrata(ctx, data, mse.StrataOptions{Run: o.run, Method: method, Progress: say})
	var no *mse.NoEstimateError
	if errors.As(err, &no) {
		r.Warnings = append(r.Warnings, "The strata have no estimate: "+no.Text)
		return nil
	}
	return err
}

func title(file string) string {
	if file == "-" {
		return "standard input"
	}
	return filepath.Base(file)
}

// write writes the report whole or not at all.
func (o *options) write(r *report.Report, stdout io.Writer) error {
	var b bytes.Buffer
	var err error
	switch o.format {
	case "json":
		err = r.JSON(&b)
	case "csv":
		err = r.CSV(&b)
	case "html":
		err = r.HTML(&b)
	default:
		err = r.Text(&b)
	}
	if err != nil {
		return err
	}
	if o.output == "" {
		_, err = stdout.Write(b.Bytes())
		return err
	}
	return os.WriteFile(o.output, b.Bytes(), 0o600)
}
