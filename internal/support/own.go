package support

import (
	"context"
	"maps"
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/statute"
)

// Own is what this room tells somebody on their own page: their plan in their
// words, when they are expected where, and how long support lasts and why. What
// workers noted is not told here, nor where anything is, nor the name of anybody.
func (r *Room) Own(ctx context.Context, tx *db.Tx, id db.ID) ([]casefile.OwnPart, error) {
	c, found, err := loadCase(ctx, tx, id)
	if err != nil || !found {
		return nil, err
	}
	next := casefile.OwnPart{Title: "Your support", Order: 20}
	if !c.Open() {
		next.Lines = append(next.Lines, casefile.OwnLine{Sentence: sentence("Your support has ended. You can ask for help again."), On: civil.DayOf(c.Ended)})
		return []casefile.OwnPart{next}, nil
	}
	next.Lines = append(next.Lines, r.ownPeriod(c))
	waiting, err := reviews(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, review := range waiting {
		if review.State == reviewDue {
			next.Lines = append(next.Lines, casefile.OwnLine{Sentence: sentence("You and your worker look at your plan together."), On: review.Due, Why: []casefile.Sentence{sentence(ownReviewWhy[review.Kind])}})
		}
	}
	plan := casefile.OwnPart{Title: "Your plan", Order: 30, Empty: "You have no plan yet. You and your worker make it together. It is your plan."}
	all, err := goals(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, goal := range all {
		if goal.Open() {
			plan.Lines = append(plan.Lines, casefile.OwnLine{Sentence: sentence(ownOwner[goal.Owner]), On: goal.Due, Words: goal.Words.Goal})
		}
	}
	dates := casefile.OwnPart{Title: "Your appointments", Order: 31, Empty: "You have no appointments."}
	coming, err := appointments(ctx, tx, id, tx.Now(), 10)
	if err != nil {
		return nil, err
	}
	for _, one := range coming {
		if one.State == appointmentMade {
			dates.Lines = append(dates.Lines, casefile.OwnLine{Sentence: sentence(one.KindWords()), On: one.Day(), Why: []casefile.Sentence{sentence("It starts at {time}.", "time", one.At.In(civil.London).Format("15:04"))}})
		}
	}
	return []casefile.OwnPart{next, plan, dates}, nil
}

func sentence(text string, args ...any) casefile.Sentence {
	return casefile.Sentence{Text: text, Args: args}
}

// ownReviewWhy says why a review is on its day.
var ownReviewWhy = map[string]string{
	reviewDay30: "It is 30 days after the first decision.", reviewEnd: "Before a time of support ends, we look at what comes next.",
	reviewDanger: "Something new may be dangerous for you.", reviewLonger: "Your support lasts longer. We look at how it goes.",
}

// ownOwner says whose task a goal is.
var ownOwner = map[string]string{"person": "You do this.", "worker": "Your worker does this.", "together": "You and your worker do this together.", "service": "Somebody else does this with you."}

// ownPeriod says how long support lasts, and why.
func (r *Room) ownPeriod(c Case) casefile.OwnLine {
	line := casefile.OwnLine{}
	last, open := c.Course.Last()
	if open {
		line.Sentence = sentence("You have support. It does not end now.")
	} else {
		line.Sentence, line.On = sentence("You have support until this day, or longer if you need it."), last
	}
	for _, period := range c.Course.Periods {
		if rule, known := r.Rules.Rule(period.Rule); known {
			line.Why = append(line.Why, sentence(rule.Words))
		}
	}
	if rule, known := r.asNeeded(c); known {
		line.Why = append(line.Why, sentence(rule.Words))
	}
	line.Why = append(line.Why, sentence("You do not have to do anything for it."), sentence("It does not matter whether you talk to the police."))
	return line
}

// OwnTexts are the texts that the person may read in Own, for the test that keeps
// them translated.
func OwnTexts(rules statute.Book) []string {
	texts := []string{"Your support", "Your support has ended. You can ask for help again.", "You and your worker look at your plan together.",
		"Your plan", "You have no plan yet. You and your worker make it together. It is your plan.", "Your appointments", "You have no appointments.", "It starts at {time}.",
		"You have support. It does not end now.", "You have support until this day, or longer if you need it.",
		"You do not have to do anything for it.", "It does not matter whether you talk to the police."}
	texts = slices.AppendSeq(texts, maps.Values(ownReviewWhy))
	texts = slices.AppendSeq(texts, maps.Values(ownOwner))
	for _, kind := range appointmentKinds {
		texts = append(texts, kind.Words())
	}
	for _, rule := range rules.Rules() {
		if slices.Contains([]statute.Kind{casefile.PeriodRecovery, casefile.PeriodMoveOn, casefile.PeriodNegative}, rule.Kind) {
			texts = append(texts, rule.Words)
		}
	}
	return texts
}
