package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"

	"github.com/havenward/havenward/mse"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"people":   people,
	"whole":    func(n int64) string { return people(float64(n)) },
	"count":    func(n int) string { return people(float64(n)) },
	"sentence": func(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." },
	"interval": rangeOf,
	"joined":   joined,
	"list":     func(s []string) string { return strings.Join(s, ", ") },
	"rate":     func(x, residents float64) string { return fmt.Sprintf("%.2f", mse.Rate(x, residents)) },
	"per100":   func(x float64) string { return fmt.Sprintf("%+.1f", 100*x) },
	"share":    func(x float64) string { return fmt.Sprintf("%.0f", 100*x) },
	"next":     func(i int) int { return i + 1 },
	"p":        func(x float64) string { return fmt.Sprintf("%.3f", x) },
}).Parse(pageText))

// HTML writes the report as one page that needs nothing else: no script, no font,
// no picture from elsewhere.
func (r *Report) HTML(w io.Writer) error { return r.write(w, "page") }

// Body writes what stands in the page of [Report.HTML] below its main heading, for
// a page of another program: no style and no script, classes of GOV.UK Frontend on
// the tables, headings from the second level on.
func (r *Report) Body(w io.Writer) error { return r.write(w, "body") }

func (r *Report) write(w io.Writer, part string) error {
	data := struct {
		*Report
		Hash, Version, Assumption string
		AllWarnings               []string
		Model                     [][]string
		Sensitivity               []mse.Sensitivity
		Plots                     []template.HTML
		Low, High, Lowest, Most   float64
		HasRange                  bool
		Ranked                    []rankedRow
		Overlaps, Cells           []overlapRow
	}{Report: r, Hash: r.Table.Hash(), Version: mse.Version, AllWarnings: r.warnings()}
	data.Low, data.High, data.HasRange = spread(r.Universes, false)
	data.Lowest, data.Most, _ = spread(r.Universes, true)
	if len(r.Universes) > 0 && data.HasRange {
		data.Plots = append(data.Plots, multiversePlot(r.Universes, r.Table.N()))
	}
	of := r.Answer
	for _, u := range r.Universes {
		if of == nil && u.Answer != nil {
			of = u.Answer
		}
	}
	if of != nil {
		data.Assumption, data.Sensitivity = of.Assumption()
	}
	if a := r.Answer; a != nil {
		data.Model = modelOf(r.Table, a)
		data.Plots = append(data.Plots, spreadPlots(a)...)
		data.Ranked = rankedRows(r.Table, a)
	}
	if r.Strata != nil {
		for _, c := range r.Strata.Columns {
			data.Plots = append(data.Plots, margins(r.Strata.Margins, c, r.count))
		}
	}
	if r.Check != nil {
		data.Overlaps, data.Cells = r.residualRows(r.Check.Overlaps), r.residualRows(r.Check.Cells)
	}
	return page.ExecuteTemplate(w, part, data)
}

// overlapRow is a residual in words.
type overlapRow struct{ Lists, Seen, Expected, Predicted string }

func (r *Report) residualRows(rs []mse.Residual) []overlapRow {
	var out []overlapRow
	for _, o := range ordered(r.Table, rs) {
		row := overlapRow{strings.Join(r.Table.Names(o.Lists), ", "), r.count(o.Observed), fmt.Sprintf("%.1f", o.Expected), fmt.Sprintf("%.3f", o.Predicted)}
		if r.hidden(o.Observed) {
			row.Predicted = "–"
		}
		out = append(out, row)
	}
	return out
}

// Shown is a count as the report writes it: small ones are left out if that was asked for.
func (r *Report) Shown(n int64) string { return r.count(n) }

type rankedRow struct {
	Score, Weight, Model string
	Estimate             float64
}

func rankedRows(t *mse.Table, a *mse.Answer) []rankedRow {
	var out []rankedRow
	if a.Family != nil {
		criterion := map[mse.Method]mse.Criterion{mse.MethodBIC: mse.BIC, mse.MethodAIC: mse.AIC, mse.MethodAICc: mse.AICc}[a.Method]
		for _, m := range a.Family.Rankings[criterion].Models {
			out = append(out, rankedRow{fmt.Sprintf("%.4f", m.Score), fmt.Sprintf("%.4f", m.Weight), joined(terms(t, m.Model.Generators(t.K()))), m.Estimate})
		}
	}
	if a.Graphs != nil {
		for _, g := range a.Graphs.Graphs[:min(20, len(a.Graphs.Graphs))] {
			out = append(out, rankedRow{"", fmt.Sprintf("%.4f", g.Probability), joined(terms(t, g.Cliques)), math.NaN()})
		}
	}
	return out
}

func spreadPlots(a *mse.Answer) []template.HTML {
	switch {
	case a.Resampled != nil && len(a.Resampled.Estimates) > 0:
		return []template.HTML{histogram("replicates", "Bootstrap replicates", a.Resampled.Estimates, a.Estimate, a.Interval)}
	case a.Posterior != nil:
		return []template.HTML{histogram("draws", "Draws from the posterior", a.Posterior.Draws, a.Estimate, a.Interval)}
	case a.Graphs != nil:
		return []template.HTML{density(a.Graphs.Curve, a.Estimate, a.Interval)}
	}
	return nil
}
