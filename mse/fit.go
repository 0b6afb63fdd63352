package mse

import (
	"fmt"
	"math"
	"strings"
)

// Coefficient is the estimate of one parameter of a log-linear model.
type Coefficient struct {
	Term  Pattern // empty for the intercept, whose exponential is the dark figure
	Value float64 // minus infinity for a term that nobody has
	SE    float64 // standard error from the Poisson information; 0 if Value is infinite
}

// Fitted is a log-linear model fitted to a table by maximum likelihood.
type Fitted struct {
	Model        Model
	Observed     int64   // n, people on at least one list
	Dark         float64 // expected number on none, exp(intercept)
	Estimate     float64 // Observed + Dark, the Poisson estimate of the population
	Coefficients []Coefficient
	Parameters   int       // counted by the penalties, those at minus infinity included
	LogLik       float64   // Poisson log-likelihood over the observable cells
	Deviance     float64   // 2 sum y log(y/mu) - (y - mu)
	DF           int       // cells in the fit less finite parameters
	Means        []float64 // mu by pattern; Means[0] is Dark
}

// AIC is -2 LogLik + 2 Parameters.
func (f *Fitted) AIC() float64 { return -2*f.LogLik + 2*float64(f.Parameters) }

// AICc is AIC + 2 p (p+1) / (n - p - 1) with p the parameters and n the people
// seen; infinite if n <= p + 1 (Hurvich and Tsai 1989).
func (f *Fitted) AICc() float64 {
	p, n := float64(f.Parameters), float64(f.Observed)
	if n <= p+1 {
		return math.Inf(1)
	}
	return f.AIC() + 2*p*(p+1)/(n-p-1)
}

// BIC is -2 LogLik + Parameters log n, n being the number of people seen, not of cells.
func (f *Fitted) BIC() float64 {
	return -2*f.LogLik + float64(f.Parameters)*math.Log(float64(f.Observed))
}

// MinusInfinity lists the terms whose estimate is minus infinity.
func (f *Fitted) MinusInfinity() []Pattern {
	var out []Pattern
	for _, c := range f.Coefficients {
		if math.IsInf(c.Value, -1) {
			out = append(out, c.Term)
		}
	}
	sortPatterns(out)
	return out
}

// FitModel fits one model to a table. It returns a [*NoEstimateError] if the
// model has no unique finite estimate, and an [*InputError] if it names lists that are not there.
func FitModel(t *Table, m Model) (*Fitted, error) {
	if !m.within(t.K()) {
		return nil, inputErrorf("model", 0, "The model has an interaction of a list that the table does not have; it has %d lists.", t.K())
	}
	return Select(t, FixedModel(m))
}

// Unseen fits a model to the loaded table and returns the expected number of
// people on no list, without allocating. The error is one of a few fixed values;
// [FitModel] explains more.
func (f *Fitter) Unseen(m Model) (float64, error) {
	if !m.within(f.k) {
		return math.NaN(), errOtherLists
	}
	if v := f.fit(m.terms, nil); v != fine {
		return math.NaN(), errNoEstimate
	}
	return math.Exp(f.beta[0]), nil
}

var errOtherLists = inputErrorf("model", 0, "The model has an interaction of a list that the table does not have.")

var errNoEstimate = &NoEstimateError{Reason: DoesNotExist, Text: "The model has no unique finite estimate for this table."}

// fit fits the model of the given interactions, from warm coefficients (by
// term) if they are given.
func (f *Fitter) fit(terms []Pattern, warm []float64) verdict {
	f.startModel(terms)
	if v := f.check(); v != fine {
		return v
	}
	return f.fitChecked(warm)
}

// fitChecked fits the present model, known to have an estimate.
func (f *Fitter) fitChecked(warm []float64) verdict {
	if warm != nil {
		for _, a := range f.par {
			f.beta[a] = warm[a]
		}
		if f.newton() {
			return fine
		}
	}
	clear(f.beta)
	// The linear algebra can fail, where the theory says it should not, only by
	// rounding: means of 1e-13 beside thousands. Such an estimate is not to be had.
	if !f.coldStart() || !f.newton() {
		return nonexistent
	}
	return fine
}

func (f *Fitter) aic() float64 { return -2*f.kernel + 2*float64(f.order) }

func (f *Fitter) estimate() float64 { return f.n + math.Exp(f.beta[0]) }

// result copies the last fit out of the Fitter.
func (f *Fitter) result() *Fitted {
	ll := f.means()
	f.kernel = ll
	out := &Fitted{
		Observed: int64(f.n), Dark: math.Exp(f.beta[0]), Estimate: f.estimate(),
		Parameters: f.order, LogLik: f.logLik(), DF: len(f.live) - len(f.par),
		Means: append([]float64(nil), f.mu...),
	}
	out.Means[0] = out.Dark
	var terms []Pattern
	f.factor()
	for i, a := range f.par {
		out.Coefficients = append(out.Coefficients, Coefficient{Term: a, Value: f.beta[a], SE: math.Sqrt(f.variance(i))})
		terms = append(terms, a)
	}
	for _, a := range f.minus {
		out.Coefficients = append(out.Coefficients, Coefficient{Term: a, Value: math.Inf(-1)})
		terms = append(terms, a)
	}
	out.Model = NewModel(terms...)
	for _, c := range f.live {
		y, mu := f.y[c], f.mu[c]
		if y > 0 {
			out.Deviance += 2 * (y*math.Log(y/mu) - (y - mu))
		} else {
			out.Deviance += 2 * mu
		}
	}
	out.Deviance = math.Max(out.Deviance, 0)
	return out
}

// explain says why the present model has no estimate, naming the terms.
func (f *Fitter) explain(t *Table, v verdict) *NoEstimateError {
	overlap := false
	for c, y := range f.y {
		overlap = overlap || (y > 0 && Pattern(c).Size() > 1)
	}
	if !overlap {
		return noOverlapError(t)
	}
	found, z := f.exist.decide(f)
	if found == fine {
		return &NoEstimateError{Reason: NotConverged, Text: "The fit did not converge: the likelihood is too flat for the precision of the machine. Use a smaller model."}
	}
	e := &NoEstimateError{Reason: NotIdentified}
	var named []string
	for i, a := range f.par {
		if z[i] != 0 {
			names := t.Names(a)
			e.Terms = append(e.Terms, names)
			named = append(named, termName(names))
		}
	}
	list := strings.Join(named, ", ")
	if v == nonexistent {
		e.Reason = DoesNotExist
		e.Text = fmt.Sprintf("The model has no finite estimate: too many combinations of lists are empty, "+
			"so the parameters %s run to infinity together. Use a smaller model, or omit or merge one of these lists.", list)
		return e
	}
	e.Text = fmt.Sprintf("The model is not identified: many values of the parameters %s fit equally well, "+
		"because the cells that could tell them apart are empty. Use a smaller model, or omit or merge one of these lists.", list)
	return e
}
