package blind

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
)

const (
	maxGroups = 4
	levels    = 8 // 0 missing, then by similarity
	patterns  = levels * levels * levels * levels
	// mostPairs bounds the work: all pairs are compared.
	mostPairs = 5e9
)

// edges are the similarities from which a level begins, level 1 from anything.
var edges = [levels - 2]float64{0.25, 0.4, 0.5, 0.6, 0.7, 0.85}

// Pair is a record of each list and the probability that they are one person.
type Pair struct {
	A, B        int
	Probability float64
}

// Link compares every record of a with every record of b and returns the pairs
// of at least the given probability, by a and b. Pass the same list twice to
// find records of one person within it; then each pair comes once. flip is that
// of the encoders. The weights are learned by expectation maximisation over the
// patterns of similarity levels, without labels.
func Link(a, b []Encoding, flip, least float64) ([]Pair, error) {
	within := len(a) > 0 && len(b) == len(a) && &a[0] == &b[0]
	switch {
	case len(a) == 0 || len(b) == 0:
		return nil, errors.New("there is nothing to link: both lists need records")
	case float64(len(a))*float64(len(b)) > mostPairs:
		return nil, fmt.Errorf("%d times %d pairs are too many to compare: split the lists by something both may show, such as the year of birth", len(a), len(b))
	}
	groups := len(a[0])
	for _, list := range [2][]Encoding{a, b} {
		for _, e := range list {
			if len(e) != groups || groups == 0 || groups > maxGroups {
				return nil, fmt.Errorf("an encoding has %d groups, another %d: encode both lists with the same columns", len(e), groups)
			}
		}
	}
	var counts [patterns]float64
	eachRow(len(a), func() any { return new([patterns]float64) }, func(i int, local any) {
		own := local.(*[patterns]float64)
		for j := startOf(within, i); j < len(b); j++ {
			own[patternOf(a[i], b[j], flip)]++
		}
	}, func(local any) {
		for p, c := range local.(*[patterns]float64) {
			counts[p] += c
		}
	})
	probabilities := learn(&counts, groups, 0.3*float64(min(len(a), len(b))))
	var pairs []Pair
	eachRow(len(a), func() any { return new([]Pair) }, func(i int, local any) {
		own := local.(*[]Pair)
		for j := startOf(within, i); j < len(b); j++ {
			if p := probabilities[patternOf(a[i], b[j], flip)]; p >= least {
				*own = append(*own, Pair{i, j, p})
			}
		}
	}, func(local any) { pairs = append(pairs, *local.(*[]Pair)...) })
	slices.SortFunc(pairs, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return pairs, nil
}

func startOf(within bool, i int) int {
	if within {
		return i + 1
	}
	return 0
}

// eachRow calls do for each row on all cores, each worker with a store of its
// own, and merge for each store, one at a time. What is merged must not depend
// on which rows a worker had.
func eachRow(n int, store func() any, do func(int, any), merge func(any)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var wait sync.WaitGroup
	var mu sync.Mutex
	for w := range workers {
		wait.Go(func() {
			own := store()
			for i := w; i < n; i += workers {
				do(i, own)
			}
			mu.Lock()
			defer mu.Unlock()
			merge(own)
		})
	}
	wait.Wait()
}

func patternOf(x, y Encoding, flip float64) int {
	pattern := 0
	for g := range x {
		pattern = pattern*levels + levelOf(&x[g], &y[g], flip)
	}
	return pattern
}

func levelOf(x, y *Filter, flip float64) int {
	if x.Missing || y.Missing {
		return 0
	}
	s := similarity(x, y, flip)
	level := 1
	for _, edge := range edges {
		if s >= edge {
			level++
		}
	}
	return level
}

// learn returns the probability of each pattern. Pairs of different people are
// nearly all pairs, so how often they show two levels together can be counted;
// where two groups go together (names and nationality) the evidence of both is
// not counted twice. expected is a first guess of the pairs of one person.
func learn(counts *[patterns]float64, groups int, expected float64) *[patterns]float64 {
	var total float64
	var u, m [maxGroups][levels]float64
	var seen []seenPattern
	for pattern, n := range counts {
		if n == 0 {
			continue
		}
		s := seenPattern{number: pattern, count: n, company: 1}
		rest := pattern
		for g := groups - 1; g >= 0; g-- {
			s.level[g], rest = rest%levels, rest/levels
		}
		for g := range groups {
			u[g][s.level[g]] += n
		}
		total += n
		seen = append(seen, s)
	}
	start := [levels]float64{0, 0.05, 0.03, 0.04, 0.06, 0.1, 0.12, 0.6}
	for g := range groups {
		normalise(&u[g])
		m[g] = start
	}
	prior := math.Min(0.01, expected/total)
	probabilities := new([patterns]float64)
	for round := range 60 {
		var sums [maxGroups][levels]float64
		var different, all [maxGroups][maxGroups][levels][levels]float64
		matches := 0.0
		for i := range seen {
			s := &seen[i]
			odds := prior / (1 - prior) / s.company
			for g := range groups {
				if level := s.level[g]; level > 0 {
					odds *= m[g][level] / u[g][level]
				}
			}
			p := odds / (1 + odds)
			probabilities[s.number] = p
			matches += s.count * p
			for g := range groups {
				sums[g][s.level[g]] += s.count * p
				for h := g + 1; h < groups; h++ {
					different[g][h][s.level[g]][s.level[h]] += s.count * (1 - p)
					all[g][h][s.level[g]][s.level[h]] += s.count
				}
			}
		}
		prior = math.Min(0.5, math.Max(matches, 1)/total)
		for g := range groups {
			for level := 1; level < levels; level++ {
				m[g][level] = sums[g][level] + start[level]*(5+1*matches)
			}
			normalise(&m[g])
			inOrder(&m[g], &u[g])
		}
		for i := range seen {
			if round < 5 {
				seen[i].company = 1 // until pairs of one person stand apart
				continue
			}
			seen[i].keepCompany(&different, &all, &u, groups, total)
		}
	}
	return probabilities
}

// seenPattern is a combination of levels that occurs.
type seenPattern struct {
	number  int
	count   float64
	level   [maxGroups]int
	company float64 // by how much more often two of its levels go together than apart
}

func (s *seenPattern) keepCompany(different, all *[maxGroups][maxGroups][levels][levels]float64, u *[maxGroups][levels]float64, groups int, total float64) {
	s.company = 1
	for g := range groups {
		for h := g + 1; h < groups; h++ {
			a, b := s.level[g], s.level[h]
			if a == 0 || b == 0 {
				continue
			}
			if n := different[g][h][a][b]; n >= 20 && n > 0.5*all[g][h][a][b] {
				s.company = math.Max(s.company, n/total/(u[g][a]*u[h][b]))
			}
		}
	}
}

// normalise turns counts of levels into shares of those not missing.
func normalise(shares *[levels]float64) {
	shares[0] = 0
	sum := 0.0
	for _, s := range shares {
		sum += s
	}
	for level := 1; level < levels; level++ {
		shares[level] = math.Max(shares[level]/math.Max(sum, 1e-12), 1e-9)
	}
}

// inOrder makes more similarity never count for less.
func inOrder(m, u *[levels]float64) {
	for level := 2; level < levels; level++ {
		if least := m[level-1] / u[level-1] * u[level]; m[level] < least {
			m[level] = least
		}
	}
	normalise(m)
}
