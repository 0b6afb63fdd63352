package returns

import (
	"context"
	"slices"

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

// offered are the contacts that can be agreed, counted from the day of travel.
func (room *Room) offered(p Plan) ([]contactOption, error) {
	var options []contactOption
	for _, kind := range contactKinds {
		due, err := room.law(p).day(kind, p.TravelOn)
		if err != nil {
			return nil, err
		}
		options = append(options, contactOption{kind, due})
	}
	return options, nil
}

// AgreeContacts records which contacts the person agreed to for afterwards, or
// that they want none.
func (room *Room) AgreeContacts(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f ContactsForm) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	if p.TravelOn.IsZero() || p.State != Planning {
		return fault.Refuse("Contacts are agreed when the day of travel is known, and before the person leaves")
	}
	offered, err := room.offered(p)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, contactsQuestions(offered))...); err != nil {
		return err
	}
	if err := touchPlan(ctx, tx, p, f.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM return_contact WHERE plan_id = $1`, p.ID); err != nil {
		return err
	}
	for _, o := range offered {
		if slices.Contains(f.Agreed, string(o.Kind)) {
			if _, err := tx.Exec(ctx, `INSERT INTO return_contact (id, plan_id, version, kind, rule, due_on, found, partner) VALUES ($1, $2, 1, $3, $4, $5, '', FALSE)`,
				tx.NewID(), p.ID, o.Kind, o.Due.Rule.Ref(), o.Due.On); err != nil {
				return err
			}
		}
	}
	if slices.Contains(f.Agreed, NoContacts) {
		if _, err := tx.Exec(ctx, `INSERT INTO return_contact (id, plan_id, version, kind, rule, due_on, found, partner, cancelled_at) VALUES ($1, $2, 1, $3, '', $4, $5, FALSE, $6)`,
			tx.NewID(), p.ID, NoContacts, p.TravelOn, FoundNo, tx.Now()); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "agree-return-contacts", Category: audit.Collection, Case: caseID, Subject: "return " + string(p.ID), Change: map[string]any{"agreed": f.Agreed}})
}

// Depart records that the person left. Nothing may be missing on that day.
func (room *Room) Depart(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f DepartForm) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, departQuestions(dayOf(tx)))...); err != nil {
		return err
	}
	if p.State != Planning {
		return fault.Refuse("The person has left already")
	}
	if !p.TravelOn.IsZero() && f.On != p.TravelOn {
		return fault.Wrong("on", "The journey is planned for {day}. Change the plan first, and ask the person again", "day", p.TravelOn)
	}
	steps, err := Steps(p, room.law(p), dayOf(tx))
	if err != nil {
		return err
	}
	if missing := Missing(steps); len(missing) > 0 {
		return fault.Wrong("on", "The person cannot travel yet: {why}", "why", phraseOf(missing[0].Text, missing[0].Args))
	}
	if err := touchPlan(ctx, tx, p, f.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE return_plan SET state = $2, departed_on = $3 WHERE id = $1`, p.ID, Departed, f.On); err != nil {
		return err
	}
	if err := room.startContacts(ctx, tx, p, f.On); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, caseID, "The person went home by their own choice"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "record-departure", Category: audit.Alteration, Case: caseID, Subject: "return " + string(p.ID)})
}

// phraseOf is a sentence as a value inside another. Sentences with values of
// their own are given without, since the page has the whole one.
func phraseOf(text string, args []any) any {
	if len(args) > 0 {
		return phrase("something of the plan is missing")
	}
	return phrase(text)
}

// startContacts counts the contacts from the day of the return, sets their clocks
// and their tasks.
func (room *Room) startContacts(ctx context.Context, tx *db.Tx, p Plan, from civil.Day) error {
	for _, k := range p.Contacts {
		if !k.Open() {
			continue
		}
		if err := casefile.StopClocks(ctx, tx, p.Case, k.Kind, string(k.ID), "counted anew from the day of the return"); err != nil {
			return err
		}
		due, err := room.law(p).day(statute.Kind(k.Kind), from)
		if err != nil {
			return err
		}
		clock, err := casefile.StartClock(ctx, tx, casefile.Clock{Case: p.Case, Agency: p.Agency, Kind: k.Kind, Subject: string(k.ID), Rule: due.Rule.Ref(), Started: from, Due: due.On})
		if err != nil {
			return err
		}
		if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: p.Case, Kind: TaskContact, Subject: string(k.ID), Agency: p.Agency, Clock: clock, Due: due.On}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE return_contact SET due_on = $2, rule = $3, version = version + 1 WHERE id = $1`, k.ID, due.On, due.Rule.Ref()); err != nil {
			return err
		}
	}
	return nil
}

// Arrive records that the person arrived. Contacts are counted from that day, and
// the organisation sees the handover for as long as the rule says.
func (room *Room) Arrive(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f ArriveForm) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	if p.State != Departed {
		return fault.Refuse("Record first that the person left")
	}
	if err := fault.Mend(form.Check(&f, arriveQuestions(p.DepartedOn, dayOf(tx)))...); err != nil {
		return err
	}
	if err := touchPlan(ctx, tx, p, f.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE return_plan SET state = $2, arrived_on = $3, arrived_how = $4 WHERE id = $1`, p.ID, Arrived, f.On, f.How); err != nil {
		return err
	}
	if f.On != p.DepartedOn {
		if err := room.startContacts(ctx, tx, p, f.On); err != nil {
			return err
		}
	}
	if h, accepted := p.Handover(); accepted {
		if err := room.openTo(ctx, tx, actor, p, h, f.On); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "record-arrival", Category: audit.Alteration, Case: caseID, Subject: "return " + string(p.ID), Change: map[string]any{"how": f.How}})
}

