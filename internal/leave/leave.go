// Package leave keeps in view somebody's permission to stay: what they have and
// until when, on what basis more was asked for, which documents they agreed to
// send, what was answered and by when that can be challenged. It also says to
// everybody who can act that nobody is removed while identification is open.
package leave

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Basis is a kind of permission to stay, as the law of a place gives it between
// two days.
type Basis struct {
	Code          string                 `json:"code"`
	Name          string                 `json:"name"` // a catalogue source
	Jurisdictions []statute.Jurisdiction `json:"jurisdictions"`
	From          civil.Day              `json:"from"`
	Until         civil.Day              `json:"until,omitzero"`
	// Automatic is considered without an application after a positive decision.
	Automatic bool              `json:"automatic"`
	Renewable bool              `json:"renewable"`
	Work      string            `json:"work"`
	Funds     string            `json:"funds"`
	Source    string            `json:"source"`
	URL       string            `json:"url"`
	Certainty statute.Certainty `json:"certainty"`
	Note      string            `json:"note"`
}

// InForce reports whether the basis can be asked for in a place on a day.
func (b Basis) InForce(in statute.Jurisdiction, on civil.Day) bool {
	return slices.Contains(b.Jurisdictions, in) && !on.Before(b.From) && (b.Until.IsZero() || !on.After(b.Until))
}

// Pause is a time in which no decision is made on a basis.
type Pause struct {
	ID     db.ID     `json:"-"` // "" for those of the file
	Basis  string    `json:"basis"`
	From   civil.Day `json:"from"`
	Until  civil.Day `json:"until,omitzero"`
	Source string    `json:"source"`
	URL    string    `json:"url"`
}

// On reports whether decisions are paused on a day.
func (p Pause) On(day civil.Day) bool {
	return !day.Before(p.From) && (p.Until.IsZero() || !day.After(p.Until))
}

//go:embed law.json
var lawFile []byte

// law is the dated data of the room.
var law = func() (l struct {
	Bases  []Basis `json:"bases"`
	Pauses []Pause `json:"pauses"`
}) {
	decoder := json.NewDecoder(bytes.NewReader(lawFile))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		panic("leave: law.json: " + err.Error())
	}
	return l
}()

// BasisOf gives a basis by its code.
func BasisOf(code string) (Basis, bool) {
	at := slices.IndexFunc(law.Bases, func(b Basis) bool { return b.Code == code })
	if at < 0 {
		return Basis{}, false
	}
	return law.Bases[at], true
}

// PausesDuring gives the pauses of a basis that fall into the time from a day to
// another (zero: still running). A pause stops no limit: it is shown beside them.
func PausesDuring(all []Pause, basis string, from, until civil.Day) []Pause {
	var found []Pause
	for _, p := range all {
		if p.Basis == basis && (p.Until.IsZero() || !p.Until.Before(from)) && (until.IsZero() || !p.From.After(until)) {
			found = append(found, p)
		}
	}
	return found
}

// statuses are what somebody's permission to stay can be now.
var statuses = form.Codes{{"not-known", "Not known yet"}, {"not-needed", "Needs none: British, Irish or settled"}, {"permission", "Has permission to stay"}, {"asylum", "Asks for asylum or protection"},
	{"considered", "Permission is being considered"}, {"none", "Has none now"}}

// Seeking is the status of somebody who asks for protection here.
const Seeking = "asylum"

// The states of an application.
const (
	Considered = "considered"
	Preparing  = "preparing"
	Sent       = "sent"
	Granted    = "granted"
	Refused    = "refused"
	Dropped    = "dropped"
)

var states = form.Codes{{Considered, "Considered without an application"}, {Preparing, "Being prepared"}, {Sent, "Sent, waits for an answer"}, {Granted, "Given"}, {Refused, "Refused"}, {Dropped, "Not asked for any more"}}

var allowed = form.Codes{{"yes", "Allowed"}, {"limited", "Allowed with limits"}, {"no", "Not allowed"}}

var challenges = form.Codes{{"reconsideration", "A reconsideration was asked for"}, {"appeal", "An appeal was sent"}, {"review", "A judicial review was begun"}}

// File is what is kept in view of one person.
type File struct {
	Case         db.ID
	Reference    string
	Agency       db.ID
	Version      int64
	Status       string
	Until        civil.Day
	Words        FileWords
	AgeGroup     string
	Jurisdiction string
	Applications []Application
	Met          []Met
}

// Met is a day of which what was due is done.
type Met struct {
	ID   db.ID
	Kind statute.Kind
	Due  civil.Day
	On   civil.Day
	By   string
}

// FileWords is what is sealed of a file.
type FileWords struct {
	Adviser string `json:"adviser,omitempty"`
	Note    string `json:"note,omitempty"`
}

// About is what rules need to know of the person.
func (f File) About() statute.Subject {
	return statute.Subject{Jurisdiction: statute.Jurisdiction(f.Jurisdiction), Child: casefile.TreatedAsChild(f.AgeGroup)}
}

// StatusWords is the status, a catalogue source.
func (f File) StatusWords() string { return statuses.Words(f.Status) }

// Application is one permission that was asked for or considered.
type Application struct {
	ID          db.ID
	Version     int64
	Basis       string
	Renewal     bool
	State       string
	Begun       civil.Day
	Words       string
	Decided     civil.Day
	From, Until civil.Day
	Work, Funds string
	Decision    string
	Challenged  string
	ChallengeOn civil.Day
	Packs       []Pack
}

// Name is the basis, a catalogue source.
func (a Application) Name() string {
	b, _ := BasisOf(a.Basis)
	return b.Name
}

// StateWords, WorkWords, FundsWords and ChallengeWords are catalogue sources.
func (a Application) StateWords() string { return states.Words(a.State) }

// WorkWords says whether work is allowed.
func (a Application) WorkWords() string { return allowed.Words(a.Work) }

// FundsWords says whether public funds are.
func (a Application) FundsWords() string { return allowed.Words(a.Funds) }

// ChallengeWords says how the answer was challenged.
func (a Application) ChallengeWords() string { return challenges.Words(a.Challenged) }

// Open reports whether no answer was given yet.
func (a Application) Open() bool {
	return a.State == Considered || a.State == Preparing || a.State == Sent
}

// Pack is what was put together to be sent.
type Pack struct {
	ID        db.ID
	Agreed    civil.Day
	Language  string
	Words     PackWords
	Files     []db.ID
	Made      time.Time
	By        string
	Withdrawn time.Time
}

// PackWords is what is sealed of a pack.
type PackWords struct {
	For         string // who it is for
	ExplainedBy string
	Said        string
}

// Limit is a day that follows from an application, with the rule that says so.
type Limit struct {
	Application db.ID
	What        string // a catalogue source
	On          civil.Day
	Due         statute.Due
	Met         Met // zero while it is not done
}

// Open reports whether something is still to be done by the day. An end is
// WhyDue is the address of the answer to "why is it due then?"; "" for a day that
// no rule gave.
func (l Limit) WhyDue() string { return casefile.WhyAddress(l.Due) }

// nothing that anybody does.
func (l Limit) Open() bool { return l.Due.Rule.ID != "" && l.Met.ID == "" }

// Limits are the days that follow from a file: when to get advice and to renew
// before a permission ends, and by when a refusal can be challenged. No pause
// moves any of them.
func Limits(f File, book statute.Book) ([]Limit, error) {
	var limits []Limit
	add := func(id db.ID, kind statute.Kind, what string, from civil.Day) error {
		due, err := book.Due(kind, f.About(), from)
		if err == nil {
			limits = append(limits, Limit{Application: id, What: what, On: due.On, Due: due})
		}
		return err
	}
	ends := map[civil.Day]bool{}
	for _, a := range f.Applications {
		switch {
		case a.State == Granted && !a.Until.IsZero():
			ends[a.Until] = true
			limits = append(limits, Limit{Application: a.ID, What: "Permission to stay ends", On: a.Until})
			if err := add(a.ID, statute.LeaveAdvice, "See an adviser", a.Until); err != nil {
				return nil, err
			}
			if err := add(a.ID, statute.LeaveRenewal, "Send the application to renew", a.Until); err != nil {
				return nil, err
			}
		case a.State == Refused && a.Challenged == "":
			for _, c := range []struct {
				kind statute.Kind
				what string
			}{{statute.LeaveReconsideration, "Ask for a reconsideration by"}, {statute.LeaveAppeal, "Appeal by, where the letter gives an appeal"}, {statute.LeaveJudicialReview, "Judicial review: promptly, and by"}} {
				if err := add(a.ID, c.kind, c.what, a.Decided); err != nil {
					return nil, err
				}
			}
		}
	}
	if !f.Until.IsZero() && !ends[f.Until] {
		limits = append(limits, Limit{What: "Permission to stay ends", On: f.Until})
		if err := add("", statute.LeaveAdvice, "See an adviser", f.Until); err != nil {
			return nil, err
		}
		if err := add("", statute.LeaveRenewal, "Send the application to renew", f.Until); err != nil {
			return nil, err
		}
	}
	for i, l := range limits {
		for _, met := range f.Met {
			if l.Due.Rule.Kind == met.Kind && l.On == met.Due {
				limits[i].Met = met
			}
		}
	}
	slices.SortStableFunc(limits, func(a, b Limit) int { return a.On.Compare(b.On) })
	return limits, nil
}
