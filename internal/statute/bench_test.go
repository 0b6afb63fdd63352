package statute

import (
	"testing"

	"github.com/havenward/havenward/internal/civil"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDue(b *testing.B) {
	book, about, start := Default(), Subject{Jurisdiction: Scotland}, civil.MustDay("2022-12-22")
	for b.Loop() {
		if _, err := book.Due(ReasonableGroundsDecision, about, start); err != nil {
			b.Fatal(err)
		}
	}
}
