package statute

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/civil"
)

// Dates counted by hand, or read in the source that the rule names.
func TestDue(t *testing.T) {
	t.Parallel()
	const adult, child = false, true
	for _, c := range []struct {
		name     string
		kind     Kind
		j        Jurisdiction
		child    bool
		decision string
		start    string
		want     string // "" for a rule without a clock
		rule     string
	}{
		// A referral of Thursday 22 December 2022: Christmas Day was a Sunday,
		// New Year's Day too, and Scotland has 2 January.
		{"christmas", ReasonableGroundsDecision, England, adult, "", "2022-12-22", "2023-01-03", "reasonable-grounds-5-working-days"},
		{"christmas", ReasonableGroundsDecision, Wales, adult, "", "2022-12-22", "2023-01-03", ""},
		{"christmas", ReasonableGroundsDecision, Scotland, adult, "", "2022-12-22", "2023-01-04", ""},
		{"christmas", ReasonableGroundsDecision, NorthernIreland, child, "", "2022-12-22", "2023-01-03", ""},
		{"plain week", ReasonableGroundsDecision, England, adult, "", "2026-11-02", "2026-11-09", ""},
		{"sent on a Saturday", ReasonableGroundsDecision, England, adult, "", "2026-11-07", "2026-11-13", ""},
		{"over Easter", ReasonableGroundsDecision, England, adult, "", "2026-04-01", "2026-04-10", ""},
		{"over Easter, no Easter Monday", ReasonableGroundsDecision, Scotland, adult, "", "2026-04-01", "2026-04-09", ""},
		{"St Patrick", ReasonableGroundsDecision, NorthernIreland, adult, "", "2026-03-13", "2026-03-23", ""},
		{"St Patrick elsewhere", ReasonableGroundsDecision, England, adult, "", "2026-03-13", "2026-03-20", ""},
		{"State Funeral", ReasonableGroundsDecision, Wales, adult, "", "2022-09-15", "2022-09-23", ""},
		{"Platinum Jubilee", ReasonableGroundsDecision, England, adult, "", "2022-05-30", "2022-06-08", ""},
		{"World Cup", ReasonableGroundsDecision, Scotland, adult, "", "2026-06-10", "2026-06-18", ""},
		{"St Andrew", ReasonableGroundsDecision, Scotland, adult, "", "2026-11-25", "2026-12-03", ""},

		{"local panel", ReasonableGroundsDecisionPilot, England, child, "", "2023-03-01", "2023-04-15", "reasonable-grounds-pilot-45-days"},

		{"last day of 45", RecoveryPeriod, England, adult, "", "2022-12-12", "2023-01-25", "recovery-45-days"},
		{"first day of 30", RecoveryPeriod, England, adult, "", "2022-12-13", "2023-01-11", "recovery-30-days"},
		{"Wales, a child", RecoveryPeriod, Wales, child, "", "2024-02-01", "2024-03-01", "recovery-30-days"},
		{"Northern Ireland before", RecoveryPeriod, NorthernIreland, adult, "", "2022-12-12", "2023-01-25", "recovery-45-days-northern-ireland"},
		{"Northern Ireland after", RecoveryPeriod, NorthernIreland, adult, "", "2022-12-13", "2023-01-26", "recovery-45-days-northern-ireland"},
		{"Scotland before the regulations", RecoveryPeriod, Scotland, adult, "", "2018-03-31", "2018-05-14", "recovery-45-days-scotland"},
		{"Scotland after", RecoveryPeriod, Scotland, adult, "", "2018-04-01", "2018-06-30", "recovery-90-days-scotland"},
		{"Scotland, a child", RecoveryPeriod, Scotland, child, "", "2018-04-01", "2018-05-15", "recovery-45-days-scotland-children"},
		{"further period", FurtherRecoveryPeriod, England, adult, "", "2023-01-30", "2023-02-28", ""},

		{"not before 45", ConclusiveGroundsEarliest, England, adult, "", "2022-12-12", "2023-01-26", ""},
		{"not before 30", ConclusiveGroundsEarliest, England, adult, "", "2022-12-13", "2023-01-12", ""},
		{"not before 30 in Scotland", ConclusiveGroundsEarliest, Scotland, adult, "", "2022-12-13", "2023-01-12", "conclusive-grounds-after-30-days-scotland"},
		{"not before 45 in Northern Ireland", ConclusiveGroundsEarliest, NorthernIreland, adult, "", "2024-01-01", "2024-02-15", ""},
		{"no target", ConclusiveGroundsDecision, England, adult, "", "2024-01-01", "", "conclusive-grounds-no-target"},
		{"review at day 30", ConclusiveGroundsReview, England, adult, "", "2017-05-02", "2017-06-01", "conclusive-grounds-review-day-30"},

		{"decided before the limit, served after", ReconsiderationRequest, England, adult, "2024-02-21", "2024-02-26", "", "reconsideration-no-limit"},
		{"decided on the first day", ReconsiderationRequest, England, adult, "2024-02-22", "2024-02-26", "2024-03-27", "reconsideration-30-days"},
		{"served on the day", ReconsiderationRequest, NorthernIreland, child, "2026-11-01", "2026-11-01", "2026-12-01", "reconsideration-30-days"},
		{"old test", ReasonableGroundsTest, England, adult, "2023-01-29", "2023-01-29", "", "reasonable-grounds-test-may-be"},
		{"objective evidence", ReasonableGroundsTest, England, adult, "2023-07-23", "2023-07-23", "", "reasonable-grounds-test-is-objective"},
		{"present test", ReasonableGroundsTest, England, adult, "2023-07-24", "2023-07-24", "", "reasonable-grounds-test-is"},
		{"no disqualification yet", Disqualification, England, adult, "2023-01-29", "2022-12-01", "", "disqualification-none"},
		{"disqualification", Disqualification, England, adult, "2023-01-30", "2022-12-01", "", "disqualification-section-63"},

		{"draft warning", DraftWarning, England, adult, "", "2026-11-01", "2026-11-22", ""},
		{"draft deletion", DraftDeletion, England, adult, "", "2026-11-01", "2026-11-29", ""},
		{"sent draft", DraftRetention, England, adult, "", "2026-11-01", "2026-11-01", ""},
		{"duty to notify", DutyToNotify, Wales, adult, "", "2015-11-01", "", "duty-to-notify-no-deadline"},
		{"information", InformationRequest, England, adult, "", "2026-12-18", "2027-01-06", ""},
		{"posted letter", LetterService, England, adult, "", "2026-11-20", "2026-11-24", ""},

		{"eighteen", Turning18, England, child, "", "2008-11-22", "2026-11-22", ""},
		{"eighteen, leap day", Turning18, England, child, "", "2008-02-29", "2026-03-01", ""},
		{"out of the pilot", PilotExit, England, child, "", "2026-11-22", "2026-08-14", ""},
		{"return interview, day only", ReturnInterview, England, child, "", "2026-11-20", "2026-11-23", ""},
		{"missing episodes", StrategyMeeting, England, child, "", "2026-11-22", "2026-10-23", ""},
		{"transfer", TransferScheme, Scotland, child, "", "2026-11-20", "2026-12-07", ""},

		{"move-on, 2018", MoveOnSupport, England, adult, "2018-05-01", "2018-05-04", "2018-05-18", "move-on-14-days"},
		{"move-on", MoveOnSupport, Wales, adult, "2026-01-02", "2026-01-06", "2026-02-20", "move-on-45-days"},
		{"move-on in Scotland", MoveOnSupport, Scotland, adult, "2026-01-02", "2026-01-06", "", "move-on-scotland-as-needed"},
		{"move-on in Scotland before its Act", MoveOnSupport, Scotland, adult, "2018-03-31", "2018-04-04", "", "move-on-scotland-before-the-act"},
		{"after a negative decision in Scotland", NegativeSupportEnd, Scotland, adult, "2026-01-02", "2026-01-06", "", "negative-support-scotland-as-needed"},
		{"move-on in Northern Ireland", MoveOnSupport, NorthernIreland, adult, "2026-01-02", "2026-01-06", "", "move-on-northern-ireland-as-needed"},
		{"end after negative", NegativeSupportEnd, England, adult, "2026-01-02", "2026-01-06", "2026-01-20", ""},
		{"end after negative, 2018", NegativeSupportEnd, England, adult, "2018-05-01", "2018-05-04", "2018-05-06", ""},
		{"permit of 2010", TemporaryPermissionLength, England, adult, "", "2010-03-01", "2011-02-28", ""},
		{"grant before birth", MaternityGrantBeforeBirth, England, adult, "", "2026-11-22", "2026-09-27", ""},
		{"grant after birth", MaternityGrantAfterBirth, England, adult, "", "2026-11-01", "2026-12-12", ""},
		{"three months after return", ReturnCheckIn2, England, adult, "", "2026-11-30", "2027-02-28", ""},

		{"tribunal", EmploymentClaim, England, adult, "", "2026-01-15", "2026-04-14", ""},
		{"compensation", InjuriesCompensation, Scotland, adult, "", "2024-02-29", "2026-02-28", ""},
		{"vulnerable victim", VictimsCodeNoticeVulnerable, England, adult, "", "2026-11-20", "2026-11-23", ""},
	} {
		about := Subject{Jurisdiction: c.j, Child: c.child}
		if c.decision != "" {
			about.Decision = civil.MustDay(c.decision)
		}
		due, err := Default().Due(c.kind, about, civil.MustDay(c.start))
		if err != nil {
			t.Errorf("%s, %s: %v", c.name, c.kind, err)
			continue
		}
		if due.On.String() != c.want || c.rule != "" && due.Rule.ID != c.rule || due.HasClock() != (c.want != "") {
			t.Errorf("%s, %s in %s: due on %q under %s, want %q under %q", c.name, c.kind, c.j, due.On, due.Rule.ID, c.want, c.rule)
		}
	}
}

