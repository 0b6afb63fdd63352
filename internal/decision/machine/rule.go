package machine

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
)

// Rule is a condition that a case must meet for a step, beside its stage. Text
// states it for a reader of the table; the message a person gets where it does
// not hold comes from the check.
type Rule struct {
	Text string
	// check returns the catalogue string of why the rule is not met and its
	// named values in pairs, "" where it is met.
	check func(c Case, on civil.Day) (string, []any)
}

// require builds a rule whose message has no values.
func require(text, message string, met func(c Case, on civil.Day) bool) Rule {
	return Rule{text, func(c Case, on civil.Day) (string, []any) {
		if met(c, on) {
			return "", nil
		}
		return message, nil
	}}
}

func proposalWaits(kind DecisionKind) Rule {
	return require("a negative "+string(kind)+" decision waits for its second reader",
		"No negative decision of this kind waits for a second reader",
		func(c Case, _ civil.Day) bool { return c.Proposal != nil && c.Proposal.Kind == kind })
}

var (
	anyProposal = require("a negative decision waits for its second reader",
		"No negative decision waits for a second reader",
		func(c Case, _ civil.Day) bool { return c.Proposal != nil })

	noProposal = require("no negative decision waits for a second reader",
		"A negative decision waits for its second reader. It must be agreed or returned first",
		func(c Case, _ civil.Day) bool { return c.Proposal == nil })

	onlyAdult = require("the person is an adult, with certainty",
		"Only an adult may do this. Somebody under 18, or who may be under 18, is treated as a child",
		func(c Case, _ civil.Day) bool { return c.Facts.Age == Adult })

	notAdult = require("the person is treated as a child",
		"The person is already recorded as an adult",
		func(c Case, _ civil.Day) bool { return c.Facts.Age != Adult })

	// ageCurrent keeps a decision from being made about a child who has become
	// an adult without having been asked.
	ageCurrent = require("a child's 18th birthday has not passed unrecorded",
		"The person has turned 18. Record that first, so that they are asked for their consent",
		func(c Case, on civil.Day) bool { return c.Facts.Age == Adult || !c.turned18(on) })

	is18 = require("the 18th birthday is known and has come",
		"The person has not turned 18 yet, or the birth date is not settled",
		func(c Case, on civil.Day) bool { return c.turned18(on) })

	mayStay = require("no consent to stay as an adult is missing",
		"The person has not yet said whether they want to stay in the national referral mechanism as an adult",
		func(c Case, _ civil.Day) bool { return c.AdultConsent == nil || c.AdultConsent.Stays })

	stayUnanswered = require("consent to stay as an adult is missing",
		"Consent to stay is not being asked for, or has been given",
		func(c Case, _ civil.Day) bool { return c.AdultConsent != nil && !c.AdultConsent.Stays })

	// earliest is the bar on deciding conclusive grounds too soon. It fails
	// closed: a bar that was not counted yet is a bar.
	earliest = Rule{"the minimum of the recovery period has run", func(c Case, on civil.Day) (string, []any) {
		clock, running := c.Clock(ClockConclusiveEarliest, 0)
		switch {
		case !running:
			return "", nil
		case clock.Due.IsZero():
			return "The first day on which conclusive grounds may be decided has not been worked out yet", nil
		case on.Before(clock.Due):
			return "Conclusive grounds cannot be decided before {day}. The recovery period began on {from} and has a minimum length ({rule})",
				[]any{"day", clock.Due, "from", clock.From, "rule", clock.Rule}
		}
		return "", nil
	}}

	// answersDue protects people from a refusal made while evidence is on its
	// way. A positive decision need not wait.
	answersDue = Rule{"no request for information is still within its time", func(c Case, on civil.Day) (string, []any) {
		for _, request := range c.Requests {
			clock, _ := c.Clock(ClockInformation, request.Number)
			if clock.Due.IsZero() || !on.After(clock.Due) {
				return "Information was asked for and may still come. A negative decision must wait until it is answered, ended or overdue", nil
			}
		}
		return "", nil
	}}

	inPanel = require("a devolved panel has the case",
		"No devolved panel has this case",
		func(c Case, _ civil.Day) bool { return c.Authority == DevolvedPanel })

	panelOpen = Rule{"if a devolved panel has the case, the child is still far enough from 18", func(c Case, on civil.Day) (string, []any) {
		if c.Authority != DevolvedPanel {
			return "", nil
		}
		if why := c.Facts.panelMayDecide(on); why != "" {
			return why + ". Move the case out of the pilot first", nil
		}
		return "", nil
	}}

	panelOver = require("the last day of the devolved pilot for this child has passed",
		"The child is still far enough from 18 for the devolved panel to decide",
		func(c Case, on civil.Day) bool { return c.Facts.panelMayDecide(on) != "" })

	firstDecision = require("it is the first reasonable grounds decision of the case",
		"A combined decision is only for a first decision",
		func(c Case, _ civil.Day) bool { return c.Additional == nil })

	positiveBefore = require("there was a positive reasonable grounds decision",
		"This is possible only after a positive reasonable grounds decision",
		func(c Case, _ civil.Day) bool {
			return slices.ContainsFunc(c.Decisions, func(d Decision) bool { return d.Kind == ReasonableGrounds && d.Positive })
		})

	positiveNow = require("the latest reasonable grounds decision is positive",
		"This is possible only after a positive reasonable grounds decision",
		func(c Case, _ civil.Day) bool {
			last, found := c.Last(ReasonableGrounds)
			return found && last.Positive
		})

	recoveryRuns = require("a recovery period runs",
		"No recovery period runs",
		func(c Case, _ civil.Day) bool { _, runs := c.Clock(ClockRecovery, 0); return runs })

	noExtension = require("no longer recovery period is being asked for",
		"A longer recovery period has already been asked for",
		func(c Case, _ civil.Day) bool { return c.Extension == nil })

	extensionAsked = require("a longer recovery period is being asked for",
		"Nobody has asked for a longer recovery period",
		func(c Case, _ civil.Day) bool { return c.Extension != nil })

	secondPeriodOpen = require("it is an additional decision whose second recovery period is not authorised",
		"A second recovery period is authorised only once, for an additional reasonable grounds decision about earlier exploitation",
		func(c Case, _ civil.Day) bool {
			return c.Additional != nil && !c.Additional.ExploitedSince && !c.Additional.Authorised
		})

	noReconsideration = require("no reconsideration is open",
		"A reconsideration is open",
		func(c Case, _ civil.Day) bool { return c.Reconsideration == nil })

	reconsiderAsked = require("a reconsideration is asked for and not yet accepted",
		"No request for reconsideration waits to be accepted or rejected",
		func(c Case, _ civil.Day) bool { return c.Reconsideration != nil && !c.Reconsideration.Accepted })

	reconsiderOpen = require("a reconsideration is open",
		"No reconsideration is open",
		func(c Case, _ civil.Day) bool { return c.Reconsideration != nil })

	reconsiderAccepted = require("a reconsideration is accepted",
		"No reconsideration has been accepted",
		func(c Case, _ civil.Day) bool { return c.Reconsideration != nil && c.Reconsideration.Accepted })

	beingDecided = require("the case waits for a decision, or a reconsideration is accepted",
		"Nothing is being decided, so no information can be asked for",
		func(c Case, _ civil.Day) bool {
			return c.Stage == AwaitingReasonableGrounds || c.Stage == Recovery || c.Reconsideration != nil && c.Reconsideration.Accepted
		})

	requestsOpen = require("a request for information is open",
		"No request for information is open",
		func(c Case, _ civil.Day) bool { return len(c.Requests) > 0 })

	windowPassed = Rule{"the time to ask for reconsideration does not run", func(c Case, on civil.Day) (string, []any) {
		clock, running := c.Clock(ClockReconsideration, 0)
		if running && (clock.Due.IsZero() || !on.After(clock.Due)) {
			return "A reconsideration can be asked for until {day}", []any{"day", clock.Due}
		}
		return "", nil
	}}

	served = require("every letter is served, or held because there is no safe way to serve it",
		"A letter has not been served. Serve it, or record that there is no safe way to serve it",
		func(c Case, _ civil.Day) bool { return !slices.ContainsFunc(c.Letters, Letter.Waits) })

	letterWaits = require("a letter is not served",
		"No letter waits to be served",
		func(c Case, _ civil.Day) bool {
			return slices.ContainsFunc(c.Letters, func(l Letter) bool { return l.Served.IsZero() })
		})

	letterServed = require("a letter was served",
		"No letter of this case was served",
		func(c Case, _ civil.Day) bool {
			return slices.ContainsFunc(c.Letters, func(l Letter) bool { return !l.Served.IsZero() })
		})

	supportOver = Rule{"no support period runs", func(c Case, on civil.Day) (string, []any) {
		for _, kind := range SupportClocks {
			if clock, running := c.Clock(kind, 0); running && (clock.Due.IsZero() || !on.After(clock.Due)) {
				return "A period of support runs until {day}. Close the case after it has ended", []any{"day", clock.Due}
			}
		}
		return "", nil
	}}

	noDisqualification = require("no disqualification is being asked for",
		"A request for disqualification is open",
		func(c Case, _ civil.Day) bool { return !c.DisqualificationOpen() })

	disqualificationAsked = require("a disqualification is being asked for",
		"Nobody has asked for a disqualification",
		func(c Case, _ civil.Day) bool { return c.DisqualificationOpen() })
)

