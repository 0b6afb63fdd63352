package danger

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// plansOf lists the versions of somebody's plan, the newest first, with what they
// took of each, the latest first.
func plansOf(ctx context.Context, tx *db.Tx, id db.ID) ([]Plan, error) {
	plans, err := db.All(ctx, tx, `SELECT p.id, p.case_id, p.number, p.language, p.sealed, p.made_at, a.name FROM safety_plan p LEFT JOIN account a ON a.id = p.made_by
		WHERE p.case_id = $1 ORDER BY p.number DESC`, []any{id}, func(p *Plan, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&p.ID, &p.Case, &p.Number, &p.Language, &sealed, db.Instant(&p.Made), db.Text(&p.By)); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, p.Case, sealedPlan, p.ID, &p.Text)
	})
	if err != nil {
		return nil, err
	}
	given, err := db.All(ctx, tx, `SELECT g.id, g.plan_id, g.how, g.given_on, g.sealed, g.recorded_at, a.name, g.ended_at FROM safety_plan_given g LEFT JOIN account a ON a.id = g.recorded_by
		WHERE g.case_id = $1 ORDER BY g.id DESC`, []any{id}, func(g *Given, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&g.ID, &g.Plan, &g.How, &g.On, &sealed, db.Instant(&g.Recorded), db.Text(&g.By), db.Instant(&g.Ended)); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedGiven, g.ID, &g.Words)
	})
	for _, one := range given {
		for i := range plans {
			if plans[i].ID == one.Plan {
				plans[i].Given = append(plans[i].Given, one)
			}
		}
	}
	return plans, err
}

func putPlan(ctx context.Context, tx *db.Tx, actor account.Actor, agency db.ID, p Plan) error {
	sealed, err := casefile.SealRow(ctx, tx, p.Case, sealedPlan, p.ID, p.Text)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO safety_plan (id, case_id, agency_id, number, language, sealed, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.Case, agency, p.Number, p.Language, sealed, tx.Now(), actor.Account)
	return err
}

func putGiven(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, g Given) error {
	var sealed []byte
	if g.Words != "" {
		var err error
		if sealed, err = casefile.SealRow(ctx, tx, id, sealedGiven, g.ID, g.Words); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO safety_plan_given (id, plan_id, case_id, how, given_on, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		g.ID, g.Plan, id, g.How, g.On, sealed, tx.Now(), actor.Account)
	return err
}

// tracesOf gives every point of the list with its latest answer.
func tracesOf(ctx context.Context, tx *db.Tx, id db.ID) ([]Traced, error) {
	all := make([]Traced, len(traces.Items))
	at := map[string]int{}
	for i, item := range traces.Items {
		all[i].Trace, at[item.Code] = item, i
	}
	answers, err := db.All(ctx, tx, `SELECT t.id, t.item, t.answer, t.sealed, t.recorded_at, a.name FROM digital_trace t LEFT JOIN account a ON a.id = t.recorded_by WHERE t.case_id = $1 ORDER BY t.id`,
		[]any{id}, func(t *Traced, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&t.ID, &t.Code, &t.Answer, &sealed, db.Instant(&t.Recorded), db.Text(&t.By)); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, id, sealedTrace, t.ID, &t.Note)
		})
	for _, answer := range answers {
		if i, listed := at[answer.Code]; listed {
			answer.Trace, answer.Before = all[i].Trace, all[i].Before
			if all[i].Answer != "" {
				answer.Before++
			}
			all[i] = answer
		}
	}
	return all, err
}

func putTrace(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, item, answer, note string) error {
	row := tx.NewID()
	var sealed []byte
	if note = strings.TrimSpace(note); note != "" {
		var err error
		if sealed, err = casefile.SealRow(ctx, tx, id, sealedTrace, row, note); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO digital_trace (id, case_id, agency_id, item, answer, list_rule, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		row, id, actor.Agency, item, answer, traces.ref(), sealed, tx.Now(), actor.Account)
	return err
}
