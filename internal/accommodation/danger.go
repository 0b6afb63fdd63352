package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// OnDanger marks that there is new danger for somebody, and tells the desk that a
// move may be needed. The room that is told of dangers calls it, in the transaction
// in which it is told. It never learns what the danger is; somebody of whom there
// is no file is left alone, and so is somebody who was not seen: the desk was told
// of that, and looks for them first.
func (room *Room) OnDanger(ctx context.Context, tx *db.Tx, actor account.Actor, person db.ID, _ string) error {
	file, found, err := fileOf(ctx, tx, person)
	if err != nil || !found || file.State == Ended {
		return err
	}
	if file.State == Housed {
		stay, lives, err := stayOf(ctx, tx, file)
		if err != nil || lives && stay.Presence == NotSeen {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE shelter_file SET danger_at = $2 WHERE id = $1`, file.ID, tx.Now()); err != nil {
		return err
	}
	if file.State == Outreach || isDesk(actor, file.Desk) {
		return nil
	}
	subject, body := "Somebody who waits for a safe place is in new danger", "New danger was recorded for somebody who waits for a place, or for whom a bed is held. Sign in and look whether they need it sooner.\n\nThis message says nothing about the person."
	if file.State == Housed {
		subject, body = "Somebody in a safe house may have to be moved", "New danger was recorded for somebody who lives in a safe house. Sign in, talk with whoever supports them, and move them or say why they stay.\n\nThis message says nothing about the person."
	}
	return tell(ctx, tx, file.Desk, "new-danger "+string(file.ID)+" "+string(tx.NewID()), subject, body, nil, account.AccommodationDesk)
}

// calm takes the mark of new danger away: they got a bed elsewhere, or stay for a
// reason.
func calm(ctx context.Context, tx *db.Tx, file db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE shelter_file SET danger_at = NULL WHERE id = $1`, file)
	return err
}

// StayForm says why somebody is not moved although there is new danger.
type StayForm struct {
	Version int64  `json:"version"`
	Words   string `json:"words" doc:"Why, and what the person wishes; sealed"`
}

var stayPutQuestions = []form.Question[StayForm]{{Name: "words", Label: "Why are they not moved?", Hint: "With what they wish themselves, and what makes it safe for now. Sealed", Noun: "Why they are not moved", Kind: form.Story, MaxLength: 1000, Rows: 3,
	Required: "Say why they are not moved", Bind: func(f *StayForm) any { return &f.Words }}}

// StayPut records that the desk looked at new danger and that nobody is moved.
func (room *Room) StayPut(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f StayForm) error {
	file, err := room.reach(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, stayPutQuestions)...); err != nil {
		return err
	}
	if file.DangerAt.IsZero() {
		return fault.Refuse("There is no new danger to answer")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE shelter_file SET version = version + 1, danger_at = NULL WHERE id = $1 AND version = $2`, id, f.Version)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "stay-put", Category: audit.Alteration, Case: file.Case, Subject: "accommodation " + string(id), Why: purpose, Reason: f.Words})
}
