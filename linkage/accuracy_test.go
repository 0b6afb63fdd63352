package linkage_test

import (
	"context"
	"math"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/shareddata"
	"github.com/havenward/havenward/linkage"
)

// accuracyCase is one of the sets with known truth. The floors are the measures
// that this package promises; what it reaches stands in docs/linkage.md.
type accuracyCase struct {
	name, file, id, truth string
	pattern               string   // whose first group is the person in the truth column
	only                  []string // columns compared; all that profiling finds if empty
	pair, cluster, block  float64
}

var accuracyCases = []accuracyCase{
	{name: "ht_dev", file: "ht_dev_20k.csv", id: "unique_id", truth: "cluster", pair: 0.83, cluster: 0.86, block: 0.90},
	{name: "people", file: "people_100k.csv", id: "unique_id", truth: "cluster", pair: 0.985, cluster: 0.99, block: 0.99},
	{name: "febrl3, all fields", file: "febrl3.csv", id: "rec_id", truth: "rec_id", pattern: `^rec-(\d+)-`, pair: 0.9987, cluster: 0.9987, block: 0.99},
	{
		name: "febrl3, name, birth and state", file: "febrl3.csv", id: "rec_id", truth: "rec_id", pattern: `^rec-(\d+)-`,
		only: []string{"given_name", "surname", "date_of_birth", "state"}, pair: 0.955, cluster: 0.97, block: 0.97,
	},
	{name: "fake_1000", file: "fake_1000.csv", id: "unique_id", truth: "cluster", pair: 0.94, cluster: 0.97, block: 1},
}

