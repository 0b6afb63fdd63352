package mse

import (
	"fmt"
	"math"
)

// Combined is one estimate from several tables that could each be the true one,
// such as draws from a record linkage.
type Combined struct {
	Draws    int
	Without  int      // draws that have no finite estimate, which are left out
	Estimate float64  // exp of the mean over draws of log N
	Interval Interval // of kind "rubin"
	Within   float64  // mean over draws of the sampling variance of log N
	Between  float64  // variance between draws of log N
	DF       float64  // degrees of freedom of the t distribution used; infinite if Between is 0
	Share    float64  // of the total variance, how much is uncertainty of the linkage, from 0 to 1
}

// Combine joins the answers of one method for m tables, each drawn from what is
// known of which records belong to the same people, by Rubin's rules (Rubin 1987,
// Multiple Imputation for Nonresponse in Surveys, section 3.1) on the logarithm q
// of the size of the population. With W the mean of the variances of q within
// draws and B the variance of q between them,
//
//	T = W + (1 + 1/m) B,   df = (m-1) (1 + W / ((1 + 1/m) B))^2,
//
// and the interval is exp(mean q ± t(df) sqrt T), its lower end not below the
// people known. The variance within a draw is that of the logarithms of its
// bootstrap replicates or posterior draws; where an answer has neither, or some are
// infinite, it is read off the interval, (log upper/lower / 2z)^2.
//
// level is the nominal level of the interval, such as 0.95. Answers that are nil
// count as draws without a finite estimate. The error is an [*InputError] if there
// is no draw, a [*NoEstimateError] if none has a finite estimate or some variance is
// not to be had.
func Combine(answers []*Answer, level float64) (*Combined, error) {
	if len(answers) == 0 {
		return nil, inputErrorf("draws", 0, "There are no draws to combine.")
	}
	if !(level > 0 && level < 1) {
		return nil, inputErrorf("level", 0, "The level %v of the interval must lie between 0 and 1, such as 0.95.", level)
	}
	out := &Combined{}
	var q []float64
	known := math.Inf(1)
	for _, a := range answers {
		if a == nil || math.IsInf(a.Estimate, 0) || math.IsNaN(a.Estimate) {
			out.Without++
			continue
		}
		v := a.logVariance()
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, &NoEstimateError{Reason: DoesNotExist, Text: "The draws cannot be combined: an interval has no upper limit, so the variance within its draw is infinite."}
		}
		q = append(q, math.Log(a.Estimate))
		out.Within += v
		known = math.Min(known, float64(a.Observed))
	}
	m := float64(len(q))
	if m == 0 {
		return nil, &NoEstimateError{Reason: DoesNotExist, Text: fmt.Sprintf("None of the %d draws of the linkage has a finite estimate.", len(answers))}
	}
	out.Draws = len(q)
	out.Within /= m
	centre := mean(q)
	for _, x := range q {
		out.Between += (x - centre) * (x - centre) / math.Max(m-1, 1)
	}
	spread := (1 + 1/m) * out.Between
	total := out.Within + spread
	out.Estimate, out.DF = math.Exp(centre), math.Inf(1)
	if spread > 0 {
		out.DF = (m - 1) * math.Pow(1+out.Within/spread, 2)
		out.Share = spread / total
	}
	half := studentQuantile((1+level)/2, out.DF) * math.Sqrt(total)
	out.Interval = Interval{Level: level, Kind: KindRubin, Lower: math.Max(known, math.Exp(centre-half)), Upper: math.Exp(centre + half)}
	return out, nil
}

// KindRubin is the kind of the interval of [Combine].
const KindRubin = "rubin"

// logVariance is the sampling variance of the logarithm of an estimate.
func (a *Answer) logVariance() float64 {
	var of []float64
	switch {
	case a.Resampled != nil && a.Resampled.Infinite == 0 && len(a.Resampled.Estimates) > 1:
		of = a.Resampled.Estimates
	case a.Posterior != nil && len(a.Posterior.Draws) > 1:
		of = a.Posterior.Draws
	default:
		if a.Interval.Kind == "" || !(a.Interval.Lower > 0) {
			return math.NaN()
		}
		half := math.Log(a.Interval.Upper/a.Interval.Lower) / 2 / normalQuantile((1+a.Interval.Level)/2)
		return half * half
	}
	logs := make([]float64, len(of))
	for i, x := range of {
		logs[i] = math.Log(x)
	}
	centre, sum := mean(logs), 0.0
	for _, x := range logs {
		sum += (x - centre) * (x - centre)
	}
	return sum / float64(len(logs)-1)
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// studentQuantile is the quantile of Student's t distribution, by bisection of its
// distribution function; p is at least one half.
func studentQuantile(p, df float64) float64 {
	if df > 1e8 {
		return normalQuantile(p)
	}
	lo, hi := 0.0, 1.0
	for studentCDF(hi, df) < p && hi < 1e12 {
		hi *= 2
	}
	for range 200 {
		mid := (lo + hi) / 2
		if studentCDF(mid, df) < p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// studentCDF is P(T <= t) for t not negative: 1 - I(df/(df+t^2); df/2, 1/2)/2.
func studentCDF(t, df float64) float64 {
	return 1 - incompleteBeta(df/(df+t*t), df/2, 0.5)/2
}

// incompleteBeta is the regularised incomplete beta function I(x; a, b), by its
// continued fraction with Lentz's method.
func incompleteBeta(x, a, b float64) float64 {
	if x <= 0 {
		return 0
	}
	if x >= 1 {
		return 1
	}
	if x > (a+1)/(a+b+2) {
		return 1 - incompleteBeta(1-x, b, a)
	}
	front := math.Exp(logGamma(a+b)-logGamma(a)-logGamma(b)+a*math.Log(x)+b*math.Log1p(-x)) / a
	c, d := 1.0, 1/nonZero(1-(a+b)*x/(a+1))
	h := d
	for i := 1.0; i < 10_000; i++ {
		even := i * (b - i) * x / ((a + 2*i - 1) * (a + 2*i))
		d = 1 / nonZero(1+even*d)
		c = nonZero(1 + even/c)
		h *= d * c
		odd := -(a + i) * (a + b + i) * x / ((a + 2*i) * (a + 2*i + 1))
		d = 1 / nonZero(1+odd*d)
		c = nonZero(1 + odd/c)
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return front * h
}
