package leave

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
)

// purpose is the purpose of the grant of those who keep a file, a code of the list
// sharing-purposes; assistance is its legal basis.
const (
	purpose    = "immigration"
	assistance = "assistance"
)

// TaskLimit is the task of a limit that comes near.
const TaskLimit = "leave-limit"

func dayOf(tx *db.Tx) civil.Day { return civil.DayOf(tx.Now()) }

// Open begins to keep somebody's permission to stay in view.
func (room *Room) Open(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f StatusForm) (db.ID, error) {
	if err := access.Case(ctx, tx, actor, access.OpenLeave, caseID); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, statusQuestions)...); err != nil {
		return "", err
	}
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedFile, caseID, f.FileWords)
	if err != nil {
		return "", err
	}
	added, err := tx.Exec(ctx, `INSERT INTO leave_file (case_id, agency_id, version, status, until_on, sealed, opened_at, opened_by) VALUES ($1, $2, 1, $3, $4, $5, $6, $7) ON CONFLICT (case_id) DO NOTHING`,
		caseID, actor.Agency, f.Status, f.Until, sealed, tx.Now(), actor.Account)
	if err != nil {
		return "", err
	}
	if added == 0 {
		return "", fault.Refuse("The permission to stay of this person is kept in view already")
	}
	if err := access.Give(ctx, tx, actor, access.Grant{Agency: actor.Agency, Case: caseID, Purpose: purpose, Compartments: access.Identity | access.Immigration, LegalBasis: assistance}); err != nil {
		return "", err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "open-leave", Category: audit.Collection, Case: caseID, Subject: "leave file", Change: map[string]any{"status": f.Status}}); err != nil {
		return "", err
	}
	return caseID, room.watch(ctx, tx, caseID)
}

// SetStatus records what somebody's permission to stay is now.
func (room *Room) SetStatus(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f StatusForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepLeave, caseID)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, statusQuestions)...); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedFile, caseID, f.FileWords)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE leave_file SET version = version + 1, status = $3, until_on = $4, sealed = $5 WHERE case_id = $1 AND version = $2`, caseID, f.Version, f.Status, f.Until, sealed)); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "set-leave-status", Category: audit.Alteration, Case: caseID, Subject: "leave file", Change: map[string]any{"before": file.Status, "after": f.Status}}); err != nil {
		return err
	}
	return room.watch(ctx, tx, caseID)
}

// Apply begins an application, or records that permission is being considered.
func (room *Room) Apply(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f ApplyForm) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.KeepLeave, caseID)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, applyQuestions(file.About().Jurisdiction, dayOf(tx)))...); err != nil {
		return "", err
	}
	if b, _ := BasisOf(f.Basis); f.State == Considered && !b.Automatic {
		return "", fault.Wrong("state", "On this basis nothing is considered without an application")
	}
	id := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedApplication, id, f.Words)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO leave_application (id, case_id, version, basis, renewal, state, begun_on, sealed, work, funds, challenged, begun_by) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, '', '', '', $8)`,
		id, caseID, f.Basis, f.Renewal == "yes", f.State, f.Begun, sealed, actor.Account); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "begin-leave-application", Category: audit.Collection, Case: caseID, Subject: "leave application " + string(id), Change: map[string]any{"basis": f.Basis, "state": f.State}})
}

// applicationOf finds one application of a file.
func applicationOf(f File, id db.ID) (Application, error) {
	for _, a := range f.Applications {
		if a.ID == id {
			return a, nil
		}
	}
	return Application{}, fault.Missing()
}

