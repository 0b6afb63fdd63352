package statute

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/civil"
)

// What can go wrong when a day is asked for. Errors wrap one of them and say
// which kind, place and day it was about.
var (
	ErrJurisdiction = errors.New("the jurisdiction is not known")
	ErrNoRule       = errors.New("no rule applies")
	ErrStart        = errors.New("the day the clock starts is not known")
	ErrDecisionDay  = errors.New("the day of the decision is not known")
	ErrNoMinimum    = errors.New("the rule is not a minimum")
)

// Due is the answer to "when?", with all that is needed to answer "why then?".
type Due struct {
	// Kind of the clock and what is known of it.
	Kind KindInfo
	// On is the day reached; what it means depends on the bound of the rule. It
	// is unknown when the rule has no clock.
	On civil.Day
	// At is the instant reached when hours were counted from an instant, in UTC;
	// else it is zero.
	At time.Time
	// Start is the day on which the clock started, and StartAt the instant if
	// one was given.
	Start   civil.Day
	StartAt time.Time
	// First is the first day that was counted; unknown for hours and for rules
	// without a clock.
	First civil.Day
	// Skipped lists, in the order of counting, the days that did not count.
	Skipped []Skipped
	// Rule under which the day was reached, and the subject it was applied to.
	Rule    Rule
	Subject Subject
	// Foreseen is true when days were counted in a year for which the calendar
	// does not know whether single bank holidays will be appointed.
	Foreseen bool
}

// Skipped is a day that was not counted and why: the name of a bank holiday or
// of a day of the week, as a catalogue source.
type Skipped struct {
	Day civil.Day
	Why Text
}

// HasClock reports whether the rule leads to a day at all; see [Rule.HasClock].
func (d Due) HasClock() bool { return d.Rule.HasClock() }

// Allows reports whether something that must not happen before the day reached
// may happen on that day. It is true when the rule has no clock.
func (d Due) Allows(on civil.Day) bool { return !d.HasClock() || !on.Before(d.On) }

// Ends returns the last day of a period that lasts until a decision, when that
// decision is made on the day given: no sooner than a minimum and no later than
// a maximum. While there is no decision (the zero Day), a minimum has no last
// day yet and the zero Day is returned.
func (d Due) Ends(decision civil.Day) civil.Day {
	switch {
	case !d.HasClock() || d.On.IsZero():
		return decision
	case d.Rule.Bound == Minimum:
		if decision.IsZero() || decision.After(d.On) {
			return decision
		}
		return d.On
	case decision.IsZero() || decision.After(d.On):
		return d.On
	default:
		return decision
	}
}

// Due returns when the clock of that kind, started on that day, runs out. Errors
// wrap [ErrJurisdiction], [ErrStart], [ErrDecisionDay] or [ErrNoRule]. A rule
// that says there is no limit is an answer, not an error; see [Due.HasClock].
//
// For a rule in hours the hour of the start is not known, so On is the latest
// day on which the hours can end; [Book.DueAt] is exact.
func (b Book) Due(kind Kind, about Subject, start civil.Day) (Due, error) {
	rule, err := b.choose(kind, about, start)
	if err != nil {
		return Due{}, err
	}
	return b.measure(rule, about, start)
}

// DueAt is [Book.Due] for a clock that started at an instant. Days are counted
// from the day it was in London; hours from the instant itself.
func (b Book) DueAt(kind Kind, about Subject, start time.Time) (Due, error) {
	rule, err := b.choose(kind, about, civil.DayOf(start))
	if err != nil {
		return Due{}, err
	}
	return b.measureAt(rule, about, start)
}

// Earliest is [Book.Due] for something that must not happen before a day, which
// it returns in On. The error wraps [ErrNoMinimum] if the rule is of another
// sort; a rule that says there is no limit is accepted.
func (b Book) Earliest(kind Kind, about Subject, start civil.Day) (Due, error) {
	due, err := b.Due(kind, about, start)
	if err != nil {
		return Due{}, err
	}
	if due.HasClock() && due.Rule.Bound != Minimum {
		return Due{}, fmt.Errorf("%w: rule %s is a %s", ErrNoMinimum, due.Rule.Ref(), due.Rule.Bound)
	}
	return due, nil
}

// Explain derives the answer again under the rule that a case kept (see
// [Rule.Ref]), even if that rule is no longer in force or has a newer version,
// and even if the person, a child when the clock started, has grown up since.
func (b Book) Explain(ref string, about Subject, start civil.Day) (Due, error) {
	rule, err := b.kept(ref, about)
	if err != nil {
		return Due{}, err
	}
	return b.measure(rule, about, start)
}

// ExplainAt is [Book.Explain] for a clock that started at an instant.
func (b Book) ExplainAt(ref string, about Subject, start time.Time) (Due, error) {
	rule, err := b.kept(ref, about)
	if err != nil {
		return Due{}, err
	}
	return b.measureAt(rule, about, start)
}

