package report

import (
	"encoding/json"
	"io"
	"math"
	"strconv"

	"github.com/havenward/havenward/mse"
)

// number is written as null where it is not finite.
type number float64

// MarshalJSON writes the shortest digits that read back as the same number.
func (n number) MarshalJSON() ([]byte, error) {
	v := float64(n)
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, v, 'f', -1, 64), nil
}

type jsonInterval struct {
	Level number `json:"level"`
	Lower number `json:"lower"`
	Upper number `json:"upper"`
	Kind  string `json:"kind"`
}

type jsonModel struct {
	Terms      [][]string `json:"terms"`
	Generators [][]string `json:"generators"`
	Estimate   number     `json:"estimate"`
	BIC        *number    `json:"bic,omitempty"`
	AIC        *number    `json:"aic,omitempty"`
	AICc       *number    `json:"aicc,omitempty"`
	Weight     number     `json:"weight"`
}

type jsonCounts struct {
	Enumerated int64 `json:"enumerated"`
	Admissible int64 `json:"admissible"`
}

type jsonFit struct {
	LogLik     number `json:"log_likelihood"`
	Deviance   number `json:"deviance"`
	DF         int    `json:"df"`
	Parameters int    `json:"parameters"`
	AIC        number `json:"aic"`
	AICc       number `json:"aicc"`
	BIC        number `json:"bic"`
	DevianceP  number `json:"deviance_p"`
	PearsonP   number `json:"pearson_p"`
	PredictedP number `json:"predictive_p"`
}

type jsonResidual struct {
	Lists     []string `json:"lists"`
	Observed  *int64   `json:"observed"` // null for a small count that is left out
	Expected  number   `json:"expected"`
	Pearson   number   `json:"pearson_residual"`
	Predicted number   `json:"predicted_as_many"`
}

type jsonCheck struct {
	Method     string         `json:"method"`
	PredictedP number         `json:"predictive_p"`
	Draws      int            `json:"draws"`
	Cells      []jsonResidual `json:"cells"`
	Overlaps   []jsonResidual `json:"overlaps"`
}

type jsonCoefficient struct {
	Term  []string `json:"term"`
	Value number   `json:"value"` // null for minus infinity
	SE    number   `json:"se"`
}

type jsonGraph struct {
	Cliques     [][]string `json:"cliques"`
	Probability number     `json:"probability"`
}

type jsonEdge struct {
	Lists       []string `json:"lists"`
	Probability number   `json:"probability"`
}

type jsonChains struct {
	Chains     int    `json:"chains"`
	Iterations int    `json:"iterations"`
	RHat       number `json:"r_hat"`
	BulkESS    number `json:"ess_bulk"`
	TailESS    number `json:"ess_tail"`
}

type jsonAnswer struct {
	Method        string            `json:"method"`
	Variation     string            `json:"variation,omitempty"`
	Lists         []string          `json:"lists"`
	Observed      int64             `json:"n_observed"`
	Estimate      *number           `json:"estimate"`
	Estimator     string            `json:"estimator,omitempty"`
	Dark          *number           `json:"dark_figure,omitempty"`
	RateOf        *number           `json:"rate_per_100000,omitempty"`
	Interval      *jsonInterval     `json:"interval"`
	Also          []jsonInterval    `json:"other_intervals,omitempty"`
	Model         [][]string        `json:"model"`
	MinusInfinity [][]string        `json:"parameters_at_minus_infinity"`
	Replicates    int               `json:"replicates"`
	Seed          uint64            `json:"seed"`
	Warnings      []string          `json:"warnings"`
	Models        []jsonModel       `json:"models,omitempty"`
	Counts        *jsonCounts       `json:"counts,omitempty"`
	Average       *number           `json:"model_average,omitempty"`
	Fit           *jsonFit          `json:"fit,omitempty"`
	Coefficients  []jsonCoefficient `json:"coefficients,omitempty"`
	Graphs        []jsonGraph       `json:"graphs,omitempty"`
	Edges         []jsonEdge        `json:"edges,omitempty"`
	Mean          *number           `json:"mean,omitempty"`
	Mode          *number           `json:"mode,omitempty"`
	GridReached   *number           `json:"grid_reached,omitempty"`
	GridBeyond    *number           `json:"grid_mass_beyond,omitempty"`
	Chains        *jsonChains       `json:"convergence,omitempty"`
	Why           string            `json:"no_estimate,omitempty"`
}