// UndoJourney takes back that somebody left or arrived, where it was recorded by
// mistake, one step at a time.
func (room *Room) UndoJourney(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	switch p.State {
	case Arrived:
		_, err = tx.Exec(ctx, `UPDATE return_plan SET version = version + 1, state = $2, arrived_on = NULL, arrived_how = '' WHERE id = $1`, p.ID, Departed)
	case Departed:
		if err := room.stopContacts(ctx, tx, p, "recorded by mistake", false); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE return_plan SET version = version + 1, state = $2, departed_on = NULL WHERE id = $1`, p.ID, Planning)
	default:
		return fault.Refuse("There is nothing to take back")
	}
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "undo-return-journey", Category: audit.Alteration, Case: caseID, Subject: "return " + string(p.ID), Change: map[string]any{"from": p.State}})
}

// stopContacts stops the clocks and tasks of contacts that are open and, where
// they are over, cancels them.
func (room *Room) stopContacts(ctx context.Context, tx *db.Tx, p Plan, why string, over bool) error {
	for _, k := range p.Contacts {
		if !k.Open() {
			continue
		}
		if err := casefile.StopClocks(ctx, tx, p.Case, k.Kind, string(k.ID), why); err != nil {
			return err
		}
	}
	if err := casefile.CancelTasks(ctx, tx, p.Case, TaskContact); err != nil || !over {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE return_contact SET cancelled_at = $2 WHERE plan_id = $1 AND done_on IS NULL AND cancelled_at IS NULL`, p.ID, tx.Now())
	return err
}

// Withdraw records that the person no longer wants it. Nobody has to say why, and
// everything stops at once: tasks, contacts, links, what organisations see, and
// the pack itself.
func (room *Room) Withdraw(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f StopForm) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, stopQuestions)...); err != nil {
		return err
	}
	if f.Version != p.Version {
		return fault.Stale(nil, nil)
	}
	return room.stop(ctx, tx, actor, p, Withdrawn, "", f.Words)
}

// End records that nothing is left to do.
func (room *Room) End(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f EndForm) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, endQuestions)...); err != nil {
		return err
	}
	if f.Version != p.Version {
		return fault.Stale(nil, nil)
	}
	if p.OpenSignal() {
		return fault.Refuse("Somebody must look at the sign of re-trafficking first")
	}
	return room.stop(ctx, tx, actor, p, Ended, f.Why, f.Words)
}

// stop stops a plan and all that hangs on it, in one transaction. A plan that
// stopped stays readable to those who keep it.
func (room *Room) stop(ctx context.Context, tx *db.Tx, actor account.Actor, p Plan, state State, why, words string) error {
	handed, because := HandoverRecalled, "withdrawn"
	if why == contactsDone {
		handed, because = HandoverEnded, why
	}
	if err := room.unshare(ctx, tx, actor, p, handed, because, words); err != nil {
		return err
	}
	if err := room.stopContacts(ctx, tx, p, string(state), true); err != nil {
		return err
	}
	for _, kind := range tasks {
		if err := casefile.CancelTasks(ctx, tx, p.Case, kind); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE return_choice SET withdrawn_at = $2, withdrawn_by = $3 WHERE plan_id = $1 AND given AND withdrawn_at IS NULL`, p.ID, tx.Now(), actor.Account); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, p.Case, sealedEnd, p.ID, words)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE return_plan SET version = version + 1, state = $2, ended_at = $3, ended_why = $4, ended_sealed = $5, ended_by = $6 WHERE id = $1 AND ended_at IS NULL`,
		p.ID, state, tx.Now(), why, sealed, actor.Account); err != nil {
		return err
	}
	deed := "end-return"
	if state == Withdrawn {
		deed = "withdraw-return"
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Alteration, Case: p.Case, Subject: "return " + string(p.ID), Why: why})
}
