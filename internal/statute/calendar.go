package statute

import (
	"fmt"
	"slices"

	"github.com/havenward/havenward/internal/civil"
)

// Coverage is the first and last year for which the appointed single days are
// known as far as they had been announced. In other years the calendar knows
// only the holidays that come every year.
type Coverage struct {
	FirstYear int `json:"first_year"`
	LastYear  int `json:"last_year"`
}

func (c Coverage) has(year int) bool { return c.FirstYear <= year && year <= c.LastYear }

// Calendar knows the working days of one jurisdiction: all but Saturdays,
// Sundays and its bank holidays.
type Calendar struct {
	jurisdiction Jurisdiction
	coverage     Coverage
	holidays     []Holiday
	years        map[int]map[civil.Day]string // worked out once for the years covered
}

// newCalendar works out the years covered. It fails if a holiday is moved from
// a day that is none, or given on a day that is one already.
func newCalendar(j Jurisdiction, coverage Coverage, all []Holiday) (*Calendar, error) {
	c := &Calendar{jurisdiction: j, coverage: coverage, years: map[int]map[civil.Day]string{}}
	var standing, single []Holiday
	for _, h := range all {
		switch {
		case !slices.Contains(h.Nations, j):
		case h.On.IsZero():
			standing = append(standing, h)
		default:
			single = append(single, h)
		}
	}
	if err := checkAmounts(j, standing, single); err != nil {
		return nil, err
	}
	for i, h := range single {
		before := holidaysIn(h.On.Year, append(slices.Clone(standing), single[:i]...))
		if name, taken := before[h.On]; taken {
			return nil, fmt.Errorf("holiday %q in %s: %s is already %q", h.Name, j, h.On, name)
		}
		if _, there := before[h.InsteadOf]; !h.InsteadOf.IsZero() && !there {
			return nil, fmt.Errorf("holiday %q in %s: nothing to move, %s is not a bank holiday", h.Name, j, h.InsteadOf)
		}
		if weekend(h.On) {
			return nil, fmt.Errorf("holiday %q in %s: %s is a %s, which is never a working day", h.Name, j, h.On, h.On.Weekday())
		}
	}
	c.holidays = append(standing, single...)
	for year := coverage.FirstYear; year <= coverage.LastYear; year++ {
		c.years[year] = holidaysIn(year, c.holidays)
	}
	return c, nil
}

// mostHolidays is how many bank holidays a year may have. Without it a wrong
// file could leave no working day to find.
const mostHolidays = 60

// checkAmounts refuses holidays that come twice or too often.
func checkAmounts(j Jurisdiction, standing, single []Holiday) error {
	for i, h := range standing {
		for _, other := range standing[:i] {
			if h.sameRule(other) {
				return fmt.Errorf("holiday %q in %s: it is on the same day every year as %q; remove one", h.Name, j, other.Name)
			}
		}
	}
	perYear := map[int]int{0: len(standing)}
	for _, h := range single {
		perYear[h.On.Year]++
	}
	for year, count := range perYear {
		if year != 0 {
			count += len(standing)
		}
		if count > mostHolidays {
			return fmt.Errorf("there are %d bank holidays a year in %s; more than %d cannot be right", count, j, mostHolidays)
		}
	}
	return nil
}

// Jurisdiction returns whose calendar it is.
func (c *Calendar) Jurisdiction() Jurisdiction { return c.jurisdiction }

// Coverage returns the years for which appointed single days are known.
func (c *Calendar) Coverage() Coverage { return c.coverage }

// Holidays returns the rules of the calendar's bank holidays with their
// sources: those of every year first, then the single days.
func (c *Calendar) Holidays() []Holiday { return slices.Clone(c.holidays) }

// HolidayName returns the name of the bank holiday on that day as a catalogue
// source, or "" when there is none.
func (c *Calendar) HolidayName(d civil.Day) Text {
	if days, ok := c.years[d.Year]; ok {
		return Text(days[d])
	}
	return Text(holidaysIn(d.Year, c.holidays)[d])
}

// WorkingDay reports whether d is neither Saturday, Sunday nor bank holiday.
func (c *Calendar) WorkingDay(d civil.Day) bool {
	return !weekend(d) && c.HolidayName(d) == ""
}

// AddWorkingDays returns the n-th working day after d, or before it when n is
// negative. It returns d itself, working day or not, when n is 0.
func (c *Calendar) AddWorkingDays(d civil.Day, n int) civil.Day {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.Add(step)
		if c.WorkingDay(d) {
			n--
		}
	}
	return d
}

// CountWorkingDays returns how many working days there are after from up to and
// including to. When to is before from it returns, as a negative number, how
// many there are from to up to but not including from. So it undoes
// [Calendar.AddWorkingDays].
func (c *Calendar) CountWorkingDays(from, to civil.Day) int {
	count := 0
	for d := from; d.Before(to); {
		d = d.Add(1)
		if c.WorkingDay(d) {
			count++
		}
	}
	for d := from; d.After(to); {
		d = d.Add(-1)
		if c.WorkingDay(d) {
			count--
		}
	}
	return count
}

// whyNot returns why d is not a working day, or "" when it is.
func (c *Calendar) whyNot(d civil.Day) Text {
	if name := c.HolidayName(d); name != "" {
		return name
	}
	if weekend(d) {
		return Text(d.Weekday().String())
	}
	return ""
}
