package mse

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// One fit of the model that stepwise selection chooses, five lists.
func BenchmarkFit(b *testing.B) {
	table := uk2013(b)
	chosen, err := Stepwise(table, DefaultThreshold)
	if err != nil {
		b.Fatal(err)
	}
	f := NewFitter(5)
	f.Load(table)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.Unseen(chosen.Model); err != nil {
			b.Fatal(err)
		}
	}
}

// A thousand replicates with selection, on one core.
func BenchmarkStepwiseBootstrap1000(b *testing.B) {
	for _, table := range []*Table{uk2013(b), sixLists(b)} {
		b.Run(fmt.Sprintf("%dlists", table.K()), func(b *testing.B) {
			for b.Loop() {
				if _, err := Bootstrap(context.Background(), table, StepwiseRule(DefaultThreshold), BootstrapOptions{Replicates: 1000, Workers: 1}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Every hierarchical model of five lists; of six with triples only if asked for by
// MSE_BENCH_SIX, for it takes minutes.
func BenchmarkAllModels(b *testing.B) {
	for _, c := range []struct {
		name         string
		table        *Table
		order, cores int
	}{
		{"5lists/1core", uk2013(b), 4, 1},
		{"5lists/2cores", uk2013(b), 4, 2},
		{"6lists-pairs/1core", sixLists(b), 2, 1},
		{"6lists-pairs/2cores", sixLists(b), 2, 2},
		{"6lists-triples/1core", sixLists(b), 3, 1},
		{"6lists-triples-sparse/1core", sparseSix(b), 3, 1},
	} {
		b.Run(c.name, func(b *testing.B) {
			if c.order == 3 && c.table.K() == 6 && os.Getenv("MSE_BENCH_SIX") == "" {
				b.Skip("set MSE_BENCH_SIX=1")
			}
			for b.Loop() {
				all, err := AllModels(context.Background(), c.table, AllModelsOptions{MaxOrder: c.order, Workers: c.cores})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(all.Enumerated), "models")
				b.ReportMetric(float64(all.Admissible), "admissible")
			}
		})
	}
}

// Every decomposable graph.
func BenchmarkGraphs(b *testing.B) {
	for _, table := range []*Table{uk2013(b), sixLists(b)} {
		b.Run(fmt.Sprintf("%dlists", table.K()), func(b *testing.B) {
			for b.Loop() {
				if _, err := Graphs(context.Background(), table, GraphsOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// sparseSix is the United Kingdom's table with one list split in two, mostly empty
// as such tables are.
func sparseSix(tb testing.TB) *Table {
	tb.Helper()
	old := uk2013(tb)
	counts := map[Pattern]int64{}
	for _, p := range old.Patterns() {
		n := old.Count(p)
		if !p.Has(4) {
			counts[p] += n
			continue
		}
		counts[p&^16|32] += n / 3
		counts[p|32] += n / 10
		counts[p] += n - n/3 - n/10
	}
	t, err := NewTable([]string{"A", "B", "C", "D", "E", "F"}, counts)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}
