package mse

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Method names a way to estimate the size of the population.
type Method string

// The methods. Those of [LogLinear] choose one log-linear model.
const (
	MethodStepwise    Method = "stepwise"
	MethodHomeOffice  Method = "home-office-2014"
	MethodStepwiseAIC Method = "stepwise-aic"
	MethodBIC         Method = "bic"
	MethodAIC         Method = "aic"
	MethodAICc        Method = "aicc"
	MethodGraphs      Method = "graphs"
	MethodThresholded Method = "thresholded"
	MethodLatent      Method = "latent"
)

// Methods returns all methods, in the order in which they are shown.
func Methods() []Method {
	return []Method{MethodStepwise, MethodHomeOffice, MethodStepwiseAIC, MethodBIC, MethodAIC, MethodAICc, MethodGraphs, MethodThresholded, MethodLatent}
}

// Describe says in a few words what a method does.
func (m Method) Describe() string {
	return map[Method]string{
		MethodStepwise:    "pairs of lists added by how surprising their overlap is",
		MethodHomeOffice:  "the rule of the Home Office estimate of 2014",
		MethodStepwiseAIC: "pairs of lists added while AIC falls",
		MethodBIC:         "the best of all hierarchical models by BIC",
		MethodAIC:         "the best of all hierarchical models by AIC",
		MethodAICc:        "the best of all hierarchical models by AICc",
		MethodGraphs:      "average over decomposable graphs",
		MethodThresholded: "Bayesian log-linear model, small effects set to nought",
		MethodLatent:      "latent classes of people",
	}[m]
}

// LogLinear reports whether the method chooses one log-linear model.
func (m Method) LogLinear() bool {
	return slices.Contains(Methods()[:6], m)
}

// The kinds of interval that can be asked for.
const (
	KindPercentile = "percentile"
	KindBCa        = "bca"
	KindProfile    = "multinomial-profile"
)

// RunOptions steer [Run]. The zero value is a good start.
type RunOptions struct {
	Level      float64                   // nominal level; 0 for 0.95
	Interval   string                    // kind for log-linear methods; "" for percentile, or the profile for the Home Office rule
	Threshold  float64                   // of stepwise; 0 for DefaultThreshold
	MaxOrder   int                       // of all models; 0 for k-1
	Top        int                       // models listed; 0 for 20
	Replicates int                       // bootstrap replicates; 0 to choose, below 0 for none
	Seed       uint64                    // of all random numbers
	Iterations int                       // most iterations of a chain; 0 to choose
	Classes    int                       // latent classes; 0 for 10
	Delta      float64                   // prior of the graphs; 0 for 2^-k
	Workers    int                       // goroutines; 0 for one per core
	Progress   func(done, total float64) // may be nil

	family *Family // of this table, if it is known already; then MaxOrder is not used
}

// Answer is what a method says.
type Answer struct {
	Method    Method
	Observed  int64
	Estimate  float64  // the population: maximum likelihood, or the posterior median
	Dark      float64  // Estimate - Observed
	Interval  Interval // the zero Interval if none was asked for or can be had
	Also      []Interval
	Warnings  []string
	Fit       *Fitted         // for log-linear methods
	Family    *Family         // for methods over all models
	Resampled *Resampled      // for log-linear methods with replicates
	Graphs    *GraphPosterior // for MethodGraphs
	Posterior *Posterior      // for MethodThresholded and MethodLatent
	Kept      *Model          // for MethodThresholded: the pairs that stay
}

// topForBootstrap is how many of the best models a replicate chooses among, as in
// Silverman, Chan and Vincent (2024).
const topForBootstrap = 60

// Run estimates the population by one method. Errors are [*InputError] for what
// was asked and [*NoEstimateError] if there is no finite estimate.
func Run(ctx context.Context, t *Table, m Method, opt RunOptions) (*Answer, error) {
	if !slices.Contains(Methods(), m) {
		return nil, inputErrorf("method", 0, "There is no method called %q. The methods are %s.", m, strings.Join(methodNames(), ", "))
	}
	if opt.Level = or(opt.Level, 0.95); !(opt.Level > 0 && opt.Level < 1) {
		return nil, inputErrorf("level", 0, "The level %v of the interval must lie between 0 and 1, such as 0.95.", opt.Level)
	}
	if opt.Threshold = or(opt.Threshold, DefaultThreshold); !(opt.Threshold > 0 && opt.Threshold <= 1) {
		return nil, inputErrorf("threshold", 0, "The threshold %v must lie between 0 and 1, such as 0.02.", opt.Threshold)
	}
	if kinds := []string{"", KindPercentile, KindBCa, KindProfile}; !slices.Contains(kinds, opt.Interval) {
		return nil, inputErrorf("interval", 0, "There is no interval called %q. The kinds are %s.", opt.Interval, strings.Join(kinds[1:], ", "))
	}
	a := &Answer{Method: m, Observed: t.N()}
	var err error
	switch m {
	case MethodGraphs:
		err = a.graphs(ctx, t, opt)
	case MethodLatent:
		err = a.latent(ctx, t, opt)
	case MethodThresholded:
		err = a.thresholded(ctx, t, opt)
	default:
		err = a.logLinear(ctx, t, opt)
	}
	if err != nil {
		return nil, err
	}
	a.Dark = a.Estimate - float64(a.Observed)
	return a, nil
}

func methodNames() []string {
	var out []string
	for _, m := range Methods() {
		out = append(out, string(m))
	}
	return out
}

