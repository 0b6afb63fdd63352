package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/havenward/havenward/mse"
)

// people writes a number of people with thousands marked.
func people(v float64) string {
	if math.IsInf(v, 1) {
		return "no limit"
	}
	s := fmt.Sprintf("%.0f", math.Abs(v))
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if v <= -0.5 {
		s = "-" + s
	}
	return s
}

func rangeOf(i mse.Interval) string {
	if i.Kind == "" {
		return "none"
	}
	return people(i.Lower) + " to " + people(i.Upper)
}

func joined(ts [][]string) string {
	if len(ts) == 0 {
		return "none"
	}
	var out []string
	for _, t := range ts {
		out = append(out, strings.Join(t, ":"))
	}
	return strings.Join(out, ", ")
}

// printer keeps the first error of many writes.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) f(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// table writes rows of columns separated by tabs, aligned.
func (p *printer) table(rows func(t *printer)) {
	tw := tabwriter.NewWriter(p.w, 0, 0, 2, ' ', 0)
	inner := &printer{w: tw}
	rows(inner)
	if p.err == nil {
		p.err = inner.err
	}
	if err := tw.Flush(); p.err == nil {
		p.err = err
	}
}

// Text writes the report for a person to read.
func (r *Report) Text(w io.Writer) error {
	p := &printer{w: w}
	p.f("How many people: multiple systems estimation\n\n")
	p.table(func(t *printer) {
		t.f("Data\t%s\n", r.Title)
		t.f("Lists\t%s\n", strings.Join(r.Table.FileOrder(), ", "))
		t.f("Known\t%s people on at least one list\n", people(float64(r.Table.N())))
	})
	p.f("\n")
	if r.Answer != nil {
		r.textAnswer(p)
	}
	if len(r.Universes) > 0 {
		r.textUniverses(p)
	}
	if r.Check != nil {
		r.textCheck(p)
	}
	if len(r.Consistency) > 0 {
		r.textConsistency(p)
	}
	if r.Strata != nil {
		r.textStrata(p)
	}
	if r.Combined != nil {
		r.textLinkage(p)
	}
	if ws := r.warnings(); len(ws) > 0 {
		p.f("Take note\n")
		for _, s := range ws {
			p.f("  - %s\n", s)
		}
		p.f("\n")
	}
	p.f("Data SHA-256 %s\nMethod %s, seed %d, version %s\n", r.Table.Hash(), r.Method, r.Seed, mse.Version)
	return p.err
}

func (r *Report) textAnswer(p *printer) {
	a := r.Answer
	p.f("%s: %s\n\n", a.Method, a.Method.Describe())
	p.table(func(t *printer) {
		t.f("Estimate\t%s people\n", people(a.Estimate))
		t.f("Dark figure\t%s people on no list\n", people(a.Dark))
		if a.Interval.Kind != "" {
			t.f("Interval\t%s (%g per cent, %s)\n", rangeOf(a.Interval), 100*a.Interval.Level, a.Interval.Kind)
		}
		for _, i := range a.Also {
			t.f("\t%s (%g per cent, %s)\n", rangeOf(i), 100*i.Level, i.Kind)
		}
		if r.Population > 0 {
			t.f("Rate\t%.2f per 100,000 residents (SDG 16.2.2)\n", mse.Rate(a.Estimate, r.Population))
		}
		if a.Fit != nil {
			t.f("Interactions\t%s\n", joined(terms(r.Table, a.Fit.Model.Terms())))
			t.f("Fit\tdeviance %.2f on %d degrees of freedom, AIC %.2f, BIC %.2f\n", a.Fit.Deviance, a.Fit.DF, a.Fit.AIC(), a.Fit.BIC())
		}
		if a.Kept != nil {
			t.f("Interactions\t%s\n", joined(terms(r.Table, a.Kept.Terms())))
		}
		if a.Resampled != nil {
			t.f("Replicates\t%d, the choice of model repeated in each\n", a.Resampled.Replicates)
		}
		if a.Posterior != nil {
			c := a.Posterior.Convergence
			t.f("Chains\t%d of %d iterations, R-hat %.4f, effective draws %.0f in the middle and %.0f in the tails\n", c.Chains, c.Iterations, c.RHat, c.BulkESS, c.TailESS)
		}
		if a.Graphs != nil {
			t.f("Grid\tup to %s people, %.1g of the posterior beyond\n", people(a.Graphs.Reached), a.Graphs.Beyond)
		}
	})
	p.f("\n")
	r.textModels(p)
	text, varied := a.Assumption()
	p.f("%s\n", text)
	p.table(func(t *printer) {
		t.f("Unseen, times the model's\tpopulation\n")
		for _, s := range varied {
			t.f("%.2f\t%s\n", s.Factor, people(s.Estimate))
		}
	})
	p.f("\n")
}

func (r *Report) textModels(p *printer) {
	a := r.Answer
	if a.Family != nil {
		p.f("%d models, %d with an estimate; the best:\n", a.Family.Enumerated, a.Family.Admissible)
		criterion := map[mse.Method]mse.Criterion{mse.MethodBIC: mse.BIC, mse.MethodAIC: mse.AIC, mse.MethodAICc: mse.AICc}[a.Method]
		p.table(func(t *printer) {
			t.f("%v\tweight\testimate\tmodel\n", criterion)
			for _, m := range a.Family.Rankings[criterion].Models {
				t.f("%.4f\t%.4f\t%s\t%s\n", m.Score, m.Weight, people(m.Estimate), joined(terms(r.Table, m.Model.Generators(r.Table.K()))))
			}
		})
		p.f("Average over all models by weight: %s\n\n", people(a.Family.Rankings[criterion].Average))
	}
	if a.Graphs != nil {
		p.table(func(t *printer) {
			t.f("probability\tcliques\n")
			for _, g := range a.Graphs.Graphs[:min(10, len(a.Graphs.Graphs))] {
				t.f("%.4f\t%s\n", g.Probability, joined(terms(r.Table, g.Cliques)))
			}
			t.f("\n")
			t.f("probability\tlists that depend on each other, given the others\n")
			for _, e := range a.Graphs.Edges {
				t.f("%.4f\t%s\n", e.Probability, strings.Join(r.Table.Names(e.Pair), ":"))
			}
		})
		p.f("\n")
	}
}

