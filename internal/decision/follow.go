package decision

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/job"
)

// writing is one step on its way into the tables of the case.
type writing struct {
	ctx   context.Context
	tx    *db.Tx
	actor account.Actor
	id    db.ID
	on    civil.Day
	step  machine.Step
}

// follow writes the clocks, tasks and jobs that differ between two states.
func (w writing) follow(before, after progress) error {
	started, err := w.clocks(clockRows(before.State), clockRows(after.State))
	if err != nil {
		return err
	}
	if err := w.tasks(before, after, started); err != nil {
		return err
	}
	return w.jobs(before.State, after.State)
}

// clocks stops and starts clocks, and gives the row of each that runs now. A
// clock whose day or rule is another than before is stopped, and runs on as a
// new row: what was due, and why, stays on record.
func (w writing) clocks(before, after map[thing]clockRow) (map[thing]db.ID, error) {
	rows := map[thing]db.ID{}
	if len(before) > 0 {
		running, err := casefile.Clocks(w.ctx, w.tx, w.id)
		if err != nil {
			return nil, err
		}
		for _, clock := range running {
			if clock.Running() {
				rows[thingOf(clock.Kind, clock.Subject)] = clock.ID
			}
		}
	}
	for _, name := range sorted(before) {
		if after[name] == before[name] {
			continue
		}
		if err := casefile.EndClock(w.ctx, w.tx, rows[name], w.on, string(w.step)); err != nil {
			return nil, err
		}
		delete(rows, name)
	}
	for _, name := range sorted(after) {
		row := after[name]
		if row == before[name] {
			continue
		}
		id, err := casefile.StartClock(w.ctx, w.tx, casefile.Clock{Case: w.id, Kind: name.Kind, Subject: name.subject(), Rule: row.Rule, Started: row.From, Due: row.Due})
		if err != nil {
			return nil, err
		}
		rows[name] = id
	}
	return rows, nil
}

// ending are the steps with which work ends undone: what was still to do is
// cancelled, not done.
var ending = []machine.Step{machine.Withdraw, machine.DeclineToStay, machine.Disqualify, machine.Close, machine.CloseEarly}

// tasks sets, changes and finishes tasks.
func (w writing) tasks(before, after progress, clocks map[thing]db.ID) error {
	was, is := taskRows(before.State, before.Agency), taskRows(after.State, after.Agency)
	rows := map[thing]db.ID{}
	if len(was) > 0 {
		tasks, err := casefile.Tasks(w.ctx, w.tx, w.id)
		if err != nil {
			return err
		}
		for _, task := range tasks {
			// Other rooms may have set the same in other agencies.
			if !task.Done && task.Agency == before.Agency {
				rows[thingOf(task.Kind, task.Subject)] = task.ID
			}
		}
	}
	for _, name := range sorted(was) {
		row, stays := is[name]
		id := rows[name]
		switch {
		case !stays:
			if err := w.endTask(id, name, after.State); err != nil {
				return err
			}
		case row != was[name] || clockRows(before.State)[row.Clock] != clockRows(after.State)[row.Clock]:
			if err := casefile.ChangeTask(w.ctx, w.tx, id, w.task(name, row, clocks)); err != nil {
				return err
			}
		}
	}
	for _, name := range sorted(is) {
		if _, was := was[name]; was {
			continue
		}
		if _, err := casefile.SetTask(w.ctx, w.tx, w.task(name, is[name], clocks)); err != nil {
			return err
		}
	}
	return nil
}

func (w writing) task(name thing, row taskRow, clocks map[thing]db.ID) casefile.Task {
	return casefile.Task{Case: w.id, Kind: name.Kind, Subject: name.subject(), Agency: row.Agency, Account: row.Account, Clock: clocks[row.Clock], Due: row.Due}
}

// endTask finishes a task that the step did, or cancels one that is not to be
// done any more: a letter nobody should get, what an ended case leaves.
func (w writing) endTask(id db.ID, name thing, after machine.Case) error {
	letterGone := name.Kind == string(machine.TaskServeLetter) && after.Letter(name.Subject) == nil
	if letterGone || slices.Contains(ending, w.step) && name.Kind != string(machine.TaskClose) {
		return casefile.CancelTask(w.ctx, w.tx, id)
	}
	_, err := casefile.FinishTask(w.ctx, w.tx, w.actor, w.id, id)
	return err
}

// Jobs of a case that a calendar day brings about.
const (
	jobBirthday    job.Kind = "decision-turn-18"
	jobPilot       job.Kind = "decision-leave-pilot"
	jobInformation job.Kind = "decision-information-overdue"
)

// dayJob is what the day of a clock brings about: on the day itself, or on the
// day after.
var dayJobs = map[machine.ClockKind]struct {
	kind  job.Kind
	after int
}{
	machine.ClockTurning18:   {jobBirthday, 0},
	machine.ClockPilotExit:   {jobPilot, 0},
	machine.ClockInformation: {jobInformation, 1},
}

// caseJob is the payload of a job about one case.
type caseJob struct {
	Case    db.ID `json:"case"`
	Subject int   `json:"subject,omitempty"`
}

// jobs enqueues and cancels the work of days to come.
func (w writing) jobs(before, after machine.Case) error {
	was, is := clockRows(before), clockRows(after)
	key := func(name thing, row clockRow) string {
		return fmt.Sprintf("%s %d %s", w.id, name.Subject, row.Due)
	}
	for _, name := range sorted(was) {
		if due, has := dayJobs[machine.ClockKind(name.Kind)]; has && is[name] != was[name] {
			if err := job.Cancel(w.ctx, w.tx, due.kind, key(name, was[name])); err != nil {
				return err
			}
		}
	}
	for _, name := range sorted(is) {
		due, has := dayJobs[machine.ClockKind(name.Kind)]
		if !has || is[name] == was[name] {
			continue
		}
		at := is[name].Due.Add(due.after).Start()
		if err := job.Enqueue(w.ctx, w.tx, due.kind, key(name, is[name]), at, caseJob{w.id, name.Subject}); err != nil {
			return err
		}
	}
	return nil
}

// thingOf reads the name of a row.
func thingOf(kind, subject string) thing {
	number, _ := strconv.Atoi(subject)
	return thing{kind, number}
}

// sorted lists the names of rows in a fixed order, so that two runs write the
// same things in the same order.
func sorted[T any](rows map[thing]T) []thing {
	names := make([]thing, 0, len(rows))
	for name := range rows {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b thing) int {
		if c := strings.Compare(a.Kind, b.Kind); c != 0 {
			return c
		}
		return a.Subject - b.Subject
	})
	return names
}
