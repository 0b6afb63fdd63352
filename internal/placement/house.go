package placement

import (
	"cmp"
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// What follows is for the room of safe accommodation, to which package site hands
// it over: that room chooses the bed and has asked package access for the person;
// this one keeps the address and who may see it.

// OpenPlaces lists the open places of an agency.
func (room *Room) OpenPlaces(ctx context.Context, tx *db.Tx, agency db.ID) ([]Place, error) {
	return db.All(ctx, tx, `SELECT `+placeColumns+` WHERE l.agency_id = $1 AND l.closed_at IS NULL ORDER BY l.reference`, []any{agency}, scanPlace)
}

// House makes a person live at a place, or moves them there in one step: every
// sight of the address before ends at once, and so does the reach of those who
// looked after them there.
func (room *Room) House(ctx context.Context, tx *db.Tx, actor account.Actor, id, place db.ID) error {
	var agency db.ID
	var reference string
	found, err := tx.Row(ctx, `SELECT agency_id, reference FROM place WHERE id = $1 AND closed_at IS NULL`, []any{place}, &agency, &reference)
	if err != nil || !found {
		return cmp.Or(err, fault.Missing())
	}
	if err := room.answerFor(ctx, tx, actor, id, agency); err != nil {
		return err
	}
	stays, err := placements(ctx, tx, id)
	if err != nil {
		return err
	}
	deed, note := "place-person", "Placed"
	if before, lives := now(stays); lives {
		if before.Place.ID == place {
			return nil
		}
		if err := endStay(ctx, tx, actor, before, endedByMove); err != nil {
			return err
		}
		deed, note = "move-person", "Moved to another place"
	}
	stay := tx.NewID()
	why, err := casefile.SealRow(ctx, tx, id, sealedPlacement, stay, "")
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO placement (id, case_id, place_id, sealed, started_at, placed_by) VALUES ($1, $2, $3, $4, $5, $6)`, stay, id, place, why, tx.Now(), actor.Account); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE placement_file SET version = version + 1 WHERE case_id = $1`, id); err != nil {
		return err
	}
	if err := admitKeepers(ctx, tx, actor, id, place); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, id, note); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Alteration, Case: id, Subject: "placement " + string(stay), Change: map[string]string{"place": reference}})
}

// answerFor makes the agency that keeps a place the placement team of somebody,
// unless another team answers for them.
func (room *Room) answerFor(ctx context.Context, tx *db.Tx, actor account.Actor, id, agency db.ID) error {
	f, found, err := loadFile(ctx, tx, id)
	switch {
	case err != nil:
		return err
	case found && f.Closed.IsZero() && f.Agency == agency:
		return nil
	case found && f.Closed.IsZero():
		return fault.Refuse("Another placement team answers for this person. Ask them to hand over")
	}
	if _, err := tx.Exec(ctx, `INSERT INTO placement_file (case_id, agency_id, version, needs, avoid, opened_at, opened_by) VALUES ($1, $2, 1, '', '', $3, $4)
		ON CONFLICT (case_id) DO UPDATE SET agency_id = excluded.agency_id, version = placement_file.version + 1, opened_at = excluded.opened_at,
		opened_by = excluded.opened_by, closed_at = NULL`, id, agency, tx.Now(), actor.Account); err != nil {
		return err
	}
	return access.Give(ctx, tx, actor, access.Grant{Agency: agency, Case: id, Purpose: teamPurpose,
		Compartments: access.Identity | access.Contact | access.Health | access.Location, LegalBasis: careBasis})
}

// Unhouse ends that a person lives where they do. Every sight of the address ends
// at once. Where they live nowhere, nothing changes.
func (room *Room) Unhouse(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, why string) error {
	stays, err := placements(ctx, tx, id)
	if err != nil {
		return err
	}
	stay, lives := now(stays)
	if !lives {
		return nil
	}
	if err := endStay(ctx, tx, actor, stay, why); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, id, "The placement ended"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-placement", Category: audit.Alteration, Case: id, Subject: "placement " + string(stay.ID), Why: why})
}

// ShutSights ends at once every sight of the address where a person lives, and
// tells how many there were.
func (room *Room) ShutSights(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (int64, error) {
	shut, err := tx.Exec(ctx, `UPDATE sight SET ended_at = $2, ended_by = $3, ended_why = $4 WHERE case_id = $1 AND ended_at IS NULL
		AND (decided_at IS NULL OR (agreed AND until_at > $2))`, id, tx.Now(), actor.Account, endedByTeam)
	if err != nil {
		return 0, err
	}
	return shut, audit.Append(ctx, tx, actor, audit.Entry{Action: "shut-sights", Category: audit.Alteration, Case: id, Subject: "placement file", Change: map[string]any{"sights": shut}})
}

// KeptPlaces are the places that the actor looks after.
func (room *Room) KeptPlaces(ctx context.Context, tx *db.Tx, actor account.Actor) ([]db.ID, error) {
	if !actor.Has(account.Carer) {
		return nil, nil
	}
	return db.All(ctx, tx, `SELECT place_id FROM place_keeper WHERE account_id = $1 AND until_at IS NULL ORDER BY place_id`, []any{actor.Account},
		func(id *db.ID, scan func(...any) error) error { return scan(id) })
}

// Keepers are the people who look after a place.
func (room *Room) Keepers(ctx context.Context, tx *db.Tx, place db.ID) ([]Keeper, error) {
	return keepers(ctx, tx, place)
}

// KeptAway is whom the placement teams keep away from people, whoever acts: for
// the choice of a safe place, which shows only that somebody resembles them.
func (room *Room) KeptAway(ctx context.Context, tx *db.Tx, people []db.ID) (map[db.ID][]alike.Described, error) {
	away := map[db.ID][]alike.Described{}
	if len(people) == 0 {
		return away, nil
	}
	args := make([]any, len(people))
	for i, id := range people {
		args[i] = id
	}
	files, err := db.All(ctx, tx, `SELECT agency_id, case_id FROM placement_file WHERE case_id IN (`+db.Marks(1, len(args))+`)`, args,
		func(f *File, scan func(...any) error) error { return scan(&f.Agency, &f.Case) })
	if err != nil {
		return nil, err
	}
	for _, f := range files { // few of those who wait for a place have had one
		list, err := deniedOf(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		for _, entry := range list {
			away[f.Case] = append(away[f.Case], entry.Person.Described)
		}
	}
	return away, nil
}
