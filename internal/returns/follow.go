package returns

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// contactOf finds one contact of a plan.
func contactOf(p Plan, id db.ID) (Contact, error) {
	for _, k := range p.Contacts {
		if k.ID == id {
			return k, nil
		}
	}
	return Contact{}, fault.Missing()
}

// Find records what a contact found. Signs of exploitation are raised to those
// responsible in the same transaction; a person who wants no more contact has
// none.
func (room *Room) Find(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, contact db.ID, f FindingForm) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	return room.found(ctx, tx, actor, p, contact, f, false)
}

func (room *Room) found(ctx context.Context, tx *db.Tx, actor account.Actor, p Plan, contact db.ID, f FindingForm, partner bool) error {
	k, err := contactOf(p, contact)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, findingQuestions(p.DepartedOn, dayOf(tx)))...); err != nil {
		return err
	}
	switch {
	case !p.Home():
		return fault.Refuse("The person has not left yet")
	case !k.Open():
		return fault.Stale(nil, nil)
	}
	sealed, err := casefile.SealRow(ctx, tx, p.Case, sealedContact, k.ID, f.Words)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE return_contact SET version = version + 1, done_on = $3, found = $4, partner = $5, sealed = $6, recorded_at = $7, recorded_by = $8 WHERE id = $1 AND version = $2`,
		k.ID, f.Version, f.On, f.Found, partner, sealed, tx.Now(), actor.Account)); err != nil {
		return err
	}
	if err := casefile.FinishTasks(ctx, tx, actor, p.Case, TaskContact, string(k.ID)); err != nil {
		return err
	}
	if err := casefile.StopClocks(ctx, tx, p.Case, k.Kind, string(k.ID), "the contact was made or tried"); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "record-return-contact", Category: audit.Collection, Case: p.Case, Subject: "return contact " + string(k.ID), Why: purpose,
		Change: map[string]any{"found": f.Found, "partner": partner}}); err != nil {
		return err
	}
	switch f.Found {
	case FoundExploited:
		return room.raise(ctx, tx, actor, p, SignalContact, "contact "+string(k.ID))
	case FoundNo:
		return room.stopContacts(ctx, tx, without(p, k.ID), "the person wants no more contact", true)
	}
	return nil
}

// without is a plan without one contact.
func without(p Plan, contact db.ID) Plan {
	var rest []Contact
	for _, k := range p.Contacts {
		if k.ID != contact {
			rest = append(rest, k)
		}
	}
	p.Contacts = rest
	return p
}

// UndoFinding opens a contact again whose result was recorded by mistake.
func (room *Room) UndoFinding(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, contact db.ID) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	k, err := contactOf(p, contact)
	if err != nil {
		return err
	}
	if k.Done.IsZero() {
		return fault.Refuse("There is nothing to take back")
	}
	if _, err := tx.Exec(ctx, `UPDATE return_contact SET version = version + 1, done_on = NULL, found = '', partner = FALSE, sealed = NULL WHERE id = $1`, k.ID); err != nil {
		return err
	}
	if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: caseID, Kind: TaskContact, Subject: string(k.ID), Agency: p.Agency, Due: k.Due}); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "undo-return-contact", Category: audit.Alteration, Case: caseID, Subject: "return contact " + string(k.ID), Change: map[string]any{"found": k.Found}})
}

// Move gives a contact another day, as the person wants it.
func (room *Room) Move(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, contact db.ID, f MoveForm) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, moveQuestions(dayOf(tx)))...); err != nil {
		return err
	}
	k, err := contactOf(p, contact)
	if err != nil {
		return err
	}
	if !k.Open() {
		return fault.Stale(nil, nil)
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE return_contact SET version = version + 1, due_on = $3 WHERE id = $1 AND version = $2`, k.ID, f.Version, f.On)); err != nil {
		return err
	}
	if p.Home() {
		if err := casefile.StopClocks(ctx, tx, caseID, k.Kind, string(k.ID), "the person chose another day"); err != nil {
			return err
		}
		if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: caseID, Kind: TaskContact, Subject: string(k.ID), Agency: p.Agency, Due: f.On}); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "move-return-contact", Category: audit.Alteration, Case: caseID, Subject: "return contact " + string(k.ID),
		Change: map[string]any{"before": k.Due.String(), "after": f.On.String()}})
}

// signalDays is how long those responsible have to look at a sign of
// re-trafficking.
const signalDays = 1

// raise raises a sign of re-trafficking: a task for those who arranged the return
// and a message that names nobody.
func (room *Room) raise(ctx context.Context, tx *db.Tx, actor account.Actor, p Plan, source, from string) error {
	id := tx.NewID()
	if _, err := tx.Exec(ctx, `INSERT INTO return_signal (id, plan_id, version, source, raised_at, outcome) VALUES ($1, $2, 1, $3, $4, '')`, id, p.ID, source, tx.Now()); err != nil {
		return err
	}
	if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: p.Case, Kind: TaskSignal, Subject: string(id), Agency: p.Agency, Due: dayOf(tx).Add(signalDays)}); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, p.Case, "A sign of re-trafficking was raised"); err != nil {
		return err
	}
	if err := tell(ctx, tx, p.Agency, "en", "return-signal "+string(id), "Somebody you helped to go home may be in danger", "There is a sign of re-trafficking. Sign in to Havenward and open Returns today.", nil,
		account.ReturnsOfficer, account.SupportProvider, account.SupportManager); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "raise-re-trafficking", Category: audit.Combination, Case: p.Case, Subject: "return signal " + string(id), Why: source, Change: map[string]any{"from": from}})
}

// Look records who looked at a sign of re-trafficking, and what they found.
func (room *Room) Look(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, signal db.ID, f SignalForm) error {
	p, err := room.reach(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, signalQuestions)...); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedSignal, signal, f.Words)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE return_signal SET version = version + 1, outcome = $4, sealed = $5, seen_at = $6, seen_by = $7 WHERE id = $1 AND plan_id = $2 AND version = $3`,
		signal, p.ID, f.Version, f.Outcome, sealed, tx.Now(), actor.Account)); err != nil {
		return err
	}
	if err := casefile.FinishTasks(ctx, tx, actor, caseID, TaskSignal, string(signal)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "look-at-re-trafficking", Category: audit.Alteration, Case: caseID, Subject: "return signal " + string(signal), Change: map[string]any{"outcome": f.Outcome}})
}

// WentHome reports whether somebody has gone home, for the room that compares
// records: a new encounter with them may be re-trafficking.
func (room *Room) WentHome(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
	var one int
	return tx.Row(ctx, `SELECT 1 FROM return_plan WHERE case_id = $1 AND departed_on IS NOT NULL LIMIT 1`, []any{caseID}, &one)
}

// MetAgain is told that somebody whose earlier case is over seems to have been met
// again. Where they had gone home, those who arranged it are told, once while
// nobody has looked.
func (room *Room) MetAgain(ctx context.Context, tx *db.Tx, actor account.Actor, earlier, _ db.ID, _ string) error {
	found, err := plans(ctx, tx, `p.case_id = $1 AND p.departed_on IS NOT NULL ORDER BY p.id DESC LIMIT 1`, earlier)
	if err != nil || len(found) == 0 {
		return err
	}
	raised, err := signals(ctx, tx, earlier, found[0].ID)
	if err != nil {
		return err
	}
	for _, s := range raised {
		if s.Source == SignalEncounter && s.Outcome == SignalOpen {
			return nil
		}
	}
	return room.raise(ctx, tx, actor, found[0], SignalEncounter, "encounter")
}