// Answer records how far an application is, or its answer, and sets the limits
// that follow.
func (room *Room) Answer(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id db.ID, f AnswerForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepLeave, caseID)
	if err != nil {
		return err
	}
	a, err := applicationOf(file, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, answerQuestions(dayOf(tx)))...); err != nil {
		return err
	}
	if !a.Open() {
		return fault.Stale(nil, nil)
	}
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedDecision, id, f.Words)
	if err != nil {
		return err
	}
	var decided any
	if f.State != Sent {
		decided = f.On
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE leave_application SET version = version + 1, state = $3, decided_on = $4, from_on = $5, until_on = $6, work = $7, funds = $8, decision_sealed = $9, decided_by = $10 WHERE id = $1 AND version = $2`,
		id, f.Version, f.State, decided, f.From, f.Until, f.Work, f.Funds, sealed, actor.Account)); err != nil {
		return err
	}
	if f.State == Granted {
		if _, err := tx.Exec(ctx, `UPDATE leave_file SET version = version + 1, status = 'permission', until_on = NULL WHERE case_id = $1`, caseID); err != nil {
			return err
		}
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "answer-leave-application", Category: audit.Alteration, Case: caseID, Subject: "leave application " + string(id), Change: map[string]any{"before": a.State, "after": f.State}}); err != nil {
		return err
	}
	return room.watch(ctx, tx, caseID)
}

// Undo takes back an answer that was recorded by mistake.
func (room *Room) Undo(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id db.ID) error {
	file, err := room.reach(ctx, tx, actor, access.KeepLeave, caseID)
	if err != nil {
		return err
	}
	a, err := applicationOf(file, id)
	if err != nil {
		return err
	}
	if a.Open() {
		return fault.Refuse("There is no answer to take back")
	}
	if _, err := tx.Exec(ctx, `UPDATE leave_application SET version = version + 1, state = $2, decided_on = NULL, from_on = NULL, until_on = NULL, work = '', funds = '', decision_sealed = NULL, challenged = '', challenged_on = NULL WHERE id = $1`, id, Sent); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "undo-leave-answer", Category: audit.Alteration, Case: caseID, Subject: "leave application " + string(id), Change: map[string]any{"before": a.State}}); err != nil {
		return err
	}
	return room.watch(ctx, tx, caseID)
}

// Challenge records how a refusal was challenged.
func (room *Room) Challenge(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id db.ID, f ChallengeForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepLeave, caseID)
	if err != nil {
		return err
	}
	a, err := applicationOf(file, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, challengeQuestions(dayOf(tx)))...); err != nil {
		return err
	}
	if a.State != Refused {
		return fault.Refuse("Only a refusal is challenged")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE leave_application SET version = version + 1, challenged = $3, challenged_on = $4 WHERE id = $1 AND version = $2`, id, f.Version, f.How, f.On)); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "challenge-leave-refusal", Category: audit.Alteration, Case: caseID, Subject: "leave application " + string(id), Change: map[string]any{"how": f.How}}); err != nil {
		return err
	}
	return room.watch(ctx, tx, caseID)
}

// MakePack puts together the documents that the person agreed to send.
func (room *Room) MakePack(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id db.ID, f PackForm) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.SendEvidence, caseID)
	if err != nil {
		return "", err
	}
	if _, err := applicationOf(file, id); err != nil {
		return "", err
	}
	found, err := room.sendable(ctx, tx, actor, caseID, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, packQuestions(sendOptions(found), room.Lists, dayOf(tx)))...); err != nil {
		return "", err
	}
	pack := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedPack, pack, PackWords{f.For, f.ExplainedBy, f.Said})
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO leave_pack (id, application_id, agreed_on, language, sealed, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`, pack, id, f.Agreed, f.Language, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	for _, chosen := range f.Files {
		if _, err := tx.Exec(ctx, `INSERT INTO leave_pack_file (pack_id, file_id) VALUES ($1, $2)`, pack, chosen); err != nil {
			return "", err
		}
	}
	return pack, audit.Append(ctx, tx, actor, audit.Entry{Action: "make-evidence-pack", Category: audit.Collection, Case: caseID, Subject: "evidence pack " + string(pack), Why: purpose, Change: map[string]any{"files": len(f.Files)}})
}

// WithdrawPack ends a pack: the person no longer agrees. It cannot be taken out
// again.
func (room *Room) WithdrawPack(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, pack db.ID) error {
	if _, err := room.reach(ctx, tx, actor, access.SendEvidence, caseID); err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE leave_pack SET withdrawn_at = $3 WHERE id = $1 AND withdrawn_at IS NULL AND application_id IN (SELECT id FROM leave_application WHERE case_id = $2)`, pack, caseID, tx.Now())
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "withdraw-evidence-pack", Category: audit.Alteration, Case: caseID, Subject: "evidence pack " + string(pack)})
}

// Pause records that decisions on a basis are paused. It stops no limit of anybody.
func (room *Room) Pause(ctx context.Context, tx *db.Tx, actor account.Actor, f PauseForm) (db.ID, error) {
	if err := access.Role(actor, access.KeepPauses); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, pauseQuestions())...); err != nil {
		return "", err
	}
	if !f.Until.IsZero() && f.Until.Before(f.From) {
		return "", fault.Wrong("until", "The last day must be on or after the first day")
	}
	id := tx.NewID()
	if _, err := tx.Exec(ctx, `INSERT INTO leave_pause (id, basis, from_on, until_on, source, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`, id, f.Basis, f.From, f.Until, f.Source, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "record-leave-pause", Category: audit.Alteration, Subject: "leave pause " + string(id), Why: f.Basis})
}

// EndPause records that decisions go on from today.
func (room *Room) EndPause(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if err := access.Role(actor, access.KeepPauses); err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE leave_pause SET until_on = $2, ended_by = $3 WHERE id = $1 AND until_on IS NULL`, id, dayOf(tx).Add(-1), actor.Account)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-leave-pause", Category: audit.Alteration, Subject: "leave pause " + string(id)})
}
