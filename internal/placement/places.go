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

// AddPlace adds a place to live. Its address is sealed at once.
func (room *Room) AddPlace(ctx context.Context, tx *db.Tx, actor account.Actor, f PlaceForm) (db.ID, error) {
	if err := access.Role(actor, access.ManagePlaces); err != nil {
		return "", err
	}
	questions := append(placeQuestions(regionOptions(room.Lists)), addressQuestions(func(f *PlaceForm) *Address { return &f.Address })...)
	if err := fault.Mend(form.Check(&f, questions)...); err != nil {
		return "", err
	}
	id := tx.NewID()
	_, err := casefile.WithReference("PL", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO place (id, reference, agency_id, version, kind, region, ages, gender, capacity, suits, opened_at, opened_by)
			VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (reference) DO NOTHING`,
			id, reference, actor.Agency, f.Kind, f.Region, f.Ages, f.Gender, f.Capacity, joinCodes(f.Suits), tx.Now(), actor.Account)
	})
	if err != nil {
		return "", err
	}
	if err := putAddress(ctx, tx, actor, id, f.Address); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "add-place", Category: audit.Collection, Subject: "place " + string(id),
		Change: map[string]any{"kind": f.Kind, "region": f.Region, "capacity": f.Capacity}})
}

// ChangePlace changes what may be known of a place; its address stays.
func (room *Room) ChangePlace(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f PlaceForm) error {
	place, err := room.managed(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, placeQuestions(regionOptions(room.Lists)))...); err != nil {
		return err
	}
	if f.Capacity < place.Living {
		return fault.Wrong("capacity", "More people live there now. Move them first, or enter a higher number")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE place SET version = version + 1, kind = $3, region = $4, ages = $5, gender = $6, capacity = $7, suits = $8
		WHERE id = $1 AND version = $2`, id, f.Version, f.Kind, f.Region, f.Ages, f.Gender, f.Capacity, joinCodes(f.Suits))); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "change-place", Category: audit.Alteration, Subject: "place " + string(id),
		Change: map[string]any{"before": place.known(), "after": map[string]any{"kind": f.Kind, "region": f.Region, "ages": f.Ages, "gender": f.Gender, "capacity": f.Capacity, "suits": f.Suits}}})
}

// known is what may be known of a place, for the history.
func (p Place) known() map[string]any {
	return map[string]any{"kind": p.Kind, "region": p.Region, "ages": p.Ages, "gender": p.Gender, "capacity": p.Capacity, "suits": p.Suits}
}

// ChangeAddress seals another address for a place. Whoever had a sight of the
// old one has it no more.
func (room *Room) ChangeAddress(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f PlaceForm) error {
	if _, err := room.managed(ctx, tx, actor, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, addressQuestions(func(f *PlaceForm) *Address { return &f.Address }))...); err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE place SET version = version + 1 WHERE id = $1 AND version = $2`, id, f.Version)); err != nil {
		return err
	}
	if err := putAddress(ctx, tx, actor, id, f.Address); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE sight SET ended_at = $2, ended_by = $3, ended_why = $4 WHERE ended_at IS NULL AND decided_at IS NOT NULL AND agreed AND until_at > $2
		AND placement_id IN (SELECT id FROM placement WHERE place_id = $1)`, id, tx.Now(), actor.Account, endedByAddress); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "change-address", Category: audit.Alteration, Subject: "place " + string(id)})
}

// ClosePlace takes a place where nobody lives off the board.
func (room *Room) ClosePlace(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f ReasonForm) error {
	place, err := room.managed(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, reasonQuestions("Why is it closed?", "Say why it is closed"))...); err != nil {
		return err
	}
	if place.Living > 0 {
		return fault.Wrong("why", "Somebody lives there. Move them first")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE place SET version = version + 1, closed_at = $3, closed_why = 'closed' WHERE id = $1 AND version = $2`, id, f.Version, tx.Now())); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "close-place", Category: audit.Alteration, Subject: "place " + string(id), Why: "closed"})
}

// OpenPlaceAgain puts a closed place back on the board.
func (room *Room) OpenPlaceAgain(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if _, err := room.managed(ctx, tx, actor, id); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE place SET version = version + 1, closed_at = NULL, closed_why = NULL WHERE id = $1`, id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "open-place", Category: audit.Alteration, Subject: "place " + string(id)})
}

func (room *Room) managed(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Place, error) {
	if err := access.Role(actor, access.ManagePlaces); err != nil {
		return Place{}, err
	}
	return ownPlace(ctx, tx, actor, id)
}

// KeeperForm names somebody who looks after people at a place.
type KeeperForm struct {
	Account string `json:"account"`
}

func keeperQuestions(able []Keeper) []form.Question[KeeperForm] {
	var options []form.Option
	for _, keeper := range able {
		options = append(options, form.Option{Value: string(keeper.Account), Label: keeper.Name + ", " + keeper.Of, Verbatim: true})
	}
	return []form.Question[KeeperForm]{{Name: "account", Label: "Who looks after people there?", Kind: form.Select, Options: options, Required: "Choose who looks after people there",
		Bind: func(f *KeeperForm) any { return &f.Account }}}
}

// NameKeeper lets somebody look after the people who live at a place: they see
// the door list and keep the missing profile, and never need the address.
func (room *Room) NameKeeper(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f KeeperForm) error {
	if _, err := room.managed(ctx, tx, actor, id); err != nil {
		return err
	}
	able, err := carers(ctx, tx, actor)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, keeperQuestions(able))...); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO place_keeper (place_id, account_id, from_at, named_by) VALUES ($1, $2, $3, $4)
		ON CONFLICT (place_id, account_id) DO UPDATE SET from_at = excluded.from_at, until_at = NULL, named_by = excluded.named_by`, id, f.Account, tx.Now(), actor.Account); err != nil {
		return err
	}
	living, err := residents(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, person := range living {
		if err := admitKeepers(ctx, tx, actor, person, id); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "name-keeper", Category: audit.Alteration, Subject: "place " + string(id), Change: map[string]string{"account": f.Account}})
}

// EndKeeper ends that somebody looks after a place, at once.
func (room *Room) EndKeeper(ctx context.Context, tx *db.Tx, actor account.Actor, id, keeper db.ID) error {
	if _, err := room.managed(ctx, tx, actor, id); err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE place_keeper SET until_at = $3 WHERE place_id = $1 AND account_id = $2 AND until_at IS NULL`, id, keeper, tx.Now())
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	living, err := residents(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, person := range living {
		// The grants of all are ended, and those who stay are let in again.
		if err := access.EndAll(ctx, tx, person, carePurpose(id)); err != nil {
			return err
		}
		if err := admitKeepers(ctx, tx, actor, person, id); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-keeper", Category: audit.Alteration, Subject: "place " + string(id), Change: map[string]string{"account": string(keeper)}})
}

// carePurpose is the purpose of the grants of those who look after a place.
func carePurpose(place db.ID) string { return "care " + string(place) }

// admitKeepers lets those who look after a place reach the file of somebody who
// lives there, each by name.
func admitKeepers(ctx context.Context, tx *db.Tx, actor account.Actor, person, place db.ID) error {
	keeping, err := keepers(ctx, tx, place)
	if err != nil {
		return err
	}
	for _, keeper := range keeping {
		if err := access.Give(ctx, tx, actor, access.Grant{Agency: keeper.Agency, Case: person, Account: keeper.Account, Purpose: carePurpose(place),
			Compartments: access.Identity | access.Health | access.Location, LegalBasis: careBasis}); err != nil {
			return err
		}
	}
	return nil
}
