package reference

import (
	"io/fs"
	"testing"
)

// BenchmarkRead is what the embedded lists add to the start of the program.
func BenchmarkRead(b *testing.B) {
	data, err := fs.Sub(embedded, "data")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := new(Set).read(data, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	towns := Default().Towns
	for b.Loop() {
		if _, ok := towns.Find("Newcastle upon Tyne"); !ok {
			b.Fatal("not found")
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	towns := Default().Towns
	for b.Loop() {
		if len(towns.Search("new", 10)) != 10 {
			b.Fatal("too few")
		}
	}
}

func BenchmarkSplitNationalities(b *testing.B) {
	s := Default()
	for b.Loop() {
		if _, known := s.SplitNationalities("British Virgin Islander Citizen of the Dominican Republic"); !known {
			b.Fatal("not known")
		}
	}
}
