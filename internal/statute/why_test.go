package statute

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"pgregory.net/rapid"
)

func sentences(due Due) []string {
	var all []string
	for _, line := range due.Why() {
		all = append(all, line.String())
	}
	return all
}

func TestWhy(t *testing.T) {
	t.Parallel()
	due, err := Default().Due(ReasonableGroundsDecision, Subject{Jurisdiction: Wales}, civil.MustDay("2026-12-23"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"A reasonable grounds decision should be made within 5 working days of the referral.",
		"This comes from: Modern slavery toolkit for first responders, April 2026, section 5; Anti-Trafficking Hub: NRM decisions and challenges",
		"This rule has applied in Wales since 1 April 2009.",
		"Wherever possible. Working days are those of the place whose rules apply to the case.",
		"The clock started on 23 December 2026, when the referral was received.",
		"The first day counted is 24 December 2026. The day it started is not counted.",
		"25 December 2026 is not counted: Christmas Day.",
		"26 December 2026 is not counted: Saturday.",
		"27 December 2026 is not counted: Sunday.",
		"28 December 2026 is not counted: Boxing Day (substitute day).",
		"1 January 2027 is not counted: New Year's Day.",
		"2 January 2027 is not counted: Saturday.",
		"3 January 2027 is not counted: Sunday.",
		"So it should be done by the end of 4 January 2027.",
	}
	if got := sentences(due); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhySaysWhatIsParticular(t *testing.T) {
	t.Parallel()
	england := Subject{Jurisdiction: England}
	for name, c := range map[string]struct {
		kind  Kind
		about Subject
		start string
		want  []string
	}{
		"guess":       {TemporaryPermissionLength, england, "2024-01-01", []string{"We could not confirm this rule.", "So it ends on 30 June 2026 at the latest."}},
		"house rule":  {SecondReader, england, "2026-11-02", []string{"This is a rule of this service. It is not law."}},
		"decision":    {ReconsiderationRequest, Subject{Jurisdiction: England, Decision: civil.MustDay("2026-10-30")}, "2026-11-02", []string{"What counts is the rule on the day of the decision, 30 October 2026.", "So it must be done by the end of 2 December 2026."}},
		"ended":       {RecoveryPeriod, england, "2022-12-12", []string{"This rule applied in England from 1 April 2009 to 12 December 2022.", "The first day counted is 12 December 2022. The day it started is counted.", "So the earliest it can end or be done is 25 January 2023."}},
		"no limit":    {ConclusiveGroundsDecision, england, "2026-11-02", []string{"So there is no date by which this must happen."}},
		"standard":    {Disqualification, Subject{Jurisdiction: England, Decision: civil.MustDay("2026-10-30")}, "2026-11-02", []string{"This is a standard, not a time limit."}},
		"same day":    {DraftRetention, england, "2026-11-02", []string{"No days are added, so it is the same day."}},
		"back":        {PilotExit, Subject{Jurisdiction: England, Child: true}, "2026-11-22", []string{"The days are counted back. The first day counted is 21 November 2026.", "So the date is 14 August 2026."}},
		"hours":       {FirstContact, england, "2026-11-02", []string{"The hours are counted from the day only, so this is the latest day.", "So it should be done by the end of 4 November 2026."}},
		"leap day":    {Turning18, england, "2008-02-29", []string{"Somebody born on 29 February becomes a year older on 1 March"}},
		"always":      {Turning18, england, "2008-02-28", []string{"This rule applies in England.", "The clock started on 28 February 2008, when the person was born."}},
		"far ahead":   {ReasonableGroundsDecision, england, "2041-01-02", []string{"Bank holidays so far ahead are not all known."}},
		"a window":    {StrategyMeeting, Subject{Jurisdiction: England, Child: true}, "2026-11-22", []string{"So the period reaches to 23 October 2026."}},
		"the minimum": {ConclusiveGroundsEarliest, england, "2026-11-02", []string{"So the earliest it can end or be done is 2 December 2026."}},
	} {
		due, err := Default().Due(c.kind, c.about, civil.MustDay(c.start))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := strings.Join(sentences(due), "\n")
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the explanation does not say %q:\n%s", name, want, got)
			}
		}
	}
}

func TestWhyWithAnInstant(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 7, 1, 13, 5, 0, 0, time.UTC)
	due, err := Default().DueAt(FirstContact, Subject{Jurisdiction: England}, start)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(sentences(due), "\n")
	for _, want := range []string{
		"The clock started on 1 July 2026 at 2:05pm, when the positive reasonable grounds decision was made.",
		"So it should be done by 3 July 2026 at 2:05pm.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the explanation does not say %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, string(textHours)) {
		t.Errorf("the hours are known, and it says they are not:\n%s", got)
	}
}

var place = regexp.MustCompile(`\{[a-z]+\}`)

// Every sentence of every explanation is a source of the catalogue, has exactly
// the arguments it names, and ends with a result or with why there is none.
func TestEveryExplanationCanBeTranslated(t *testing.T) {
	t.Parallel()
	book := Default()
	kinds, texts := book.Kinds(), book.Texts()
	known := func(text Text) bool { _, ok := slices.BinarySearch(texts, text); return ok }
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind").Kind
		start := drawDay(t, "start").Start().Add(time.Duration(rapid.IntRange(0, 86399).Draw(t, "second")) * time.Second)
		due, err := book.DueAt(kind, drawSubject(t), start)
		if errors.Is(err, ErrNoRule) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := due.Why()
		for _, line := range lines {
			if !known(line.Text) {
				t.Fatalf("%q is not in Texts", line.Text)
			}
			for _, value := range line.Args {
				if text, ok := value.(Text); ok && !known(text) {
					t.Fatalf("the argument %q of %q is not in Texts", text, line.Text)
				}
			}
			for _, named := range place.FindAllString(string(line.Text), -1) {
				if _, ok := line.Args[strings.Trim(named, "{}")]; !ok {
					t.Fatalf("%q has no argument %s", line.Text, named)
				}
			}
			if place.MatchString(line.String()) {
				t.Fatalf("%q was written with an empty place", line)
			}
		}
		last := lines[len(lines)-1].Text
		if due.HasClock() != strings.Contains(string(last), "{on}") {
			t.Fatalf("%s ends with %q", due.Rule.Ref(), last)
		}
	})
}
