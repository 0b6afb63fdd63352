package mse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Variation is one way to use the lists: all of them, without one, or with two as one.
type Variation struct {
	Name    string
	Omitted string   // the list left out, or ""
	Merged  []string // the two lists that are one, or nil
	Table   *Table
}

// Variations returns the table as it is, with each list left out, and with each
// pair of lists merged. Tables with fewer than two lists are not made.
//
// The error is an [*InputError] if a merged name is that of another list.
func Variations(t *Table) ([]Variation, error) {
	out := []Variation{{Name: "all lists", Table: t}}
	if t.K() < 3 {
		return out, nil
	}
	for _, i := range t.file {
		less, err := t.Omit(i)
		if err != nil {
			return nil, err
		}
		out = append(out, Variation{Name: "without " + t.lists[i], Omitted: t.lists[i], Table: less})
	}
	for x, i := range t.file {
		for _, j := range t.file[x+1:] {
			merged, err := t.Merge(i, j)
			if err != nil {
				return nil, err
			}
			names := t.Names(1<<i | 1<<j)
			out = append(out, Variation{Name: strings.Join(names, "+"), Merged: names, Table: merged})
		}
	}
	return out, nil
}

// Universe is the answer of one method to one variation, or why there is none.
type Universe struct {
	Method    Method
	Variation Variation
	Answer    *Answer
	Why       string // if there is no answer
}

// MultiverseOptions steer [Multiverse].
type MultiverseOptions struct {
	Run      RunOptions // Progress is not used
	Methods  []Method   // nil for all
	Thorough bool       // run latent classes on every variation and not on the full table alone; takes minutes
	Progress func(done, total float64)
}

// Multiverse runs every method on every variation. The answers differ between
// models far more than sampling error explains, so none should be shown alone.
// Universes without an answer are listed with the reason.
func Multiverse(ctx context.Context, t *Table, opt MultiverseOptions) ([]Universe, error) {
	variations, err := Variations(t)
	if err != nil {
		return nil, err
	}
	methods := opt.Methods
	if methods == nil {
		methods = Methods()
	}
	opt.Run.Progress = nil
	var out []Universe
	for i, v := range variations {
		run := opt.Run
		if run.MaxOrder == 0 && v.Table.K() > 5 {
			run.MaxOrder = 2 // all orders of six lists are eight million models
		}
		if slices.ContainsFunc(methods, func(m Method) bool { return m == MethodBIC || m == MethodAIC || m == MethodAICc }) {
			// The methods over all models share one search; if it fails, each says why.
			run.family, _ = allForRun(ctx, v.Table, run)
		}
		for j, m := range methods {
			if opt.Progress != nil {
				opt.Progress(float64(i*len(methods)+j), float64(len(variations)*len(methods)))
			}
			if m == MethodLatent && i > 0 && !opt.Thorough {
				continue
			}
			u := Universe{Method: m, Variation: v}
			u.Answer, err = Run(ctx, v.Table, m, run)
			if err != nil {
				if ctx.Err() != nil {
					return nil, ctx.Err()
				}
				var no *NoEstimateError
				if !errors.As(err, &no) {
					return nil, fmt.Errorf("%s, %s: %w", m, v.Name, err)
				}
				u.Why = no.Text
			}
			out = append(out, u)
		}
	}
	return out, nil
}

// Consistency is the answer of a method for the people on one list, whose number
// is known, from the other lists alone.
type Consistency struct {
	List    string
	Truth   int64
	Seen    int64 // of those, on at least one other list
	Answer  *Answer
	Why     string // if there is no answer
	Covered bool   // the interval holds the truth
}

// InternalConsistency conditions the table on each list in turn (Binette and
// Steorts 2022): the people on that list are a population of known size, and the
// other lists give an estimate of it. A method that is far off there deserves no
// trust on the whole. At least three lists are needed.
//
// Truth, Seen and the estimates are numbers of people. A list whose people the
// others cannot estimate has no Answer and says Why; the error is a
// [*NoEstimateError] with fewer than three lists, or that of [Run] for what was
// asked.
func InternalConsistency(ctx context.Context, t *Table, m Method, opt RunOptions) ([]Consistency, error) {
	if t.K() < 3 {
		return nil, &NoEstimateError{Reason: TooFewLists, Text: "Internal consistency needs at least 3 lists: one whose people are known and two to estimate them."}
	}
	var out []Consistency
	for _, i := range t.file {
		within, err := t.Within(i)
		if err != nil {
			return nil, err
		}
		c := Consistency{List: t.lists[i], Truth: t.Overlap(1 << i), Seen: within.N()}
		c.Answer, err = Run(ctx, within, m, opt)
		if err != nil {
			var no *NoEstimateError
			if !errors.As(err, &no) {
				return nil, err
			}
			c.Why = no.Text
		} else {
			truth := float64(c.Truth)
			c.Covered = c.Answer.Interval.Lower <= truth && truth <= c.Answer.Interval.Upper
		}
		out = append(out, c)
	}
	return out, nil
}

// Within returns the table of the people on one list, by the other lists. Those
// on no other list are not seen in it.
//
// The error is an [*InputError] if there is no such list.
func (t *Table) Within(list int) (*Table, error) {
	if list < 0 || list >= t.K() {
		return nil, inputErrorf("lists", 0, "There is no list number %d.", list)
	}
	only := &Table{lists: t.lists, file: t.file, counts: make([]int64, len(t.counts))}
	for c, n := range t.counts {
		if Pattern(c).Has(list) {
			only.counts[c] = n
		}
	}
	return only.Omit(list)
}