func (a *Answer) logLinear(ctx context.Context, t *Table, opt RunOptions) error {
	rule, err := a.rule(ctx, t, opt)
	if err != nil {
		return err
	}
	if a.Fit, err = Select(t, rule); err != nil {
		return err
	}
	a.Estimate = a.Fit.Estimate
	if inf := a.Fit.MinusInfinity(); len(inf) > 0 {
		var names []string
		for _, p := range inf {
			names = append(names, strings.Join(t.Names(p), ":"))
		}
		a.Warnings = append(a.Warnings, fmt.Sprintf("Nobody is on all the lists of %s: the parameters are minus infinity.", strings.Join(names, ", ")))
	}
	if opt.Replicates < 0 {
		return nil
	}
	kind := opt.Interval
	if kind == "" {
		kind = KindPercentile
		if a.Method == MethodHomeOffice {
			kind = KindProfile
		}
	}
	return a.intervals(ctx, t, rule, kind, opt)
}

// rule turns the method into a rule; methods over all models search them first.
func (a *Answer) rule(ctx context.Context, t *Table, opt RunOptions) (Rule, error) {
	switch a.Method {
	case MethodStepwise:
		return StepwiseRule(opt.Threshold), nil
	case MethodHomeOffice:
		return HomeOffice2014(), nil
	case MethodStepwiseAIC:
		return StepwiseAIC(), nil
	}
	criterion := map[Method]Criterion{MethodBIC: BIC, MethodAIC: AIC, MethodAICc: AICc}[a.Method]
	family := opt.family
	if family == nil {
		var err error
		if family, err = allForRun(ctx, t, opt); err != nil {
			return nil, err
		}
	}
	ranked := family.Rankings[criterion].Models
	if len(ranked) == 0 {
		return nil, &NoEstimateError{Reason: DoesNotExist, Text: fmt.Sprintf("None of the %d models has a finite estimate and a finite %v.", family.Enumerated, criterion)}
	}
	var best []Model
	for _, r := range ranked[:min(len(ranked), topForBootstrap)] {
		best = append(best, r.Model)
	}
	listed := *family
	for c := range listed.Rankings {
		r := &listed.Rankings[c]
		r.Models = r.Models[:min(len(r.Models), or(opt.Top, 20))]
	}
	a.Family = &listed
	return AmongModels(t, best, criterion), nil
}

// allForRun searches all models and keeps as many as a run needs.
func allForRun(ctx context.Context, t *Table, opt RunOptions) (*Family, error) {
	top := max(or(opt.Top, 20), topForBootstrap)
	return AllModels(ctx, t, AllModelsOptions{MaxOrder: opt.MaxOrder, Top: top, Workers: opt.Workers, Progress: opt.Progress})
}

// intervals computes the bootstrap and the profile, and puts the kind asked for first.
func (a *Answer) intervals(ctx context.Context, t *Table, rule Rule, kind string, opt RunOptions) error {
	var err error
	a.Resampled, err = Bootstrap(ctx, t, rule, BootstrapOptions{Level: opt.Level, Replicates: opt.Replicates, Seed: opt.Seed,
		Workers: opt.Workers, Progress: opt.Progress, Jackknife: kind == KindBCa})
	if err != nil {
		return err
	}
	a.Warnings = append(a.Warnings, a.Resampled.Warnings...)
	all := []Interval{a.Resampled.Percentile}
	if a.Resampled.BCa != nil {
		all = append(all, *a.Resampled.BCa)
	}
	profile, err := ProfileInterval(t, a.Fit.Model, opt.Level)
	if err != nil {
		return err
	}
	all = append(all, profile.Interval)
	for _, i := range all {
		if i.Kind == kind {
			a.Interval = i
		} else {
			a.Also = append(a.Also, i)
		}
	}
	if kind == KindProfile {
		a.Warnings = append(a.Warnings, "The profile interval takes the chosen model for granted and is too short; the percentile interval repeats the choice.")
	}
	return nil
}

func (a *Answer) graphs(ctx context.Context, t *Table, opt RunOptions) error {
	g, err := Graphs(ctx, t, GraphsOptions{Level: opt.Level, Delta: opt.Delta, Seed: opt.Seed, Progress: opt.Progress})
	if err != nil {
		return err
	}
	a.Graphs, a.Estimate, a.Interval = g, g.Median, g.Interval
	if g.Beyond > beyondGoal {
		a.Warnings = append(a.Warnings, fmt.Sprintf("%.2g of the posterior lies beyond the largest size looked at, %.0f.", g.Beyond, g.Reached))
	}
	return nil
}

func (a *Answer) latent(ctx context.Context, t *Table, opt RunOptions) error {
	p, err := LatentClasses(ctx, t, LatentOptions{Level: opt.Level, Classes: opt.Classes, Iterations: opt.Iterations, Workers: opt.Workers, Seed: opt.Seed, Progress: opt.Progress})
	if err != nil {
		return err
	}
	a.Posterior, a.Estimate, a.Interval = p, p.Median, p.Interval
	if p.Large > 0.001 {
		a.Warnings = append(a.Warnings, fmt.Sprintf("%.1f per cent of the posterior has more than 20 people unseen for each seen; software that stops there would cut it off.", 100*p.Large))
	}
	return nil
}

func (a *Answer) thresholded(ctx context.Context, t *Table, opt RunOptions) error {
	p, err := Thresholded(ctx, t, ThresholdedOptions{Level: opt.Level, Iterations: opt.Iterations, Workers: opt.Workers, Seed: opt.Seed, Progress: opt.Progress})
	if err != nil {
		return err
	}
	a.Posterior, a.Kept, a.Estimate, a.Interval = &p.Posterior, &p.Model, p.Median, p.Interval
	return nil
}
