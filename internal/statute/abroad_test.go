package statute

import (
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/civil"
)

// TestWorkingDaysAbroad counts working days where holidays at a weekend are not
// given on another day.
func TestWorkingDaysAbroad(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in        Jurisdiction
		from, due string
		days      int
	}{
		{Lithuania, "2026-12-23", "2026-12-30", 3}, // the 24th and 25th are holidays, the 26th a Saturday
		{Lithuania, "2026-10-30", "2026-11-04", 2}, // 1 November is a Sunday, the 2nd a Monday and a holiday
		{Lithuania, "2019-10-31", "2019-11-05", 2}, // before 2020 the 2nd was none; the 1st is a Friday
		{Italy, "2026-04-24", "2026-04-27", 1},     // 25 April is a Saturday and nothing is given for it
		{Italy, "2026-04-03", "2026-04-07", 1},     // Good Friday is a working day, Easter Monday is none
		{Italy, "2025-10-03", "2025-10-06", 1},     // 4 October is a holiday from 2026 only
		{Italy, "2027-10-01", "2027-10-06", 2},     // and is a Monday in 2027
	} {
		due, err := Default().Due(ReturnAcceptance, Subject{Jurisdiction: c.in}, civil.MustDay(c.from))
		if err != nil {
			t.Fatal(err)
		}
		calendar := calendarOf(t, c.in)
		day := civil.MustDay(c.from)
		for n := 0; n < c.days; {
			if day = day.Add(1); calendar.WorkingDay(day) {
				n++
			}
		}
		if day != civil.MustDay(c.due) {
			t.Errorf("%s: %d working days after %s is %s, want %s", c.in, c.days, c.from, day, c.due)
		}
		if due.Rule.Amount != 5 || !calendar.WorkingDay(due.On) {
			t.Errorf("%s: the answer is due on %s, %d working days", c.in, due.On, due.Rule.Amount)
		}
	}
}

// TestEachCountryAbroadHasAPack holds that a country abroad says how people are
// helped, and that no rule of a decision is one of abroad.
func TestEachCountryAbroadHasAPack(t *testing.T) {
	t.Parallel()
	on := civil.MustDay("2026-03-02")
	for _, country := range Abroad() {
		if !country.Valid() || country.Domestic() || country.Name() == Text(country) {
			t.Errorf("%s is not a country abroad with a name", country)
		}
		for _, kind := range []Kind{RecoveryPeriod, TemporaryPermissionLength, PermissionCondition, AssistanceCondition, ReturnAcceptance} {
			if _, err := Default().Due(kind, Subject{Jurisdiction: country}, on); err != nil {
				t.Errorf("%s has no rule of the kind %s: %v", country, kind, err)
			}
		}
		if len(calendarOf(t, country).Holidays()) < 10 {
			t.Errorf("%s has too few holidays", country)
		}
		for _, rule := range Default().Rules() {
			if slices.Contains([]Kind{ReasonableGroundsDecision, ReasonableGroundsTest, ConclusiveGroundsTest, ConclusiveGroundsDecision, ReconsiderationRequest}, rule.Kind) &&
				slices.Contains(rule.Jurisdictions, country) {
				t.Errorf("%s is a rule of decisions of %s", rule.ID, country)
			}
		}
	}
	for _, home := range Jurisdictions() {
		if !home.Domestic() {
			t.Errorf("%s is not of the United Kingdom", home)
		}
	}
}

// TestStaysGoesWithADayOfEveryYear refuses what would mean nothing.
func TestStaysGoesWithADayOfEveryYear(t *testing.T) {
	t.Parallel()
	monday := 1
	h := Holiday{Name: "A", Nations: []Jurisdiction{Italy}, Easter: &monday, Stays: true, Source: Source{Text: "s", URL: "https://example.org/"}}
	if h.check() == nil {
		t.Error("an Easter holiday that stays was taken")
	}
}
