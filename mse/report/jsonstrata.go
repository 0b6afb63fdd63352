package report

type jsonStratum struct {
	Values   []string      `json:"values"`
	Observed *int64        `json:"n_observed"` // null for a small count that is left out
	Alone    *number       `json:"alone"`
	AloneIn  *jsonInterval `json:"alone_interval"`
	Why      string        `json:"no_estimate,omitempty"`
	Pooled   number        `json:"pooled"`
	PooledIn *jsonInterval `json:"pooled_interval"`
	Shrink   number        `json:"shrinkage"`
}

type jsonMargin struct {
	Column   string        `json:"column"`
	Value    string        `json:"value"`
	Observed *int64        `json:"n_observed"` // null for a small count that is left out
	Pooled   number        `json:"pooled"`
	Interval *jsonInterval `json:"interval"`
}

type jsonTrend struct {
	Change   number        `json:"yearly_change"`
	Interval *jsonInterval `json:"interval"`
}

type jsonStrata struct {
	Columns  []string      `json:"columns"`
	Strata   []jsonStratum `json:"strata"`
	Total    number        `json:"total"`
	Interval *jsonInterval `json:"total_interval"`
	Margins  []jsonMargin  `json:"margins"`
	Trend    *jsonTrend    `json:"trend,omitempty"`
	Between  number        `json:"sd_between_strata"`
}

func strataJSON(r *Report) *jsonStrata {
	s := r.Strata
	out := &jsonStrata{Columns: s.Columns, Total: number(s.Total), Interval: interval(s.TotalInterval), Between: number(s.Between)}
	for _, x := range s.Strata {
		j := jsonStratum{Values: x.Values, Observed: r.shown(x.Observed), Why: x.Why, Pooled: number(x.Pooled), PooledIn: interval(x.PooledInterval), Shrink: number(x.Shrinkage)}
		if x.Alone != nil {
			j.Alone, j.AloneIn = pointer(x.Alone.Estimate), interval(x.Alone.Interval)
		}
		out.Strata = append(out.Strata, j)
	}
	for _, m := range s.Margins {
		out.Margins = append(out.Margins, jsonMargin{m.Column, m.Value, r.shown(m.Observed), number(m.Pooled), interval(m.Interval)})
	}
	if s.Trend != nil {
		out.Trend = &jsonTrend{number(s.Trend.Change), interval(s.Trend.Range)}
	}
	return out
}

// jsonLinkage is one estimate from several draws of a linkage.
type jsonLinkage struct {
	Method    string        `json:"method"`
	Draws     []*number     `json:"draws"` // null for a draw without a finite estimate
	Estimate  number        `json:"estimate"`
	Interval  *jsonInterval `json:"interval"`
	Within    number        `json:"variance_within"`
	Between   number        `json:"variance_between"`
	DF        number        `json:"degrees_of_freedom"`
	LinkShare number        `json:"share_of_linkage"`
}

func linkageJSON(r *Report) *jsonLinkage {
	c := r.Combined
	out := &jsonLinkage{string(r.Drawn), []*number{}, number(c.Estimate), interval(c.Interval), number(c.Within), number(c.Between), number(c.DF), number(c.Share)}
	for _, a := range r.Draws {
		var n *number
		if a != nil {
			n = pointer(a.Estimate)
		}
		out.Draws = append(out.Draws, n)
	}
	return out
}