func (r *Report) textUniverses(p *printer) {
	p.f("Every method, every list left out, every pair of lists merged\n\n")
	if lo, hi, ok := spread(r.Universes, false); ok {
		p.f("With all lists, the methods give from %s to %s people.", people(lo), people(hi))
		lo, hi, _ = spread(r.Universes, true)
		p.f(" With lists left out or merged, from %s to %s.\nThe choice of method matters more than chance: never quote one of these numbers alone.\n\n", people(lo), people(hi))
	}
	p.table(func(t *printer) {
		t.f("Lists\tmethod\tknown\ton no list\testimate\tinterval\t\n")
		for _, u := range r.Universes {
			if u.Answer == nil {
				t.f("%s\t%s\t%s\t\tnone\t\t%s\n", u.Variation.Name, u.Method, people(float64(u.Variation.Table.N())), u.Why)
				continue
			}
			t.f("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", u.Variation.Name, u.Method, people(float64(u.Answer.Observed)), people(u.Answer.Dark), people(u.Answer.Estimate), rangeOf(u.Answer.Interval), u.Answer.Interval.Kind)
		}
	})
	p.f("\n")
	for _, u := range r.Universes {
		if u.Answer != nil {
			text, _ := u.Answer.Assumption()
			p.f("%s\n\n", text)
			break
		}
	}
}

func (r *Report) textConsistency(p *printer) {
	p.f("Where the truth is known: the people on each list, estimated from the other lists by %s\n", r.Tested)
	p.table(func(t *printer) {
		t.f("List\ttruth\testimate\tinterval\tholds the truth\n")
		for _, c := range r.Consistency {
			if c.Answer == nil {
				t.f("%s\t%s\tnone\t\t%s\n", c.List, r.count(c.Truth), c.Why)
				continue
			}
			t.f("%s\t%s\t%s\t%s\t%s\n", c.List, r.count(c.Truth), people(c.Answer.Estimate), rangeOf(c.Answer.Interval), map[bool]string{true: "yes", false: "no"}[c.Covered])
		}
	})
	p.f("\n")
}

func (r *Report) textStrata(p *printer) {
	s := r.Strata
	p.f("By %s, pooled partially; the totals add up\n", strings.Join(s.Columns, " and "))
	p.table(func(t *printer) {
		t.f("Stratum\tknown\talone\tpooled\tinterval\tshrinkage\n")
		for _, x := range s.Strata {
			alone := "none"
			if x.Alone != nil {
				alone = people(x.Alone.Estimate)
			}
			t.f("%s\t%s\t%s\t%s\t%s\t%.2f\n", strings.Join(x.Values, ", "), r.count(x.Observed), alone, people(x.Pooled), rangeOf(x.PooledInterval), x.Shrinkage)
		}
		for _, m := range s.Margins {
			t.f("%s %s\t%s\t\t%s\t%s\t\n", m.Column, m.Value, r.count(m.Observed), people(m.Pooled), rangeOf(m.Interval))
		}
		t.f("Total\t%d\t\t%s\t%s\t\n", r.Table.N(), people(s.Total), rangeOf(s.TotalInterval))
	})
	if s.Trend != nil {
		p.f("Trend: %+.1f per cent a year (%+.1f to %+.1f)\n", 100*s.Trend.Change, 100*s.Trend.Range.Lower, 100*s.Trend.Range.Upper)
	}
	p.f("\n")
}

func (r *Report) textCheck(p *printer) {
	g := r.Check
	p.f("Does the model of %s fit? Tail probabilities: predicted tables %.3f", r.Checked, g.PredictedP)
	if g.DF > 0 {
		p.f(", deviance %.3f, Pearson %.3f", g.DevianceP, g.PearsonP)
	}
	p.f(". Near 0 is a bad fit.\n")
	p.table(func(t *printer) {
		t.f("On all of\tseen\texpected\tpredicted as many or more\n")
		for _, o := range r.residualRows(g.Overlaps) {
			t.f("%s\t%s\t%s\t%s\n", o.Lists, o.Seen, o.Expected, o.Predicted)
		}
		t.f("\t\t\t\nOn exactly\tseen\texpected\tpredicted as many or more\n")
		for _, o := range r.residualRows(g.Cells) {
			t.f("%s\t%s\t%s\t%s\n", o.Lists, o.Seen, o.Expected, o.Predicted)
		}
	})
	p.f("\n")
}

func (r *Report) textLinkage(p *printer) {
	c := r.Combined
	p.f("%d draws of the linkage, by %s, combined by Rubin's rules: %s people, %s; %.0f per cent of the variance is of the linkage\n", c.Draws, r.Drawn, people(c.Estimate), rangeOf(c.Interval), 100*c.Share)
	p.table(func(t *printer) {
		t.f("Draw\tknown\testimate\tinterval\n")
		for i, a := range r.Draws {
			if a == nil {
				t.f("%d\t\tnone\t\n", i+1)
				continue
			}
			t.f("%d\t%s\t%s\t%s\n", i+1, people(float64(a.Observed)), people(a.Estimate), rangeOf(a.Interval))
		}
	})
	p.f("\n")
}
