package subsistence

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

func (room *Room) note(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, deed, reason string, change any) error {
	return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Alteration, Case: id, Subject: "subsistence", Why: purpose, Reason: reason, Change: change})
}

// Open begins to pay somebody: the actor's agency pays, from a day on.
func (room *Room) Open(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f OpenSubsistenceForm) error {
	if err := access.Case(ctx, tx, actor, access.KeepSubsistence, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, openQuestions)...); err != nil {
		return err
	}
	var jurisdiction string
	if _, err := tx.Row(ctx, `SELECT jurisdiction FROM case_file WHERE id = $1`, []any{id}, &jurisdiction); err != nil {
		return err
	}
	if f.From.After(civil.DayOf(tx.Now()).Add(28)) {
		return fault.Wrong("from", "The first day must not be more than 4 weeks ahead")
	}
	added, err := tx.Exec(ctx, `INSERT INTO subsistence (case_id, agency_id, version, jurisdiction, from_on, until_why, opened_at, opened_by) VALUES ($1, $2, 1, $3, $4, '', $5, $6) ON CONFLICT (case_id) DO NOTHING`,
		id, actor.Agency, jurisdiction, f.From, tx.Now(), actor.Account)
	if err != nil {
		return err
	}
	if added == 0 {
		return fault.Wrong("from", "They are paid already, here or by another provider")
	}
	if _, err := putFact(ctx, tx, actor, id, FactForm{Kind: FactSituation, Code: f.Situation, From: f.From}, ""); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, id, "open-subsistence", "", map[string]string{"from": f.From.String(), "situation": f.Situation})
}

// touch moves a file to its next version: it takes the lock under which money is
// reckoned and paid, so that two who act at once act one after the other.
func touch(ctx context.Context, tx *db.Tx, id db.ID, version int64) error {
	if version == 0 {
		_, err := tx.Exec(ctx, `UPDATE subsistence SET version = version + 1 WHERE case_id = $1`, id)
		return err
	}
	return fault.Touched(tx.Exec(ctx, `UPDATE subsistence SET version = version + 1 WHERE case_id = $1 AND version = $2`, id, version))
}

func checkFact(f *FactForm) error {
	if factKinds.Words(f.Kind) == f.Kind {
		return fault.Wrong("kind", "Choose what kind of fact it is")
	}
	if err := fault.Mend(form.Check(f, factQuestions(f.Kind))...); err != nil {
		return err
	}
	if f.Kind == FactChild && f.From.Before(f.Birth) {
		f.From = f.Birth // nobody lives with somebody before they are born
	}
	return nil
}

// Record keeps a fact of somebody's life. What it changes of money that is due for
// days before is paid, or told, with the next payment.
func (room *Room) Record(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f FactForm) (db.ID, error) {
	if _, err := room.reach(ctx, tx, actor, access.KeepSubsistence, id); err != nil {
		return "", err
	}
	if err := checkFact(&f); err != nil {
		return "", err
	}
	if err := touch(ctx, tx, id, 0); err != nil {
		return "", err
	}
	fact, err := putFact(ctx, tx, actor, id, f, "")
	if err != nil {
		return "", err
	}
	return fact, room.note(ctx, tx, actor, id, "record-fact", "", map[string]string{"kind": f.Kind, "code": f.Code, "from": f.From.String(), "until": f.Until.String()})
}

