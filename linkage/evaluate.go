package linkage

import (
	"cmp"
	"io"
	"math"
	"slices"
)

// Accuracy is how a set of links agrees with the truth.
type Accuracy struct {
	Threshold float64 `json:"threshold"`
	Links     int64   `json:"links"` // pairs called one person
	Right     int64   `json:"right"` // of them, those that are
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Band is a band of stated probability and the share of pairs in it that are
// one person.
type Band struct {
	From   float64 `json:"from"`
	To     float64 `json:"to"`
	Pairs  int64   `json:"pairs"`
	Stated float64 `json:"stated"` // mean probability
	True   float64 `json:"true"`   // share that is one person
	// Low and High are where the share of all such pairs lies with 95 per cent
	// confidence (Wilson), by the number of pairs alone: in a small band chance
	// moves the share by more than calibration does.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Evaluation compares a result with the truth.
type Evaluation struct {
	TruePairs int64      `json:"true_pairs"`
	Blocking  float64    `json:"blocking_recall"` // share of true pairs that were compared
	Pairs     []Accuracy `json:"pairs"`           // by threshold
	AtChosen  Accuracy   `json:"pairs_at_threshold"`
	Best      Accuracy   `json:"pairs_at_best"`
	Clusters  Accuracy   `json:"clusters"`
	Bands     []Band     `json:"bands"`
}

// evaluatedThresholds are the thresholds shown.
var evaluatedThresholds = []float64{0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999}

// Evaluate compares a result with the truth, given as one text for each record:
// records with the same text are one person; an empty text is a person of their
// own.
func (r *Result) Evaluate(truth func(record int) string) Evaluation {
	n := r.Table.Len()
	person := make([]uint32, n)
	numbers := newDictionary()
	sizes := []int64{0}
	for record := range n {
		id := numbers.intern([]byte(truth(record)))
		if id == 0 {
			id = numbers.intern([]byte("\x00" + r.ID(record)))
		}
		person[record] = id
		if int(id) == len(sizes) {
			sizes = append(sizes, 0)
		}
		sizes[id]++
	}
	e := Evaluation{TruePairs: pairsWithin(sizes)}
	e.Blocking = r.linker.blockingRecall(person, e.TruePairs)
	pairs := slices.Clone(r.Pairs)
	slices.SortStableFunc(pairs, func(a, b Pair) int { return cmp.Compare(b.Weight, a.Weight) })
	var links, right int64
	next := len(evaluatedThresholds) - 1
	for _, p := range pairs {
		for next >= 0 && p.Probability() < evaluatedThresholds[next] {
			e.Pairs = append(e.Pairs, accuracyOf(evaluatedThresholds[next], links, right, e.TruePairs))
			next--
		}
		links++
		if person[p.Left] == person[p.Right] {
			right++
		}
		now := accuracyOf(p.Probability(), links, right, e.TruePairs)
		if now.F1 > e.Best.F1 {
			e.Best = now
		}
		if p.Probability() >= r.Threshold {
			e.AtChosen = now
		}
	}
	for ; next >= 0; next-- {
		e.Pairs = append(e.Pairs, accuracyOf(evaluatedThresholds[next], links, right, e.TruePairs))
	}
	slices.Reverse(e.Pairs)
	e.AtChosen.Threshold = r.Threshold
	e.Clusters = r.clusterAccuracy(person, e.TruePairs)
	e.Bands = bandsOf(pairs, person)
	return e
}

func pairsWithin(sizes []int64) int64 {
	total := int64(0)
	for _, s := range sizes {
		total += s * (s - 1) / 2
	}
	return total
}

func accuracyOf(threshold float64, links, right, all int64) Accuracy {
	a := Accuracy{Threshold: threshold, Links: links, Right: right, Precision: 1}
	if links > 0 {
		a.Precision = float64(right) / float64(links)
	}
	if all > 0 {
		a.Recall = float64(right) / float64(all)
	}
	if links+all > 0 {
		a.F1 = 2 * float64(right) / float64(links+all)
	}
	return a
}

func (r *Result) clusterAccuracy(person []uint32, all int64) Accuracy {
	type both struct{ cluster, person uint32 }
	clusters := make([]int64, r.Clusters.Count)
	shared := make(map[both]int64)
	for record, cluster := range r.Clusters.Of {
		clusters[cluster]++
		shared[both{cluster, person[record]}]++
	}
	right := int64(0)
	for _, s := range shared {
		right += s * (s - 1) / 2
	}
	return accuracyOf(r.Threshold, pairsWithin(clusters), right, all)
}

func (l *linker) blockingRecall(person []uint32, all int64) float64 {
	if all == 0 {
		return 1
	}
	const size = 1 << 12
	n := l.records()
	found := make([]int64, (n+size-1)/size)
	forRanges(n, size, func(number, from, to int) {
		s := scratchPool.Get().(*scratch)
		defer scratchPool.Put(s)
		for record := from; record < to; record++ {
			for _, other := range s.candidates(l.blocker, l.row(record), uint32(record)) {
				if person[other] == person[record] {
					found[number]++
				}
			}
		}
	})
	total := int64(0)
	for _, f := range found {
		total += f
	}
	return float64(total) / float64(all)
}

func bandsOf(pairs []Pair, person []uint32) []Band {
	edges := []float64{0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0000001}
	bands := make([]Band, len(edges)-1)
	for i := range bands {
		bands[i] = Band{From: edges[i], To: min(1, edges[i+1])}
	}
	for _, p := range pairs {
		probability := p.Probability()
		i, _ := slices.BinarySearch(edges, probability)
		if i == len(edges) || edges[i] > probability {
			i--
		}
		b := &bands[i]
		b.Pairs++
		b.Stated += probability
		if person[p.Left] == person[p.Right] {
			b.True++
		}
	}
	bands = slices.DeleteFunc(bands, func(b Band) bool { return b.Pairs == 0 })
	for i := range bands {
		n := float64(bands[i].Pairs)
		bands[i].Low, bands[i].High = wilson(bands[i].True, n)
		bands[i].Stated /= n
		bands[i].True /= n
	}
	return bands
}

// wilson is the 95 per cent interval of a share, of right among n.
func wilson(right, n float64) (low, high float64) {
	const z = 1.959964
	p := right / n
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}

// WriteAccuracyChart draws precision, recall and F1 over the threshold.
func (e *Evaluation) WriteAccuracyChart(w io.Writer) error {
	lines := []chartLine{{label: "precision", colour: "#1d70b8"}, {label: "recall", colour: "#d4351c"}, {label: "F1", colour: "#00703c"}}
	for _, a := range e.Pairs {
		for i, y := range []float64{a.Precision, a.Recall, a.F1} {
			lines[i].x, lines[i].y = append(lines[i].x, a.Threshold), append(lines[i].y, y)
		}
	}
	return writeChart(w, "Precision, recall and F1 by threshold", "threshold", "share", lines)
}

// WriteCalibrationChart draws the true share of pairs over the stated
// probability; a calibrated model follows the diagonal.
func (e *Evaluation) WriteCalibrationChart(w io.Writer) error {
	line := chartLine{label: "pairs", colour: "#1d70b8"}
	for _, b := range e.Bands {
		line.x, line.y = append(line.x, b.Stated), append(line.y, b.True)
	}
	diagonal := chartLine{label: "perfect", colour: "#505a5f", x: []float64{0, 1}, y: []float64{0, 1}}
	return writeChart(w, "Stated and true probability", "stated probability", "true share", []chartLine{diagonal, line})
}
