// Package fault is the one error type of the program: what a person may read,
// kept apart from what the operator logs. Commands and queries return it; only
// the edge (pages, JSON API, command line) turns it into an answer.
package fault

import (
	"errors"
	"fmt"
)

// Code says which kind of answer a fault deserves at the edge.
type Code int

const (
	// Internal is anything unforeseen: 500 with a request id.
	Internal Code = iota
	// NotFound is what does not exist or may not be seen: always the same 404.
	NotFound
	// Forbidden is a deed that this actor may not do to something it may see: 403.
	Forbidden
	// Conflict is a change made to a version that is no longer the latest: 409.
	Conflict
	// Invalid is a form that needs mending: 422 with the form redrawn.
	Invalid
	// TooLarge is a body or file over its limit: 413.
	TooLarge
	// TooMany is somebody who asks too often: 429.
	TooMany
	// Unavailable is a store that cannot be written or reached just now: 503.
	Unavailable
	// SignIn is a page that needs somebody to be signed in first: 401 or a redirect.
	SignIn
	// StepUp is a deed for which somebody signed in must prove again who they are:
	// pages ask them to and come back, programs are refused.
	StepUp
)

// Field is one thing wrong with one field of a form. Name is the field's name
// in the page and in JSON; Message is a source string of the message catalogue,
// and Args its named values in pairs ("limit", "15,000").
type Field struct {
	Name    string
	Message string
	Args    []any
}

// Error is a fault. Message and Args are for the person (a source string of the
// message catalogue with its named values in pairs); Cause is for the log only.
type Error struct {
	Code    Code
	Message string
	Args    []any
	Fields  []Field
	// Yours and Theirs are the two versions of a Conflict, for the page that
	// shows both side by side.
	Yours, Theirs any
	Cause         error
}

func (e *Error) Error() string {
	text := e.Message
	if text == "" {
		text = e.Code.String()
	}
	for _, field := range e.Fields {
		text += fmt.Sprintf("; %s: %s", field.Name, field.Message)
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Cause }

func (c Code) String() string {
	return [...]string{"internal", "not found", "forbidden", "conflict", "invalid",
		"too large", "too many", "unavailable", "sign in", "step up"}[c]
}

// Missing is the answer to what does not exist and to what may not be seen.
func Missing() error { return &Error{Code: NotFound, Message: "Page not found"} }

// Refuse is a deed this actor may not do; the message says why in plain words.
func Refuse(message string, args ...any) error {
	return &Error{Code: Forbidden, Message: message, Args: args}
}

// Stale is a change to a version that is no longer the latest, with both.
func Stale(yours, theirs any) error {
	return &Error{Code: Conflict, Message: "Somebody changed this while you were working on it", Yours: yours, Theirs: theirs}
}

// Mend is a form with fields to put right. It returns nil where there are none.
func Mend(fields ...Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Message: "There is a problem", Fields: fields}
}

// Wrong is a form with one field to put right.
func Wrong(name, message string, args ...any) error {
	return Mend(Field{Name: name, Message: message, Args: args})
}

// Of returns the fault inside err: err's own where there is one, else Internal
// with err as its cause. Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var fault *Error
	if errors.As(err, &fault) {
		return fault
	}
	return &Error{Code: Internal, Message: "Sorry, there is a problem with the service", Cause: err}
}

// Is reports whether err is a fault with this code.
func Is(err error, code Code) bool { return err != nil && Of(err).Code == code }

// Touched is the answer to a change of a row by its version or its state, as the
// store tells how many rows it changed: none means that somebody was faster.
func Touched(changed int64, err error) error {
	if err == nil && changed == 0 {
		return Stale(nil, nil)
	}
	return err
}
