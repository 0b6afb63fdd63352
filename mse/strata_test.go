package mse

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

func strataText() string {
	var b strings.Builder
	b.WriteString("year,sex,A,B,C,count\n")
	for y := range 4 {
		for s, sex := range []string{"F", "M"} {
			scale := (1 + 0.2*float64(y)) * (1 + float64(s))
			for c := 1; c < 8; c++ {
				p := 3000.0 * scale
				for i, r := range []float64{0.2, 0.15, 0.1} {
					if c>>i&1 == 1 {
						p *= r
					} else {
						p *= 1 - r
					}
				}
				fmt.Fprintf(&b, "%d,%s,%d,%d,%d,%.0f\n", 2019+y, sex, c&1, c>>1&1, c>>2&1, p)
			}
		}
	}
	// One stratum in which nobody is on two lists.
	b.WriteString("2023,F,1,0,0,30\n2023,F,0,1,0,20\n2023,F,0,0,1,15\n")
	return b.String()
}

func TestStrata(t *testing.T) {
	t.Parallel()
	d, err := Read(strings.NewReader(strataText()), ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := EstimateStrata(context.Background(), d, StrataOptions{Run: quick})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, s := range got.Strata {
		sum += s.Pooled
		if s.Values[0] == "2023" {
			if s.Alone != nil || s.Shrinkage < 0.999999 || s.Pooled <= float64(s.Observed) {
				t.Errorf("the stratum without overlap: %+v", s)
			}
			continue
		}
		year, sexes := 0.0, 1.0
		fmt.Sscanf(s.Values[0], "%g", &year)
		if s.Values[1] == "M" {
			sexes = 2
		}
		truth := 3000 * (1 + 0.2*(year-2019)) * sexes
		near(t, "stratum "+strings.Join(s.Values, " "), s.Pooled, truth, 0.05*truth)
		if !(s.PooledInterval.Lower < s.Pooled && s.Pooled < s.PooledInterval.Upper) {
			t.Errorf("%v outside %v", s.Pooled, s.PooledInterval)
		}
	}
	near(t, "total", got.Total, sum, 1e-6)
	byColumn := map[string]float64{}
	for _, m := range got.Margins {
		byColumn[m.Column] += m.Pooled
	}
	for c, v := range byColumn {
		near(t, "sum over "+c, v, got.Total, 1e-6)
	}
	if got.Trend == nil {
		t.Fatal("no trend")
	}
	if !(got.Trend.Range.Lower < got.Trend.Change && got.Trend.Change < got.Trend.Range.Upper) {
		t.Errorf("trend %+v", got.Trend)
	}
}