func load(t testing.TB, c accuracyCase) (*linkage.Table, linkage.Settings, func(int) string) {
	t.Helper()
	f, err := os.Open(shareddata.Path(t, "linkage/"+c.file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := linkage.Read(c.file, f, nil)
	if err != nil {
		t.Fatal(err)
	}
	settings := linkage.Propose(c.id, linkage.ProfileTable(table, c.id, c.truth))
	if c.only != nil {
		settings.Fields = slices.DeleteFunc(settings.Fields, func(f linkage.Field) bool { return !slices.Contains(c.only, f.Column) })
	}
	column := table.Column(c.truth)
	truth := func(row int) string { return table.Cell(row, column) }
	if c.pattern != "" {
		pattern := regexp.MustCompile(c.pattern)
		truth = func(row int) string { return pattern.FindStringSubmatch(table.Cell(row, column))[1] }
	}
	return table, settings, truth
}

// Not parallel: the sets are large and the machine that runs the tests is not.
func TestAccuracyWithoutLabels(t *testing.T) {
	if testing.Short() {
		t.Skip("links five sets of records")
	}
	for _, c := range accuracyCases {
		t.Run(c.name, func(t *testing.T) {
			table, settings, truth := load(t, c)
			r, err := linkage.Link(context.Background(), table, settings, linkage.Options{})
			if err != nil {
				t.Fatal(err)
			}
			e := r.Evaluate(truth)
			t.Logf("threshold %.3f: pair F1 %.4f (best %.4f), cluster F1 %.4f, blocking %.4f", r.Threshold, e.AtChosen.F1, e.Best.F1, e.Clusters.F1, e.Blocking)
			if e.AtChosen.F1 < c.pair {
				t.Errorf("pair F1 %.4f, want %.4f", e.AtChosen.F1, c.pair)
			}
			if e.Clusters.F1 < c.cluster {
				t.Errorf("cluster F1 %.4f, want %.4f", e.Clusters.F1, c.cluster)
			}
			if e.Blocking < c.block {
				t.Errorf("blocking finds %.4f of true pairs, want %.4f", e.Blocking, c.block)
			}
			for _, band := range e.Bands {
				t.Logf("stated %.3f, true %.3f of %d pairs (%.3f to %.3f by their number alone)", band.Stated, band.True, band.Pairs, band.Low, band.High)
				// Two points, and what chance does to a band of so many pairs: the interval
				// is of 95 per cent, and there are sixty bands, so half of it is added. Bands of
				// fewer than a hundred pairs say nothing: the pairs of few people.
				within := 0.02 + 0.75*(band.High-band.Low)
				if off := math.Abs(band.Stated - band.True); band.Pairs >= 100 && off > within {
					t.Errorf("band %.2f to %.2f: stated %.3f, true %.3f, more than %.3f apart", band.From, band.To, band.Stated, band.True, within)
				}
				if off := math.Abs(band.Stated - band.True); band.Pairs >= 1000 && off > 0.025 {
					t.Errorf("band %.2f to %.2f of %d pairs: stated %.3f, true %.3f", band.From, band.To, band.Pairs, band.Stated, band.True)
				}
			}
		})
	}
}

// TestReviewedPairsTeach reviews 500 doubtful pairs, as a person would who
// starts where the model is least sure, and measures on the others.
func TestReviewedPairsTeach(t *testing.T) {
	if testing.Short() {
		t.Skip("links a set of records twice")
	}
	table, settings, truth := load(t, accuracyCases[0])
	r, err := linkage.Link(context.Background(), table, settings, linkage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var reviewed []linkage.Reviewed
	doubtful := 0
	for _, p := range r.Pairs {
		if p.Probability() < 0.1 || p.Probability() > 0.95 {
			continue
		}
		if doubtful++; doubtful%14 == 0 && len(reviewed) < 500 {
			reviewed = append(reviewed, linkage.Reviewed{Left: p.Left, Right: p.Right, Same: truth(int(p.Left)) == truth(int(p.Right))})
		}
	}
	before := r.Evaluate(truth)
	after, err := linkage.Link(context.Background(), table, settings, linkage.Options{Reviewed: reviewed})
	if err != nil {
		t.Fatal(err)
	}
	e := after.Evaluate(truth)
	t.Logf("%d reviewed: pair F1 %.4f before, %.4f after; clusters %.4f before, %.4f after",
		len(reviewed), before.AtChosen.F1, e.AtChosen.F1, before.Clusters.F1, e.Clusters.F1)
	if e.AtChosen.F1 < 0.82 || e.AtChosen.F1 < before.AtChosen.F1-0.005 {
		t.Errorf("pair F1 %.4f after review, %.4f before", e.AtChosen.F1, before.AtChosen.F1)
	}
}

// TestOverlapsOfAgencies measures how well the number of people known to two
// agencies is estimated without choosing a threshold.
func TestOverlapsOfAgencies(t *testing.T) {
	if testing.Short() {
		t.Skip("links a set of records")
	}
	table, settings, truth := load(t, accuracyCases[0])
	settings.Source = "agency"
	r, err := linkage.Link(context.Background(), table, settings, linkage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	overlaps := r.Overlaps("agency")
	expected, actual := r.TrueOverlaps(overlaps, "agency", truth)
	clustered, far, squares := 0.0, 0, 0.0
	for _, o := range overlaps {
		clustered += float64(o.Clusters)
		if off := math.Abs(o.People/float64(*o.True) - 1); off > 0.05 {
			far++
		}
		t.Logf("%s and %s: estimated %.1f give or take %.1f, true %d (%.3f)", o.A, o.B, o.People, o.Deviation, *o.True, o.People/float64(*o.True))
		off := (o.People - float64(*o.True)) / o.Deviation
		squares += off * off
	}
	t.Logf("overlaps of all pairs of agencies: estimated %.0f, true %.0f, by clusters %.0f; %d of %d pairs more than 5 per cent off", expected, actual, clustered, far, len(overlaps))
	// If the deviations stated are right, the squares of what is off by them have
	// a mean of 1, of 36 pairs with a standard error of a quarter.
	mean := squares / float64(len(overlaps))
	t.Logf("off by %.2f stated deviations (root mean square)", math.Sqrt(mean))
	if mean < 0.4 || mean > 1.6 {
		t.Errorf("estimates are off by %.2f of the deviations they state", math.Sqrt(mean))
	}
	if ratio := expected / actual; ratio < 0.95 || ratio > 1.05 {
		t.Errorf("overlaps estimated at %.3f of the truth", ratio)
	}
}
