// Package report writes what package mse finds: as text, as one HTML page with
// plots, as JSON and as comma-separated values. Every form carries the hash of the
// data, the method, the seed and the version, so that it can be repeated to the digit.
package report

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/havenward/havenward/mse"
)

// Report is what is written. Fields that do not apply are left empty.
type Report struct {
	Title       string // name of the file or of the data
	Method      string // an mse.Method, or "all"
	Table       *mse.Table
	Seed        uint64
	Level       float64
	Population  float64 // residents, for the rate per 100,000; 0 if not known
	Answer      *mse.Answer
	Check       *mse.GoodnessOfFit
	Checked     mse.Method // the method whose fit it is
	Universes   []mse.Universe
	Consistency []mse.Consistency
	Tested      mse.Method // the method whose consistency it is
	Strata      *mse.StrataResult
	Draws       []*mse.Answer // of several draws of a linkage; nil where one has no estimate
	Drawn       mse.Method    // the method of the draws
	Combined    *mse.Combined // what they say together
	Warnings    []string

	small int64 // see Options.Small
}

// hidden reports whether a count is so small that it is left out of what is written.
func (r *Report) hidden(count int64) bool { return count > 0 && count < r.small }

// count writes a count, unless it is small.
func (r *Report) count(n int64) string {
	if r.hidden(n) {
		return fmt.Sprintf("fewer than %d", r.small)
	}
	return people(float64(n))
}

// All is the Method of a report on every method.
const All = "all"

// terms names sets of lists in the order of the columns, smaller sets first.
func terms(t *mse.Table, ps []mse.Pattern) [][]string {
	place := map[string]int{}
	for i, n := range t.FileOrder() {
		place[n] = i
	}
	out := make([][]string, 0, len(ps))
	for _, p := range ps {
		out = append(out, t.Names(p))
	}
	sort.SliceStable(out, func(i, j int) bool {
		if len(out[i]) != len(out[j]) {
			return len(out[i]) < len(out[j])
		}
		return slices.CompareFunc(out[i], out[j], func(a, b string) int { return place[a] - place[b] }) < 0
	})
	return out
}

// ordered puts residuals in the order of the columns.
func ordered(t *mse.Table, rs []mse.Residual) []mse.Residual {
	rank := map[string]int{}
	var ps []mse.Pattern
	for _, r := range rs {
		ps = append(ps, r.Lists)
	}
	for i, names := range terms(t, ps) {
		rank[strings.Join(names, ":")] = i
	}
	out := slices.Clone(rs)
	sort.Slice(out, func(i, j int) bool {
		return rank[strings.Join(t.Names(out[i].Lists), ":")] < rank[strings.Join(t.Names(out[j].Lists), ":")]
	})
	return out
}

// warnings are those of the report and of its answer.
func (r *Report) warnings() []string {
	out := slices.Clone(r.Warnings)
	if r.small > 1 {
		out = append(out, fmt.Sprintf("Counts of 1 to %d people are left out of this report. The estimates use them. Sums and differences of what is shown can still give some away.", r.small-1))
	}
	if r.Answer != nil {
		out = append(out, r.Answer.Warnings...)
	}
	return out
}

// spread is the least and the greatest estimate of the universes with all lists,
// and of all universes; ok is false if there is none.
func spread(us []mse.Universe, everything bool) (lo, hi float64, ok bool) {
	for _, u := range us {
		if u.Answer == nil || !everything && (u.Variation.Omitted != "" || u.Variation.Merged != nil) {
			continue
		}
		e := u.Answer.Estimate
		if !ok {
			lo, hi, ok = e, e, true
		}
		lo, hi = min(lo, e), max(hi, e)
	}
	return lo, hi, ok
}
