package form

import (
	"strconv"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// noTime is the message for a time of day that cannot be read.
const noTime = "Enter the time of day, such as 14:30 or 2.30pm"

// Moment is a day with a time of day as somebody types them.
type Moment struct {
	On civil.Day `json:"on"`
	At string    `json:"at" doc:"Time of day in London, such as 14:30"`
}

// MomentOf is an instant as somebody would type it.
func MomentOf(at time.Time) Moment {
	return Moment{civil.DayOf(at), at.In(civil.London).Format("15:04")}
}

// Instant is the moment as an instant; false where it cannot be read.
func (m Moment) Instant() (time.Time, bool) {
	hour, minute, ok := ClockTime(m.At)
	if !ok || !m.On.Valid() {
		return time.Time{}, false
	}
	return time.Date(m.On.Year, m.On.Month, m.On.Day, hour, minute, 0, 0, civil.London).UTC(), true
}

// Past is the moment as an instant that cannot be in the future. name is the name
// of the question that asks for the time of day.
func (m Moment) Past(name string, now time.Time) (time.Time, error) {
	at, ok := m.Instant()
	switch {
	case !ok:
		return at, fault.Wrong(name, noTime)
	case at.After(now):
		return at, fault.Wrong(name, "The day and time must be in the past")
	}
	return at, nil
}

// ClockTime reads a time of day as people write it: 14:30, 2.30pm, 9am, 0905,
// noon, midnight.
func ClockTime(text string) (hour, minute int, ok bool) {
	text = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	late, early := strings.HasSuffix(text, "pm"), strings.HasSuffix(text, "am")
	text = strings.TrimSuffix(strings.TrimSuffix(text, "pm"), "am")
	switch text {
	case "midday", "noon":
		return 12, 0, true
	case "midnight":
		return 0, 0, true
	}
	text = strings.ReplaceAll(text, ".", ":")
	if len(text) == 4 && !strings.Contains(text, ":") {
		text = text[:2] + ":" + text[2:]
	}
	before, after, found := strings.Cut(text, ":")
	if !found {
		after = "00"
	}
	if len(before) == 0 || len(before) > 2 || len(after) != 2 || strings.Trim(before+after, "0123456789") != "" {
		return 0, 0, false
	}
	hour, _ = strconv.Atoi(before)
	minute, _ = strconv.Atoi(after)
	if (late || early) && (hour < 1 || hour > 12) {
		return 0, 0, false
	}
	if late && hour < 12 {
		hour += 12
	}
	if early && hour == 12 {
		hour = 0
	}
	return hour, minute, hour < 24 && minute < 60
}

// CheckTime is the Check of a question for a time of day; nothing typed is nothing
// wrong.
func CheckTime(text string) []fault.Field {
	if _, _, ok := ClockTime(text); !ok && text != "" {
		return Say(noTime)
	}
	return nil
}

// MomentQuestions ask for a day and a time of day. required is the message where
// the day is missing; "" means that neither need be answered.
func MomentQuestions[T any](name, day, hour, required string, bind func(*T) *Moment) []Question[T] {
	timeRequired := ""
	if required != "" {
		timeRequired = "Enter the time of day"
	}
	return []Question[T]{
		{Name: name, Label: day, Kind: Date, Required: required, Bind: func(f *T) any { return &bind(f).On }},
		{Name: name + "-time", Label: hour, Hint: "For example, 14:30 or 2.30pm", Kind: Text, Width: "5", MaxLength: 10, Required: timeRequired,
			Bind: func(f *T) any { return &bind(f).At }, Check: func(f *T) []fault.Field { return CheckTime(bind(f).At) }},
	}
}
