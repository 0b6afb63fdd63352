package casefile

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Task is something that somebody in an agency has to do on a case.
type Task struct {
	ID        db.ID
	Case      db.ID
	Reference string // the case's
	Kind      string
	Subject   string
	Agency    db.ID
	Account   db.ID // "" while it is nobody's in particular
	Assignee  string
	Clock     db.ID     // the clock it stands for, if one
	Due       civil.Day // zero: no day
	Done      bool
}

// someDay stands in the store for "no day", so that such tasks sort last by
// the same index as the others.
var someDay = civil.MustDay("9999-12-31")

// SetTask stores a task and gives its identifier.
func SetTask(ctx context.Context, tx *db.Tx, task Task) (db.ID, error) {
	id, due := tx.NewID(), task.Due
	if due.IsZero() {
		due = someDay
	}
	_, err := tx.Exec(ctx, `INSERT INTO task (id, case_id, kind, subject, agency_id, account_id, clock_id, due_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, task.Case, task.Kind, task.Subject, task.Agency, db.Null(task.Account), db.Null(task.Clock), due)
	return id, err
}

// FinishTasks marks the open tasks of a kind (and subject, where named) on a
// case as done.
func FinishTasks(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, kind, subject string) error {
	_, err := tx.Exec(ctx, `UPDATE task SET done_at = $4, done_by = $5 WHERE case_id = $1 AND kind = $2 AND ($3 = '' OR subject = $3)
		AND done_at IS NULL AND cancelled_at IS NULL`, caseID, kind, subject, tx.Now(), actor.Account)
	return err
}

// FinishTask marks one open task as done; false where there is no such task.
func FinishTask(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id db.ID) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE task SET done_at = $3, done_by = $4 WHERE id = $1 AND case_id = $2 AND done_at IS NULL AND cancelled_at IS NULL`,
		id, caseID, tx.Now(), actor.Account)
	return changed == 1, err
}

// CancelTasks cancels the open tasks of a kind on a case; of every kind where
// kind is empty.
func CancelTasks(ctx context.Context, tx *db.Tx, caseID db.ID, kind string) error {
	_, err := tx.Exec(ctx, `UPDATE task SET cancelled_at = $3 WHERE case_id = $1 AND ($2 = '' OR kind = $2) AND done_at IS NULL AND cancelled_at IS NULL`,
		caseID, kind, tx.Now())
	return err
}

// ChangeTask gives an open task another agency, person, clock or day.
func ChangeTask(ctx context.Context, tx *db.Tx, id db.ID, task Task) error {
	due := task.Due
	if due.IsZero() {
		due = someDay
	}
	_, err := tx.Exec(ctx, `UPDATE task SET agency_id = $2, account_id = $3, clock_id = $4, due_on = $5 WHERE id = $1 AND done_at IS NULL AND cancelled_at IS NULL`,
		id, task.Agency, db.Null(task.Account), db.Null(task.Clock), due)
	return err
}

// CancelTask cancels one open task.
func CancelTask(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE task SET cancelled_at = $2 WHERE id = $1 AND done_at IS NULL AND cancelled_at IS NULL`, id, tx.Now())
	return err
}

// AssignTasks gives the open tasks of an agency on a case to one person.
func AssignTasks(ctx context.Context, tx *db.Tx, caseID, agency, person db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE task SET account_id = $3 WHERE case_id = $1 AND agency_id = $2 AND done_at IS NULL AND cancelled_at IS NULL`,
		caseID, agency, db.Null(person))
	return err
}

const taskColumns = `t.id, t.case_id, c.reference, t.kind, t.subject, t.agency_id, t.account_id, a.name, t.clock_id, t.due_on, t.done_at IS NOT NULL
	FROM task t JOIN case_file c ON c.id = t.case_id LEFT JOIN account a ON a.id = t.account_id`

func scanTask(t *Task, scan func(...any) error) error {
	err := scan(&t.ID, &t.Case, &t.Reference, &t.Kind, &t.Subject, &t.Agency, db.Text((*string)(&t.Account)), db.Text(&t.Assignee),
		db.Text((*string)(&t.Clock)), &t.Due, &t.Done)
	if t.Due == someDay {
		t.Due = civil.Day{}
	}
	return err
}

// Tasks lists the tasks of a case that are not cancelled, open ones first. The
// caller has asked package access for the case.
func Tasks(ctx context.Context, tx *db.Tx, caseID db.ID) ([]Task, error) {
	return db.All(ctx, tx, `SELECT `+taskColumns+` WHERE t.case_id = $1 AND t.cancelled_at IS NULL
		ORDER BY CASE WHEN t.done_at IS NULL THEN 0 ELSE 1 END, t.due_on, t.id`, []any{caseID}, scanTask)
}

// OpenTasks lists open tasks within the actor's reach by due day: their own, or
// all of their agency's.
func OpenTasks(ctx context.Context, tx *db.Tx, actor account.Actor, own bool, limit int) ([]Task, error) {
	column, owner := "t.agency_id", actor.Agency
	if own {
		column, owner = "t.account_id", actor.Account
	}
	visible, more := access.Visible(tx, actor, "t.case_id", access.Decision, 3)
	return db.All(ctx, tx, `SELECT `+taskColumns+` WHERE `+column+` = $1 AND t.done_at IS NULL AND t.cancelled_at IS NULL AND `+visible+`
		ORDER BY t.due_on, t.id LIMIT $2`, append([]any{owner, limit}, more...), scanTask)
}

// WaitingTasks lists open tasks of the actor's agency that are nobody's in
// particular, of some kinds, within the actor's reach and by due day.
func WaitingTasks(ctx context.Context, tx *db.Tx, actor account.Actor, kinds []string, limit int) ([]Task, error) {
	if len(kinds) == 0 {
		return nil, nil
	}
	args := []any{actor.Agency, limit}
	for _, kind := range kinds {
		args = append(args, kind)
	}
	visible, more := access.Visible(tx, actor, "t.case_id", access.Decision, len(args)+1)
	return db.All(ctx, tx, `SELECT `+taskColumns+` WHERE t.agency_id = $1 AND t.account_id IS NULL AND t.kind IN (`+db.Marks(3, len(kinds))+`)
		AND t.done_at IS NULL AND t.cancelled_at IS NULL AND `+visible+` ORDER BY t.due_on, t.id LIMIT $2`, append(args, more...), scanTask)
}
