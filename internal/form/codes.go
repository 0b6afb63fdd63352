package form

// Coded is a code with its words, a source string of the catalogue, and where it
// helps a hint: {"cash", "In cash, signed for"}.
type Coded [3]string

// Code is what is kept.
func (c Coded) Code() string { return c[0] }

// Words are what a person reads.
func (c Coded) Words() string { return c[1] }

// Hint is what helps to choose, or "".
func (c Coded) Hint() string { return c[2] }

// Codes is a closed list of a room, in the order in which it is offered.
type Codes []Coded

// Options are the codes as the options of a question.
func (l Codes) Options() []Option {
	options := make([]Option, len(l))
	for i, c := range l {
		options[i] = Option{Value: c.Code(), Label: c.Words(), Hint: c.Hint()}
	}
	return options
}

// Has says whether a code is in the list.
func (l Codes) Has(code string) bool {
	for _, c := range l {
		if c.Code() == code {
			return true
		}
	}
	return false
}

// Words gives the words of a code; a code that is not in the list is itself.
func (l Codes) Words(code string) string {
	for _, c := range l {
		if c.Code() == code {
			return c.Words()
		}
	}
	return code
}

// AllWords gives the words of several codes, in their order.
func (l Codes) AllWords(codes []string) []string {
	var words []string
	for _, code := range codes {
		words = append(words, l.Words(code))
	}
	return words
}
