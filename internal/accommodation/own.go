package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Own is what the person is told of their place on their own page: the area, when
// they are expected, and whom to call. Never the address, nor who is there: a
// screen is seen by others.
func (room *Room) Own(ctx context.Context, tx *db.Tx, caseID db.ID) ([]casefile.OwnPart, error) {
	f, found, err := fileOf(ctx, tx, caseID)
	if err != nil || !found {
		return nil, err
	}
	part := casefile.OwnPart{Title: "Where you live", Order: 40}
	say := func(on civil.Day, text string, args ...any) {
		part.Lines = append(part.Lines, casefile.OwnLine{Sentence: casefile.Sentence{Text: text, Args: args}, On: on})
	}
	switch f.State {
	case Waiting:
		say(civil.DayOf(f.StateAt), "We are looking for a safe place for you. You do not have to help the police to get one.")
	case Offered:
		say(civil.DayOf(f.StateAt), "We have found a place that may be right for you. Your support worker will tell you about it. You can say no.")
	case Housed:
		stay, lives, err := stayOf(ctx, tx, f)
		if err != nil || !lives {
			return nil, err
		}
		if stay.Arrived.IsZero() {
			say(civil.DayOf(stay.Arrive), "A safe place is ready for you in {area}. We expect you {when}.", "area", room.region(stay.Region), "when", stay.Arrive)
			say(civil.Day{}, "Your support worker tells you how you get there. The address is not on this page, so that nobody can find you through it.")
		} else {
			say(civil.DayOf(stay.Arrived), "You live in a safe place in {area}.", "area", room.region(stay.Region))
			say(civil.Day{}, "The address is not on this page, so that nobody can find you through it. Keep it to yourself.")
		}
		say(civil.Day{}, "If you do not feel safe, tell somebody in the house or your support worker, at any time. If you are in danger now, call 999.")
	case Outreach:
		plan, planned, err := meetingsOf(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		if planned && !plan.Next.IsZero() {
			say(civil.DayOf(plan.Next), "Your support worker meets you next {when}. You have agreed where.", "when", plan.Next)
		} else {
			say(civil.Day{}, "Your support worker meets you where you have agreed.")
		}
		say(civil.Day{}, "If the place where you live is not safe, tell your support worker. You can ask for a safe place at any time.")
	default:
		return nil, nil
	}
	return []casefile.OwnPart{part}, nil
}

// OwnTexts are the texts that the person may read in Own, for the test that keeps
// them translated.
func OwnTexts() []string {
	return []string{
		"Where you live",
		"We are looking for a safe place for you. You do not have to help the police to get one.",
		"We have found a place that may be right for you. Your support worker will tell you about it. You can say no.",
		"A safe place is ready for you in {area}. We expect you {when}.",
		"Your support worker tells you how you get there. The address is not on this page, so that nobody can find you through it.",
		"You live in a safe place in {area}.",
		"The address is not on this page, so that nobody can find you through it. Keep it to yourself.",
		"If you do not feel safe, tell somebody in the house or your support worker, at any time. If you are in danger now, call 999.",
		"Your support worker meets you next {when}. You have agreed where.",
		"Your support worker meets you where you have agreed.",
		"If the place where you live is not safe, tell your support worker. You can ask for a safe place at any time.",
	}
}
