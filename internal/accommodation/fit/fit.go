// Package fit says which beds a household can safely have: a function of what
// they need, what is dangerous to them, what a house is and who lives there. It
// gives the reasons of every bed, for and against, and decides nothing that a
// person may decide: a bar is never to be set aside, a caution is, with a reason.
package fit

import (
	"slices"
)

// The sexes for which a house is, and of which a household's adults are.
const (
	Any    = "any" // of a house: everybody; of a household: both, or not known
	Female = "female"
	Male   = "male"
)

// Household is who needs a place to live, without a name.
type Household struct {
	Sex              string
	Adults, Children int
	Pregnant         bool
	// Split says that the family wishes to be housed apart, and that the wish is
	// recorded.
	Split bool
	// Musts are what the place has to offer, Wishes what would help.
	Musts, Wishes []string
	// Languages are those that they speak.
	Languages []string
	// Avoid are the areas where they are in danger: where they were exploited and
	// where those live who look for them. Prefer are areas that they asked for.
	Avoid, Prefer []string
	// Brings are the risks that they may be to others, Apart those of others with
	// which they cannot live.
	Brings, Apart []string
}

// People is how many people need a place to sleep.
func (h Household) People() int { return h.Adults + h.Children }

// Resident is somebody who lives at a house, as far as it concerns who else can.
type Resident struct {
	Brings, Apart []string
}

// Danger is what names and ties say of one house and one household: a resident
// whom the household named, an associate of who exploited them, somebody tied to
// the house. Barred says that nobody has settled that it is another person.
type Danger struct {
	Words  string // a catalogue source string
	Args   []any
	Barred bool
}

// House is a house as matching sees it: never where it stands.
type House struct {
	Region    string
	Open      bool
	Sex       string
	Families  bool
	Pregnancy bool
	Offers    []string
	Languages []string
	// Room is how many more people the house may take; a house may have more beds
	// than it may have people.
	Room      int
	Residents []Resident
}

// Bed is one bed, or a room that one household has for itself.
type Bed struct {
	Sleeps int
	Free   bool
	Offers []string // what this room has beside what the house has
}

// Weight is how much a reason weighs.
type Weight int

// The weights of a reason.
const (
	Plus    Weight = iota // it helps them
	Caution               // it does not suit: whoever offers the bed says why all the same
	Bar                   // it is never offered
)

// Reason is why a bed fits or does not. Words is a catalogue source string, Args
// its named values in pairs.
type Reason struct {
	Weight Weight
	Words  string
	Args   []any
}

// Verdict is all the reasons of one bed.
type Verdict struct{ Reasons []Reason }

// Offerable reports whether the bed may be offered: nothing bars it.
func (v Verdict) Offerable() bool { return v.Count(Bar) == 0 }

// Count is how many reasons of a weight there are.
func (v Verdict) Count(weight Weight) int {
	n := 0
	for _, reason := range v.Reasons {
		if reason.Weight == weight {
			n++
		}
	}
	return n
}

// Of gives the reasons of a weight.
func (v Verdict) Of(weight Weight) []Reason {
	var found []Reason
	for _, reason := range v.Reasons {
		if reason.Weight == weight {
			found = append(found, reason)
		}
	}
	return found
}

// Better orders verdicts: what may be offered before what may not, then fewer
// cautions, then more that helps. It is negative where a comes before b.
func Better(a, b Verdict) int {
	if bars := a.Count(Bar) - b.Count(Bar); bars != 0 {
		return bars
	}
	if cautions := a.Count(Caution) - b.Count(Caution); cautions != 0 {
		return cautions
	}
	return b.Count(Plus) - a.Count(Plus)
}

// Words for what a house offers, by code; a code that it does not know is itself.
type Words func(code string) any

// Judge gives every reason for which a bed fits a household or does not.
func Judge(bed Bed, house House, h Household, dangers []Danger, words Words) Verdict {
	v := &Verdict{}
	v.vacancy(bed, house, h)
	v.danger(house, h, dangers)
	v.forWhom(house, h)
	v.living(house, h, words)
	v.offers(bed, house, h, words)
	return *v
}

