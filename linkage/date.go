package linkage

import (
	"strconv"
	"strings"
)

// birth is a date of birth as far as it is known: zero parts are unknown. An
// age band is held by its middle year and half its width. Impossible parts (a
// 98th day) are kept as they were written, since they are one error away from
// the truth.
type birth struct {
	year       int16
	month, day uint8
	halfBand   uint8
}

// isDefault reports whether only the year carries information: nothing else is
// known, or it is the 1 January that recorders put for "some time that year".
func (b birth) isDefault() bool {
	return b.month == 0 || b.month == 1 && b.day <= 1
}

// parseBirth reads a date of birth: 1990-03-08, 19900308, 08/03/1990 (day
// first), 8 Mar 1990, 1990-03, 1990, and the bands 1990/1994 and 1990-1994.
// The second result is false where there is no year to be read.
func parseBirth(s string) (birth, bool) {
	s = strings.TrimSpace(s)
	if len(s) == 8 && allDigits(s) {
		return checkedBirth(s[:4], s[4:6], s[6:])
	}
	if i := strings.IndexAny(s, "T "); i == 10 {
		s = s[:10] // a time of day stands behind the date
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == '.' || r == ' ' || r == ',' })
	switch len(parts) {
	case 1:
		return checkedBirth(parts[0], "", "")
	case 2:
		if len(parts[0]) == 4 && len(parts[1]) == 4 {
			return band(parts[0], parts[1])
		}
		if len(parts[0]) == 4 {
			return checkedBirth(parts[0], parts[1], "")
		}
		return checkedBirth(parts[1], parts[0], "")
	case 3:
		if len(parts[0]) == 4 {
			return checkedBirth(parts[0], parts[1], parts[2])
		}
		if monthNumber(parts[0]) != "" {
			return checkedBirth(parts[2], parts[0], parts[1])
		}
		return checkedBirth(parts[2], parts[1], parts[0])
	}
	return birth{}, false
}

func checkedBirth(year, month, day string) (birth, bool) {
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 || y < 1000 {
		return birth{}, false
	}
	if number := monthNumber(month); number != "" {
		month = number
	}
	m, mErr := strconv.ParseUint("0"+month, 10, 8)
	d, dErr := strconv.ParseUint("0"+day, 10, 8)
	if mErr != nil || dErr != nil {
		return birth{}, false
	}
	return birth{year: int16(y), month: uint8(m), day: uint8(d)}, true
}

func band(from, to string) (birth, bool) {
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if err1 != nil || err2 != nil || first < 1000 || last < first || last-first > 200 {
		return birth{}, false
	}
	return birth{year: int16((first + last) / 2), halfBand: uint8((last - first + 1) / 2)}, true
}

func monthNumber(s string) string {
	if len(s) < 3 {
		return ""
	}
	i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3]))
	if i < 0 || i%3 != 0 {
		return ""
	}
	return strconv.Itoa(i/3 + 1)
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// The levels of two dates of birth: what could have happened between them if
// they were one person's.
const (
	birthDifferent    = 1 + iota
	birthYearNear     // nothing but years not more than two apart
	birthDefaultNear  // one is a year only or 1 January; the years are near or a decade apart
	birthSameYear     // the year agrees, month and day do not
	birthNear         // each part off by a little
	birthYearOther    // day and month agree, the year does not
	birthYearSlip     // day and month agree, the year is off by one, two or ten, or a digit
	birthPartOff      // year and one other part agree
	birthOneDigit     // one digit wrong or two exchanged
	birthSwapped      // day and month exchanged
	birthDefaultAgree // one is a year only or 1 January of the same year, or a band around it
	birthBothDefault  // both are the same year only or 1 January
	birthExact
)

var birthLevels = []string{
	"missing", "different", "year near", "default, year near", "same year", "each part near", "other year", "year slip",
	"one part off", "one digit", "day and month swapped", "default, same year", "both default", "exact",
}

// compareBirths returns the level of two dates that both have a year.
func compareBirths(a, b birth) uint8 {
	years := abs(int(a.year) - int(b.year))
	if a.halfBand > 0 || b.halfBand > 0 {
		slack := int(a.halfBand) + int(b.halfBand)
		switch {
		case years <= slack:
			return birthDefaultAgree
		case years <= slack+2:
			return birthYearNear
		}
		return birthDifferent
	}
	if a.isDefault() || b.isDefault() {
		return compareDefaults(a, b, years)
	}
	sameMonth, sameDay := a.month == b.month, a.day == b.day
	switch {
	case years == 0 && sameMonth && sameDay:
		return birthExact
	case years == 0 && a.month == b.day && a.day == b.month:
		return birthSwapped
	case sameMonth && sameDay:
		if years <= 2 || years == 10 {
			return birthYearSlip
		}
		if digitsOff(int(a.year), int(b.year)) {
			return birthYearSlip
		}
		return birthYearOther
	case years == 0 && (sameMonth || sameDay):
		if digitsOff(int(a.month)*100+int(a.day), int(b.month)*100+int(b.day)) {
			return birthOneDigit
		}
		return birthPartOff
	}
	months, days := abs(int(a.month)-int(b.month)), abs(int(a.day)-int(b.day))
	if (years <= 1 || years == 10) && months <= 1 && days <= 3 {
		return birthNear
	}
	if years == 0 {
		return birthSameYear
	}
	if years <= 2 {
		return birthYearNear
	}
	return birthDifferent
}

// compareDefaults judges two dates of which at least one is a year only or a
// 1 January.
func compareDefaults(a, b birth, years int) uint8 {
	both := a.isDefault() && b.isDefault()
	switch {
	case years == 0 && both && a == b:
		return birthBothDefault
	case years == 0:
		return birthDefaultAgree
	case years <= 2 || years == 10 || years == 5:
		return birthDefaultNear
	}
	return birthDifferent
}

// digitsOff reports whether two numbers of the same length differ in one digit
// or in two neighbours exchanged.
func digitsOff(a, b int) bool {
	if a > b {
		a, b = b, a
	}
	differing, first := 0, -1
	da, db := [4]int{}, [4]int{}
	for i := range 4 {
		da[i], db[i] = a%10, b%10
		a, b = a/10, b/10
		if da[i] != db[i] {
			if first < 0 {
				first = i
			}
			differing++
		}
	}
	switch differing {
	case 1:
		return true
	case 2:
		return first < 3 && da[first] == db[first+1] && da[first+1] == db[first]
	}
	return false
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
