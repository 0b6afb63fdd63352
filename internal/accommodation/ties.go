package accommodation

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

// TieForm names somebody who matters to the safety of a person.
type TieForm struct {
	Kind string   `json:"kind"`
	Who  Somebody `json:"who"`
}

func whoQuestions[T any](bind func(*T) *Somebody) []form.Question[T] {
	return []form.Question[T]{
		{Name: "names", Label: "Names", Hint: "One to a line. Part of a name is enough", Kind: form.Lines, Rows: 2, MaxLength: 120, Required: "Enter a name", Bind: func(f *T) any { return &bind(f).Names }},
		{Name: "aliases", Label: "Other names and nicknames", Hint: "One to a line", Kind: form.Lines, Rows: 2, MaxLength: 120, Bind: func(f *T) any { return &bind(f).Aliases }},
		{Name: "words", Label: "How do they matter?", Hint: "Sealed", Noun: "How they matter", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *T) any { return &bind(f).Words }},
	}
}

var tieQuestions = append([]form.Question[TieForm]{
	{Name: "kind", Label: "Who are they?", Kind: form.Radios, Options: tieKinds.Options(), Required: "Choose who they are", Bind: func(f *TieForm) any { return &f.Kind }},
}, whoQuestions(func(f *TieForm) *Somebody { return &f.Who })...)

var houseTieQuestions = whoQuestions(func(f *Somebody) *Somebody { return f })

// insertTie stores a tie of a person.
func insertTie(ctx context.Context, tx *db.Tx, actor account.Actor, f File, t Tie) (db.ID, error) {
	id := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, f.owner(), sealedTie, id, t.Who)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO tie (id, file_id, kind, sealed, added_at, added_by) VALUES ($1, $2, $3, $4, $5, $6)`, id, f.ID, t.Kind, sealed, tx.Now(), actor.Account)
	return id, err
}

const tieColumns = `t.id, t.kind, t.sealed, t.added_at, coalesce(a.name, ''), t.ended_at, t.ended_sealed FROM tie t LEFT JOIN account a ON a.id = t.added_by`

func scanTie(ctx context.Context, tx *db.Tx, of func() db.ID, t *Tie, scan func(...any) error) error {
	var sealed, ended []byte
	if err := scan(&t.ID, &t.Kind, &sealed, db.Instant(&t.Added), &t.By, db.Instant(&t.Ended), &ended); err != nil {
		return err
	}
	owner := of()
	if err := casefile.OpenRow(ctx, tx, sealed, owner, sealedTie, t.ID, &t.Who); err != nil {
		return err
	}
	return casefile.OpenRow(ctx, tx, ended, owner, sealedTieEnd, t.ID, &t.Why)
}

// ties are those who matter to a person's safety, those that were taken away last.
func ties(ctx context.Context, tx *db.Tx, f File) ([]Tie, error) {
	found, err := tiesOf(ctx, tx, []File{f})
	return found[f.ID], err
}

// tiesOf is ties for several people at once, by file.
func tiesOf(ctx context.Context, tx *db.Tx, list []File) (map[db.ID][]Tie, error) {
	found := map[db.ID][]Tie{}
	if len(list) == 0 {
		return found, nil
	}
	owner, args := map[db.ID]db.ID{}, []any{}
	for _, f := range list {
		owner[f.ID] = f.owner()
		args = append(args, f.ID)
	}
	return found, tx.Each(ctx, `SELECT t.file_id, `+tieColumns+` WHERE t.file_id IN (`+db.Marks(1, len(args))+`) ORDER BY CASE WHEN t.ended_at IS NULL THEN 0 ELSE 1 END, t.id`, args, func(scan func(...any) error) error {
		var t Tie
		var file db.ID
		err := scanTie(ctx, tx, func() db.ID { return owner[file] }, &t, func(dest ...any) error { return scan(append([]any{&file}, dest...)...) })
		found[file] = append(found[file], t)
		return err
	})
}

func houseTies(ctx context.Context, tx *db.Tx, house db.ID) ([]Tie, error) {
	return db.All(ctx, tx, `SELECT `+tieColumns+` WHERE t.house_id = $1 AND t.ended_at IS NULL ORDER BY t.id`, []any{house},
		func(t *Tie, scan func(...any) error) error {
			return scanTie(ctx, tx, func() db.ID { return house }, t, scan)
		})
}

// AddTie records somebody from whom a person must be kept, or with whom they are
// in touch. Where they live in a house already, and somebody there is now a danger
// to them, the desk is told at once.
func (room *Room) AddTie(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f TieForm) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.KeepHousingNeeds, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, tieQuestions)...); err != nil {
		return "", err
	}
	tie, err := insertTie(ctx, tx, actor, file, Tie{Kind: f.Kind, Who: f.Who})
	if err != nil {
		return "", err
	}
	if err := room.reindex(ctx, tx, file); err != nil {
		return "", err
	}
	if err := room.warnOfHouse(ctx, tx, file); err != nil {
		return "", err
	}
	return tie, audit.Append(ctx, tx, actor, audit.Entry{Action: "add-tie", Category: audit.Collection, Case: file.Case, Subject: "tie " + string(tie), Change: map[string]string{"kind": f.Kind}})
}

// warnOfHouse tells the desk when somebody who lives in a house, or is expected,
// is in danger from it.
func (room *Room) warnOfHouse(ctx context.Context, tx *db.Tx, f File) error {
	stay, lives, err := stayOf(ctx, tx, f)
	if err != nil || !lives {
		return err
	}
	alarms, err := room.alarms(ctx, tx, f)
	if err != nil {
		return err
	}
	for _, alarm := range alarms {
		if alarm.House == stay.House && alarm.Barred() {
			return tell(ctx, tx, f.Desk, "house-danger "+string(f.ID)+" "+string(tx.NewID()), "Somebody in a safe house may be in danger there",
				"A name that was recorded now resembles somebody who lives in the same house, or who is tied to it. Sign in to see it, and to move them if need be.\n\nThis message says nothing about the person.", nil, account.AccommodationDesk)
		}
	}
	return nil
}

// EndTieForm takes somebody away from those who matter.
type EndTieForm struct {
	Why string `json:"why"`
}

var endTieQuestions = []form.Question[EndTieForm]{{Name: "why", Label: "Why can the name be taken away?", Hint: "Sealed", Noun: "Why", Kind: form.Story, MaxLength: 500, Rows: 2, Required: "Say why the name can be taken away", Bind: func(f *EndTieForm) any { return &f.Why }}}

// EndTie takes a name away, with a reason; it stays to be read.
func (room *Room) EndTie(ctx context.Context, tx *db.Tx, actor account.Actor, id, tie db.ID, f EndTieForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepHousingNeeds, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, endTieQuestions)...); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, file.owner(), sealedTieEnd, tie, f.Why)
	if err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE tie SET ended_at = $3, ended_by = $4, ended_sealed = $5 WHERE id = $1 AND file_id = $2 AND ended_at IS NULL`, tie, id, tx.Now(), actor.Account, sealed)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	if err := room.reindex(ctx, tx, file); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-tie", Category: audit.Alteration, Case: file.Case, Subject: "tie " + string(tie)})
}

