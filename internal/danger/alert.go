package danger

import (
	"slices"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Step is how far an alert has gone.
type Step int

// The steps of an alert that nobody has seen.
const (
	ToDuty Step = iota
	ToManagers
	ToEverybody
)

// StepWords are the steps in words, catalogue sources.
var stepWords = []string{"The people on duty were told", "The managers were told as well", "Everybody who may open the case was told"}

// Words is the step in words, a catalogue source.
func (s Step) Words() string { return stepWords[max(ToDuty, min(s, ToEverybody))] }

// Alert is that somebody may be in danger and others must act.
type Alert struct {
	ID        db.ID
	Case      db.ID
	Agency    db.ID
	Version   int64
	Level     Level
	Step      Step
	Rule      string
	Why       string // sealed
	Raised    time.Time
	RaisedBy  string
	Seen      time.Time
	SeenBy    string
	Taken     time.Time
	TakenBy   string
	TakenID   db.ID // the account of who took it
	Done      time.Time
	DoneBy    string
	Outcome   string
	What      string // sealed: what was done
	Told      int    // how many people
	Reference string // the case's
}

// State is where an alert stands.
type State string

// The states of an alert, each a catalogue source.
const (
	Waiting State = "Nobody has seen it yet"
	SeenNow State = "Seen, and nobody has taken it on"
	TakenOn State = "Somebody deals with it"
	Closed  State = "Dealt with"
)

// State is where the alert stands.
func (a Alert) State() State {
	switch {
	case !a.Done.IsZero():
		return Closed
	case !a.Taken.IsZero():
		return TakenOn
	case !a.Seen.IsZero():
		return SeenNow
	}
	return Waiting
}

// OutcomeWords is how it ended, a catalogue source.
func (a Alert) OutcomeWords() string { return outcomes.Words(a.Outcome) }

// falseAlarm is an alert that was none, or raised by mistake.
const falseAlarm = "false-alarm"

var outcomes = form.Codes{{"safe", "They are safe"}, {"moved", "They were moved"}, {"plan", "The safety plan was changed with them"}, {"medical", "They are with a doctor or in hospital"},
	{"their-choice", "They do not want anything done, and know the danger"}, {"other", "Something else"}, {falseAlarm, "It was no danger, or raised by mistake"}}

// Escalation is what a rule does with an alert that nobody has seen.
type Escalation struct {
	Step Step
	Rule statute.Rule
	At   time.Time
}

// Escalations are the steps that an alert takes while nobody sees it, with when
// and by which rule. A jurisdiction without a rule has no such step.
func Escalations(book statute.Book, about statute.Subject, raised time.Time) []Escalation {
	var steps []Escalation
	for _, next := range []struct {
		step Step
		kind statute.Kind
	}{{ToManagers, statute.AlertManagers}, {ToEverybody, statute.AlertEverybody}} {
		if due, err := book.DueAt(next.kind, about, raised); err == nil && !due.At.IsZero() {
			steps = append(steps, Escalation{next.step, due.Rule, due.At})
		}
	}
	slices.SortStableFunc(steps, func(a, b Escalation) int { return a.At.Compare(b.At) })
	return steps
}

// ToldTo is one colleague who was told of an alert.
type ToldTo struct {
	Name string
	Step Step
	At   time.Time
}
