package statute

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
)

// Unit is what an amount counts.
type Unit string

// The units. A rule without a clock, such as a test to apply, has NoUnit.
const (
	WorkingDays Unit = "working-days" // neither Saturday, Sunday nor bank holiday of the jurisdiction
	Days        Unit = "days"
	Months      Unit = "months"
	Years       Unit = "years"
	Hours       Unit = "hours"
	Minutes     Unit = "minutes"
	NoUnit      Unit = "none"
)

// Counting is the convention by which the amount is counted.
type Counting string

// The conventions.
const (
	// DayAfter counts the day after the start as the first.
	DayAfter Counting = "day-after"
	// Inclusive counts the day of the start as the first: "beginning with".
	Inclusive Counting = "inclusive"
	// Back counts backwards; the day before the start is the first.
	Back Counting = "back"
	// Anniversary counts birthdays: years only, and from 29 February to 1 March
	// where there is no 29 February.
	Anniversary Counting = "anniversary"
	// FromTheHour counts hours or minutes from an instant, and nothing else.
	FromTheHour Counting = "from-the-hour"
)

// Bound says what the day that is reached means.
type Bound string

// The bounds.
const (
	Minimum  Bound = "minimum"  // at least so long; for a "not before" rule the first day allowed
	Maximum  Bound = "maximum"  // at most so long
	Limit    Bound = "limit"    // must be done by then
	Target   Bound = "target"   // should be done by then
	Change   Bound = "change"   // something is different from then
	Window   Bound = "window"   // the period inside which something counts
	NoLimit  Bound = "no-limit" // there is knowingly no limit
	Standard Bound = "standard" // a test or standard in words
)

// Certainty says how sure we are of a rule. Pages show it.
type Certainty string

// The degrees of certainty.
const (
	Verified  Certainty = "verified"   // read in the source that the rule names
	Guess     Certainty = "guess"      // not confirmed: check before relying on it
	HouseRule Certainty = "house-rule" // set by this service, not by law; a deployment may set its own
)

// Audience says to whom a rule applies.
type Audience string

// The audiences.
const (
	Anybody Audience = "any"
	Adult   Audience = "adult"
	Child   Audience = "child" // under 18, or may be
)

// Basis says which day decides whether a rule is in force.
type Basis string

// The bases.
const (
	ByStart    Basis = "start"    // the day the clock starts
	ByDecision Basis = "decision" // the day of the decision that the clock is about
)

// Source is where a rule is written.
type Source struct {
	Text string `json:"text"`
	URL  string `json:"url,omitempty"` // absolute; may be missing only for a house rule
}

// Rule is one limit, minimum, target or test, for some jurisdictions and some
// people, between two days.
type Rule struct {
	// ID names the rule for ever; Version grows by one when what is recorded of
	// it is corrected. A change of the law is a new rule, not a new version.
	ID      string `json:"id"`
	Version int    `json:"version"`
	Kind    Kind   `json:"kind"`
	// Words is the rule as a plain sentence (a catalogue source). It states the
	// amount.
	Words         string         `json:"words"`
	Jurisdictions []Jurisdiction `json:"jurisdictions"`
	AppliesTo     Audience       `json:"applies_to"`
	// From and Until are the first and the last day on which the rule is in
	// force; unknown means since or for ever.
	From         civil.Day `json:"from,omitzero"`
	Until        civil.Day `json:"until,omitzero"`
	ComparedWith Basis     `json:"compared_with"`
	Amount       int       `json:"amount,omitempty"`
	Unit         Unit      `json:"unit"`
	Counting     Counting  `json:"counting,omitempty"`
	Bound        Bound     `json:"bound"`
	// Occurrences is how many events inside a window set something off.
	Occurrences int    `json:"occurrences,omitempty"`
	Source      Source `json:"source"`
	// Note is what a reader of a case should know beside the words, Remark what
	// whoever looks after the rules should: it stands among the rules and not
	// with a case. Both are catalogue sources.
	Note      string    `json:"note,omitempty"`
	Remark    string    `json:"remark,omitempty"`
	Certainty Certainty `json:"certainty"`
}

// Ref returns "id@version", which a case keeps and [Book.Rule] reads.
func (r Rule) Ref() string { return r.ID + "@" + strconv.Itoa(r.Version) }

// HasClock reports whether the rule leads to a day. One that says there is no
// limit, or that is a standard in words, does not.
func (r Rule) HasClock() bool { return r.Unit != NoUnit }

// Length is how long a rule in hours or minutes lasts; 0 for one in days.
func (r Rule) Length() time.Duration {
	switch r.Unit {
	case Hours:
		return time.Duration(r.Amount) * time.Hour
	case Minutes:
		return time.Duration(r.Amount) * time.Minute
	}
	return 0
}

// InForce reports whether the rule is in force on the day.
func (r Rule) InForce(on civil.Day) bool {
	return !on.Before(r.From) && (r.Until.IsZero() || !on.After(r.Until))
}

