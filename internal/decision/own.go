package decision

import (
	"context"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
)

// Own tells a person on their own page what was decided, and what comes next,
// when and why. A "no" is told there only after its letter has reached them:
// nobody should learn it first from a telephone.
func (r *Room) Own(ctx context.Context, tx *db.Tx, caseID db.ID) ([]casefile.OwnPart, error) {
	p, err := loadProgress(ctx, tx, caseID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil // referred, and nothing begun
	}
	if err != nil {
		return nil, err
	}
	clocks, err := casefile.Clocks(ctx, tx, caseID)
	if err != nil {
		return nil, err
	}
	return []casefile.OwnPart{
		{Title: "What was decided", Order: 10, Lines: ownDecisions(p.State)},
		{Title: "What comes next", Order: 20, Lines: ownClocks(p.State, clocks), Empty: "There is no day that you must know now."},
	}, nil
}

func said(text string, args ...any) casefile.Sentence {
	return casefile.Sentence{Text: text, Args: args}
}

// What each stage is for the person.
var ownStages = map[machine.Stage]string{
	machine.Received:                  "They have the form about you. Nothing is decided yet.",
	machine.AwaitingReasonableGrounds: "They have the form about you. Nothing is decided yet.",
	machine.Recovery:                  "Now they find out more. Then there is a second decision.",
	machine.Suspended:                 "The decision waits for now. Your help goes on.",
	machine.Withdrawn:                 "You said that you do not want a decision. You can come back later.",
	machine.Disqualified:              "They stopped the decision. Talk to a lawyer soon. The people who help you can find one.",
	machine.Closed:                    "The decision is finished.",
}

// ownDecisions tells the decisions that were made, the newest first, and where
// things stand.
func ownDecisions(c machine.Case) []casefile.OwnLine {
	var lines []casefile.OwnLine
	for i := len(c.Decisions) - 1; i >= 0; i-- {
		made := c.Decisions[i]
		lines = append(lines, casefile.OwnLine{On: made.On, Sentence: said(ownDecision(c, made))})
	}
	if c.Reconsideration != nil {
		lines = append(lines, casefile.OwnLine{On: c.Reconsideration.ReceivedOn, Sentence: said("You asked them to look at the decision again. They are doing it.")})
	}
	if stage := ownStages[c.Stage]; stage != "" {
		lines = append(lines, casefile.OwnLine{Sentence: said(stage)})
	}
	return lines
}

func ownDecision(c machine.Case, made machine.Decision) string {
	first := made.Kind == machine.ReasonableGrounds
	switch {
	case !made.Positive && !toldOf(c, made):
		return "There is a decision. Somebody will tell you about it and give you a letter."
	case first && made.Positive:
		return "The first decision is yes. They think that somebody may have used you. You get help and time to rest."
	case first:
		return "The first decision is no. They did not find enough reasons. You can ask them to look again."
	case made.Positive:
		return "The second decision is yes. They are sure that somebody used you. It was not your fault."
	}
	return "The second decision is no. It does not mean that you lied. You can ask them to look again."
}

// toldOf reports whether the letter with a negative decision has reached the
// person.
func toldOf(c machine.Case, made machine.Decision) bool {
	kind := machine.LetterConclusiveNegative
	if made.Kind == machine.ReasonableGrounds {
		kind = machine.LetterReasonableNegative
	}
	for _, letter := range c.Letters {
		if letter.Kind == kind && !letter.Made.Before(made.On) && !letter.Served.IsZero() {
			return true
		}
	}
	return false
}

// ownClock is what a clock is for the person, and why it is then.
type ownClock struct {
	words string
	why   []string // each may name {start}
}

var ownClockWords = map[machine.ClockKind]ownClock{
	machine.ClockReasonableGrounds: {"The first decision should come by this day. It can take longer.", []string{"They got the form about you on {start}. They count the days from then."}},
	machine.ClockReasonableGroundsPilot: {"The first decision should come by this day. It can take longer.",
		[]string{"They got the form about you on {start}. They count the days from then."}},
	machine.ClockRecovery: {"You have time to rest and get help, at least until this day.",
		[]string{"The first decision was on {start}. Your time to rest counts from then.", "In this time nobody may make you leave the country."}},
	machine.ClockConclusiveEarliest: {"The second decision comes on this day or later. Many people wait much longer.",
		[]string{"The first decision was on {start}. You get time to rest before the second one."}},
	machine.ClockReconsideration: {"If you think the decision is wrong, ask them to look again before the end of this day.",
		[]string{"You got the letter on {start}. They count the days from then.", "If it is late, ask all the same and say why."}},
	machine.ClockTurning18: {"You turn 18 on this day. After that you say yourself if you want to go on.",
		[]string{"Adults decide for themselves. Somebody will explain it to you."}},
	machine.ClockMoveOn: {"You get help to move on, at least until this day.",
		[]string{"You got the letter with the second decision on {start}. The days count from then."}},
	machine.ClockNegativeSupport: {"Your help under this decision ends on this day. Before then somebody must plan with you where you go.",
		[]string{"You got the letter with the decision on {start}. The days count from then."}},
	machine.ClockSuspensionReview: {"On this day they look again at why the decision waits.",
		[]string{"The decision has waited since {start}."}},
}

// ownClocks tells the days that matter to the person.
func ownClocks(c machine.Case, clocks []casefile.Clock) []casefile.OwnLine {
	var lines []casefile.OwnLine
	for _, clock := range clocks {
		words, told := ownClockWords[machine.ClockKind(clock.Kind)]
		if !told || !clock.Running() {
			continue
		}
		line := casefile.OwnLine{On: clock.Due, Sentence: said(words.words)}
		for _, why := range words.why {
			line.Why = append(line.Why, said(why, "start", clock.Started))
		}
		if on := pausedSince(c, clock); !on.IsZero() {
			line.Why = append(line.Why, said("The days have not been counted since {day}, because the decision waits.", "day", on))
		}
		lines = append(lines, line)
	}
	return lines
}

// pausedSince is the day since which a clock stands still; zero while it runs.
func pausedSince(c machine.Case, row casefile.Clock) civil.Day {
	name := thingOf(row.Kind, row.Subject)
	clock, _ := c.Clock(machine.ClockKind(name.Kind), name.Subject)
	return clock.PausedOn
}

// OwnTexts are the texts that the person may read in Own, for the test that keeps
// them translated.
func OwnTexts() []string {
	texts := []string{"What was decided", "What comes next", "There is no day that you must know now.",
		"You asked them to look at the decision again. They are doing it.", "The days have not been counted since {day}, because the decision waits."}
	for _, words := range ownStages {
		texts = append(texts, words)
	}
	for _, kind := range []machine.DecisionKind{machine.ReasonableGrounds, machine.ConclusiveGrounds} {
		for _, positive := range []bool{true, false} {
			made := machine.Decision{Kind: kind, Positive: positive}
			served := machine.Letter{Kind: machine.LetterConclusiveNegative, Made: civil.MustDay("2026-01-01"), Served: civil.MustDay("2026-01-01")}
			if kind == machine.ReasonableGrounds {
				served.Kind = machine.LetterReasonableNegative
			}
			texts = append(texts, ownDecision(machine.Case{}, made), ownDecision(machine.Case{Letters: []machine.Letter{served}}, made))
		}
	}
	for _, clock := range ownClockWords {
		texts = append(append(texts, clock.words), clock.why...)
	}
	return texts
}