// RestoreTie undoes that a name was taken away.
func (room *Room) RestoreTie(ctx context.Context, tx *db.Tx, actor account.Actor, id, tie db.ID) error {
	file, err := room.reach(ctx, tx, actor, access.KeepHousingNeeds, id)
	if err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE tie SET ended_at = NULL, ended_by = NULL, ended_sealed = NULL WHERE id = $1 AND file_id = $2`, tie, id)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	if err := room.reindex(ctx, tx, file); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "restore-tie", Category: audit.Alteration, Case: file.Case, Subject: "tie " + string(tie)})
}

// AddHouseTie records somebody who is tied to a house: a neighbour, an owner,
// somebody who worked there.
func (room *Room) AddHouseTie(ctx context.Context, tx *db.Tx, actor account.Actor, house db.ID, f Somebody) (db.ID, error) {
	h, err := room.managed(ctx, tx, actor, house)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, houseTieQuestions)...); err != nil {
		return "", err
	}
	id := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, house, sealedTie, id, f)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO tie (id, house_id, kind, sealed, added_at, added_by) VALUES ($1, $2, $3, $4, $5, $6)`, id, house, OfHouse, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	if err := room.reindexHouse(ctx, tx, h); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "add-house-tie", Category: audit.Collection, Subject: "house " + string(house)})
}

// EndHouseTie takes somebody away from those tied to a house.
func (room *Room) EndHouseTie(ctx context.Context, tx *db.Tx, actor account.Actor, house, tie db.ID) error {
	h, err := room.managed(ctx, tx, actor, house)
	if err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE tie SET ended_at = $3, ended_by = $4 WHERE id = $1 AND house_id = $2 AND ended_at IS NULL`, tie, house, tx.Now(), actor.Account)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	if err := room.reindexHouse(ctx, tx, h); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-house-tie", Category: audit.Alteration, Subject: "house " + string(house)})
}
