package referral

import (
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// itemList is a list of things of one kind within a submission, whatever their
// type: episodes, people, references.
type itemList interface {
	noun() noun
	count(s *Submission) int
	// fields are the questions about the thing at an index, or about a new one
	// where there is none.
	fields(s *Submission, index int, values url.Values, errs []fault.Field) []form.Field
	// fill reads a posted thing into its place, or adds it.
	fill(lists suggestions, s *Submission, index int, values url.Values) []fault.Field
	rows(s *Submission, index int) []form.Row
	remove(s *Submission, index int)
	digest(s *Submission, index int) string
	check(s *Submission) []fault.Field
	sound() []string
}

// noun is how pages speak of the things of a list; all are catalogue sources.
type noun struct {
	Add, AddAnother, Change, Remove, None string
}

// list is an itemList of T.
type list[T any] struct {
	words     noun
	get       func(*Submission) []T
	set       func(*Submission, []T)
	blank     func(*Submission) T
	questions []form.Question[T]
	// required is the message where the list must not be empty.
	required string
	needed   func(*Submission) bool
}

func (l *list[T]) noun() noun { return l.words }

func (l *list[T]) count(s *Submission) int { return len(l.get(s)) }

// item gives the thing at an index, or a new one.
func (l *list[T]) item(s *Submission, index int) T {
	if items := l.get(s); index >= 0 && index < len(items) {
		return items[index]
	}
	if l.blank != nil {
		return l.blank(s)
	}
	var blank T
	return blank
}

func (l *list[T]) fields(s *Submission, index int, values url.Values, errs []fault.Field) []form.Field {
	item := l.item(s, index)
	return form.Fields(&item, values, errs, l.questions)
}

func (l *list[T]) fill(lists suggestions, s *Submission, index int, values url.Values) []fault.Field {
	item := l.item(s, index)
	faults := form.Fill(&item, suggested(lists, values, l.questions), l.questions)
	if len(faults) > 0 {
		return faults
	}
	items := slices.Clone(l.get(s))
	switch {
	case index >= 0 && index < len(items):
		items[index] = item
	case len(items) >= maxItems:
		return []fault.Field{{Message: "You can add up to {limit} of these. Remove one to add another", Args: []any{"limit", maxItems}}}
	default:
		items = append(items, item)
	}
	l.set(s, items)
	return nil
}

func (l *list[T]) rows(s *Submission, index int) []form.Row {
	item := l.item(s, index)
	ticks := map[string]bool{}
	for _, q := range l.questions {
		ticks[q.Name] = q.Kind == form.Tick
	}
	// A box that is not ticked says nothing worth a row.
	return slices.DeleteFunc(form.Summary(&item, l.questions), func(row form.Row) bool { return ticks[row.Name] && len(row.Values) == 0 })
}

func (l *list[T]) remove(s *Submission, index int) {
	if items := l.get(s); index >= 0 && index < len(items) {
		l.set(s, slices.Delete(slices.Clone(items), index, index+1))
	}
}

func (l *list[T]) digest(s *Submission, index int) string {
	item := l.item(s, index)
	return digest(form.Values(&item, l.questions))
}

// check finds what is wrong with the things that are there: those of the JSON
// API and of importers were not typed on a page.
func (l *list[T]) check(s *Submission) []fault.Field {
	items := l.get(s)
	if len(items) == 0 && l.required != "" && (l.needed == nil || l.needed(s)) {
		return []fault.Field{{Name: "add", Message: l.required}}
	}
	var faults []fault.Field
	for _, item := range items {
		faults = append(faults, form.Check(&item, l.questions)...)
	}
	return faults
}

func (l *list[T]) sound() []string { return form.Sound(l.questions) }
