package civil

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDay(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"2026-11-22", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"} {
		d, err := ParseDay(good)
		if err != nil {
			t.Errorf("ParseDay(%q): %v", good, err)
		}
		if d.String() != good {
			t.Errorf("ParseDay(%q) prints as %q", good, d)
		}
	}
	for _, bad := range []string{
		"", "2026", "2026-11", "2026-13-01", "2026-00-10", "2026-11-00", "2026-11-31",
		"2025-02-29", "1900-02-29", "0000-01-01", "22/11/2026", "2026/11/22", "2026-11-22 ",
		" 2026-11-22", "2026-11-2", "+026-11-22", "2026-1a-22", "2026-11-22T00:00:00Z", "२०२६-११-२२",
	} {
		if d, err := ParseDay(bad); !errors.Is(err, ErrDay) || !d.IsZero() {
			t.Errorf("ParseDay(%q) = %v, %v; want the zero day and ErrDay", bad, d, err)
		}
	}
}

func TestDayOfIsTheDayInLondon(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ instant, want string }{
		{"2026-11-22T23:59:59Z", "2026-11-22"},
		{"2026-07-01T22:59:59Z", "2026-07-01"},
		{"2026-07-01T23:00:00Z", "2026-07-02"}, // summer time: midnight in London
		{"2026-03-29T00:30:00Z", "2026-03-29"}, // the night the clocks go forward
		{"2026-10-24T23:30:00Z", "2026-10-25"},
		{"2026-01-01T05:00:00+07:00", "2025-12-31"},
	} {
		instant, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(instant); got != MustDay(c.want) {
			t.Errorf("DayOf(%s) = %s, want %s", c.instant, got, c.want)
		}
	}
	if !DayOf(time.Time{}).IsZero() {
		t.Error("the zero time is a known day")
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ day, want string }{
		{"2026-01-15", "2026-01-15T00:00:00Z"},
		{"2026-07-15", "2026-07-14T23:00:00Z"},
		{"2026-03-29", "2026-03-29T00:00:00Z"},
		{"2026-10-25", "2026-10-24T23:00:00Z"},
	} {
		if got := MustDay(c.day).Start().Format(time.RFC3339); got != c.want {
			t.Errorf("%s starts at %s, want %s", c.day, got, c.want)
		}
	}
	if !(Day{}).Start().IsZero() {
		t.Error("a day that is not known starts at some time")
	}
}

func TestAddMonthsKeepsToTheMonth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day    string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-11-22", 0, "2026-11-22"},
		{"2026-11-22", 2, "2027-01-22"},
		{"2026-12-31", 6, "2027-06-30"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", -48, "2020-02-29"},
	} {
		if got := MustDay(c.day).AddMonths(c.months); got != MustDay(c.want) {
			t.Errorf("%s and %d months = %s, want %s", c.day, c.months, got, c.want)
		}
	}
}

func TestAgeOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		birth, on string
		want      int
	}{
		{"2008-11-22", "2026-11-21", 17},
		{"2008-11-22", "2026-11-22", 18},
		{"2008-11-22", "2026-12-01", 18},
		{"2008-02-29", "2026-02-28", 17},
		{"2008-02-29", "2026-03-01", 18},
		{"2008-02-29", "2028-02-29", 20},
		{"2026-11-22", "2026-11-22", 0},
		{"2026-11-22", "2026-11-21", -1},
	} {
		if got := AgeOn(MustDay(c.birth), MustDay(c.on)); got != c.want {
			t.Errorf("AgeOn(%s, %s) = %d, want %d", c.birth, c.on, got, c.want)
		}
	}
}

func TestLongAndWeekday(t *testing.T) {
	t.Parallel()
	d := MustDay("2026-11-22")
	if d.Long() != "22 November 2026" || d.Weekday() != time.Sunday {
		t.Errorf("got %s, a %s", d.Long(), d.Weekday())
	}
	if (Day{}).Long() != "" || (Day{}).String() != "" {
		t.Error("a day that is not known prints as something")
	}
}

func TestUnknownDayStaysUnknown(t *testing.T) {
	t.Parallel()
	if !(Day{}).Add(5).IsZero() || !(Day{}).AddMonths(5).IsZero() {
		t.Error("adding to a day that is not known gave a day")
	}
	if !(Day{}).Before(MustDay("0001-01-01")) {
		t.Error("a day that is not known sorts after a known one")
	}
}

// anyDay draws days away from the ends of the calendar, so that arithmetic on
// them stays inside it.
func anyDay(t *rapid.T, label string) Day {
	year := rapid.IntRange(100, 9800).Draw(t, label+" year")
	month := time.Month(rapid.IntRange(1, 12).Draw(t, label+" month"))
	day := rapid.IntRange(1, daysIn(year, month)).Draw(t, label+" day")
	return Day{Year: year, Month: month, Day: day}
}

func TestDayArithmetic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDay(t, "a"), anyDay(t, "b")
		n := rapid.IntRange(-30000, 30000).Draw(t, "n")
		if got := a.Add(n).Sub(a); got != n {
			t.Fatalf("%s and %d days is %d days later", a, n, got)
		}
		if got := b.Add(a.Sub(b)); got != a {
			t.Fatalf("%s plus the days from it to %s is %s", b, a, got)
		}
		if a.Before(b) != (a.Sub(b) < 0) || a.After(b) != (a.Sub(b) > 0) || (a == b) != (a.Compare(b) == 0) {
			t.Fatalf("order of %s and %s disagrees with the days between", a, b)
		}
		if want := (int(a.Weekday()) + n%7 + 7) % 7; int(a.Add(n).Weekday()) != want {
			t.Fatalf("weekday of %s and %d days is %s", a, n, a.Add(n).Weekday())
		}
		if DayOf(a.Start()) != a {
			t.Fatalf("%s starts on %s", a, DayOf(a.Start()))
		}
		months := rapid.IntRange(-1000, 1000).Draw(t, "months")
		later := a.AddMonths(months)
		if !later.Valid() || later.Day > a.Day ||
			later.Year*12+int(later.Month) != a.Year*12+int(a.Month)+months {
			t.Fatalf("%s and %d months is %s", a, months, later)
		}
	})
}

// A person has exactly one age on a day and it changes on one day a year.
func TestAgeGrowsOncePerYear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		birth := anyDay(t, "birth")
		start := birth.Add(rapid.IntRange(0, 40000).Draw(t, "days lived"))
		grown := 0
		for n := range 366 {
			if AgeOn(birth, start.Add(n+1)) > AgeOn(birth, start.Add(n)) {
				grown++
			}
		}
		if grown < 1 || grown > 2 {
			t.Fatalf("born %s: %d birthdays in the 366 days after %s", birth, grown, start)
		}
	})
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-11-22", "2026-02-29", "", "0000-00-00", "9999-12-31", "2026-1-1", "~2026"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDay(s)
		if err != nil {
			if !errors.Is(err, ErrDay) || !d.IsZero() {
				t.Fatalf("ParseDay(%q) = %v, %v", s, d, err)
			}
			return
		}
		if !d.Valid() || d.String() != s {
			t.Fatalf("ParseDay(%q) = %v", s, d)
		}
		if reference, err := time.Parse(time.DateOnly, s); err != nil || dayAt(reference) != d {
			t.Fatalf("the standard library reads %q as %v, %v", s, reference, err)
		}
	})
}
