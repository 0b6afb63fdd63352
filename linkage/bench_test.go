package linkage

import (
	"testing"
)

// BenchmarkNamePair compares two names, most of them different, as candidate
// pairs are.
func BenchmarkNamePair(b *testing.B) {
	table := invent(b, 41, 4000)
	l, err := newLinker(table, inventedSettings(table), nil)
	if err != nil {
		b.Fatal(err)
	}
	n := uint64(l.records())
	var m nameMatch
	i := uint64(0)
	for b.Loop() {
		h := mix(i)
		l.names.align(l.row(int(h % n))[0], l.row(int(h >> 32 % n))[0], &m)
		i++
	}
}

// BenchmarkPair weighs the whole evidence of a candidate pair of seven
// comparisons.
func BenchmarkPair(b *testing.B) {
	table := invent(b, 42, 4000)
	l := link(b, table, inventedSettings(table), Options{}).linker
	candidates := l.blocker.candidatePairs(0, l.records())
	var e evidence
	i := 0
	for b.Loop() {
		word := candidates[i%len(candidates)]
		l.compare(l.row(int(uint32(word))), l.row(int(word>>32)), &e)
		l.weigh(&e)
		i++
	}
	b.ReportMetric(float64(len(l.comparisons)+1)*float64(b.N)/b.Elapsed().Seconds(), "comparisons/s")
}

// BenchmarkMatch asks for one record among the others.
func BenchmarkMatch(b *testing.B) {
	table := invent(b, 43, 20_000)
	s := inventedSettings(table)
	s.PairsPerRecord = 8
	x, err := link(b, table, s, Options{}).Index()
	if err != nil {
		b.Fatal(err)
	}
	questions := make([]map[string]string, 500)
	for i := range questions {
		questions[i] = valuesOf(table, int(mix(uint64(i))%uint64(table.Len())))
	}
	i := 0
	for b.Loop() {
		x.Match(questions[i%len(questions)], 0.5)
		i++
	}
}

// BenchmarkPut replaces one record.
func BenchmarkPut(b *testing.B) {
	table := invent(b, 44, 20_000)
	x, err := link(b, table, inventedSettings(table), Options{}).Index()
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		row := i % table.Len()
		if err := x.Put(table.Cell(row, 0), valuesOf(table, row)); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
