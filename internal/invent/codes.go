package invent

import (
	"sync"

	"github.com/havenward/havenward/internal/reference"
)

// The codes that are drawn most, read once: lists copy their entries on
// every reading.
var (
	townCodes = codesOf(func(s *reference.Set) *reference.List { return s.Towns },
		func(e reference.Entry) bool { return e.Nation != "" })
	meansCodes          = codesOf(func(s *reference.Set) *reference.List { return s.MeansOfControl }, notOther)
	indicatorCodes      = codesOf(func(s *reference.Set) *reference.List { return s.Indicators }, notOther)
	childIndicatorCodes = codesOf(func(s *reference.Set) *reference.List { return s.ChildIndicators }, notOther)
)

func notOther(e reference.Entry) bool { return e.Code != "other" }

// codesOf reads the codes of the entries of an embedded list that are wanted.
func codesOf(list func(*reference.Set) *reference.List, want func(reference.Entry) bool) func() []string {
	return sync.OnceValue(func() []string {
		var codes []string
		for _, e := range list(reference.Default()).All() {
			if want(e) {
				codes = append(codes, e.Code)
			}
		}
		return codes
	})
}
