package statute

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/civil"
)

// Holiday is a bank holiday: one that comes every year, or one day appointed by
// proclamation. Exactly one of Every, Easter, Weekday and On is set.
type Holiday struct {
	// Name is a catalogue source.
	Name    string         `json:"name"`
	Nations []Jurisdiction `json:"nations"`
	// Every is a month and day, such as "12-25". When it falls on a Saturday or
	// Sunday the next day that is neither that nor a bank holiday is given
	// instead.
	Every string `json:"every,omitempty"`
	// Easter is the number of days after Easter Sunday.
	Easter *int `json:"easter,omitempty"`
	// Weekday is such as the last Monday in August.
	Weekday *NthWeekday `json:"weekday,omitempty"`
	// On is a single day. With InsteadOf, the bank holiday of that other day is
	// moved to it.
	On        civil.Day `json:"on,omitzero"`
	InsteadOf civil.Day `json:"instead_of,omitzero"`
	// Stays says that a holiday that comes every year keeps its day at a weekend and
	// no other is given for it, as abroad.
	Stays bool `json:"stays,omitempty"`
	// FirstYear is the first year of a holiday that comes every year; 0 if it is
	// older than the calendar.
	FirstYear int    `json:"first_year,omitempty"`
	Source    Source `json:"source"`
}

// NthWeekday is a weekday of a month, such as the first or the last Monday.
type NthWeekday struct {
	Month time.Month `json:"month"`
	// Week is 1 for the first such day of the month and -1 for the last.
	Week int          `json:"week"`
	Day  time.Weekday `json:"day"` // 0 is Sunday
}

// in returns the day in that year.
func (n NthWeekday) in(year int) civil.Day {
	if n.Week > 0 {
		first := civil.Day{Year: year, Month: n.Month, Day: 1}
		return first.Add((int(n.Day-first.Weekday())+7)%7 + 7*(n.Week-1))
	}
	last := civil.Day{Year: year, Month: n.Month, Day: 1}.AddMonths(1).Add(-1)
	return last.Add(-(int(last.Weekday()-n.Day) + 7) % 7)
}

// easter returns Easter Sunday by the anonymous Gregorian computus (Meeus,
// Astronomical Algorithms, chapter 8), which agrees with the table of the
// Calendar (New Style) Act 1750.
func easter(year int) civil.Day {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month, day := (h+l-7*m+114)/31, (h+l-7*m+114)%31+1
	return civil.Day{Year: year, Month: time.Month(month), Day: day}
}

// check returns everything that is wrong with the holiday by itself.
func (h Holiday) check() error {
	var problems []error
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	ways := 0
	if h.Every != "" {
		ways++
		if _, err := h.everyIn(2025); err != nil { // a year without 29 February
			wrong("every is %q; write a month and day that each year has, such as 12-25", h.Every)
		}
	}
	if h.Easter != nil {
		ways++
		if *h.Easter < -100 || *h.Easter > 100 {
			wrong("easter is %d; it must be from -100 to 100 days", *h.Easter)
		}
	}
	if w := h.Weekday; w != nil {
		ways++
		if w.Month < 1 || w.Month > 12 || w.Week != -1 && (w.Week < 1 || w.Week > 4) || w.Day < 0 || w.Day > 6 {
			wrong("weekday needs a month from 1 to 12, a week from 1 to 4 or -1 for the last, and a day from 0 (Sunday) to 6")
		}
	}
	if !h.On.IsZero() {
		ways++
		if h.FirstYear != 0 {
			wrong("a single day has no first_year")
		}
	}
	if h.Stays && h.Every == "" {
		wrong("stays goes with a day that comes every year")
	}
	if ways != 1 {
		wrong("it needs exactly one of every, easter, weekday and on")
	}
	if !h.InsteadOf.IsZero() && (h.On.IsZero() || h.On.Year != h.InsteadOf.Year) {
		wrong("instead_of goes with a day on which the holiday is, in the same year")
	}
	if h.Name == "" {
		wrong("it has no name")
	}
	if len(h.Nations) == 0 {
		wrong("it names no nation")
	}
	for _, j := range h.Nations {
		if !j.Valid() {
			wrong("the nation %q is not known; choose england, wales, scotland, northern-ireland, italy or lithuania", j)
		}
	}
	if h.Source.Text == "" || !absolute(h.Source.URL) {
		wrong("its source needs a text and an absolute http or https address")
	}
	return errors.Join(problems...)
}

// sameRule reports whether two holidays that come every year have the same day.
func (h Holiday) sameRule(other Holiday) bool {
	switch {
	case h.Every != "":
		return h.Every == other.Every
	case h.Easter != nil:
		return other.Easter != nil && *h.Easter == *other.Easter
	default:
		return h.Weekday != nil && other.Weekday != nil && *h.Weekday == *other.Weekday
	}
}

// everyIn returns the day in that year of a holiday with a fixed date.
func (h Holiday) everyIn(year int) (civil.Day, error) {
	return civil.ParseDay(fmt.Sprintf("%04d-%s", year, h.Every))
}

// holidaysIn works out the bank holidays of one year and one nation, whose
// holidays are given, by day.
func holidaysIn(year int, holidays []Holiday) map[civil.Day]string {
	days := map[civil.Day]string{}
	type fixed struct {
		on   civil.Day
		name string
	}
	var atWeekend []fixed
	for _, h := range holidays {
		if year < h.FirstYear {
			continue
		}
		switch {
		case h.Easter != nil:
			days[easter(year).Add(*h.Easter)] = h.Name
		case h.Weekday != nil:
			days[h.Weekday.in(year)] = h.Name
		case h.Every != "":
			on, err := h.everyIn(year)
			switch {
			case err != nil: // the year is outside the calendar
			case weekend(on) && h.Stays:
				days[on] = h.Name
			case weekend(on):
				atWeekend = append(atWeekend, fixed{on, h.Name})
			default:
				days[on] = h.Name
			}
		}
	}
	// Substitutes come last and in order: when Christmas Day is a Sunday, Boxing
	// Day keeps its Monday and Christmas Day gets the Tuesday.
	slices.SortFunc(atWeekend, func(x, y fixed) int { return x.on.Compare(y.on) })
	for _, f := range atWeekend {
		on := f.on
		for weekend(on) || days[on] != "" {
			on = on.Add(1)
		}
		days[on] = substitute(f.name)
	}
	for _, h := range holidays {
		if h.On.Year != year || h.On.IsZero() {
			continue
		}
		delete(days, h.InsteadOf)
		days[h.On] = h.Name
	}
	return days
}

// substitute is the name of the day given for a holiday at a weekend.
func substitute(name string) string { return name + " (substitute day)" }

func weekend(d civil.Day) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}