func TestDueSkips(t *testing.T) {
	t.Parallel()
	due, err := Default().Due(ReasonableGroundsDecision, Subject{Jurisdiction: Scotland}, civil.MustDay("2022-12-22"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Skipped{
		{civil.MustDay("2022-12-24"), "Saturday"},
		{civil.MustDay("2022-12-25"), "Sunday"},
		{civil.MustDay("2022-12-26"), "Boxing Day"},
		{civil.MustDay("2022-12-27"), "Christmas Day (substitute day)"},
		{civil.MustDay("2022-12-31"), "Saturday"},
		{civil.MustDay("2023-01-01"), "Sunday"},
		{civil.MustDay("2023-01-02"), "2nd January"},
		{civil.MustDay("2023-01-03"), "New Year's Day (substitute day)"},
	}
	if !reflect.DeepEqual(due.Skipped, want) || due.First != civil.MustDay("2022-12-23") {
		t.Errorf("first %s, skipped %v\nwant %v", due.First, due.Skipped, want)
	}
}

func TestHoursAreCountedFromTheInstant(t *testing.T) {
	t.Parallel()
	about := Subject{Jurisdiction: England, Child: true}
	// Found on the Friday evening before the clocks go back: 72 real hours later
	// it is an hour earlier by the clock on the wall.
	found := time.Date(2026, 10, 23, 22, 30, 0, 0, civil.London)
	due, err := Default().DueAt(ReturnInterview, about, found)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 10, 26, 21, 30, 0, 0, civil.London); !due.At.Equal(want) || due.On != civil.MustDay("2026-10-26") {
		t.Errorf("due at %s on %s, want %s", due.At, due.On, want)
	}
	again, err := Default().ExplainAt(due.Rule.Ref(), about, found)
	if err != nil || !reflect.DeepEqual(again, due) {
		t.Errorf("explained as %+v, %v\nwant %+v", again, err, due)
	}
	// Days are those of London: this is already 1 July there.
	late := time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC)
	draft, err := Default().DueAt(DraftWarning, about, late)
	if err != nil || draft.On != civil.MustDay("2026-07-22") || !draft.At.IsZero() {
		t.Errorf("the draft is warned about on %s at %s, %v", draft.On, draft.At, err)
	}
}

