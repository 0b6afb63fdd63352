package accommodation

import (
	"fmt"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// Moment is a day with a time of day as somebody types them.
type Moment struct {
	On civil.Day `json:"on"`
	At string    `json:"at" doc:"Time of day in London, such as 14:30"`
}

// Instant is the moment as an instant; false where it cannot be read.
func (m Moment) Instant() (time.Time, bool) {
	hour, minute, ok := clockTime(m.At)
	if !ok || !m.On.Valid() {
		return time.Time{}, false
	}
	return time.Date(m.On.Year, m.On.Month, m.On.Day, hour, minute, 0, 0, civil.London).UTC(), true
}

// momentOf is an instant as somebody would type it.
func momentOf(at time.Time) Moment {
	return Moment{civil.DayOf(at), at.In(civil.London).Format("15:04")}
}

// clockTime reads a time of day as people write it: 14:30, 2.30pm, 9am, 0905.
func clockTime(text string) (hour, minute int, ok bool) {
	text = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	late, early := strings.HasSuffix(text, "pm"), strings.HasSuffix(text, "am")
	text = strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(text, "pm"), "am"), ".", ":")
	if len(text) == 4 && !strings.Contains(text, ":") {
		text = text[:2] + ":" + text[2:]
	}
	if !strings.Contains(text, ":") {
		text += ":00"
	}
	before, after, _ := strings.Cut(text, ":")
	if len(before) == 0 || len(before) > 2 || len(after) != 2 || strings.Trim(before+after, "0123456789") != "" {
		return 0, 0, false
	}
	if _, err := fmt.Sscanf(before+" "+after, "%d %d", &hour, &minute); err != nil || (late || early) && (hour < 1 || hour > 12) {
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

// momentQuestions ask for a day and a time of day.
func momentQuestions[T any](name, day, hour, required string, bind func(*T) *Moment) []form.Question[T] {
	timeRequired := ""
	if required != "" {
		timeRequired = "Enter the time of day"
	}
	return []form.Question[T]{
		{Name: name, Label: day, Kind: form.Date, Required: required, Bind: func(f *T) any { return &bind(f).On }},
		{Name: name + "-time", Label: hour, Hint: "For example, 14:30 or 2.30pm", Kind: form.Text, Width: "5", MaxLength: 10, Required: timeRequired,
			Bind: func(f *T) any { return &bind(f).At }, Check: func(f *T) []fault.Field {
				if at := bind(f).At; at != "" {
					if _, _, ok := clockTime(at); !ok {
						return form.Say("Enter the time of day, such as 14:30 or 2.30pm")
					}
				}
				return nil
			}},
	}
}

// past reads a moment that cannot be in the future. name is the name of its day
// question.
func past(m Moment, name string, now time.Time) (time.Time, error) {
	at, ok := m.Instant()
	switch {
	case !ok:
		return at, fault.Wrong(name+"-time", "Enter the time of day, such as 14:30 or 2.30pm")
	case at.After(now):
		return at, fault.Wrong(name+"-time", "The day and time must be in the past")
	}
	return at, nil
}
