package page

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
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

// How dates and times are put together, which a language may do otherwise: the
// catalogue has the pattern under the name.
const (
	dayPattern    = "{date} {month} {year}"
	monthPattern  = "{month} {year}"
	momentPattern = "{day} at {time}"
)

// Day writes a calendar day: "22 November 2026"; a day not known is "".
func (w Words) Day(day civil.Day) string {
	if day.IsZero() {
		return ""
	}
	date := strconv.Itoa(day.Day)
	if w.tag == "fr" && day.Day == 1 {
		date = "1er"
	}
	return strings.NewReplacer("{date}", date, "{month}", w.month(day.Month), "{year}", strconv.Itoa(day.Year)).Replace(w.pattern(dayPattern))
}

// pattern is how the language puts a date together; never marked as a text is.
func (w Words) pattern(source string) string {
	if found := catalogue[w.tag][source].text; found != "" {
		return found
	}
	return source
}

func (w Words) month(month time.Month) string { return w.lookUp(month.String()) }

// partial writes as much of a date as is known: "about March 1998".
func (w Words) partial(date civil.Partial) string {
	if date.IsZero() {
		return ""
	}
	text := strconv.Itoa(date.Year)
	switch {
	case date.Day != 0 && date.Month != 0:
		text = w.Day(civil.Day{Year: date.Year, Month: time.Month(date.Month), Day: date.Day})
	case date.Month != 0:
		text = strings.NewReplacer("{month}", w.month(time.Month(date.Month)), "{year}", text).Replace(w.pattern(monthPattern))
	}
	if date.About {
		return w.Text("about {date}", "date", text)
	}
	return text
}

// When writes a moment as it was in London: "22 November 2026 at 2:05pm", with
// midday in words as GOV.UK does, midnight as the start of its day, since "midnight"
// alone leaves open which day it ends; and in other languages than those
// of the United Kingdom by the clock of 24 hours. The zero time is "".
func (w Words) When(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(civil.London)
	return w.Text(momentPattern, "day", civil.DayOf(at), "time", w.clock(at))
}

func (w Words) clock(at time.Time) string {
	switch {
	case w.Tag() != English && w.tag != "cy" && w.tag != Pseudo:
		return at.Format("15:04")
	case at.Minute() != 0:
		return at.Format("3:04pm")
	case at.Hour() == 0:
		return w.lookUp("the start of the day")
	case at.Hour() == 12:
		return w.lookUp("midday")
	}
	return at.Format("3pm")
}

// Number writes a whole number with its thousands apart as the language does:
// "15,000", "15.000". Arabic has the digits that people meet in Britain.
func (w Words) Number(n int) string {
	if w.Tag() != English && w.tag != "cy" && w.tag != Pseudo {
		tag := language.Make(w.tag + "-u-nu-latn")
		return message.NewPrinter(tag).Sprint(number.Decimal(n))
	}
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