// Without the hour of the start, the latest day on which the hours can end is
// meant: 30 hours from 11pm on Monday end on Wednesday.
func TestHoursFromADayEndOnTheLatestDay(t *testing.T) {
	t.Parallel()
	for hours, want := range map[int]string{1: "2026-11-03", 24: "2026-11-03", 25: "2026-11-04", 30: "2026-11-04", 48: "2026-11-04"} {
		rule := sample()
		rule.Amount, rule.Unit, rule.Counting, rule.Words = hours, Hours, FromTheHour, fmt.Sprintf("It is done within %d hours.", hours)
		book, err := Load(ruleFile(t, rule))
		if err != nil {
			t.Fatal(err)
		}
		due, err := book.Due("sample", Subject{Jurisdiction: England}, civil.MustDay("2026-11-02"))
		if err != nil || due.On.String() != want {
			t.Errorf("%d hours from 2 November end on %s, %v; want %s", hours, due.On, err, want)
		}
	}
}

func TestDueErrors(t *testing.T) {
	t.Parallel()
	day := civil.MustDay("2026-11-02")
	for name, c := range map[string]struct {
		kind  Kind
		about Subject
		start civil.Day
		want  error
	}{
		"no jurisdiction":        {ReasonableGroundsDecision, Subject{}, day, ErrJurisdiction},
		"unknown jurisdiction":   {ReasonableGroundsDecision, Subject{Jurisdiction: "jersey"}, day, ErrJurisdiction},
		"unknown start":          {ReasonableGroundsDecision, Subject{Jurisdiction: England}, civil.Day{}, ErrStart},
		"impossible start":       {ReasonableGroundsDecision, Subject{Jurisdiction: England}, civil.Day{Year: 2026, Month: 2, Day: 30}, ErrStart},
		"before the mechanism":   {ReasonableGroundsDecision, Subject{Jurisdiction: England}, civil.MustDay("2009-03-31"), ErrNoRule},
		"unknown kind":           {"no-such-kind", Subject{Jurisdiction: England}, day, ErrNoRule},
		"an adult in the pilot":  {ReasonableGroundsDecisionPilot, Subject{Jurisdiction: England}, day, ErrNoRule},
		"no duty in Scotland":    {DutyToNotify, Subject{Jurisdiction: Scotland}, day, ErrNoRule},
		"no day of the decision": {ReconsiderationRequest, Subject{Jurisdiction: England}, day, ErrDecisionDay},
		"after the last year":    {Turning18, Subject{Jurisdiction: England}, civil.MustDay("9990-01-01"), ErrStart},
	} {
		if due, err := Default().Due(c.kind, c.about, c.start); !errors.Is(err, c.want) || !reflect.DeepEqual(due, Due{}) {
			t.Errorf("%s: %+v, %v; want %v", name, due, err, c.want)
		}
	}
	if _, err := Default().DueAt(DraftWarning, Subject{Jurisdiction: England}, time.Time{}); !errors.Is(err, ErrStart) {
		t.Errorf("a clock that started at no time: %v", err)
	}
	for _, ref := range []string{"no-such-rule", "recovery-30-days@2", "@", ""} {
		if _, err := Default().Explain(ref, Subject{Jurisdiction: England}, day); !errors.Is(err, ErrNoRule) {
			t.Errorf("Explain(%q): %v", ref, err)
		}
	}
	if _, err := Default().Explain("recovery-30-days", Subject{Jurisdiction: Scotland}, day); !errors.Is(err, ErrNoRule) {
		t.Errorf("a rule of England was applied in Scotland: %v", err)
	}
}