// Covers reports whether the rule is one for the subject, whatever the day.
func (r Rule) Covers(about Subject) bool {
	if !slices.Contains(r.Jurisdictions, about.Jurisdiction) {
		return false
	}
	switch r.AppliesTo {
	case Adult:
		return !about.Child
	case Child:
		return about.Child
	default:
		return true
	}
}

func (r Rule) clone() Rule {
	r.Jurisdictions = slices.Clone(r.Jurisdictions)
	return r
}

// mostDays keeps an amount within what a case can live to see: a hundred years.
const mostDays = 36525

var (
	idForm  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	numbers = regexp.MustCompile(`[0-9]+`)
)

// check returns everything that is wrong with the rule by itself.
func (r Rule) check(kinds map[Kind]KindInfo) error {
	var problems []error
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }

	if !idForm.MatchString(r.ID) {
		wrong("the id %q is not written in small letters, digits and single hyphens", r.ID)
	}
	if r.Version < 1 {
		wrong("the version is %d; versions start at 1", r.Version)
	}
	if _, ok := kinds[r.Kind]; !ok {
		wrong("the kind %q is not known; add it to the kinds of a rule file", r.Kind)
	}
	if len(r.Jurisdictions) == 0 {
		wrong("no jurisdiction is named")
	}
	for i, j := range r.Jurisdictions {
		if !j.Valid() {
			wrong("the jurisdiction %q is not known; choose england, wales, scotland, northern-ireland, italy or lithuania", j)
		}
		if slices.Contains(r.Jurisdictions[:i], j) {
			wrong("the jurisdiction %q is named twice", j)
		}
	}
	oneOf(wrong, "applies_to", r.AppliesTo, Anybody, Adult, Child)
	oneOf(wrong, "compared_with", r.ComparedWith, ByStart, ByDecision)
	oneOf(wrong, "certainty", r.Certainty, Verified, Guess, HouseRule)
	oneOf(wrong, "bound", r.Bound, Minimum, Maximum, Limit, Target, Change, Window, NoLimit, Standard)
	oneOf(wrong, "unit", r.Unit, WorkingDays, Days, Months, Years, Hours, Minutes, NoUnit)
	if !r.Until.IsZero() && r.Until.Before(r.From) {
		wrong("it ends on %s, before it begins on %s", r.Until, r.From)
	}
	if r.Source.Text == "" {
		wrong("the source has no text")
	}
	if r.Source.URL == "" && r.Certainty != HouseRule {
		wrong("the source has no url; only a house rule may do without")
	}
	if r.Source.URL != "" && !absolute(r.Source.URL) {
		wrong("the source url %q is not an absolute http or https address", r.Source.URL)
	}
	if r.Occurrences < 0 || r.Occurrences > 0 && r.Bound != Window {
		wrong("occurrences is %d; it is a positive number for a window, and left out otherwise", r.Occurrences)
	}
	r.checkAmount(wrong)
	return errors.Join(problems...)
}

// checkAmount checks amount, unit, counting and bound against each other.
func (r Rule) checkAmount(wrong func(string, ...any)) {
	if r.Words == "" {
		wrong("there are no words")
	}
	if strings.ContainsAny(r.Words+r.Note+r.Remark, "{}") {
		wrong("words, note and remark are fixed sentences; take out the braces")
	}
	if noClock := r.Bound == NoLimit || r.Bound == Standard; noClock || r.Unit == NoUnit {
		if !noClock || r.Unit != NoUnit || r.Amount != 0 || r.Counting != "" {
			wrong("a rule without a clock has the unit none, the bound no-limit or standard, no amount and no counting")
		}
		return
	}
	switch r.Unit {
	case Hours, Minutes:
		oneOf(wrong, "counting of hours", r.Counting, FromTheHour)
	case Years:
		oneOf(wrong, "counting of years", r.Counting, DayAfter, Inclusive, Back, Anniversary)
	default:
		oneOf(wrong, "counting", r.Counting, DayAfter, Inclusive, Back)
	}
	least := 1
	if r.Counting == DayAfter && r.Unit == Days {
		least = 0 // "on the same day"
	}
	perUnit := map[Unit]int{Months: 30, Years: 365}
	if most := mostDays / max(perUnit[r.Unit], 1); r.Amount < least || r.Amount > most {
		wrong("the amount is %d %s; it must be from %d to %d", r.Amount, r.Unit, least, most)
	}
	if r.Amount > 0 && !slices.Contains(numbers.FindAllString(r.Words, -1), strconv.Itoa(r.Amount)) {
		wrong("the words do not state the amount %d, so they and the clock could drift apart", r.Amount)
	}
}

func oneOf[T ~string](wrong func(string, ...any), field string, value T, allowed ...T) {
	if !slices.Contains(allowed, value) {
		wrong("%s is %q; choose one of %v", field, value, allowed)
	}
}

func absolute(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
