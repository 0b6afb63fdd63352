package placement

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Profile is what the police need when somebody goes missing: all of it sealed.
type Profile struct {
	Looks     string   `json:"looks,omitempty" doc:"Height, build, hair, eyes, marks, how they dress"`
	Friends   []string `json:"friends,omitempty" doc:"Friends and family, with telephone numbers, one each"`
	Places    []string `json:"places,omitempty" doc:"Where they go, or might be taken, one each"`
	Phones    []string `json:"phones,omitempty" doc:"Their telephones and accounts, one each"`
	Transport string   `json:"transport,omitempty" doc:"Travel cards, money, how they get about"`
	Medical   string   `json:"medical,omitempty" doc:"Medicine that they need, and by when"`
	Risks     string   `json:"risks,omitempty" doc:"Who they were exploited by, what could happen"`
	Safe      string   `json:"safe,omitempty" doc:"What to say to them, what frightens them, languages"`
}

// lacks lists what a profile has nothing about, as catalogue sources.
func (p Profile) lacks() []string {
	var lacks []string
	for _, part := range []struct {
		empty bool
		words string
	}{{p.Looks == "", "What they look like"}, {len(p.Friends) == 0, "Friends and family"}, {len(p.Places) == 0, "Places"},
		{len(p.Phones) == 0, "Telephones and accounts"}, {p.Medical == "", "Medicine"}} {
		if part.empty {
			lacks = append(lacks, part.words)
		}
	}
	return lacks
}

// KeptProfile is a profile as it is kept, with its photograph.
type KeptProfile struct {
	ID      db.ID
	Version int64
	Profile Profile
	Photo   db.ID
	PhotoOn civil.Day
	Changed time.Time
	By      string
}

// Episode is one time that somebody was missing.
type Episode struct {
	ID         db.ID
	Case       db.ID
	Agency     db.ID
	Placement  db.ID
	Version    int64
	Number     int
	Missing    time.Time
	Recorded   time.Time
	By         string
	Risk       string
	ReportBy   time.Time
	Reported   time.Time
	Strategy   string // why a meeting is due: the rules' ids with spaces between; "" if none is
	StrategyBy time.Time
	StrategyAt time.Time
	Found      time.Time
	Interview  time.Time // by when
	Talked     time.Time
	Outcome    string
	Words      EpisodeWords
	Actions    []MissingAction
	Reference  string // the case's
}

// EpisodeWords is what is sealed of an episode.
type EpisodeWords struct {
	Clothes    string
	LastSeen   string
	ReportedTo string
	PoliceRef  string
	FoundWhere string
	FoundBy    string
	FoundHow   string
	Meeting    string
	TalkedBy   string
	Learnt     string
}

// MissingAction is one thing that was done to find somebody.
type MissingAction struct {
	At   time.Time
	Text string
	By   string
}

var risks = form.Codes{{"high", "High: they are in danger now"}, {"medium", "Medium: they are likely to be harmed"}, {"low", "Low: harm is possible but unlikely"}}

// RiskWords is the risk, a catalogue source.
func (e Episode) RiskWords() string { return risks.Words(e.Risk) }

// Outcomes of a return interview. An episode that was none needs no interview
// and does not count towards a strategy meeting.
const (
	interviewHeld     = "held"
	interviewDeclined = "declined"
	interviewNotHeld  = "not-possible"
	falseAlarm        = "false-alarm"
)

var interviews = form.Codes{{interviewHeld, "They talked with an independent person"}, {interviewDeclined, "It was offered, and they declined"},
	{interviewNotHeld, "It was not possible"}, {falseAlarm, "None was needed: they were not missing"}}

// OutcomeWords is how the return interview went, a catalogue source.
func (e Episode) OutcomeWords() string { return interviews.Words(e.Outcome) }

// Open reports whether the person is still missing.
func (e Episode) Open() bool { return e.Found.IsZero() }

