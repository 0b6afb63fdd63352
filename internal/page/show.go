package page

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
)

// Show writes a value as the language does: a day as "22 November 2026", a
// moment as "22 November 2026 at 2:05pm" in London, a whole number with its
// thousands apart, a form.Phrase translated, text as it is, nothing as "".
func (w Words) Show(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case template.HTML:
		return string(v)
	case form.Phrase:
		return w.lookUp(string(v))
	case civil.Day:
		return w.Day(v)
	case civil.Partial:
		return w.partial(v)
	case time.Time:
		return w.When(v)
	case int:
		return w.Number(v)
	case int64:
		return w.Number(int(v))
	}
	return fmt.Sprint(value)
}

// Day writes a calendar day: "22 November 2026"; a day not known is "".
func (w Words) Day(day civil.Day) string {
	if day.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", day.Day, w.month(day.Month), day.Year)
}

func (w Words) month(month time.Month) string { return w.lookUp(month.String()) }

// partial writes as much of a date as is known: "about March 1998".
func (w Words) partial(date civil.Partial) string {
	if date.IsZero() {
		return ""
	}
	text := strconv.Itoa(date.Year)
	if date.Month != 0 {
		text = w.month(time.Month(date.Month)) + " " + text
	}
	if date.Day != 0 {
		text = strconv.Itoa(date.Day) + " " + text
	}
	if date.About {
		return w.Text("about {date}", "date", text)
	}
	return text
}

// When writes a moment as it was in London: "22 November 2026 at 2:05pm", with
// midnight and midday in words as GOV.UK does. The zero time is "".
func (w Words) When(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(civil.London)
	clock := at.Format("3:04pm")
	switch {
	case at.Minute() != 0:
	case at.Hour() == 0:
		clock = w.lookUp("midnight")
	case at.Hour() == 12:
		clock = w.lookUp("midday")
	default:
		clock = at.Format("3pm")
	}
	return w.Text("{day} at {time}", "day", civil.DayOf(at), "time", clock)
}

// Number writes a whole number with its thousands apart: "15,000".
func (w Words) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