// A clock that started for a child is explained by the rule for children when
// the child has grown up.
func TestExplainAfterGrowingUp(t *testing.T) {
	t.Parallel()
	start := civil.MustDay("2026-03-02")
	then, err := Default().Due(ReasonableGroundsDecisionPilot, Subject{Jurisdiction: England, Child: true}, start)
	if err != nil {
		t.Fatal(err)
	}
	now, err := Default().Explain(then.Rule.Ref(), Subject{Jurisdiction: England}, start)
	if err != nil || now.On != then.On || now.Rule.ID != then.Rule.ID {
		t.Errorf("due on %s, %v; want %s", now.On, err, then.On)
	}
}

func TestEarliestAndAllows(t *testing.T) {
	t.Parallel()
	about := Subject{Jurisdiction: England}
	due, err := Default().Earliest(ConclusiveGroundsEarliest, about, civil.MustDay("2026-11-02"))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{"2026-12-01": false, "2026-12-02": true, "2026-12-03": true} {
		if due.Allows(civil.MustDay(day)) != want {
			t.Errorf("a decision on %s: allowed %v, want %v", day, !want, want)
		}
	}
	if _, err := Default().Earliest(ReasonableGroundsDecision, about, civil.MustDay("2026-11-02")); !errors.Is(err, ErrNoMinimum) {
		t.Errorf("a target was taken for a minimum: %v", err)
	}
	open, err := Default().Earliest(ConclusiveGroundsDecision, about, civil.MustDay("2026-11-02"))
	if err != nil || !open.Allows(civil.MustDay("2026-11-02")) {
		t.Errorf("no limit forbids: %v", err)
	}
}

