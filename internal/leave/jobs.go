package leave

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/statute"
)

// jobReminders is the work of each morning: to say that a day comes near.
const jobReminders job.Kind = "leave-reminders"

// reminderHour is the hour of the day, in London, at which it is done.
const reminderHour = 7

// Jobs says how the work is done that a time brings about.
func (room *Room) Jobs(runner *job.Runner) { runner.Handle(jobReminders, room.morning) }

// Schedule makes sure that reminders are queued; where they are, nothing changes.
func (room *Room) Schedule(ctx context.Context, tx *db.Tx) error {
	return job.Enqueue(ctx, tx, jobReminders, "daily", tx.Now(), nil)
}

func (room *Room) morning(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
	if err := job.Enqueue(ctx, tx, jobReminders, "daily", dayOf(tx).Add(1).Start().Add(reminderHour*time.Hour), nil); err != nil {
		return err
	}
	return room.Remind(ctx, tx)
}

// nearing is one day that comes near, or that was missed.
type nearing struct {
	Case, Agency db.ID
	Kind         string // of the rule that gives the day
	Due          civil.Day
	Jurisdiction string
	Age          string
}

// reminders are the reminders of one day, the earliest first: the rule that says
// how long before it is sent, none for a day that is past.
var reminders = []struct {
	kind          statute.Kind
	key           string
	subject, body string
}{
	{statute.LeaveReminder, "first", "A day about permission to stay comes nearer", "Advice, a renewal or a challenge is due soon for somebody whose permission to stay your agency keeps in view. Sign in and open “Permission to stay” to see when."},
	{statute.LeaveLastReminder, "last", "A day about permission to stay is near", "Advice, a renewal or a challenge is due in the next days for somebody whose permission to stay your agency keeps in view. Sign in and open “Permission to stay” today."},
	{"", "missed", "A day about permission to stay has passed", "Something was due for somebody whose permission to stay your agency keeps in view, and is not recorded as done. Sign in and open “Permission to stay” today: it may not be too late."},
}

// missedDays is how long after a day was missed its message is still sent, so that
// a file that is opened with an old day brings no message.
const missedDays = 14

// Remind tells those who keep a file of the days that come near, each reminder
// once for each day. A message says nothing of anybody.
func (room *Room) Remind(ctx context.Context, tx *db.Tx) error {
	today := dayOf(tx)
	found, err := db.All(ctx, tx, `SELECT f.case_id, f.agency_id, t.subject, t.due_on, c.jurisdiction, c.age_group FROM task t JOIN leave_file f ON f.case_id = t.case_id AND f.agency_id = t.agency_id JOIN case_file c ON c.id = f.case_id
		WHERE t.kind = $1 AND t.done_at IS NULL AND t.cancelled_at IS NULL AND t.due_on >= $2 AND t.due_on <= $3 AND c.erased_at IS NULL ORDER BY t.due_on, t.id`,
		[]any{TaskLimit, today.Add(-missedDays), today.AddMonths(3)}, func(n *nearing, scan func(...any) error) error {
			return scan(&n.Case, &n.Agency, &n.Kind, &n.Due, &n.Jurisdiction, &n.Age)
		})
	if err != nil {
		return err
	}
	for _, n := range found {
		about := statute.Subject{Jurisdiction: statute.Jurisdiction(n.Jurisdiction), Child: casefile.TreatedAsChild(n.Age)}
		for _, r := range reminders {
			from := n.Due.Add(1)
			if r.kind != "" {
				if today.After(n.Due) {
					continue
				}
				due, err := room.Rules.Due(r.kind, about, n.Due)
				if err != nil {
					return err
				}
				from = due.On
			}
			if today.Before(from) {
				continue
			}
			if err := tell(ctx, tx, n.Agency, "leave "+r.key+" "+string(n.Case)+" "+n.Kind+" "+n.Due.String(), r.subject, r.body); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell writes to those of an agency who keep files a message that names nobody,
// once for each key.
func tell(ctx context.Context, tx *db.Tx, agency db.ID, key, subject, body string) error {
	people, err := account.Colleagues(ctx, tx, agency, account.SupportProvider, account.SupportManager, account.SocialWorker)
	if err != nil {
		return err
	}
	words := page.In(page.English)
	for _, person := range people {
		if err := notify.Tell(ctx, tx, key+" "+string(person.ID), person.Email, words.Text(subject),
			words.Text(body)+"\n\n"+words.Text("This message says nothing about anybody, to keep people safe. Please do not reply to it.")); err != nil {
			return err
		}
	}
	return nil
}