type jsonReport struct {
	jsonAnswer
	Title       string            `json:"data"`
	Hash        string            `json:"data_sha256"`
	Version     string            `json:"version"`
	Rate        *number           `json:"rate_per_100000,omitempty"`
	Assumption  string            `json:"assumption,omitempty"`
	Sensitivity []jsonSensitivity `json:"sensitivity,omitempty"`
	Check       *jsonCheck        `json:"predictive_check,omitempty"`
	Answers     []jsonAnswer      `json:"answers,omitempty"`
	Range       *jsonRange        `json:"range,omitempty"`
	RangeAll    *jsonRange        `json:"range_of_all_variations,omitempty"`
	Consistency []jsonConsistency `json:"internal_consistency,omitempty"`
	Strata      *jsonStrata       `json:"strata,omitempty"`
	Linkage     *jsonLinkage      `json:"linkage,omitempty"`
}

type jsonSensitivity struct {
	Factor   number `json:"unseen_times"`
	Estimate number `json:"estimate"`
}

type jsonRange struct {
	Lowest  number `json:"lowest"`
	Highest number `json:"highest"`
}

type jsonConsistency struct {
	List     string        `json:"list"`
	Truth    *int64        `json:"truth"` // null for a small count that is left out
	Seen     *int64        `json:"seen_elsewhere"`
	Estimate *number       `json:"estimate"`
	Interval *jsonInterval `json:"interval"`
	Covered  bool          `json:"covered"`
	Why      string        `json:"no_estimate,omitempty"`
}

// shown is a count, or nil where it is small.
func (r *Report) shown(n int64) *int64 {
	if r.hidden(n) {
		return nil
	}
	return &n
}

func pointer(v float64) *number { n := number(v); return &n }

func interval(i mse.Interval) *jsonInterval {
	if i.Kind == "" {
		return nil
	}
	return &jsonInterval{number(i.Level), number(i.Lower), number(i.Upper), i.Kind}
}

