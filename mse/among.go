package mse

import "math"

type amongRule struct {
	models    []Model
	starts    [][]float64
	criterion Criterion
}

// AmongModels is the rule that takes the best of the given models by a criterion.
// With the best models of [AllModels] it makes the bootstrap of a search through a
// whole family possible: Silverman, Chan and Vincent (2024) find that looking
// among the models that score best on the data changes intervals little. Fits
// start from those to the table t.
func AmongModels(t *Table, models []Model, c Criterion) Rule {
	r := amongRule{criterion: c}
	f := NewFitter(t.K())
	f.Load(t)
	for _, m := range models {
		var start []float64
		if f.fit(m.terms, nil) == fine {
			start = append(start, f.beta...)
		}
		r.models = append(r.models, m)
		r.starts = append(r.starts, start)
	}
	return r
}

func (r amongRule) Name() string { return "best-by-" + r.criterion.String() }

func (r amongRule) choose(f *Fitter, _ []float64) verdict {
	best, at := math.Inf(1), -1
	first := nonexistent
	for i, m := range r.models {
		v := f.fit(m.terms, r.starts[i])
		if i == 0 {
			first = v
		}
		if v != fine {
			continue
		}
		if s := f.score(r.criterion); at < 0 || s < best-1e-9*(1+math.Abs(best)) {
			best, at = s, i
		}
	}
	if at < 0 {
		return first
	}
	return f.fit(r.models[at].terms, r.starts[at])
}

// score is the criterion of the last fit without the constant of the likelihood,
// which is the same for all models.
func (f *Fitter) score(c Criterion) float64 {
	p := float64(f.order)
	switch c {
	case BIC:
		return -2*f.kernel + p*math.Log(f.n)
	case AICc:
		if f.n <= p+1 {
			return math.Inf(1)
		}
		return f.aic() + 2*p*(p+1)/(f.n-p-1)
	}
	return f.aic()
}
