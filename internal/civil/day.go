// Package civil holds calendar days and dates known only in part.
//
// A statutory deadline is a day, never an instant: "five working days from
// referral" means days as they are counted in the United Kingdom, whatever
// the clock of the server says. An instant becomes a day at one place,
// [DayOf], in the time zone of London.
package civil

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // London's rules must be there on machines without a zone database
)

// London is the time zone in which an instant becomes a calendar day. Scotland,
// Wales and Northern Ireland keep the same civil time.
var London = mustLocation("Europe/London")

func mustLocation(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic("civil: the time zone " + name + " is missing from this build: " + err.Error())
	}
	return loc
}

// The years a Day may have. ISO 8601 writes them with exactly four digits.
const (
	minYear = 1
	maxYear = 9999
)

// ErrDay is wrapped by every error about a day that does not exist or is not
// written as one.
var ErrDay = errors.New("not a day of the calendar")

// Day is one day of the Gregorian calendar, such as 22 November 2026. Days
// compare with == and serve as map keys. The zero Day means "not known".
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// New returns the day with that year (1 to 9999), month and day of the month.
// The error wraps [ErrDay] if the calendar has no such day.
func New(year int, month time.Month, day int) (Day, error) {
	d := Day{Year: year, Month: month, Day: day}
	if !d.Valid() {
		return Day{}, fmt.Errorf("%04d-%02d-%02d is %w", year, int(month), day, ErrDay)
	}
	return d, nil
}

// ParseDay reads a day written as ISO 8601 asks, such as "2026-11-22", and
// nothing else. The error wraps [ErrDay].
func ParseDay(s string) (Day, error) {
	if len(s) != len("2026-11-22") || s[4] != '-' || s[7] != '-' {
		return Day{}, fmt.Errorf("%q is %w: write it as 2026-11-22", shorten(s), ErrDay)
	}
	year, okYear := digits(s[:4])
	month, okMonth := digits(s[5:7])
	day, okDay := digits(s[8:])
	if !okYear || !okMonth || !okDay {
		return Day{}, fmt.Errorf("%q is %w: write it as 2026-11-22", s, ErrDay)
	}
	return New(year, time.Month(month), day)
}

// MustDay is [ParseDay] for days written in the program; it panics on an error.
func MustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic("civil: " + err.Error())
	}
	return d
}

// DayOf returns the day it is in London at the instant t. The zero time gives
// the zero Day.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return Day{}
	}
	year, month, day := t.In(London).Date()
	return Day{Year: year, Month: month, Day: day}
}

// Valid reports whether the calendar has the day. The zero Day is not valid.
func (d Day) Valid() bool {
	return d.Year >= minYear && d.Year <= maxYear &&
		d.Month >= time.January && d.Month <= time.December &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

// IsZero reports whether the day is not known.
func (d Day) IsZero() bool { return d == Day{} }

// String returns the day as ISO 8601 writes it, "2026-11-22", or "" when it is
// not known.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// Long returns the day as the GOV.UK style writes it, "22 November 2026", or ""
// when it is not known.
func (d Day) Long() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
}

// Add returns the day that many days later, or earlier when days is negative.
// The zero Day stays zero.
func (d Day) Add(days int) Day {
	if d.IsZero() {
		return d
	}
	return dayAt(d.noon().AddDate(0, 0, days))
}

// AddMonths returns the day with the same number that many months later, or
// the last day of that month when it is shorter: 31 January and one month is
// 28 or 29 February. The zero Day stays zero.
func (d Day) AddMonths(months int) Day {
	if d.IsZero() {
		return d
	}
	first := time.Date(d.Year, d.Month, 1, 12, 0, 0, 0, time.UTC).AddDate(0, months, 0)
	year, month, _ := first.Date()
	return Day{Year: year, Month: month, Day: min(d.Day, daysIn(year, month))}
}

// Sub returns how many days d is after other; it is negative when d is before.
// Both days must be known.
func (d Day) Sub(other Day) int {
	// Hours in UTC: every day has twenty-four. Seconds, because a Duration
	// reaches only 292 years.
	return int((d.noon().Unix() - other.noon().Unix()) / (24 * 60 * 60))
}

// Weekday returns the day of the week of a known day.
func (d Day) Weekday() time.Weekday { return d.noon().Weekday() }

// Before reports whether d is earlier than other. A day that is not known is
// before every other.
func (d Day) Before(other Day) bool { return d.Compare(other) < 0 }

// After reports whether d is later than other.
func (d Day) After(other Day) bool { return d.Compare(other) > 0 }

// Compare returns -1, 0 or +1 as d is before, the same as or after other. A day
// that is not known sorts first.
func (d Day) Compare(other Day) int {
	switch a, b := d.ordinal(), other.ordinal(); {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// Start returns the instant, in UTC, at which the day begins in London. The zero
// Day gives the zero time.
func (d Day) Start() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, London).UTC()
}

// AgeOn returns the age in whole years that somebody born on birth has on the
// day on; it is negative before birth. Somebody born on 29 February becomes a
// year older on 1 March of a common year, as in the law of England and Wales
// (a person attains an age at the start of the anniversary of birth, Family Law
// Reform Act 1969 s9, and the anniversary is not there on 28 February).
func AgeOn(birth, on Day) int {
	age := on.Year - birth.Year
	if on.Month < birth.Month || on.Month == birth.Month && on.Day < birth.Day {
		age--
	}
	return age
}

// ordinal orders days by year, month and day; it counts nothing.
func (d Day) ordinal() int { return (d.Year*100+int(d.Month))*100 + d.Day }

// noon is an instant of the day on which arithmetic cannot slip into another.
func (d Day) noon() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
}

func dayAt(t time.Time) Day {
	year, month, day := t.Date()
	return Day{Year: year, Month: month, Day: day}
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 12, 0, 0, 0, time.UTC).Day()
}

// digits reads a number of ASCII digits only, so that "+1" and "1 " are refused.
func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, len(s) > 0
}

// shorten keeps a hostile input from filling an error message.
func shorten(s string) string {
	const most = 40
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}
