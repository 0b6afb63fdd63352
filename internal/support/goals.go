package support

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// GoalForm is something that the person wants.
type GoalForm struct {
	Version int64     `json:"version,omitempty" doc:"Of the goal that is changed"`
	Domain  string    `json:"domain"`
	Goal    string    `json:"goal" doc:"What the person wants, as they say it"`
	Steps   string    `json:"steps,omitempty" doc:"What is done for it"`
	Owner   string    `json:"owner" enum:"person,worker,together,service"`
	Service string    `json:"service,omitempty"`
	Due     civil.Day `json:"due,omitzero"`
}

func (f GoalForm) words(result string) GoalWords {
	return GoalWords{Goal: f.Goal, Steps: f.Steps, Service: f.Service, Result: result}
}

// AddGoal adds a goal to the plan.
func (r *Room) AddGoal(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f GoalForm) (db.ID, error) {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, goalQuestions)...); err != nil {
		return "", err
	}
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedGoal, row, f.words(""))
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_goal (id, case_id, version, domain, owner, due_on, state, sealed, made_at, made_by) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)`,
		row, id, f.Domain, f.Owner, f.Due, goalOpen, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	if err := r.watchGoal(ctx, tx, c, row, f.Due); err != nil {
		return "", err
	}
	return row, audit.Append(ctx, tx, actor, audit.Entry{Action: "add-goal", Category: audit.Collection, Case: id, Subject: "support goal " + string(row), Why: supportPurpose})
}

// watchGoal sets the task of the day on which a goal is due.
func (r *Room) watchGoal(ctx context.Context, tx *db.Tx, c Case, goal db.ID, due civil.Day) error {
	if due.IsZero() {
		return cancel(ctx, tx, c.ID, taskGoal, string(goal), "")
	}
	return r.set(ctx, tx, c, taskGoal, string(goal), due, "")
}

// ChangeGoal changes a goal that is being worked on.
func (r *Room) ChangeGoal(ctx context.Context, tx *db.Tx, actor account.Actor, id, goal db.ID, f GoalForm) error {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return err
	}
	g, err := goalOf(ctx, tx, id, goal)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, goalQuestions)...); err != nil {
		return err
	}
	if !g.Open() {
		return fault.Refuse("This goal is closed. Open it again first")
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedGoal, goal, f.words(g.Words.Result))
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE support_goal SET version = version + 1, domain = $3, owner = $4, due_on = $5, sealed = $6 WHERE id = $1 AND version = $2`,
		goal, f.Version, f.Domain, f.Owner, f.Due, sealed)); err != nil {
		return err
	}
	if err := r.watchGoal(ctx, tx, c, goal, f.Due); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "change-goal", Category: audit.Alteration, Case: id, Subject: "support goal " + string(goal)})
}

// CloseForm says what became of a goal.
type CloseForm struct {
	Version int64  `json:"version,omitempty"`
	State   string `json:"state" enum:"done,partly,dropped"`
	Result  string `json:"result,omitempty"`
}

// CloseGoal records what became of a goal.
func (r *Room) CloseGoal(ctx context.Context, tx *db.Tx, actor account.Actor, id, goal db.ID, f CloseForm) error {
	if err := fault.Mend(form.Check(&f, closeQuestions)...); err != nil {
		return err
	}
	return r.turnGoal(ctx, tx, actor, id, goal, f.Version, f.State, func(w *GoalWords) { w.Result = f.Result })
}

// OpenGoal opens a goal again that was closed: an undo, or a new wish for it.
func (r *Room) OpenGoal(ctx context.Context, tx *db.Tx, actor account.Actor, id, goal db.ID, version int64) error {
	return r.turnGoal(ctx, tx, actor, id, goal, version, goalOpen, func(*GoalWords) {})
}

func (r *Room) turnGoal(ctx context.Context, tx *db.Tx, actor account.Actor, id, goal db.ID, version int64, state string, change func(*GoalWords)) error {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return err
	}
	g, err := goalOf(ctx, tx, id, goal)
	if err != nil {
		return err
	}
	change(&g.Words)
	sealed, err := casefile.SealRow(ctx, tx, id, sealedGoal, goal, g.Words)
	if err != nil {
		return err
	}
	var closed, closer any
	if state != goalOpen {
		closed, closer = tx.Now(), actor.Account
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE support_goal SET version = version + 1, state = $3, sealed = $4, closed_at = $5, closed_by = $6 WHERE id = $1 AND version = $2`,
		goal, version, state, sealed, closed, closer)); err != nil {
		return err
	}
	if state == goalOpen {
		err = r.watchGoal(ctx, tx, c, goal, g.Due)
	} else {
		err = finish(ctx, tx, actor, id, taskGoal, string(goal), "")
	}
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "turn-goal", Category: audit.Alteration, Case: id, Subject: "support goal " + string(goal),
		Change: map[string]any{"state": map[string]string{"before": g.State, "after": state}}})
}

// AgreeForm records that the plan is the person's.
type AgreeForm struct {
	Version int64  `json:"version,omitempty"`
	Said    string `json:"said" doc:"What the person says about the plan"`
}

// AgreePlan records that the person agrees to the plan as it stands.
func (r *Room) AgreePlan(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f AgreeForm) error {
	if _, err := r.working(ctx, tx, actor, access.WorkSupport, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, agreeQuestions)...); err != nil {
		return err
	}
	if err := touch(ctx, tx, id, f.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_case SET planned_at = $2 WHERE case_id = $1`, id, tx.Now()); err != nil {
		return err
	}
	if _, err := r.Record(ctx, tx, actor, id, EntryForm{Kind: "key-work", On: today(tx), Note: f.Said}); err != nil {
		return err
	}
	if err := finish(ctx, tx, actor, id, taskPlan, "", statute.SupportPlan); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "agree-plan", Category: audit.Alteration, Case: id, Subject: "support plan", Why: supportPurpose})
}

const goalColumns = `g.id, g.version, g.domain, g.owner, g.due_on, g.state, g.sealed, g.made_at, b.name, g.closed_at FROM support_goal g LEFT JOIN account b ON b.id = g.made_by`

func scanGoal(ctx context.Context, tx *db.Tx, id db.ID) func(*Goal, func(...any) error) error {
	return func(g *Goal, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&g.ID, &g.Version, &g.Domain, &g.Owner, &g.Due, &g.State, &sealed, db.Instant(&g.Made), db.Text(&g.By), db.Instant(&g.Closed)); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedGoal, g.ID, &g.Words)
	}
}

// goals lists the plan: what is open by its day, then what was closed, the latest
// first.
func goals(ctx context.Context, tx *db.Tx, id db.ID) ([]Goal, error) {
	return db.All(ctx, tx, `SELECT `+goalColumns+` WHERE g.case_id = $1 ORDER BY CASE WHEN g.closed_at IS NULL THEN 0 ELSE 1 END,
		CASE WHEN g.closed_at IS NULL THEN coalesce(g.due_on, '9999-12-31') END, g.closed_at DESC, g.id`, []any{id}, scanGoal(ctx, tx, id))
}

func goalOf(ctx context.Context, tx *db.Tx, id, goal db.ID) (Goal, error) {
	return one(db.All(ctx, tx, `SELECT `+goalColumns+` WHERE g.case_id = $1 AND g.id = $2`, []any{id, goal}, scanGoal(ctx, tx, id)))
}
