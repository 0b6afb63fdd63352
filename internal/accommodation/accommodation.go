// Package accommodation finds people who were exploited a safe place to live, and
// keeps them safe in it: houses and beds, who needs one, which bed fits their need
// and their danger, offers and refusals, arrival, every day in a house, a move when
// there is danger, and support for those who are met where they live already. It
// never knows an address: a house names its sealed place, which room placement
// keeps.
package accommodation

import (
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/accommodation/fit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
)

// State is how somebody is housed or met.
type State string

// The states of a file. Outreach is a state of its own, and the commonest: four in
// five people are supported where they live already.
const (
	Waiting  State = "waiting"  // asked for a place, and none is offered
	Offered  State = "offered"  // a bed is held for them until they answer
	Housed   State = "housed"   // has a bed, whether they have arrived or not
	Outreach State = "outreach" // is supported where they live
	Ended    State = "ended"
)

var states = form.Codes{{string(Waiting), "Waiting for a place"}, {string(Offered), "Bed offered"}, {string(Housed), "In a safe house"}, {string(Outreach), "Outreach"}, {string(Ended), "Ended"}}

// Words is the state in words, a catalogue source.
func (s State) Words() string { return states.Words(string(s)) }

// Urgencies of a request.
const (
	AtNight = "night"   // now, asked on one page
	Planned = "planned" // by a day
	Moving  = "move"    // they live in a house where they are in danger
)

var urgencies = form.Codes{{AtNight, "Tonight"}, {Planned, "Planned"}, {Moving, "Move because of danger"}}

var sexes = form.Codes{{fit.Female, "Women"}, {fit.Male, "Men"}, {fit.Any, "Women and men"}}

var personSexes = form.Codes{{fit.Female, "Woman"}, {fit.Male, "Man"}, {fit.Any, "Another, or a woman and a man together"}}

// offers are what a house or a room can offer, and what people need of one.
var offers = form.Codes{
	{"step-free", "Step-free access"}, {"own-bathroom", "A bathroom of their own"}, {"cot", "A cot and room for a baby"}, {"hearing", "Alarms for people who cannot hear"},
	{"night-staff", "Staff awake at night"}, {"women-staff", "Women on the staff only"}, {"medical", "Regular medical care"}, {"detox", "Help to leave drugs or alcohol"},
	{"halal", "Halal food"}, {"kosher", "Kosher food"}, {"vegetarian", "Vegetarian or vegan food"}, {"own-cooking", "A kitchen to cook for oneself"}, {"prayer", "A quiet place to pray"},
	{"school", "School places near by"}, {"no-phones", "A house without telephones or internet at first"}, {"worship", "A place of worship near by"},
}

// risks are what people can be to one another in a house.
var risks = form.Codes{
	{"violence", "Violence"}, {"substances", "Drugs or alcohol"}, {"fire", "Setting fires"}, {"ties", "Being in touch with people who exploit"},
	{"sexual", "Sexual harm"}, {"nights", "Loud or frightened nights"}, {"men", "Men in the house"}, {"children", "Children in the house"},
}

var covers = form.Codes{{"awake", "Staff awake day and night"}, {"sleep-in", "Staff sleep there"}, {"day", "Staff by day, on call at night"}, {"on-call", "Staff on call"}}

// The states of a house and of a bed.
const (
	HouseOpen   = "open"
	HousePaused = "paused"
	HouseClosed = "closed"

	BedFree     = "free"
	BedHeld     = "held"
	BedTaken    = "taken"
	BedCleaning = "cleaning"
	BedRepair   = "repair"
	BedClosed   = "closed"
)

var houseStates = form.Codes{{HouseOpen, "Open"}, {HousePaused, "Takes nobody now"}, {HouseClosed, "Closed"}}

var bedStates = form.Codes{{BedFree, "Free"}, {BedHeld, "Held for somebody"}, {BedTaken, "Taken"}, {BedCleaning, "Being made ready"}, {BedRepair, "Under repair"}, {BedClosed, "Closed"}}

// House is a safe house, without what says where it is.
type House struct {
	ID        db.ID
	Reference string
	Agency    db.ID
	Place     db.ID // the sealed place, in room placement
	Version   int64
	Name      string // a code name that says nothing of where it is
	Region    string
	Sex       string
	Families  bool
	Pregnancy bool
	Offers    []string
	Languages []string
	Cover     string
	State     string
	Capacity  int
	Taken     int // people for whom a bed is held or taken
	Since     time.Time
	Note      string // sealed: what somebody who arrives is told
}

// Room is how many more people it may take.
func (h House) Room() int { return max(0, h.Capacity-h.Taken) }

// StateWords is the state in words, a catalogue source.
func (h House) StateWords() string { return houseStates.Words(h.State) }

// SexWords says for whom the house is, a catalogue source.
func (h House) SexWords() string { return sexes.Words(h.Sex) }

// CoverWords says when staff are there, a catalogue source.
func (h House) CoverWords() string { return covers.Words(h.Cover) }

// OffersWords are what the house offers, as catalogue sources.
func (h House) OffersWords() []string { return offers.AllWords(h.Offers) }

// Bed is a bed, or a room that one household has for itself.
type Bed struct {
	ID      db.ID
	House   db.ID
	Number  int
	Version int64
	Sleeps  int
	Offers  []string
	State   string
	Since   time.Time
	BackOn  civil.Day // the day from which it can be used again
}

// StateWords is the state in words, a catalogue source.
func (b Bed) StateWords() string { return bedStates.Words(b.State) }

