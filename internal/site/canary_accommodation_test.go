package site_test

import (
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// shelterCanaries are what plantShelter plants: two addresses first.
var shelterCanaries = []string{"Larksbane Hollow", "Fennimore Wharf", "ring the tansy bell", "Corvusina Ashmold", "the man in the teal van", "she carries a brass thimble", "her aunt at Mossgather", "a hum of looms"}

// plantShelter makes everything that the room of safe accommodation keeps about a
// person, with canaries, and moves them from one sealed address to another.
func (w *world) plantShelter(t *testing.T, person db.ID) {
	t.Helper()
	room := w.housing()
	keeping := &placement.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default()}
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(background, tx, emails()[account.DecisionMaker])
		if err != nil {
			return err
		}
		actor.Via, actor.Roles = account.Page, []account.Role{account.AccommodationDesk, account.PlacementTeam, account.SupportProvider}
		if err := access.Give(background, tx, actor, access.Grant{Agency: actor.Agency, Case: person, Purpose: "accommodation", Compartments: access.Everything, LegalBasis: "health-care"}); err != nil {
			return err
		}
		var beds []db.ID
		for i, region := range []string{"cornwall", "cumbria"} {
			place, err := keeping.AddPlace(background, tx, actor, placement.PlaceForm{Kind: "safe-house", Region: region, Ages: "families", Gender: "any", Capacity: 6,
				Address: placement.Address{Lines: []string{"9 " + shelterCanaries[i]}}})
			if err != nil {
				return err
			}
			house, err := room.AddHouse(background, tx, actor, accommodation.HouseForm{Place: string(place), Name: "Rowan", Sex: "any", Cover: "awake", Capacity: 2, Note: "Please ring the tansy bell"})
			if err != nil {
				return err
			}
			bed, err := room.AddBed(background, tx, actor, house, accommodation.BedForm{Number: 1, Sleeps: 1})
			if err != nil {
				return err
			}
			beds = append(beds, bed)
		}
		no := false
		file, err := room.Ask(background, tx, actor, person, accommodation.AskForm{NeedForm: accommodation.NeedForm{Called: "Kestrelina", Sex: "female", Adults: 1, Pregnant: &no, Words: "She hears a hum of looms at night"}, Home: "none", Desk: string(actor.Agency)})
		if err != nil {
			return err
		}
		if _, err := room.AddTie(background, tx, actor, file, accommodation.TieForm{Kind: "neighbour", Who: accommodation.Somebody{Names: []string{"Corvusina Ashmold"}, Words: "the man in the teal van"}}); err != nil {
			return err
		}
		now := tx.Now()
		soon := form.Moment{On: civil.DayOf(now), At: now.In(civil.London).Format("15:04")}
		if err := room.TakeNow(background, tx, actor, file, accommodation.TakeForm{Bed: string(beds[0]), Why: "near her aunt at Mossgather", Arrive: soon, Transport: "staff", Details: "she carries a brass thimble"}); err != nil {
			return err
		}
		version := func(query string, of db.ID) (id db.ID, version int64) {
			if _, err := tx.Row(background, query, []any{of}, &id, &version); err != nil {
				t.Error(err)
			}
			return id, version
		}
		stay, at := version(`SELECT id, version FROM stay WHERE file_id = $1 AND ended_at IS NULL`, file)
		if err := room.RecordDay(background, tx, actor, stay, accommodation.DayForm{Version: at, Presence: accommodation.In, Words: "came in and spoke of the man in the teal van"}); err != nil {
			return err
		}
		_, at = version(`SELECT id, version FROM shelter_file WHERE id = $1`, file)
		if err := room.Move(background, tx, actor, file, accommodation.TakeForm{Version: at, Bed: string(beds[1]), Why: "away from her aunt at Mossgather", Danger: "the man in the teal van stood outside", LeaveArea: &no, Arrive: soon, Transport: "staff", Details: "she carries a brass thimble"}); err != nil {
			return err
		}
		_, at = version(`SELECT id, version FROM shelter_file WHERE id = $1`, file)
		return room.Leave(background, tx, actor, file, accommodation.LeaveForm{Version: at, Why: "family", Next: "outreach", Words: "to her aunt at Mossgather"})
	})
}
