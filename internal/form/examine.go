package form

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// maxLines is the most entries taken of a list typed one to a line.
const maxLines = 200

// examine tidies an answer in place and applies every rule to it: whether it is
// there, what its kind asks, and the question's own Check once the others hold.
func examine[T any](q *Question[T], target *T, at slot) []fault.Field {
	neaten(q, target, at)
	if at.empty() {
		if q.Required != "" {
			return []fault.Field{{Name: q.Name, Message: q.Required}}
		}
	} else if errs := ruleOf(q, target, at); errs != nil {
		return errs
	}
	if q.Check == nil {
		return nil
	}
	errs := q.Check(target)
	for i := range errs {
		if errs[i].Name == "" {
			errs[i].Name = q.Name
		}
	}
	return errs
}

// neaten brings the answer into the form that is kept.
func neaten[T any](q *Question[T], target *T, at slot) {
	switch q.Kind {
	case Password:
	case Story:
		at.setText(tidy(at.text(), false))
	case Text, Email, Phone, Hidden, Radios, Select:
		at.setText(tidy(at.text(), true))
	case Suggest:
		typed := tidy(at.text(), true)
		at.setText(typed)
		for _, option := range q.options(target) {
			if typed != "" && (typed == option.Value || strings.EqualFold(typed, option.Label)) {
				at.setText(option.Value)
				break
			}
		}
	case Lines:
		var list []string
		for _, line := range at.list() {
			list = append(list, lines(line)...)
		}
		at.setList(list)
	case Checkboxes:
		at.setList(inOrder(at.list(), q.options(target)))
	}
}

// inOrder puts the chosen values in the order of the options, once each, with
// those that are no option at the end for the rule to refuse.
func inOrder(chosen []string, options []Option) []string {
	var list []string
	for _, option := range options {
		if slices.Contains(chosen, option.Value) {
			list = append(list, option.Value)
		}
	}
	for _, value := range chosen {
		if value != "" && !slices.Contains(list, value) {
			list = append(list, value)
		}
	}
	return list
}

// ruleOf applies the rule of the kind to an answer that is not empty.
func ruleOf[T any](q *Question[T], target *T, at slot) []fault.Field {
	switch q.Kind {
	case Date:
		return dateRule(q, at.day().Valid(), at.day(), at.day())
	case PartialDate:
		date := at.partial()
		return dateRule(q, date.Valid(), date.Earliest(), date.Latest())
	case Number:
		return numberRule(q, at)
	case Tick:
		return nil
	case Lines:
		return linesRule(q, at.list())
	case Checkboxes:
		return chosenRule(q, at.list(), q.options(target))
	case Radios, Select, YesNo:
		if !isOption(at.text(), q.options(target)) {
			return q.wrong("{field}: choose one of the answers offered")
		}
		return nil
	}
	text := at.text()
	if errs := textRule(q, text); errs != nil {
		return errs
	}
	switch q.Kind {
	case Email:
		if !validEmail(text) {
			return q.wrong("Enter an email address in the correct format, like name@example.com")
		}
	case Phone:
		if _, ok := E164(text); !ok {
			return q.wrong("Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192")
		}
	case Suggest:
		if !q.Open && !isOption(text, q.options(target)) {
			return q.wrong("{field} must be one of the names in the list")
		}
	}
	return nil
}

func isOption(value string, options []Option) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return o.Value == value })
}

func textRule[T any](q *Question[T], text string) []fault.Field {
	if unprintable(text) {
		return q.wrong(notText)
	}
	if n, limit := utf8.RuneCountInString(text), q.limit(); n > limit {
		return q.wrong("{field} must be {limit} characters or fewer. It has {count}",
			"limit", limit, "count", n)
	}
	return nil
}

func linesRule[T any](q *Question[T], list []string) []fault.Field {
	if len(list) > maxLines {
		return q.wrong("{field} must have {limit} lines or fewer. It has {count}", "limit", maxLines, "count", len(list))
	}
	for i, line := range list {
		if unprintable(line) {
			return q.wrong("{field}: line {line} has characters in it that cannot be shown. Type it again, or paste it as plain text",
				"line", i+1)
		}
		if n, limit := utf8.RuneCountInString(line), q.limit(); n > limit {
			return q.wrong("{field}: line {line} must be {limit} characters or fewer. It has {count}",
				"line", i+1, "limit", limit, "count", n)
		}
	}
	return nil
}

func chosenRule[T any](q *Question[T], chosen []string, options []Option) []fault.Field {
	for _, value := range chosen {
		if !isOption(value, options) {
			return q.wrong("{field}: choose from the answers offered")
		}
	}
	for _, option := range options {
		if option.Exclusive && len(chosen) > 1 && slices.Contains(chosen, option.Value) {
			var label any = Phrase(option.Label)
			if option.Verbatim {
				label = option.Label
			}
			return q.wrong("{field}: choose “{option}” only when no other answer is chosen", "option", label)
		}
	}
	return nil
}

func numberRule[T any](q *Question[T], at slot) []fault.Field {
	n, err := strconv.Atoi(at.text())
	if err != nil || q.Max <= q.Min {
		return nil
	}
	switch {
	case n < q.Min:
		return q.wrong("{field} must be {limit} or more", "limit", q.Min)
	case n > q.Max:
		return q.wrong("{field} must be {limit} or fewer", "limit", q.Max)
	}
	return nil
}

func dateRule[T any](q *Question[T], valid bool, earliest, latest civil.Day) []fault.Field {
	switch {
	case !valid:
		return q.wrong("{field} must be a real date")
	case !q.NotBefore.IsZero() && latest.Before(q.NotBefore):
		return q.wrong("{field} must be the same as or after {day}", "day", q.NotBefore)
	case !q.NotAfter.IsZero() && earliest.After(q.NotAfter):
		return q.wrong("{field} must be the same as or before {day}", "day", q.NotAfter)
	}
	return nil
}
