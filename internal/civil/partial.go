package civil

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrPartial is wrapped by every error about a date that is not written as a
// year, a year and month, or a full day.
var ErrPartial = errors.New("not a date")

// Partial is a date as a person tells it: a year, a year and a month, or a full
// day, each of them perhaps only "about". Month and Day are zero when they are
// not known. The zero Partial means that nothing is known.
type Partial struct {
	Year, Month, Day int
	About            bool
}

// ParsePartial reads "2026", "2026-11" or "2026-11-22", each perhaps after "~"
// for "about". The error wraps [ErrPartial].
func ParsePartial(s string) (Partial, error) {
	text, about := strings.CutPrefix(s, "~")
	p := Partial{About: about}
	var ok = true
	switch len(text) {
	case len("2026-11-22"):
		day, err := ParseDay(text)
		if err != nil {
			return Partial{}, fmt.Errorf("%q is %w: %w", s, ErrPartial, err)
		}
		p.Year, p.Month, p.Day = day.Year, int(day.Month), day.Day
	case len("2026-11"):
		var okYear, okMonth bool
		p.Year, okYear = digits(text[:4])
		p.Month, okMonth = digits(text[5:])
		ok = okYear && okMonth && text[4] == '-' && p.Month != 0
	case len("2026"):
		p.Year, ok = digits(text)
	default:
		ok = false
	}
	if !ok || !p.Valid() {
		return Partial{}, fmt.Errorf("%q is %w: write 2026, 2026-11 or 2026-11-22, with ~ before it for about", shorten(s), ErrPartial)
	}
	return p, nil
}

// PartialOf returns the date that is the day d and known in full.
func PartialOf(d Day) Partial {
	return Partial{Year: d.Year, Month: int(d.Month), Day: d.Day}
}

// Valid reports whether the calendar has such a date. The zero Partial is not
// valid.
func (p Partial) Valid() bool {
	switch {
	case p.Year < minYear || p.Year > maxYear:
		return false
	case p.Month == 0:
		return p.Day == 0
	case p.Month < 1 || p.Month > 12:
		return false
	case p.Day == 0:
		return true
	default:
		return Day{p.Year, time.Month(p.Month), p.Day}.Valid()
	}
}

// IsZero reports whether nothing is known.
func (p Partial) IsZero() bool { return p == Partial{} }

// String returns the date as [ParsePartial] reads it, or "" when nothing is
// known.
func (p Partial) String() string {
	if p.IsZero() {
		return ""
	}
	about := ""
	if p.About {
		about = "~"
	}
	switch {
	case p.Month == 0:
		return fmt.Sprintf("%s%04d", about, p.Year)
	case p.Day == 0:
		return fmt.Sprintf("%s%04d-%02d", about, p.Year, p.Month)
	default:
		return fmt.Sprintf("%s%04d-%02d-%02d", about, p.Year, p.Month, p.Day)
	}
}

// Long returns the date in words, such as "about November 2026", or "" when
// nothing is known.
func (p Partial) Long() string {
	if p.IsZero() {
		return ""
	}
	about := ""
	if p.About {
		about = "about "
	}
	switch {
	case p.Month == 0:
		return fmt.Sprintf("%s%d", about, p.Year)
	case p.Day == 0:
		return fmt.Sprintf("%s%s %d", about, time.Month(p.Month), p.Year)
	default:
		return about + Day{p.Year, time.Month(p.Month), p.Day}.Long()
	}
}

// Earliest returns the first day that the date as written covers: 1 January for
// a year alone. It takes no account of About. The zero Partial gives the zero
// Day.
func (p Partial) Earliest() Day {
	if p.IsZero() {
		return Day{}
	}
	return Day{Year: p.Year, Month: time.Month(max(p.Month, 1)), Day: max(p.Day, 1)}
}

// Latest returns the last day that the date as written covers: 31 December for a
// year alone. It takes no account of About. The zero Partial gives the zero Day.
func (p Partial) Latest() Day {
	if p.IsZero() {
		return Day{}
	}
	month := time.Month(p.Month)
	if p.Month == 0 {
		month = time.December
	}
	day := p.Day
	if day == 0 {
		day = daysIn(p.Year, month)
	}
	return Day{Year: p.Year, Month: month, Day: day}
}

// FullDay returns the day of a date that is known in full, and whether it is:
// a date with year, month and day that is not merely "about".
func (p Partial) FullDay() (Day, bool) {
	if p.Day == 0 || p.About {
		return Day{}, false
	}
	return Day{Year: p.Year, Month: time.Month(p.Month), Day: p.Day}, true
}
