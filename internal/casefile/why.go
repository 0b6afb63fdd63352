package casefile

import (
	"net/url"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Sentence is one sentence of an explanation: a catalogue source string with its
// named values in pairs.
type Sentence struct {
	Text string
	Args []any
}

// Why answers "why is it due then?" for a clock of a case, under the rule that
// the case kept when the clock was started: the same answer for ever.
func Why(book statute.Book, clock Clock, about statute.Subject) ([]Sentence, error) {
	due, err := book.Explain(clock.Rule, about, clock.Started)
	if err != nil {
		return nil, err
	}
	return Sentences(due), nil
}

// Sentences gives the explanation of a due day for a page to translate.
func Sentences(due statute.Due) []Sentence {
	var sentences []Sentence
	for _, line := range due.Why() {
		args := line.Pairs()
		for i, arg := range args {
			if text, ok := arg.(statute.Text); ok {
				args[i] = form.Phrase(text)
			}
		}
		sentences = append(sentences, Sentence{string(line.Text), args})
	}
	return sentences
}

// WhyAddress is the page on which whoever is signed in reads why a clock runs out
// on its day. It names the rule and the day it was counted from, and nobody: a
// day that is counted from a birthday has none, because addresses are kept.
func WhyAddress(due statute.Due) string {
	if due.Rule.Counting == statute.Anniversary || due.Rule.ID == "" {
		return ""
	}
	values := url.Values{"rule": {due.Rule.Ref()}, "in": {string(due.Subject.Jurisdiction)}, "from": {due.Start.String()}}
	if due.Subject.Child {
		values.Set("for", Child)
	}
	if !due.StartAt.IsZero() {
		values.Set("from", due.StartAt.UTC().Format(time.RFC3339))
	}
	return "/rules/why?" + values.Encode()
}

// WhyOn is WhyAddress for a day that was kept without how it was counted: "" where
// no rule of the kind leads from one day to the other.
func WhyOn(book statute.Book, kind statute.Kind, from, on civil.Day) string {
	for _, place := range statute.Jurisdictions() {
		for _, child := range []bool{false, true} {
			due, err := book.Due(kind, statute.Subject{Jurisdiction: place, Child: child}, from)
			if err == nil && due.HasClock() && due.On == on {
				return WhyAddress(due)
			}
		}
	}
	return ""
}

// WhyAt is WhyOn for an instant that hours lead to, by one of several kinds of rules.
func WhyAt(book statute.Book, kinds []statute.Kind, from, at time.Time) string {
	for _, kind := range kinds {
		for _, place := range statute.Jurisdictions() {
			for _, child := range []bool{true, false} {
				due, err := book.DueAt(kind, statute.Subject{Jurisdiction: place, Child: child}, from)
				if err == nil && due.HasClock() && !due.At.IsZero() && due.At.Equal(at) {
					return WhyAddress(due)
				}
			}
		}
	}
	return ""
}

// WhyKept is WhyAddress for a day that was kept with its rule and the day it was
// counted from: "" where the rule does not lead from one to the other.
func WhyKept(book statute.Book, rule string, about statute.Subject, from, on civil.Day) string {
	due, err := book.Explain(rule, about, from)
	if err != nil || due.On != on {
		return ""
	}
	return WhyAddress(due)
}

// ReadWhy counts again what an address of WhyAddress names; false where it names
// nothing that the rules know.
func ReadWhy(book statute.Book, values url.Values) (statute.Due, bool) {
	about := statute.Subject{Jurisdiction: statute.Jurisdiction(values.Get("in")), Child: values.Get("for") == Child}
	if at, err := time.Parse(time.RFC3339, values.Get("from")); err == nil {
		due, err := book.ExplainAt(values.Get("rule"), about, at)
		return due, err == nil
	}
	from, err := civil.ParseDay(values.Get("from"))
	if err != nil {
		return statute.Due{}, false
	}
	due, err := book.Explain(values.Get("rule"), about, from)
	return due, err == nil
}
