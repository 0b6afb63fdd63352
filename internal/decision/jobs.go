package decision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/seal"
)

// Jobs says how the work is done that a day brings about.
func (r *Room) Jobs(runner *job.Runner) {
	runner.Handle(jobBirthday, r.onItsDay(machine.TurnEighteen))
	runner.Handle(jobPilot, r.onItsDay(machine.LeavePilot))
	runner.Handle(jobInformation, r.informationOverdue)
	runner.Handle(jobReminders, r.remind)
}

// Schedule makes sure that reminders are queued; where they are, nothing changes.
func (r *Room) Schedule(ctx context.Context, tx *db.Tx) error {
	return job.Enqueue(ctx, tx, jobReminders, "daily", tx.Now(), nil)
}

// onItsDay takes a step of the role system. A case in which the step is not
// possible any more (it was taken by hand, the case has ended) is left as it is.
func (r *Room) onItsDay(step machine.Step) job.Work {
	return func(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
		var about caseJob
		if err := json.Unmarshal(payload, &about); err != nil {
			return err
		}
		if err := casefile.TouchLatest(ctx, tx, about.Case); err != nil {
			return err
		}
		p, err := loadProgress(ctx, tx, about.Case)
		if err != nil {
			return err
		}
		by := machine.Actor{ID: systemAccount, Roles: []machine.Role{machine.System}}
		if machine.May(p.State, step, by, today(tx)) != nil {
			return nil
		}
		_, err = r.take(ctx, tx, account.System(account.Job), by, TakeForm{Case: about.Case, Step: step, Form: machine.Blank(step)})
		return err
	}
}

// informationOverdue says on the timeline that a request was not answered in its
// time, and tells who decides. The request stays open: what comes late counts.
func (r *Room) informationOverdue(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var about caseJob
	if err := json.Unmarshal(payload, &about); err != nil {
		return err
	}
	p, err := loadProgress(ctx, tx, about.Case)
	if err != nil {
		return err
	}
	clock, runs := p.State.Clock(machine.ClockInformation, about.Subject)
	if !runs || !clock.PausedOn.IsZero() || !today(tx).After(clock.Due) {
		return nil
	}
	if err := casefile.Note(ctx, tx, account.System(account.Job), about.Case, "A request for information is overdue"); err != nil {
		return err
	}
	if p.State.DecisionMaker == "" {
		return nil // the daily reminder of the agency counts it
	}
	holder, found, err := account.Load(ctx, tx, db.ID(p.State.DecisionMaker))
	if err != nil || !found || holder.Email == "" {
		return err
	}
	var reference string
	if _, err := tx.Row(ctx, `SELECT reference FROM case_file WHERE id = $1`, []any{about.Case}, &reference); err != nil {
		return err
	}
	words := page.In(page.English)
	return notify.Tell(ctx, tx, fmt.Sprintf("information-overdue %s %d %s", about.Case, about.Subject, clock.Due), holder.Email,
		words.Text("A request for information is overdue: {reference}", "reference", reference),
		words.Text("A request for information in the case {reference} was not answered in time. Sign in to see it.\n\nThis message says nothing about anybody, to keep people safe. Please do not reply to it.", "reference", reference))
}

// jobReminders is the daily reminder. It is one job and reads the tasks as they
// stand, so nothing can be forgotten with a job that was lost, and a case costs
// nothing until something is due.
const jobReminders job.Kind = "decision-reminders"

// reminderHour is the hour, in London, at which reminders are made.
const reminderHour = 7

// remind tells each person how much of their work is overdue, due today and due
// soon, once a day on working days, and queues itself for the next morning.
func (r *Room) remind(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
	day := today(tx)
	if err := job.Enqueue(ctx, tx, jobReminders, "daily", day.Add(1).Start().Add(reminderHour*time.Hour), nil); err != nil {
		return err
	}
	piles, err := r.pilesOf(ctx, tx, day)
	if err != nil {
		return err
	}
	words := page.In(page.English)
	for _, p := range piles {
		if err := notify.Tell(ctx, tx, fmt.Sprintf("tasks %s %s", p.account, day), p.email, words.Text("Work that is due"), p.text(words)); err != nil {
			return err
		}
	}
	return nil
}

// pile is the work of one person that is due: numbers only.
type pile struct {
	account                     db.ID
	email                       string
	overdue, today, soon, ready int
}

func (p pile) text(words page.Words) string {
	text := ""
	for _, line := range []struct {
		n          int
		one, other string
	}{
		{p.overdue, "{n} task is overdue.", "{n} tasks are overdue."},
		{p.today, "{n} task is due today.", "{n} tasks are due today."},
		{p.soon, "{n} task is due soon.", "{n} tasks are due soon."},
		{p.ready, "{n} case can have its conclusive grounds decision now.", "{n} cases can have their conclusive grounds decision now."},
	} {
		if line.n > 0 {
			text += words.Plural(line.n, line.one, line.other) + "\n"
		}
	}
	return text + "\n" + words.Text("Sign in to see them. This message says nothing about anybody, to keep people safe. Please do not reply to it.")
}

