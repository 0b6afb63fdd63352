package form_test

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

func TestClockTimes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"14:30": "14:30", "2.30pm": "14:30", "9am": "09:00", "12am": "00:00", "12pm": "12:00", "0905": "09:05", "midnight": "00:00", "Noon": "12:00", "midday": "12:00", " 7 pm ": "19:00", "7": "07:00",
		"": "", "25:00": "", "13pm": "", "0am": "", "7:5": "", "half past": "", "-1:00": "", "24:00": "", "12:60": "", "1:2:3": ""} {
		hour, minute, ok := form.ClockTime(text)
		got := ""
		if ok {
			got = time.Date(2026, 1, 1, hour, minute, 0, 0, time.UTC).Format("15:04")
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
		if wrong := form.CheckTime(text) != nil; wrong != (want == "" && text != "") {
			t.Errorf("%q is wrong: %v", text, wrong)
		}
	}
}

// TestMoments reads moments on both sides of the hour that London goes forward,
// and holds them against now.
func TestMoments(t *testing.T) {
	t.Parallel()
	summer := form.Moment{On: civil.MustDay("2026-07-01"), At: "2.30pm"}
	at, ok := summer.Instant()
	if want := time.Date(2026, 7, 1, 13, 30, 0, 0, time.UTC); !ok || !at.Equal(want) {
		t.Errorf("half past two in July is %v, want %v", at, want)
	}
	if got, want := form.MomentOf(at), (form.Moment{On: summer.On, At: "14:30"}); got != want {
		t.Errorf("it would be typed as %v, want %v", got, want)
	}
	if winter, _ := (form.Moment{On: civil.MustDay("2026-01-01"), At: "14:30"}).Instant(); winter.Hour() != 14 {
		t.Errorf("half past two in January is %v", winter)
	}
	if _, ok := (form.Moment{At: "14:30"}).Instant(); ok {
		t.Error("a time without a day is an instant")
	}
	if got, err := summer.Past("seen-time", at); err != nil || !got.Equal(at) {
		t.Errorf("now is not in the past: %v, %v", got, err)
	}
	for _, wrong := range []struct {
		moment form.Moment
		want   string
	}{
		{summer, "The day and time must be in the past"},
		{form.Moment{On: summer.On, At: "later"}, "Enter the time of day, such as 14:30 or 2.30pm"},
	} {
		_, err := wrong.moment.Past("seen-time", at.Add(-time.Minute))
		var told *fault.Error
		if told, _ = err.(*fault.Error); told == nil || len(told.Fields) != 1 || told.Fields[0].Name != "seen-time" || told.Fields[0].Message != wrong.want {
			t.Errorf("%v is told %v, want %q", wrong.moment, err, wrong.want)
		}
	}
}

func FuzzClockTime(f *testing.F) {
	for _, seed := range []string{"14:30", "2.30pm", "9am", "0905", "noon", "13pm", "25:00", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if hour, minute, ok := form.ClockTime(typed); ok && (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
			t.Fatalf("%q is read as %d:%d", typed, hour, minute)
		}
	})
}