func (c Case) turned18(on civil.Day) bool {
	return !c.Facts.Turns18.IsZero() && !on.Before(c.Facts.Turns18)
}

// DisqualificationOpen reports whether a request to disqualify waits for its
// decision.
func (c Case) DisqualificationOpen() bool {
	return c.Disqualification != nil && c.Disqualification.DecidedBy == ""
}

// Waits reports whether the letter is still to be served.
func (l Letter) Waits() bool { return l.Served.IsZero() && !l.Held }

// Deed is something that one person did and another must therefore not answer
// for: the separation of duties.
type Deed struct {
	Text    string // catalogue string of the refusal
	doneBy  func(Case) []string
	summary string
}

var (
	proposed = Deed{"Somebody other than the person who made the decision must read it",
		func(c Case) []string {
			if c.Proposal == nil {
				return nil
			}
			return []string{c.Proposal.By}
		}, "proposed the decision"}

	askedExtension = Deed{"Somebody other than the person who asked for more time must decide",
		func(c Case) []string {
			if c.Extension == nil {
				return nil
			}
			return []string{c.Extension.By}
		}, "asked for the extension"}

	decidedLast = Deed{"Somebody who took no part in the decision must look at it again",
		func(c Case) []string {
			if len(c.Decisions) == 0 {
				return nil
			}
			last := c.Decisions[len(c.Decisions)-1]
			return []string{last.By, last.SecondReader}
		}, "made or read the decision"}

	askedDisqualification = Deed{"Somebody other than the person who asked for disqualification must decide",
		func(c Case) []string {
			if c.Disqualification == nil {
				return nil
			}
			return []string{c.Disqualification.RequestedBy}
		}, "asked for the disqualification"}

	decidedReasonable = Deed{"Somebody other than the person who made the decision must authorise a second recovery period",
		func(c Case) []string {
			if last, found := c.Last(ReasonableGrounds); found && c.Stage == Recovery {
				return []string{last.By}
			}
			return nil
		}, "made the reasonable grounds decision"}

	disqualified = Deed{"Somebody other than the person who disqualified must reopen the case",
		func(c Case) []string {
			if c.Disqualification == nil {
				return nil
			}
			return []string{c.Disqualification.DecidedBy}
		}, "disqualified the person"}
)
