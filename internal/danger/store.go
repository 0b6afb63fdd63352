package danger

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// The tables whose sealed columns are opened as their own and no other's.
const (
	sealedTold    = "danger_assessment"
	sealedEnd     = "danger_assessment_end"
	sealedPlan    = "safety_plan"
	sealedGiven   = "safety_plan_given"
	sealedTrace   = "digital_trace"
	sealedAlert   = "danger_alert"
	sealedOutcome = "danger_alert_done"
)

const assessmentColumns = `a.id, a.case_id, a.agency_id, a.number, a.contact_on, a.how, a.signs_rule, a.medical, a.violence, a.retrafficking, a.self_harm, a.digital,
	a.by_rule, a.judged, a.found_new, a.review_on, a.review_rule, a.sealed, a.recorded_at, w.name, a.replaces_id, a.ended_at, e.name, a.ended,
	EXISTS (SELECT 1 FROM danger_assessment r WHERE r.replaces_id = a.id)
	FROM danger_assessment a LEFT JOIN account w ON w.id = a.recorded_by LEFT JOIN account e ON e.id = a.ended_by`

func assessments(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Assessment, error) {
	return db.All(ctx, tx, `SELECT `+assessmentColumns+` WHERE `+where+` ORDER BY a.contact_on DESC, a.number DESC`, args, func(a *Assessment, scan func(...any) error) error {
		var medical, violence, retrafficking, selfHarm, digital Level
		var sealed, ended []byte
		if err := scan(&a.ID, &a.Case, &a.Agency, &a.Number, &a.On, &a.How, &a.List, &medical, &violence, &retrafficking, &selfHarm, &digital,
			&a.ByRule, &a.Judged, &a.New, &a.Review, &a.ReviewRule, &sealed, db.Instant(&a.Recorded), db.Text(&a.By), db.Text((*string)(&a.Replaces)),
			db.Instant(&a.Ended), db.Text(&a.EndedBy), &ended, &a.Replaced); err != nil {
			return err
		}
		a.Domains = map[Domain]Level{Medical: medical, Violence: violence, Retrafficking: retrafficking, SelfHarm: selfHarm, Digital: digital}
		if err := casefile.OpenRow(ctx, tx, sealed, a.Case, sealedTold, a.ID, &a.Told); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, ended, a.Case, sealedEnd, a.ID, &a.EndedWhy)
	})
}

// assessmentsOf lists every assessment of a person, the latest contact first,
// those that were corrected or taken back among them.
func assessmentsOf(ctx context.Context, tx *db.Tx, id db.ID) ([]Assessment, error) {
	return assessments(ctx, tx, `a.case_id = $1`, id)
}

// standing keeps the assessments that count.
func standing(all []Assessment) []Assessment {
	var kept []Assessment
	for _, a := range all {
		if a.Counts() {
			kept = append(kept, a)
		}
	}
	return kept
}

// lastNumber is the number of the newest assessment of a person, 0 before the
// first: the version that a form was drawn from.
func lastNumber(ctx context.Context, tx *db.Tx, id db.ID) (number int64, err error) {
	_, err = tx.Row(ctx, `SELECT COALESCE(MAX(number), 0) FROM danger_assessment WHERE case_id = $1`, []any{id}, &number)
	return number, err
}

func putAssessment(ctx context.Context, tx *db.Tx, actor account.Actor, a Assessment) error {
	sealed, err := casefile.SealRow(ctx, tx, a.Case, sealedTold, a.ID, a.Told)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO danger_assessment (id, case_id, agency_id, number, contact_on, how, signs_rule, medical, violence, retrafficking, self_harm, digital,
		by_rule, judged, found_new, review_on, review_rule, sealed, recorded_at, recorded_by, replaces_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		a.ID, a.Case, a.Agency, a.Number, a.On, a.How, a.List, int(a.Domains[Medical]), int(a.Domains[Violence]), int(a.Domains[Retrafficking]), int(a.Domains[SelfHarm]), int(a.Domains[Digital]),
		int(a.ByRule), int(a.Judged), a.New, a.Review, a.ReviewRule, sealed, tx.Now(), actor.Account, db.Null(a.Replaces))
	return err
}

