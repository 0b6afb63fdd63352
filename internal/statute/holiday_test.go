package statute

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"pgregory.net/rapid"
)

func calendarOf(t testing.TB, j Jurisdiction) *Calendar {
	t.Helper()
	calendar, err := Default().Calendar(j)
	if err != nil {
		t.Fatal(err)
	}
	return calendar
}

func TestEaster(t *testing.T) {
	t.Parallel()
	for _, want := range []string{
		"1818-03-22", "1943-04-25", "1995-04-16", "2000-04-23", "2008-03-23", "2011-04-24", "2019-04-21",
		"2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2040-04-01",
	} {
		day := civil.MustDay(want)
		if got := easter(day.Year); got != day {
			t.Errorf("Easter of %d is %s, want %s", day.Year, got, want)
		}
	}
	for year := 1753; year <= 4000; year++ {
		day := easter(year)
		if day.Weekday() != time.Sunday || day.Before(civil.Day{Year: year, Month: 3, Day: 22}) || day.After(civil.Day{Year: year, Month: 4, Day: 25}) {
			t.Fatalf("Easter of %d is %s, a %s", year, day, day.Weekday())
		}
	}
}

// The bank holidays as published on GOV.UK for each nation; the years with
// single days besides.
var published = map[Jurisdiction]map[int]string{
	England: {
		1995: "01-02 04-14 04-17 05-08 05-29 08-28 12-25 12-26",
		1999: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31",
		2000: "01-03 04-21 04-24 05-01 05-29 08-28 12-25 12-26",
		2002: "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26",
		2010: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
		2011: "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27",
		2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
		2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
		2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
		2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
		2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
		2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
		2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
		2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
		2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
	},
	Scotland: {
		2006: "01-02 01-03 04-14 05-01 05-29 08-07 12-25 12-26",
		2007: "01-01 01-02 04-06 05-07 05-28 08-06 11-30 12-25 12-26",
		2011: "01-03 01-04 04-22 04-29 05-02 05-30 08-01 11-30 12-26 12-27",
		2012: "01-02 01-03 04-06 05-07 06-04 06-05 08-06 11-30 12-25 12-26",
		2020: "01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28",
		2021: "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28",
		2022: "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27",
		2023: "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26",
		2024: "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26",
		2025: "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26",
		2026: "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
		2027: "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28",
	},
	NorthernIreland: {
		2018: "01-01 03-19 03-30 04-02 05-07 05-28 07-12 08-27 12-25 12-26",
		2020: "01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-28",
		2022: "01-03 03-17 04-15 04-18 05-02 06-02 06-03 07-12 08-29 09-19 12-26 12-27",
		2023: "01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26",
		2024: "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26",
		2025: "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26",
		2026: "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
		2027: "01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28",
	},
}

func TestBankHolidaysAsPublished(t *testing.T) {
	t.Parallel()
	for j, years := range published {
		nations := []Jurisdiction{j}
		if j == England {
			nations = append(nations, Wales)
		}
		for _, nation := range nations {
			for year, want := range years {
				days := holidaysIn(year, calendarOf(t, nation).holidays)
				var got []string
				for _, day := range slices.SortedFunc(maps.Keys(days), civil.Day.Compare) {
					got = append(got, day.String()[5:])
				}
				if strings.Join(got, " ") != want {
					t.Errorf("%s %d:\n got %s\nwant %s", nation, year, strings.Join(got, " "), want)
				}
			}
		}
	}
}

func TestHolidayNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		j    Jurisdiction
		day  string
		want Text
	}{
		{England, "2022-12-26", "Boxing Day"},
		{England, "2022-12-27", "Christmas Day (substitute day)"},
		{England, "2022-12-25", ""}, // a Sunday; the bank holiday is the Tuesday
		{England, "2021-12-27", "Christmas Day (substitute day)"},
		{England, "2021-12-28", "Boxing Day (substitute day)"},
		{Scotland, "2023-01-02", "2nd January"},
		{Scotland, "2023-01-03", "New Year's Day (substitute day)"},
		{England, "2023-01-03", ""},
		{Scotland, "2026-06-15", "World Cup bank holiday"},
		{England, "2026-06-15", ""},
		{NorthernIreland, "2026-07-13", "Battle of the Boyne (Orangemen's Day) (substitute day)"},
		{Wales, "2022-05-30", ""}, // moved
		{Wales, "2022-06-02", "Spring bank holiday"},
		{England, "2050-12-26", "Boxing Day"}, // beyond the years covered
	} {
		if got := calendarOf(t, c.j).HolidayName(civil.MustDay(c.day)); got != c.want {
			t.Errorf("%s in %s is %q, want %q", c.day, c.j, got, c.want)
		}
	}
}

// No bank holiday is at a weekend, and every year covered has as many as the
// law gives.
func TestNumberOfBankHolidays(t *testing.T) {
	t.Parallel()
	extra := map[int]int{1999: 1, 2002: 1, 2011: 1, 2012: 1, 2022: 2, 2023: 1}
	for year := 1995; year <= 2040; year++ {
		for _, j := range Jurisdictions() {
			want := map[Jurisdiction]int{England: 8, Wales: 8, Scotland: 9, NorthernIreland: 10}[j] + extra[year]
			if j == Scotland && year < 2007 {
				want--
			}
			if j == Scotland && year == 2026 {
				want++
			}
			days := calendarOf(t, j).years[year]
			if len(days) != want {
				t.Errorf("%s %d has %d bank holidays, want %d", j, year, len(days), want)
			}
			for day := range days {
				if weekend(day) {
					t.Errorf("%s in %s is a %s", day, j, day.Weekday())
				}
			}
		}
	}
}

func drawJurisdiction(t *rapid.T) Jurisdiction {
	return rapid.SampledFrom(Jurisdictions()).Draw(t, "jurisdiction")
}

func drawDay(t *rapid.T, label string) civil.Day {
	return civil.MustDay("1995-01-01").Add(rapid.IntRange(0, 46*365).Draw(t, label))
}

func TestWorkingDayArithmetic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		calendar := Default().calendars[drawJurisdiction(t)]
		day := drawDay(t, "day")
		n := rapid.IntRange(-120, 120).Draw(t, "n")
		reached := calendar.AddWorkingDays(day, n)
		if n != 0 && !calendar.WorkingDay(reached) {
			t.Fatalf("%s and %d working days is %s, which is none", day, n, reached)
		}
		if n == 0 && reached != day {
			t.Fatalf("%s and no working days is %s", day, reached)
		}
		if got := calendar.CountWorkingDays(day, reached); got != n {
			t.Fatalf("from %s to %s are %d working days, want %d", day, reached, got, n)
		}
		if next := calendar.AddWorkingDays(day, n+1); !next.After(reached) {
			t.Fatalf("%s and %d working days is %s, and one more is %s", day, n, reached, next)
		}
		later := day.Add(rapid.IntRange(1, 40).Draw(t, "days later"))
		if calendar.AddWorkingDays(later, n).Before(reached) {
			t.Fatalf("%s is after %s, but not with %d working days added", later, day, n)
		}
		if calendar.WorkingDay(day) && calendar.AddWorkingDays(reached, -n) != day {
			t.Fatalf("%s and %d working days and as many back is %s", day, n, calendar.AddWorkingDays(reached, -n))
		}
		if calendar.WorkingDay(day) == (calendar.whyNot(day) != "") {
			t.Fatalf("%s: working day %v, but why not is %q", day, calendar.WorkingDay(day), calendar.whyNot(day))
		}
	})
}
