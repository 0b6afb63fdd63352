package decision

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
)

// progress is where a case stands, as its row holds it.
type progress struct {
	Agency, Panel db.ID
	Referrer      db.ID
	Received      civil.Day
	Steps         int       // number of the last step
	SteppedOn     civil.Day // the day on which it was taken
	State         machine.Case
}

func insertProgress(ctx context.Context, tx *db.Tx, id db.ID, p progress) error {
	state, err := json.Marshal(p.State)
	if err != nil {
		return err
	}
	due, kind := nextDue(p.State)
	_, err = tx.Exec(ctx, `INSERT INTO case_progress (case_id, agency_id, stage, open, decision_maker, due_on, due_kind, received_on,
		referrer_id, jurisdiction, child, panel_id, steps, stepped_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		id, p.Agency, p.State.Stage, p.State.Stage != machine.Closed, p.State.DecisionMaker, due, kind, p.Received,
		orNull(p.Referrer), p.State.Facts.Jurisdiction, p.State.Facts.Age != machine.Adult, orNull(p.Panel), p.Steps, p.SteppedOn)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO case_state (case_id, state) VALUES ($1, $2)`, id, string(state))
	return err
}

func updateProgress(ctx context.Context, tx *db.Tx, id db.ID, p progress) error {
	state, err := json.Marshal(p.State)
	if err != nil {
		return err
	}
	due, kind := nextDue(p.State)
	_, err = tx.Exec(ctx, `UPDATE case_progress SET agency_id = $2, stage = $3, open = $4, decision_maker = $5, due_on = $6, due_kind = $7,
		jurisdiction = $8, child = $9, panel_id = $10, steps = $11, stepped_on = $12 WHERE case_id = $1`,
		id, p.Agency, p.State.Stage, p.State.Stage != machine.Closed, p.State.DecisionMaker, due, kind,
		p.State.Facts.Jurisdiction, p.State.Facts.Age != machine.Adult, orNull(p.Panel), p.Steps, p.SteppedOn)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE case_state SET state = $2 WHERE case_id = $1`, id, string(state))
	return err
}

// loadProgress reads where a case stands; one that never came to the competent
// authority is missing.
func loadProgress(ctx context.Context, tx *db.Tx, id db.ID) (progress, error) {
	var p progress
	var state []byte
	found, err := tx.Row(ctx, `SELECT p.agency_id, p.panel_id, p.referrer_id, p.received_on, p.steps, p.stepped_on, s.state
		FROM case_progress p JOIN case_state s ON s.case_id = p.case_id WHERE p.case_id = $1`, []any{id},
		&p.Agency, db.Text((*string)(&p.Panel)), db.Text((*string)(&p.Referrer)), &p.Received, &p.Steps, &p.SteppedOn, &state)
	if err != nil {
		return progress{}, err
	}
	if !found {
		return progress{}, fault.Missing()
	}
	if err := json.Unmarshal(state, &p.State); err != nil {
		return progress{}, fmt.Errorf("the state of case %s cannot be read: %w", id, err)
	}
	return p, nil
}

// Codes of rows of case_step that are not steps of the machine's table.
const (
	// StepReceived is the arrival of a referral: step 0 of every case.
	StepReceived machine.Step = "received"
	// StepTaskDone is a task that somebody finished by hand.
	StepTaskDone machine.Step = "task-done"
)

// systemAccount stands for the service itself where a step needs to say who.
const systemAccount = "system"

// entered is what is sealed of a step: all that it takes to take it again,
// beside the columns.
type entered struct {
	Form  json.RawMessage `json:"form,omitempty"`
	Facts *machine.Facts  `json:"facts,omitempty"` // of StepReceived
	Task  *machine.Task   `json:"task,omitempty"`  // of StepTaskDone
	// Agency is who has the case after the step, and Panel the devolved panel
	// that has or had it.
	Agency db.ID `json:"agency"`
	Panel  db.ID `json:"panel,omitempty"`
}

// storedStep is a row of case_step.
type storedStep struct {
	Number  int
	Step    machine.Step
	On      civil.Day
	Account string
	Rules   map[string]string
	Entered entered
}

const stepPlace = "case_step"

func insertStep(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, step storedStep) error {
	sealed, err := casefile.Seal(ctx, tx, id, casefile.Row(stepPlace, step.Number), step.Entered)
	if err != nil {
		return err
	}
	rules, err := json.Marshal(step.Rules)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO case_step (case_id, number, step, taken_on, taken_at, account_id, agency_id, rules, sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, step.Number, step.Step, step.On, tx.Now(), step.Account, actor.Agency, string(rules), []byte(sealed))
	return err
}

// storedSteps reads every step of a case in order.
func storedSteps(ctx context.Context, tx *db.Tx, id db.ID) ([]storedStep, error) {
	return db.All(ctx, tx, `SELECT number, step, taken_on, account_id, rules, sealed FROM case_step WHERE case_id = $1 ORDER BY number`, []any{id},
		func(s *storedStep, scan func(...any) error) error {
			var rules, sealed []byte
			if err := scan(&s.Number, &s.Step, &s.On, &s.Account, &rules, &sealed); err != nil {
				return err
			}
			if err := json.Unmarshal(rules, &s.Rules); err != nil {
				return err
			}
			return casefile.Sealed(sealed).Open(ctx, tx, id, casefile.Row(stepPlace, s.Number), &s.Entered)
		})
}

// agreedToSupport is an adult's answer to being supported, as the referral has it.
func agreedToSupport(ctx context.Context, tx *db.Tx, id db.ID) (machine.Answer, error) {
	var given bool
	found, err := tx.Row(ctx, `SELECT given FROM consent WHERE case_id = $1 AND purpose = $2 AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1`,
		[]any{id, casefile.ConsentSupport}, &given)
	switch {
	case err != nil || !found:
		return machine.Unanswered, err
	case given:
		return machine.Yes, nil
	}
	return machine.No, nil
}

func orNull(id db.ID) any {
	if id == "" {
		return nil
	}
	return string(id)
}
