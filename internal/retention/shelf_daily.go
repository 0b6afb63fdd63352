package retention

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/statute"
)

// RemoveDaily removes what needs no two people: drafts whose day is over, one that
// was held until lately too, and the words of old messages.
func (room *Room) RemoveDaily(ctx context.Context, tx *db.Tx) error {
	agencies, err := account.Agencies(ctx, tx)
	if err != nil {
		return err
	}
	today, job := civil.DayOf(tx.Now()), account.System(account.Job)
	for _, shelf := range room.Shelves {
		if !shelf.Daily {
			continue
		}
		for _, agency := range agencies {
			items, err := room.items(ctx, tx, shelf, agency.ID, "")
			if err != nil {
				return err
			}
			for _, i := range items {
				if i.Held || !i.IsDue(today) {
					continue
				}
				if err := shelf.Remove(ctx, tx, job, agency.ID, i.ID, "Retention: "+i.Due.Rule.Ref()); err != nil {
					return err
				}
			}
		}
	}
	return room.forgetMessages(ctx, tx)
}

// messagesPage says how many messages are kept, and when the oldest is removed.
type messagesPage struct {
	Kept int
	Due  statute.Due
	Why  []casefile.Sentence
}

func (room *Room) messages(ctx context.Context, tx *db.Tx) (p messagesPage, err error) {
	count, first, err := notify.Kept(ctx, tx)
	if err != nil || count == 0 {
		return p, err
	}
	p.Kept = count
	p.Due, err = room.Rules.Due(statute.MessageRetention, statute.Subject{Jurisdiction: statute.England}, civil.DayOf(first))
	p.Why = casefile.Sentences(p.Due)
	return p, err
}

// forgetMessages removes the words of the messages whose time is over.
func (room *Room) forgetMessages(ctx context.Context, tx *db.Tx) error {
	p, err := room.messages(ctx, tx)
	today := civil.DayOf(tx.Now())
	if err != nil || p.Kept == 0 || today.Before(p.Due.On) {
		return err
	}
	kept := p.Due.On.Sub(p.Due.Start)
	gone, err := notify.Forget(ctx, tx, today.Add(-kept).Start().Add(24*time.Hour))
	if err != nil || gone == 0 {
		return err
	}
	return audit.Append(ctx, tx, account.System(account.Job), audit.Entry{Action: "forget-messages", Category: audit.Erasure, Subject: "messages",
		Why: "Retention: " + p.Due.Rule.Ref(), Change: map[string]int{"count": gone}})
}
