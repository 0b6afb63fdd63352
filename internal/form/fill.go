package form

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/fault"
)

// Fill reads a posted page into target and returns what is wrong, in the order
// of the questions; none means the answers may be stored. Text is trimmed, its
// line breaks and composed characters made alike. What was typed is kept where T
// can hold it, even when it is wrong; a date or number that cannot be read is
// left empty, and Fields draws it again from values. Answers to questions that
// are not asked are cleared, whatever was posted.
//
// A wrong date names the input to mend where it is one of the three
// ("born-month"), else the date as a whole ("born").
func Fill[T any](target *T, values url.Values, questions []Question[T]) []fault.Field {
	return walk(target, questions, func(q *Question[T], at slot) []fault.Field {
		if errs := read(q, at, values); errs != nil {
			return errs
		}
		return examine(q, target, at)
	})
}

// Check applies the rules of Fill to answers that are typed already: those of
// the JSON API and of importers. It tidies text in place, and clears answers to
// questions that are not asked.
func Check[T any](target *T, questions []Question[T]) []fault.Field {
	return walk(target, questions, func(q *Question[T], at slot) []fault.Field {
		return examine(q, target, at)
	})
}

// walk goes down the questions, clears those not asked, and gathers what visit
// finds wrong with the others.
func walk[T any](target *T, questions []Question[T], visit func(*Question[T], slot) []fault.Field) []fault.Field {
	var errs []fault.Field
	for i := range questions {
		q := &questions[i]
		if q.Kind == File {
			continue
		}
		at := slotOf(q.Kind, q.Name, q.Bind(target))
		if !asked(q, target, questions[:i]) {
			at.clear()
			continue
		}
		errs = append(errs, visit(q, at)...)
	}
	return errs
}

// asked says whether the question is asked, given the answers to those above it.
func asked[T any](q *Question[T], target *T, above []Question[T]) bool {
	if q.When != nil && !q.When(target) {
		return false
	}
	name, value, under := strings.Cut(q.Under, "=")
	if !under {
		return true
	}
	for i := range above {
		parent := &above[i]
		if parent.Name != name {
			continue
		}
		if !asked(parent, target, above[:i]) {
			return false
		}
		at := slotOf(parent.Kind, parent.Name, parent.Bind(target))
		if parent.Kind == Checkboxes {
			for _, chosen := range at.list() {
				if chosen == value {
					return true
				}
			}
			return false
		}
		return at.text() == value
	}
	panic("form: question " + strconv.Quote(q.Name) + " is under " + strconv.Quote(name) + ", which is not above it")
}

// read puts what was posted into the slot. It returns an error only for what
// the slot cannot hold; every other rule is examine's.
func read[T any](q *Question[T], at slot, values url.Values) []fault.Field {
	switch q.Kind {
	case Checkboxes:
		at.setList(values[q.Name])
	case Lines:
		typed := values.Get(q.Name)
		at.setList(lines(typed))
	case Date:
		return readDate(q, at, values)
	case PartialDate:
		return readPartial(q, at, values)
	case Number:
		return readNumber(q, at, values.Get(q.Name))
	case YesNo:
		at.setYesNo(values.Get(q.Name))
	case Tick:
		at.clear()
		if values.Get(q.Name) == "yes" {
			at.set(true)
		}
	default:
		at.setText(values.Get(q.Name))
	}
	return nil
}

func readNumber[T any](q *Question[T], at slot, typed string) []fault.Field {
	at.clear()
	text := strings.ReplaceAll(strings.ReplaceAll(tidy(typed, true), ",", ""), " ", "")
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		if strings.Trim(text, "0123456789") == "" {
			return q.wrong("{field} is too large a number")
		}
		return q.wrong("{field} must be a whole number, like 12")
	}
	at.setNumber(n)
	return nil
}
