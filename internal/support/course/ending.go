package course

import (
	"strings"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// Ending is what must be known before support ends: where the person goes next,
// who stays in touch and how they stay safe, or why that is not known.
type Ending struct {
	Why string // a reason of Reasons
	// Address is where the person goes next. It is sealed, and nobody but who ends
	// the support and their manager opens it.
	Address, NoAddress string
	Contact, NoContact string
	Safety, NoSafety   string
	// Said is what the person says about it, in their words.
	Said string
}

// Reason is a reason why support ends.
type Reason struct {
	Code, Words string
	// Early says that support may end for it before its last day: only what the
	// person chooses, or what makes support impossible.
	Early bool
}

// Reasons are why support ends. That somebody could not be reached, or broke a
// rule of a house, is none of them.
var Reasons = []Reason{
	{"period-over", "The period of support is over, and what comes next is ready", false},
	{"moved-on", "The person has moved on and agrees that support ends", true},
	{"person-asked", "The person asked for support to end", true},
	{"returned", "The person chose to return to another country and has arrived", true},
	{"other-support", "Other support has taken over, and the person agrees", true},
	{"disqualified", "The person was disqualified", true},
	{"child", "The person is a child, and the local authority looks after them", true},
	{"died", "The person died", true},
}

// ReasonOf finds a reason by its code.
func ReasonOf(code string) (Reason, bool) {
	for _, reason := range Reasons {
		if reason.Code == code {
			return reason, true
		}
	}
	return Reason{}, false
}

// MayEnd says what is missing before support may end on a day; nil where it may.
func (c Course) MayEnd(e Ending, on civil.Day) []fault.Field {
	var wrong []fault.Field
	say := func(name, message string, args ...any) {
		wrong = append(wrong, fault.Field{Name: name, Message: message, Args: args})
	}
	reason, known := ReasonOf(e.Why)
	last, open := c.Last()
	switch {
	case !known:
		say("why", "Choose why support ends")
	case !reason.Early && open:
		say("why", "Nothing ends this support yet: it has no last day. Choose another reason only if it is true")
	case !reason.Early && on.Before(last):
		say("why", "The person has a right to support until {day}. Only what the person chooses ends it sooner", "day", last)
	case e.Why == "disqualified" && c.Stop != Disqualified:
		say("why", "The person was not disqualified")
	case e.Why == "child" && c.Stop != BecameChild:
		say("why", "The person is not known to be a child")
	}
	for _, part := range []struct{ name, value, reason, message string }{
		{"address", e.Address, e.NoAddress, "Enter where the person goes next, or say why that is not recorded"},
		{"contact", e.Contact, e.NoContact, "Enter who stays in touch and how, or say why nobody does"},
		{"safety", e.Safety, e.NoSafety, "Enter how the person stays safe, or say why there is no safety plan"},
	} {
		if strings.TrimSpace(part.value) == "" && part.reason == "" {
			say(part.name, part.message)
		}
	}
	return wrong
}
