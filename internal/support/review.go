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

// wantReview has one review of a kind waiting, on the day that a rule gives from
// a day. One that was counted from that day already, held or waiting, is left as
// it is; one that was counted from another day is counted again.
func (r *Room) wantReview(ctx context.Context, tx *db.Tx, c Case, kind string, rule statute.Kind, from civil.Day) error {
	due, found, err := r.due(rule, c.about(), from)
	if err != nil || !found {
		return err
	}
	known, err := reviews(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, review := range known {
		if review.Kind != kind {
			continue
		}
		if review.Due == due.On && review.State != reviewCancelled {
			if review.State == reviewDue {
				return r.set(ctx, tx, c, taskReview, string(review.ID), review.Due, review.Clock)
			}
			return nil
		}
		if review.State == reviewDue {
			if _, err := tx.Exec(ctx, `UPDATE support_review SET state = $2 WHERE id = $1`, review.ID, reviewCancelled); err != nil {
				return err
			}
			if err := cancel(ctx, tx, c.ID, taskReview, string(review.ID), rule); err != nil {
				return err
			}
		}
	}
	row := tx.NewID()
	_, ref, clock, err := r.setByRule(ctx, tx, c, taskReview, string(row), rule, from)
	if err != nil {
		return err
	}
	if ref == "" { // no provider has the case yet: the rule is kept all the same
		ref = due.Rule.Ref()
	}
	_, err = tx.Exec(ctx, `INSERT INTO support_review (id, case_id, kind, due_on, rule, clock_id, state) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		row, c.ID, kind, due.On, ref, db.Null(clock), reviewDue)
	return err
}

// reviewRules are the kinds of rule of the kinds of review.
var reviewRules = map[string]statute.Kind{reviewDay30: statute.ConclusiveGroundsReview, reviewEnd: statute.SupportEndReview, reviewDanger: statute.PlanReviewDanger, reviewLonger: statute.ExtensionReview}

// OnDanger has plan and period of somebody looked at again, because a new danger
// was noticed. The room that is told of dangers calls it, in the transaction in
// which it is told; somebody who is not supported is left alone.
func (r *Room) OnDanger(ctx context.Context, tx *db.Tx, _ account.Actor, id db.ID, _ string) error {
	c, found, err := loadCase(ctx, tx, id)
	if err != nil || !found || !c.Open() {
		return err
	}
	return r.wantReview(ctx, tx, c, reviewDanger, statute.PlanReviewDanger, today(tx))
}

// HoldForm is what a review came to.
type HoldForm struct {
	On    civil.Day `json:"on"`
	Words string    `json:"words" doc:"What the person says, what goes on and what changes"`
}

// Hold records that a review was held.
func (r *Room) Hold(ctx context.Context, tx *db.Tx, actor account.Actor, id, review db.ID, f HoldForm) error {
	if _, err := r.working(ctx, tx, actor, access.WorkSupport, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, holdQuestions(today(tx)))...); err != nil {
		return err
	}
	known, err := reviewOf(ctx, tx, id, review)
	if err != nil {
		return err
	}
	if known.State != reviewDue {
		return fault.Refuse("This review was held, or is not needed any more")
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedReview, review, f.Words)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_review SET state = $2, held_on = $3, held_by = $4, sealed = $5 WHERE id = $1`, review, reviewHeld, f.On, actor.Account, sealed); err != nil {
		return err
	}
	if err := finish(ctx, tx, actor, id, taskReview, string(review), reviewRules[known.Kind]); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "hold-support-review", Category: audit.Collection, Case: id, Subject: "support review " + string(review), Why: known.Kind})
}

const reviewColumns = `v.id, v.kind, v.due_on, v.rule, v.clock_id, v.state, v.held_on, b.name, v.sealed FROM support_review v LEFT JOIN account b ON b.id = v.held_by`

func scanReview(ctx context.Context, tx *db.Tx, id db.ID) func(*Review, func(...any) error) error {
	return func(v *Review, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&v.ID, &v.Kind, &v.Due, &v.Rule, db.Text((*string)(&v.Clock)), &v.State, &v.Held, db.Text(&v.By), &sealed); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedReview, v.ID, &v.Words)
	}
}

// reviews lists the reviews of somebody by their day.
func reviews(ctx context.Context, tx *db.Tx, id db.ID) ([]Review, error) {
	return db.All(ctx, tx, `SELECT `+reviewColumns+` WHERE v.case_id = $1 ORDER BY v.due_on, v.id`, []any{id}, scanReview(ctx, tx, id))
}

func reviewOf(ctx context.Context, tx *db.Tx, id, review db.ID) (Review, error) {
	return one(db.All(ctx, tx, `SELECT `+reviewColumns+` WHERE v.case_id = $1 AND v.id = $2`, []any{id, review}, scanReview(ctx, tx, id)))
}
