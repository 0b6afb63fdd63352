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
	"github.com/havenward/havenward/internal/statute"
)

// AssessForm is an assessment of needs: what the person says and wishes first,
// then part after part of a life as far as it was talked about.
type AssessForm struct {
	On       civil.Day         `json:"on"`
	Together string            `json:"together" enum:"yes,no" doc:"Whether it was made with the person; no is by observation alone"`
	Own      string            `json:"own,omitempty" doc:"What the person says, in their own words"`
	Wishes   string            `json:"wishes,omitempty" doc:"What the person wishes most"`
	Levels   map[string]string `json:"levels,omitempty" doc:"How much is needed in each part of a life, from 0 to 3; leave out what was not talked about"`
	Words    map[string]string `json:"words,omitempty" doc:"What is needed in each part, in words"`
}

// Assess records what somebody needs on a day. It is repeated, never overwritten:
// each one stands with its day.
func (r *Room) Assess(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f AssessForm) (db.ID, error) {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(checkAssessment(&f, today(tx))...); err != nil {
		return "", err
	}
	var number int
	if _, err := tx.Row(ctx, `SELECT coalesce(max(number), 0) + 1 FROM support_assessment WHERE case_id = $1`, []any{id}, &number); err != nil {
		return "", err
	}
	row := tx.NewID()
	words := AssessmentWords{Own: f.Own, Wishes: f.Wishes, Domains: map[string]string{}}
	for domain, text := range f.Words {
		if text != "" {
			words.Domains[domain] = text
		}
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedAssessment, row, words)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_assessment (id, case_id, number, assessed_on, together, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		row, id, number, f.On, f.Together == "yes", sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	for _, domain := range domains {
		if level, told := levelOf(f.Levels[domain.Code()]); told {
			if _, err := tx.Exec(ctx, `INSERT INTO support_need (assessment_id, domain, level) VALUES ($1, $2, $3)`, row, domain.Code(), level); err != nil {
				return "", err
			}
		}
	}
	if err := finish(ctx, tx, actor, id, taskAssess, "", statute.NeedsAssessment); err != nil {
		return "", err
	}
	if _, _, _, err := r.setByRule(ctx, tx, c, taskAssess, "", statute.NeedsAssessmentAgain, f.On); err != nil {
		return "", err
	}
	return row, audit.Append(ctx, tx, actor, audit.Entry{Action: "assess-needs", Category: audit.Collection, Case: id, Subject: "support assessment " + string(row), Why: supportPurpose})
}

// levelOf reads how much is needed; false for what was not talked about.
func levelOf(text string) (int, bool) {
	if len(text) != 1 || text[0] < '0' || text[0] > '3' {
		return 0, false
	}
	return int(text[0] - '0'), true
}

// assessments lists what was assessed, the latest first.
func assessments(ctx context.Context, tx *db.Tx, id db.ID) ([]Assessment, error) {
	found, err := db.All(ctx, tx, `SELECT a.id, a.number, a.assessed_on, a.together, a.sealed, a.recorded_at, b.name FROM support_assessment a
		LEFT JOIN account b ON b.id = a.recorded_by WHERE a.case_id = $1 ORDER BY a.number DESC`, []any{id}, func(a *Assessment, scan func(...any) error) error {
		var sealed []byte
		a.Levels = map[string]int{}
		if err := scan(&a.ID, &a.Number, &a.On, &a.Together, &sealed, db.Instant(&a.Recorded), db.Text(&a.By)); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedAssessment, a.ID, &a.Words)
	})
	if err != nil {
		return nil, err
	}
	at := map[db.ID]int{}
	for i, a := range found {
		at[a.ID] = i
	}
	return found, tx.Each(ctx, `SELECT n.assessment_id, n.domain, n.level FROM support_need n JOIN support_assessment a ON a.id = n.assessment_id WHERE a.case_id = $1`, []any{id},
		func(scan func(...any) error) error {
			var row db.ID
			var domain string
			var level int
			err := scan(&row, &domain, &level)
			found[at[row]].Levels[domain] = level
			return err
		})
}

// ReadForm is how the person sees the seven core outcomes on a day. An outcome
// that they would not or could not answer is left out.
type ReadForm struct {
	On     civil.Day         `json:"on"`
	Scores map[string]string `json:"scores" doc:"From 1 to 5 by outcome"`
	Words  string            `json:"words,omitempty" doc:"What the person says about it"`
}

// Measure records how the person sees the seven core outcomes.
func (r *Room) Measure(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f ReadForm) (db.ID, error) {
	if _, err := r.working(ctx, tx, actor, access.WorkSupport, id); err != nil {
		return "", err
	}
	if err := fault.Mend(checkReading(&f, today(tx))...); err != nil {
		return "", err
	}
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedReading, row, f.Words)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_reading (id, case_id, measured_on, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		row, id, f.On, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	for _, outcome := range outcomes {
		if score, told := scoreOf(f.Scores[outcome.Code()]); told {
			if _, err := tx.Exec(ctx, `INSERT INTO support_score (reading_id, outcome, score) VALUES ($1, $2, $3)`, row, outcome.Code(), score); err != nil {
				return "", err
			}
		}
	}
	return row, audit.Append(ctx, tx, actor, audit.Entry{Action: "measure-outcomes", Category: audit.Collection, Case: id, Subject: "support reading " + string(row), Why: supportPurpose})
}

func scoreOf(text string) (int, bool) {
	if len(text) != 1 || text[0] < '1' || text[0] > '5' {
		return 0, false
	}
	return int(text[0] - '0'), true
}

// readings lists how the outcomes were seen, the earliest first.
func readings(ctx context.Context, tx *db.Tx, id db.ID) ([]Reading, error) {
	found, err := db.All(ctx, tx, `SELECT m.id, m.measured_on, m.sealed, b.name FROM support_reading m LEFT JOIN account b ON b.id = m.recorded_by
		WHERE m.case_id = $1 ORDER BY m.measured_on, m.id`, []any{id}, func(m *Reading, scan func(...any) error) error {
		var sealed []byte
		m.Scores = map[string]int{}
		if err := scan(&m.ID, &m.On, &sealed, db.Text(&m.By)); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedReading, m.ID, &m.Words)
	})
	if err != nil {
		return nil, err
	}
	at := map[db.ID]int{}
	for i, m := range found {
		at[m.ID] = i
	}
	return found, tx.Each(ctx, `SELECT s.reading_id, s.outcome, s.score FROM support_score s JOIN support_reading m ON m.id = s.reading_id WHERE m.case_id = $1`, []any{id},
		func(scan func(...any) error) error {
			var row db.ID
			var outcome string
			var score int
			err := scan(&row, &outcome, &score)
			found[at[row]].Scores[outcome] = score
			return err
		})
}