func TestEnds(t *testing.T) {
	t.Parallel()
	start := civil.MustDay("2026-01-01")
	for _, c := range []struct {
		j              Jurisdiction
		decision, want string
	}{
		{England, "", ""}, // at least 30 days, and until the decision
		{England, "2026-01-20", "2026-01-30"},
		{England, "2026-06-01", "2026-06-01"},
		{Scotland, "", "2026-04-01"}, // up to 90 days, or the decision if earlier
		{Scotland, "2026-02-01", "2026-02-01"},
		{Scotland, "2026-06-01", "2026-04-01"},
	} {
		due, err := Default().Due(RecoveryPeriod, Subject{Jurisdiction: c.j}, start)
		if err != nil {
			t.Fatal(err)
		}
		var decision civil.Day
		if err := decision.UnmarshalText([]byte(c.decision)); err != nil {
			t.Fatal(err)
		}
		if got := due.Ends(decision); got.String() != c.want {
			t.Errorf("%s, decision %q: the period ends on %q, want %q", c.j, c.decision, got, c.want)
		}
	}
}

func TestMinutesAreCountedFromTheInstant(t *testing.T) {
	t.Parallel()
	about := Subject{Jurisdiction: England}
	for _, c := range []struct{ start, want string }{
		{"2026-11-22T12:00:00Z", "2026-11-22T12:15:00Z"},
		{"2026-11-22T23:50:00Z", "2026-11-23T00:05:00Z"},
		{"2026-10-25T00:50:00Z", "2026-10-25T01:05:00Z"}, // the hour that London has twice
	} {
		start, err := time.Parse(time.RFC3339, c.start)
		if err != nil {
			t.Fatal(err)
		}
		due, err := Default().DueAt(AlertManagers, about, start)
		if err != nil || due.At.Format(time.RFC3339) != c.want || due.On != civil.DayOf(due.At) {
			t.Errorf("from %s: %s on %s, %v; want %s", c.start, due.At.Format(time.RFC3339), due.On, err, c.want)
		}
	}
	// Known by its day alone, it can end no later than the next.
	due, err := Default().Due(AlertManagers, about, civil.MustDay("2026-11-22"))
	if err != nil || due.On != civil.MustDay("2026-11-23") {
		t.Errorf("from a day: %s, %v", due.On, err)
	}
}
