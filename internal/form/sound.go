package form

import (
	"fmt"
	"strings"
)

// Sound finds mistakes in the questions themselves, for a room's tests: a name
// twice or none, a label missing, a binding that does not suit its kind, choices
// without options, a value offered twice, an Under that is not above. It panics
// nowhere, and returns every mistake as a sentence.
func Sound[T any](questions []Question[T]) []string {
	var mistakes []string
	var target T
	seen := map[string]Kind{}
	for i := range questions {
		q := &questions[i]
		say := func(format string, args ...any) {
			mistakes = append(mistakes, fmt.Sprintf("question %d %q: ", i+1, q.Name)+fmt.Sprintf(format, args...))
		}
		if q.Name == "" {
			say("has no name")
		}
		if _, twice := seen[q.Name]; twice {
			say("is there twice")
		}
		seen[q.Name] = q.Kind
		if q.Label == "" && q.Kind != Hidden {
			say("has no label")
		}
		switch {
		case q.Kind == File:
		case q.Bind == nil:
			say("has no Bind")
		default:
			if problem := unsuitable(q.Kind, q.Bind(&target)); problem != "" {
				say("%s", problem)
			}
		}
		mistakesOfOptions(q, &target, say)
		if q.Under != "" {
			parent, _, valued := strings.Cut(q.Under, "=")
			kind, above := seen[parent]
			if !valued || !above || parent == q.Name {
				say("Under %q is not name=value of a question above", q.Under)
			} else if kind != Radios && kind != Checkboxes && kind != YesNo {
				say("is under %q, which is neither radios nor checkboxes", parent)
			}
		}
	}
	return mistakes
}

func mistakesOfOptions[T any](q *Question[T], target *T, say func(string, ...any)) {
	switch q.Kind {
	case Radios, Checkboxes, Select, Suggest:
	default:
		return
	}
	options := q.options(target)
	if len(options) == 0 && q.OptionsFrom == nil {
		say("has no options")
	}
	values := map[string]bool{}
	for _, option := range options {
		if option.Value == "" {
			say("has an option without a value")
		}
		if values[option.Value] {
			say("offers %q twice", option.Value)
		}
		values[option.Value] = true
	}
}
