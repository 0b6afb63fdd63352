package mse

import "math"

var logFactorials = func() (t [8192]float64) {
	for i := 2; i < len(t); i++ {
		t[i] = t[i-1] + math.Log(float64(i))
	}
	return
}()

// logFactorial is log(x!) for a whole x that is not negative.
func logFactorial(x float64) float64 {
	if x < float64(len(logFactorials)) {
		return logFactorials[int(x)]
	}
	return logGamma(x + 1)
}

func logGamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// logPoissonTail is the logarithm of the smaller of P(X <= x) and P(X >= x) for X
// Poisson with mean mu: the one-sided tail probability of a count. The tails are
// summed on the logarithmic scale, so that none underflows.
func logPoissonTail(x, mu float64) float64 {
	if mu <= 0 {
		if x == 0 {
			return 0
		}
		return math.Inf(-1)
	}
	logPMF := x*math.Log(mu) - mu - logFactorial(x)
	upper := x >= mu
	sum, term := 1.0, 1.0
	if upper {
		for i := x + 1; term > 1e-17*sum; i++ {
			term *= mu / i
			sum += term
		}
	} else {
		for i := x; i > 0 && term > 1e-17*sum; i-- {
			term *= i / mu
			sum += term
		}
	}
	tail := math.Min(logPMF+math.Log(sum), 0)
	// Near the mean the other tail, 1 - P + pmf, can be the smaller one.
	if tail > math.Log(0.4) {
		tail = math.Min(tail, math.Log(math.Max(1-math.Exp(tail)+math.Exp(logPMF), math.SmallestNonzeroFloat64)))
	}
	return tail
}

// normalCDF is the standard normal distribution function.
func normalCDF(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// normalQuantile is the inverse of normalCDF.
func normalQuantile(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }

// chiSquaredTail is P(X > x) for chi-squared with df degrees of freedom: the
// regularised incomplete gamma function Q(df/2, x/2).
func chiSquaredTail(x float64, df int) float64 {
	if x <= 0 || df <= 0 {
		return 1
	}
	a, x := float64(df)/2, x/2
	if x < a+1 { // series for P
		sum, term := 1/a, 1/a
		for n := a + 1; term > 1e-16*sum; n++ {
			term *= x / n
			sum += term
		}
		return 1 - sum*math.Exp(a*math.Log(x)-x-logGamma(a))
	}
	// Continued fraction for Q, by Lentz's method.
	b := x + 1 - a
	c, d := 1e300, 1/b
	h := d
	for i := 1.0; i < 10000; i++ {
		an := -i * (i - a)
		b += 2
		d = 1 / nonZero(an*d+b)
		c = nonZero(b + an/c)
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return h * math.Exp(a*math.Log(x)-x-logGamma(a))
}

func nonZero(v float64) float64 {
	if math.Abs(v) < 1e-300 {
		return 1e-300
	}
	return v
}

// logSum adds numbers given by their logarithms.
func logSum(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(b, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}
