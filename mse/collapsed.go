package mse

import "math"

// The Gibbs steps of [mixture] move slowly when most people are unseen: the class
// of the unseen can change by no more than its draws of people allow. The moves
// here act on the likelihood with people and their number summed out,
//
//	prod over patterns x of p(x)^count / (1 - p(none))^n,  p(x) = sum_h pi(h) f(h, x),
//
// which is what remains under the prior 1/N, and so can jump as far as the data let them.

// collapsed holds the pieces of that likelihood.
type collapsed struct {
	f       [][]float64 // by class and pattern, the pattern of no list last
	p       []float64   // by pattern
	pi      []float64
	stick   []float64 // logit of the share broken off, by class but the last
	current float64

	newF, newP, newPi, newLogit []float64
}

func (m *mixture) initCollapsed() {
	c := &m.c
	x, h := len(m.patterns)+1, len(m.sizes)
	for range h {
		c.f = append(c.f, make([]float64, x))
	}
	c.p, c.newP, c.newF = make([]float64, x), make([]float64, x), make([]float64, x)
	c.pi, c.newPi, c.stick = make([]float64, h), make([]float64, h), make([]float64, h)
	c.newLogit = make([]float64, m.k)
}

// sweep makes one round of moves.
func (m *mixture) sweep() {
	c := &m.c
	left := 0.0
	for h := range c.pi {
		c.pi[h] = math.Exp(m.logPi[h])
		if h < len(c.pi)-1 {
			// log V - log(1-V), with log V = logPi - left.
			v := m.logPi[h] - left
			rest := math.Log(-math.Expm1(math.Min(v, -1e-15)))
			c.stick[h] = v - rest
			left += rest
		}
		for j := range m.k {
			c.newLogit[j] = m.logIn[h][j] - m.logOut[h][j]
		}
		m.fillClass(c.newLogit, c.f[h])
	}
	m.mix(c.pi, c.p)
	c.current = m.logLikelihood(c.p)
	for range movesEach {
		m.moveClass(m.pick(len(c.pi)))
		if len(c.pi) == 1 {
			continue
		}
		m.moveStick(m.pick(len(c.pi) - 1))
		m.swapClasses(m.pick(len(c.pi) - 1))
	}
	m.writeBack()
}

const movesEach = 3 // rounds of moves in one sweep

// pick draws one of n classes, the earlier the likelier, for the earlier ones hold
// most people. The chances never change, so that the moves stay reversible.
func (m *mixture) pick(n int) int {
	for h := range n - 1 {
		if m.r.Float64() < 0.35 {
			return h
		}
	}
	return n - 1
}

// scale draws how far a move reaches, from a little to a lot.
func (m *mixture) scale() float64 { return [...]float64{0.05, 0.2, 0.8, 2.5}[m.r.IntN(4)] }

// fillClass sets f to the chances of all patterns in a class with these logits.
func (m *mixture) fillClass(logit, f []float64) {
	none := 1.0
	var odds [MaxLists]float64
	for j, l := range logit {
		odds[j] = math.Exp(l)
		none /= 1 + odds[j]
	}
	for i, p := range m.patterns {
		v := none
		for j := range logit {
			if p.Has(j) {
				v *= odds[j]
			}
		}
		f[i] = v
	}
	f[len(m.patterns)] = none
}

func (m *mixture) mix(pi, p []float64) {
	clear(p)
	for h, w := range pi {
		for i, v := range m.c.f[h] {
			p[i] += w * v
		}
	}
}

func (m *mixture) logLikelihood(p []float64) float64 {
	last := len(m.counts)
	seen := 1 - p[last]
	if seen < 1e-13 {
		return math.Inf(-1)
	}
	v := -m.n * math.Log(seen)
	for i, y := range m.counts {
		if p[i] <= 0 {
			return math.Inf(-1)
		}
		v += y * math.Log(p[i])
	}
	return v
}

// moveClass proposes new logits for a class: each list alone, then all together.
func (m *mixture) moveClass(h int) {
	for j := range m.k + 2 {
		m.proposeClass(h, j)
	}
}