// Waits is the next thing that is due in an episode, by when; "" where nothing
// is. What is due is a catalogue source.
func (e Episode) Waits() (what string, by time.Time) {
	type due struct {
		what string
		by   time.Time
	}
	var open []due
	if e.Open() && e.Reported.IsZero() && !e.ReportBy.IsZero() {
		open = append(open, due{"Report to the police", e.ReportBy})
	}
	if e.Strategy != "" && e.StrategyAt.IsZero() && e.Outcome != falseAlarm {
		open = append(open, due{"Strategy meeting", e.StrategyBy})
	}
	if !e.Open() && e.Outcome == "" && !e.Interview.IsZero() {
		open = append(open, due{"Return interview", e.Interview})
	}
	if len(open) == 0 {
		return "", time.Time{}
	}
	next := slices.MinFunc(open, func(a, b due) int { return a.by.Compare(b.by) })
	return next.what, next.by
}

// Done reports whether nothing is left to do in an episode.
func (e Episode) Done() bool {
	what, _ := e.Waits()
	return !e.Open() && what == ""
}

// trigger is a rule by which a strategy meeting is due, and by when.
type trigger struct {
	Rule statute.Rule
	By   time.Time
}

// decided reports whether a case has a positive decision: the stages at which a
// child who goes missing is one who was trafficked.
func decided(stage string) bool { return stage == "recovery" || stage == "conclusive-grounds-positive" }

// Strategy finds every rule by which a strategy meeting is due for an episode,
// the earliest first, from what was missing before. Nations without a rule have
// none.
func Strategy(book statute.Book, about statute.Subject, stage string, e Episode, earlier []Episode) []trigger {
	var found []trigger
	if e.Risk == "high" || decided(stage) {
		if due, err := book.DueAt(statute.StrategyMeetingTrafficked, about, e.Missing); err == nil {
			found = append(found, trigger{due.Rule, due.On.Add(1).Start()}) // the end of that day
		}
	}
	if due, err := book.DueAt(statute.StrategyMeetingAbsence, about, e.Missing); err == nil && (e.Open() || e.Found.After(due.At)) {
		found = append(found, trigger{due.Rule, due.At})
	}
	if due, err := book.DueAt(statute.StrategyMeeting, about, e.Missing); err == nil {
		times := 1
		for _, before := range earlier {
			if day := civil.DayOf(before.Missing); before.Outcome != falseAlarm && before.ID != e.ID && !day.Before(due.On) && !before.Missing.After(e.Missing) {
				times++
			}
		}
		if due.Rule.Occurrences > 0 && times >= due.Rule.Occurrences {
			found = append(found, trigger{due.Rule, civil.DayOf(e.Missing).Add(1).Start()})
		}
	}
	slices.SortStableFunc(found, func(a, b trigger) int { return a.By.Compare(b.By) })
	return found
}

// Likely is a place where somebody was found before.
type Likely struct {
	Place string
	Times int
	Last  civil.Day
}

// LikelyPlaces puts the places where somebody was found together, those that
// are one address in other words as one, the most frequent first, then the
// latest.
func LikelyPlaces(episodes []Episode) []Likely {
	var likely []Likely
	for _, e := range episodes {
		where := strings.TrimSpace(e.Words.FoundWhere)
		if where == "" || e.Outcome == falseAlarm {
			continue
		}
		day := civil.DayOf(e.Found)
		at := slices.IndexFunc(likely, func(l Likely) bool {
			strength, _ := alike.Addresses(l.Place, where)
			return strength >= alike.Strong
		})
		if at < 0 {
			likely = append(likely, Likely{where, 1, day})
			continue
		}
		likely[at].Times++
		if day.After(likely[at].Last) {
			likely[at].Place, likely[at].Last = where, day
		}
	}
	slices.SortStableFunc(likely, func(a, b Likely) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), b.Last.Compare(a.Last))
	})
	return likely
}
