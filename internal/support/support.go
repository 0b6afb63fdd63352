// Package support is the work of those who support somebody through the recovery
// period and after it: first contact, needs in the person's own words, a plan
// made together, the services that help, how things turn out, and an end that
// leads somewhere.
//
// Nothing in it depends on whether the person helps the police, and nothing in
// it records that.
package support

import (
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/support/course"
)

// Case is the support of one person.
type Case struct {
	ID           db.ID // of the case file
	Reference    string
	Jurisdiction string
	AgeGroup     string
	Version      int64
	Agency       db.ID // "" while no provider has it
	AgencyName   string
	Worker       db.ID // "" while nobody is named
	WorkerName   string
	Region       string
	Opened       time.Time
	Accepted     time.Time
	// ReachBy is until when the person should have been spoken with, by ReachRule;
	// zero where no rule says. Reached is when that was.
	ReachBy   time.Time
	ReachRule string
	Reached   time.Time
	// Interpreter is a code of a language, WorkerGender one of genderWishes.
	Interpreter, WorkerGender string
	Wishes                    Wishes
	Planned                   time.Time // when the plan was agreed
	Ended                     time.Time
	Ending                    db.ID
	Course                    course.Course
}

// Wishes are what somebody wishes of those who support them, sealed.
type Wishes struct {
	Contact string `json:"contact,omitempty" doc:"How, when and when not to reach them"`
	Call    string `json:"call,omitempty" doc:"What they wish to be called"`
	Access  string `json:"access,omitempty" doc:"What helps them to take part: breaks, pictures, a quiet place"`
	Other   string `json:"other,omitempty"`
}

// Any reports whether a wish is known.
func (w Wishes) Any() bool { return w != Wishes{} }

// Phase is where the support is, as words of the catalogue.
func (c Case) Phase() string { return phaseWords.Words(string(c.Course.Phase())) }

// Open reports whether support goes on.
func (c Case) Open() bool { return c.Ended.IsZero() }

// Late reports whether nobody has spoken with the person in the time that the
// rule gives.
func (c Case) Late(now time.Time) bool {
	return c.Open() && c.Reached.IsZero() && !c.ReachBy.IsZero() && now.After(c.ReachBy)
}

// StopWords says why the right to support is over, a catalogue source, "" where
// it is not.
func (c Case) StopWords() string { return stopWords.Words(string(c.Course.Stop)) }

// about is what rules need to know of the person.
func (c Case) about() statute.Subject {
	return statute.Subject{Jurisdiction: statute.Jurisdiction(c.Jurisdiction), Child: casefile.TreatedAsChild(c.AgeGroup), Decision: c.Course.Decided}
}

// Pass is one change of who has a case.
type Pass struct {
	Kind                     string
	From, To, Worker, By     string
	At                       time.Time
	Words                    string // sealed: why
	FromAgency, ToAgency, ID db.ID
}

// KindWords says what happened, a catalogue source.
func (p Pass) KindWords() string { return passKinds.Words(p.Kind) }

// Entry is one line of the journal.
type Entry struct {
	ID           db.ID
	Kind         string
	At           time.Time
	How, Outcome string
	Note         string
	Recorded     time.Time
	By           string
	ByID         db.ID
	Struck       time.Time
	StruckBy     string
	StruckWhy    string
}

// KindWords, HowWords and OutcomeWords are catalogue sources.
func (e Entry) KindWords() string { return entryKinds.Words(e.Kind) }

// HowWords says by which way somebody was contacted.
func (e Entry) HowWords() string { return hows.Words(e.How) }

// OutcomeWords says what came of it.
func (e Entry) OutcomeWords() string { return contactOutcomes.Words(e.Outcome) }

// Assessment is what somebody needs on a day, the person's own words first.
type Assessment struct {
	ID       db.ID
	Number   int
	On       civil.Day
	Together bool // with the person; false is by observation alone
	Words    AssessmentWords
	Levels   map[string]int // by domain; one that was not talked about is missing
	By       string
	Recorded time.Time
}

// AssessmentWords is what is sealed of an assessment.
type AssessmentWords struct {
	Own     string            `json:"own,omitempty"`
	Wishes  string            `json:"wishes,omitempty"`
	Domains map[string]string `json:"domains,omitempty"`
}

// Urgent reports whether something is needed today.
func (a Assessment) Urgent() bool {
	for _, level := range a.Levels {
		if level == 3 {
			return true
		}
	}
	return false
}

// Reading is how the person sees the seven core outcomes on a day.
type Reading struct {
	ID     db.ID
	On     civil.Day
	Scores map[string]int // 1 to 5 by outcome; what was not answered is missing
	Words  string
	By     string
}
