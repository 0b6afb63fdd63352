package form

import (
	"strconv"
	"strings"
)

// Row is one line of a check-your-answers page or of two versions side by side.
type Row struct {
	Name  string
	Label string // source string
	// Values are the answers: a Phrase is translated, a civil.Day, civil.Partial,
	// int or time.Time is written as the language does, a string is shown as it
	// was typed. None means nothing was answered.
	Values []any
	// Change is the address where the answer can be changed, or "". Summary
	// leaves it to the room, which knows its pages.
	Change string
}

// Summary lists the questions that were asked with their answers, in order.
// Passwords, hidden fields and files are left out.
func Summary[T any](target *T, questions []Question[T]) []Row {
	var rows []Row
	for i := range questions {
		q := &questions[i]
		if q.Kind == Password || q.Kind == Hidden || q.Kind == File || !asked(q, target, questions[:i]) {
			continue
		}
		at := slotOf(q.Kind, q.Name, q.Bind(target))
		rows = append(rows, Row{Name: q.Name, Label: string(q.noun()), Values: shown(q, target, at)})
	}
	return rows
}

func shown[T any](q *Question[T], target *T, at slot) []any {
	if at.empty() {
		return nil
	}
	switch q.Kind {
	case Date:
		return []any{at.day()}
	case PartialDate:
		return []any{at.partial()}
	case Number:
		if n, err := strconv.Atoi(at.text()); err == nil {
			return []any{n}
		}
		return nil
	case Tick:
		return []any{Phrase("Yes")}
	case Lines:
		return anys(at.list())
	case Story:
		return anys(strings.Split(at.text(), "\n"))
	case Checkboxes:
		var values []any
		for _, value := range at.list() {
			values = append(values, labelled(value, q.options(target)))
		}
		return values
	case Radios, Select, Suggest, YesNo:
		return []any{labelled(at.text(), q.options(target))}
	}
	return []any{at.text()}
}

// labelled is a chosen value as its option calls it, or the value itself where it
// is no option.
func labelled(value string, options []Option) any {
	for _, option := range options {
		if option.Value != value {
			continue
		}
		if option.Verbatim {
			return option.Label
		}
		return Phrase(option.Label)
	}
	return value
}

func anys(list []string) []any {
	values := make([]any, len(list))
	for i, text := range list {
		values[i] = text
	}
	return values
}