// JSON writes the report as one object on w.
func (r *Report) JSON(w io.Writer) error {
	out := jsonReport{Title: r.Title, Hash: r.Table.Hash(), Version: mse.Version}
	if r.Answer != nil {
		out.jsonAnswer = answer(r.Table, r.Answer, r.Seed)
		out.addFit(r)
		text, varied := r.Answer.Assumption()
		out.Assumption = text
		for _, s := range varied {
			out.Sensitivity = append(out.Sensitivity, jsonSensitivity{number(s.Factor), number(s.Estimate)})
		}
		if r.Population > 0 {
			out.Rate = pointer(mse.Rate(r.Answer.Estimate, r.Population))
		}
	} else {
		out.jsonAnswer = jsonAnswer{Lists: r.Table.FileOrder(), Observed: r.Table.N(), Model: [][]string{}, MinusInfinity: [][]string{}, Seed: r.Seed}
	}
	out.Method = r.Method
	out.Warnings = append([]string{}, r.warnings()...)
	out.addCheck(r)
	for _, u := range r.Universes {
		a := jsonAnswer{Lists: u.Variation.Table.FileOrder(), Observed: u.Variation.Table.N(), Model: [][]string{}, MinusInfinity: [][]string{}, Warnings: []string{}, Seed: r.Seed, Why: u.Why}
		if u.Answer != nil {
			a = answer(u.Variation.Table, u.Answer, r.Seed)
			a.Models, a.Graphs = nil, nil
			if r.Population > 0 {
				a.RateOf = pointer(mse.Rate(u.Answer.Estimate, r.Population))
			}
		}
		a.Method, a.Variation = string(u.Method), u.Variation.Name
		out.Answers = append(out.Answers, a)
	}
	if lo, hi, ok := spread(r.Universes, false); ok {
		out.Range = &jsonRange{number(lo), number(hi)}
	}
	if lo, hi, ok := spread(r.Universes, true); ok {
		out.RangeAll = &jsonRange{number(lo), number(hi)}
	}
	for _, c := range r.Consistency {
		j := jsonConsistency{List: c.List, Truth: r.shown(c.Truth), Seen: r.shown(c.Seen), Covered: c.Covered, Why: c.Why}
		if c.Answer != nil {
			j.Estimate, j.Interval = pointer(c.Answer.Estimate), interval(c.Answer.Interval)
		}
		out.Consistency = append(out.Consistency, j)
	}
	if r.Strata != nil {
		out.Strata = strataJSON(r)
	}
	if r.Combined != nil {
		out.Linkage = linkageJSON(r)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func answer(t *mse.Table, a *mse.Answer, seed uint64) jsonAnswer {
	out := jsonAnswer{Method: string(a.Method), Lists: t.FileOrder(), Observed: a.Observed, Estimate: pointer(a.Estimate), Dark: pointer(a.Dark),
		Interval: interval(a.Interval), Model: [][]string{}, MinusInfinity: [][]string{}, Seed: seed, Warnings: append([]string{}, a.Warnings...), Estimator: "posterior median"}
	for _, i := range a.Also {
		out.Also = append(out.Also, *interval(i))
	}
	if a.Fit != nil {
		out.Estimator = "Poisson maximum likelihood"
		out.Model = terms(t, a.Fit.Model.Terms())
		out.MinusInfinity = terms(t, a.Fit.MinusInfinity())
		for _, c := range a.Fit.Coefficients {
			out.Coefficients = append(out.Coefficients, jsonCoefficient{t.Names(c.Term), number(c.Value), number(c.SE)})
		}
	}
	if a.Kept != nil {
		out.Model = terms(t, a.Kept.Terms())
	}
	if a.Resampled != nil {
		out.Replicates = a.Resampled.Replicates
	}
	if a.Family != nil {
		out.addFamily(t, a)
	}
	if g := a.Graphs; g != nil {
		out.Mean, out.Mode, out.GridReached, out.GridBeyond = pointer(g.Mean), pointer(g.Mode), pointer(g.Reached), pointer(g.Beyond)
		for _, w := range g.Graphs {
			out.Graphs = append(out.Graphs, jsonGraph{terms(t, w.Cliques), number(w.Probability)})
		}
	}
	if a.Graphs != nil {
		for _, e := range a.Graphs.Edges {
			out.Edges = append(out.Edges, jsonEdge{t.Names(e.Pair), number(e.Probability)})
		}
	}
	if p := a.Posterior; p != nil {
		c := p.Convergence
		out.Mean = pointer(p.Mean)
		out.Chains = &jsonChains{c.Chains, c.Iterations, number(c.RHat), number(c.BulkESS), number(c.TailESS)}
	}
	return out
}

func (out *jsonAnswer) addFamily(t *mse.Table, a *mse.Answer) {
	out.Counts = &jsonCounts{a.Family.Enumerated, a.Family.Admissible}
	criterion := map[mse.Method]mse.Criterion{mse.MethodBIC: mse.BIC, mse.MethodAIC: mse.AIC, mse.MethodAICc: mse.AICc}[a.Method]
	ranking := a.Family.Rankings[criterion]
	out.Average = pointer(ranking.Average)
	for _, m := range ranking.Models {
		j := jsonModel{Terms: terms(t, m.Model.Terms()), Generators: terms(t, m.Model.Generators(t.K())), Estimate: number(m.Estimate), Weight: number(m.Weight)}
		score := number(m.Score)
		switch criterion {
		case mse.BIC:
			j.BIC = &score
		case mse.AIC:
			j.AIC = &score
		case mse.AICc:
			j.AICc = &score
		}
		out.Models = append(out.Models, j)
	}
}

func (out *jsonReport) addFit(r *Report) {
	f := r.Answer.Fit
	if f == nil {
		return
	}
	out.Fit = &jsonFit{LogLik: number(f.LogLik), Deviance: number(f.Deviance), DF: f.DF, Parameters: f.Parameters,
		AIC: number(f.AIC()), AICc: number(f.AICc()), BIC: number(f.BIC()),
		DevianceP: number(math.NaN()), PearsonP: number(math.NaN()), PredictedP: number(math.NaN())}
	if g := r.Check; g != nil {
		out.Fit.DevianceP, out.Fit.PearsonP, out.Fit.PredictedP = number(g.DevianceP), number(g.PearsonP), number(g.PredictedP)
	}
}

func (out *jsonReport) addCheck(r *Report) {
	if r.Check == nil {
		return
	}
	list := func(rs []mse.Residual) []jsonResidual {
		var js []jsonResidual
		for _, x := range ordered(r.Table, rs) {
			j := jsonResidual{r.Table.Names(x.Lists), r.shown(x.Observed), number(x.Expected), number(x.Pearson), number(x.Predicted)}
			if j.Observed == nil { // the residuals would give it away
				j.Pearson, j.Predicted = number(math.NaN()), number(math.NaN())
			}
			js = append(js, j)
		}
		return js
	}
	out.Check = &jsonCheck{string(r.Checked), number(r.Check.PredictedP), r.Check.Draws, list(r.Check.Cells), list(r.Check.Overlaps)}
}
