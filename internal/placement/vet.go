package placement

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// AskVisit records that somebody asks to visit. Until it is decided the answer
// is no. The visitor is held against the list of people to keep away at once.
func (room *Room) AskVisit(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f VisitForm) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.AskVisit, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, visitQuestions)...); err != nil {
		return "", err
	}
	visit := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedVisit, visit, f.Visitor)
	if err != nil {
		return "", err
	}
	due, err := room.Rules.Due(statute.VisitDecision, file.about(), civil.DayOf(tx.Now()))
	if err != nil {
		return "", err
	}
	_, err = casefile.WithReference("HV", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO visit (id, reference, case_id, agency_id, version, state, relationship, supervision, refusal, answer_by, rule, sealed, asked_at, asked_by)
			VALUES ($1, $2, $3, $4, 1, $5, $6, '', '', $7, $8, $9, $10, $11) ON CONFLICT (reference) DO NOTHING`,
			visit, reference, id, file.Agency, VisitAsked, f.Relationship, due.On, due.Rule.Ref(), sealed, tx.Now(), actor.Account)
	})
	if err != nil {
		return "", err
	}
	if err := room.screen(ctx, tx, file, f.Visitor.Described, visit, ""); err != nil {
		return "", err
	}
	if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: id, Kind: taskVisit, Subject: string(visit), Agency: file.Agency, Due: due.On}); err != nil {
		return "", err
	}
	return visit, audit.Append(ctx, tx, actor, audit.Entry{Action: "ask-visit", Category: audit.Collection, Case: id, Subject: "visit " + string(visit), Change: map[string]string{"relationship": f.Relationship}})
}

// The tasks that this room sets, for the agency that answers for the person.
const (
	taskVisit     = "decide-visit"
	taskPolice    = "report-missing"
	taskStrategy  = "strategy-meeting"
	taskInterview = "return-interview"
)

// screen holds somebody against the deny list and keeps each resemblance that is
// not kept already, for a visit or for an enquiry.
func (room *Room) screen(ctx context.Context, tx *db.Tx, file File, who Described, visit, enquiry db.ID) error {
	list, err := deniedOf(ctx, tx, file)
	if err != nil {
		return err
	}
	for _, entry := range list {
		if err := room.compare(ctx, tx, file.Case, who, entry, visit, enquiry); err != nil {
			return err
		}
	}
	return nil
}

// compare keeps the resemblance of somebody to one entry, if there is any. One
// that grew stronger than when it was overridden blocks anew.
func (room *Room) compare(ctx context.Context, tx *db.Tx, person db.ID, who Described, entry Denied, visit, enquiry db.ID) error {
	found := alike.Resemblance(who, entry.Person.Described)
	if visit != "" {
		if _, err := tx.Exec(ctx, `DELETE FROM resemblance WHERE visit_id = $1 AND denied_id = $2 AND (overridden_at IS NULL OR strength < $3)`, visit, entry.ID, alike.Strongest(found)); err != nil {
			return err
		}
		var one int
		if there, err := tx.Row(ctx, `SELECT 1 FROM resemblance WHERE visit_id = $1 AND denied_id = $2`, []any{visit, entry.ID}, &one); err != nil || there {
			return err
		}
	}
	if len(found) == 0 {
		return nil
	}
	id := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, person, sealedWarning, id, found)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO resemblance (id, case_id, visit_id, enquiry_id, denied_id, strength, sealed, found_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, person, db.Null(visit), db.Null(enquiry), entry.ID, int(alike.Strongest(found)), sealed, tx.Now())
	return err
}

// visitFor reads a visit on which the actor may do an action.
func (room *Room) visitFor(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (Visit, File, error) {
	if err := access.Role(actor, action); err != nil {
		return Visit{}, File{}, err
	}
	// The case first: what is out of reach costs what does not exist.
	var of db.ID
	if _, err := tx.Row(ctx, `SELECT case_id FROM visit WHERE id = $1`, []any{id}, &of); err != nil {
		return Visit{}, File{}, err
	}
	file, err := room.reach(ctx, tx, actor, action, of)
	if err != nil {
		return Visit{}, File{}, err
	}
	v, found, err := loadVisit(ctx, tx, id)
	if err == nil && (!found || v.Agency != file.Agency) {
		err = fault.Missing()
	}
	return v, file, err
}

// CorrectVisit corrects what is known of a visitor before a decision, and holds
// them against the list again.
func (room *Room) CorrectVisit(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f VisitForm) error {
	v, file, err := room.visitFor(ctx, tx, actor, access.CheckVisitor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, visitQuestions)...); err != nil {
		return err
	}
	if v.State != VisitAsked {
		return fault.Refuse("This request was decided. Ask again with a new one")
	}
	sealed, err := casefile.SealRow(ctx, tx, v.Case, sealedVisit, id, f.Visitor)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE visit SET version = version + 1, sealed = $3, relationship = $4 WHERE id = $1 AND version = $2`, id, f.Version, sealed, f.Relationship)); err != nil {
		return err
	}
	if err := room.screen(ctx, tx, file, f.Visitor.Described, id, ""); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "correct-visit", Category: audit.Alteration, Case: v.Case, Subject: "visit " + string(id)})
}

