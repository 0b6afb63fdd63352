package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/havenward/havenward/mse"
)

// CSV writes one row for each estimate: of the answer, of every universe, of every
// stratum. Numbers are written in full; a limit that does not exist is empty.
func (r *Report) CSV(w io.Writer) error {
	c := csv.NewWriter(w)
	hash := r.Table.Hash()
	row := func(part, method, name string, observed int64, estimate float64, i mse.Interval, model [][]string, why string) {
		dark := estimate - float64(observed)
		rate := math.NaN()
		if r.Population > 0 {
			rate = mse.Rate(estimate, r.Population)
		}
		known, unseen := strconv.FormatInt(observed, 10), digits(dark)
		if r.hidden(observed) { // the dark figure would give it away
			known, unseen = "", ""
		}
		_ = c.Write([]string{part, method, cell(name), known, digits(estimate), unseen,
			limit(i, i.Lower), limit(i, i.Upper), limit(i, i.Level), i.Kind, cell(joinedOrEmpty(model)), digits(rate), why,
			hash, strconv.FormatUint(r.Seed, 10), mse.Version})
	}
	_ = c.Write([]string{"part", "method", "name", "n_observed", "estimate", "dark_figure", "lower", "upper", "level", "interval",
		"interactions", "rate_per_100000", "no_estimate", "data_sha256", "seed", "version"})
	if a := r.Answer; a != nil {
		row("answer", string(a.Method), "all lists", a.Observed, a.Estimate, a.Interval, modelOf(r.Table, a), "")
	}
	for _, u := range r.Universes {
		if u.Answer == nil {
			row("multiverse", string(u.Method), u.Variation.Name, u.Variation.Table.N(), math.NaN(), mse.Interval{}, nil, u.Why)
			continue
		}
		row("multiverse", string(u.Method), u.Variation.Name, u.Answer.Observed, u.Answer.Estimate, u.Answer.Interval, modelOf(u.Variation.Table, u.Answer), "")
	}
	if s := r.Strata; s != nil {
		for _, x := range s.Strata {
			row("stratum", "pooled", strings.Join(x.Values, ", "), x.Observed, x.Pooled, x.PooledInterval, nil, x.Why)
		}
		for _, m := range s.Margins {
			row("margin", "pooled", m.Column+" "+m.Value, m.Observed, m.Pooled, m.Interval, nil, "")
		}
		row("total", "pooled", "total", r.Table.N(), s.Total, s.TotalInterval, nil, "")
	}
	if l := r.Combined; l != nil {
		row("linkage", string(r.Drawn), fmt.Sprintf("%d draws", l.Draws), r.Table.N(), l.Estimate, l.Interval, nil, "")
	}
	c.Flush()
	return c.Error()
}

func modelOf(t *mse.Table, a *mse.Answer) [][]string {
	switch {
	case a.Fit != nil:
		return terms(t, a.Fit.Model.Terms())
	case a.Kept != nil:
		return terms(t, a.Kept.Terms())
	}
	return nil
}

func joinedOrEmpty(ts [][]string) string {
	if len(ts) == 0 {
		return ""
	}
	return joined(ts)
}

func digits(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func limit(i mse.Interval, v float64) string {
	if i.Kind == "" {
		return ""
	}
	return digits(v)
}

// cell keeps a spreadsheet from taking a name for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
