package decision

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
)

// Difference is one thing in which what is stored of a case is not what its
// steps say. It names nobody.
type Difference struct {
	Case db.ID
	// What is "state", "clock", "task", "letter" or "progress", with the kind
	// and subject where it is one of several.
	What            string
	Stored, Derived string
}

func (d Difference) String() string {
	return fmt.Sprintf("case %s, %s: stored %s, derived %s", d.Case, d.What, d.Stored, d.Derived)
}

// Rederive takes every step of a case again, from what was entered and under the
// rules that each step kept, and compares the state, the running clocks, the
// open tasks and the letters with what is stored. It changes nothing.
func (r *Room) Rederive(ctx context.Context, tx *db.Tx, id db.ID) ([]Difference, error) {
	stored, err := loadProgress(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	steps, err := storedSteps(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	derived, err := r.replay(steps)
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", id, err)
	}
	derived.Referrer, derived.Received = stored.Referrer, stored.Received
	c := comparing{ctx: ctx, tx: tx, id: id}
	c.progress(stored, derived)
	if err := c.clocks(derived.State); err != nil {
		return nil, err
	}
	if err := c.tasks(derived); err != nil {
		return nil, err
	}
	return c.found, c.letters(derived.State)
}

// replay derives where a case stands from its steps. Whether each was allowed to
// who took it was asked at the time, so all roles are given again; the
// separation of duties still holds by account.
func (r *Room) replay(steps []storedStep) (progress, error) {
	var p progress
	for i, step := range steps {
		if step.Number != i {
			return p, fmt.Errorf("step %d is missing", i)
		}
		law := &law{book: r.Rules, kept: step.Rules, used: map[string]string{}}
		state, err := law.again(p.State, step)
		if err != nil {
			return p, fmt.Errorf("step %d, %s: %w", step.Number, step.Step, err)
		}
		p = progress{Agency: step.Entered.Agency, Panel: step.Entered.Panel, Steps: step.Number, SteppedOn: step.On, State: state}
	}
	return p, nil
}

var allRoles = []machine.Role{machine.FirstResponder, machine.TriageOfficer, machine.DecisionMaker, machine.SecondReader, machine.AuthorityManager, machine.PanelMember, machine.SupportProvider, machine.System}

// again takes one stored step again.
func (l *law) again(c machine.Case, step storedStep) (machine.Case, error) {
	switch step.Step {
	case StepReceived:
		opened, _ := machine.Opened(*step.Entered.Facts, step.On)
		return l.settle(opened)
	case StepTaskDone:
		return without(c, *step.Entered.Task), nil
	}
	form := machine.Blank(step.Step)
	if form == nil {
		return c, fmt.Errorf("there is no such step")
	}
	if err := json.Unmarshal(step.Entered.Form, form); err != nil {
		return c, err
	}
	after, _, err := l.step(c, machine.Taken{Step: step.Step, By: machine.Actor{ID: step.Account, Roles: allRoles}, On: step.On, Form: form})
	return after, err
}

// comparing collects differences.
type comparing struct {
	ctx   context.Context
	tx    *db.Tx
	id    db.ID
	found []Difference
}

func (c *comparing) differ(what string, stored, derived any) {
	if !reflect.DeepEqual(stored, derived) {
		c.found = append(c.found, Difference{c.id, what, fmt.Sprintf("%+v", stored), fmt.Sprintf("%+v", derived)})
	}
}

// progress compares the row of the case. States are compared as they are kept,
// as JSON.
func (c *comparing) progress(stored, derived progress) {
	was, _ := json.Marshal(stored.State)
	is, _ := json.Marshal(derived.State)
	c.differ("state", string(was), string(is))
	stored.State, derived.State = machine.Case{}, machine.Case{}
	c.differ("progress", stored, derived)
}

func (c *comparing) clocks(state machine.Case) error {
	rows, err := casefile.Clocks(c.ctx, c.tx, c.id)
	if err != nil {
		return err
	}
	stored := map[thing][]clockRow{}
	for _, row := range rows {
		if row.Running() {
			name := thingOf(row.Kind, row.Subject)
			stored[name] = append(stored[name], clockRow{row.Started, row.Due, row.Rule})
		}
	}
	derived := map[thing][]clockRow{}
	for name, row := range clockRows(state) {
		derived[name] = []clockRow{row}
	}
	compareRows(c, "clock", stored, derived)
	return nil
}

// tasks compares the open tasks of the machine in the agency that has the case.
// Other rooms set tasks too, in this agency and in others: those are theirs.
func (c *comparing) tasks(p progress) error {
	clocks, err := casefile.Clocks(c.ctx, c.tx, c.id)
	if err != nil {
		return err
	}
	tasks, err := casefile.Tasks(c.ctx, c.tx, c.id)
	if err != nil {
		return err
	}
	stored, derived := map[thing][]taskRow{}, map[thing][]taskRow{}
	for _, task := range tasks {
		if _, ours := machine.TaskTitles[machine.TaskKind(task.Kind)]; !ours || task.Done || task.Agency != p.Agency {
			continue
		}
		row := taskRow{Agency: task.Agency, Account: task.Account, Due: task.Due}
		if at := slices.IndexFunc(clocks, func(clock casefile.Clock) bool { return clock.ID == task.Clock }); at >= 0 {
			row.Clock = thingOf(clocks[at].Kind, clocks[at].Subject)
			if !clocks[at].Running() {
				row.Clock.Kind += " (stopped)"
			}
		}
		name := thingOf(task.Kind, task.Subject)
		stored[name] = append(stored[name], row)
	}
	for name, row := range taskRows(p.State, p.Agency) {
		derived[name] = []taskRow{row}
	}
	compareRows(c, "task", stored, derived)
	return nil
}

// letters compares which letters are there, and which were served. One that is
// held because it has no safe address is held in its row alone.
func (c *comparing) letters(state machine.Case) error {
	rows, err := lettersOnFile(c.ctx, c.tx, c.id)
	if err != nil {
		return err
	}
	var stored []machine.Letter
	for _, row := range rows {
		if !row.Cancelled {
			kept := state.Letter(row.Number)
			stored = append(stored, machine.Letter{Number: row.Number, Kind: row.Kind, Made: row.Made, Served: row.Served, Held: kept != nil && kept.Held && row.Held})
		}
	}
	// A case closed with letters waiting has cancelled them in both.
	c.differ("letters", fmt.Sprintf("%+v", stored), fmt.Sprintf("%+v", state.Letters))
	return nil
}

func compareRows[T any](c *comparing, what string, stored, derived map[thing][]T) {
	names := sorted(stored)
	for _, name := range sorted(derived) {
		if _, both := stored[name]; !both {
			names = append(names, name)
		}
	}
	for _, name := range names {
		c.differ(fmt.Sprintf("%s %s %d", what, name.Kind, name.Subject), stored[name], derived[name])
	}
}
