package danger

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/route"
)

// Own is what somebody reads of this room on their own page: their plan, unless
// they take nothing along because it would not be safe, and when they talk about
// danger again. What a worker thinks and how great the danger is does not stand
// there: it is said face to face.
func (room *Room) Own(ctx context.Context, tx *db.Tx, caseID db.ID) ([]casefile.OwnPart, error) {
	plans, err := plansOf(ctx, tx, caseID)
	if err != nil {
		return nil, err
	}
	part := casefile.OwnPart{Title: printTitle, Order: 35}
	switch {
	case len(plans) == 0:
	case !MayShow(plans[0]):
		part.Lines = append(part.Lines, casefile.OwnLine{Sentence: casefile.Sentence{Text: "You chose not to have your plan here. Ask your support worker to see it."}})
	default:
		for _, section := range plans[0].Parts() {
			for i, line := range section.Lines {
				own := casefile.OwnLine{Words: line}
				if i == 0 {
					own.Text = section.Heading
				}
				part.Lines = append(part.Lines, own)
			}
		}
	}
	parts := []casefile.OwnPart{}
	if len(part.Lines) > 0 {
		parts = append(parts, part)
	}
	all, err := assessmentsOf(ctx, tx, caseID)
	if err != nil {
		return nil, err
	}
	if counted := standing(all); len(counted) > 0 && !counted[0].Review.IsZero() && !counted[0].Review.Before(civil.DayOf(tx.Now())) {
		parts = append(parts, casefile.OwnPart{Title: "Staying safe", Order: 25, Lines: []casefile.OwnLine{{
			Sentence: casefile.Sentence{Text: "We talk about how you are by {day}. You can ask to talk sooner.", Args: []any{"day", counted[0].Review}}, On: counted[0].Review, Why: []casefile.Sentence{{Text: ownTalkWhy, Args: []any{"day", counted[0].On}}}}}})
	}
	return parts, nil
}

// Warnings stand on every page about a person, for those who may read of danger.
func (room *Room) Warnings() []route.Warn {
	return []route.Warn{func(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID) ([]route.Warning, error) {
		granted, err := access.Granted(ctx, tx, actor, caseID)
		if err != nil || access.Decide(actor, access.ReadDanger, granted) != nil {
			return nil, err
		}
		level, err := LevelNow(ctx, tx, caseID)
		switch {
		case err != nil || level < High:
			return nil, err
		case level == Immediate:
			return []route.Warning{{Text: "They were in danger when we last talked. Read it before you contact them or anybody about them"}}, nil
		}
		return []route.Warning{{Text: "The danger is high. Read it before you contact them or anybody about them"}}, nil
	}}
}

// ownTalkWhy says to the person why the next talk is on its day.
const ownTalkWhy = "We last talked about your safety on {day}. The more danger there is, the sooner we talk again."

// OwnTexts are the texts that the person may read in Own, for the test that keeps
// them translated.
func OwnTexts() []string {
	texts := []string{printTitle, "Staying safe", "You chose not to have your plan here. Ask your support worker to see it.",
		"We talk about how you are by {day}. You can ask to talk sooner.", ownTalkWhy}
	for _, part := range planParts {
		texts = append(texts, part.Words())
	}
	return texts
}