// kept finds the rule that a case holds.
func (b Book) kept(ref string, about Subject) (Rule, error) {
	rule, ok := b.Rule(ref)
	if !ok {
		return Rule{}, fmt.Errorf("%w: rule %q is not in the book; load the rule file it came from", ErrNoRule, ref)
	}
	if !slices.Contains(rule.Jurisdictions, about.Jurisdiction) {
		return Rule{}, fmt.Errorf("%w: rule %q is not one of %s", ErrNoRule, ref, about.Jurisdiction)
	}
	return rule, nil
}

// choose finds the rule that is in force for the subject.
func (b Book) choose(kind Kind, about Subject, start civil.Day) (Rule, error) {
	if !about.Jurisdiction.Valid() {
		return Rule{}, fmt.Errorf("%w: %q; choose england, wales, scotland or northern-ireland", ErrJurisdiction, about.Jurisdiction)
	}
	if !start.Valid() {
		return Rule{}, fmt.Errorf("%w: kind %s", ErrStart, kind)
	}
	rules := b.selected[selection{kind, about.Jurisdiction, about.Child}]
	if len(rules) == 0 {
		return Rule{}, fmt.Errorf("%w: there is none of the kind %s for %s in %s", ErrNoRule, kind, audience(about), about.Jurisdiction)
	}
	on := start
	if rules[0].ComparedWith == ByDecision { // the loader keeps it the same for all
		if on = about.Decision; !on.Valid() {
			return Rule{}, fmt.Errorf("%w: kind %s", ErrDecisionDay, kind)
		}
	}
	rule, ok := inForce(rules, on)
	if !ok {
		return Rule{}, fmt.Errorf("%w: none of the kind %s is in force for %s in %s on %s", ErrNoRule, kind, audience(about), about.Jurisdiction, on)
	}
	return rule, nil
}

// measureAt counts a rule from an instant.
func (b Book) measureAt(rule Rule, about Subject, start time.Time) (Due, error) {
	due, err := b.measure(rule, about, civil.DayOf(start))
	if err != nil {
		return Due{}, err
	}
	due.StartAt = start.UTC()
	if length := rule.Length(); length > 0 {
		due.At = due.StartAt.Add(length)
		due.On = civil.DayOf(due.At)
	}
	return due, nil
}

// measure counts a rule from a day. It is a function of its arguments and the
// calendar only, so a case can derive the same day again.
func (b Book) measure(rule Rule, about Subject, start civil.Day) (Due, error) {
	if !start.Valid() {
		return Due{}, fmt.Errorf("%w: rule %s", ErrStart, rule.Ref())
	}
	calendar, err := b.Calendar(about.Jurisdiction)
	if err != nil {
		return Due{}, err
	}
	due := Due{Kind: b.kinds[rule.Kind], Start: start, Rule: rule, Subject: about}
	switch rule.Unit {
	case WorkingDays:
		due.countWorkingDays(calendar)
	case Days:
		due.On = start // the same day, when the amount is 0
		if rule.Amount > 0 {
			due.First = start.Add(firstStep(rule.Counting))
			due.On = due.First.Add(direction(rule.Counting) * (rule.Amount - 1))
		}
	case Months:
		due.countMonths(rule.Amount)
	case Years:
		due.countMonths(12 * rule.Amount)
	case Hours:
		due.On = start.Add((rule.Amount + 23) / 24)
	case Minutes:
		due.On = start.Add((rule.Amount + 24*60 - 1) / (24 * 60))
	}
	if due.HasClock() && !due.On.Valid() {
		return Due{}, fmt.Errorf("%w: rule %s from %s leads outside the calendar", ErrStart, rule.Ref(), start)
	}
	return due, nil
}

// countWorkingDays walks day by day and keeps every day that does not count.
func (d *Due) countWorkingDays(calendar *Calendar) {
	step := direction(d.Rule.Counting)
	day := d.Start.Add(firstStep(d.Rule.Counting))
	for left := d.Rule.Amount; ; day = day.Add(step) {
		if !calendar.Coverage().has(day.Year) {
			d.Foreseen = true
		}
		if why := calendar.whyNot(day); why != "" {
			d.Skipped = append(d.Skipped, Skipped{Day: day, Why: why})
			continue
		}
		if d.First.IsZero() {
			d.First = day
		}
		if left--; left == 0 {
			d.On = day
			return
		}
	}
}

// countMonths goes to the corresponding date: a month from 31 January ends on
// the last day of February. A period that begins with its first day ends the
// day before the corresponding date.
func (d *Due) countMonths(months int) {
	d.First = d.Start.Add(firstStep(d.Rule.Counting))
	switch d.Rule.Counting {
	case Back:
		d.On = d.Start.AddMonths(-months)
	case Inclusive:
		d.On = d.Start.AddMonths(months).Add(-1)
	case Anniversary:
		d.On = d.Start.AddMonths(months)
		if d.On.Day < d.Start.Day { // born on 29 February
			d.On = d.On.Add(1)
		}
	default:
		d.On = d.Start.AddMonths(months)
	}
}

// firstStep is from the start to the first day counted.
func firstStep(c Counting) int {
	switch c {
	case Inclusive:
		return 0
	case Back:
		return -1
	default:
		return 1
	}
}

func direction(c Counting) int {
	if c == Back {
		return -1
	}
	return 1
}

func audience(about Subject) Audience {
	if about.Child {
		return Child
	}
	return Adult
}