// proposeClass shifts the logit of list j; beyond the lists it shifts all by the
// same amount, or each by its own.
func (m *mixture) proposeClass(h, j int) {
	c := &m.c
	scale := m.scale()
	common := scale * m.r.NormFloat64()
	prior := 0.0 // uniform lambda: density lambda (1 - lambda) of the logit
	for i := range m.k {
		old := m.logIn[h][i] - m.logOut[h][i]
		c.newLogit[i] = old
		switch {
		case i == j, j == m.k:
			c.newLogit[i] += common
		case j == m.k+1:
			c.newLogit[i] += scale * m.r.NormFloat64() / 2
		default:
			continue
		}
		prior += logLogistic(c.newLogit[i]) - logLogistic(old)
	}
	m.fillClass(c.newLogit, c.newF)
	for i := range c.p {
		c.newP[i] = math.Max(c.p[i]+c.pi[h]*(c.newF[i]-c.f[h][i]), 0)
	}
	next := m.logLikelihood(c.newP)
	if math.Log(1-m.r.Float64()) >= next-c.current+prior {
		return
	}
	c.current = next
	copy(c.f[h], c.newF)
	copy(c.p, c.newP)
	for i, l := range c.newLogit {
		m.logIn[h][i], m.logOut[h][i] = -softplus(-l), -softplus(l)
	}
}

// moveStick proposes a new share for the class and so for all after it.
func (m *mixture) moveStick(h int) {
	c := &m.c
	old := c.stick[h]
	c.stick[h] += m.scale() * m.r.NormFloat64()
	// Beta(1, alpha): density V (1-V)^alpha of the logit.
	prior := -softplus(-c.stick[h]) - m.alpha*softplus(c.stick[h]) + softplus(-old) + m.alpha*softplus(old)
	m.shares()
	m.mix(c.newPi, c.newP)
	next := m.logLikelihood(c.newP)
	if math.Log(1-m.r.Float64()) >= next-c.current+prior {
		c.stick[h] = old
		return
	}
	c.current = next
	copy(c.pi, c.newPi)
	copy(c.p, c.newP)
}

// shares sets newPi to the shares that the sticks give.
func (m *mixture) shares() {
	c := &m.c
	left := 1.0
	last := len(c.pi) - 1
	for h := range last {
		v := math.Exp(-softplus(-c.stick[h]))
		c.newPi[h] = left * v
		left *= math.Exp(-softplus(c.stick[h]))
	}
	c.newPi[last] = left
}

// swapClasses proposes that class h and a later one change places, each with its
// chance; the likelihood stays, the prior of the sticks decides.
func (m *mixture) swapClasses(h int) {
	c := &m.c
	o := h + 1 + m.r.IntN(len(c.pi)-h-1)
	before := m.stickPrior(c.pi)
	copy(c.newPi, c.pi)
	c.newPi[h], c.newPi[o] = c.pi[o], c.pi[h]
	if after := m.stickPrior(c.newPi); math.Log(1-m.r.Float64()) >= after-before {
		return
	}
	copy(c.pi, c.newPi)
	c.f[h], c.f[o] = c.f[o], c.f[h]
	m.logIn[h], m.logIn[o] = m.logIn[o], m.logIn[h]
	m.logOut[h], m.logOut[o] = m.logOut[o], m.logOut[h]
	left := 1.0
	for i := range len(c.pi) - 1 {
		rest := math.Max(left-c.pi[i], 1e-300)
		c.stick[i] = math.Log(math.Max(c.pi[i], 1e-300)) - math.Log(rest)
		left = rest
	}
}

// stickPrior is the log density of shares under the truncated stick-breaking
// prior: alpha^(H-1) (last share)^(alpha-1) prod over earlier h of 1/(left before h).
func (m *mixture) stickPrior(pi []float64) float64 {
	left, v := 1.0, 0.0
	last := len(pi) - 1
	for h := range last {
		v -= math.Log(math.Max(left, 1e-300))
		left -= pi[h]
	}
	return v + (m.alpha-1)*math.Log(math.Max(pi[last], 1e-300))
}

func (m *mixture) writeBack() {
	for h, p := range m.c.pi {
		m.logPi[h] = math.Log(math.Max(p, 1e-300))
	}
}

// softplus is log(1 + e^x), exact to 1e-16 of the larger of itself and 1.
func softplus(x float64) float64 {
	return math.Max(x, 0) + math.Log(1+math.Exp(-math.Abs(x)))
}

// logLogistic is log of the logistic density, lambda (1 - lambda) at logit x.
func logLogistic(x float64) float64 { return -softplus(x) - softplus(-x) }
