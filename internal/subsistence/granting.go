package subsistence

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

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
	sealed, err := casefile.SealRow(ctx, tx, id, sealedGrant, row, grantWords{Reason: f.Reason, Due: f.Due, Born: f.Born})
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
	sealed, err := casefile.SealRow(ctx, tx, who.Case, sealedGrant, id, g.Words)
	if err != nil {
		return err
	}
	state, given := "refused", civil.Day{}
	if *f.Give {
		state, given = "given", civil.DayOf(tx.Now())
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE subsistence_grant SET state = $3, given_on = $4, sealed = $5, decided_at = $6, decided_by = $7, version = version + 1 WHERE id = $1 AND version = $2`,
		id, f.Version, state, given, sealed, tx.Now(), actor.Account)); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, who.Case, "decide-grant", f.Reason, map[string]string{"state": state})
}

func (room *Room) grantFor(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (grantRow, file, error) {
	var caseID db.ID
	if _, err := tx.Row(ctx, `SELECT case_id FROM subsistence_grant WHERE id = $1`, []any{id}, &caseID); err != nil {
		return grantRow{}, file{}, err
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
	sealed, err := casefile.SealRow(ctx, tx, id, sealedDecision, row, f.Reason)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO subsistence_decision (id, case_id, kind, amount, weekly, from_on, sealed, decided_at, decided_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		row, id, f.Kind, amount, weekly, today, sealed, tx.Now(), actor.Account); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, id, "decide-overpaid", f.Reason, map[string]any{"kind": f.Kind, "amount": amount, "weekly": weekly})
}
