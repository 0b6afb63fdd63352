package support

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
)

// Jobs of this room.
const (
	jobUnreached job.Kind = "support-unreached"
	jobReminders job.Kind = "support-reminders"
)

// reminderHour is the hour, in London, at which reminders are made.
const reminderHour = 7

// caseJob is the payload of a job about one case.
type caseJob struct {
	Case db.ID `json:"case"`
}

// Jobs says how the work is done that a time brings about.
func (r *Room) Jobs(runner *job.Runner) {
	runner.Handle(jobUnreached, r.unreached)
	runner.Handle(jobReminders, r.remind)
}

// Schedule makes sure that reminders are queued; where they are, nothing changes.
func (r *Room) Schedule(ctx context.Context, tx *db.Tx) error {
	return job.Enqueue(ctx, tx, jobReminders, "daily", tx.Now(), nil)
}

// unreached tells the managers that somebody was not spoken with in the time
// that the rule gives.
func (r *Room) unreached(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var about caseJob
	if err := json.Unmarshal(payload, &about); err != nil {
		return err
	}
	c, found, err := loadCase(ctx, tx, about.Case)
	if err != nil || !found || !c.Open() || !c.Reached.IsZero() || c.Agency == "" {
		return err
	}
	return tell(ctx, tx, c.Agency, "", "support-unreached "+string(c.ID)+" "+c.ReachBy.Format(time.RFC3339), "Somebody has not been reached in time",
		"Nobody has spoken yet with somebody whom your provider supports, and the time for it is over. Try other times and ways, and say in the journal what you tried.", account.SupportManager)
}

// remind tells each worker once a day how much is overdue and due.
func (r *Room) remind(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
	day := today(tx)
	if err := job.Enqueue(ctx, tx, jobReminders, "daily", day.Add(1).Start().Add(reminderHour*time.Hour), nil); err != nil {
		return err
	}
	type pile struct {
		email         string
		overdue, soon int
	}
	piles := map[db.ID]pile{}
	var order []db.ID
	err := tx.Each(ctx, `SELECT a.id, a.email, count(*) FILTER (WHERE t.due_on < $1), count(*) FILTER (WHERE t.due_on >= $1) FROM task t JOIN account a ON a.id = t.account_id
		JOIN support_case s ON s.case_id = t.case_id AND s.agency_id = t.agency_id
		WHERE t.kind LIKE 'support-%' AND t.done_at IS NULL AND t.cancelled_at IS NULL AND t.due_on <= $2 AND a.suspended_at IS NULL GROUP BY a.id, a.email ORDER BY a.id`,
		[]any{day, day.Add(2)}, func(scan func(...any) error) error {
			var id db.ID
			var p pile
			err := scan(&id, &p.email, &p.overdue, &p.soon)
			piles[id], order = p, append(order, id)
			return err
		})
	if err != nil {
		return err
	}
	words := page.In(page.English)
	for _, id := range order {
		p := piles[id]
		text := ""
		if p.overdue > 0 {
			text += words.Plural(p.overdue, "{n} task is overdue.", "{n} tasks are overdue.") + "\n"
		}
		if p.soon > 0 {
			text += words.Plural(p.soon, "{n} task is due soon.", "{n} tasks are due soon.") + "\n"
		}
		text += "\n" + words.Text("Sign in to see them. This message says nothing about anybody, to keep people safe. Please do not reply to it.")
		if err := notify.Tell(ctx, tx, fmt.Sprintf("support-tasks %s %s", id, day), p.email, words.Text("Work that is due"), text); err != nil {
			return err
		}
	}
	return nil
}
