package casefile

import (
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
