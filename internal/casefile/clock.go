package casefile

import (
	"context"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Clock is one limit that runs, or ran, on a case. Rule names the version of
// the rule under which it was started, so that "why is it due then?" has the
// same answer for ever.
type Clock struct {
	ID        db.ID
	Case      db.ID
	Agency    db.ID // whose limit it is; "" for the decision on the case
	Kind      string
	Subject   string // which of several of a kind: the request or decision it belongs to
	Rule      string
	Started   civil.Day
	Due       civil.Day
	Stopped   civil.Day // zero while it runs
	StopCause string
}

// Running reports whether the clock has not been stopped.
func (c Clock) Running() bool { return c.Stopped.IsZero() }

// StartClock stores a clock that begins to run and gives its identifier.
func StartClock(ctx context.Context, tx *db.Tx, clock Clock) (db.ID, error) {
	id := tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO clock (id, case_id, agency_id, kind, subject, rule, started_on, due_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, clock.Case, db.Null(clock.Agency), clock.Kind, clock.Subject, clock.Rule, clock.Started, clock.Due)
	return id, err
}

// StopClocks stops the running clocks of a kind on a case, of one subject where
// it is named, with the reason. Tasks that stood for them are cancelled.
func StopClocks(ctx context.Context, tx *db.Tx, caseID db.ID, kind, subject, cause string) error {
	if _, err := tx.Exec(ctx, `UPDATE task SET cancelled_at = $4 WHERE case_id = $1 AND done_at IS NULL AND cancelled_at IS NULL
		AND clock_id IN (SELECT id FROM clock WHERE case_id = $1 AND kind = $2 AND ($3 = '' OR subject = $3) AND stopped_on IS NULL)`,
		caseID, kind, subject, tx.Now()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE clock SET stopped_on = $4, stopped_why = $5 WHERE case_id = $1 AND kind = $2 AND ($3 = '' OR subject = $3) AND stopped_on IS NULL`,
		caseID, kind, subject, civil.DayOf(tx.Now()), cause)
	return err
}

const clockColumns = `id, case_id, agency_id, kind, subject, rule, started_on, due_on, stopped_on, stopped_why FROM clock`

// Clocks lists the clocks of the decision on a case, the running ones first, by
// due day.
func Clocks(ctx context.Context, tx *db.Tx, caseID db.ID) ([]Clock, error) {
	return db.All(ctx, tx, `SELECT `+clockColumns+` WHERE case_id = $1 AND agency_id IS NULL
		ORDER BY CASE WHEN stopped_on IS NULL THEN 0 ELSE 1 END, due_on, id`, []any{caseID}, scanClock)
}

// AgencyClocks lists the limits that run on a case for one agency and concern no
// other: those of the people who look after somebody.
func AgencyClocks(ctx context.Context, tx *db.Tx, caseID, agency db.ID) ([]Clock, error) {
	return db.All(ctx, tx, `SELECT `+clockColumns+` WHERE case_id = $1 AND agency_id = $2
		ORDER BY CASE WHEN stopped_on IS NULL THEN 0 ELSE 1 END, due_on, id`, []any{caseID, agency}, scanClock)
}

func scanClock(c *Clock, scan func(...any) error) error {
	return scan(&c.ID, &c.Case, db.Text((*string)(&c.Agency)), &c.Kind, &c.Subject, &c.Rule, &c.Started, &c.Due, &c.Stopped, db.Text(&c.StopCause))
}

// EndClock stops one running clock of a case on a day, with the reason. Unlike
// StopClocks it leaves the tasks that stood for it to the caller.
func EndClock(ctx context.Context, tx *db.Tx, id db.ID, on civil.Day, cause string) error {
	_, err := tx.Exec(ctx, `UPDATE clock SET stopped_on = $2, stopped_why = $3 WHERE id = $1 AND stopped_on IS NULL`, id, on, cause)
	return err
}
