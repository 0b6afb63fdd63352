package danger

import "github.com/havenward/havenward/internal/form"

// coded is a code with its words, a catalogue source.
type coded struct{ Code, Words string }

func optionsOf(list []coded) []form.Option {
	options := make([]form.Option, len(list))
	for i, item := range list {
		options[i] = form.Option{Value: item.Code, Label: item.Words}
	}
	return options
}

// wordsOf gives the words of a code; a code that is not in the list is itself.
func wordsOf(list []coded, code string) string {
	for _, item := range list {
		if item.Code == code {
			return item.Words
		}
	}
	return code
}
