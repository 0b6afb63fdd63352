// Package estimates is the room for statisticians: how many people there are that
// no list holds, by package mse, from a table of counts or from casework. Every run
// is kept with who asked, of which data and vintage, by which method, seed and
// version, so that it can be repeated to the digit.
package estimates

import (
	"encoding/json"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/mse"
)

// State is how far a run is.
type State string

// The states of a run. Queued and Running end in one of the others.
const (
	Queued    State = "queued"
	Running   State = "running"
	Done      State = "done"
	None      State = "none" // done, and there is no finite estimate
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// States lists every state with its words, a source string, and the colour of its tag.
var States = []struct {
	State  State
	Words  string
	Colour string
}{
	{Queued, "Waiting", "grey"}, {Running, "Running", "blue"}, {Done, "Finished", "green"},
	{None, "No finite estimate", "yellow"}, {Failed, "Failed", "red"}, {Cancelled, "Cancelled", "grey"},
}

// Words is the state in words, a source string.
func (s State) Words() string { return s.known(func(words, _ string) string { return words }) }

// Colour is that of the state's tag.
func (s State) Colour() string { return s.known(func(_, colour string) string { return colour }) }

func (s State) known(of func(words, colour string) string) string {
	for _, line := range States {
		if line.State == s {
			return of(line.Words, line.Colour)
		}
	}
	return ""
}

// Live reports whether a run has still to end.
func (s State) Live() bool { return s == Queued || s == Running }

// Again reports whether a run can be tried again.
func (s State) Again() bool { return s == Failed || s == Cancelled }

// The sources of data.
const (
	FromTable    = "table"
	FromCasework = "casework"
)

// Every is the method of a run of every method.
const Every = "all"

// Small is the least count that is not small: counts below it can point at a person.
const Small = 5

// Settings are what a run is made with. They steer every digit of its result.
type Settings struct {
	Methods    []mse.Method `json:"methods" doc:"Methods to run; none for every method on every variation of the lists"`
	Seed       int          `json:"seed"`
	Level      int          `json:"level" doc:"Nominal level of the intervals, per cent"`
	Threshold  float64      `json:"threshold" doc:"Tail probability below which stepwise adds a pair"`
	Replicates int          `json:"replicates" doc:"Bootstrap replicates; 0 lets the method choose"`
	Population int          `json:"population" doc:"Residents, for the rate per 100,000; 0 if not known"`
	Thorough   bool         `json:"thorough" doc:"Latent classes for every set of lists"`
	HideSmall  bool         `json:"hideSmall" doc:"Counts of 1 to 4 are left out of the report"`
	Strata     []string     `json:"strata,omitempty" doc:"The columns by which people are divided"`
	Casework   *Casework    `json:"casework,omitempty"`
	Missed     float64      `json:"missed,omitempty" doc:"Share of the pairs of records of one person that the linkage is expected to miss"`
}

// Method names what is run, in one line.
func (s Settings) Method() string {
	name := Every
	for i, m := range s.Methods {
		if i == 0 {
			name = string(m)
		} else {
			name += ", " + string(m)
		}
	}
	return name
}

// Run is one saved run.
type Run struct {
	ID, Agency, Account db.ID
	Who                 string
	Name, Source        string
	Settings            Settings
	DataHash            string
	People              int64
	SmallCounts         int64
	Vintage             time.Time
	State               State
	Attempt             int
	Stage               string
	Progress            int // per cent
	Asked               time.Time
	Started, Ended      time.Time
	Repeats             db.ID
	Program             string // version of the methods
	ResultHash          string
	Headline            Headline
	Problem             string
	Deleted             time.Time
	DeletedWhy          string // opened by [Find] alone
	deletedWhy          casefile.Sealed
}

// Headline is what a result says in one line.
type Headline struct {
	Estimate *float64 `json:"estimate,omitempty"`
	Lower    *float64 `json:"lower,omitempty"`
	Upper    *float64 `json:"upper,omitempty"`
	Lowest   *float64 `json:"lowest,omitempty"`  // of all methods with all lists
	Highest  *float64 `json:"highest,omitempty"` // of all methods with all lists
}

// Result is what the JSON report of a run holds, as far as this room reads it.
type Result struct {
	Hash     string   `json:"data_sha256"`
	Version  string   `json:"version"`
	Lists    []string `json:"lists"`
	Observed int64    `json:"n_observed"`
	answer
	Answers []answer  `json:"answers"`
	Range   *extremes `json:"range"`
	Linkage *answer   `json:"linkage"`
}

type answer struct {
	Method    string   `json:"method"`
	Variation string   `json:"variation"`
	Estimate  *float64 `json:"estimate"`
	Interval  *limits  `json:"interval"`
}

type limits struct {
	Lower *float64 `json:"lower"`
	Upper *float64 `json:"upper"`
}

type extremes struct{ Lowest, Highest float64 }

// ReadResult reads a JSON report.
func ReadResult(body []byte) (Result, error) {
	var result Result
	err := json.Unmarshal(body, &result)
	return result, err
}

// Headline is what the result says in one line: what the draws of a linkage say
// together if there are several, else the one answer, else the range of all.
func (r Result) Headline() Headline {
	var h Headline
	of := r.answer
	if r.Linkage != nil {
		of = *r.Linkage
	}
	h.Estimate = of.Estimate
	if of.Interval != nil {
		h.Lower, h.Upper = of.Interval.Lower, of.Interval.Upper
	}
	if r.Range != nil {
		h.Lowest, h.Highest = &r.Range.Lowest, &r.Range.Highest
	}
	return h
}

// all are the answers of a result: those of the multiverse, or the only one.
func (r Result) all() []answer {
	if len(r.Answers) > 0 {
		return r.Answers
	}
	if r.Version == "" {
		return nil // no result
	}
	only := r.answer
	only.Variation = "all lists"
	return []answer{only}
}
