package linkage

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Options are what a caller may add to settings.
type Options struct {
	// Model, where set, is used as it is instead of learning one.
	Model *Model
	// Reviewed are pairs that people have judged; the model, learned or given,
	// leans on them.
	Reviewed []Reviewed
	// Decided are pairs that people have judged and that hold as Reviewed ones do,
	// but from which the model does not learn: it has already, or must not.
	Decided []Reviewed
	// Progress is told what is being done and how far it is, from 0 to 1.
	Progress func(stage string, done float64)
}

// Stage is one step of the work and how long it took.
type Stage struct {
	Name    string  `json:"stage"`
	Seconds float64 `json:"seconds"`
}

// Result is the outcome of linking one table.
type Result struct {
	Table     *Table
	Pairs     []Pair // of at least Settings.Keep, by left and right record
	Clusters  Clustering
	Threshold float64 // from which a pair is called one person
	Compared  int64
	Rules     []*Rule
	Stages    []Stage
	Warnings  []string

	linker *linker
}

// Model writes down what was learned, or the model that was used.
func (r *Result) Model() *Model { return r.linker.model(r.Threshold) }

// mostRecords bounds the records of one table: numbers of records must leave
// enough bits for keys in the index.
const mostRecords = 1 << 27

// Link finds which records of a table are one person. Without a model it learns
// one from the table itself, without labels. The result depends on the table,
// the settings and the options alone, not on the number of cores.
func Link(ctx context.Context, t *Table, s Settings, o Options) (*Result, error) {
	switch {
	case t.Len() < 2:
		return nil, errors.New("there is nothing to link: give at least two records")
	case t.Len() > mostRecords:
		return nil, fmt.Errorf("%d records are more than %d: link the parts of the file one after the other", t.Len(), mostRecords)
	}
	r := &run{ctx: ctx, options: o, result: &Result{Table: t}}
	if err := r.link(t, s); err != nil {
		return nil, err
	}
	return r.result, nil
}

// run is one call of Link.
type run struct {
	ctx     context.Context
	options Options
	result  *Result
	started time.Time
}

func (r *run) link(t *Table, s Settings) error {
	r.started = time.Now()
	if m := r.options.Model; m != nil && len(s.Fields) == 0 {
		s.Fields = m.Fields
	}
	l, err := newLinker(t, s, r.options.Model)
	if err != nil {
		return err
	}
	r.result.linker = l
	if err := r.done("prepare", 0.15); err != nil {
		return err
	}
	var rules []string
	if r.options.Model != nil {
		rules = r.options.Model.Rules
	}
	l.blocker = newBlocker(draftRules(l.fields, l.names, l.offset), rules, l.rows, l.width, s.maxBlock(t.Len()), s.pairsPerRecord(t.Len()))
	r.result.Rules = l.blocker.considered
	if err := r.done("block", 0.3); err != nil {
		return err
	}
	candidates := l.blocker.candidatePairs(0, l.recordRanges()[0][1])
	if r.options.Model == nil {
		if err := l.train(r.ctx, candidates); err != nil {
			return err
		}
	}
	if err := l.review(r.options.Reviewed); err != nil {
		return err
	}
	if err := r.done("learn", 0.6); err != nil {
		return err
	}
	pairs, compared, expected := l.scorePairs(math.Log2(s.keep()/(1-s.keep())), candidates)
	r.result.Compared, l.expected = compared, expected/(1-l.unseen)
	if err := r.done("score", 0.9); err != nil {
		return err
	}
	forced := l.forcedPairs(t)
	for _, reviewed := range slices.Concat(r.options.Reviewed, r.options.Decided) {
		weight := float32(forcedWeight)
		if !reviewed.Same {
			weight = -forcedWeight
		}
		forced = append(forced, Pair{min(reviewed.Left, reviewed.Right), max(reviewed.Left, reviewed.Right), weight})
	}
	r.result.Pairs = withForced(pairs, forced)
	r.result.Threshold = l.threshold(pairs)
	r.result.Clusters = joinClusters(l.records(), r.result.Pairs, forced, clusterer{
		threshold: l.clusterThreshold(r.result.Threshold), score: l.probability,
		id: func(record uint32) string { return r.result.ID(int(record)) },
	})
	r.result.Warnings = append(l.warnings, l.blockWarnings()...)
	return r.done("cluster", 1)
}

