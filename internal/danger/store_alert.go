package danger

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

const alertColumns = `d.id, d.case_id, d.agency_id, d.version, d.level, d.step, d.rule, d.outcome, d.sealed, d.done, d.raised_at, coalesce(r.name, 'Havenward'), d.seen_at, s.name, d.taken_at, t.name, d.taken_by, d.done_at, e.name,
	(SELECT count(DISTINCT o.account_id) FROM danger_alert_told o WHERE o.alert_id = d.id), c.reference
	FROM danger_alert d JOIN case_file c ON c.id = d.case_id LEFT JOIN account r ON r.id = d.raised_by LEFT JOIN account s ON s.id = d.seen_by
	LEFT JOIN account t ON t.id = d.taken_by LEFT JOIN account e ON e.id = d.done_by`

func alerts(ctx context.Context, tx *db.Tx, where, tail string, args ...any) ([]Alert, error) {
	return db.All(ctx, tx, `SELECT `+alertColumns+` WHERE `+where+` `+tail, args, func(a *Alert, scan func(...any) error) error {
		var sealed, done []byte
		if err := scan(&a.ID, &a.Case, &a.Agency, &a.Version, &a.Level, &a.Step, &a.Rule, &a.Outcome, &sealed, &done, db.Instant(&a.Raised), db.Text(&a.RaisedBy),
			db.Instant(&a.Seen), db.Text(&a.SeenBy), db.Instant(&a.Taken), db.Text(&a.TakenBy), db.Text((*string)(&a.TakenID)), db.Instant(&a.Done), db.Text(&a.DoneBy), &a.Told, &a.Reference); err != nil {
			return err
		}
		if err := casefile.OpenRow(ctx, tx, sealed, a.Case, sealedAlert, a.ID, &a.Why); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, done, a.Case, sealedOutcome, a.ID, &a.What)
	})
}

// alertsFor lists the alerts of the actor's agency about people within their
// reach: those that are open, the oldest first, or the latest that are closed.
func alertsFor(ctx context.Context, tx *db.Tx, actor account.Actor, open bool, limit int) ([]Alert, error) {
	visible, more := access.Visible(tx, actor, "d.case_id", access.Support, 3)
	state, order := `d.done_at IS NULL`, `ORDER BY CASE WHEN d.seen_at IS NULL THEN 0 WHEN d.taken_at IS NULL THEN 1 ELSE 2 END, d.level DESC, d.id LIMIT $2`
	if !open {
		state, order = `d.done_at IS NOT NULL`, `ORDER BY d.id DESC LIMIT $2`
	}
	return alerts(ctx, tx, `d.agency_id = $1 AND `+state+` AND `+visible, order, append([]any{actor.Agency, limit}, more...)...)
}

// alertsOf lists the alerts about a person, the latest first.
func alertsOf(ctx context.Context, tx *db.Tx, id db.ID) ([]Alert, error) {
	return alerts(ctx, tx, `d.case_id = $1`, `ORDER BY d.id DESC`, id)
}

func loadAlert(ctx context.Context, tx *db.Tx, id db.ID) (Alert, bool, error) {
	found, err := alerts(ctx, tx, `d.id = $1`, ``, id)
	if err != nil || len(found) == 0 {
		return Alert{}, false, err
	}
	return found[0], true, nil
}

// told notes that somebody was told of an alert; false where they were at this
// step already.
func told(ctx context.Context, tx *db.Tx, alert, person db.ID, step Step) (bool, error) {
	added, err := tx.Exec(ctx, `INSERT INTO danger_alert_told (alert_id, account_id, step, told_at) VALUES ($1, $2, $3, $4) ON CONFLICT (alert_id, account_id, step) DO NOTHING`,
		alert, person, int(step), tx.Now())
	return added == 1, err
}

// toldOf lists who was told of an alert, with the step at which.
func toldOf(ctx context.Context, tx *db.Tx, alert db.ID) ([]ToldTo, error) {
	return db.All(ctx, tx, `SELECT a.name, o.step, o.told_at FROM danger_alert_told o JOIN account a ON a.id = o.account_id WHERE o.alert_id = $1 ORDER BY o.step, a.name`, []any{alert},
		func(t *ToldTo, scan func(...any) error) error { return scan(&t.Name, &t.Step, db.Instant(&t.At)) })
}
