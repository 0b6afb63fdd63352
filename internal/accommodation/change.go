package accommodation

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

func (room *Room) changeQuestions() []form.Question[NeedForm] {
	return needQuestions(room, func(f *NeedForm) *NeedForm { return f })
}

// Change records what somebody needs, and completes what was asked at night.
func (room *Room) Change(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f NeedForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepHousingNeeds, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, room.changeQuestions())...); err != nil {
		return err
	}
	if file.State == Offered || file.State == Housed {
		if f.household().People() != file.People() {
			return fault.Wrong("adults", "A bed is held or taken for another number of people. Take the offer back, or move them")
		}
	}
	before := Need(file.Household)
	file.Household, file.Called, file.Parting, file.Barrier, file.Words = f.household(), f.Called, f.Parting, f.Barrier, f.Words
	file.Incomplete = false
	if err := putFile(ctx, tx, file, f.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE bed_request SET need = $2 WHERE file_id = $1 AND ended_at IS NULL`, id, Need(file.Household)); err != nil {
		return err
	}
	if err := room.reindex(ctx, tx, file); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "change-housing-needs", Category: audit.Alteration, Case: file.Case, Subject: "accommodation " + string(id),
		Change: map[string]any{"need": map[string]string{"before": before, "after": Need(file.Household)}, "avoid": file.Avoid}})
}

// CloseForm ends that somebody waits for a place.
type CloseForm struct {
	Version int64  `json:"version"`
	How     string `json:"how" enum:"outreach,withdrawn,lost"`
	Words   string `json:"words" doc:"Why; sealed"`
}

var closeQuestions = []form.Question[CloseForm]{
	{Name: "how", Label: "Why do they not wait any more?", Kind: form.Radios, Options: outcomes[1:4].Options(), Required: "Choose why they do not wait any more", Bind: func(f *CloseForm) any { return &f.How }},
	{Name: "words", Label: "Say more", Hint: "Sealed", Noun: "More", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say more about why", Bind: func(f *CloseForm) any { return &f.Words }},
}

// Close ends that somebody waits for a place; Reopen undoes it.
func (room *Room) Close(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f CloseForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepHousingNeeds, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, closeQuestions)...); err != nil {
		return err
	}
	if file.State != Waiting {
		return fault.Refuse("They do not wait for a place. Answer the offer, or end the stay")
	}
	state := Ended
	if f.How == outcomeOutreach {
		state = Outreach
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE shelter_file SET state = $3, state_at = $4, version = version + 1 WHERE id = $1 AND version = $2`, id, f.Version, state, tx.Now())); err != nil {
		return err
	}
	if err := endRequest(ctx, tx, id, f.How); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-bed-request", Category: audit.Alteration, Case: file.Case, Subject: "accommodation " + string(id), Why: purpose, Reason: f.Words, Change: map[string]string{"outcome": f.How}})
}

// endRequest ends the open request of a file.
func endRequest(ctx context.Context, tx *db.Tx, file db.ID, outcome string) error {
	_, err := tx.Exec(ctx, `UPDATE bed_request SET ended_at = $2, outcome = $3 WHERE file_id = $1 AND ended_at IS NULL`, file, tx.Now(), outcome)
	return err
}

