package link

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"

	"github.com/havenward/havenward/linkage"
)

//go:embed report.html
var reportFiles embed.FS

var reportTemplate = template.Must(template.New("report.html").Funcs(template.FuncMap{
	"percent": func(v float64) string { return fmt.Sprintf("%.1f%%", 100*v) },
	"number":  func(v float64) string { return fmt.Sprintf("%.4f", v) },
	"seconds": func(v float64) string { return fmt.Sprintf("%.2f", v) },
}).ParseFS(reportFiles, "report.html"))

// reportData is what the report shows.
type reportData struct {
	Result     *linkage.Result
	Profiles   []linkage.Profile
	Weights    []weightBar
	Sizes      []clusterSize
	Examples   []example
	Evaluation *linkage.Evaluation
	Accuracy   template.HTML
	Calibrated template.HTML
}

// weightBar counts kept pairs by weight.
type weightBar struct {
	From, To int
	Pairs    int
	Share    float64 // of the most in a bar, in per cent
}

type clusterSize struct{ Records, Clusters int }

// example is one pair explained, picture and words.
type example struct {
	Heading string
	Picture template.HTML
	Words   string
}

// writeReport writes a page that stands alone: no script, no outside file.
func writeReport(w io.Writer, r *linkage.Result, profiles []linkage.Profile, e *linkage.Evaluation) error {
	data := reportData{Result: r, Profiles: profiles, Weights: weightBars(r.Pairs), Sizes: clusterSizes(r.Clusters), Evaluation: e}
	var err error
	if data.Examples, err = examples(r); err != nil {
		return err
	}
	if e != nil {
		var accuracy, calibrated bytes.Buffer
		if err := e.WriteAccuracyChart(&accuracy); err != nil {
			return err
		}
		if err := e.WriteCalibrationChart(&calibrated); err != nil {
			return err
		}
		data.Accuracy, data.Calibrated = template.HTML(accuracy.String()), template.HTML(calibrated.String())
	}
	return reportTemplate.Execute(w, data)
}

func weightBars(pairs []linkage.Pair) []weightBar {
	const width = 4
	counts := make(map[int]int)
	most := 1
	for _, p := range pairs {
		bar := int(math.Floor(float64(min(p.Weight, 60)) / width))
		counts[bar]++
		most = max(most, counts[bar])
	}
	var bars []weightBar
	for bar, n := range counts {
		bars = append(bars, weightBar{bar * width, (bar + 1) * width, n, 100 * float64(n) / float64(most)})
	}
	slices.SortFunc(bars, func(a, b weightBar) int { return cmp.Compare(a.From, b.From) })
	return bars
}

func clusterSizes(c linkage.Clustering) []clusterSize {
	records := make([]int, c.Count)
	for _, cluster := range c.Of {
		records[cluster]++
	}
	counts := make(map[int]int)
	for _, n := range records {
		counts[n]++
	}
	var sizes []clusterSize
	for n, clusters := range counts {
		sizes = append(sizes, clusterSize{n, clusters})
	}
	slices.SortFunc(sizes, func(a, b clusterSize) int { return cmp.Compare(a.Records, b.Records) })
	return sizes
}

// examples explains the pairs nearest to some probabilities, from sure to
// doubtful to unlikely.
func examples(r *linkage.Result) ([]example, error) {
	var out []example
	used := make(map[linkage.Pair]bool)
	for _, wanted := range []float64{0.999, 0.9, 0.7, 0.5, 0.3, 0.1} {
		best := -1
		for i, p := range r.Pairs {
			if !used[p] && (best < 0 || math.Abs(p.Probability()-wanted) < math.Abs(r.Pairs[best].Probability()-wanted)) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		p := r.Pairs[best]
		used[p] = true
		explanation := r.Explain(int(p.Left), int(p.Right))
		var words, picture bytes.Buffer
		if err := explanation.WriteText(&words); err != nil {
			return nil, err
		}
		if err := explanation.WriteSVG(&picture); err != nil {
			return nil, err
		}
		out = append(out, example{
			Heading: fmt.Sprintf("Probability %.3f", p.Probability()),
			Picture: template.HTML(picture.String()), Words: words.String(),
		})
	}
	return out, nil
}
