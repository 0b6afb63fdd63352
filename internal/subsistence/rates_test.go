package subsistence

import (
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/statute"
)

// RatesOf2020 are the rates of July 2020 as if none had come after them, so that
// tests name amounts that do not move when a rate is entered.
func RatesOf2020() Book {
	part := Default().Of("england")
	part.Rates = slices.DeleteFunc(slices.Clone(part.Rates), func(r Rate) bool { return r.From.Year > 2020 })
	for i := range part.Rates {
		if part.Rates[i].From.Year == 2020 {
			part.Rates[i].Until = civil.Day{}
		}
	}
	book, err := Default().With(part)
	if err != nil {
		panic(err)
	}
	return book
}

// TestEveryNationIsToldOf: each has rates, or says that none was found and what
// to do; and every rate that was not read in its source says so.
func TestEveryNationIsToldOf(t *testing.T) {
	t.Parallel()
	for _, j := range []statute.Jurisdiction{"england", "wales", "scotland", "northern-ireland"} {
		part := Default().Of(j)
		if len(part.Jurisdictions) == 0 || len(part.Rates) == 0 && part.Remark == "" {
			t.Errorf("%s: nothing is said of its rates", j)
		}
		for _, rate := range part.Rates {
			if rate.Certainty == statute.Guess && rate.Remark == "" {
				t.Errorf("%s is a guess and does not say why", rate.ID)
			}
			if rate.Source.URL == "" || rate.Confirmed.IsZero() {
				t.Errorf("%s cannot be looked up", rate.ID)
			}
		}
	}
}

// TestTheRatesOf2024: a newer rate takes over on its day and not before, and a
// child of three gets what only the newer rates give.
func TestTheRatesOf2024(t *testing.T) {
	t.Parallel()
	born := civil.Day{Year: 2020, Month: 12, Day: 1}
	a := Account{Jurisdiction: "wales", From: civil.Day{Year: 2023, Month: 12, Day: 1}, Facts: []Fact{
		{Kind: FactSituation, Code: Outreach, From: civil.Day{Year: 2023, Month: 12, Day: 1}}, {Kind: FactChild, From: born, Birth: born}}}
	for _, want := range []struct {
		on    civil.Day
		pence int64
	}{
		{civil.Day{Year: 2023, Month: 12, Day: 1}, 3960 + 3960 + 300}, // the third birthday
		{civil.Day{Year: 2024, Month: 1, Day: 14}, 3960 + 3960},
		{civil.Day{Year: 2024, Month: 1, Day: 15}, 4918 + 4918 + 525},
		{civil.Day{Year: 2024, Month: 12, Day: 1}, 4918 + 4918 + 525},
		{civil.Day{Year: 2024, Month: 12, Day: 2}, 4918 + 4918},
	} {
		if lines, _ := Default().Day(a, want.on); Weekly(lines) != want.pence {
			t.Errorf("%s: %d a week, want %d", want.on, Weekly(lines), want.pence)
		}
	}
}
