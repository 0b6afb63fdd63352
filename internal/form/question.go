// Package form holds one definition of a set of questions and everything that
// follows from it: reading a posted page, checking typed data from the JSON API
// or an importer by the same rules, drawing the page again with what was typed
// and what is wrong, and the rows of a check-your-answers page.
//
// A room writes its questions once, as a slice of Question over the type that
// holds the answers:
//
//	var contact = []form.Question[Referrer]{
//		{Name: "name", Label: "Your name", Kind: form.Text, Required: "Enter your name",
//			Bind: func(r *Referrer) any { return &r.Name }},
//		{Name: "email", Label: "Email address", Kind: form.Email, Required: "Enter your email address",
//			Bind: func(r *Referrer) any { return &r.Email }},
//	}
//
// The package is pure: no SQL, no HTTP, no clock. Labels, hints and messages are
// source strings of the message catalogue; the page translates them.
package form

import (
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// Kind says how a question is asked and what its answer is bound to.
type Kind int

const (
	// Text is one line. Bound to a string.
	Text Kind = iota
	// Story is free text of many lines, 15,000 characters unless MaxLength says
	// otherwise. Bound to a string.
	Story
	// Lines is a list typed one to a line. Bound to a slice of strings.
	Lines
	// Radios is one of a few options. Bound to a string.
	Radios
	// Checkboxes is any number of options. Bound to a slice of strings, in the
	// order of the options.
	Checkboxes
	// Select is one of many options. Bound to a string.
	Select
	// Suggest is one line with a list of known values to choose from; others are
	// taken only when the question is Open. Bound to a string, which holds the
	// option's value where an option's value or label was typed.
	Suggest
	// Date is a whole day in three inputs, NAME-day, NAME-month and NAME-year.
	// Bound to a civil.Day.
	Date
	// PartialDate is as much of a date as is known: a year, a month of a year or
	// a day, with a tick (NAME-about) for "about then". Bound to a civil.Partial.
	PartialDate
	// Email is one e-mail address. Bound to a string.
	Email
	// Phone is one telephone number, kept as it was typed; see E164. Bound to a
	// string.
	Phone
	// Number is a whole number from Min to Max. Bound to an int, of which 0 is no
	// answer, or to a *int where 0 is an answer and nil is none.
	Number
	// Password is never drawn again and never trimmed. Bound to a string.
	Password
	// Hidden travels with the page and is not asked. Bound to a string.
	Hidden
	// YesNo is "yes" or "no" and nothing before it is answered. Bound to a string
	// that holds "yes" or "no", or to a *bool that is nil before the answer.
	YesNo
	// Tick is one box to tick. Bound to a bool.
	Tick
	// File is one or several files. Fill and Check leave files to the room, which
	// reads them from the multipart body; Bind is nil.
	File
)

// Phrase is a source string of the message catalogue used as a value inside
// another message: the page translates it before it is put in.
type Phrase string

// Option is one answer that can be chosen.
type Option struct {
	Value string
	Label string // source string of the catalogue, unless Verbatim
	Hint  string // source string of the catalogue
	// Verbatim says that Label is data (the name of an agency) and is never
	// translated.
	Verbatim bool
	// Exclusive marks "none of these" among checkboxes: it cannot go with others.
	Exclusive bool
	// Group is the heading above this option and those after it, where it
	// differs from the one before: a source string, or "" for none.
	Group string
}

// Question is one thing asked of a person and bound to one part of T.
type Question[T any] struct {
	// Name is the input's name on the page and the field's name in JSON.
	Name string
	// Label is the question as the person reads it, Hint the help below it.
	Label, Hint string
	// Noun is how messages and summaries call the answer ("Date of birth") where
	// the label is a whole question; "" means Label.
	Noun string
	Kind Kind
	// Options are the answers of Radios, Checkboxes, Select and Suggest.
	// OptionsFrom takes their place where they depend on other answers.
	Options     []Option
	OptionsFrom func(*T) []Option
	// Open lets Suggest take values that are not among the options.
	Open bool
	// Required is the message when there is no answer; "" means optional.
	Required string
	// Conditional says that Check may ask for an answer although Required does
	// not: the question is not called optional, and its hint says when it is not.
	Conditional bool
	// MaxLength is the most characters (runes) taken, of each line for Lines; 0
	// means 15,000 for Story, 254 for Email, 40 for Phone and 500 for the rest.
	MaxLength int
	// Min and Max bound a Number when Max is greater than Min.
	Min, Max int
	// NotBefore and NotAfter bound a Date or PartialDate where they are not zero.
	NotBefore, NotAfter civil.Day
	// Bind points at the part of T that holds the answer.
	Bind func(*T) any
	// When says whether the question is asked, from the answers to the questions
	// above it; nil means always. The answer to a question not asked is cleared.
	When func(*T) bool
	// Under puts the question below one option of a Radios or Checkboxes question
	// above it, as "name=value": asked only when that option is chosen.
	Under string
	// Check is a further rule, run when the others are met. A field it returns
	// without a name is about this question.
	Check func(*T) []fault.Field

	// Width is a GOV.UK input width: "2", "3", "4", "5", "10", "20", "30" for
	// characters; "full", "two-thirds", "one-half", "one-third", "one-quarter".
	Width string
	// Autocomplete, Inputmode and Spellcheck are the attributes of those names;
	// "" gives what suits the kind.
	Autocomplete, Inputmode, Spellcheck string
	// Rows is the height of a Story or Lines in lines; 0 means 5.
	Rows int
	// Inline puts radios side by side, Small draws them small.
	Inline, Small bool
	// Heading makes the label the heading of a page that asks one thing.
	Heading bool
	// Accept lists the file types of a File, Multiple lets it take several.
	Accept   string
	Multiple bool
}

// Say is what a Question's Check returns when something is wrong with its own
// answer: message is a source string, args its named values in pairs.
func Say(message string, args ...any) []fault.Field {
	return []fault.Field{{Message: message, Args: args}}
}

// options gives the options as they stand with the other answers.
func (q *Question[T]) options(target *T) []Option {
	if q.OptionsFrom != nil {
		return q.OptionsFrom(target)
	}
	if q.Kind == YesNo && q.Options == nil {
		return []Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}
	}
	return q.Options
}

// noun is the answer's name inside a message.
func (q *Question[T]) noun() Phrase {
	if q.Noun != "" {
		return Phrase(q.Noun)
	}
	return Phrase(q.Label)
}

// limit is the most runes the answer may have.
func (q *Question[T]) limit() int {
	switch {
	case q.MaxLength > 0:
		return q.MaxLength
	case q.Kind == Story:
		return 15_000
	case q.Kind == Email:
		return 254 // RFC 5321, 4.5.3.1.3: a path of 256 with its angle brackets
	case q.Kind == Phone:
		return 40
	}
	return 500
}

// wrong is one fault with this question's answer.
func (q *Question[T]) wrong(message string, args ...any) []fault.Field {
	return []fault.Field{{Name: q.Name, Message: message, Args: append([]any{"field", q.noun()}, args...)}}
}
