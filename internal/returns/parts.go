package returns

import (
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
)

// Choice is what a person answered to one question, and what they were told
// before.
type Choice struct {
	ID           db.ID
	Kind         string
	Given        bool
	Explained    civil.Day
	Chosen       civil.Day
	How          string
	Language     string
	Alternatives []string
	Rule         string
	Handover     db.ID
	Consent      db.ID
	Words        ChoiceWords
	Recorded     time.Time
	By           string
	Withdrawn    time.Time
}

// ChoiceWords is what is sealed of a choice.
type ChoiceWords struct {
	ExplainedBy string
	Interpreter string
	Said        string // in the person's own words
	Sooner      string // why they wanted less time to think
}

// KindWords is what was asked, a catalogue source.
func (c Choice) KindWords() string { return choiceKinds.Words(c.Kind) }

// AlternativesWords are what else was explained, catalogue sources.
func (c Choice) AlternativesWords() []string { return alternatives.AllWords(c.Alternatives) }

// Risk is one assessment of one side.
type Risk struct {
	ID       db.ID
	Side     string
	Level    string
	Factors  []string
	Together bool
	On       civil.Day
	Words    RiskWords
	Recorded time.Time
	By       string
	Undone   time.Time
}

// RiskWords is what is sealed of an assessment.
type RiskWords struct {
	Said string // what the person says of it
	Plan string // what is done about it
}

// SideWords, LevelWords and FactorWords are catalogue sources.
func (r Risk) SideWords() string { return sides.Words(r.Side) }

// LevelWords is how high the risk is, a catalogue source.
func (r Risk) LevelWords() string { return levels.Words(r.Level) }

// FactorWords are what makes the risk, catalogue sources.
func (r Risk) FactorWords() []string { return factors.AllWords(r.Factors) }

// Document is a paper for the journey or for after it.
type Document struct {
	ID      db.ID
	Version int64
	Kind    string
	State   string
	Embassy bool
	Expires civil.Day
	Words   DocumentWords
	Changed time.Time
	By      string
}

// DocumentWords is what is sealed of a document.
type DocumentWords struct{ Number, Note string }

// KindWords is what it is, a catalogue source.
func (d Document) KindWords() string { return documentKinds.Words(d.Kind) }

// StateWords is how far it is, a catalogue source.
func (d Document) StateWords() string { return documentStates.Words(d.State) }

// Handover is what one organisation abroad was asked and given.
type Handover struct {
	ID         db.ID
	Reference  string
	Plan       db.ID
	Case       db.ID
	Agency     db.ID
	AgencyName string
	FromName   string // the agency that asks
	Country    string
	Version    int64
	State      string
	Needs      []string
	Age        string
	Gender     string
	Request    Request
	Asked      time.Time
	AnswerBy   civil.Day
	Rule       string
	Answered   time.Time
	Refusal    string
	Answer     Answer
	PackAt     time.Time
	PackSeen   time.Time
	EndedAt    time.Time
	EndedWhy   string
	TravelOn   civil.Day
	ArrivedOn  civil.Day
}

// Request is what is sealed of a question to an organisation: enough to answer,
// and nothing by which the person could be known.
type Request struct {
	Town  string
	Words string
}

// Answer is what an organisation answered, sealed.
type Answer struct {
	Contact        string `json:"contact" doc:"Who takes the person on, by name"`
	ContactPhone   string `json:"contactPhone"`
	Alternate      string `json:"alternate" doc:"Who does when the first cannot"`
	AlternatePhone string `json:"alternatePhone"`
	Risks          string `json:"risks" doc:"What they know of the dangers there"`
	Words          string `json:"words,omitempty"`
}

// StateWords is how far it is, a catalogue source.
func (h Handover) StateWords() string { return handoverStates.Words(h.State) }

// NeedsWords are what is needed, catalogue sources.
func (h Handover) NeedsWords() []string { return needs.AllWords(h.Needs) }

// RefusalWords is why it was declined, a catalogue source.
func (h Handover) RefusalWords() string { return refusals.Words(h.Refusal) }

// Named reports whether the organisation accepted by name with a second contact.
func (h Handover) Named() bool { return h.Answer.Contact != "" && h.Answer.Alternate != "" }

// Pack is all that an organisation is given of a person: what was chosen with
// them, as it was on that day, and a copy of their consent.
type Pack struct {
	Name      string
	Born      civil.Partial
	Languages []string
	Reach     string // how to reach the person safely
	Arrival   string
	Needs     string
	Health    string
	Safety    string
	Consent   ConsentCopy
}

// ConsentCopy is what the person agreed to, as the organisation reads it.
type ConsentCopy struct {
	On          civil.Day
	Language    string
	ExplainedBy string
	Interpreter string
	Said        string
}

// Contact is one contact that was agreed for after the return.
type Contact struct {
	ID        db.ID
	Plan      db.ID
	Version   int64
	Kind      string
	Rule      string
	Due       civil.Day
	Done      civil.Day
	Found     string
	Partner   bool // an organisation abroad found it
	Words     string
	By        string
	Cancelled time.Time
}

// Open reports whether the contact is still to be made.
func (c Contact) Open() bool { return c.Done.IsZero() && c.Cancelled.IsZero() }

// FoundWords is what was found, a catalogue source.
func (c Contact) FoundWords() string { return findings.Words(c.Found) }

// Signal is a sign that somebody who went home is exploited again.
type Signal struct {
	ID      db.ID
	Version int64
	Source  string
	Raised  time.Time
	Outcome string
	Words   string
	Seen    time.Time
	By      string
}

// SourceWords is where it came from, a catalogue source.
func (s Signal) SourceWords() string { return signalSources.Words(s.Source) }

// OutcomeWords is what was found, a catalogue source.
func (s Signal) OutcomeWords() string {
	if s.Outcome == SignalOpen {
		return "Nobody has looked yet"
	}
	return signalOutcomes.Words(s.Outcome)
}

// Receiver is an organisation abroad that takes people on.
type Receiver struct {
	Agency   db.ID
	Name     string
	Version  int64
	Country  string
	Town     string
	Language string
	Takes    []string
	Offers   []string
	Contact  string
	Checked  civil.Day
	Closed   time.Time
}

var takes = form.Codes{{"women", "Women"}, {"men", "Men"}, {"children", "Children"}, {"families", "Families"}}

// TakesWords are whom it takes on, catalogue sources.
func (r Receiver) TakesWords() []string { return takes.AllWords(r.Takes) }

// OffersWords are what it offers, catalogue sources.
func (r Receiver) OffersWords() []string { return needs.AllWords(r.Offers) }
