package justice

import (
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

var english = statute.Subject{Jurisdiction: statute.England}

func limitOf(t *testing.T, about statute.Subject, way, started string, c Conciliation) (Limit, bool) {
	t.Helper()
	limit, found, err := LimitOf(statute.Default(), about, way, civil.MustDay(started), c)
	if err != nil {
		t.Fatal(err)
	}
	return limit, found
}

func TestLimitsOfClaims(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		about        statute.Subject
		way, started string
		c            Conciliation
		last         string // "" for none
	}{
		"injuries, 2 years":             {english, Injuries, "2026-03-02", Conciliation{}, "2028-03-02"},
		"civil, 3 years":                {english, Civil, "2026-03-02", Conciliation{}, "2029-03-02"},
		"employment, 3 months less one": {english, Employment, "2026-03-02", Conciliation{}, "2026-06-01"},
		"31 days conciled":              {english, Employment, "2026-03-02", Conciliation{civil.MustDay("2026-03-10"), civil.MustDay("2026-04-10")}, "2026-07-02"},
		"at least a month is left":      {english, Employment, "2026-03-02", Conciliation{civil.MustDay("2026-05-30"), civil.MustDay("2026-06-05")}, "2026-07-05"},
		"asked for too late":            {english, Employment, "2026-03-02", Conciliation{civil.MustDay("2026-06-02"), civil.MustDay("2026-06-20")}, "2026-06-01"},
		"not over":                      {english, Employment, "2026-03-02", Conciliation{From: civil.MustDay("2026-03-10")}, "2026-06-01"},
		"reparation has none":           {english, Reparation, "2026-03-02", Conciliation{}, ""},
		"no scheme of that name there":  {statute.Subject{Jurisdiction: statute.NorthernIreland}, Injuries, "2026-03-02", Conciliation{}, ""},
	} {
		limit, found := limitOf(t, c.about, c.way, c.started, c.c)
		if got := limit.Last.String(); found != (c.last != "") || found && got != c.last {
			t.Errorf("%s: %s, %v, want %s", name, got, found, c.last)
		}
		if limit.Waits != (name == "not over") {
			t.Errorf("%s: waits %v", name, limit.Waits)
		}
	}
}

// TestConciliationNeverShortensALimit draws conciliations: the limit moves by
// their days, and leaves a month after the certificate.
func TestConciliationNeverShortensALimit(t *testing.T) {
	t.Parallel()
	start := civil.MustDay("2026-01-15")
	rapid.Check(t, func(t *rapid.T) {
		started := start.Add(rapid.IntRange(0, 700).Draw(t, "started"))
		from := started.Add(rapid.IntRange(0, 150).Draw(t, "from"))
		until := from.Add(rapid.IntRange(0, 90).Draw(t, "until"))
		plain, _, err := LimitOf(statute.Default(), english, Employment, started, Conciliation{})
		if err != nil {
			t.Fatal(err)
		}
		moved, found, err := LimitOf(statute.Default(), english, Employment, started, Conciliation{from, until})
		if err != nil || !found {
			t.Fatal(err, found)
		}
		late := from.After(plain.Last)
		switch {
		case late && moved.Last != plain.Last:
			t.Fatal("conciliation asked for after the limit moved it")
		case late:
		case moved.Last.Before(plain.Last), moved.Last.Before(until.AddMonths(1)), moved.Last.Sub(plain.Last) < until.Sub(from), moved.Moved != moved.Last.Sub(plain.Last):
			t.Fatalf("from %s, conciled %s to %s: the limit went from %s to %s", started, from, until, plain.Last, moved.Last)
		}
	})
}

func TestNoticesOfKeyDecisions(t *testing.T) {
	t.Parallel()
	// Good Friday and Easter Monday of 2026 are 3 and 6 April.
	happened := civil.MustDay("2026-04-02")
	for vulnerable, want := range map[bool]string{false: "2026-04-13", true: "2026-04-07"} {
		due, found, err := NoticeDue(statute.Default(), english, vulnerable, happened)
		if err != nil || !found || due.On.String() != want {
			t.Errorf("vulnerable %v: %s, %v, %v, want %s", vulnerable, due.On, found, err, want)
		}
	}
	if _, found, err := NoticeDue(statute.Default(), statute.Subject{Jurisdiction: statute.Scotland}, false, happened); found || err != nil {
		t.Errorf("Scotland, for which no rule was found: %v, %v", found, err)
	}
	day := civil.MustDay
	for _, c := range []struct {
		due, told, today civil.Day
		late             bool
	}{{civil.Day{}, civil.Day{}, day("2026-04-30"), false}, {day("2026-04-13"), civil.Day{}, day("2026-04-13"), false}, {day("2026-04-13"), civil.Day{}, day("2026-04-14"), true},
		{day("2026-04-13"), day("2026-04-13"), day("2026-05-30"), false}, {day("2026-04-13"), day("2026-04-14"), day("2026-05-30"), true}} {
		if Late(c.due, c.told, c.today) != c.late {
			t.Errorf("due %s, told %s, today %s: want late %v", c.due, c.told, c.today, c.late)
		}
	}
}

