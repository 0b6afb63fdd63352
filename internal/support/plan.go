package support

import (
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Goal is something that the person wants, with who does what until when.
type Goal struct {
	ID      db.ID
	Version int64
	Domain  string
	Owner   string
	Due     civil.Day
	State   string
	Words   GoalWords
	Made    time.Time
	By      string
	Closed  time.Time
}

// GoalWords is what is sealed of a goal.
type GoalWords struct {
	Goal    string `json:"goal"`
	Steps   string `json:"steps,omitempty"`
	Service string `json:"service,omitempty"`
	Result  string `json:"result,omitempty"`
}

// Open reports whether the goal is being worked on.
func (g Goal) Open() bool { return g.State == goalOpen }

// DomainWords names the part of life, a catalogue source.
func (g Goal) DomainWords() string { return domains.Words(g.Domain) }

// OwnerWords says whose task it is, a catalogue source.
func (g Goal) OwnerWords() string { return goalOwners.Words(g.Owner) }

// StateWords says how the goal stands, a catalogue source.
func (g Goal) StateWords() string { return goalStates.Words(g.State) }

// Late reports whether an open goal is past its day.
func (g Goal) Late(today civil.Day) bool {
	return g.Open() && !g.Due.IsZero() && g.Due.Before(today)
}

// Service is a service that was asked to help, with its answer.
type Service struct {
	ID        db.ID
	Version   int64
	Kind      string
	Goal      db.ID
	Dependant db.ID
	// Consent is the line of the ledger on which what was shared rests; "" where
	// the person asked themselves and nothing was shared.
	Consent  db.ID
	State    string
	Asked    civil.Day
	AnswerBy civil.Day
	Rule     string
	Answered civil.Day
	Starts   civil.Day
	Words    ServiceWords
	By       string
}

// ServiceWords is what is sealed of a service that was asked.
type ServiceWords struct {
	Name   string `json:"name"`
	Asked  string `json:"asked,omitempty"`
	Answer string `json:"answer,omitempty"`
}

// KindWords names the kind of service, a catalogue source.
func (s Service) KindWords() string { return services.Words(s.Kind) }

// StateWords says what the service answered, a catalogue source.
func (s Service) StateWords() string { return serviceStates.Words(s.State) }

// Over reports whether nothing more is to come.
func (s Service) Over() bool {
	return s.State == serviceRefused || s.State == serviceDone || s.State == serviceWithdrawn
}

// Late reports whether the answer is overdue.
func (s Service) Late(today civil.Day) bool {
	return s.State == serviceAsked && !s.AnswerBy.IsZero() && s.AnswerBy.Before(today)
}

// Dependant is somebody who depends on the person and has needs of their own.
type Dependant struct {
	ID        db.ID
	Version   int64
	Kind      string
	LivesWith bool
	Needs     []string
	Words     DependantWords
	Ended     time.Time
}

// DependantWords is what is sealed of a dependant.
type DependantWords struct {
	Name  string `json:"name,omitempty"`
	Birth string `json:"birth,omitempty"`
	Needs string `json:"needs,omitempty"`
	Where string `json:"where,omitempty"`
}

// KindWords says who it is, a catalogue source.
func (d Dependant) KindWords() string { return dependantKinds.Words(d.Kind) }

// NeedsWords are what they need, as catalogue sources.
func (d Dependant) NeedsWords() []string {
	var words []string
	for _, code := range d.Needs {
		words = append(words, dependantNeeds.Words(code))
	}
	return words
}

// Appointment is a time at which the person is expected somewhere.
type Appointment struct {
	ID      db.ID
	Version int64
	Kind    string
	At      time.Time
	State   string
	Words   AppointmentWords
}

// AppointmentWords is what is sealed of an appointment.
type AppointmentWords struct {
	With  string `json:"with,omitempty"`
	Where string `json:"where,omitempty"`
	Note  string `json:"note,omitempty"`
}

// KindWords says what it is for, a catalogue source.
func (a Appointment) KindWords() string { return appointmentKinds.Words(a.Kind) }

// StateWords says whether it was kept, a catalogue source.
func (a Appointment) StateWords() string { return appointmentStates.Words(a.State) }

// Day is the day of the appointment.
func (a Appointment) Day() civil.Day { return civil.DayOf(a.At) }

// Extension is support for longer than the rules give.
type Extension struct {
	ID        db.ID
	Reason    string
	Until     civil.Day
	Words     string
	Asked     time.Time
	AskedBy   string
	AskedByID db.ID
	Decided   time.Time
	DecidedBy string
	Granted   bool
	Given     civil.Day // the last day that was granted
	Answer    string
}

// ReasonWords says why, a catalogue source.
func (e Extension) ReasonWords() string { return extensionReasons.Words(e.Reason) }

// Review is a day on which plan and period are looked at with the person.
type Review struct {
	ID    db.ID
	Kind  string
	Due   civil.Day
	Rule  string
	Clock db.ID
	State string
	Held  civil.Day
	By    string
	Words string
}

// States of a review.
const (
	reviewDue       = "due"
	reviewHeld      = "held"
	reviewCancelled = "cancelled"
)

// KindWords says what the review is about, a catalogue source.
func (r Review) KindWords() string { return reviewKinds.Words(r.Kind) }

// Further is a recovery needs assessment: offered after a positive decision, and
// again as often as needed.
type Further struct {
	ID         db.ID
	Version    int64
	Number     int
	Offered    civil.Day
	OfferedBy  string
	Wanted     bool
	Assessed   civil.Day
	AssessedBy db.ID
	Advised    civil.Day // until when the assessment says that support is needed
	Decided    time.Time
	DecidedBy  string
	Lasts      civil.Day // until when it was decided
	Words      FurtherWords
}

// FurtherWords is what is sealed of a recovery needs assessment.
type FurtherWords struct {
	Said       string `json:"said,omitempty"`
	Needs      string `json:"needs,omitempty"`
	Transition string `json:"transition,omitempty"`
	Decision   string `json:"decision,omitempty"`
}

// Waits says what is to be done next: "" for nothing.
func (f Further) Waits() string {
	switch {
	case !f.Wanted || !f.Decided.IsZero():
		return ""
	case f.Assessed.IsZero():
		return "assess"
	}
	return "decide"
}
