package linkage_test

import (
	"context"
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
	calibrated            float64 // most by which a band of 300 pairs and more may be off
}

var accuracyCases = []accuracyCase{
	{name: "ht_dev", file: "ht_dev_20k.csv", id: "unique_id", truth: "cluster", pair: 0.82, cluster: 0.85, block: 0.90, calibrated: 0.06},
	{name: "people", file: "people_100k.csv", id: "unique_id", truth: "cluster", pair: 0.985, cluster: 0.99, block: 0.99, calibrated: 0.06},
	{name: "febrl3, all fields", file: "febrl3.csv", id: "rec_id", truth: "rec_id", pattern: `^rec-(\d+)-`, pair: 0.9987, cluster: 0.9987, block: 0.99},
	{
		name: "febrl3, name, birth and state", file: "febrl3.csv", id: "rec_id", truth: "rec_id", pattern: `^rec-(\d+)-`,
		only: []string{"given_name", "surname", "date_of_birth", "state"}, pair: 0.955, cluster: 0.97, block: 0.97, calibrated: 0.06,
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
				t.Logf("stated %.3f, true %.3f of %d pairs", band.Stated, band.True, band.Pairs)
				if off := band.Stated - band.True; c.calibrated > 0 && band.Pairs >= 300 && (off > c.calibrated || off < -c.calibrated) {
					t.Errorf("band %.2f to %.2f: stated %.3f, true %.3f", band.From, band.To, band.Stated, band.True)
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
	agency := table.Column("agency")
	known := make(map[string]map[string]bool)
	for row := range table.Len() {
		if known[truth(row)] == nil {
			known[truth(row)] = make(map[string]bool)
		}
		known[truth(row)][table.Cell(row, agency)] = true
	}
	var expected, actual, clustered float64
	for _, o := range r.Overlaps("agency") {
		expected += o.People
		clustered += float64(o.Clusters)
		for _, agencies := range known {
			if agencies[o.A] && agencies[o.B] {
				actual++
			}
		}
	}
	t.Logf("overlaps of all pairs of agencies: estimated %.0f, true %.0f, by clusters %.0f", expected, actual, clustered)
	if ratio := expected / actual; ratio < 0.95 || ratio > 1.05 {
		t.Errorf("overlaps estimated at %.3f of the truth", ratio)
	}
}
