package mse

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// hardTable draws a table as they are met and as they are difficult: three to six
// lists of which some never overlap, most patterns nobody has, some thousands.
func hardTable(t testing.TB, random *rand.Rand) *Table {
	t.Helper()
	k := 3 + random.IntN(4)
	names := []string{"Police", "Local authority", "N G O", "été", "a-b", "Z"}[:k]
	apart := map[Pattern]bool{}
	for _, pair := range pairs(k) {
		apart[pair] = random.IntN(3) == 0
	}
	rates := make([]float64, k)
	for i := range rates {
		rates[i] = math.Exp(-1 - 3*random.Float64())
	}
	people := math.Exp(4 + 5*random.Float64())
	counts := map[Pattern]int64{}
	for c := Pattern(1); c < 1<<k; c++ {
		mean := people
		for i := range k {
			if c.Has(i) {
				mean *= rates[i]
			} else {
				mean *= 1 - rates[i]
			}
		}
		for pair, never := range apart {
			if never && c.Contains(pair) {
				mean = 0
			}
		}
		if n := int64(poisson(random, mean)); n > 0 {
			counts[c] = n
		}
	}
	table, err := NewTable(names, counts)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// On hard tables the fast rule gives what the plain one gives, to 1e-6.
func TestHardTables(t *testing.T) {
	t.Parallel()
	const seed, tables = 20261122, 200
	random := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	estimates, minus := 0, 0
	for i := range tables {
		table := hardTable(t, random)
		want, ok := plainStepwise(table, DefaultThreshold)
		got, err := Stepwise(table, DefaultThreshold)
		if ok != (err == nil) {
			t.Fatalf("table %d, %v: plainly %v, %v", i, table.counts, ok, err)
		}
		if !ok {
			continue
		}
		estimates++
		minus += len(got.MinusInfinity())
		if math.Abs(got.Estimate-want) > 1e-6*want {
			t.Errorf("table %d, %v: %.9f, plainly %.9f", i, table.counts, got.Estimate, want)
		}
	}
	if estimates < tables/2 || minus == 0 {
		t.Errorf("%d of %d tables have an estimate, with %d parameters at minus infinity: they are not the tables meant", estimates, tables, minus)
	}
	t.Logf("%d of %d tables have an estimate, %d parameters at minus infinity", estimates, tables, minus)
}

// On hard tables all models of the family, walked from one to the next, are those
// fitted one by one from nothing; and the best are those of a design matrix.
func TestHardFamilies(t *testing.T) {
	t.Parallel()
	const seed, tables = 20261123, 8
	random := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	for range tables {
		table := hardTable(t, random)
		for table.K() > 5 {
			table = hardTable(t, random)
		}
		checkWalk(t, table)
		all, err := AllModels(context.Background(), table, AllModelsOptions{})
		if err != nil {
			continue
		}
		f := NewFitter(table.K())
		f.Load(table)
		for _, r := range all.Rankings[BIC].Models {
			f.startModel(r.Model.terms)
			if want := f.n + designMeans(f)[0]; math.Abs(r.Estimate-want) > 1e-6*want {
				t.Errorf("%v, model %v: %.9f, by design matrix %.9f", table.counts, r.Model.terms, r.Estimate, want)
			}
		}
	}
}
