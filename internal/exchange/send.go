package exchange

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/referral"
)

// send takes a mapped object in through the referral desk and gives the
// reference of what it became.
func (room *Room) send(ctx context.Context, tx *db.Tx, actor account.Actor, mapped Mapped) (string, error) {
	if mapped.Notification {
		return room.notify(ctx, tx, actor, mapped)
	}
	agency, err := room.referrer(ctx, tx, mapped.Submission.Organisation)
	if err != nil {
		return "", err
	}
	options := referral.Options{Source: referral.FromHomeOfficeForm, OnBehalf: true, Agency: agency, Partial: true, Quiet: true, ReceivedOn: room.ReceivedOn}
	receipt, err := room.Desk.Submit(ctx, tx, actor, mapped.Submission, options)
	return receipt.Reference, err
}

// notify takes a notification in. Nobody who wrote its stories is there to look
// at what could give the person away, so all of it is taken out. Who the person
// is goes on only where they agreed to co-operate.
func (room *Room) notify(ctx context.Context, tx *db.Tx, actor account.Actor, mapped Mapped) (string, error) {
	s := &mapped.Submission
	notice, flagger := referral.NoticeOf(room.Desk.Lists, s), room.Desk.Flagger(s)
	notice.ReceivedOn = room.ReceivedOn
	for kind, text := range notice.Stories {
		notice.Stories[kind] = flagger.TakeOut(text)
	}
	var who *referral.Who
	if s.Path() == referral.NotificationWithCase && len(s.Record.Names)+len(s.Record.Contacts) > 0 {
		who = &referral.Who{Names: s.Record.Names, Contacts: s.Record.Contacts}
	}
	receipt, err := room.Desk.Notify(ctx, tx, actor, notice, who, referral.FromHomeOfficeForm)
	return receipt.Reference, err
}

// referrer is the agency here that an organisation of the closed list is, ""
// where it has none: its people may then read what it sent by the other system.
func (room *Room) referrer(ctx context.Context, tx *db.Tx, organisation string) (db.ID, error) {
	entry, known := room.Desk.Lists.FirstResponders.ByCode(organisation)
	if !known {
		return "", nil
	}
	agency, found, err := account.FindAgency(ctx, tx, entry.Name)
	if err != nil || !found || agency.Suspended {
		return "", err
	}
	return agency.ID, nil
}