func TestWhatSection45ComesTo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		g    Grounds
		want Bearing
	}{
		"adult, all met":            {Grounds{no, no, yes, yes, yes}, MayApply},
		"adult, not compelled":      {Grounds{no, no, no, yes, yes}, NotMet},
		"adult, not asked yet":      {Grounds{no, no, unknown, yes, yes}, NotEnough},
		"child needs no compulsion": {Grounds{yes, no, "", yes, yes}, MayApply},
		"child, not a result":       {Grounds{yes, no, "", no, yes}, NotMet},
		"excluded offence":          {Grounds{no, yes, yes, yes, yes}, IsExcluded},
		"perhaps excluded":          {Grounds{no, unknown, yes, yes, yes}, NotEnough},
		"it turns on the age":       {Grounds{unknown, no, no, yes, yes}, NotEnough},
		"whatever the age":          {Grounds{unknown, no, yes, yes, yes}, MayApply},
	} {
		if got := c.g.Bears(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestLessCompulsionNeverHurtsAChild draws answers: whatever they are, a child's
// note comes to no less than an adult's.
func TestLessCompulsionNeverHurtsAChild(t *testing.T) {
	t.Parallel()
	rank := map[Bearing]int{MayApply: 2, NotEnough: 1, NotMet: 0, IsExcluded: 0}
	rapid.Check(t, func(t *rapid.T) {
		answer := rapid.SampledFrom([]string{yes, no, unknown})
		g := Grounds{Excluded: answer.Draw(t, "excluded"), Compelled: answer.Draw(t, "compelled"), Attributable: answer.Draw(t, "attributable"), Alternative: answer.Draw(t, "alternative")}
		child, adult := g, g
		child.Child, adult.Child = yes, no
		if rank[child.Bears()] < rank[adult.Bears()] {
			t.Fatalf("%+v: child %q, adult %q", g, child.Bears(), adult.Bears())
		}
	})
}

// TestAMonthHasItsDaysOnce draws months: each of their days stands once, in weeks
// that begin on Monday.
func TestAMonthHasItsDaysOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		month := MonthOf(civil.MustDay("2000-01-31").AddMonths(rapid.IntRange(0, 2400).Draw(t, "months")))
		seen := 0
		for _, week := range month.Weeks() {
			if week[0].Weekday() != time.Monday || len(week) != 7 {
				t.Fatalf("%s: a week begins on %s", month, week[0].Weekday())
			}
			for _, day := range week {
				if MonthOf(day) == month {
					if seen++; day.Day != seen {
						t.Fatalf("%s: %s stands out of its order", month, day)
					}
				}
			}
		}
		if next := month.After(1).First(); seen != next.Sub(month.First()) {
			t.Fatalf("%s has %d days", month, seen)
		}
		if read, ok := ParseMonth(month.String()); !ok || read != month {
			t.Fatalf("%s is read as %s", month, read)
		}
	})
}

func FuzzMoney(f *testing.F) {
	for _, seed := range []string{"", "0", "1,250", "£300", "1250.50", "12.5", "-1", "1e9", "99999999999", "٣", "1.2.3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pence, ok := money(text)
		if !ok {
			return
		}
		if pence < 0 || pence > mostPence {
			t.Fatalf("%q is %d pence", text, pence)
		}
		if again, ok := money(pounds(pence)); !ok || again != pence {
			t.Fatalf("%q is %d pence, written %s, read as %d", text, pence, pounds(pence), again)
		}
	})
}

// TestTheListsAreForTheirPlaces holds the lists against the jurisdictions.
func TestTheListsAreForTheirPlaces(t *testing.T) {
	t.Parallel()
	lists, today := reference.Default(), civil.MustDay("2026-11-22")
	for _, jurisdiction := range statute.Jurisdictions() {
		for _, list := range []*reference.List{lists.VictimsRights, lists.ConventionRights, lists.SpecialMeasures} {
			n := 0
			for _, e := range list.All() {
				if e.Applies(string(jurisdiction), false, today) {
					n++
				}
				if e.Source == "" && e.Code != "other" || e.Certainty == "" && e.Code != "other" {
					t.Errorf("%s %s: it says neither where it is written nor how sure we are", list.Key, e.Code)
				}
				if list != lists.SpecialMeasures && e.Says == "" {
					t.Errorf("%s %s: it has no words for the person", list.Key, e.Code)
				}
			}
			if n < 5 {
				t.Errorf("%s has %d entries for %s", list.Key, n, jurisdiction)
			}
		}
	}
	s := setting{Lists: lists, Today: today, File: File{Jurisdiction: "england", AgeGroup: "adult"}}
	for _, option := range s.entryOptions(lists.ConventionRights) {
		if strings.HasPrefix(option.Value, "it-") || option.Value == "12-education" {
			t.Errorf("an adult in England is offered %s", option.Value)
		}
	}
}
