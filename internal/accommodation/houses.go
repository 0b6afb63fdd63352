package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// AddHouse adds a safe house on a sealed place of the agency. Its area is the
// place's: nothing else of where it is comes here.
func (room *Room) AddHouse(ctx context.Context, tx *db.Tx, actor account.Actor, f HouseForm) (db.ID, error) {
	if err := access.Role(actor, access.ManageHouses); err != nil {
		return "", err
	}
	places, err := room.freePlaces(ctx, tx, actor)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, append(placeQuestion(room, places), houseQuestions(room)...))...); err != nil {
		return "", err
	}
	id := tx.NewID()
	note, err := casefile.SealRow(ctx, tx, id, sealedHouse, id, f.Note)
	if err != nil {
		return "", err
	}
	var region string
	for _, place := range places {
		if string(place.ID) == f.Place {
			region = place.Region
		}
	}
	if _, err := casefile.WithReference("SH", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO house (id, reference, agency_id, place_id, version, name, region, sex, families, pregnancy, offers, languages, cover, state, capacity, taken, sealed, opened_at, opened_by, state_at)
			VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, 'open', $13, 0, $14, $15, $16, $15) ON CONFLICT (reference) DO NOTHING`,
			id, reference, actor.Agency, f.Place, f.Name, region, f.Sex, f.takes("families"), f.takes("pregnancy"), joinCodes(f.Offers), joinCodes(f.Languages), f.Cover, f.Capacity, note, tx.Now(), actor.Account)
	}); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "add-house", Category: audit.Collection, Subject: "house " + string(id), Change: f.known()})
}

// freePlaces are the sealed places of the agency on which no house stands yet.
func (room *Room) freePlaces(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Place, error) {
	all, err := room.Places(ctx, tx, actor.Agency)
	if err != nil {
		return nil, err
	}
	used := map[db.ID]bool{}
	err = tx.Each(ctx, `SELECT place_id FROM house WHERE agency_id = $1`, []any{actor.Agency}, func(scan func(...any) error) error {
		var id db.ID
		err := scan(&id)
		used[id] = true
		return err
	})
	var free []Place
	for _, place := range all {
		if !used[place.ID] {
			free = append(free, place)
		}
	}
	return free, err
}

// managed gives a house of the actor's desk.
func (room *Room) managed(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (House, error) {
	if err := access.Role(actor, access.ManageHouses); err != nil {
		return House{}, err
	}
	h, err := loadHouse(ctx, tx, id)
	if err == nil && h.Agency != actor.Agency {
		err = fault.Missing()
	}
	return h, err
}

// ChangeHouse changes what a house is and offers.
func (room *Room) ChangeHouse(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f HouseForm) error {
	h, err := room.managed(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, houseQuestions(room))...); err != nil {
		return err
	}
	note, err := casefile.SealRow(ctx, tx, id, sealedHouse, id, f.Note)
	if err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE house SET version = version + 1, name = $3, sex = $4, families = $5, pregnancy = $6, offers = $7, languages = $8, cover = $9, capacity = $10, sealed = $11
		WHERE id = $1 AND version = $2 AND taken <= $10`, id, f.Version, f.Name, f.Sex, f.takes("families"), f.takes("pregnancy"), joinCodes(f.Offers), joinCodes(f.Languages), f.Cover, f.Capacity, note)
	if err == nil && changed == 0 && h.Version == f.Version {
		return fault.Wrong("capacity", "More people live there, or are expected. Enter a higher number")
	}
	if err := fault.Touched(changed, err); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "change-house", Category: audit.Alteration, Subject: "house " + string(id), Change: map[string]any{"before": h.known(), "after": f.known()}})
}

// known is what may be known of a house, for the history.
func (h House) known() map[string]any {
	return map[string]any{"sex": h.Sex, "families": h.Families, "pregnancy": h.Pregnancy, "offers": h.Offers, "cover": h.Cover, "capacity": h.Capacity}
}

func (f HouseForm) known() map[string]any {
	return map[string]any{"sex": f.Sex, "takes": f.Takes, "offers": f.Offers, "cover": f.Cover, "capacity": f.Capacity}
}

// SetHouse opens a house, lets it take nobody for a time, or closes it. One where
// somebody lives, or is expected, cannot be closed.
func (room *Room) SetHouse(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f HouseStateForm) error {
	h, err := room.managed(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, houseStateQuestions)...); err != nil {
		return err
	}
	if f.State == HouseClosed && h.Taken > 0 {
		return fault.Wrong("state", "Somebody lives there, or is expected. Move them first")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE house SET version = version + 1, state = $3, state_at = $4 WHERE id = $1 AND version = $2`, id, f.Version, f.State, tx.Now())); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "set-house", Category: audit.Alteration, Subject: "house " + string(id), Reason: f.Why, Change: map[string]any{"before": h.State, "after": f.State}})
}

// AddBed adds a bed, or a room for one household, to a house.
func (room *Room) AddBed(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f BedForm) (db.ID, error) {
	if _, err := room.managed(ctx, tx, actor, id); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, bedQuestions)...); err != nil {
		return "", err
	}
	bed := tx.NewID()
	added, err := tx.Exec(ctx, `INSERT INTO bed (id, house_id, number, version, sleeps, offers, state, state_at) VALUES ($1, $2, $3, 1, $4, $5, 'free', $6) ON CONFLICT (house_id, number) DO NOTHING`,
		bed, id, f.Number, f.Sleeps, joinCodes(f.Offers), tx.Now())
	if err != nil {
		return "", err
	}
	if added == 0 {
		return "", fault.Wrong("number", "There is a bed with this number already")
	}
	return bed, audit.Append(ctx, tx, actor, audit.Entry{Action: "add-bed", Category: audit.Collection, Subject: "bed " + string(bed), Change: map[string]any{"house": id, "sleeps": f.Sleeps}})
}

// SetBed says that a bed nobody has is free, being made ready, under repair or
// closed.
func (room *Room) SetBed(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f BedStateForm) error {
	bed, err := loadBed(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := room.runs(ctx, tx, actor, bed.House); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, bedStateQuestions)...); err != nil {
		return err
	}
	if bed.State == BedHeld || bed.State == BedTaken {
		return fault.Wrong("state", "Somebody has this bed, or it is held for them")
	}
	var back any
	if f.State == BedRepair && !f.Back.IsZero() {
		if f.Back.Before(civil.DayOf(tx.Now())) {
			return fault.Wrong("back", "The day must be today or later")
		}
		back = f.Back
	}
	if err := setBed(ctx, tx, bed, f.Version, f.State, back); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "set-bed", Category: audit.Alteration, Subject: "bed " + string(id), Change: map[string]any{"before": bed.State, "after": f.State}})
}

// runs asks whether the actor may act in a house: as its desk, or as who looks
// after it. Any other house is missing.
func (room *Room) runs(ctx context.Context, tx *db.Tx, actor account.Actor, house db.ID) error {
	if err := access.Role(actor, access.SeeHouseDay); err != nil {
		return err
	}
	h, err := loadHouse(ctx, tx, house)
	if err != nil {
		return err
	}
	if isDesk(actor, h.Agency) {
		return nil
	}
	kept, err := room.Kept(ctx, tx, actor)
	if err != nil {
		return err
	}
	for _, place := range kept {
		if place == h.Place {
			return nil
		}
	}
	return fault.Missing()
}
