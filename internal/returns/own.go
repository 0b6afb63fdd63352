package returns

import (
	"context"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// ownOrder is where the part stands on a person's own page.
const ownOrder = 70

// Own tells a person about their way home: what they chose, that they can change
// it, and when somebody asks how they are. It names no country and no place.
func (room *Room) Own(ctx context.Context, tx *db.Tx, caseID db.ID) ([]casefile.OwnPart, error) {
	p, found, err := latest(ctx, tx, caseID)
	if err != nil || !found {
		return nil, err
	}
	part := casefile.OwnPart{Title: "Going home", Order: ownOrder}
	add := func(on civil.Day, text string, args ...any) {
		part.Lines = append(part.Lines, casefile.OwnLine{Sentence: casefile.Sentence{Text: text, Args: args}, On: on})
	}
	switch {
	case p.State == Withdrawn:
		add(civil.DayOf(p.EndedAt), "You said that you do not want to go home. Everything about it has stopped.")
		return []casefile.OwnPart{part}, nil
	case p.State == Ended:
		return nil, nil
	case p.Home():
		add(p.DepartedOn, "You went home.")
	default:
		if _, chose := p.Standing(ToReturn); chose {
			add(civil.Day{}, "You said that you want to go home. You can change your mind at any time, and nobody has to know why.")
		} else {
			add(civil.Day{}, "You are talking with your worker about going home. Nothing is decided.")
		}
		if !p.TravelOn.IsZero() {
			add(p.TravelOn, "This is the day on which you travel, if you still want to.")
		}
	}
	for _, k := range p.Contacts {
		if k.Open() {
			add(k.Due, "Somebody asks how you are.")
		}
	}
	return []casefile.OwnPart{part}, nil
}

// OwnTexts are the texts that the person may read in Own, for the test that keeps
// them translated.
func OwnTexts() []string {
	return []string{"Going home", "You said that you do not want to go home. Everything about it has stopped.", "You went home.",
		"You said that you want to go home. You can change your mind at any time, and nobody has to know why.",
		"You are talking with your worker about going home. Nothing is decided.", "This is the day on which you travel, if you still want to.",
		"Somebody asks how you are."}
}
