package subsistence

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// A place's own rates take the place of those that are carried for it, and of no
// others; a file that says something wrong, or something unknown, is refused in
// words that name it.
func TestAPlaceBringsItsOwnRates(t *testing.T) {
	t.Parallel()
	const floor = `"floors": [{"id": "f", "from": "2018-01-01", "without_decision": 100, "with_decision": 85, "source": {"text": "Own"}, "certainty": "house-rule"}]`
	const rate = `{"id": "own", "kind": "adult", "situations": ["outreach"], "pence": 5100, "from": "2025-04-01", "source": {"text": "Letter of the ministers"}, "certainty": "verified"}`
	write := func(text string) string {
		file := filepath.Join(t.TempDir(), "rates.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	book, err := Default().WithFile(write(`{"jurisdictions": ["scotland"], "rates": [` + rate + `], ` + floor + `}`))
	if err != nil {
		t.Fatal(err)
	}
	on := civil.MustDay("2026-11-23")
	if got, found := book.Rate("scotland", Adult, Outreach, on); !found || got.Pence != 5100 {
		t.Errorf("in Scotland %v, %v", got, found)
	}
	if got, _ := book.Rate("england", Adult, Outreach, on); got.Pence != 4918 {
		t.Errorf("in England %v", got)
	}
	if _, found := Default().Rate("scotland", Adult, Outreach, on); found {
		t.Error("the carried book was changed")
	}
	for want, text := range map[string]string{
		"unexpected EOF":          `{"jurisdictions": [`,
		`unknown field "pense"`:   `{"jurisdictions": ["scotland"], "rates": [{"id": "own", "pense": 1}], ` + floor + `}`,
		`"scotlond" is not known`: `{"jurisdictions": ["scotlond"], "rates": [], ` + floor + `}`,
		"a source":                `{"jurisdictions": ["scotland"], "rates": [{"id": "own", "kind": "adult", "situations": ["outreach"], "pence": 1, "from": "2025-04-01", "certainty": "guess"}], ` + floor + `}`,
		"hold on the same day":    `{"jurisdictions": ["scotland"], "rates": [` + rate + `, ` + strings.Replace(rate, `"own"`, `"other"`, 1) + `], ` + floor + `}`,
		"a floor":                 `{"jurisdictions": ["scotland"], "rates": []}`,
	} {
		file := write(text)
		if _, err := Default().WithFile(file); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), file) {
			t.Errorf("said %v, want %q and the file in it", err, want)
		}
	}
	if _, err := Default().WithFile(filepath.Join(t.TempDir(), "none.json")); err == nil {
		t.Error("a file that is not there was taken")
	}
}
