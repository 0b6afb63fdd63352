package placement

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

// teamPurpose is the purpose of the grant of a placement team.
const teamPurpose = "placement"

// careBasis is the legal basis of those who house and look after somebody: a code
// of the list of legal bases.
const careBasis = "health-care"

// TakeOn makes the actor's agency the placement team of somebody whom it knows
// and for whom no other team answers.
func (room *Room) TakeOn(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if err := access.Case(ctx, tx, actor, access.TakeOnPerson, id); err != nil {
		return err
	}
	f, found, err := loadFile(ctx, tx, id)
	if err != nil {
		return err
	}
	if found && f.Closed.IsZero() {
		if f.Agency == actor.Agency {
			return nil // a second click
		}
		return fault.Refuse("Another placement team answers for this person. Ask them to hand over")
	}
	if found && f.Agency != actor.Agency {
		if err := access.EndAll(ctx, tx, id, teamPurpose); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO placement_file (case_id, agency_id, version, needs, avoid, opened_at, opened_by) VALUES ($1, $2, 1, '', '', $3, $4)
		ON CONFLICT (case_id) DO UPDATE SET agency_id = excluded.agency_id, version = placement_file.version + 1, opened_at = excluded.opened_at,
		opened_by = excluded.opened_by, closed_at = NULL`, id, actor.Agency, tx.Now(), actor.Account); err != nil {
		return err
	}
	if err := access.Give(ctx, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: teamPurpose,
		Compartments: access.Identity | access.Contact | access.Health | access.Location, LegalBasis: careBasis}); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, id, "A placement team answers for the person: {agency}", "agency", actor.AgencyName); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "take-on-person", Category: audit.Collection, Case: id, Subject: "placement file", Why: teamPurpose})
}

// Want records what somebody needs of a place and which areas to avoid.
func (room *Room) Want(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, w WantedForm) error {
	f, err := room.reach(ctx, tx, actor, access.PlacePerson, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&w, wantedQuestions(room.Lists))...); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedFile, id, w.Note)
	if err != nil {
		return err
	}
	if err := touchFile(ctx, tx, id, w.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE placement_file SET needs = $2, avoid = $3, sealed = $4 WHERE case_id = $1`, id, joinCodes(w.Needs), joinCodes(w.Avoid), sealed); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "change-needs", Category: audit.Alteration, Case: id, Subject: "placement file",
		Change: map[string]any{"needs": map[string]any{"before": f.Needs, "after": w.Needs}}})
}

// wanted is what a person needs, with their gender from the record.
func wanted(ctx context.Context, tx *db.Tx, actor account.Actor, f File) (Wanted, error) {
	record, err := casefile.Load(ctx, tx, actor, f.Case)
	return Wanted{AgeGroup: f.AgeGroup, Gender: record.Record.Gender, Needs: f.Needs, Avoid: f.Avoid}, err
}

// Put places somebody, or moves them in one step: the stay before ends, and with
// it, at once, every sight of its address and the reach of those who looked
// after them there.
func (room *Room) Put(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, p PlacingForm) error {
	f, err := room.reach(ctx, tx, actor, access.PlacePerson, id)
	if err != nil {
		return err
	}
	chosen, ok := db.ParseID(p.Place)
	if !ok {
		return fault.Wrong("place", "Choose a place")
	}
	place, err := ownPlace(ctx, tx, actor, chosen)
	if fault.Is(err, fault.NotFound) {
		return fault.Wrong("place", "Choose a place")
	}
	if err != nil {
		return err
	}
	if !place.Closed.IsZero() {
		return fault.Wrong("place", "This place is closed. Choose another")
	}
	if err := touchFile(ctx, tx, id, p.Version); err != nil {
		return err
	}
	stays, err := placements(ctx, tx, id)
	if err != nil {
		return err
	}
	before, moves := now(stays)
	if moves && before.Place.ID == place.ID {
		return fault.Wrong("place", "They live there already. Choose another place")
	}
	want, err := wanted(ctx, tx, actor, f)
	if err != nil {
		return err
	}
	if p.Why == "" && len(Misfits(place, want)) > 0 {
		return fault.Wrong("why", "Something about this place does not suit them. Say why it is chosen all the same")
	}
	if moves {
		if err := endStay(ctx, tx, actor, before, endedByMove); err != nil {
			return err
		}
	}
	stay := tx.NewID()
	why, err := casefile.SealRow(ctx, tx, id, sealedPlacement, stay, p.Why)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO placement (id, case_id, place_id, sealed, started_at, placed_by) VALUES ($1, $2, $3, $4, $5, $6)`, stay, id, place.ID, why, tx.Now(), actor.Account); err != nil {
		return err
	}
	if err := admitKeepers(ctx, tx, actor, id, place.ID); err != nil {
		return err
	}
	deed, note := "place-person", "Placed"
	if moves {
		deed, note = "move-person", "Moved to another place"
	}
	if err := casefile.Note(ctx, tx, actor, id, note); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Alteration, Case: id, Subject: "placement " + string(stay),
		Change: map[string]string{"place": place.Reference}})
}

// endStay ends a stay, what was open on its address, and the reach of those who
// looked after the person there.
func endStay(ctx context.Context, tx *db.Tx, actor account.Actor, stay Placement, why string) error {
	if _, err := tx.Exec(ctx, `UPDATE placement SET ended_at = $2, ended_why = $3, ended_by = $4 WHERE id = $1 AND ended_at IS NULL`, stay.ID, tx.Now(), why, actor.Account); err != nil {
		return err
	}
	sightWhy := endedPlacement
	if why == endedByMove {
		sightWhy = endedByMove
	}
	if _, err := tx.Exec(ctx, `UPDATE sight SET ended_at = $2, ended_by = $3, ended_why = $4 WHERE placement_id = $1 AND ended_at IS NULL
		AND (decided_at IS NULL OR (agreed AND until_at > $2))`, stay.ID, tx.Now(), actor.Account, sightWhy); err != nil {
		return err
	}
	return access.EndAll(ctx, tx, stay.Case, carePurpose(stay.Place.ID))
}

// Leave ends somebody's placement without another.
func (room *Room) Leave(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, l LeavingForm) error {
	if _, err := room.reach(ctx, tx, actor, access.PlacePerson, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&l, leavingQuestions)...); err != nil {
		return err
	}
	stays, err := placements(ctx, tx, id)
	if err != nil {
		return err
	}
	stay, placed := now(stays)
	if !placed {
		return fault.Wrong("why", "They have no placement that could end")
	}
	if err := touchFile(ctx, tx, id, l.Version); err != nil {
		return err
	}
	if err := endStay(ctx, tx, actor, stay, l.Why); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, id, "The placement ended"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-placement", Category: audit.Alteration, Case: id, Subject: "placement " + string(stay.ID), Why: l.Why})
}

// HandOver ends that the actor's agency answers for somebody who has no
// placement any more, so that another team can take them on.
func (room *Room) HandOver(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if _, err := room.reach(ctx, tx, actor, access.PlacePerson, id); err != nil {
		return err
	}
	stays, err := placements(ctx, tx, id)
	if err != nil {
		return err
	}
	if _, placed := now(stays); placed {
		return fault.Refuse("End the placement first. Then another team can take the person on")
	}
	if _, err := tx.Exec(ctx, `UPDATE placement_file SET closed_at = $2, version = version + 1 WHERE case_id = $1`, id, tx.Now()); err != nil {
		return err
	}
	if err := access.EndAll(ctx, tx, id, teamPurpose); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, id, "No placement team answers for the person any more"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-placement-file", Category: audit.Alteration, Case: id, Subject: "placement file"})
}
