package support

import (
	"context"
	"time"

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

// EntryForm is a line for the journal: a contact or an attempt at one, key work,
// something that happened, something that was seen.
type EntryForm struct {
	Kind    string    `json:"kind" enum:"contact,key-work,journey,observed"`
	On      civil.Day `json:"on"`
	At      string    `json:"at,omitempty" doc:"Time of day in London, such as 14:30"`
	How     string    `json:"how,omitempty" doc:"Of a contact: how"`
	Outcome string    `json:"outcome,omitempty" doc:"Of a contact: what came of it"`
	Note    string    `json:"note,omitempty"`
}

// Record adds a line to the journal. The first contact in which the person was
// spoken with meets the clock of the first contact.
func (r *Room) Record(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f EntryForm) (db.ID, error) {
	c, err := r.reach(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, entryQuestions(today(tx)))...); err != nil {
		return "", err
	}
	at, err := momentOf(f.On, f.At, tx.Now())
	if err != nil {
		return "", err
	}
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedEntry, row, f.Note)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_entry (id, case_id, kind, happened_at, how, outcome, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		row, id, f.Kind, at, f.How, f.Outcome, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	if f.Kind == kindContact && f.Outcome == reached && c.Reached.IsZero() {
		if err := r.firstReached(ctx, tx, actor, c, at); err != nil {
			return "", err
		}
	}
	return row, audit.Append(ctx, tx, actor, audit.Entry{Action: "record-support-entry", Category: audit.Collection, Case: id, Subject: "support entry " + string(row), Why: supportPurpose})
}

// firstReached keeps when the person was first spoken with.
func (r *Room) firstReached(ctx context.Context, tx *db.Tx, actor account.Actor, c Case, at time.Time) error {
	if c.Accepted.IsZero() && r.Arranged != nil {
		if err := r.Arranged(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE support_case SET reached_at = $2, accepted_at = coalesce(accepted_at, $2), version = version + 1 WHERE case_id = $1`, c.ID, at); err != nil {
		return err
	}
	return finish(ctx, tx, actor, c.ID, taskContact, "", statute.FirstContact)
}

// StrikeForm strikes a line of the journal, which stays readable with the reason.
type StrikeForm struct {
	Why string `json:"why"`
}

// Strike strikes a line of the journal. Whoever wrote it may, and their manager.
func (r *Room) Strike(ctx context.Context, tx *db.Tx, actor account.Actor, id, entry db.ID, f StrikeForm) error {
	c, err := r.reach(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, strikeQuestions)...); err != nil {
		return err
	}
	e, err := entryOf(ctx, tx, id, entry)
	switch {
	case err != nil:
		return err
	case !e.Struck.IsZero():
		return fault.Refuse("This line was struck before")
	case e.ByID != actor.Account && !actor.Has(account.SupportManager):
		return fault.Refuse("Only who wrote this line, or a manager, strikes it")
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedStrike, entry, f.Why)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_entry SET struck_at = $2, struck_by = $3, struck_sealed = $4 WHERE id = $1`, entry, tx.Now(), actor.Account, sealed); err != nil {
		return err
	}
	if err := r.reachedAgain(ctx, tx, c); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "strike-support-entry", Category: audit.Alteration, Case: id, Subject: "support entry " + string(entry)})
}

// reachedAgain finds when the person was first spoken with from what stands in
// the journal: a contact that was struck is none.
func (r *Room) reachedAgain(ctx context.Context, tx *db.Tx, c Case) error {
	var first time.Time
	found, err := tx.Row(ctx, `SELECT happened_at FROM support_entry WHERE case_id = $1 AND kind = $2 AND outcome = $3 AND struck_at IS NULL AND happened_at >= $4
		ORDER BY happened_at, id LIMIT 1`, []any{c.ID, kindContact, reached, c.Opened}, db.Instant(&first))
	if err != nil || found || c.Reached.IsZero() || !c.Open() {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_case SET reached_at = NULL, version = version + 1 WHERE case_id = $1`, c.ID); err != nil {
		return err
	}
	c.Reached = time.Time{}
	return r.firstTasks(ctx, tx, c)
}

const entryColumns = `e.id, e.kind, e.happened_at, e.how, e.outcome, e.sealed, e.recorded_at, e.recorded_by, b.name, e.struck_at, s.name, e.struck_sealed
	FROM support_entry e LEFT JOIN account b ON b.id = e.recorded_by LEFT JOIN account s ON s.id = e.struck_by`

func scanEntry(ctx context.Context, tx *db.Tx, id db.ID) func(*Entry, func(...any) error) error {
	return func(e *Entry, scan func(...any) error) error {
		var note, why []byte
		if err := scan(&e.ID, &e.Kind, db.Instant(&e.At), &e.How, &e.Outcome, &note, db.Instant(&e.Recorded), &e.ByID, db.Text(&e.By), db.Instant(&e.Struck), db.Text(&e.StruckBy), &why); err != nil {
			return err
		}
		if err := casefile.OpenRow(ctx, tx, note, id, sealedEntry, e.ID, &e.Note); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, why, id, sealedStrike, e.ID, &e.StruckWhy)
	}
}

// entries lists the journal, the latest first: of one kind where it is named, at
// most limit lines older than before ("" for the latest).
func entries(ctx context.Context, tx *db.Tx, id db.ID, kind string, before db.ID, limit int) ([]Entry, error) {
	return db.All(ctx, tx, `SELECT `+entryColumns+` WHERE e.case_id = $1 AND ($2 = '' OR e.kind = $2)
		AND ($3 = '' OR (e.happened_at, e.id) < (SELECT b.happened_at, b.id FROM support_entry b WHERE b.id = $3))
		ORDER BY e.happened_at DESC, e.id DESC LIMIT $4`, []any{id, kind, before, limit}, scanEntry(ctx, tx, id))
}

func entryOf(ctx context.Context, tx *db.Tx, id, entry db.ID) (Entry, error) {
	found, err := db.All(ctx, tx, `SELECT `+entryColumns+` WHERE e.case_id = $1 AND e.id = $2`, []any{id, entry}, scanEntry(ctx, tx, id))
	return one(found, err)
}

// one is the only row that was found; none is missing.
func one[T any](found []T, err error) (row T, _ error) {
	if err != nil || len(found) == 0 {
		if err == nil {
			err = fault.Missing()
		}
		return row, err
	}
	return found[0], nil
}