// reopenRequest makes the latest request of a file an open one again.
func reopenRequest(ctx context.Context, tx *db.Tx, file db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE bed_request SET ended_at = NULL, outcome = '' WHERE id = (SELECT id FROM bed_request WHERE file_id = $1 ORDER BY id DESC LIMIT 1)
		AND NOT EXISTS (SELECT 1 FROM bed_request r WHERE r.file_id = $1 AND r.ended_at IS NULL)`, file)
	return err
}

// Reopen makes somebody wait for a place again, as before they were closed.
func (room *Room) Reopen(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	file, err := room.reach(ctx, tx, actor, access.KeepHousingNeeds, id)
	if err != nil {
		return err
	}
	if file.State != Ended && file.State != Outreach {
		return fault.Refuse("They wait for a place, or have one")
	}
	var outcome string
	if found, err := tx.Row(ctx, `SELECT outcome FROM bed_request WHERE file_id = $1 ORDER BY id DESC LIMIT 1`, []any{id}, &outcome); err != nil {
		return err
	} else if !found || outcome == outcomeHoused || outcome == outcomeNotEntitled {
		return fault.Refuse("Ask for a place anew: what was asked before has been settled")
	}
	if err := setState(ctx, tx, id, Waiting); err != nil {
		return err
	}
	if err := reopenRequest(ctx, tx, id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "reopen-bed-request", Category: audit.Alteration, Case: file.Case, Subject: "accommodation " + string(id)})
}

// CaseForm names the case of somebody who was housed before there was one.
type CaseForm struct {
	Reference string `json:"reference"`
}

var caseQuestions = []form.Question[CaseForm]{{Name: "reference", Label: "Reference of the case", Kind: form.Text, Width: "20", MaxLength: 30, Required: "Enter the reference of the case", Bind: func(f *CaseForm) any { return &f.Reference }}}

// Join joins a file that was opened at night to the case of the person. What is
// sealed goes under the key of the case, and where they live already their place
// is sealed with it.
func (room *Room) Join(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f CaseForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepHousingNeeds, id)
	if err != nil {
		return err
	}
	if file.Case != "" {
		return fault.Refuse("This file has its case already")
	}
	if err := fault.Mend(form.Check(&f, caseQuestions)...); err != nil {
		return err
	}
	person, err := room.caseOf(ctx, tx, actor, strings.ToUpper(strings.TrimSpace(f.Reference)))
	if err != nil {
		return err
	}
	before := file.owner()
	file.Case, file.Names = person, nil
	if err := resealAll(ctx, tx, id, before, person); err != nil {
		return err
	}
	if err := putFile(ctx, tx, file, file.Version); err != nil {
		return err
	}
	if err := room.admitDesk(ctx, tx, actor, file); err != nil {
		return err
	}
	if stay, lives, err := stayOf(ctx, tx, file); err != nil {
		return err
	} else if lives {
		house, err := loadHouse(ctx, tx, stay.House)
		if err != nil {
			return err
		}
		if err := room.House(ctx, tx, actor, person, house.Place); err != nil {
			return err
		}
	}
	if err := room.reindex(ctx, tx, file); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "join-accommodation", Category: audit.Combination, Case: person, Subject: "accommodation " + string(id), Why: purpose})
}

// sealedColumns are the columns that are sealed for the owner of a file, with the
// name of the place for which each is sealed.
var sealedColumns = []struct{ query, update, place string }{
	{`SELECT id, sealed FROM tie WHERE file_id = $1`, `UPDATE tie SET sealed = $2 WHERE id = $1`, sealedTie},
	{`SELECT id, ended_sealed FROM tie WHERE file_id = $1 AND ended_sealed IS NOT NULL`, `UPDATE tie SET ended_sealed = $2 WHERE id = $1`, sealedTieEnd},
	{`SELECT id, sealed FROM tie_cleared WHERE file_id = $1`, `UPDATE tie_cleared SET sealed = $2 WHERE id = $1`, sealedCleared},
	{`SELECT id, sealed FROM bed_offer WHERE file_id = $1`, `UPDATE bed_offer SET sealed = $2 WHERE id = $1`, sealedOffer},
	{`SELECT id, answer_sealed FROM bed_offer WHERE file_id = $1 AND answer_sealed IS NOT NULL`, `UPDATE bed_offer SET answer_sealed = $2 WHERE id = $1`, sealedAnswer},
	{`SELECT id, sealed FROM stay WHERE file_id = $1`, `UPDATE stay SET sealed = $2 WHERE id = $1`, sealedStay},
	{`SELECT d.id, d.sealed FROM stay_day d JOIN stay s ON s.id = d.stay_id WHERE s.file_id = $1 AND d.sealed IS NOT NULL`, `UPDATE stay_day SET sealed = $2 WHERE id = $1`, sealedDay},
	{`SELECT file_id, sealed FROM outreach WHERE file_id = $1`, `UPDATE outreach SET sealed = $2 WHERE file_id = $1`, sealedOutreach},
	{`SELECT id, sealed FROM outreach_visit WHERE file_id = $1`, `UPDATE outreach_visit SET sealed = $2 WHERE id = $1`, sealedVisit},
}

// resealAll seals what is kept of a file for another owner.
func resealAll(ctx context.Context, tx *db.Tx, file, before, after db.ID) error {
	type kept struct {
		id     db.ID
		sealed []byte
	}
	for _, column := range sealedColumns {
		rows, err := db.All(ctx, tx, column.query, []any{file}, func(k *kept, scan func(...any) error) error { return scan(&k.id, &k.sealed) })
		if err != nil {
			return err
		}
		for _, row := range rows {
			var value json.RawMessage
			if err := casefile.OpenRow(ctx, tx, row.sealed, before, column.place, row.id, &value); err != nil {
				return err
			}
			again, err := casefile.Seal(ctx, tx, after, casefile.Row(column.place, row.id), value)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, column.update, row.id, []byte(again)); err != nil {
				return err
			}
		}
	}
	return nil
}
