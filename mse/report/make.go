package report

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/havenward/havenward/mse"
)

// Options say what [Make] is to find out. The zero value is every method on every
// variation of the lists.
type Options struct {
	Title      string         // name of the file or of the data
	Methods    []mse.Method   // nil for every method; one for a report on that method alone
	Run        mse.RunOptions // Progress is not used
	Consistent bool           // also estimate each list from the others with a single method; otherwise always
	Thorough   bool           // latent classes for every set of lists; takes minutes
	Population float64        // residents, for the rate per 100,000; 0 if not known
	Small      int64          // counts from 1 to Small-1 are left out of what is written; 0 for none
	// Missed is the share of pairs of records of one person that the linkage behind
	// the data is expected to have missed, 0 if none or if it is not known.
	Missed float64
	// Stage is called at the beginning of each part of the work; it returns what
	// that part reports its progress to, which may be nil, and what to call at its
	// end. nil if nothing is to be told.
	Stage func(name string) (progress func(done, total float64), end func())
}

// Make runs what was asked for and gives the report of it. data is one table, or
// several that could each be the true one (draws from a record linkage): then the
// first is reported in full, and the chosen method (stepwise, where there are
// several) is run on each and combined by [mse.Combine].
//
// Errors are *mse.InputError for what was asked and *mse.NoEstimateError if there
// is no finite estimate.
func Make(ctx context.Context, data []*mse.Data, opt Options) (*Report, error) {
	if len(data) == 0 {
		return nil, &mse.InputError{Kind: "empty", Text: "There is no table."}
	}
	if opt.Stage == nil {
		opt.Stage = func(string) (func(float64, float64), func()) { return nil, func() {} }
	}
	if opt.Run.Level == 0 {
		opt.Run.Level = 0.95
	}
	r := &Report{Title: opt.Title, Method: All, Table: data[0].Table, Seed: opt.Run.Seed, Level: opt.Run.Level, Population: opt.Population, small: opt.Small}
	if opt.Missed >= 0.005 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("The linkage is expected to have missed %.0f per cent of the pairs of records of one person, in every draw. "+
			"Overlaps are too small by about as much, and the estimates too large; the interval does not cover it.", 100*opt.Missed))
	}
	for _, m := range opt.Methods {
		if !slices.Contains(mse.Methods(), m) {
			_, err := mse.Run(ctx, r.Table, m, opt.Run)
			return nil, err
		}
	}
	main := mse.MethodStepwise
	if len(opt.Methods) > 0 {
		main = opt.Methods[0]
	}
	var err error
	if len(opt.Methods) == 1 {
		r.Method = string(main)
		err = r.one(ctx, main, opt)
	} else {
		err = r.several(ctx, opt)
	}
	if err != nil {
		return nil, err
	}
	if err := r.consistency(ctx, main, opt); err != nil {
		return nil, err
	}
	if err := r.strata(ctx, data[0], main, opt); err != nil {
		return nil, err
	}
	return r, r.combine(ctx, data, main, opt)
}

// one runs a single method.
func (r *Report) one(ctx context.Context, m mse.Method, opt Options) error {
	run, end := staged(opt, string(m))
	var err error
	r.Answer, err = mse.Run(ctx, r.Table, m, run)
	end()
	if err != nil {
		return err
	}
	r.Checked = m
	return r.check(r.Answer, opt.Run.Seed)
}

func staged(opt Options, name string) (mse.RunOptions, func()) {
	run := opt.Run
	var end func()
	run.Progress, end = opt.Stage(name)
	return run, end
}

func (r *Report) check(a *mse.Answer, seed uint64) (err error) {
	switch {
	case a.Fit != nil:
		r.Check, err = mse.CheckFit(r.Table, a.Fit, seed)
	case a.Posterior != nil:
		r.Check = a.Posterior.Check
	case a.Graphs != nil:
		r.Check = a.Graphs.Check
	}
	return err
}

// several runs the multiverse. It fails only if no method has an answer with all
// lists, and then for the reason of the first.
func (r *Report) several(ctx context.Context, opt Options) error {
	if len(opt.Methods) > 0 {
		var names []string
		for _, m := range opt.Methods {
			names = append(names, string(m))
		}
		r.Method = strings.Join(names, ", ")
	}
	run := opt.Run
	if run.Replicates == 0 {
		run.Replicates = 1000
	}
	say, end := opt.Stage("every method")
	defer end()
	var err error
	r.Universes, err = mse.Multiverse(ctx, r.Table, mse.MultiverseOptions{Run: run, Methods: opt.Methods, Thorough: opt.Thorough, Progress: say})
	if err != nil {
		return err
	}
	for _, u := range r.Universes {
		if u.Variation.Omitted == "" && u.Variation.Merged == nil && u.Answer != nil {
			r.Checked = u.Method
			return r.check(u.Answer, opt.Run.Seed)
		}
	}
	return &mse.NoEstimateError{Reason: mse.DoesNotExist, Text: r.Universes[0].Why}
}

func (r *Report) consistency(ctx context.Context, m mse.Method, opt Options) error {
	if !opt.Consistent && len(opt.Methods) == 1 || r.Table.K() < 3 {
		return nil
	}
	r.Tested = m
	run, end := staged(opt, "internal consistency")
	defer end()
	var err error
	r.Consistency, err = mse.InternalConsistency(ctx, r.Table, m, run)
	return err
}

func (r *Report) strata(ctx context.Context, data *mse.Data, m mse.Method, opt Options) error {
	if len(data.Parts) == 0 {
		return nil
	}
	if !m.LogLinear() {
		m = mse.MethodStepwise
	}
	say, end := opt.Stage("strata")
	defer end()
	var err error
	r.Strata, err = mse.EstimateStrata(ctx, data, mse.StrataOptions{Run: opt.Run, Method: m, Progress: say})
	var no *mse.NoEstimateError
	if errors.As(err, &no) {
		r.Warnings = append(r.Warnings, "The strata have no estimate: "+no.Text)
		return nil
	}
	return err
}

// combine runs one method on each draw of a linkage.
func (r *Report) combine(ctx context.Context, data []*mse.Data, m mse.Method, opt Options) error {
	if len(data) == 1 {
		return nil
	}
	say, end := opt.Stage("draws of the linkage")
	defer end()
	run := opt.Run
	run.Progress = nil
	for i, d := range data {
		if say != nil {
			say(float64(i), float64(len(data)))
		}
		a, err := mse.Run(ctx, d.Table, m, run)
		var no *mse.NoEstimateError
		if err != nil && !errors.As(err, &no) {
			return err
		}
		if err != nil {
			a = nil
		}
		r.Draws = append(r.Draws, a)
	}
	r.Drawn = m
	var err error
	r.Combined, err = mse.Combine(r.Draws, opt.Run.Level)
	var no *mse.NoEstimateError
	if errors.As(err, &no) {
		r.Warnings = append(r.Warnings, no.Text)
		return nil
	}
	if err == nil && r.Combined.Without > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%d of %d draws of the linkage have no finite estimate and are left out.", r.Combined.Without, len(data)))
	}
	return err
}
