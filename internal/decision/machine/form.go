package machine

import (
	"strings"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// Form is what is filled in to take a step. Each form is a pointer to one of
// the types of this package; the JSON names are also the names of the fields in
// pages. Check returns what is to be mended, nil where nothing is.
type Form interface {
	Check(c Case, on civil.Day) []fault.Field
}

// form makes an empty form of type T; rows name it as form[T].
func form[T any, P interface {
	*T
	Form
}]() Form {
	return P(new(T))
}

const (
	// MaxText is the most characters that a free text of a form may have.
	MaxText = 15_000
	// MaxLine is the most characters of a name, a reference or a short answer.
	MaxLine = 200
	// MaxEvidence is the most items of evidence of one decision.
	MaxEvidence = 200
	// ShortReasons is the number of characters under which the reasons of a
	// decision are advised to say more; it never blocks.
	ShortReasons = 200
)

// check collects what is wrong with a form.
type check struct{ fields []fault.Field }

func (k *check) wrong(name, message string, args ...any) {
	k.fields = append(k.fields, fault.Field{Name: name, Message: message, Args: args})
}

func (k *check) text(name, value, missing string) {
	switch {
	case strings.TrimSpace(value) == "":
		k.wrong(name, missing)
	case utf8.RuneCountInString(value) > MaxText:
		k.wrong(name, "Use {limit} characters or fewer", "limit", MaxText)
	case !utf8.ValidString(value):
		k.wrong(name, "This text cannot be read. Type it again")
	}
}

func (k *check) line(name, value, missing string) {
	k.text(name, value, missing)
	if n := utf8.RuneCountInString(value); n > MaxLine && n <= MaxText {
		k.wrong(name, "Use {limit} characters or fewer", "limit", MaxLine)
	}
}

func (k *check) choice(name, value string, choices []Choice, missing string) {
	if !Among(value, choices) {
		k.wrong(name, missing)
	}
}

// past asks for a day that has come, and not before the earliest, if given.
func (k *check) past(name string, day, earliest, today civil.Day) {
	switch {
	case day.IsZero():
		k.wrong(name, "Enter a date")
	case !day.Valid():
		k.wrong(name, "Enter a real date")
	case day.After(today):
		k.wrong(name, "The date must be today or in the past")
	case day.Before(earliest):
		k.wrong(name, "The date must be {day} or later", "day", earliest)
	}
}

func (k *check) reasons(value string) { k.text("reasons", value, "Give the reasons") }

// Advice returns what could be better about a form. It never blocks a step.
func Advice(f Form) []fault.Field {
	var reasons string
	var evidence []string
	switch form := f.(type) {
	case *ReasonableDecision:
		reasons, evidence = form.Reasons, form.Evidence
	case *ConclusiveDecision:
		reasons, evidence = form.Reasons, form.Evidence
	case *CombinedDecision:
		reasons, evidence = form.Reasons, form.Evidence
	case *Reconsidered:
		reasons, evidence = form.Reasons, form.Evidence
	default:
		return nil
	}
	var notes check
	if utf8.RuneCountInString(strings.TrimSpace(reasons)) < ShortReasons {
		notes.wrong("reasons", "These reasons are short. The person should be able to see which evidence counted and why")
	}
	if len(evidence) == 1 {
		notes.wrong("evidence", "Only one piece of evidence is listed. List everything that was considered, also what speaks for the person")
	}
	return notes.fields
}

// Nothing is the form of a step that needs no answers.
type Nothing struct{}

// Check finds nothing wrong.
func (Nothing) Check(Case, civil.Day) []fault.Field { return nil }

// Reason is the form of a step that needs only its reasons.
type Reason struct {
	Reasons string `json:"reasons"`
}

// Check asks for the reasons.
func (f Reason) Check(Case, civil.Day) []fault.Field {
	var k check
	k.reasons(f.Reasons)
	return k.fields
}
