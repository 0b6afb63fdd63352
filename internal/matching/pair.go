package matching

import (
	"slices"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// State is where two records that may be one person stand.
type State string

// States of a pair.
const (
	Open     State = "open"     // nobody has decided
	Second   State = "second"   // one person has decided and a second must
	Conflict State = "conflict" // people decided differently
	Unsure   State = "unsure"   // whoever looked could not tell
	Same     State = "same"
	Apart    State = "different"
	Gone     State = "gone" // the records changed and are not alike any more
)

// States lists the states with their words, in the order of the queue's tabs.
var States = []struct {
	State State
	Words string
}{
	{Open, "To be reviewed"}, {Second, "Waiting for a second reader"}, {Conflict, "Decided differently"}, {Unsure, "Not sure"},
	{Same, "Same person"}, {Apart, "Different people"}, {Gone, "No longer alike"},
}

// Outcome is what one person decides about a pair.
type Outcome string

// Outcomes of a look at two records.
const (
	SaySame   Outcome = "same"
	SayApart  Outcome = "different"
	SayUnsure Outcome = "unsure"
)

// OutcomeWords are the outcomes in words.
var OutcomeWords = map[Outcome]string{SaySame: "The same person", SayApart: "Different people", SayUnsure: "Not sure"}

// Decision is what one person decided and why.
type Decision struct {
	Number  int
	Outcome Outcome
	By      db.ID
	Agency  db.ID
	Name    string // of who decided
	At      time.Time
	Reason  string
	Undone  time.Time
}

// Pair is two records that may be one person.
type Pair struct {
	ID          db.ID
	Version     int64
	Left, Right db.ID
	Weight      float64
	Probability float64
	State       State
	Two         string // why two readers are needed, "" for one
	Child       bool
	Source      string
	Policy      string
	Assignee    db.ID
	Found       time.Time
}

// Other is the case of the pair that is not the given one.
func (p Pair) Other(id db.ID) db.ID {
	if p.Left == id {
		return p.Right
	}
	return p.Left
}

// Sources of a pair.
const (
	FromReceipt   = "receipt"   // found when a record arrived or changed
	FromResponder = "responder" // somebody who referred said that they know the person
)

// Settled gives the state that follows from the decisions that stand: it
// depends on nothing else, so that to undo a decision is to leave it out. Of
// each person the last decision counts. Where two readers are needed, or people
// have decided differently, two must agree and be more than those who do not.
func Settled(decisions []Decision, two bool) State {
	latest := map[db.ID]Outcome{}
	decided := false
	for _, d := range decisions {
		if d.Undone.IsZero() {
			latest[d.By], decided = d.Outcome, true
		}
	}
	count := map[Outcome]int{}
	for _, outcome := range latest {
		count[outcome]++
	}
	same, apart := count[SaySame], count[SayApart]
	need := 1
	if two || same > 0 && apart > 0 {
		need = 2
	}
	switch {
	case !decided:
		return Open
	case same >= need && same > apart:
		return Same
	case apart >= need && apart > same:
		return Apart
	case same > 0 && apart > 0:
		return Conflict
	case same > 0 || apart > 0:
		return Second
	}
	return Unsure
}

// mayDecide says whether somebody may decide about a pair as it stands.
func mayDecide(decisions []Decision, state State, by db.ID, outcome Outcome) error {
	if !slices.Contains([]Outcome{SaySame, SayApart, SayUnsure}, outcome) {
		return fault.Wrong("outcome", "Say whether they are the same person, different people, or you are not sure")
	}
	if state == Gone {
		return fault.Wrong("outcome", "These records changed and are not alike any more. There is nothing to decide")
	}
	for _, d := range decisions {
		if d.Undone.IsZero() && d.By == by && d.Outcome == outcome {
			return fault.Wrong("outcome", "You decided this already. Another person must be the second reader")
		}
	}
	return nil
}

// lastBy is the last decision of somebody that stands.
func lastBy(decisions []Decision, by db.ID) (Decision, bool) {
	for _, d := range slices.Backward(decisions) {
		if d.Undone.IsZero() && d.By == by {
			return d, true
		}
	}
	return Decision{}, false
}

// reviewers are the roles that decide whether two records are one person.
var reviewers = []account.Role{account.TriageOfficer, account.DecisionMaker, account.SecondReader, account.AuthorityManager}
