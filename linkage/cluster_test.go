package linkage

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// clustersOf joins pairs given as probabilities; pairs not given are not linked.
func clustersOf(records int, links map[[2]uint32]float64, forced []Pair) Clustering {
	var pairs []Pair
	for _, key := range sortedPairs(links) {
		pairs = append(pairs, Pair{key[0], key[1], float32(math.Log2(links[key] / (1 - links[key])))})
	}
	return joinClusters(records, pairs, forced, clusterer{
		threshold: 0.4,
		score:     func(a, b uint32) float64 { return links[[2]uint32{min(a, b), max(a, b)}] },
		id:        func(record uint32) string { return fmt.Sprintf("%03d", record) },
	})
}

func sortedPairs(links map[[2]uint32]float64) [][2]uint32 {
	var keys [][2]uint32
	for a := range uint32(64) {
		for b := a + 1; b < 64; b++ {
			if _, ok := links[[2]uint32{a, b}]; ok {
				keys = append(keys, [2]uint32{a, b})
			}
		}
	}
	return keys
}

func TestChainThatShouldNotHoldIsSplit(t *testing.T) {
	t.Parallel()
	// Two people of three records each, and one misleading pair between them.
	links := map[[2]uint32]float64{
		{0, 1}: 0.98, {0, 2}: 0.9, {1, 2}: 0.95, {3, 4}: 0.97, {3, 5}: 0.92, {4, 5}: 0.99, {2, 3}: 0.93,
	}
	c := clustersOf(6, links, nil)
	if c.Count != 2 || c.Of[0] != c.Of[2] || c.Of[3] != c.Of[5] || c.Of[2] == c.Of[3] {
		t.Errorf("clusters %v, want {0 1 2} and {3 4 5}", c.Of)
	}
	if c.Chains != 1 {
		t.Errorf("%d chains reported, want 1", c.Chains)
	}
}

func TestReviewerOverrulesTheScores(t *testing.T) {
	t.Parallel()
	links := map[[2]uint32]float64{{0, 1}: 0.99, {1, 2}: 0.02}
	c := clustersOf(3, links, []Pair{{0, 1, -forcedWeight}, {1, 2, forcedWeight}})
	if c.Of[0] == c.Of[1] || c.Of[1] != c.Of[2] {
		t.Errorf("clusters %v in spite of the reviews", c.Of)
	}
}

func TestEveryRecordIsInOneCluster(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "records")
		links := make(map[[2]uint32]float64)
		for range rapid.IntRange(0, 80).Draw(t, "pairs") {
			a, b := rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b")
			if a != b {
				links[[2]uint32{uint32(min(a, b)), uint32(max(a, b))}] = rapid.Float64Range(0.02, 0.98).Draw(t, "probability")
			}
		}
		c := clustersOf(n, links, nil)
		if len(c.Of) != n {
			t.Fatalf("%d records in clusters, want %d", len(c.Of), n)
		}
		next := uint32(0)
		for _, cluster := range c.Of {
			if cluster > next {
				t.Fatalf("clusters are not numbered by their first records: %v", c.Of)
			}
			next = max(next, cluster+1)
		}
		if int(next) != c.Count {
			t.Fatalf("%d clusters counted, %d there", c.Count, next)
		}
	})
}
