package danger

import (
	"slices"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Reason is why a danger is as great as the rule says. Words is a catalogue
// source and Args its named values in pairs.
type Reason struct {
	Level Level
	Words string
	Args  []any
}

// Finding is what the rule makes of what was said: how great each kind of danger
// is and all together, and why.
type Finding struct {
	Domains map[Domain]Level
	Level   Level
	Why     []Reason // of the level, and of no lower one
}

// Weigh is the rule: the greatest sign counts; several signs of medium danger are
// high danger; and some signs mean more together. Where nothing points to danger
// the danger is low. It advises, and a person decides.
func Weigh(list *SignList, signs, knowers []string) Finding {
	found := Finding{Domains: map[Domain]Level{}, Level: Low}
	var all []Reason
	mediums := 0
	for _, sign := range slices.Concat(list.Signs, list.Knowers) {
		if !slices.Contains(signs, sign.Code) && !slices.Contains(knowers, sign.Code) {
			continue
		}
		level := sign.level()
		if sign.Domain != "" {
			found.Domains[sign.Domain] = max(found.Domains[sign.Domain], level)
		}
		if level == Medium {
			mediums++
		}
		if level > Low {
			words := sign.Words
			if sign.Domain == "" {
				all = append(all, Reason{level, "These know where they are: {who}", []any{"who", form.Phrase(words)}})
				continue
			}
			all = append(all, Reason{Level: level, Words: words})
		}
	}
	if mediums >= list.Several {
		all = append(all, Reason{High, "{n} signs of medium danger stand together", []any{"n", mediums}})
	}
	for _, together := range list.Together {
		if !slices.ContainsFunc(together.Signs, func(code string) bool { return !slices.Contains(signs, code) && !slices.Contains(knowers, code) }) {
			level, _ := LevelOf(together.Level)
			all = append(all, Reason{Level: level, Words: together.Words})
		}
	}
	for _, reason := range all {
		found.Level = max(found.Level, reason.Level)
	}
	for _, reason := range all {
		if reason.Level == found.Level {
			found.Why = append(found.Why, reason)
		}
	}
	return found
}

// Told is what is sealed of an assessment.
type Told struct {
	Said     string   `json:"said,omitempty"`     // in the person's own words, first
	Language string   `json:"language,omitempty"` // of what they said, a BCP 47 tag
	Signs    []string `json:"signs,omitempty"`
	Knowers  []string `json:"knowers,omitempty"`
	Where    string   `json:"where,omitempty"` // who exactly knows where they are
	Thinks   string   `json:"thinks,omitempty"`
	Reason   string   `json:"reason,omitempty"` // why the judgement is another than the rule's
	NewWhat  string   `json:"new,omitempty"`    // what is new
}

// Assessment is one talk about danger, as it is kept.
type Assessment struct {
	ID         db.ID
	Case       db.ID
	Agency     db.ID
	Number     int
	On         civil.Day // of the contact
	How        string
	List       string // the version of the list of signs
	Domains    map[Domain]Level
	ByRule     Level
	Judged     Level
	New        bool
	Review     civil.Day
	ReviewRule string
	Told       Told
	Recorded   time.Time
	By         string
	Replaces   db.ID
	Replaced   bool // by a correction
	Ended      time.Time
	EndedBy    string
	EndedWhy   string
}

// Counts reports whether the assessment stands: neither corrected nor taken back.
func (a Assessment) Counts() bool { return !a.Replaced && a.Ended.IsZero() }

// Differs reports whether the person who assessed judged otherwise than the rule.
func (a Assessment) Differs() bool { return a.Judged != a.ByRule }

// HowWords is how they talked, a catalogue source.
func (a Assessment) HowWords() string { return hows.Words(a.How) }

// SignWords are the signs in words, catalogue sources.
func (a Assessment) SignWords() []string { return signsUnder(a.List).Words(a.Told.Signs) }

// KnowerWords are who knows where they are, catalogue sources.
func (a Assessment) KnowerWords() []string { return signsUnder(a.List).Words(a.Told.Knowers) }

// Ways of talking about danger. Who cannot talk is observed, and the record says so.
const (
	together    = "together"
	byPhone     = "phone"
	observation = "observation"
)

var hows = form.Codes{{together, "Together, face to face"}, {byPhone, "Together, by telephone or video"}, {observation, "They could not or would not talk: only what was seen"}}

// Trend compares an assessment with the one before it.
type Trend string

// The trends.
const (
	First  Trend = "First talk"
	Higher Trend = "Higher than before"
	Same   Trend = "As before"
	Lower  Trend = "Lower than before"
)

// TrendOf says how a level stands to the one before it; both as they were judged.
func TrendOf(before, now Level) Trend {
	switch {
	case before == Unknown:
		return First
	case now > before:
		return Higher
	case now < before:
		return Lower
	}
	return Same
}

// IsNew reports whether others must be told of a danger: it is high or more, and
// it is greater than before or somebody says that something new happened.
func IsNew(before, now Level, saidNew bool) bool {
	return now >= High && (now > before || saidNew)
}

// reviewKind is which rule says when danger is talked about again.
func reviewKind(level Level) statute.Kind {
	switch level {
	case Immediate:
		return statute.DangerReviewImmediate
	case High:
		return statute.DangerReviewHigh
	}
	return statute.DangerReview
}
