package accommodation

import (
	"errors"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// The answers to whether somebody is to be offered a safe place.
const (
	DestituteNow   = "destitute-now"
	DestituteSoon  = "destitute-soon"
	NowhereSafe    = "nowhere-safe"
	NotYet         = "not-yet"         // has a safe place for longer than the rule looks ahead
	NoRule         = "no-rule"         // no rule of their jurisdiction says: the desk decides
	ForTheCouncil  = "for-the-council" // a child is looked after by a council
	TonightWithout = "tonight"         // asked at night: checked the next day
)

var entitlements = form.Codes{
	{DestituteNow, "They have no place to live now"}, {DestituteSoon, "They will have no place to live within the time that the rule looks ahead"},
	{NowhereSafe, "They have no other place that is safe"}, {NotYet, "They have a safe place for longer than the rule looks ahead"},
	{NoRule, "No rule of their nation says how far to look ahead: the desk decides"}, {ForTheCouncil, "A council looks after children"},
	{TonightWithout, "Asked at night: to be checked the next day"},
}

// Situation is what decides whether somebody is to be offered a safe place.
// Nothing in it says whether they help the police, and nothing may.
type Situation struct {
	Child       bool
	NowhereSafe bool
	// DestituteOn is the day from which they have no place to live; zero where
	// they have one for as long as is known.
	DestituteOn civil.Day
}

// Entitlement is the answer, with the rule that gave it where one did.
type Entitlement struct {
	Code  string
	Rule  statute.Rule
	Until civil.Day // how far the rule looks ahead
}

// Words is the answer in words, a catalogue source.
func (e Entitlement) Words() string { return entitlements.Words(e.Code) }

// Offer reports whether a place is to be looked for.
func (e Entitlement) Offer() bool { return e.Code != NotYet && e.Code != ForTheCouncil }

// Entitle says whether somebody is to be offered a safe place: they are destitute
// now, will be within the time that the rule of their jurisdiction looks ahead from
// the day on which the place is asked for, or have nowhere that is safe.
func Entitle(book statute.Book, jurisdiction string, s Situation, today civil.Day) (Entitlement, error) {
	switch {
	case s.Child:
		return Entitlement{Code: ForTheCouncil}, nil
	case s.NowhereSafe:
		return Entitlement{Code: NowhereSafe}, nil
	case s.DestituteOn.IsZero():
		return Entitlement{Code: NotYet}, nil
	case !s.DestituteOn.After(today):
		return Entitlement{Code: DestituteNow}, nil
	}
	due, err := book.Due(statute.HousingLookAhead, statute.Subject{Jurisdiction: statute.Jurisdiction(jurisdiction)}, today)
	switch {
	case errors.Is(err, statute.ErrNoRule), errors.Is(err, statute.ErrJurisdiction):
		return Entitlement{Code: NoRule}, nil
	case err != nil:
		return Entitlement{}, err
	case !due.HasClock():
		return Entitlement{Code: NoRule, Rule: due.Rule}, nil
	case s.DestituteOn.After(due.On):
		return Entitlement{NotYet, due.Rule, due.On}, nil
	}
	return Entitlement{DestituteSoon, due.Rule, due.On}, nil
}