func endAssessment(ctx context.Context, tx *db.Tx, actor account.Actor, a Assessment, why string) error {
	sealed, err := casefile.SealRow(ctx, tx, a.Case, sealedEnd, a.ID, why)
	if err != nil {
		return err
	}
	return fault.Touched(tx.Exec(ctx, `UPDATE danger_assessment SET ended_at = $2, ended_by = $3, ended = $4 WHERE id = $1 AND ended_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM danger_assessment r WHERE r.replaces_id = $1)`, a.ID, tx.Now(), actor.Account, sealed))
}

// Line is one person on the list.
type Line struct {
	Case      db.ID
	Reference string
	Name      string
	Level     Level
	On        civil.Day // of the last talk; zero where there was none
	Review    civil.Day
	Plan      int    // the number of the newest version; 0 where there is none
	Alerts    int    // that are not dealt with
	rule      string // by which the day of the review was counted
	about     statute.Subject
}

// Asked is what a list is narrowed to: everybody, those whose danger is high, those
// with whom it is time to talk, those never talked with, or those without a plan.
type Asked string

const latest = `(SELECT MAX(l.number) FROM danger_assessment l WHERE l.case_id = c.id AND l.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM danger_assessment r WHERE r.replaces_id = l.id)
	AND l.contact_on = (SELECT MAX(m.contact_on) FROM danger_assessment m WHERE m.case_id = c.id AND m.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM danger_assessment r WHERE r.replaces_id = m.id)))`

// people lists those whom the actor supports, those in the greatest danger first.
func people(ctx context.Context, tx *db.Tx, actor account.Actor, asked Asked, today civil.Day, limit int) ([]Line, error) {
	visible, more := access.Reachable(tx, actor, "c.id", access.Support, 3)
	conditions := []string{visible, "c.closed_at IS NULL", "CAST($2 AS DATE) IS NOT NULL"}
	if narrowed := map[Asked]string{"high": "a.judged >= 3", "due": "a.review_on <= $2", "never": "a.id IS NULL",
		"no-plan": "NOT EXISTS (SELECT 1 FROM safety_plan p WHERE p.case_id = c.id)"}[asked]; narrowed != "" {
		conditions = append(conditions, narrowed)
	}
	return db.All(ctx, tx, `SELECT c.id, c.reference, c.jurisdiction, c.age_group, a.judged, a.contact_on, a.review_on, COALESCE(a.review_rule, ''),
		(SELECT COALESCE(MAX(p.number), 0) FROM safety_plan p WHERE p.case_id = c.id),
		(SELECT count(*) FROM danger_alert d WHERE d.case_id = c.id AND d.done_at IS NULL)
		FROM case_file c LEFT JOIN danger_assessment a ON a.case_id = c.id AND a.number = `+latest+`
		WHERE `+strings.Join(conditions, " AND ")+` ORDER BY COALESCE(a.judged, 0) DESC, a.review_on NULLS LAST, c.reference LIMIT $1`,
		append([]any{limit, today}, more...), func(l *Line, scan func(...any) error) error {
			var level *int
			var age string
			err := scan(&l.Case, &l.Reference, (*string)(&l.about.Jurisdiction), &age, &level, &l.On, &l.Review, &l.rule, &l.Plan, &l.Alerts)
			l.about.Child = casefile.TreatedAsChild(age)
			if level != nil {
				l.Level = Level(*level)
			}
			return err
		})
}

// LevelNow is how great the danger of a person was judged the last time, for
// rooms that the site lets ask.
func LevelNow(ctx context.Context, tx *db.Tx, caseID db.ID) (Level, error) {
	var level Level
	_, err := tx.Row(ctx, `SELECT a.judged FROM case_file c JOIN danger_assessment a ON a.case_id = c.id AND a.number = `+latest+` WHERE c.id = $1`, []any{caseID}, &level)
	return level, err
}

// oneOf reads an assessment of a person; one of somebody else is missing.
func oneOf(ctx context.Context, tx *db.Tx, caseID, id db.ID) (Assessment, error) {
	found, err := assessments(ctx, tx, `a.id = $1 AND a.case_id = $2`, id, caseID)
	if err != nil {
		return Assessment{}, err
	}
	if len(found) == 0 {
		return Assessment{}, fault.Missing()
	}
	return found[0], nil
}
