package justice

import (
	"errors"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/statute"
)

// NoticeDue is the day by which somebody is told of a key decision; false where
// no rule says so in that jurisdiction.
func NoticeDue(book statute.Book, about statute.Subject, vulnerable bool, happened civil.Day) (statute.Due, bool, error) {
	kind := statute.VictimsCodeNotice
	if vulnerable {
		kind = statute.VictimsCodeNoticeVulnerable
	}
	return ruled(book.Due(kind, about, happened))
}

// ruled takes "there is no such rule" for an answer.
func ruled(due statute.Due, err error) (statute.Due, bool, error) {
	if errors.Is(err, statute.ErrNoRule) {
		return statute.Due{}, false, nil
	}
	return due, err == nil, err
}

// Late reports whether a key decision was told late, or is not told and should
// have been.
func Late(due, told, today civil.Day) bool {
	switch {
	case due.IsZero():
		return false
	case told.IsZero():
		return today.After(due)
	}
	return told.After(due)
}

// Ways to compensation.
const (
	Injuries   = "criminal-injuries"
	Civil      = "civil"
	Employment = "employment"
	Reparation = "reparation"
	Other      = "other"
)

// limits are the clocks of the ways to compensation that have one. A reparation
// order is the court's when it sentences, so nothing runs out.
var limits = map[string]statute.Kind{Injuries: statute.InjuriesCompensation, Civil: statute.CivilClaim, Employment: statute.EmploymentClaim}

// Conciliation is early conciliation before an employment claim: the day on which
// it was asked for, and the day of its certificate.
type Conciliation struct {
	From  civil.Day `json:"from,omitzero"`
	Until civil.Day `json:"until,omitzero"`
}

// Limit is the last day of a claim, with the rules that it comes from.
type Limit struct {
	statute.Due
	// Last is the last day of all: that of the rule, unless conciliation moved it.
	Last civil.Day
	// Waits says that conciliation was asked for and is not over: no day is certain.
	Waits bool
	// Moved is by how many days conciliation moved the limit, Extension the rule that
	// leaves at least some time after it.
	Moved     int
	Extension statute.Due
}

// LimitOf is the last day of a claim whose clock started on a day; false where
// the way has no clock, or no rule for that jurisdiction.
func LimitOf(book statute.Book, about statute.Subject, way string, started civil.Day, c Conciliation) (Limit, bool, error) {
	kind, timed := limits[way]
	if !timed || started.IsZero() {
		return Limit{}, false, nil
	}
	due, found, err := ruled(book.Due(kind, about, started))
	if err != nil || !found {
		return Limit{}, false, err
	}
	limit := Limit{Due: due, Last: due.On}
	if way != Employment || c.From.IsZero() || c.From.After(due.On) {
		return limit, true, nil // conciliation asked for after the limit saves nothing
	}
	if c.Until.IsZero() {
		limit.Waits = true
		return limit, true, nil
	}
	extension, found, err := ruled(book.Due(statute.EarlyConciliation, about, c.Until))
	if err != nil {
		return limit, false, err
	}
	// The days after the one on which it was asked for, up to that of the
	// certificate, are not counted.
	limit.Last = due.On.Add(c.Until.Sub(c.From))
	if found && limit.Last.Before(extension.On) {
		limit.Last, limit.Extension = extension.On, extension
	}
	limit.Moved = limit.Last.Sub(due.On)
	return limit, true, nil
}

// Bearing is what the answers of a section 45 note come to. It is for a lawyer to
// judge: it only says what the law asks and what is known.
type Bearing string

// What a section 45 note comes to.
const (
	MayApply   Bearing = "It may apply: ask a lawyer to raise it"
	NotEnough  Bearing = "Not enough is known yet: a lawyer must ask"
	NotMet     Bearing = "As far as is known, something that the law asks is missing: ask a lawyer"
	IsExcluded Bearing = "The law excludes this offence from section 45. Ask a lawyer about prosecution policy and abuse of process"
)

// The answers to a question that somebody may not know the answer to.
const (
	yes     = "yes"
	no      = "no"
	unknown = "not-known"
)

// Grounds are the answers on which section 45 turns. Of a child, who was under 18
// when it was done, the law asks less: no compulsion.
type Grounds struct {
	Child        string `json:"child" doc:"Under 18 when it was done: yes, no or not-known"`
	Excluded     string `json:"excluded" doc:"An offence of Schedule 4 of the Modern Slavery Act 2015: yes, no or not-known"`
	Compelled    string `json:"compelled,omitempty" doc:"Of an adult: compelled to do it"`
	Attributable string `json:"attributable,omitempty" doc:"Of an adult: the compulsion comes from slavery or exploitation; of a child: it is a direct result of it"`
	Alternative  string `json:"alternative,omitempty" doc:"A reasonable person like them would have had no realistic alternative (of a child: would have done it)"`
}

// Bears says what the answers come to. Somebody whose age is not known is taken
// for the one of the two that the answers support, the child first.
func (g Grounds) Bears() Bearing {
	if g.Excluded == yes {
		return IsExcluded
	}
	worst := func(answers ...string) Bearing {
		bearing := MayApply
		for _, answer := range answers {
			switch answer {
			case no:
				return NotMet
			case yes:
			default:
				bearing = NotEnough
			}
		}
		return bearing
	}
	child, adult := worst(g.Attributable, g.Alternative), worst(g.Compelled, g.Attributable, g.Alternative)
	bearing := child
	switch {
	case g.Child == no:
		bearing = adult
	case g.Child != yes && child == MayApply && adult != MayApply:
		bearing = NotEnough // it turns on their age
	}
	if bearing == MayApply && g.Excluded != no {
		return NotEnough
	}
	return bearing
}

// Month is a month of the diary, in weeks from Monday.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf is the month of a day.
func MonthOf(day civil.Day) Month { return Month{day.Year, day.Month} }

// First is the first day of the month.
func (m Month) First() civil.Day { return civil.Day{Year: m.Year, Month: m.Month, Day: 1} }

// After gives the month so many months later.
func (m Month) After(months int) Month { return MonthOf(m.First().AddMonths(months)) }

// Weeks are the days of the month in weeks; days of other months fill them up.
func (m Month) Weeks() [][]civil.Day {
	day := m.First()
	day = day.Add(-(int(day.Weekday()) + 6) % 7)
	var weeks [][]civil.Day
	for len(weeks) == 0 || MonthOf(day) == m {
		week := make([]civil.Day, 7)
		for i := range week {
			week[i], day = day, day.Add(1)
		}
		weeks = append(weeks, week)
	}
	return weeks
}

// ParseMonth reads a month as 2026-11; false where it is none.
func ParseMonth(text string) (Month, bool) {
	day, err := civil.ParseDay(text + "-01")
	return MonthOf(day), err == nil
}

// String writes the month as 2026-11.
func (m Month) String() string { return m.First().String()[:7] }
