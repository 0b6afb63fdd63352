package sharing

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

// Hear is RecordConsent for those who support the person: what somebody agrees to
// share with a service is asked by whom they know. It goes into the same ledger.
func (r *Room) Hear(ctx context.Context, tx *db.Tx, actor account.Actor, form ConsentForm) (db.ID, error) {
	return r.recordConsent(ctx, tx, actor, access.HearConsent, form)
}

// TakeBack is Withdraw for those who support the person.
func (r *Room) TakeBack(ctx context.Context, tx *db.Tx, actor account.Actor, id, consent db.ID, reason string) error {
	if err := access.Case(ctx, tx, actor, access.HearConsent, id); err != nil {
		return err
	}
	return r.takeBack(ctx, tx, actor, id, consent, reason)
}

// Ledger lists what a person agreed and did not agree to share, the newest first.
// The caller has asked package access for the case.
func (r *Room) Ledger(ctx context.Context, tx *db.Tx, id db.ID) ([]Agreement, error) {
	return agreements(ctx, tx, id)
}
