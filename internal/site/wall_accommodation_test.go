package site_test

import (
	"context"
	"testing"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// shelterKeeping is one of each thing of safe accommodation: a house with a bed
// that is taken and one that is free, two files and somebody who matters to them.
var shelterKeeping = keeping{
	places: []string{"house", "bed", "shelter", "offer", "stay", "tie", "other"},
	cases:  []string{"/accommodation/people/"},
	ids: map[string]string{"/v1/accommodation/houses/": "house", "/v1/accommodation/beds/": "bed", "/v1/accommodation/files/": "shelter", "/v1/accommodation/offers/": "offer",
		"/v1/accommodation/stays/": "stay"},
	make: func(t *testing.T, w *world, email string, h *holding) map[string]string {
		return w.shelter(t, email, h)
	},
}

// housing is the room of safe accommodation as the site wires it.
func (w *world) housing() *accommodation.Room {
	keeping := &placement.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default()}
	return &accommodation.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default(), House: keeping.House, Unhouse: keeping.Unhouse, ShutSights: keeping.ShutSights, Kept: keeping.KeptPlaces, KeptAway: keeping.KeptAway,
		Places: func(ctx context.Context, tx *db.Tx, agency db.ID) ([]accommodation.Place, error) {
			open, err := keeping.OpenPlaces(ctx, tx, agency)
			var places []accommodation.Place
			for _, place := range open {
				places = append(places, accommodation.Place{ID: place.ID, Reference: place.Reference, Region: place.Region})
			}
			return places, err
		},
		Keepers: func(context.Context, *db.Tx, db.ID) ([]accommodation.Keeper, error) { return nil, nil }}
}

// shelter gives the agency of a person a house on a place of its own, puts the case
// of their holding into a bed of it, and holds another bed for somebody else.
func (w *world) shelter(t *testing.T, email string, h *holding) (made map[string]string) {
	t.Helper()
	room := w.housing()
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(background, tx, email)
		if err != nil {
			return err
		}
		actor.Via, actor.Roles = account.Page, []account.Role{account.AccommodationDesk, account.PlacementTeam}
		keeping := &placement.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default()}
		place, err := keeping.AddPlace(background, tx, actor, placement.PlaceForm{Kind: "safe-house", Region: "cornwall", Ages: "families", Gender: "any", Capacity: 6, Address: placement.Address{Lines: []string{"9 Quillfeather Lane"}}})
		if err != nil {
			return err
		}
		house, err := room.AddHouse(background, tx, actor, accommodation.HouseForm{Place: string(place), Name: "Rowan", Sex: "any", Takes: []string{"families", "pregnancy"}, Cover: "awake", Capacity: 6})
		if err != nil {
			return err
		}
		var beds [2]db.ID
		for i := range beds {
			if beds[i], err = room.AddBed(background, tx, actor, house, accommodation.BedForm{Number: i + 1, Sleeps: 1}); err != nil {
				return err
			}
		}
		no := false
		file, err := room.Ask(background, tx, actor, db.ID(h.caseID), accommodation.AskForm{NeedForm: accommodation.NeedForm{Called: "Quillfeather", Sex: "female", Adults: 1, Pregnant: &no}, Home: "none", Desk: string(actor.Agency)})
		if err != nil {
			return err
		}
		now := tx.Now()
		soon := form.Moment{On: civil.DayOf(now), At: now.In(civil.London).Format("15:04")}
		if err := room.TakeNow(background, tx, actor, file, accommodation.TakeForm{Bed: string(beds[0]), Arrive: soon, Transport: "staff"}); err != nil {
			return err
		}
		tie, err := room.AddTie(background, tx, actor, file, accommodation.TieForm{Kind: "neighbour", Who: accommodation.Somebody{Names: []string{"Mara Quillfeather"}}})
		if err != nil {
			return err
		}
		other, err := room.AskNow(background, tx, actor, accommodation.NightForm{Called: "Mara Quillfether", Adult: "yes", Sex: "female", Reach: "01632 960123", Desk: string(actor.Agency)})
		if err != nil {
			return err
		}
		var stay, offer string
		if _, err := tx.Row(background, `SELECT id FROM stay WHERE file_id = $1`, []any{file}, &stay); err != nil {
			return err
		}
		if _, err := tx.Row(background, `SELECT id FROM bed_offer WHERE file_id = $1`, []any{file}, &offer); err != nil {
			return err
		}
		made = map[string]string{"house": string(house), "bed": string(beds[1]), "shelter": string(file), "tie": string(tie), "other": string(other), "stay": stay, "offer": offer}
		return nil
	})
	return made
}
