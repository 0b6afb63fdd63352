package subsistence

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
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
	return touched(tx.Exec(ctx, `UPDATE subsistence SET version = version + 1 WHERE case_id = $1 AND version = $2`, id, version))
}

func checkFact(f *FactForm) error {
	if wordsOf(factKinds, f.Kind) == f.Kind {
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
	found, err := tx.Row(ctx, `SELECT case_id FROM subsistence_fact WHERE id = $1`, []any{id}, &caseID)
	if err != nil {
		return kept{}, "", err
	}
	if !found {
		return kept{}, "", fault.Missing()
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
	return touched(tx.Exec(ctx, `UPDATE subsistence_fact SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL`, id, tx.Now(), actor.Account))
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
	if err := touched(tx.Exec(ctx, `UPDATE subsistence SET until_on = $3, until_why = $4, version = version + 1 WHERE case_id = $1 AND version = $2`, id, f.Version, f.Until, f.Why)); err != nil {
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
	sealed, err := seal(ctx, tx, id, sealedPayee, row, f)
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

// AskGrant asks for a grant; somebody else decides. Of a maternity grant the rates
// say how much and the rules when.
func (room *Room) AskGrant(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f GrantForm) (db.ID, error) {
	who, err := room.reach(ctx, tx, actor, access.KeepSubsistence, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, grantQuestions)...); err != nil {
		return "", err
	}
	today := civil.DayOf(tx.Now())
	amount, _ := pence(f.Amount)
	elsewhere, _ := pence(f.Elsewhere)
	rule := ""
	if f.Kind == string(MaternityGrant) {
		if amount, rule, err = room.maternity(ctx, tx, who, f, elsewhere, today); err != nil {
			return "", err
		}
	}
	row := tx.NewID()
	sealed, err := seal(ctx, tx, id, sealedGrant, row, grantWords{Reason: f.Reason, Due: f.Due, Born: f.Born})
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO subsistence_grant (id, case_id, version, kind, asked_on, state, babies, elsewhere, amount, rule, sealed, asked_at, asked_by) VALUES ($1, $2, 1, $3, $4, 'asked', $5, $6, $7, $8, $9, $10, $11)`,
		row, id, f.Kind, today, f.Babies, elsewhere, amount, rule, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	return row, room.note(ctx, tx, actor, id, "ask-grant", "", map[string]any{"kind": f.Kind, "amount": amount})
}

// maternity says how much a maternity grant is and by which rule it is due.
func (room *Room) maternity(ctx context.Context, tx *db.Tx, who file, f GrantForm, elsewhere int64, today civil.Day) (int64, string, error) {
	b, err := room.read(ctx, tx, who)
	if err != nil {
		return 0, "", err
	}
	situation, known := b.account().Situation(today)
	if !known {
		return 0, "", fault.Wrong("kind", "Record first where they live")
	}
	rate, known := room.Rates.Rate(who.Jurisdiction, MaternityGrant, situation.Code, today)
	if !known {
		return 0, "", fault.Wrong("kind", "No maternity grant is known for this place and situation. Ask for another grant, with the amount")
	}
	kind, day, field := statute.MaternityGrantBeforeBirth, f.Due, "due"
	if !f.Born.IsZero() {
		kind, day, field = statute.MaternityGrantAfterBirth, f.Born, "born"
	}
	about := who.about()
	about.Child = false // the grant is a parent's, whatever their age
	due, err := room.Rules.Due(kind, about, day)
	if err != nil {
		return 0, "", fault.Wrong(field, "No rule says when a maternity grant can be asked for here")
	}
	if kind == statute.MaternityGrantBeforeBirth && today.Before(due.On) {
		return 0, "", fault.Wrong(field, "It can be asked for from {day} on", "day", due.On)
	}
	// After the birth the rule looks at the day on which they came into support.
	if kind == statute.MaternityGrantAfterBirth && who.From.After(due.On) {
		return 0, "", fault.Wrong(field, "The baby was too old when support began: it had to begin by {day}", "day", due.On)
	}
	amount := rate.Pence*int64(f.Babies) - elsewhere
	if amount <= 0 {
		return 0, "", fault.Wrong("elsewhere", "Other grants gave as much already, so that nothing is left to give")
	}
	return amount, due.Rule.Ref(), nil
}

// DecideGrant gives a grant or refuses it: never by who asked for it.
func (room *Room) DecideGrant(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f DecideGrantForm) error {
	if err := access.Role(actor, access.DecideSubsistence); err != nil {
		return err
	}
	g, who, err := room.grantFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, decideQuestions)...); err != nil {
		return err
	}
	if g.AskedID == actor.Account {
		return fault.Wrong("give", "You asked for this grant. Somebody else must decide")
	}
	if g.State != "asked" {
		return fault.Wrong("give", "This grant was decided already")
	}
	g.Words.Decision = f.Reason
	sealed, err := seal(ctx, tx, who.Case, sealedGrant, id, g.Words)
	if err != nil {
		return err
	}
	state, given := "refused", civil.Day{}
	if *f.Give {
		state, given = "given", civil.DayOf(tx.Now())
	}
	if err := touched(tx.Exec(ctx, `UPDATE subsistence_grant SET state = $3, given_on = $4, sealed = $5, decided_at = $6, decided_by = $7, version = version + 1 WHERE id = $1 AND version = $2`,
		id, f.Version, state, given, sealed, tx.Now(), actor.Account)); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, who.Case, "decide-grant", f.Reason, map[string]string{"state": state})
}

func (room *Room) grantFor(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (grantRow, file, error) {
	var caseID db.ID
	found, err := tx.Row(ctx, `SELECT case_id FROM subsistence_grant WHERE id = $1`, []any{id}, &caseID)
	if err != nil {
		return grantRow{}, file{}, err
	}
	if !found {
		return grantRow{}, file{}, fault.Missing()
	}
	who, err := room.reach(ctx, tx, actor, access.DecideSubsistence, caseID)
	if err != nil {
		return grantRow{}, who, err
	}
	all, err := grantsOf(ctx, tx, caseID)
	for _, g := range all {
		if g.ID == id {
			return g, who, err
		}
	}
	return grantRow{}, who, fault.Missing()
}

// DecideOverpaid decides on money that was paid too much: they keep it, or a part
// is taken back each week. A decision ends the one before it to take back.
func (room *Room) DecideOverpaid(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f OverpaidForm) error {
	who, err := room.reach(ctx, tx, actor, access.DecideSubsistence, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, overpaidQuestions)...); err != nil {
		return err
	}
	if err := touch(ctx, tx, id, max(f.Version, 1)); err != nil {
		return err
	}
	b, err := room.read(ctx, tx, who)
	if err != nil {
		return err
	}
	today := civil.DayOf(tx.Now())
	over := room.Rates.Next(b.account(), today).Over
	amount, _ := pence(f.Amount)
	if over == 0 {
		return fault.Wrong("kind", "Nothing was paid too much")
	}
	if f.Kind == forgive && amount > over {
		return fault.Wrong("amount", "Only {amount} was paid too much", "amount", Money(over))
	}
	row, weekly := tx.NewID(), int64(0)
	if f.Kind == takeBack {
		amount, weekly = 0, amount
		if _, err := tx.Exec(ctx, `UPDATE subsistence_decision SET ended_at = $2, ended_by = $3 WHERE case_id = $1 AND kind = 'take-back' AND ended_at IS NULL`, id, tx.Now(), actor.Account); err != nil {
			return err
		}
	}
	sealed, err := seal(ctx, tx, id, sealedDecision, row, f.Reason)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO subsistence_decision (id, case_id, kind, amount, weekly, from_on, sealed, decided_at, decided_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		row, id, f.Kind, amount, weekly, today, sealed, tx.Now(), actor.Account); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, id, "decide-overpaid", f.Reason, map[string]any{"kind": f.Kind, "amount": amount, "weekly": weekly})
}
