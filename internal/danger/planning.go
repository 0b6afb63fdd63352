package danger

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// WritePlan keeps a new version of somebody's safety plan; earlier ones stay.
func (room *Room) WritePlan(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f SafetyPlanForm) (db.ID, error) {
	if _, err := room.reach(ctx, tx, actor, access.KeepSafetyPlan, id); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, planQuestions)...); err != nil {
		return "", err
	}
	p := Plan{ID: tx.NewID(), Case: id, Number: int(f.Version) + 1, Language: f.Language, Text: f.text()}
	if len(p.Text) == 0 {
		return "", fault.Wrong("now", "Write down at least one answer")
	}
	var last int64
	if _, err := tx.Row(ctx, `SELECT COALESCE(MAX(number), 0) FROM safety_plan WHERE case_id = $1`, []any{id}, &last); err != nil {
		return "", err
	}
	if last != f.Version {
		return "", fault.Stale(nil, nil)
	}
	if err := putPlan(ctx, tx, actor, actor.Agency, p); err != nil {
		if db.Duplicate(err) {
			return "", fault.Stale(nil, nil)
		}
		return "", err
	}
	return p.ID, audit.Append(ctx, tx, actor, audit.Entry{Action: "write-safety-plan", Category: audit.Collection, Case: id, Subject: "safety plan " + string(p.ID), Why: purpose,
		Change: map[string]any{"version": p.Number}})
}

// planNumbered gives a version of somebody's plan.
func planNumbered(plans []Plan, number int64) (Plan, error) {
	for _, p := range plans {
		if int64(p.Number) == number {
			return p, nil
		}
	}
	return Plan{}, fault.Missing()
}

// GivePlan records how somebody took the newest version of their plan with them.
func (room *Room) GivePlan(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f GivePlanForm) (db.ID, error) {
	if _, err := room.reach(ctx, tx, actor, access.KeepSafetyPlan, id); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, giveQuestions(civil.DayOf(tx.Now())))...); err != nil {
		return "", err
	}
	plans, err := plansOf(ctx, tx, id)
	if err != nil {
		return "", err
	}
	if len(plans) == 0 {
		return "", fault.Wrong("how", "There is no plan yet. Write it first")
	}
	g := Given{ID: tx.NewID(), Plan: plans[0].ID, How: f.How, On: f.On, Words: f.Words}
	if err := putGiven(ctx, tx, actor, id, g); err != nil {
		return "", err
	}
	return g.ID, audit.Append(ctx, tx, actor, audit.Entry{Action: "give-safety-plan", Category: audit.Disclosure, Case: id, Subject: "safety plan " + string(plans[0].ID), Why: purpose,
		Recipient: "the person", Change: map[string]string{"how": f.How}})
}

// UndoGiven takes back what was recorded by mistake of how a plan was taken.
func (room *Room) UndoGiven(ctx context.Context, tx *db.Tx, actor account.Actor, id, given db.ID) error {
	if _, err := room.reach(ctx, tx, actor, access.KeepSafetyPlan, id); err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE safety_plan_given SET ended_at = $3, ended_by = $4 WHERE id = $1 AND case_id = $2 AND ended_at IS NULL`, given, id, tx.Now(), actor.Account)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "undo-give-safety-plan", Category: audit.Alteration, Case: id, Subject: "safety plan", Why: purpose})
}

// Answer keeps the answer to one point of the list of digital traces. A later
// answer takes the place of an earlier one, which stays.
func (room *Room) Answer(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f TraceForm) error {
	if _, err := room.reach(ctx, tx, actor, access.AssessDanger, id); err != nil {
		return err
	}
	if _, known := traces.item(f.Item); !known {
		return fault.Missing()
	}
	if err := fault.Mend(form.Check(&f, traceQuestions)...); err != nil {
		return err
	}
	if err := putTrace(ctx, tx, actor, id, f.Item, f.Answer, f.Note); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "answer-digital-trace", Category: audit.Collection, Case: id, Subject: "digital traces", Why: purpose, Change: map[string]string{"point": f.Item}})
}
