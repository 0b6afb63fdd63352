package accommodation

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation/fit"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/seal"
)

// lives reports whether somebody's names have to be found by others: a bed is held
// or taken for them.
func (f File) lives() bool { return f.State == Offered || f.State == Housed }

// reindex makes anew the tokens under which a resident, or somebody for whom a bed
// is held, is found by those who must be kept from them.
func (room *Room) reindex(ctx context.Context, tx *db.Tx, f File) error {
	if _, err := tx.Exec(ctx, `DELETE FROM tie_token WHERE owner_id = $1`, f.ID); err != nil || !f.lives() {
		return err
	}
	c, err := room.circleOf(ctx, tx, f)
	if err != nil {
		return err
	}
	key, _, err := seal.Index(ctx, tx, f.Desk, true)
	if err != nil {
		return err
	}
	if err := putTokens(ctx, tx, f.ID, sideIs, nameTokens(key, slices.Concat(c.own, c.touch))); err != nil {
		return err
	}
	return putTokens(ctx, tx, f.ID, sideFeared, nameTokens(key, c.feared))
}

// reindexHouse makes anew the tokens of those tied to a house.
func (room *Room) reindexHouse(ctx context.Context, tx *db.Tx, h House) error {
	if _, err := tx.Exec(ctx, `DELETE FROM tie_token WHERE owner_id = $1`, h.ID); err != nil {
		return err
	}
	list, err := houseTies(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	key, _, err := seal.Index(ctx, tx, h.Agency, true)
	if err != nil {
		return err
	}
	var names []string
	for _, tie := range list {
		names = append(append(names, tie.Who.Names...), tie.Who.Aliases...)
	}
	return putTokens(ctx, tx, h.ID, sideHouse, nameTokens(key, names))
}

// Alarm is that somebody who lives in a house, or is tied to it, resembles a person
// from whom another must be kept.
type Alarm struct {
	House    db.ID
	Other    db.ID // the file of the resident, or the house
	Words    string
	Strength alike.Strength
	Why      []alike.Agreement
	Cleared  bool // the desk settled that it is another person
	Warns    bool // it advises only
}

// Barred reports whether the alarm keeps a bed from being offered.
func (a Alarm) Barred() bool { return !a.Cleared && !a.Warns }

// What an alarm is about, as catalogue sources.
const (
	residentFeared   = "Somebody who lives there resembles a person from whom they must be kept ({strength})"
	residentInTouch  = "Somebody who lives there is in touch with a person from whom they must be kept ({strength})"
	residentFears    = "Somebody who lives there must be kept from them ({strength})"
	touchFeared      = "They are in touch with a person from whom somebody who lives there must be kept ({strength})"
	houseTied        = "A person from whom they must be kept is tied to the house ({strength})"
	fearedTogether   = "Somebody who lives there fears the same person: they may know one another ({strength})"
	settledAsAnother = "A name resembles one from whom they must be kept; the desk settled that it is another person"
)

// dangers are the alarms of one house, as matching weighs them.
func dangersOf(alarms []Alarm, house db.ID) []fit.Danger {
	var found []fit.Danger
	for _, alarm := range alarms {
		if alarm.House != house {
			continue
		}
		if alarm.Cleared {
			found = append(found, fit.Danger{Words: settledAsAnother})
			continue
		}
		found = append(found, fit.Danger{Words: alarm.Words, Args: []any{"strength", form.Phrase(alarm.Strength.Words())}, Barred: alarm.Barred()})
	}
	return found
}

// alarms finds every resident and house of the desk that is a danger to a person,
// or to whom the person is one, by names. Tokens find whom to compare; the names
// themselves are then compared and shown to nobody.
func (room *Room) alarms(ctx context.Context, tx *db.Tx, f File) ([]Alarm, error) {
	c, err := room.circleOf(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	return room.alarmsFor(ctx, tx, f, c, everyHouse)
}

// ClearForm settles that a name is of another person.
type ClearForm struct {
	Why string `json:"why"`
}

var clearQuestions = []form.Question[ClearForm]{{Name: "why", Label: "How do you know that it is another person?", Hint: "Sealed. From then on the house can be offered, with a warning", Noun: "How you know", Kind: form.Story, MaxLength: 1000, Rows: 3,
	Required: "Say how you know that it is another person", Bind: func(f *ClearForm) any { return &f.Why }}}

// Clear settles that whoever lives in a house, or is tied to it, is not the person
// from whom somebody must be kept. The same name is never settled so.
func (room *Room) Clear(ctx context.Context, tx *db.Tx, actor account.Actor, id, other db.ID, f ClearForm) error {
	file, alarms, err := room.likeness(ctx, tx, actor, id, other)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, clearQuestions)...); err != nil {
		return err
	}
	for _, alarm := range alarms {
		if alarm.Strength == alike.Certain && !alarm.Warns {
			return fault.Wrong("why", "The names are the same. Correct the name first if it was written down wrongly, or choose another house")
		}
	}
	clearing := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, file.owner(), sealedCleared, clearing, f.Why)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO tie_cleared (id, file_id, other_id, sealed, cleared_at, cleared_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (file_id, other_id) WHERE undone_at IS NULL DO NOTHING`,
		clearing, id, other, sealed, tx.Now(), actor.Account); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "clear-likeness", Category: audit.Alteration, Case: file.Case, Subject: "accommodation " + string(id), Change: map[string]any{"other": other}})
}

// Unclear undoes that a likeness was settled: the bed is barred again.
func (room *Room) Unclear(ctx context.Context, tx *db.Tx, actor account.Actor, id, other db.ID) error {
	file, err := room.reach(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE tie_cleared SET undone_at = $3, undone_by = $4 WHERE file_id = $1 AND other_id = $2 AND undone_at IS NULL`, id, other, tx.Now(), actor.Account)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "undo-clear-likeness", Category: audit.Alteration, Case: file.Case, Subject: "accommodation " + string(id), Change: map[string]any{"other": other}})
}

// likeness gives the alarms between a person and one resident or house.
func (room *Room) likeness(ctx context.Context, tx *db.Tx, actor account.Actor, id, other db.ID) (File, []Alarm, error) {
	file, err := room.reach(ctx, tx, actor, access.OfferBed, id)
	if err != nil {
		return file, nil, err
	}
	all, err := room.alarms(ctx, tx, file)
	if err != nil {
		return file, nil, err
	}
	of := slices.DeleteFunc(all, func(a Alarm) bool { return a.Other != other })
	if len(of) == 0 {
		return file, nil, fault.Missing()
	}
	return file, of, nil
}
