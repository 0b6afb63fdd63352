// Package danger is the room in which danger is talked about with the person it
// threatens: each talk keeps what they said first, what the worker thinks, and how
// great the danger is by a rule and by judgement; a safety plan that is theirs and
// in their language; a list of the traces that a telephone leaves; and alerts that
// reach the people on duty and never say who it is about.
//
// Nothing here is for the police, and nothing depends on whether somebody helps
// them: danger is talked about for the person alone.
package danger

import "slices"

// Level is how great a danger is. The zero Level is danger of which nobody has
// said anything yet.
type Level int

// The levels, from nothing known to danger now.
const (
	Unknown Level = iota
	Low
	Medium
	High
	Immediate
)

// levels are the codes of the levels, in order.
var levels = []string{"unknown", "low", "medium", "high", "immediate"}

// levelWords are their words, catalogue sources.
var levelWords = []string{"Not known", "Low", "Medium", "High", "Now"}

// Code is the level as the API and other rooms write it.
func (l Level) Code() string { return levels[l.within()] }

// Words is the level in words, a catalogue source.
func (l Level) Words() string { return levelWords[l.within()] }

func (l Level) within() Level { return max(Unknown, min(l, Immediate)) }

// Colour is the colour of the level's tag; what it says stands in its words.
func (l Level) Colour() string {
	return []string{"grey", "green", "yellow", "orange", "red"}[l.within()]
}

// LevelOf reads the code of a level; false where it is none.
func LevelOf(code string) (Level, bool) {
	at := slices.Index(levels, code)
	return Level(max(at, 0)), at >= 0
}

// Domain is one kind of danger.
type Domain string

// The kinds of danger, in the order in which they are talked about.
const (
	Medical       Domain = "medical"
	Violence      Domain = "violence"
	Retrafficking Domain = "retrafficking"
	SelfHarm      Domain = "self-harm"
	Digital       Domain = "digital"
)

// Domains lists the kinds of danger with their words, catalogue sources.
var Domains = []struct {
	Domain Domain
	Words  string
}{
	{Medical, "Health"}, {Violence, "Violence"}, {Retrafficking, "Being exploited again"}, {SelfHarm, "Harm to themselves"}, {Digital, "Traces by telephone and internet"},
}

// DomainWords is a kind of danger in words, a catalogue source.
func DomainWords(d Domain) string {
	for _, known := range Domains {
		if known.Domain == d {
			return known.Words
		}
	}
	return string(d)
}
