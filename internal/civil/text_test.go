package civil

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
)

func TestDayInJSON(t *testing.T) {
	t.Parallel()
	type record struct {
		Due  Day         `json:"due"`
		Seen map[Day]int `json:"seen"`
	}
	written := record{Due: MustDay("2026-11-22"), Seen: map[Day]int{MustDay("2026-01-02"): 3}}
	text, err := json.Marshal(written)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"due":"2026-11-22","seen":{"2026-01-02":3}}`; string(text) != want {
		t.Errorf("written as %s, want %s", text, want)
	}
	var read record
	if err := json.Unmarshal(text, &read); err != nil || read.Due != written.Due || read.Seen[MustDay("2026-01-02")] != 3 {
		t.Errorf("read back as %+v, %v", read, err)
	}
	if err := json.Unmarshal([]byte(`{"due":""}`), &read); err != nil || !read.Due.IsZero() {
		t.Errorf("empty text read as %v, %v", read.Due, err)
	}
	if err := json.Unmarshal([]byte(`{"due":"22/11/2026"}`), &read); !errors.Is(err, ErrDay) {
		t.Errorf("a day in another notation was read: %v", err)
	}
	if _, err := json.Marshal(Day{Year: 2026, Month: 2, Day: 30}); !errors.Is(err, ErrDay) {
		t.Errorf("30 February was written: %v", err)
	}
}

func TestDayInAColumn(t *testing.T) {
	t.Parallel()
	want := MustDay("2026-07-02")
	for _, src := range []any{
		"2026-07-02", []byte("2026-07-02"),
		time.Date(2026, 7, 2, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 7, 2, 23, 30, 0, 0, time.UTC), // still 2 July: a DATE has no zone
	} {
		var d Day
		if err := d.Scan(src); err != nil || d != want {
			t.Errorf("Scan(%v) = %s, %v", src, d, err)
		}
	}
	for _, src := range []any{nil, "", []byte{}} {
		d := want
		if err := d.Scan(src); err != nil || !d.IsZero() {
			t.Errorf("Scan(%v) = %s, %v; want a day that is not known", src, d, err)
		}
	}
	for _, src := range []any{"yesterday", 20260702, 1.5, time.Time{}.AddDate(-5, 0, 0)} {
		d := want
		if err := d.Scan(src); !errors.Is(err, ErrDay) || d != want {
			t.Errorf("Scan(%v) = %s, %v; want an error and the day untouched", src, d, err)
		}
	}
	if v, err := want.Value(); err != nil || v != "2026-07-02" {
		t.Errorf("Value = %v, %v", v, err)
	}
	if v, err := (Day{}).Value(); err != nil || v != nil {
		t.Errorf("Value of a day that is not known = %v, %v; want NULL", v, err)
	}
	if v, err := (Day{Year: 2026, Month: 2, Day: 30}).Value(); !errors.Is(err, ErrDay) {
		t.Errorf("30 February was stored as %v, %v", v, err)
	}
}

func TestPartialInAColumn(t *testing.T) {
	t.Parallel()
	want := Partial{Year: 2026, Month: 11, About: true}
	for _, src := range []any{"~2026-11", []byte("~2026-11")} {
		var p Partial
		if err := p.Scan(src); err != nil || p != want {
			t.Errorf("Scan(%v) = %+v, %v", src, p, err)
		}
	}
	for _, src := range []any{nil, "", []byte{}} {
		p := want
		if err := p.Scan(src); err != nil || !p.IsZero() {
			t.Errorf("Scan(%v) = %+v, %v; want nothing known", src, p, err)
		}
	}
	for _, src := range []any{"soon", 2026, time.Time{}} {
		p := want
		if err := p.Scan(src); !errors.Is(err, ErrPartial) || p != want {
			t.Errorf("Scan(%v) = %+v, %v; want an error and the date untouched", src, p, err)
		}
	}
	if v, err := want.Value(); err != nil || v != "~2026-11" {
		t.Errorf("Value = %v, %v", v, err)
	}
	if v, err := (Partial{}).Value(); err != nil || v != nil {
		t.Errorf("Value of nothing = %v, %v; want NULL", v, err)
	}
	if v, err := (Partial{Year: 2026, Day: 3}).Value(); !errors.Is(err, ErrPartial) {
		t.Errorf("a day without a month was stored as %v, %v", v, err)
	}
	text, err := json.Marshal(want)
	if err != nil || string(text) != `"~2026-11"` {
		t.Errorf("written as %s, %v", text, err)
	}
}
