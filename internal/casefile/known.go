package casefile

import (
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Known is what somebody who is about to refer is told about earlier records
// that may be of the same person.
type Known struct {
	Records []Acquaintance
	// Elsewhere says that a possible match exists out of reach, and that the
	// agency that holds it has been asked. It never says how many, how alike, who
	// or where.
	Elsewhere bool
	// NotReady says that the comparison is still being made ready.
	NotReady bool
}

// Acquaintance is an earlier record within the reader's reach.
type Acquaintance struct {
	Case      db.ID
	Reference string
	Name      string
	Opened    time.Time
	Likely    string // how likely it is the same person: a catalogue source string
	Evidence  []Sentence
}
