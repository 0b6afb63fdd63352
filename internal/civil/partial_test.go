package civil

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPartial(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, long, earliest, latest string }{
		{"2026", "2026", "2026-01-01", "2026-12-31"},
		{"~2026", "about 2026", "2026-01-01", "2026-12-31"},
		{"2026-11", "November 2026", "2026-11-01", "2026-11-30"},
		{"~2026-11", "about November 2026", "2026-11-01", "2026-11-30"},
		{"2024-02", "February 2024", "2024-02-01", "2024-02-29"},
		{"2023-02", "February 2023", "2023-02-01", "2023-02-28"},
		{"2026-11-22", "22 November 2026", "2026-11-22", "2026-11-22"},
		{"~2026-11-22", "about 22 November 2026", "2026-11-22", "2026-11-22"},
	} {
		p, err := ParsePartial(c.text)
		if err != nil {
			t.Errorf("ParsePartial(%q): %v", c.text, err)
			continue
		}
		if p.String() != c.text || p.Long() != c.long ||
			p.Earliest().String() != c.earliest || p.Latest().String() != c.latest {
			t.Errorf("%q: got %s, %q, %s to %s", c.text, p, p.Long(), p.Earliest(), p.Latest())
		}
	}
}

func TestParsePartialRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "~", "~~2026", "26", "0000", "2026-", "2026-00", "2026-13", "2026-11-00", "2026-02-30",
		"2026~", "2026/11", "November 2026", "about 2026", "20261", " 2026", "2026-1", "-2026-1", "2026-11-22-01",
	} {
		if p, err := ParsePartial(bad); !errors.Is(err, ErrPartial) || !p.IsZero() {
			t.Errorf("ParsePartial(%q) = %+v, %v; want nothing and ErrPartial", bad, p, err)
		}
	}
}

func TestFullDay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Day{
		"2026-11-22": MustDay("2026-11-22"), "~2026-11-22": {}, "2026-11": {}, "2026": {},
	} {
		p, err := ParsePartial(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, full := p.FullDay(); got != want || full != !want.IsZero() {
			t.Errorf("FullDay of %s = %v, %v", text, got, full)
		}
	}
	if d := MustDay("2026-11-22"); PartialOf(d).String() != d.String() {
		t.Errorf("PartialOf(%s) = %s", d, PartialOf(d))
	}
}

func TestUnknownPartial(t *testing.T) {
	t.Parallel()
	var p Partial
	if p.Valid() || !p.IsZero() || p.String() != "" || p.Long() != "" || !p.Earliest().IsZero() || !p.Latest().IsZero() {
		t.Error("a date of which nothing is known says something")
	}
	for _, p := range []Partial{{Year: 2026, Day: 3}, {Month: 3}, {Year: 2026, Month: 13}, {Year: 10000}, {About: true}, {Year: 2026, Month: -1}} {
		if p.Valid() {
			t.Errorf("%+v is valid", p)
		}
		if _, err := p.MarshalText(); !errors.Is(err, ErrPartial) {
			t.Errorf("%+v was written: %v", p, err)
		}
	}
}

func TestPartialRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		full := anyDay(t, "day")
		p := Partial{Year: full.Year, About: rapid.Bool().Draw(t, "about")}
		switch rapid.IntRange(0, 2).Draw(t, "precision") {
		case 1:
			p.Month = int(full.Month)
		case 2:
			p.Month, p.Day = int(full.Month), full.Day
		}
		back, err := ParsePartial(p.String())
		if err != nil || back != p {
			t.Fatalf("%+v came back as %+v, %v", p, back, err)
		}
		if full.Before(p.Earliest()) || full.After(p.Latest()) {
			t.Fatalf("%s is outside %s: %s to %s", full, p, p.Earliest(), p.Latest())
		}
		before, after := p.Earliest().Add(-1), p.Latest().Add(1)
		if p.Month != 0 && p.Day == 0 && (before.Month == time.Month(p.Month) || after.Month == time.Month(p.Month)) {
			t.Fatalf("%s does not cover its whole month: %s to %s", p, p.Earliest(), p.Latest())
		}
		if p.Month == 0 && (before.Year == p.Year || after.Year == p.Year) {
			t.Fatalf("%s does not cover its whole year: %s to %s", p, p.Earliest(), p.Latest())
		}
	})
}

func FuzzParsePartial(f *testing.F) {
	for _, s := range []string{"2026", "2026-11", "2026-11-22", "~2026-11", "~", "", "2026-00", "0000-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePartial(s)
		if err != nil {
			if !errors.Is(err, ErrPartial) || !p.IsZero() {
				t.Fatalf("ParsePartial(%q) = %+v, %v", s, p, err)
			}
			return
		}
		if !p.Valid() || p.String() != s || p.Earliest().After(p.Latest()) || !p.Earliest().Valid() || !p.Latest().Valid() {
			t.Fatalf("ParsePartial(%q) = %+v, %s to %s", s, p, p.Earliest(), p.Latest())
		}
	})
}
