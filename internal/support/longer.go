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

// LongerForm asks for support for longer than the rules give.
type LongerForm struct {
	Version int64     `json:"version,omitempty"`
	Reason  string    `json:"reason"`
	Until   civil.Day `json:"until"`
	Words   string    `json:"words" doc:"Why, in words: what the person needs the time for"`
}

// AskLonger asks a manager for longer support.
func (r *Room) AskLonger(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f LongerForm) (db.ID, error) {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, longerQuestions)...); err != nil {
		return "", err
	}
	if err := fault.Mend(c.Course.MayExtend(f.Until, today(tx))...); err != nil {
		return "", err
	}
	var waits db.ID
	if open, err := tx.Row(ctx, `SELECT id FROM support_extension WHERE case_id = $1 AND decided_at IS NULL`, []any{id}, &waits); err != nil {
		return "", err
	} else if open {
		return "", fault.Refuse("A request for longer support waits for an answer already")
	}
	if err := touch(ctx, tx, id, f.Version); err != nil {
		return "", err
	}
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedExtension, row, f.Words)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_extension (id, case_id, reason, until_on, sealed, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		row, id, f.Reason, f.Until, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	if err := r.set(ctx, tx, c, taskAnswer, string(row), today(tx).Add(1), ""); err != nil {
		return "", err
	}
	if err := tell(ctx, tx, c.Agency, "", "support-longer "+string(row), "Longer support was asked for", "Somebody whom your provider supports may need longer. Answer the request.", account.SupportManager); err != nil {
		return "", err
	}
	return row, audit.Append(ctx, tx, actor, audit.Entry{Action: "ask-longer-support", Category: audit.Collection, Case: id, Subject: "support extension " + string(row), Why: f.Reason})
}

// AnswerLongerForm answers a request for longer support.
type AnswerLongerForm struct {
	Grant  string    `json:"grant" enum:"yes,no"`
	Until  civil.Day `json:"until,omitzero" doc:"The last day that is granted"`
	Answer string    `json:"answer"`
}

// AnswerLonger grants or refuses longer support. Nobody answers their own
// request, and a grant only ever adds.
func (r *Room) AnswerLonger(ctx context.Context, tx *db.Tx, actor account.Actor, id, extension db.ID, f AnswerLongerForm) error {
	c, err := r.working(ctx, tx, actor, access.ManageSupport, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, answerLongerQuestions)...); err != nil {
		return err
	}
	e, err := extensionOf(ctx, tx, id, extension)
	switch {
	case err != nil:
		return err
	case !e.Decided.IsZero():
		return fault.Refuse("This request was answered before")
	case e.AskedByID == actor.Account:
		return fault.Refuse("Somebody else answers a request that you made")
	}
	grants := f.Grant == "yes"
	if grants {
		if err := fault.Mend(c.Course.MayExtend(f.Until, today(tx))...); err != nil {
			return err
		}
	} else {
		f.Until = civil.Day{}
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedAnswer, extension, f.Answer)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_extension SET decided_at = $2, decided_by = $3, granted = $4, granted_until = $5, answer_sealed = $6 WHERE id = $1`,
		extension, tx.Now(), actor.Account, grants, f.Until, sealed); err != nil {
		return err
	}
	if err := finish(ctx, tx, actor, id, taskAnswer, string(extension), ""); err != nil {
		return err
	}
	if err := r.longer(ctx, tx, id, grants); err != nil {
		return err
	}
	if err := tell(ctx, tx, c.Agency, e.AskedByID, "support-longer-answered "+string(extension), "Your request was answered", "Your request for longer support of somebody was answered."); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "answer-longer-support", Category: audit.Alteration, Case: id, Subject: "support extension " + string(extension),
		Change: map[string]any{"granted": grants, "until": f.Until}})
}

// longer counts the course again after an extension.
func (r *Room) longer(ctx context.Context, tx *db.Tx, id db.ID, granted bool) error {
	if !granted {
		return nil
	}
	if err := touch(ctx, tx, id, 0); err != nil {
		return err
	}
	c, _, err := loadCase(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := r.schedule(ctx, tx, c); err != nil {
		return err
	}
	return r.wantReview(ctx, tx, c, reviewLonger, statute.ExtensionReview, today(tx))
}

const extensionColumns = `e.id, e.reason, e.until_on, e.sealed, e.asked_at, a.name, e.asked_by, e.decided_at, d.name, coalesce(e.granted, FALSE), e.granted_until, e.answer_sealed
	FROM support_extension e LEFT JOIN account a ON a.id = e.asked_by LEFT JOIN account d ON d.id = e.decided_by`

func scanExtension(ctx context.Context, tx *db.Tx, id db.ID) func(*Extension, func(...any) error) error {
	return func(e *Extension, scan func(...any) error) error {
		var sealed, answer []byte
		if err := scan(&e.ID, &e.Reason, &e.Until, &sealed, db.Instant(&e.Asked), db.Text(&e.AskedBy), &e.AskedByID, db.Instant(&e.Decided), db.Text(&e.DecidedBy), &e.Granted, &e.Given, &answer); err != nil {
			return err
		}
		if err := casefile.OpenRow(ctx, tx, sealed, id, sealedExtension, e.ID, &e.Words); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, answer, id, sealedAnswer, e.ID, &e.Answer)
	}
}

// extensions lists the requests for longer support, the latest first.
func extensions(ctx context.Context, tx *db.Tx, id db.ID) ([]Extension, error) {
	return db.All(ctx, tx, `SELECT `+extensionColumns+` WHERE e.case_id = $1 ORDER BY e.id DESC`, []any{id}, scanExtension(ctx, tx, id))
}

func extensionOf(ctx context.Context, tx *db.Tx, id, extension db.ID) (Extension, error) {
	return one(db.All(ctx, tx, `SELECT `+extensionColumns+` WHERE e.case_id = $1 AND e.id = $2`, []any{id, extension}, scanExtension(ctx, tx, id)))
}
