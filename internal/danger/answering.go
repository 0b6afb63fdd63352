package danger

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// alertFor reads an alert that the actor may answer: of their agency, about
// somebody within their reach. Any other is missing.
func (room *Room) alertFor(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Alert, person, error) {
	if err := access.Role(actor, access.AnswerAlert); err != nil {
		return Alert{}, person{}, err
	}
	a, _, err := loadAlert(ctx, tx, id)
	if err != nil {
		return a, person{}, err
	}
	if a.Agency != actor.Agency {
		a = Alert{} // which takes the way of one that is not there
	}
	who, err := room.reach(ctx, tx, actor, access.AnswerAlert, a.Case)
	return a, who, err
}

func (room *Room) answered(ctx context.Context, tx *db.Tx, actor account.Actor, a Alert, deed string, change any) error {
	return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Alteration, Case: a.Case, Subject: "alert " + string(a.ID), Why: purpose, Change: change})
}

// See acknowledges an alert: it escalates no further. A second look changes
// nothing.
func (room *Room) See(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	a, _, err := room.alertFor(ctx, tx, actor, id)
	if err != nil || a.State() != Waiting {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE danger_alert SET seen_at = $2, seen_by = $3, version = version + 1 WHERE id = $1 AND seen_at IS NULL`, id, tx.Now(), actor.Account)
	if err != nil || changed == 0 {
		return err
	}
	return room.answered(ctx, tx, actor, a, "see-alert", nil)
}

// Take takes an alert on, so that everybody sees who deals with it. One that
// somebody else has taken on stays theirs.
func (room *Room) Take(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if err := room.See(ctx, tx, actor, id); err != nil {
		return err
	}
	a, _, err := room.alertFor(ctx, tx, actor, id)
	switch {
	case err != nil:
		return err
	case a.TakenID == actor.Account && a.State() == TakenOn:
		return nil // a second click
	case a.State() == Closed:
		return fault.Refuse("This alert is dealt with. Open it again first")
	case a.State() == TakenOn:
		return fault.Refuse("{person} has taken this on", "person", a.TakenBy)
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE danger_alert SET taken_at = $2, taken_by = $3, version = version + 1 WHERE id = $1 AND taken_at IS NULL AND done_at IS NULL`, id, tx.Now(), actor.Account)); err != nil {
		return err
	}
	return room.answered(ctx, tx, actor, a, "take-alert", nil)
}

// GiveBack undoes that somebody took an alert on. A colleague may do it for them:
// people fall ill, and shifts end.
func (room *Room) GiveBack(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	a, _, err := room.alertFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if a.State() != TakenOn {
		return fault.Refuse("Nobody deals with this alert now")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE danger_alert SET taken_at = NULL, taken_by = NULL, version = version + 1 WHERE id = $1 AND version = $2`, id, a.Version)); err != nil {
		return err
	}
	return room.answered(ctx, tx, actor, a, "give-back-alert", nil)
}

// Finish says how an alert ended.
func (room *Room) Finish(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f AlertDoneForm) error {
	a, _, err := room.alertFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, doneQuestions)...); err != nil {
		return err
	}
	if a.State() == Closed {
		return fault.Wrong("outcome", "This alert is dealt with already. Open it again to say otherwise")
	}
	sealed, err := casefile.SealRow(ctx, tx, a.Case, sealedOutcome, a.ID, f.What)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE danger_alert SET done_at = $3, done_by = $4, outcome = $5, done = $6, seen_at = COALESCE(seen_at, $3), seen_by = COALESCE(seen_by, $4), version = version + 1
		WHERE id = $1 AND version = $2`, id, f.Version, tx.Now(), actor.Account, f.Outcome, sealed)); err != nil {
		return err
	}
	return room.answered(ctx, tx, actor, a, "finish-alert", map[string]string{"outcome": f.Outcome})
}

// Reopen undoes that an alert was ended: it was ended by mistake, or it goes on.
func (room *Room) Reopen(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	a, _, err := room.alertFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if a.State() != Closed {
		return nil // a second click
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE danger_alert SET done_at = NULL, done_by = NULL, outcome = '', done = NULL, version = version + 1 WHERE id = $1 AND version = $2`, id, a.Version)); err != nil {
		return err
	}
	return room.answered(ctx, tx, actor, a, "reopen-alert", map[string]string{"outcome": a.Outcome})
}