// horizon is the last day that counts as soon, in the calendar of a
// jurisdiction; false where the day is not a working day there.
func (r *Room) horizon(jurisdiction machine.Jurisdiction, day civil.Day) (civil.Day, bool) {
	calendar, err := r.Rules.Calendar(statuteOf(jurisdiction))
	if err != nil {
		calendar, err = r.Rules.Calendar(statuteOf(machine.England))
	}
	if err != nil || !calendar.WorkingDay(day) {
		return civil.Day{}, false
	}
	for left := r.Settings.RemindAhead; left > 0; {
		if day = day.Add(1); calendar.WorkingDay(day) {
			left--
		}
	}
	return day, true
}

// pilesOf counts what is due for each person: their own tasks, and for those who
// hand out work in an authority also what nobody has.
func (r *Room) pilesOf(ctx context.Context, tx *db.Tx, day civil.Day) ([]pile, error) {
	var piles []pile
	agencies, err := account.Agencies(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, agency := range agencies {
		soon, works := r.horizon(machine.Jurisdiction(agency.Jurisdiction), day)
		if agency.Suspended || !works {
			continue
		}
		counted, err := countDue(ctx, tx, agency.ID, day, soon)
		if err != nil {
			return nil, err
		}
		if len(counted) == 0 {
			continue
		}
		people, err := account.Colleagues(ctx, tx, agency.ID)
		if err != nil {
			return nil, err
		}
		for _, person := range people {
			p := counted[person.ID]
			if (account.Actor{Roles: person.Roles}).Has(account.TriageOfficer, account.AuthorityManager) {
				nobodys := counted[""]
				p = pile{overdue: p.overdue + nobodys.overdue, today: p.today + nobodys.today, soon: p.soon + nobodys.soon, ready: p.ready + nobodys.ready}
			}
			if p.overdue+p.today+p.soon+p.ready > 0 {
				p.account, p.email = person.ID, person.Email
				piles = append(piles, p)
			}
		}
	}
	return piles, nil
}

// countDue counts an agency's open tasks by whose they are, "" for nobody's. The
// first day for a conclusive grounds decision is no deadline: from then on the
// case is ready.
func countDue(ctx context.Context, tx *db.Tx, agency db.ID, day, soon civil.Day) (map[db.ID]pile, error) {
	counted := map[db.ID]pile{}
	err := tx.Each(ctx, `SELECT coalesce(t.account_id, ''),
			count(*) FILTER (WHERE t.due_on < $2 AND coalesce(k.kind, '') <> $4), count(*) FILTER (WHERE t.due_on = $2 AND coalesce(k.kind, '') <> $4),
			count(*) FILTER (WHERE t.due_on > $2 AND coalesce(k.kind, '') <> $4), count(*) FILTER (WHERE t.due_on <= $2 AND coalesce(k.kind, '') = $4)
		FROM task t LEFT JOIN clock k ON k.id = t.clock_id
		WHERE t.agency_id = $1 AND t.done_at IS NULL AND t.cancelled_at IS NULL AND t.due_on <= $3 GROUP BY 1`,
		[]any{agency, day, soon, machine.ClockConclusiveEarliest}, func(scan func(...any) error) error {
			var whose db.ID
			var p pile
			err := scan(&whose, &p.overdue, &p.today, &p.soon, &p.ready)
			counted[whose] = p
			return err
		})
	return counted, err
}

// Check looks for cases whose stored rows are not what their steps say, and
// calls found for each difference. It reads a few cases at a time, so that it
// can run beside the work of the day. What an erased case was is gone with its
// keys, so such a case is only counted.
func (r *Room) Check(ctx context.Context, found func(Difference)) (checked, erased int, err error) {
	type row struct {
		id     db.ID
		erased bool
	}
	const batch = 100
	for after := db.ID(""); ; {
		var rows []row
		err := r.DB.Read(ctx, func(tx *db.Tx) (err error) {
			rows, err = db.All(ctx, tx, `SELECT p.case_id, f.erased_at IS NOT NULL FROM case_progress p JOIN case_file f ON f.id = p.case_id
				WHERE p.case_id > $1 ORDER BY p.case_id LIMIT $2`, []any{after, batch},
				func(r *row, scan func(...any) error) error { return scan(&r.id, &r.erased) })
			if err != nil {
				return err
			}
			for _, row := range rows {
				differences, err := r.Rederive(ctx, tx, row.id)
				if row.erased && errors.Is(err, seal.ErrGone) {
					erased++
					continue
				}
				checked++
				if err != nil {
					// What cannot be derived at all is a difference too.
					differences = append(differences, Difference{Case: row.id, What: "steps", Stored: "(unreadable)", Derived: fault.Of(err).Error()})
				}
				for _, difference := range differences {
					found(difference)
				}
			}
			return nil
		})
		if err != nil || len(rows) == 0 {
			return checked, erased, err
		}
		after = rows[len(rows)-1].id
	}
}
