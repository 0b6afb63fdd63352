package justice

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

// Record adds a line to somebody's file.
func (room *Room) Record(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f Form) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.KeepJustice, id)
	if err != nil {
		return "", err
	}
	if !file.Sees(f.Of()) {
		return "", fault.Missing()
	}
	e := Entry{ID: tx.NewID(), Case: id, Part: f.Of(), Form: f}
	if e.line, err = room.lineOf(room.setting(tx, file), f); err != nil {
		return "", err
	}
	if err := insertEntry(ctx, tx, actor, e); err != nil {
		return "", err
	}
	return e.ID, audit.Append(ctx, tx, actor, audit.Entry{Action: "record-justice", Category: audit.Collection, Case: id, Subject: "justice entry " + string(e.ID), Change: e.plain()})
}

// lineOf checks a form and gives what of it stands in plain.
func (room *Room) lineOf(s setting, f Form) (line, error) {
	if err := fault.Mend(f.check(s)...); err != nil {
		return line{}, err
	}
	return f.line(s)
}

// plain is what the history says of a line.
func (e Entry) plain() map[string]any {
	said := map[string]any{"part": e.Part, "kind": e.Kind, "state": e.State}
	if !e.Due.IsZero() {
		said["due"], said["rule"] = e.Due.String(), e.Rule
	}
	return said
}

// entryFor reads a line on which the actor may do an action.
func (room *Room) entryFor(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (Entry, File, error) {
	if err := access.Role(actor, action); err != nil {
		return Entry{}, File{}, err
	}
	e, found, err := loadEntry(ctx, tx, id)
	if err != nil {
		return e, File{}, err
	}
	if !found {
		return e, File{}, fault.Missing()
	}
	f, err := room.reach(ctx, tx, actor, action, e.Case)
	if err == nil && !f.Sees(e.Part) {
		err = fault.Missing()
	}
	return e, f, err
}

// Correct puts what somebody enters in the place of a line; the line as it was
// is kept.
func (room *Room) Correct(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, version int64, f Form) error {
	e, file, err := room.entryFor(ctx, tx, actor, access.KeepJustice, id)
	if err != nil {
		return err
	}
	if e.Part != f.Of() {
		return fault.Missing()
	}
	if !e.Struck.IsZero() {
		return fault.Refuse("This line was recorded by mistake. Put it back first")
	}
	s := room.setting(tx, file)
	s.Old = e.Kind
	before := e.plain()
	if e.line, err = room.lineOf(s, f); err != nil {
		return err
	}
	e.Form = f
	if err := updateEntry(ctx, tx, actor, e, version); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "correct-justice", Category: audit.Alteration, Case: e.Case, Subject: "justice entry " + string(id),
		Change: map[string]any{"before": before, "after": e.plain()}})
}

// StrikeForm says why a line was recorded by mistake.
type StrikeForm struct {
	Version int64  `json:"version"`
	Why     string `json:"why"`
}

var strikeQuestions = []form.Question[StrikeForm]{
	{Name: "why", Label: "Why was it a mistake?", Hint: "For example, it was about somebody else. It is kept, with your name", Noun: "Why it was a mistake", Kind: form.Text, MaxLength: 300, Required: "Say why it was a mistake", Bind: func(f *StrikeForm) any { return &f.Why }},
}

// Strike says of a line that it was recorded by mistake. It stays, struck through.
func (room *Room) Strike(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, s StrikeForm) error {
	e, _, err := room.entryFor(ctx, tx, actor, access.KeepJustice, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&s, strikeQuestions)...); err != nil {
		return err
	}
	why, err := casefile.SealRow(ctx, tx, e.Case, sealedStrike, id, s.Why)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE justice_entry SET version = version + 1, struck_at = $3, struck_by = $4, struck_sealed = $5 WHERE id = $1 AND version = $2 AND struck_at IS NULL`,
		id, s.Version, tx.Now(), actor.Account, why)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "strike-justice", Category: audit.Alteration, Case: e.Case, Subject: "justice entry " + string(id), Change: e.plain()})
}

// PutBack undoes that a line was struck.
func (room *Room) PutBack(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	e, _, err := room.entryFor(ctx, tx, actor, access.KeepJustice, id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE justice_entry SET version = version + 1, struck_at = NULL, struck_by = NULL, struck_sealed = NULL WHERE id = $1 AND struck_at IS NOT NULL`, id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "put-back-justice", Category: audit.Alteration, Case: e.Case, Subject: "justice entry " + string(id), Change: e.plain()})
}
