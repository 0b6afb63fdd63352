package placement

import (
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Sight is one named person's leave to see one address, for a reason and a
// time: asked for, agreed or refused, over. It belongs to one placement, so that
// a move ends it.
type Sight struct {
	ID        db.ID
	Case      db.ID
	Placement db.ID
	Account   db.ID
	Agency    db.ID
	Inside    bool // asked by somebody in the placement team
	Reason    string
	Words     string // sealed
	Hours     int
	Rule      string
	Asked     time.Time
	Decided   time.Time
	DecidedBy db.ID
	Agreed    bool
	Decision  string // sealed: why it was agreed or refused
	From      time.Time
	Until     time.Time
	Ended     time.Time
	EndedBy   db.ID
	EndedWhy  string
	Looks     int
	Looked    time.Time
	// OfferedBy is who in the team offered it; "" where it was asked for.
	OfferedBy db.ID

	Who, AgencyName, Decider, Offerer string
	Reference                         string // the case's
}

// sightReasons are why somebody needs an address.
var sightReasons = form.Codes{
	{"visit", "To visit the person or work with them there"}, {"take", "To take them somewhere, or bring them back"},
	{"emergency", "An emergency there"}, {"inspection", "To inspect the place or the care"}, {"missing", "They are missing"},
	{"court", "A court or a law asks for it"}, {"move", "To plan a move"}, {"other", "Something else"},
}

// ReasonWords is the reason that was chosen, a catalogue source.
func (s Sight) ReasonWords() string { return sightReasons.Words(s.Reason) }

// SightState is how far a sight is.
type SightState string

// Alone reports whether the rules asked for nobody but who asked or offered.
func (s Sight) Alone() bool {
	return !s.Decided.IsZero() && (s.DecidedBy == s.Account || s.DecidedBy == s.OfferedBy)
}

// The states of a sight, as catalogue sources.
const (
	SightWaiting   SightState = "Waiting for an answer"
	SightRefused   SightState = "Refused"
	SightWithdrawn SightState = "Withdrawn"
	SightLive      SightState = "Open now"
	SightOver      SightState = "Over"
	SightEnded     SightState = "Ended early"
)

// StateAt tells how far the sight is at a time.
func (s Sight) StateAt(now time.Time) SightState {
	switch {
	case s.Decided.IsZero() && !s.Ended.IsZero():
		return SightWithdrawn
	case s.Decided.IsZero():
		return SightWaiting
	case !s.Agreed:
		return SightRefused
	case !s.Ended.IsZero():
		return SightEnded
	case now.Before(s.Until) && !now.Before(s.From):
		return SightLive
	}
	return SightOver
}

// LiveAt reports whether the sight shows the address at a time.
func (s Sight) LiveAt(now time.Time) bool { return s.StateAt(now) == SightLive }

// The reasons for which a sight ends, as codes.
const (
	endedByMove     = "moved"
	endedByAddress  = "address-changed"
	endedByTeam     = "team"
	endedByThem     = "own"
	endedPlacement  = "placement-ended"
	withdrawnByThem = "withdrawn"
	offerWithdrawn  = "offer-withdrawn"
)

var sightEndings = form.Codes{{endedByMove, "The person moved"}, {endedByAddress, "The address was changed"}, {endedByTeam, "The placement team ended it"},
	{endedByThem, "They had no more need of it"}, {endedPlacement, "The placement ended"}, {withdrawnByThem, "They withdrew what they asked"}, {offerWithdrawn, "Who offered it withdrew the offer"}}

// EndedWords says why the sight ended, a catalogue source.
func (s Sight) EndedWords() string { return sightEndings.Words(s.EndedWhy) }

// sightPolicy is what the dated rules say about somebody's sight of an address.
type sightPolicy struct {
	// Second asks for the agreement of a second person.
	Second bool
	Hours  int // at most
	// Length and Agreement are the rules, for the page that says why.
	Length, Agreement statute.Rule
}

// sightRules reads the policy for somebody inside or outside the placement team
// from the rules that are in force at a time.
func sightRules(book statute.Book, about statute.Subject, inside bool, at time.Time) (sightPolicy, error) {
	length, agreement := statute.AddressSightOutside, statute.AddressAgreementOutside
	if inside {
		length, agreement = statute.AddressSightInside, statute.AddressAgreementInside
	}
	most, err := book.DueAt(length, about, at)
	if err != nil {
		return sightPolicy{}, err
	}
	second, err := book.DueAt(agreement, about, at)
	if err != nil {
		return sightPolicy{}, err
	}
	// Whatever is not knowingly left free asks for a second person.
	return sightPolicy{Second: second.Rule.Bound != statute.NoLimit, Hours: int(most.At.Sub(at) / time.Hour), Length: most.Rule, Agreement: second.Rule}, nil
}