func (v *Verdict) add(weight Weight, words string, args ...any) {
	v.Reasons = append(v.Reasons, Reason{weight, words, args})
}

// vacancy is whether there is room for all of them together.
func (v *Verdict) vacancy(bed Bed, house House, h Household) {
	if !house.Open {
		v.add(Bar, "The house takes nobody now")
	}
	if !bed.Free {
		v.add(Bar, "The bed is not free")
	}
	// A family that wishes to be apart needs a bed here for one of them at least.
	needed := h.People()
	if h.Split && needed > 1 {
		needed = 1
	}
	switch {
	case bed.Sleeps < needed:
		v.add(Bar, "It sleeps {sleeps}, and would part a family of {people}", "sleeps", bed.Sleeps, "people", h.People())
	case bed.Sleeps > h.People()+1:
		v.add(Caution, "It sleeps {sleeps}: a larger family may need it", "sleeps", bed.Sleeps)
	}
	if house.Room < min(needed, bed.Sleeps) || house.Room < h.People() && !h.Split {
		v.add(Bar, "The house may not take so many people")
	}
	if h.Split && bed.Sleeps < h.People() && h.People() > 1 {
		v.add(Caution, "It parts the family, as they wish: say where the others go")
	}
}

// danger is what must never be: their own danger comes before every need.
func (v *Verdict) danger(house House, h Household, dangers []Danger) {
	if slices.Contains(h.Avoid, house.Region) {
		v.add(Bar, "It is in an area where they are in danger")
	} else if len(h.Avoid) > 0 {
		v.add(Plus, "It is away from the areas where they are in danger")
	}
	for _, danger := range dangers {
		weight := Caution
		if danger.Barred {
			weight = Bar
		}
		v.add(weight, danger.Words, danger.Args...)
	}
}

func (v *Verdict) forWhom(house House, h Household) {
	if house.Sex != Any && house.Sex != h.Sex {
		v.add(Bar, "The house is for people of another sex")
	}
	if h.Children > 0 && !house.Families {
		v.add(Bar, "The house takes no children")
	}
	if h.Pregnant && !house.Pregnancy {
		v.add(Bar, "The house is not for somebody who is pregnant")
	}
	if slices.Contains(h.Prefer, house.Region) && !slices.Contains(h.Avoid, house.Region) {
		v.add(Plus, "It is in an area that they asked for")
	}
}

// living is whether they and those who live there are safe with one another.
func (v *Verdict) living(house House, h Household, words Words) {
	var toThem, fromThem []string
	for _, resident := range house.Residents {
		toThem = append(toThem, both(resident.Brings, h.Apart)...)
		fromThem = append(fromThem, both(h.Brings, resident.Apart)...)
	}
	for _, risk := range distinct(toThem) {
		v.add(Bar, "Somebody who lives there is a risk to them: {risk}", "risk", words(risk))
	}
	for _, risk := range distinct(fromThem) {
		v.add(Bar, "They are a risk to somebody who lives there: {risk}", "risk", words(risk))
	}
}

func (v *Verdict) offers(bed Bed, house House, h Household, words Words) {
	has := func(code string) bool {
		return slices.Contains(house.Offers, code) || slices.Contains(bed.Offers, code)
	}
	for _, must := range h.Musts {
		if has(must) {
			v.add(Plus, "It has what they must have: {need}", "need", words(must))
		} else {
			v.add(Bar, "It does not have what they must have: {need}", "need", words(must))
		}
	}
	for _, wish := range h.Wishes {
		if has(wish) {
			v.add(Plus, "It has what they wish: {need}", "need", words(wish))
		} else {
			v.add(Caution, "It does not have what they wish: {need}", "need", words(wish))
		}
	}
	if len(h.Languages) > 0 {
		if shared := both(h.Languages, house.Languages); len(shared) > 0 {
			v.add(Plus, "Somebody on the staff speaks their language")
		} else {
			v.add(Caution, "Nobody on the staff speaks their language: book an interpreter")
		}
	}
}

func both(a, b []string) []string {
	var found []string
	for _, one := range a {
		if slices.Contains(b, one) {
			found = append(found, one)
		}
	}
	return found
}

func distinct(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }
