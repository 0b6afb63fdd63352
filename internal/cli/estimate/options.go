package estimate

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/havenward/havenward/mse"
)

// options are those of all forms of the command; each form offers those it uses.
type options struct {
	flags *flag.FlagSet
	file  string

	method     string
	json       bool
	format     string
	output     string
	quiet      bool
	resampled  string
	check      bool
	thorough   bool
	population float64
	small      int64

	count, strata, lists, omit, merge string

	run mse.RunOptions
}

func newOptions(name string, stderr io.Writer) *options {
	o := &options{flags: flag.NewFlagSet(name, flag.ContinueOnError)}
	o.flags.SetOutput(stderr)
	o.flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		fmt.Fprintln(stderr, "Options:")
		o.flags.PrintDefaults()
	}
	return o
}

func (o *options) inputFlags() {
	f := o.flags
	f.StringVar(&o.count, "count", "", "name of the count column, wherever it stands")
	f.StringVar(&o.strata, "strata", "", "names of the strata columns, separated by commas; \"none\" for none")
	f.StringVar(&o.lists, "lists", "", "names of the list columns to use, separated by commas")
	f.StringVar(&o.omit, "omit", "", "lists to leave out, separated by commas")
	f.StringVar(&o.merge, "merge", "", "lists to merge into one, such as LA+NG; several separated by commas")
}

func (o *options) runFlags() {
	f := o.flags
	f.Float64Var(&o.run.Level, "level", 0.95, "nominal level of the intervals")
	f.StringVar(&o.run.Interval, "interval", "", "kind of interval for log-linear methods: percentile, bca or multinomial-profile")
	f.Float64Var(&o.run.Threshold, "threshold", mse.DefaultThreshold, "tail probability below which stepwise adds a pair")
	f.IntVar(&o.run.MaxOrder, "max-order", 0, "largest interaction of all models; 0 for one less than the lists")
	f.IntVar(&o.run.Top, "top", 20, "how many models to list")
	f.IntVar(&o.run.Replicates, "replicates", 0, "bootstrap replicates; 0 to choose, -1 for none")
	f.Uint64Var(&o.run.Seed, "seed", 1, "seed of all random numbers")
	f.IntVar(&o.run.Iterations, "iterations", 0, "most iterations of each chain; 0 to choose")
	f.IntVar(&o.run.Classes, "classes", 0, "latent classes; 0 for 10")
	f.Float64Var(&o.run.Delta, "delta", 0, "prior people in each cell, for graphs; 0 for one person in all")
	f.IntVar(&o.run.Workers, "workers", 0, "how many cores to use; 0 for all")
	f.BoolVar(&o.quiet, "quiet", false, "say nothing of progress")
}

// parse takes options before and after the file name.
func (o *options) parse(args []string) error {
	for {
		if err := o.flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return &usageError{"Run \"havenward estimate -h\" for the options."} // the flag package has said which one is wrong
		}
		rest := o.flags.Args()
		if len(rest) == 0 {
			o.settle()
			return nil
		}
		if o.file != "" {
			return usageErrorf("There are two file names, %q and %q. Give one.", o.file, rest[0])
		}
		o.file, args = rest[0], rest[1:]
	}
}

// settle makes a threshold of 0, which adds nothing, differ from none given.
func (o *options) settle() {
	o.flags.Visit(func(f *flag.Flag) {
		if f.Name == "threshold" && o.run.Threshold == 0 {
			o.run.Threshold = math.SmallestNonzeroFloat64
		}
	})
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	out := strings.Split(s, ",")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// open opens a file for reading; "-" is the standard input.
func open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usageErrorf("The file cannot be read: %v.", err)
	}
	return f, nil
}

// read reads the table and leaves out and merges lists as asked.
func (o *options) read() (*mse.Data, error) {
	if o.file == "" {
		return nil, usageErrorf("There is no file name. Run \"havenward estimate FILE\", or with -h for help.")
	}
	f, err := open(o.file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	opt := mse.ReadOptions{Count: o.count, Strata: split(o.strata), Lists: split(o.lists)}
	if o.strata == "none" {
		opt.Strata = []string{}
	}
	d, err := mse.Read(f, opt)
	if err != nil {
		return nil, err
	}
	if d.Table, err = o.reshape(d.Table); err != nil {
		return nil, err
	}
	for i := range d.Parts {
		if d.Parts[i].Table, err = o.reshape(d.Parts[i].Table); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (o *options) reshape(t *mse.Table) (*mse.Table, error) {
	for _, name := range split(o.omit) {
		i, err := position(t, name)
		if err != nil {
			return nil, err
		}
		if t, err = t.Omit(i); err != nil {
			return nil, err
		}
	}
	for _, names := range split(o.merge) {
		parts := strings.Split(names, "+")
		if len(parts) < 2 {
			return nil, usageErrorf("To merge lists, write their names with a plus sign between, such as LA+NG; got %q.", names)
		}
		into := parts[0]
		for _, next := range parts[1:] {
			a, err := position(t, into)
			if err != nil {
				return nil, err
			}
			b, err := position(t, next)
			if err != nil {
				return nil, err
			}
			if a == b {
				return nil, usageErrorf("A list cannot be merged with itself: %q.", names)
			}
			both := mse.Pattern(1)<<a | mse.Pattern(1)<<b
			into = strings.Join(t.Names(both), "+")
			if t, err = t.Merge(a, b); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

func position(t *mse.Table, name string) (int, error) {
	i := slices.Index(t.Lists(), name)
	if i < 0 {
		_, err := t.Set(name)
		return 0, err
	}
	return i, nil
}
