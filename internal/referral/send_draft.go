package referral

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// SendForm says which version of which draft is sent.
type SendForm struct {
	Draft   db.ID
	Version int64
	Source  string // FromPage or FromAPI
}

// Send sends a draft: a referral, or the notification of an adult who does not
// agree. What was typed of a notification's person is destroyed, unless they
// agreed to co-operate. The draft is gone afterwards.
func (room *Room) Send(ctx context.Context, tx *db.Tx, actor account.Actor, f SendForm) (Receipt, error) {
	d, err := room.Open(ctx, tx, actor, f.Draft)
	if err != nil {
		return Receipt{}, err
	}
	if d.Version != f.Version {
		return Receipt{}, fault.Stale(nil, nil)
	}
	if d.Submission.Path() == Referral {
		receipt, err := room.Submit(ctx, tx, actor, d.Submission, Options{Source: f.Source, Draft: d.ID})
		if err != nil {
			return Receipt{}, err
		}
		if room.Claim != nil && len(d.SameAs) > 0 {
			if err := room.Claim(ctx, tx, actor, receipt.Case, d.SameAs); err != nil {
				return Receipt{}, err
			}
		}
		return receipt, room.destroy(ctx, tx, actor, d.ID, "Sent")
	}
	return room.sendNotice(ctx, tx, actor, d, f.Source)
}

func (room *Room) sendNotice(ctx context.Context, tx *db.Tx, actor account.Actor, d *Draft, source string) (Receipt, error) {
	if err := room.examine(&d.Submission, Options{}, civil.DayOf(tx.Now())); err != nil {
		return Receipt{}, err
	}
	notice, reviewed := d.Reviewed(room.Lists)
	if !reviewed {
		return Receipt{}, fault.Wrong("review", "Look at what could give the person away before you send the notification")
	}
	var who *Who
	if d.Submission.Path() == NotificationWithCase {
		who = &Who{Names: d.Submission.Record.Names, Contacts: d.Submission.Record.Contacts}
	}
	receipt, err := room.Notify(ctx, tx, actor, notice, who, source)
	if err != nil {
		return Receipt{}, err
	}
	return receipt, room.destroy(ctx, tx, actor, d.ID, "Sent as a notification")
}