// done closes a stage.
func (r *run) done(stage string, share float64) error {
	now := time.Now()
	r.result.Stages = append(r.result.Stages, Stage{stage, now.Sub(r.started).Seconds()})
	r.started = now
	if r.options.Progress != nil {
		r.options.Progress(stage, share)
	}
	return r.ctx.Err()
}

// How much of a table is used for learning. A small file is used whole; of a
// large one a part says as much.
const (
	randomPairs       = 400_000
	learnPairsSmall   = 400_000
	learnPairsLarge   = 120_000
	largeTable        = 150_000
	learnRounds       = 30
	learnRoundsRefine = 12
)

// train learns the model: chances from counts, then m and the prior by
// expectation maximisation, then again with what the first round taught about
// how many records a person has and which pairs blocking cannot find.
func (l *linker) train(ctx context.Context, candidates []uint64) error {
	most := float64(learnPairsSmall)
	if l.records() > largeTable {
		most = learnPairsLarge
	}
	l.measureChances(nil)
	counts := l.countRandomPairs(randomPairs)
	l.setChances(counts)
	learned := l.samplePairs(candidates, most)
	l.learn(learned, nil, learnRounds)
	for range 3 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if l.records() <= largeTable {
			l.measureChances(l.personWeights(learned))
		}
		l.setChances(counts)
		l.reweigh(learned)
		l.learn(learned, l.measureTruncation(counts, learned), learnRoundsRefine)
	}
	l.checkLearned()
	l.calibrate()
	return nil
}

// threshold returns the probability from which pairs are called one person:
// the one set, or else the one with the best expected F1, computed from the
// probabilities themselves.
func (l *linker) threshold(pairs []Pair) float64 {
	if l.settings.Threshold > 0 {
		return l.settings.Threshold
	}
	if l.adopted > 0 {
		return l.adopted
	}
	probabilities := make([]float64, len(pairs))
	for i, p := range pairs {
		probabilities[i] = p.Probability()
	}
	slices.Sort(probabilities)
	best, threshold, sum := 0.0, 0.5, 0.0
	for i := len(probabilities) - 1; i >= 0; i-- {
		sum += probabilities[i]
		chosen := float64(len(probabilities) - i)
		if f1 := 2 * sum / (chosen + max(l.expected, sum)); f1 > best {
			best, threshold = f1, probabilities[i]
		}
	}
	return min(0.5, max(0.2, threshold))
}

// clusterThreshold is lower than that of pairs: the mean of several pairs errs
// less than one pair.
func (l *linker) clusterThreshold(pair float64) float64 {
	if l.settings.Threshold > 0 {
		return pair
	}
	return 0.75 * pair
}

// probability compares two records.
func (l *linker) probability(a, b uint32) float64 {
	var e evidence
	l.compare(l.row(int(min(a, b))), l.row(int(max(a, b))), &e)
	return probabilityOf(l.weigh(&e))
}

func (l *linker) blockWarnings() []string {
	var warnings []string
	if len(l.blocker.rules) == 0 {
		return []string{"no blocking rule fits: nothing was compared; give a column that tells people apart"}
	}
	for _, rule := range l.blocker.rules {
		if rule.Skipped > 0 {
			warnings = append(warnings, fmt.Sprintf("rule %q: %d records share keys with more than %d others and were left to the other rules", rule.Label, rule.Skipped, l.blocker.maxBlock))
		}
	}
	return warnings
}
