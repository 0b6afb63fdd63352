package leave

import (
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
)

// Standing is what the competent authority's room says of a decision: where it
// stands, and until when a negative one can be asked to be looked at again.
type Standing struct {
	Stage       string
	Identifying bool
	Until       civil.Day
}

// negative are the stages of a negative decision, of which the time to ask for
// another look may still run.
var negative = []string{"reasonable-grounds-negative", "conclusive-grounds-negative"}

// NoRemoval says whether nobody may remove the person because identification is
// open, and why: from the referral, with the force of law from a positive
// reasonable grounds decision, until a decision is final (Council of Europe
// Convention on Action against Trafficking in Human Beings, Article 10). A
// positive conclusive decision ends identification; so do withdrawing and being
// disqualified.
func NoRemoval(s Standing, today civil.Day) (casefile.Sentence, bool) {
	switch {
	case s.Identifying && s.Stage == "recovery":
		return casefile.Sentence{Text: "Nobody may remove this person from the country: there are reasonable grounds, and identification is not finished"}, true
	case s.Identifying:
		return casefile.Sentence{Text: "Nobody removes this person from the country: identification is not finished"}, true
	case slices.Contains(negative, s.Stage) && !s.Until.IsZero() && !today.After(s.Until):
		return casefile.Sentence{Text: "The negative decision is not final: another look can be asked for until {day}. Nobody removes this person before", Args: []any{"day", s.Until}}, true
	}
	return casefile.Sentence{Text: "Identification is not open. Whether the person may stay depends on their permission to stay"}, false
}