// CheckVisitor records what a check showed. A later check of a kind counts in
// place of an earlier one, which stays to be read.
func (room *Room) CheckVisitor(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f CheckForm) error {
	v, _, err := room.visitFor(ctx, tx, actor, access.CheckVisitor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, checkQuestions)...); err != nil {
		return err
	}
	if f.Done.After(civil.DayOf(tx.Now())) {
		return fault.Wrong("done", "The day of the check must be today or in the past")
	}
	if !f.Expires.IsZero() && f.Expires.Before(f.Done) {
		return fault.Wrong("expires", "The last day must be the same as or after the day of the check")
	}
	if v.State != VisitAsked && v.State != VisitApproved {
		return fault.Refuse("This request was decided. Ask again with a new one")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE visit SET version = version + 1 WHERE id = $1 AND version = $2`, id, f.Version)); err != nil {
		return err
	}
	check := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, v.Case, sealedCheck, check, f.Note)
	if err != nil {
		return err
	}
	var expires any
	if !f.Expires.IsZero() {
		expires = f.Expires
	}
	if _, err := tx.Exec(ctx, `INSERT INTO visit_check (id, visit_id, kind, result, document, done_on, expires_on, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		check, id, f.Kind, f.Result, f.Document, f.Done, expires, sealed, tx.Now(), actor.Account); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "check-visitor", Category: audit.Alteration, Case: v.Case, Subject: "visit " + string(id), Change: map[string]string{"kind": f.Kind, "result": f.Result}})
}

// DecideVisit approves or refuses a visitor. Approval needs every check and no
// open warning; a refusal is kept and counted.
func (room *Room) DecideVisit(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f DecisionForm) error {
	v, file, err := room.visitFor(ctx, tx, actor, access.DecideVisit, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, decisionQuestions())...); err != nil {
		return err
	}
	if v.State != VisitAsked {
		return fault.Stale(nil, nil)
	}
	today, state := civil.DayOf(tx.Now()), VisitRefused
	if f.Decision == approve {
		state = VisitApproved
		if blocks := v.Blocks(today); len(blocks) > 0 {
			return fault.Wrong("decision", "This visitor cannot be approved: {reason}", "reason", form.Phrase(blocks[0]))
		}
		most, err := room.Rules.Due(statute.VisitApproval, file.about(), today)
		if err != nil {
			return err
		}
		if last := v.LastDay(most.On); f.Until.After(last) {
			return fault.Wrong("until", "The last day must be {day} or before: an approval lasts no longer than its checks and the rule", "day", last)
		}
		if f.Until.Before(today) {
			return fault.Wrong("until", "The last day must be today or later")
		}
	}
	sealed, err := casefile.SealRow(ctx, tx, v.Case, sealedDecision, id, VisitWords{f.Reasons, f.Conditions})
	if err != nil {
		return err
	}
	var from, until any
	if state == VisitApproved {
		from, until = f.From, f.Until
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE visit SET version = version + 1, state = $3, supervision = $4, refusal = $5, valid_from = $6, valid_until = $7, decision = $8, decided_at = $9, decided_by = $10
		WHERE id = $1 AND version = $2`, id, f.Version, state, f.Supervision, f.Refusal, from, until, sealed, tx.Now(), actor.Account)); err != nil {
		return err
	}
	if err := casefile.FinishTasks(ctx, tx, actor, v.Case, taskVisit, string(id)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "decide-visit", Category: audit.Alteration, Case: v.Case, Subject: "visit " + string(id), Why: f.Refusal,
		Change: map[string]string{"state": string(state), "supervision": f.Supervision}})
}

// EndVisit withdraws a request that waits, or ends an approval.
func (room *Room) EndVisit(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f ReasonForm) error {
	v, _, err := room.visitFor(ctx, tx, actor, access.DecideVisit, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, endVisitQuestions)...); err != nil {
		return err
	}
	state := VisitEnded
	switch v.State {
	case VisitAsked:
		state = VisitWithdrawn
	case VisitApproved:
	default:
		return fault.Stale(nil, nil)
	}
	words := v.Decision
	words.Reasons = joinLines(words.Reasons, f.Why)
	sealed, err := casefile.SealRow(ctx, tx, v.Case, sealedDecision, id, words)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE visit SET version = version + 1, state = $3, decision = $4, decided_at = $5, decided_by = $6 WHERE id = $1 AND version = $2`,
		id, f.Version, state, sealed, tx.Now(), actor.Account)); err != nil {
		return err
	}
	if err := casefile.FinishTasks(ctx, tx, actor, v.Case, taskVisit, string(id)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-visit", Category: audit.Alteration, Case: v.Case, Subject: "visit " + string(id), Change: map[string]string{"state": string(state)}})
}

var endVisitQuestions = reasonQuestions("Why?", "Say why")

func joinLines(before, after string) string {
	if before == "" {
		return after
	}
	return before + "\n" + after
}

// OverrideWarning lets a visitor be decided on although they resemble somebody
// on the list, with a reason. Whoever recorded the visitor cannot.
func (room *Room) OverrideWarning(ctx context.Context, tx *db.Tx, actor account.Actor, id, warning db.ID, f ReasonForm) error {
	v, _, err := room.visitFor(ctx, tx, actor, access.OverrideDenial, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, overrideQuestions)...); err != nil {
		return err
	}
	if v.AskedBy == actor.Account {
		return fault.Refuse("You recorded this visitor. Somebody else in the team must decide about the warning")
	}
	sealed, err := casefile.SealRow(ctx, tx, v.Case, sealedOverride, warning, f.Why)
	if err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE resemblance SET overridden_at = $3, overridden_by = $4, override = $5 WHERE id = $1 AND visit_id = $2 AND overridden_at IS NULL`, warning, id, tx.Now(), actor.Account, sealed)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "override-denial", Category: audit.Alteration, Case: v.Case, Subject: "visit " + string(id), Change: map[string]string{"warning": string(warning)}})
}

var overrideQuestions = reasonQuestions("Why is this not the person on the list?", "Say why this is not the person on the list, or why they may come all the same")
