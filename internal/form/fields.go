package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/fault"
)

// Field is one question ready to be drawn: what to ask, what was answered or
// typed, and what is wrong with it.
type Field struct {
	Name string
	// ID is the id of the input that a link to this field should reach, and the
	// stem of the ids around it: "born" is the day of a date and the first of
	// some radios, "born-hint" the hint.
	ID          string
	Kind        Kind
	Label, Hint string // source strings
	// Value is the answer as text; Day, Month, Year and About are those of a date.
	Value            string
	Day, Month, Year DatePart
	About            bool
	Choices          []Choice
	// Optional says that the label should: there is neither a Required message nor
	// a Check that could ask for an answer.
	Optional      bool
	Error         *fault.Field
	MaxLength     int
	Rows          int
	Width         string
	Autocomplete  string
	Inputmode     string
	Spellcheck    string
	Accept        string
	Multiple      bool
	Inline, Small bool
	Heading       bool
}

// DatePart is one of the three inputs of a date.
type DatePart struct {
	ID, Name, Value, Autocomplete string
	Wrong                         bool
}

// Choice is an option as it is drawn.
type Choice struct {
	Option
	ID      string
	Checked bool
	// Fields are the questions asked below this option when it is chosen.
	Fields []Field
}

// Fields makes the questions ready to draw. values is what was posted, or nil to
// draw what target holds; errs are the faults of Fill, Check or a command.
// Questions that the answers above them make needless are left out, but those
// Under an option are there whether it is chosen or not, so that the page works
// without JavaScript.
func Fields[T any](target *T, values url.Values, errs []fault.Field, questions []Question[T]) []Field {
	if values == nil {
		values = Values(target, questions)
	}
	return fieldsUnder("", target, values, errs, questions)
}

func fieldsUnder[T any](under string, target *T, values url.Values, errs []fault.Field, questions []Question[T]) []Field {
	var fields []Field
	for i := range questions {
		q := &questions[i]
		if q.Under != under || q.When != nil && !q.When(target) {
			continue
		}
		field := draw(q, target, values, errs)
		for c := range field.Choices {
			choice := &field.Choices[c]
			choice.Fields = fieldsUnder(q.Name+"="+choice.Value, target, values, errs, questions[i+1:])
		}
		fields = append(fields, field)
	}
	return fields
}

func draw[T any](q *Question[T], target *T, values url.Values, errs []fault.Field) Field {
	f := Field{
		Name: q.Name, ID: q.Name, Kind: q.Kind, Label: q.Label, Hint: q.Hint,
		Optional: q.Required == "" && !q.Conditional, MaxLength: q.limit(), Rows: q.Rows, Width: q.Width,
		Autocomplete: q.Autocomplete, Inputmode: q.Inputmode, Spellcheck: q.Spellcheck,
		Accept: q.Accept, Multiple: q.Multiple, Inline: q.Inline, Small: q.Small, Heading: q.Heading,
		Error: errorOf(q, errs),
	}
	if f.Rows == 0 {
		f.Rows = 5
	}
	switch q.Kind {
	case Password, File:
	case Date, PartialDate:
		drawDate(&f, typedDateOf(q.Name, values))
		f.About = values.Get(q.Name+aboutPart) == "yes"
	case Radios, Checkboxes, Select, Suggest, YesNo:
		f.Value = values.Get(q.Name)
		drawChoices(&f, values[q.Name], q.options(target))
	default:
		f.Value = values.Get(q.Name)
	}
	suit(&f)
	return f
}

// errorOf is the first fault that is about the question or an input of its date.
func errorOf[T any](q *Question[T], errs []fault.Field) *fault.Field {
	for i := range errs {
		name := errs[i].Name
		if q.Kind == Date || q.Kind == PartialDate {
			for _, ending := range []string{dayPart, monthPart, yearPart, aboutPart} {
				if name == q.Name+ending {
					return &errs[i]
				}
			}
		}
		if name == q.Name {
			return &errs[i]
		}
	}
	return nil
}

// drawDate sets the three inputs. The day's id is the field's name, so that a
// link to the whole date reaches it, unless the fault is named after the day.
func drawDate(f *Field, typed typedDate) {
	f.Day = DatePart{ID: f.Name, Name: f.Name + dayPart, Value: typed.day}
	f.Month = DatePart{ID: f.Name + monthPart, Name: f.Name + monthPart, Value: typed.month}
	f.Year = DatePart{ID: f.Name + yearPart, Name: f.Name + yearPart, Value: typed.year}
	if f.Autocomplete == "bday" {
		f.Day.Autocomplete, f.Month.Autocomplete, f.Year.Autocomplete = "bday-day", "bday-month", "bday-year"
	}
	if f.Error == nil {
		return
	}
	whole := f.Error.Name == f.Name
	if f.Error.Name == f.Day.Name {
		f.Day.ID = f.Day.Name
	}
	for _, part := range []*DatePart{&f.Day, &f.Month, &f.Year} {
		missing := part.Value == "" && f.Kind == Date
		part.Wrong = whole || missing || part.Name == f.Error.Name
	}
}

func drawChoices(f *Field, chosen []string, options []Option) {
	for i, option := range options {
		id := f.Name
		if i > 0 {
			id += "-" + strconv.Itoa(i+1)
		}
		checked := slices.Contains(chosen, option.Value)
		f.Choices = append(f.Choices, Choice{Option: option, ID: id, Checked: checked})
		if checked && f.Kind == Suggest {
			f.Value = option.Label
		}
	}
}

// suit sets the attributes that the kind calls for where the question has none.
func suit(f *Field) {
	set := func(attribute *string, value string) {
		if *attribute == "" {
			*attribute = value
		}
	}
	switch f.Kind {
	case Email:
		set(&f.Autocomplete, "off")
		set(&f.Spellcheck, "false")
	case Phone:
		set(&f.Autocomplete, "off")
		set(&f.Width, "20")
	case Number:
		set(&f.Inputmode, "numeric")
		set(&f.Width, "5")
		set(&f.Spellcheck, "false")
	case Password:
		set(&f.Autocomplete, "current-password")
		set(&f.Spellcheck, "false")
	case Text, Suggest:
		// The machine may be a borrowed or shared one: a browser must not offer
		// one person's details to the next.
		set(&f.Autocomplete, "off")
	}
}

// Values gives the answers as a browser would post them: what Fill reads back
// into an equal target.
func Values[T any](target *T, questions []Question[T]) url.Values {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	for i := range questions {
		q := &questions[i]
		if q.Kind == File {
			continue
		}
		at := slotOf(q.Kind, q.Name, q.Bind(target))
		switch q.Kind {
		case Checkboxes:
			for _, value := range at.list() {
				values.Add(q.Name, value)
			}
		case Lines:
			set(q.Name, strings.Join(at.list(), "\n"))
		case Date:
			if day := at.day(); !day.IsZero() {
				setDate(set, q.Name, day.Year, int(day.Month), day.Day)
			}
		case PartialDate:
			if date := at.partial(); !date.IsZero() {
				setDate(set, q.Name, date.Year, date.Month, date.Day)
				if date.About {
					set(q.Name+aboutPart, "yes")
				}
			}
		default:
			set(q.Name, at.text())
		}
	}
	return values
}

func setDate(set func(name, value string), name string, year, month, day int) {
	number := func(n, width int) string {
		if n == 0 {
			return ""
		}
		text := strconv.Itoa(n)
		return strings.Repeat("0", max(0, width-len(text))) + text
	}
	set(name+dayPart, number(day, 1))
	set(name+monthPart, number(month, 1))
	set(name+yearPart, number(year, 4))
}