// factFor reads a fact that counts, of a file that the actor may keep.
func (room *Room) factFor(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (kept, db.ID, error) {
	if err := access.Role(actor, access.KeepSubsistence); err != nil {
		return kept{}, "", err
	}
	var caseID db.ID
	if _, err := tx.Row(ctx, `SELECT case_id FROM subsistence_fact WHERE id = $1`, []any{id}, &caseID); err != nil {
		return kept{}, "", err
	}
	if _, err := room.reach(ctx, tx, actor, access.KeepSubsistence, caseID); err != nil {
		return kept{}, "", err
	}
	facts, err := factsOf(ctx, tx, caseID)
	for _, fact := range facts {
		if fact.ID == string(id) {
			return fact, caseID, err
		}
	}
	return kept{}, "", fault.Missing()
}

func (room *Room) endFact(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id db.ID) error {
	if err := touch(ctx, tx, caseID, 0); err != nil {
		return err
	}
	return fault.Touched(tx.Exec(ctx, `UPDATE subsistence_fact SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL`, id, tx.Now(), actor.Account))
}

// Correct records a fact anew in place of one that was wrong, or that ends.
func (room *Room) Correct(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f FactForm) (db.ID, error) {
	was, caseID, err := room.factFor(ctx, tx, actor, id)
	if err != nil {
		return "", err
	}
	f.Kind = was.Kind
	if err := checkFact(&f); err != nil {
		return "", err
	}
	if err := room.endFact(ctx, tx, actor, caseID, id); err != nil {
		return "", err
	}
	fact, err := putFact(ctx, tx, actor, caseID, f, id)
	if err != nil {
		return "", err
	}
	return fact, room.note(ctx, tx, actor, caseID, "correct-fact", "", map[string]any{"kind": f.Kind, "before": map[string]string{"code": was.Code, "from": was.From.String(), "until": was.Fact.Until.String()},
		"after": map[string]string{"code": f.Code, "from": f.From.String(), "until": f.Until.String()}})
}

// Remove takes away a fact that was recorded by mistake. It stays on record.
func (room *Room) Remove(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	was, caseID, err := room.factFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := room.endFact(ctx, tx, actor, caseID, id); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, caseID, "remove-fact", "", map[string]string{"kind": was.Kind})
}

// PutBack undoes that a fact was removed.
func (room *Room) PutBack(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	was, caseID, err := room.factFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if was.Replaced {
		return fault.Refuse("This was corrected. Correct the fact that counts now")
	}
	if err := touch(ctx, tx, caseID, 0); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE subsistence_fact SET ended_at = NULL, ended_by = NULL WHERE id = $1`, id); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, caseID, "put-back-fact", "", map[string]string{"kind": was.Kind})
}

// End ends payment after a day. What is due until then is still paid.
func (room *Room) End(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f EndSubsistenceForm) error {
	was, err := room.reach(ctx, tx, actor, access.KeepSubsistence, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, endSubsistenceQuestions)...); err != nil {
		return err
	}
	if f.Until.Before(was.From) && f.Why != "mistake" {
		return fault.Wrong("until", "The last day must not be before the first")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE subsistence SET until_on = $3, until_why = $4, version = version + 1 WHERE case_id = $1 AND version = $2`, id, f.Version, f.Until, f.Why)); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, id, "end-subsistence", "", map[string]string{"until": f.Until.String(), "why": f.Why})
}

// Resume undoes that payment was ended.
func (room *Room) Resume(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if _, err := room.reach(ctx, tx, actor, access.KeepSubsistence, id); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE subsistence SET until_on = NULL, until_why = '', version = version + 1 WHERE case_id = $1`, id); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, id, "resume-subsistence", "", nil)
}

// KeepPayee records how somebody is paid. The account before is kept for the
// payments that went there.
func (room *Room) KeepPayee(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f PayeeForm) error {
	if _, err := room.reach(ctx, tx, actor, access.KeepPayee, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, payeeQuestions)...); err != nil {
		return err
	}
	if err := touch(ctx, tx, id, 0); err != nil {
		return err
	}
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedPayee, row, f)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE subsistence_payee SET ended_at = $2 WHERE case_id = $1 AND ended_at IS NULL`, id, tx.Now()); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO subsistence_payee (id, case_id, method, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)`, row, id, f.Method, sealed, tx.Now(), actor.Account); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, id, "keep-payee", "", map[string]string{"method": f.Method})
}
