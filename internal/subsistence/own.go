package subsistence

import (
	"context"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Own is what somebody reads of this room on their own page: how much a week is and
// what it is made of, what is still to be paid, and what was paid last.
func (room *Room) Own(ctx context.Context, tx *db.Tx, caseID db.ID) ([]casefile.OwnPart, error) {
	f, found, err := loadFile(ctx, tx, caseID)
	if err != nil || !found {
		return nil, err
	}
	b, err := room.read(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	a, today := b.account(), civil.DayOf(tx.Now())
	lines, gap := room.Rates.Day(a, today)
	part := casefile.OwnPart{Title: "Your money", Order: 50}
	add := func(on civil.Day, text string, args ...any) {
		part.Lines = append(part.Lines, casefile.OwnLine{Sentence: casefile.Sentence{Text: text, Args: args}, On: on})
	}
	if gap != "" {
		add(civil.Day{}, string(gap))
	}
	if len(lines) > 0 {
		add(civil.Day{}, "Each week: {amount}", "amount", Money(Weekly(lines)))
	}
	if due := room.Rates.Next(a, today); due.Amount > 0 {
		add(today, "We still have to pay you {amount}", "amount", Money(due.Amount))
	}
	for i := len(b.payments) - 1; i >= 0; i-- {
		if p := b.payments[i]; p.State == statePaid || p.State == stateAgreed {
			add(p.Until, "The last payment: {amount}, for the time until {day}", "amount", Money(p.Amount), "day", p.Until)
			break
		}
	}
	return []casefile.OwnPart{part}, nil
}

// OwnTexts are the texts that the person may read in Own, for the test that keeps
// them translated.
func OwnTexts() []string {
	return []string{"Your money", string(NoSituation), string(NoRate), string(Stopped), "Each week: {amount}", "We still have to pay you {amount}",
		"The last payment: {amount}, for the time until {day}"}
}
