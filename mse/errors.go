package mse

import (
	"fmt"
	"strings"
)

// InputError says what is wrong with a table and what to do about it. Nothing is
// estimated from such a table.
type InputError struct {
	Kind string // which mistake: "value", "negative", "fraction", "duplicate", "all-zero", ...
	Line int    // line of the file, from 1; 0 if the mistake is not on one line
	Text string // what happened and what to do
}

// Error is the text, with the line where there is one.
func (e *InputError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("Line %d: %s", e.Line, e.Text)
	}
	return e.Text
}

func inputErrorf(kind string, line int, format string, args ...any) *InputError {
	return &InputError{Kind: kind, Line: line, Text: fmt.Sprintf(format, args...)}
}

func allZeroError(line int) *InputError {
	return inputErrorf("all-zero", line, "A row is on no list at all (all zeros). "+
		"People on no list are what is being estimated; remove the row.")
}

// NoEstimateError says that a model has no finite estimate for a table, and which
// terms cause it.
type NoEstimateError struct {
	Reason Reason
	Terms  [][]string // the parameters that cause it, each as the names of its lists; the empty one is the intercept
	Text   string
}

// Reason tells why there is no finite estimate.
type Reason string

// The reasons for which there may be no finite estimate.
const (
	NoOverlap     Reason = "no overlap"       // nobody is on two lists
	NotIdentified Reason = "not identified"   // several sets of parameters fit equally well
	DoesNotExist  Reason = "does not exist"   // the likelihood rises without end along a direction
	TooFewLists   Reason = "too few lists"    // the method needs more lists
	TooManyLists  Reason = "too many lists"   // the method cannot take so many
	NotConverged  Reason = "not converged"    // an iteration or a chain did not settle
	GridExhausted Reason = "no finite answer" // the posterior has no end within the largest grid
)

// Error is the text.
func (e *NoEstimateError) Error() string { return e.Text }

func noOverlapError(t *Table) *NoEstimateError {
	if t.K() == 1 {
		return oneListError()
	}
	return &NoEstimateError{Reason: NoOverlap, Text: fmt.Sprintf(
		"Nobody is on more than one of the lists %s, so they say nothing about the number on none. "+
			"Check how people were matched between lists, or add a list that overlaps.", strings.Join(t.FileOrder(), ", "))}
}

// termName writes a parameter for a person: its lists joined, or "intercept".
func termName(names []string) string {
	if len(names) == 0 {
		return "intercept"
	}
	return strings.Join(names, ":")
}

func oneListError() *NoEstimateError {
	return &NoEstimateError{Reason: TooFewLists, Text: "There is one list. Estimates need at least two lists that overlap."}
}
