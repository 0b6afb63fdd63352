package form

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// The endings of a date's inputs.
const (
	dayPart   = "-day"
	monthPart = "-month"
	yearPart  = "-year"
	aboutPart = "-about"
)

// typedDate is a date as three inputs hold it, without spaces around.
type typedDate struct{ day, month, year string }

func typedDateOf(name string, values url.Values) typedDate {
	part := func(ending string) string { return tidy(values.Get(name+ending), true) }
	return typedDate{part(dayPart), part(monthPart), part(yearPart)}
}

func (t typedDate) empty() bool { return t == typedDate{} }

func readDate[T any](q *Question[T], at slot, values url.Values) []fault.Field {
	at.clear()
	typed := typedDateOf(q.Name, values)
	if typed.empty() {
		return nil
	}
	date, errs := parseDate(q, typed, typed.day == "", typed.month == "", typed.year == "")
	if errs == nil {
		at.set(civil.Day{Year: date.Year, Month: time.Month(date.Month), Day: date.Day})
	}
	return errs
}

func readPartial[T any](q *Question[T], at slot, values url.Values) []fault.Field {
	at.clear()
	typed := typedDateOf(q.Name, values)
	if typed.empty() {
		return nil
	}
	date, errs := parseDate(q, typed, false, typed.month == "" && typed.day != "", typed.year == "")
	if errs == nil {
		date.About = values.Get(q.Name+aboutPart) == "yes"
		at.set(date)
	}
	return errs
}

// parseDate reads what was typed, of which some parts may be missing where they
// are needed. Its messages are those of the GOV.UK date input, in its order:
// first what is missing, then what cannot be.
func parseDate[T any](q *Question[T], typed typedDate, noDay, noMonth, noYear bool) (civil.Partial, []fault.Field) {
	about := func(ending, message string) []fault.Field {
		errs := q.wrong(message)
		errs[0].Name += ending
		return errs
	}
	switch {
	case noDay && noMonth:
		return civil.Partial{}, about(dayPart, "{field} must include a day and month")
	case noDay && noYear:
		return civil.Partial{}, about(dayPart, "{field} must include a day and year")
	case noMonth && noYear:
		return civil.Partial{}, about(monthPart, "{field} must include a month and year")
	case noDay:
		return civil.Partial{}, about(dayPart, "{field} must include a day")
	case noMonth:
		return civil.Partial{}, about(monthPart, "{field} must include a month")
	case noYear:
		return civil.Partial{}, about(yearPart, "{field} must include a year")
	}
	date := civil.Partial{}
	var ok bool
	if date.Year, ok = wholeNumber(typed.year); ok && (len(typed.year) != 4 || date.Year == 0) {
		return civil.Partial{}, about(yearPart, "{field}: the year must have 4 numbers, like 1998")
	}
	if ok && typed.month != "" {
		date.Month, ok = monthNumber(typed.month)
	}
	if ok && typed.day != "" {
		date.Day, ok = wholeNumber(typed.day)
		ok = ok && date.Day > 0
	}
	if !ok || !date.Valid() {
		return civil.Partial{}, q.wrong("{field} must be a real date")
	}
	return date, nil
}

// wholeNumber reads up to four digits and nothing else.
func wholeNumber(text string) (int, bool) {
	if len(text) > 4 || !onlyDigits(text) {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// monthNumber reads a month as a number or by its English name, which people
// type although a number is asked for; three letters are enough.
func monthNumber(text string) (int, bool) {
	if n, ok := wholeNumber(text); ok {
		return n, n >= 1 && n <= 12
	}
	word := strings.ToLower(strings.TrimSuffix(text, "."))
	for month := time.January; month <= time.December; month++ {
		name := strings.ToLower(month.String())
		if word == name || word == name[:3] || word == "sept" && month == time.September {
			return int(month), true
		}
	}
	return 0, false
}
