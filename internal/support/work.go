package support

import (
	"context"
	"errors"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/statute"
)

// Kinds of the tasks of this room. Subject is the row that a task is about, ""
// for those of the whole case.
const (
	taskAllocate = "support-name-worker"
	taskContact  = "support-first-contact"
	taskAssess   = "support-assess-needs"
	taskPlan     = "support-make-plan"
	taskGoal     = "support-goal"
	taskService  = "support-chase-service"
	taskReview   = "support-review"
	taskEnd      = "support-end-safely"
	taskAnswer   = "support-answer-extension"
	taskFurther  = "support-further-needs"
)

// taskWords says what is to be done, a catalogue source.
var taskWords = map[string]string{
	taskAllocate: "Name a worker", taskContact: "Speak with the person for the first time", taskAssess: "Assess what they need, with them", taskPlan: "Make a plan with them",
	taskGoal: "A goal of the plan is due", taskService: "Ask a service for its answer", taskReview: "Review plan and period with them", taskEnd: "Support may end: see that what comes next is ready",
	taskAnswer: "Answer a request for longer support", taskFurther: "A recovery needs assessment waits",
}

// now is the day of a transaction, in London.
func today(tx *db.Tx) civil.Day { return civil.DayOf(tx.Now()) }

// managerTasks are for whoever manages, never for the worker of the case.
var managerTasks = map[string]bool{taskAllocate: true, taskAnswer: true}

// due counts a rule from a day; found is false where none is in force there.
func (r *Room) due(kind statute.Kind, about statute.Subject, from civil.Day) (due statute.Due, found bool, err error) {
	due, err = r.Rules.Due(kind, about, from)
	if errors.Is(err, statute.ErrNoRule) || errors.Is(err, statute.ErrJurisdiction) || err == nil && !due.HasClock() {
		return due, false, nil
	}
	return due, err == nil, err
}

// set sets a task of the provider once for a subject, on a day that a rule gives
// or a person chose. A task that is there takes the new day.
func (r *Room) set(ctx context.Context, tx *db.Tx, c Case, kind, subject string, on civil.Day, clock db.ID) error {
	if c.Agency == "" {
		return nil
	}
	task := casefile.Task{Case: c.ID, Kind: kind, Subject: subject, Agency: c.Agency, Clock: clock, Due: on}
	if !managerTasks[kind] {
		task.Account = c.Worker
	}
	open, err := openTask(ctx, tx, c.ID, kind, subject)
	if err != nil {
		return err
	}
	if open != "" {
		return casefile.ChangeTask(ctx, tx, open, task)
	}
	_, err = casefile.SetTask(ctx, tx, task)
	return err
}

// setByRule sets a task on the day that a rule gives, with a clock of the
// provider that keeps why; where no rule is in force the task has no day.
func (r *Room) setByRule(ctx context.Context, tx *db.Tx, c Case, task, subject string, kind statute.Kind, from civil.Day) (due civil.Day, rule string, clock db.ID, err error) {
	counted, found, err := r.due(kind, c.about(), from)
	if err != nil || c.Agency == "" {
		return due, rule, clock, err
	}
	if found {
		due, rule = counted.On, counted.Rule.Ref()
		if err = casefile.StopClocks(ctx, tx, c.ID, string(kind), clockSubject(kind, subject), "counted again"); err != nil {
			return due, rule, clock, err
		}
		if clock, err = casefile.StartClock(ctx, tx, casefile.Clock{Case: c.ID, Agency: c.Agency, Kind: string(kind), Subject: clockSubject(kind, subject), Rule: rule, Started: from, Due: due}); err != nil {
			return due, rule, clock, err
		}
	}
	return due, rule, clock, r.set(ctx, tx, c, task, subject, due, clock)
}

// clockSubject keeps clocks of one kind for several rows apart; a kind of which
// there is one in a case is stopped by its kind alone.
func clockSubject(kind statute.Kind, subject string) string {
	if subject == "" {
		return "support"
	}
	return subject
}

// finish marks a task as done and stops its clock.
func finish(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, task, subject string, kind statute.Kind) error {
	if err := casefile.FinishTasks(ctx, tx, actor, id, task, subject); err != nil || kind == "" {
		return err
	}
	return casefile.StopClocks(ctx, tx, id, string(kind), clockSubject(kind, subject), "done")
}

// cancel cancels a task, and stops its clock, because there is nothing to do.
func cancel(ctx context.Context, tx *db.Tx, id db.ID, task, subject string, kind statute.Kind) error {
	open, err := openTask(ctx, tx, id, task, subject)
	if err != nil {
		return err
	}
	if open != "" {
		if err := casefile.CancelTask(ctx, tx, open); err != nil {
			return err
		}
	}
	if kind == "" {
		return nil
	}
	return casefile.StopClocks(ctx, tx, id, string(kind), clockSubject(kind, subject), "not needed")
}

func openTask(ctx context.Context, tx *db.Tx, id db.ID, kind, subject string) (task db.ID, err error) {
	_, err = tx.Row(ctx, `SELECT id FROM task WHERE case_id = $1 AND kind = $2 AND subject = $3 AND done_at IS NULL AND cancelled_at IS NULL`, []any{id, kind, subject}, &task)
	return task, err
}

// moveTasks gives the open tasks of this room to another provider and worker.
func moveTasks(ctx context.Context, tx *db.Tx, id, agency, worker db.ID) error {
	tasks, err := casefile.Tasks(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, task := range tasks {
		if _, ours := taskWords[task.Kind]; !ours || task.Done {
			continue
		}
		task.Agency, task.Account = agency, worker
		if managerTasks[task.Kind] {
			task.Account = ""
		}
		if err := casefile.ChangeTask(ctx, tx, task.ID, task); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE clock SET agency_id = $2 WHERE case_id = $1 AND stopped_on IS NULL AND agency_id IS NOT NULL
		AND id IN (SELECT clock_id FROM task WHERE case_id = $1 AND agency_id = $2 AND done_at IS NULL AND cancelled_at IS NULL)`, id, agency)
	return err
}

// tell writes to the people of an agency in some roles, or to one of them. The
// words say that there is work, never about whom.
func tell(ctx context.Context, tx *db.Tx, agency, person db.ID, key, subject, body string, roles ...account.Role) error {
	people, err := account.Colleagues(ctx, tx, agency, roles...)
	if err != nil {
		return err
	}
	words := page.In(page.English)
	for _, one := range people {
		if person != "" && one.ID != person {
			continue
		}
		if err := notify.Tell(ctx, tx, key+" "+string(one.ID), one.Email, words.Text(subject), words.Text(body)+"\n\n"+
			words.Text("Sign in to see it. This message says nothing about anybody, to keep people safe. Please do not reply to it.")); err != nil {
			return err
		}
	}
	return nil
}

// instantOf is the first moment of a day, or the moment itself where it is today.
func instantOf(on civil.Day, now time.Time) time.Time {
	if on == civil.DayOf(now) {
		return now
	}
	return on.Start().Add(12 * time.Hour)
}
