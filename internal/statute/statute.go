// Package statute holds the rules that say what is due when, and why.
//
// No limit that a law, guidance or a contract can change is written in Go. The
// rules are data, in the folder rules: each says for which part of the United
// Kingdom or which country abroad, for whom, from when until when, how many days of which kind, how
// they are counted, who says so and how sure we are. A [Book] holds them
// together with the bank holidays; [Book.Due] answers when something is due
// and [Due.Why] answers why, day by day. A case keeps the [Rule.Ref] under
// which a step was taken, and [Book.Explain] derives the same answer again
// years later, whatever has changed since.
//
// The package is pure: it reads no clock and no database.
package statute

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/civil"
)

// Jurisdiction is a part of the United Kingdom, or a country abroad with which
// handovers are agreed, whose rules and bank holidays apply. The strings are
// stored; they never change.
type Jurisdiction string

// The four jurisdictions in which referrals are made and decided, and the
// countries abroad that have a pack of rules of their own.
const (
	England         Jurisdiction = "england"
	Wales           Jurisdiction = "wales"
	Scotland        Jurisdiction = "scotland"
	NorthernIreland Jurisdiction = "northern-ireland"
	Italy           Jurisdiction = "italy"
	Lithuania       Jurisdiction = "lithuania"
)

// Jurisdictions returns the four of the United Kingdom in the order in which
// pages list them: those under which a case can be.
func Jurisdictions() []Jurisdiction {
	return []Jurisdiction{England, Wales, Scotland, NorthernIreland}
}

// Abroad returns the countries that have a pack of rules of their own. No case is
// decided under them; a person may be handed over to them.
func Abroad() []Jurisdiction { return []Jurisdiction{Italy, Lithuania} }

// Everywhere returns all jurisdictions that the book knows.
func Everywhere() []Jurisdiction { return slices.Concat(Jurisdictions(), Abroad()) }

// Valid reports whether the book has rules for j, at home or abroad.
func (j Jurisdiction) Valid() bool { return slices.Contains(Everywhere(), j) }

// Domestic reports whether j is one of the four under which a case can be.
func (j Jurisdiction) Domestic() bool { return slices.Contains(Jurisdictions(), j) }

// Name returns what people call it, such as "Northern Ireland", as a catalogue
// source.
func (j Jurisdiction) Name() Text {
	switch j {
	case England:
		return "England"
	case Wales:
		return "Wales"
	case Scotland:
		return "Scotland"
	case NorthernIreland:
		return "Northern Ireland"
	case Italy:
		return "Italy"
	case Lithuania:
		return "Lithuania"
	default:
		return Text(j)
	}
}

// Book is a set of rules, the kinds of clock they belong to, and the bank
// holidays of each jurisdiction. It does not change after [Load] and may be
// used by many at once.
type Book struct {
	kinds     map[Kind]KindInfo
	rules     []Rule               // every version, sorted by kind, id and version
	byRef     map[string]int       // Rule.Ref, and the bare id for the newest version, to its place in rules
	selected  map[selection][]Rule // the newest versions, by the day they begin
	calendars map[Jurisdiction]*Calendar
}

// selection is what [Book.Due] chooses by before it looks at the day.
type selection struct {
	kind         Kind
	jurisdiction Jurisdiction
	child        bool
}

// Rules returns every rule in its newest version, sorted by the name of its
// kind, then by the day it begins, then by id.
func (b Book) Rules() []Rule {
	newest := make([]Rule, 0, len(b.rules))
	for _, rule := range b.rules {
		if current := b.rules[b.byRef[rule.ID]]; current.Version == rule.Version {
			newest = append(newest, rule.clone())
		}
	}
	slices.SortStableFunc(newest, func(x, y Rule) int {
		if c := strings.Compare(b.kinds[x.Kind].Name, b.kinds[y.Kind].Name); c != 0 {
			return c
		}
		if c := x.From.Compare(y.From); c != 0 {
			return c
		}
		return strings.Compare(x.ID, y.ID)
	})
	return newest
}

// Rule returns the rule with that reference: either "id@version" as
// [Rule.Ref] writes it, or the bare id for its newest version.
func (b Book) Rule(ref string) (Rule, bool) {
	at, ok := b.byRef[ref]
	if !ok {
		return Rule{}, false
	}
	return b.rules[at].clone(), true
}

// Kinds returns every kind of clock, sorted by name.
func (b Book) Kinds() []KindInfo {
	return slices.SortedFunc(maps.Values(b.kinds), func(x, y KindInfo) int {
		return strings.Compare(x.Name, y.Name)
	})
}

// Kind returns what is known of a kind of clock.
func (b Book) Kind(kind Kind) (KindInfo, bool) {
	info, ok := b.kinds[kind]
	return info, ok
}

// Calendar returns the working days of a jurisdiction. The error wraps
// [ErrJurisdiction].
func (b Book) Calendar(j Jurisdiction) (*Calendar, error) {
	calendar, ok := b.calendars[j]
	if !ok {
		return nil, fmt.Errorf("%w: %q; choose england, wales, scotland, northern-ireland, italy or lithuania", ErrJurisdiction, j)
	}
	return calendar, nil
}

// Texts returns every English text of the book that a page may show, each once
// and sorted, so that the message catalogue can be checked for completeness.
func (b Book) Texts() []Text {
	seen := map[Text]bool{}
	for _, info := range b.kinds {
		seen[Text(info.Name)] = true
		seen[Text(info.Starts)] = true
	}
	for _, rule := range b.rules {
		seen[Text(rule.Words)] = true
		seen[Text(rule.Note)] = true
		seen[Text(rule.Remark)] = true
	}
	for _, calendar := range b.calendars {
		for _, holiday := range calendar.holidays {
			seen[Text(holiday.Name)] = true
			if holiday.Every != "" {
				seen[Text(substitute(holiday.Name))] = true
			}
		}
	}
	for _, j := range Everywhere() {
		seen[j.Name()] = true
	}
	for _, text := range fixedTexts {
		seen[text] = true
	}
	delete(seen, "")
	return slices.Sorted(maps.Keys(seen))
}

// Subject is what a rule needs to know of the case: never who the person is.
type Subject struct {
	// Jurisdiction whose rules and bank holidays apply.
	Jurisdiction Jurisdiction
	// Child is true for somebody under 18 or who may be.
	Child bool
	// Decision is the day of the decision that the clock is about. Only rules
	// compared with the day of a decision need it.
	Decision civil.Day
}
