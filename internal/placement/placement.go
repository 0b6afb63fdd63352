// Package placement keeps where people live from those who must not know: sealed
// addresses that named people see for a reason and a time, visitors who come
// only after they were vetted, a list of who is never to have contact, and what
// is needed the moment somebody goes missing.
package placement

import (
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
)

// placeKinds are the kinds of place where somebody lives.
var placeKinds = form.Codes{
	{"foster", "Foster home"}, {"childrens-home", "Children’s home"}, {"semi-independent", "Semi-independent home"},
	{"family", "With family or friends who were assessed"}, {"safe-house", "Safe house"}, {"hospital", "Hospital or secure place"},
}

// ages are for whom a place is.
var ages = form.Codes{{"children", "Children"}, {"adults", "Adults"}, {"families", "Families, of any age"}}

// genders are for whom a place is.
var genders = form.Codes{{"any", "Anybody"}, {"female", "Women or girls"}, {"male", "Men or boys"}}

// needs are what a person needs of a place, and what a place offers.
var needs = form.Codes{
	{"step-free", "Step-free access"}, {"baby", "A baby or a pregnancy"}, {"siblings", "Brothers or sisters together"},
	{"night-staff", "Staff awake at night"}, {"medical", "Regular medical care"}, {"language", "Somebody who speaks their language"},
	{"faith-food", "Food or space for their faith"}, {"school", "A school place near by"}, {"no-internet", "Watched or no internet"},
}

// Place is somewhere to live, without what says where it is.
type Place struct {
	ID        db.ID
	Reference string
	Agency    db.ID
	Version   int64
	Kind      string
	Region    string
	Ages      string
	Gender    string
	Capacity  int
	Living    int // people placed there now
	Suits     []string
	Closed    time.Time
	ClosedWhy string
}

// Free is how many more people can live there.
func (p Place) Free() int { return max(0, p.Capacity-p.Living) }

// KindWords is the kind in words, a catalogue source.
func (p Place) KindWords() string { return placeKinds.Words(p.Kind) }

// AgesWords says for whom the place is by age, a catalogue source.
func (p Place) AgesWords() string { return ages.Words(p.Ages) }

// GenderWords says for whom the place is, a catalogue source.
func (p Place) GenderWords() string { return genders.Words(p.Gender) }

// SuitsWords are what the place offers, as catalogue sources.
func (p Place) SuitsWords() []string { return needs.AllWords(p.Suits) }

// Address is what is sealed of a place: all that could lead somebody there.
type Address struct {
	Lines  []string `json:"lines" doc:"The address, one line each, with its postcode"`
	Carers string   `json:"carers,omitempty" doc:"Who looks after people there, by name"`
	Phone  string   `json:"phone,omitempty"`
	Notes  string   `json:"notes,omitempty" doc:"How to get in, what to say at the door"`
}

// Misfit is one way in which a place does not suit somebody. Words is a
// catalogue source and Args its named values in pairs.
type Misfit struct {
	Words string
	Args  []any
}

// Wanted is what somebody needs of a place.
type Wanted struct {
	AgeGroup string
	Gender   string
	Needs    []string
	Avoid    []string // regions that are not safe for them
}

// Misfits says in which ways a place does not suit somebody: none means that it
// does. It advises; a person decides, and says why where there are any.
func Misfits(p Place, w Wanted) []Misfit {
	var found []Misfit
	add := func(words string, args ...any) { found = append(found, Misfit{words, args}) }
	if slices.Contains(w.Avoid, p.Region) {
		add("It is in an area that is not safe for them")
	}
	if p.Free() == 0 {
		add("It is full")
	}
	child := casefile.TreatedAsChild(w.AgeGroup)
	if p.Ages == "adults" && child || p.Ages == "children" && !child {
		add("It is for people of another age")
	}
	if p.Gender != "any" && w.Gender != "" && p.Gender != w.Gender {
		add("It is for people of another gender")
	}
	for _, need := range w.Needs {
		if !slices.Contains(p.Suits, need) {
			add("It does not offer: {need}", "need", form.Phrase(needs.Words(need)))
		}
	}
	return found
}

// File is what a placement team keeps of one person, without any address.
type File struct {
	Case     db.ID
	Agency   db.ID
	Version  int64
	Needs    []string
	Avoid    []string
	Note     string // sealed: what else a home must know
	Opened   time.Time
	Closed   time.Time
	AgeGroup string
	// Reference is the case's, Stage how far its decision is.
	Reference, Stage, Jurisdiction string
}

// NeedsWords are the needs as catalogue sources.
func (f File) NeedsWords() []string { return needs.AllWords(f.Needs) }

// Child reports whether the person has a child's rights.
func (f File) Child() bool { return casefile.TreatedAsChild(f.AgeGroup) }

// Placement is one stay of a person at a place.
type Placement struct {
	ID       db.ID
	Case     db.ID
	Place    Place
	Started  time.Time
	Ended    time.Time
	EndedWhy string
	Why      string // sealed: why this place, where something about it does not suit
	By       string
}

// endings are why a placement ends, other than by a move.
var endings = form.Codes{
	{"moved", "Moved to another place"}, {"moved-on", "Moved on to a home of their own"}, {"family", "Went to live with family"},
	{"returned", "Returned to their country"}, {"missing", "Missing, and the place is not kept"}, {"another-team", "Another team has taken over"},
	{"mistake", "The placement was recorded by mistake"}, {"other", "Something else"},
}

// EndedWords is why the placement ended, a catalogue source.
func (p Placement) EndedWords() string { return endings.Words(p.EndedWhy) }

// splitCodes reads the codes of a column.
func splitCodes(text string) []string { return strings.Fields(text) }

func joinCodes(codes []string) string { return strings.Join(codes, " ") }
