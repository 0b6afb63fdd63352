package estimates

import (
	"math"
	"strconv"
)

// people writes a number of people with thousands apart; a limit that does not
// exist, which JSON holds as null, is a dash.
func people(v *float64) string {
	if v == nil || math.IsInf(*v, 0) || math.IsNaN(*v) {
		return "–"
	}
	s := strconv.FormatFloat(math.Round(*v), 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Any reports whether there is anything to say.
func (h Headline) Any() bool { return h.Estimate != nil || h.Lowest != nil }

// Text is the estimate.
func (h Headline) Text() string { return people(h.Estimate) }

// Between is the interval, "" where there is none.
func (h Headline) Between() string {
	if h.Lower == nil {
		return ""
	}
	return people(h.Lower) + "–" + people(h.Upper)
}

// LowestText is the lowest estimate of all methods.
func (h Headline) LowestText() string { return people(h.Lowest) }

// HighestText is the highest estimate of all methods.
func (h Headline) HighestText() string { return people(h.Highest) }

// First is what the first run says.
func (p AnswerPair) First() string { return people(p.A) }

// Second is what the second run says.
func (p AnswerPair) Second() string { return people(p.B) }

// Known is the number of people known, as pages write it.
func (r Run) Known() int { return int(r.People) }

// SmallCountsInt is how many counts of the data are small, as pages write it.
func (r Run) SmallCountsInt() int { return int(r.SmallCounts) }

// Count is the number of people of a row, as pages write it.
func (c countRow) Count() int { return int(c.People) }