// OffersWords are what the room offers beside the house, as catalogue sources.
func (b Bed) OffersWords() []string { return offers.AllWords(b.Offers) }

// Days is for how many whole days it has been in its state.
func (b Bed) Days(now time.Time) int { return max(0, int(now.Sub(b.Since)/(24*time.Hour))) }

// Private is what is sealed of a file.
type Private struct {
	Called  string   `json:"called,omitempty" doc:"How they wish to be called"`
	Words   string   `json:"words,omitempty" doc:"What else the desk must know"`
	Parting string   `json:"parting,omitempty" doc:"What the family said of being housed apart, and where the others go"`
	Names   []string `json:"names,omitempty" doc:"Their own names, while there is no case that holds them"`
	Reach   string   `json:"reach,omitempty" doc:"How to reach whoever is with them"`
	Barrier string   `json:"barrier,omitempty" doc:"Help that they need to get out when the alarm sounds"`
}

// File is what the desk keeps of somebody who needs a safe place, or is met where
// they live.
type File struct {
	ID            db.ID
	Reference     string
	Case          db.ID // "" until they are referred
	CaseReference string
	Jurisdiction  string
	AgeGroup      string
	Agency, Desk  db.ID
	Worker        db.ID
	Version       int64
	State         State
	StateAt       time.Time
	Urgency       string
	Incomplete    bool
	NeededOn      civil.Day
	fit.Household
	Private
	Opened time.Time
	// DangerAt is when new danger was recorded that the desk has not answered.
	DangerAt time.Time
}

// owner is whose key seals what is kept of the person: the case, so that it goes
// when the case is erased; the file itself until there is one.
func (f File) owner() db.ID {
	if f.Case != "" {
		return f.Case
	}
	return f.ID
}

// UrgencyWords is the urgency in words, a catalogue source.
func (f File) UrgencyWords() string { return urgencies.Words(f.Urgency) }

// SexWords is the sex of the adults in words, a catalogue source.
func (f File) SexWords() string { return personSexes.Words(f.Sex) }

// MustsWords, WishesWords, BringsWords and ApartWords are catalogue sources.
func (f File) MustsWords() []string { return offers.AllWords(f.Musts) }

// WishesWords are what would help, as catalogue sources.
func (f File) WishesWords() []string { return offers.AllWords(f.Wishes) }

// BringsWords are the risks that they may be to others, as catalogue sources.
func (f File) BringsWords() []string { return risks.AllWords(f.Brings) }

// ApartWords are the risks of others with which they cannot live.
func (f File) ApartWords() []string { return risks.AllWords(f.Apart) }

// brought are the risks that somebody is to others in a house, with those that
// come from who they are.
func brought(h fit.Household) []string {
	list := slices.Clone(h.Brings)
	if h.Sex != fit.Female {
		list = append(list, "men")
	}
	if h.Children > 0 {
		list = append(list, "children")
	}
	return list
}

// Need is the kind of place that a household needs, for the counts of demand: the
// narrowest that fits, so that every request is counted once.
func Need(h fit.Household) string {
	switch {
	case h.Pregnant || slices.Contains(h.Musts, "cot"):
		return "baby"
	case h.People() > 1:
		return "family"
	case slices.Contains(h.Musts, "step-free"), slices.Contains(h.Musts, "hearing"), slices.Contains(h.Musts, "medical"):
		return "access"
	case h.Sex == fit.Female:
		return "woman"
	case h.Sex == fit.Male:
		return "man"
	}
	return "other"
}

var needKinds = form.Codes{{"baby", "Pregnant or with a baby"}, {"family", "Family"}, {"access", "Access or medical care"}, {"woman", "Woman alone"}, {"man", "Man alone"}, {"other", "Other"}}

// Tie is somebody who matters to the safety of a person or of a house.
type Tie struct {
	ID    db.ID
	Kind  string
	Who   Somebody
	Added time.Time
	By    string
	// Ended is when it was taken away, with Why.
	Ended time.Time
	Why   string
}

// Somebody is what is sealed of a tie.
type Somebody struct {
	Names   []string `json:"names" doc:"Names, one each"`
	Aliases []string `json:"aliases,omitempty" doc:"Other names and nicknames"`
	Words   string   `json:"words,omitempty" doc:"How they matter"`
}

// The kinds of tie. Those that are feared must live nowhere near the person;
// somebody with whom a person is in touch makes them dangerous to those who fear
// that person.
const (
	Exploiter = "exploiter"
	Associate = "associate"
	Neighbour = "neighbour"
	Relative  = "relative"
	Other     = "other"
	InTouch   = "in-touch"
	OfHouse   = "house"
)

var tieKinds = form.Codes{{Exploiter, "Somebody who exploited them"}, {Associate, "Somebody who works with those"}, {Neighbour, "A neighbour, or somebody who lived with them"},
	{Relative, "Family"}, {Other, "Somebody else whom they fear"}, {InTouch, "Somebody with whom they are in touch"}}

// KindWords is the kind in words, a catalogue source.
func (t Tie) KindWords() string { return tieKinds.Words(t.Kind) }

// Feared reports whether the person must be kept from them.
func (t Tie) Feared() bool { return t.Kind != InTouch && t.Kind != OfHouse }

// splitCodes reads the codes of a column.
func splitCodes(text string) []string { return strings.Fields(text) }

func joinCodes(codes []string) string { return strings.Join(codes, " ") }

// TreatedAsChild reports whether the person has a child's rights: a council finds
// them a place, and not this desk.
func (f File) TreatedAsChild() bool { return f.AgeGroup != "" && casefile.TreatedAsChild(f.AgeGroup) }
